//! The command line's grammar.

mod compartment;
mod consent;
mod contact;
mod disclosure;
mod lease;
mod member;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use self::compartment::{Compartment, Decide, Devices, Programme, Quarantine};
pub use self::consent::{Consent, ConsentArgs};
pub use self::contact::{Contact, ContactArgs, Draft};
pub use self::disclosure::{Disclosures, OfferArgs};
pub use self::lease::Lease;
pub use self::member::{Member, NewPassphrase, PassphraseCommand};
use crate::station::StationArgs;

/// Record contacts and make warm handoffs with no connectivity; merge later through a relay that cannot read.
#[derive(Parser)]
#[command(name = "footbridge", version, about, arg_required_else_help = true)]
pub struct Cli {
    /// The folder of this device's files; the platform's data folder when absent.
    #[arg(long, global = true, env = "FOOTBRIDGE_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Answer with JSON on standard output, errors with JSON on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// Read the passphrase from the first line of this file, instead of FOOTBRIDGE_PASSPHRASE or a prompt.
    #[arg(long, global = true, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Sign in as this member, on a device that several use: their sign-in name.
    #[arg(long = "as", global = true, env = "FOOTBRIDGE_MEMBER", value_name = "NAME")]
    pub sign_in_name: Option<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Top,
}

/// Commands.
#[derive(Subcommand)]
pub enum Top {
    /// Create a collaborative with this device as its first administrator.
    Init(InitArgs),
    /// Print a code with which one new device joins.
    Invite(InviteArgs),
    /// Join with a code.
    Enrol {
        /// The code, as printed by `invite`; with --by-voice the eight digits that the inviter reads out.
        code: String,
        /// Join by voice at this relay: the inviter tells its address and the code.
        #[arg(long, value_name = "RELAY")]
        by_voice: Option<String>,
    },
    /// Send what is not sent, take what is new.
    Sync(SyncArgs),
    /// The screens, in a browser on this device.
    Station(StationArgs),
    /// Who and where this device is.
    Status,
    /// What waits for this agency, what it has in hand, what is due.
    Board,
    /// Who can be asked to take a person over.
    Agencies,
    /// Who may read what: compartments beside the shared one.
    #[command(subcommand)]
    Compartment(Compartment),
    /// Members: who may sign in on this device.
    #[command(subcommand)]
    Member(Member),
    /// Your passphrase.
    #[command(subcommand)]
    Passphrase(PassphraseCommand),
    /// The devices of the collaborative.
    #[command(subcommand)]
    Device(Devices),
    /// What the agencies agreed on: which compartments there are, and who records what.
    #[command(subcommand)]
    Programme(Programme),
    /// Bring records in.
    #[command(subcommand)]
    Import(Import),
    /// The service directory: who could take this person.
    #[command(subcommand)]
    Directory(Directory),
    /// Contacts.
    #[command(subcommand)]
    Contact(Contact),
    /// Contacts being typed: on this device only.
    #[command(subcommand)]
    Draft(Draft),
    /// People.
    #[command(subcommand)]
    Person(Person),
    /// Narratives.
    #[command(subcommand)]
    Note(Note),
    /// Warm handoffs.
    #[command(subcommand)]
    Handoff(Handoff),
    /// Consents: who may be told what, for what, until when.
    #[command(subcommand)]
    Consent(Consent),
    /// Who was told what of a person, across compartments.
    #[command(subcommand)]
    Disclosures(Disclosures),
    /// What is due, by its clock.
    Followups {
        /// Only those whose window opens within so many hours; overdue ones always.
        #[arg(long, value_name = "HOURS")]
        due_within: Option<u32>,
        /// Record an attempt on this follow-up instead of listing.
        #[arg(long, value_name = "ID", requires = "outcome")]
        attempt: Option<String>,
        /// What came of the attempt: met_in_person, reached_by_phone, left_message, not_found, moved, rescheduled,
        /// declined, unsafe_to_approach or other.
        #[arg(long, value_name = "CODE")]
        outcome: Option<String>,
    },
    /// Any record.
    #[command(subcommand)]
    Record(Record),
    /// Fields with more than one value, for a human to decide.
    Conflicts,
    /// Settle a conflict by keeping one value: what `conflicts` shows.
    Settle {
        /// The record.
        id: String,
        /// The field, for example `birth_date`.
        field: String,
        /// The value to keep, as shown.
        keep: String,
        /// The `version` that was shown: a value that came in since stays in conflict.
        #[arg(long, value_name = "VERSION")]
        seen: Option<String>,
    },
    /// Take back how a conflict was settled: it waits for a decision again.
    Unsettle {
        /// The record.
        id: String,
        /// The field.
        field: String,
        /// The `version` of the record before it was settled.
        #[arg(long, value_name = "VERSION")]
        seen: String,
    },
    /// How long this device shows what others recorded while it is out of contact.
    #[command(subcommand)]
    Lease(Lease),
    /// Received entries in quarantine, and those parked until an upgrade or an arrival.
    Aside,
    /// What revoked devices signed after their last accepted work: it waits for the custodian.
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// Open what a revoked device left when it wiped itself: its work that no relay has, and its drafts.
    RecoverWork {
        /// The file `revoked-work` of that device's home.
        file: PathBuf,
        /// The compartment's recovery kit: a file with what `compartment kit` printed, or its last line. Not needed on the
        /// device where the kit still waits, or for `shared`.
        #[arg(long, value_name = "FILE")]
        kit_file: Option<PathBuf>,
    },
    /// Counts over everything held.
    Summary,
    /// One digest for each compartment, equal on every device that holds the same.
    Digest,
    /// Fold everything again from the journal and compare.
    Rebuild,
    /// Every record with all its values.
    Export,
}

/// `init`.
#[derive(Args)]
pub struct InitArgs {
    /// The relay's address: https://…, or http:// on this machine.
    #[arg(long)]
    pub relay: String,
    /// The agency's name.
    #[arg(long)]
    pub agency: String,
    /// The first member's role: as for `invite`.
    #[arg(long, default_value = "coordinator")]
    pub role: String,
    /// law, ems, care or shared, for roles that exist in several.
    #[arg(long, value_name = "KIND")]
    pub agency_kind: Option<String>,
    /// The member's name, to be shown beside what they record.
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// The token the relay printed at its first start (not needed on this machine).
    #[arg(long, value_name = "TOKEN", default_value = "", hide_default_value = true)]
    pub claim_token: String,
}

/// `invite`.
#[derive(Args)]
pub struct InviteArgs {
    /// The agency's name.
    #[arg(long)]
    pub agency: String,
    /// patrol, ems, outreach, provider, clinician, supervisor, custodian or coordinator.
    #[arg(long)]
    pub role: String,
    /// law, ems, care or shared, for roles that exist in several.
    #[arg(long, value_name = "KIND")]
    pub agency_kind: Option<String>,
    /// The member's name, to be shown beside what they record.
    #[arg(long, value_name = "NAME")]
    pub member: Option<String>,
    /// Hours until the code can no longer be used.
    #[arg(long, default_value_t = 72, value_name = "HOURS")]
    pub expires_hours: u32,
    /// Also show the code as a QR picture, in this terminal: nothing is written to a file.
    #[arg(long)]
    pub qr: bool,
    /// Invite by voice: eight digits to read out, then a number that both compare. No code is shown.
    #[arg(long, conflicts_with = "qr")]
    pub by_voice: bool,
}

/// `sync`.
#[derive(Args)]
pub struct SyncArgs {
    /// Keep trying for so many seconds when the relay does not answer.
    #[arg(long, default_value_t = 5, value_name = "SECONDS")]
    pub wait: u32,
    /// Carry sealed segments without unlocking: nothing is opened, no passphrase is asked.
    #[arg(long)]
    pub locked: bool,
}

/// `import`.
#[derive(Subcommand)]
pub enum Import {
    /// A CSV file, read through a map.
    Csv {
        /// A map that ships (pa-oin) or the path of a map file.
        #[arg(long)]
        map: String,
        /// The file.
        file: PathBuf,
        /// The compartment to import into.
        #[arg(long)]
        compartment: Option<String>,
        /// Leave damaged rows out and import the rest, instead of refusing the file.
        #[arg(long)]
        skip_damaged: bool,
    },
    /// A service directory: a folder with three files that end in organizations.csv, locations.csv and
    /// services.csv, as the HSDS transformer reads them.
    HsdsTransformer {
        /// The folder.
        folder: PathBuf,
        /// The compartment to import into.
        #[arg(long)]
        compartment: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum Directory {
    /// Look a service up: each word is matched by its beginning. Everything when nothing is given.
    Search {
        /// Words of the service, its organisation or a place.
        text: Vec<String>,
        /// How many at most.
        #[arg(long)]
        limit: Option<u32>,
    },
    /// A service with who runs it and where.
    Show {
        /// The service's id, or the start of it.
        id: String,
    },
}

/// `person`.
#[derive(Subcommand)]
pub enum Person {
    /// Look somebody up.
    Search {
        /// Beginnings of names, aliases, code names, birth date.
        #[arg(required = true)]
        text: Vec<String>,
        /// How many.
        #[arg(long)]
        limit: Option<u32>,
    },
    /// Show one person with everything that happened.
    Show {
        /// Their id.
        id: String,
    },
    /// Change fields of a person.
    Edit {
        /// Their id.
        id: String,
        /// KEY=VALUE; an empty VALUE clears the field.
        #[arg(required = true, value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// The `version` that was shown: what came in since stays beside this edit, as a conflict.
        #[arg(long, value_name = "VERSION")]
        seen: Option<String>,
    },
}

/// `note`.
#[derive(Subcommand)]
pub enum Note {
    /// Add a narrative to a contact.
    Add {
        /// The contact's id.
        contact: String,
        /// The text.
        body: String,
        /// The note it amends.
        #[arg(long, value_name = "ID")]
        amends: Option<String>,
    },
}

/// `record`.
#[derive(Subcommand)]
pub enum Record {
    /// Show any record.
    Show {
        /// Its id.
        id: String,
    },
    /// Change fields of any record.
    Edit {
        /// Its id.
        id: String,
        /// KEY=VALUE; an empty VALUE clears the field.
        #[arg(required = true, value_name = "KEY=VALUE")]
        set: Vec<String>,
        /// The `version` that was shown: what came in since stays beside this edit, as a conflict.
        #[arg(long, value_name = "VERSION")]
        seen: Option<String>,
    },
}

/// One step on one handoff.
#[derive(Args)]
pub struct Step {
    /// The handoff's id.
    pub id: String,
    /// A reason or outcome code.
    #[arg(long)]
    pub code: Option<String>,
}

/// `handoff`.
#[derive(Subcommand)]
pub enum Handoff {
    /// Offer one, to one agency or to several.
    Offer(OfferArgs),
    /// What an offer would tell whom; nothing is offered.
    Preview(OfferArgs),
    /// Say that the offer was seen.
    Acknowledge(Step),
    /// Take the person over.
    Accept(Step),
    /// Say no, with a neutral code.
    Decline(Step),
    /// Take the offer back.
    Withdraw(Step),
    /// Let go after another party accepted.
    Released(Step),
    /// A supervisor takes it away from a party that fell silent.
    Reassign {
        /// The handoff's id.
        id: String,
        /// The agency asked next.
        #[arg(long)]
        to: String,
    },
    /// Met in person.
    Met(Step),
    /// Brought there.
    Transported(Step),
    /// Arrived.
    Arrived(Step),
    /// Did not come.
    Unattended(Step),
    /// A new time was made.
    Rescheduled(Step),
    /// The person said no.
    Refused(Step),
    /// Engaged in services.
    Engaged(Step),
    /// Closed, with a reason.
    Closed(Step),
    /// Show one.
    Show {
        /// Its id.
        id: String,
    },
    /// All of them, newest first.
    List {
        /// How many.
        #[arg(long)]
        limit: Option<u32>,
    },
}

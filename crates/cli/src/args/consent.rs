//! Consents.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What a consent is made of. Words of each kind: docs/reference/codes.md.
#[derive(Args)]
pub struct ConsentArgs {
    /// Whose it is, by id.
    #[arg(long, value_name = "ID")]
    pub person: String,
    /// The name as signed.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// An agency that may share; again for more.
    #[arg(long = "from", value_name = "AGENCY")]
    pub from: Vec<String>,
    /// An agency or a person that may be told, by name; again for more.
    #[arg(long = "to", value_name = "NAME")]
    pub to: Vec<String>,
    /// A class of agencies that may be told: treating_providers or emergency_medical_services; again for more.
    #[arg(long = "designation", value_name = "CODE")]
    pub designations: Vec<String>,
    /// What may be shared: a code of consent_scope; again for more.
    #[arg(long = "scope", value_name = "CODE")]
    pub scopes: Vec<String>,
    /// What it is for: a code of consent_purpose; again for more.
    #[arg(long = "purpose", value_name = "CODE")]
    pub purposes: Vec<String>,
    /// What may come back to who makes a handoff: a code of consent_return; again for more.
    #[arg(long = "return", value_name = "CODE")]
    pub returns: Vec<String>,
    /// The last day on which it holds.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// The event that ends it: a code of consent_expiry.
    #[arg(long, value_name = "CODE")]
    pub ends_with: Option<String>,
    /// The language in which the wording was shown: what `consent text` has.
    #[arg(long, default_value = "en", value_name = "LANGUAGE")]
    pub lang: String,
    /// Who signed, when the person did.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["spoken_by", "guardian_signed_by"])]
    pub signed_by: Option<String>,
    /// Who spoke: where the programme names the rule that allows spoken consent.
    #[arg(long, value_name = "NAME", conflicts_with = "guardian_signed_by")]
    pub spoken_by: Option<String>,
    /// The guardian who signed, by name: where the programme names the rule that lets a guardian sign.
    #[arg(long, value_name = "NAME")]
    pub guardian_signed_by: Option<String>,
    /// The guardian as a person already held, by id; a new person of that name when absent.
    #[arg(long, value_name = "ID", requires = "guardian_signed_by")]
    pub guardian: Option<String>,
    /// Who else saw or heard it.
    #[arg(long, value_name = "NAME")]
    pub witness: Option<String>,
    /// When it was signed: now when absent.
    #[arg(long, value_name = "TIME")]
    pub signed_at: Option<String>,
    /// The compartment, when it is not the usual one of this device's class.
    #[arg(long)]
    pub compartment: Option<String>,
}

/// `consent`.
#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once from the command line")]
pub enum Consent {
    /// Record a consent that was signed or spoken.
    New {
        /// The draft that it was, which ends.
        #[arg(long, value_name = "ID")]
        draft: Option<String>,
        /// The consent.
        #[command(flatten)]
        consent: ConsentArgs,
    },
    /// Keep one that is not signed yet, on this device only, and say what is missing.
    Draft {
        /// The draft to go on with; a new one when absent.
        #[arg(long)]
        id: Option<String>,
        /// The consent so far.
        #[command(flatten)]
        consent: ConsentArgs,
    },
    /// Show one: whether it counts, and who may see what by it.
    Show {
        /// Its id.
        id: String,
    },
    /// The consents of a person, those in force first.
    List {
        /// The person's id.
        person: String,
    },
    /// The person takes it back.
    Revoke {
        /// Its id.
        id: String,
        /// How the person said so: "by telephone".
        #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
        how: String,
    },
    /// The person consents for longer, or for less long.
    Renew {
        /// Its id.
        id: String,
        /// The last day, or a moment.
        #[arg(long, value_name = "DATE")]
        until: String,
        /// How the person said so.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
        how: String,
    },
    /// The event that ends it has happened.
    End {
        /// Its id.
        id: String,
        /// When; now when absent.
        #[arg(long, default_value = "", hide_default_value = true, value_name = "TIME")]
        at: String,
    },
    /// It should not have been made.
    InError {
        /// Its id.
        id: String,
        /// Why.
        why: String,
    },
    /// The wording that people read before they consent, in each language.
    Text,
    /// A page to print, with a copy for the person.
    Print {
        /// Its id.
        id: String,
        /// The file to write, which must not be there yet; standard output when absent.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// The language; that in which it was shown when absent.
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
    },
}

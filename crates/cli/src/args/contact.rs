//! Contacts, and what is being typed.

use clap::{Args, Subcommand};

/// What a contact is made of.
#[derive(Args)]
pub struct ContactArgs {
    /// self_referral, active_outreach, naloxone_plus, first_responder_and_officer_referral, officer_intervention
    /// (law enforcement only) or community_response.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "CODE")]
    pub pathway: String,
    /// A person already held, by id.
    #[arg(long, value_name = "ID", conflicts_with_all = ["name", "code_name"])]
    pub person: Option<String>,
    /// A new person: "Given Family".
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// A new person under a code name.
    #[arg(long, value_name = "NAME")]
    pub code_name: Option<String>,
    /// A field of the new person, KEY=VALUE; again for more.
    #[arg(long = "person-set", value_name = "KEY=VALUE")]
    pub person_set: Vec<String>,
    /// An incident already held, by id.
    #[arg(long, value_name = "ID")]
    pub incident: Option<String>,
    /// The CAD number of the incident.
    #[arg(long, value_name = "NUMBER")]
    pub cad: Option<String>,
    /// A field of the contact, KEY=VALUE; again for more.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// accepted, offered, declined or not_offered.
    #[arg(long, value_name = "CODE")]
    pub offer: Option<String>,
    /// Why nothing was offered, or why it was declined: a code of `offer_reason`.
    #[arg(long, value_name = "CODE")]
    pub offer_reason: Option<String>,
    /// A need, for example `housing`; again for more. All codes: docs/reference/codes.md.
    #[arg(long = "need", value_name = "CODE")]
    pub needs: Vec<String>,
    /// A disposition, for example `transported_to_treatment`; again for more.
    #[arg(long = "disposition", value_name = "CODE")]
    pub dispositions: Vec<String>,
    /// A dose of naloxone: mg=4,route=nasal,at=now-5,response=responsive_alert,giver=family_or_friend; all but
    /// mg may be left out, again for more.
    #[arg(long = "dose", value_name = "PARTS")]
    pub doses: Vec<String>,
    /// The narrative.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// The compartment, when it is not the usual one of this device's class.
    #[arg(long)]
    pub compartment: Option<String>,
}

/// `contact`.
#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once from the command line")]
pub enum Contact {
    /// Record a contact.
    New(ContactArgs),
    /// Add doses of naloxone to a finished contact.
    Dose {
        /// The contact's id.
        id: String,
        /// A dose, as for `contact new`; again for more.
        #[arg(long = "dose", required = true, value_name = "PARTS")]
        doses: Vec<String>,
    },
    /// Show one with its doses, notes, handoffs and follow-ups.
    Show {
        /// Its id.
        id: String,
    },
    /// The newest first.
    List {
        /// How many.
        #[arg(long)]
        limit: Option<u32>,
    },
}

/// `draft`.
#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "made once from the command line")]
pub enum Draft {
    /// Keep a contact as typed so far.
    Save {
        /// The draft to go on with; a new one when absent.
        #[arg(long)]
        id: Option<String>,
        /// The contact so far.
        #[command(flatten)]
        contact: ContactArgs,
    },
    /// All drafts on this device.
    List,
    /// Show one with what would be said of it.
    Show {
        /// The draft's id.
        id: String,
    },
    /// Finish one: it becomes a contact.
    Ready {
        /// The draft's id.
        id: String,
    },
    /// Throw one away.
    Discard {
        /// The draft's id.
        id: String,
    },
}

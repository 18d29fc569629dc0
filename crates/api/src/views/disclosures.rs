//! What was told across compartments: accounts, copies, and what an offer would tell.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FieldView;

/// Something that happened, as it was told.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ToldView {
    /// What happened: the name of an event of a handoff.
    pub kind: String,
    /// When.
    pub at: String,
}

/// The account of a disclosure.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DisclosureView {
    /// Its id.
    pub id: String,
    /// When it was decided; empty where that cannot be read.
    pub at: String,
    /// The person.
    pub person: Option<String>,
    /// The handoff it belongs to.
    pub handoff: Option<String>,
    /// The agency that is told.
    pub to: String,
    /// Code of `disclosure_about`.
    pub about: String,
    /// Code of `disclosure_leg`.
    pub leg: String,
    /// Code of `consent_purpose`; empty where none was named.
    pub purpose: String,
    /// The copied fields, by the keys they had, as they stood then.
    pub fields: Vec<FieldView>,
    /// What is asked for, where it was told.
    pub asks: String,
    /// On the way back: what happened.
    pub told: Vec<ToldView>,
    /// On the way back: why the handoff was closed; empty where that was not told.
    pub told_reason: String,
    /// Whether something that was asked for was left out.
    pub omitted: bool,
    /// The consents it rests on.
    pub consents: Vec<String>,
    /// The member who decided; empty where no name is shown.
    pub by: String,
    /// `waiting`, `sent`, `stopped` or `in_reliance`.
    pub standing: String,
    /// Since when it stands so; empty while it waits.
    pub standing_at: String,
}

/// Disclosures of a person, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DisclosureListView {
    /// The disclosures.
    pub disclosures: Vec<DisclosureView>,
}

/// The accounting of a person's disclosures, to be handed out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DisclosureExportView {
    /// A CSV file: a line for each, with the names of the fields and not what stood in them.
    pub csv: String,
    /// The same with all of it.
    pub disclosures: Vec<DisclosureView>,
}

/// Something that would be left out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeftOutView {
    /// The field.
    pub key: String,
    /// Why: a stable code.
    pub code: String,
}

/// What an offer would tell one agency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OfferPreviewView {
    /// The agency.
    pub agency: String,
    /// Whether it reads the contact anyhow: then nothing is copied.
    pub reads: bool,
    /// What would go.
    pub fields: Vec<FieldView>,
    /// What would not.
    pub left_out: Vec<LeftOutView>,
    /// The consents it would rest on.
    pub consents: Vec<String>,
    /// Whether the notice of 42 CFR 2.32 would go with it.
    pub notice: bool,
    /// Why nothing may go: a stable code.
    pub refused: Option<String>,
}

/// What an offer would tell, agency by agency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffPreviewView {
    /// The agencies asked.
    pub agencies: Vec<OfferPreviewView>,
}

/// Where a packet came from that was told to this device's compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CopiedView {
    /// The agency that told it.
    pub from: String,
    /// When it was decided; empty where that cannot be read.
    pub at: String,
    /// The consents it rests on.
    pub consents: Vec<String>,
    /// The notice that came with it; empty without one.
    pub notice: String,
    /// Whether something was left out.
    pub omitted: bool,
    /// Since when a consent that it rests on is taken back; empty while it stands.
    pub revoked: String,
}

/// Something that another agency told back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ToldBackView {
    /// Who told it.
    pub agency: String,
    /// What happened.
    pub kind: String,
    /// When.
    pub at: String,
    /// Why the handoff was closed, where that was told.
    pub code: Option<String>,
}

/// Something that happened here and was not told to who made the handoff.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NotToldView {
    /// What happened.
    pub kind: String,
    /// Who was not told.
    pub agency: String,
    /// Why: a stable code.
    pub code: String,
}

//! Handoffs.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CopiedView, DisclosureView, FieldView, NotToldView, ToldBackView};

/// One event of a handoff.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffEventView {
    /// What happened.
    pub kind: String,
    /// Whose doing.
    pub party: String,
    /// To whom, for an offer or a reassignment.
    pub to: Option<String>,
    /// When, as that device's clock said.
    pub at: String,
    /// Reason or outcome code.
    pub code: Option<String>,
}

/// A step that may not be done now.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StepRefusedView {
    /// The step.
    pub step: String,
    /// Why: a stable code.
    pub code: String,
}

/// A handoff as this device sees it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffView {
    /// Its id.
    pub id: String,
    /// State word.
    pub state: String,
    /// Parties accountable now: never none.
    pub accountable: Vec<String>,
    /// Marks: `contested`, `late`, `accepted_while_withdrawn`, `refused_by_person`, …
    pub marks: Vec<String>,
    /// What this device's agency may do next.
    pub may: Vec<String>,
    /// The person, where this device may know.
    pub person: Option<String>,
    /// How the person is called, where this device may know.
    pub person_name: String,
    /// Events, oldest first.
    pub events: Vec<HandoffEventView>,
    /// A short code that names the handoff and the state seen, to be shown or read aloud.
    pub receipt: String,
    /// Until when somebody should acknowledge, while nobody has.
    pub acknowledge_due_ms: Option<i64>,
    /// What this device's agency may not do now, and why.
    pub may_not: Vec<StepRefusedView>,
    /// The agencies asked, in order.
    pub asked: Vec<String>,
    /// The agency that offered it.
    pub from: String,
    /// Whether this device's agency answers for the person now.
    pub mine: bool,
    /// The contact it grew out of, where this device holds it.
    pub contact: Option<String>,
    /// What is asked for, in the sender's words; empty where this device may not know.
    pub asks: String,
    /// What the sender passed on about the person and the contact: their fields by their own keys (`name.family`,
    /// `need.housing`), as they were then.
    pub packet: Vec<FieldView>,
    /// Where the packet came from, where it was told to this device's compartment.
    pub copied: Option<CopiedView>,
    /// What other agencies told back of what they alone can read, earliest first.
    pub told: Vec<ToldBackView>,
    /// What happened here and was not told to who made the handoff.
    pub not_told: Vec<NotToldView>,
    /// What this compartment told for it, oldest first.
    pub disclosures: Vec<DisclosureView>,
    /// When the latest event happened, milliseconds since 1970.
    pub latest_ms: i64,
    /// `sent`, `ready` or `needs_attention`.
    pub mark: String,
}

/// Handoffs, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HandoffListView {
    /// The handoffs.
    pub handoffs: Vec<HandoffView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

/// An agency that is a member.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AgencyView {
    /// Its name.
    pub name: String,
    /// The roles its members have.
    pub roles: Vec<String>,
    /// Whether it is this device's own.
    pub own: bool,
}

/// Agencies, by name.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AgencyListView {
    /// The agencies.
    pub agencies: Vec<AgencyView>,
}

//! Contacts, their doses and notes, and drafts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FollowUpView, HandoffView, IssueView, RecordView};

/// A contact in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactRowView {
    /// The contact's id.
    pub id: String,
    /// The person's id, when one is known.
    pub person: Option<String>,
    /// How to call the person; empty when unknown.
    pub person_name: String,
    /// Pathway code.
    pub pathway: String,
    /// Recording agency.
    pub agency: String,
    /// When it began, milliseconds since 1970.
    pub started_ms: Option<i64>,
    /// What became of the offer of service: a code, or empty.
    pub offer: String,
    /// Whether it should not have been made: still shown, in no count.
    pub entered_in_error: bool,
    /// `sent`, `ready` (only on this device so far) or `needs_attention`.
    pub mark: String,
}

/// Contacts, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactListView {
    /// The rows.
    pub contacts: Vec<ContactRowView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

/// What a new contact made.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactSavedView {
    /// The contact's id.
    pub contact: String,
    /// The incident's id.
    pub incident: String,
    /// The person's id; somebody unknown has a record without a name.
    pub person: String,
    /// The follow-up the contact started.
    pub follow_up: Option<String>,
    /// Hints that did not block.
    pub hints: Vec<IssueView>,
}

/// A draft.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// Its id.
    pub id: String,
    /// The contact as typed so far.
    pub contact: crate::requests::ContactNewRequest,
    /// Where the cursor was.
    pub focus: String,
    /// When it was last kept, milliseconds since 1970.
    pub saved_ms: i64,
    /// Hints; blocking ones would refuse Ready.
    pub issues: Vec<IssueView>,
}

/// Drafts, newest first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftListView {
    /// The drafts.
    pub drafts: Vec<DraftView>,
}

/// One dose of naloxone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DoseView {
    /// Its id.
    pub id: String,
    /// Milligrams; empty when unknown.
    pub mg: String,
    /// Route code; empty when not said.
    pub route: String,
    /// When; empty when not said.
    pub at: String,
}

/// One giver's administration of naloxone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AdministrationView {
    /// Its id.
    pub id: String,
    /// Who gave it: a code.
    pub giver: String,
    /// The giver's agency; empty when none.
    pub agency: String,
    /// How the person responded: a code, or empty.
    pub response: String,
    /// Its doses, by time.
    pub doses: Vec<DoseView>,
}

/// A narrative.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoteView {
    /// Its id.
    pub id: String,
    /// The text.
    pub body: String,
    /// The note it amends.
    pub amends: Option<String>,
    /// Who wrote it.
    pub member: String,
    /// Their agency.
    pub agency: String,
    /// When.
    pub at: String,
    /// Whether it should not have been made.
    pub entered_in_error: bool,
    /// `sent`, `ready` or `needs_attention`.
    pub mark: String,
}

/// A contact with everything that hangs on it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ContactView {
    /// The contact.
    pub record: RecordView,
    /// Its incident, when held here.
    pub incident: Option<RecordView>,
    /// Its person, when held here.
    pub person: Option<RecordView>,
    /// How to call the person; empty when unknown.
    pub person_name: String,
    /// Naloxone, corrections applied.
    pub administrations: Vec<AdministrationView>,
    /// Narratives, oldest first.
    pub notes: Vec<NoteView>,
    /// Handoffs that grew out of it.
    pub handoffs: Vec<HandoffView>,
    /// Follow-ups that it started.
    pub follow_ups: Vec<FollowUpView>,
}

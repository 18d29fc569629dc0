//! People found and shown.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FollowUpView, HandoffView, RecordView};

/// A person found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonHitView {
    /// The person's id.
    pub id: String,
    /// Name or code name.
    pub name: String,
    /// Birth date, when known.
    pub birth_date: Option<String>,
    /// Whether something about them waits for a decision.
    pub conflicts: u32,
    /// Contacts held here.
    pub contacts: u32,
    /// When the latest contact began, milliseconds since 1970.
    pub last_contact_ms: Option<i64>,
    /// Whether the record should not have been made: still found, in no count.
    pub entered_in_error: bool,
}

/// People found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonListView {
    /// The people, best first.
    pub people: Vec<PersonHitView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

/// Something that happened with a person.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct TimelineItemView {
    /// The record it opens: a contact, a note's contact, a handoff or a follow-up.
    pub id: String,
    /// `contact`, `note`, `handoff` or `follow_up`.
    pub kind: String,
    /// When, milliseconds since 1970; absent when nobody said.
    pub at_ms: Option<i64>,
    /// Whose doing.
    pub agency: String,
    /// Pathway of a contact, state of a handoff, reason of a follow-up: a code; empty for a note.
    pub code: String,
    /// The beginning of a note's text; empty otherwise.
    pub text: String,
    /// Further codes worth a glance, each as `list.code`: `offer.…` and `disposition.…` (the code lists),
    /// `naloxone.given`, `follow_up_state.…`, `handoff_mark.…`, `record.entered_in_error`.
    pub tags: Vec<String>,
    /// `sent`, `ready` or `needs_attention`.
    pub mark: String,
}

/// A person with everything that happened.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// The person.
    pub record: RecordView,
    /// How to call the person; empty when unknown.
    pub name: String,
    /// What happened, newest first.
    pub timeline: Vec<TimelineItemView>,
    /// Open handoffs.
    pub handoffs: Vec<HandoffView>,
    /// Open follow-ups.
    pub follow_ups: Vec<FollowUpView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

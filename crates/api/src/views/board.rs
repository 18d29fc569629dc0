//! What a shift needs to see first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ContactRowView, FollowUpView, HandoffView};

/// A draft in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DraftRowView {
    /// The draft's id.
    pub id: String,
    /// What it is to become: `contact` or `consent`.
    pub kind: String,
    /// How to call the person, as far as typed; empty when unknown.
    pub person_name: String,
    /// Pathway code; empty when none was chosen yet.
    pub pathway: String,
    /// When it was last kept, milliseconds since 1970.
    pub saved_ms: i64,
}

/// The board: what waits for this device's agency, and what it has in hand.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BoardView {
    /// Drafts on this device, the one typed in last first.
    pub drafts: Vec<DraftRowView>,
    /// Handoffs that wait for an answer or a decision of this agency, the most urgent first.
    pub waiting: Vec<HandoffView>,
    /// Other open handoffs that this agency answers for, latest event first.
    pub mine: Vec<HandoffView>,
    /// Contacts that this agency made, newest first, at most 20.
    pub recent: Vec<ContactRowView>,
    /// Follow-ups overdue or due within 24 hours, the most urgent first, at most 20.
    pub due: Vec<FollowUpView>,
    /// How many are overdue or due within 24 hours in all.
    pub due_total: u64,
    /// Fields with more than one value for a human to decide.
    pub conflicts: u64,
    /// Received entries that cannot be trusted, kept aside.
    pub quarantined: u64,
    /// Received entries that wait for an upgrade or for another change.
    pub parked: u64,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

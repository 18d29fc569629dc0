//! Follow-ups.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A follow-up.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FollowUpView {
    /// Its id.
    pub id: String,
    /// The person.
    pub person: Option<String>,
    /// How to call the person.
    pub person_name: String,
    /// Why.
    pub reason: String,
    /// `waiting`, `due`, `missed`, `met_early`, `met` or `met_late`.
    pub state: String,
    /// The window opens, milliseconds since 1970.
    pub from_ms: i64,
    /// When the window closes, in the zone the clock was started in.
    pub due: String,
    /// The window closes.
    pub due_ms: i64,
    /// Attempts so far.
    pub attempts: u32,
    /// How the latest attempt ended: a code, or empty.
    pub last_outcome: String,
    /// When the latest attempt was made, milliseconds since 1970.
    pub last_attempt_ms: Option<i64>,
    /// The contact that started it.
    pub contact: Option<String>,
    /// Who is to do it; empty when nobody was named.
    pub agency: String,
    /// Where the contact that started it was; empty when unknown.
    pub place: String,
    /// `sent`, `ready` or `needs_attention`.
    pub mark: String,
}

/// Follow-ups by urgency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FollowUpListView {
    /// The follow-ups.
    pub follow_ups: Vec<FollowUpView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

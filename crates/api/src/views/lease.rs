//! The lease: how long this device still shows what others recorded.

use app::domain::lease::Standing;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the lease stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LeaseState {
    /// Nothing to tell.
    Running,
    /// Over in a few days, unless the device is in contact before.
    Ending,
    /// What others recorded is hidden. Recording goes on.
    Over,
}

/// How the lease stands, for every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeaseStateView {
    /// How it stands.
    pub state: LeaseState,
    /// Days left, a started one counted; 0 when it is over.
    pub days_left: i64,
}

/// Somebody who may give a code.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeaseAnswererView {
    /// The agency.
    pub agency: String,
    /// The role's code.
    pub role: String,
    /// The member's own name; may be empty.
    pub name: String,
}

/// The lease, with what it takes to start it again.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeaseView {
    /// How it stands.
    pub state: LeaseState,
    /// Days left, a started one counted; 0 when it is over.
    pub days_left: i64,
    /// The days that the programme in force gives from one contact to the next.
    pub days: u16,
    /// When everything was last in step with the relay, milliseconds since 1970.
    pub last_sync_ms: Option<i64>,
    /// What is read out to somebody who may give a code; absent while nothing is to be unlocked.
    pub request: Option<String>,
    /// Who may give one.
    pub answered_by: Vec<LeaseAnswererView>,
}

/// The answer to a request, to be read out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LeaseCodeView {
    /// The code.
    pub code: String,
    /// The device that asks.
    pub device: String,
    /// Whose it is: the agency.
    pub agency: String,
    /// The member's role.
    pub role: String,
    /// The member's own name; may be empty.
    pub name: String,
}

impl From<Standing> for LeaseStateView {
    fn from(standing: Standing) -> Self {
        let state = match standing {
            Standing::Running { .. } => LeaseState::Running,
            Standing::Ending { .. } => LeaseState::Ending,
            Standing::Over => LeaseState::Over,
        };
        Self { state, days_left: standing.left_days() }
    }
}

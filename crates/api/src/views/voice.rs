//! Inviting by voice.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the inviter reads out first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VoiceOpenedView {
    /// Eight digits: `1234 5678`. No secret, and of use once.
    pub code: String,
    /// The relay's address, which the new device needs, too.
    pub relay: String,
    /// Until when the two can meet, milliseconds since 1970.
    pub expires_ms: i64,
}

/// How an invitation by voice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VoiceState {
    /// For the other device.
    Waiting,
    /// The number is to be compared.
    Compare,
    /// The invitation was sent, or has come.
    Sent,
}

/// How an invitation by voice stands, and the number to compare.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct VoiceSeenView {
    /// How it stands.
    pub state: VoiceState,
    /// Six digits as they are read aloud, `123 456`, while they are to be compared.
    pub number: Option<String>,
    /// Whether the other side said that it sees the same number. The inviter's side only.
    pub confirmed: bool,
}

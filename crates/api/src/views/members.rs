//! Members: who may sign in on this device, and a start code for who is to.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody who may sign in on this device.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MemberView {
    /// The member's id.
    pub member: String,
    /// Their name; may be empty.
    pub name: String,
    /// Their agency; empty when it cannot be read here.
    pub agency: String,
    /// Their role.
    pub role: String,
    /// What they type beside their passphrase; absent while the device is one member's.
    pub sign_in_name: Option<String>,
    /// Whether the device was enrolled for them.
    pub owner: bool,
    /// Whether it is who is signed in.
    pub signed_in: bool,
}

/// Who may sign in on this device: who is signed in first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MemberListView {
    /// The members.
    pub members: Vec<MemberView>,
}

/// A member with a start code.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MemberNamedView {
    /// To be handed to the member: they sign up with it on one device, once.
    pub code: String,
    /// The member's id.
    pub member: String,
    /// Their name; may be empty.
    pub name: String,
    /// Their agency.
    pub agency: String,
    /// Their role.
    pub role: String,
    /// Until when, milliseconds since 1970.
    pub expires_ms: i64,
}

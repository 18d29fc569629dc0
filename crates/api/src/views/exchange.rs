//! What crossed the device's edge.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something the person should know about a sync.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoticeView {
    /// A stable code.
    pub code: String,
    /// English words for a log; the interface has its own by code.
    pub text: String,
}

/// What a sync did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SyncView {
    /// Changes the relay took.
    pub sent: u64,
    /// Changes that came in.
    pub received: u64,
    /// Changes still only on this device.
    pub unsent: u64,
    /// Entries now in quarantine.
    pub quarantined: u64,
    /// Entries now parked.
    pub parked: u64,
    /// Whether this device and the relay are in step.
    pub up_to_date: bool,
    /// What else happened.
    pub notices: Vec<NoticeView>,
}

/// An invitation.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct InviteView {
    /// To be typed or scanned at the new device, once.
    pub code: String,
    /// The code as a QR picture.
    pub qr: QrView,
    /// The agency it is for.
    pub agency: String,
    /// The role it is for.
    pub role: String,
    /// The class that follows.
    pub class: String,
    /// Until when.
    pub expires_ms: i64,
}

/// A row that could not be used.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RejectedRowView {
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// Why.
    pub code: String,
}

/// What an import did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportView {
    /// Data rows read.
    pub rows: u64,
    /// Records in the file.
    pub records: u64,
    /// Records this device did not have.
    pub created: u64,
    /// Records that gained something.
    pub changed: u64,
    /// Records that already said the same.
    pub unchanged: u64,
    /// Follow-up clocks started.
    pub clocks_started: u64,
    /// Rows left out.
    pub rejected: Vec<RejectedRowView>,
    /// Codes, values and contradictions worth a look; the data was kept.
    pub warnings: Vec<RejectedRowView>,
}

/// A QR picture: square, dark on light whatever the theme, with the light edge that readers need.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QrView {
    /// As many rows as each has modules, the edge included: `1` is dark, `0` is light.
    pub rows: Vec<String>,
}

/// What a QR code says.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct QrTextView {
    /// The text. An invitation's is a secret.
    pub text: String,
}

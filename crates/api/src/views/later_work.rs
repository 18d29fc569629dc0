//! What revoked devices signed after their last accepted work, and what was readable on them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CompartmentView, DeviceView};

/// A segment of a revoked device that does not count, or does not count yet.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantinedWorkView {
    /// Names it.
    pub id: String,
    /// Where it was written to.
    pub compartment: CompartmentView,
    /// The revoked device.
    pub device: String,
    /// The agency of whoever had it.
    pub agency: String,
    /// Their name; may be empty.
    pub name: String,
    /// Changes in it.
    pub entries: u32,
    /// Since when it lies here, milliseconds since 1970.
    pub since_ms: i64,
    /// Whether it was rejected: then it stays out for good. Else it waits for the custodian.
    pub rejected: bool,
    /// What it says, as far as this device can read it. Empty in a list.
    pub changes: Vec<QuarantinedChangeView>,
}

/// One change in it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantinedChangeView {
    /// The record.
    pub record: String,
    /// What that is; empty for a kind that a newer version invented.
    pub kind: String,
    /// When it was written, by that device's clock.
    pub at: String,
    /// What it sets.
    pub edits: Vec<QuarantinedEditView>,
}

/// One field that it sets or clears.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantinedEditView {
    /// The flat key.
    pub key: String,
    /// The value; `null` where it clears the field.
    pub value: Option<String>,
}

/// Later work of revoked devices.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantineListView {
    /// What waits first, then what was rejected.
    pub work: Vec<QuarantinedWorkView>,
}

/// What was decided.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct QuarantineDecidedView {
    /// Whether it was adopted; else it was rejected.
    pub adopted: bool,
    /// Segments.
    pub segments: u64,
    /// Changes in them.
    pub entries: u64,
}

/// What a revoked device had not sent.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecoveredWorkView {
    /// By compartment.
    pub parts: Vec<RecoveredPartView>,
}

/// Its work in one compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecoveredPartView {
    /// Which.
    pub compartment: CompartmentView,
    /// The revoked device.
    pub device: String,
    /// Whether it could be opened here; else the rest is empty.
    pub opened: bool,
    /// Changes that the relay does not have.
    pub changes: Vec<QuarantinedChangeView>,
    /// Drafts, as they were typed.
    pub drafts: Vec<String>,
}

/// What was readable on a device, as far as this one can know.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceExposureView {
    /// The device.
    pub device: DeviceView,
    /// When this device heard that it was revoked, milliseconds since 1970: what came later is not counted.
    pub revoked_heard_ms: Option<i64>,
    /// The compartments of this device that it was in. Of others nothing is known here.
    pub compartments: Vec<ExposedCompartmentView>,
    /// Drafts on it; `null` for another device: drafts leave none.
    pub drafts: Option<u64>,
}

/// What was readable in one compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExposedCompartmentView {
    /// Which.
    pub compartment: CompartmentView,
    /// Records by kind.
    pub records: Vec<ExposedKindView>,
    /// When the first of its work came here, milliseconds since 1970.
    pub first_work_ms: Option<i64>,
    /// When the latest of its work came here: the last contact that is known.
    pub last_work_ms: Option<i64>,
    /// Whether the compartment has a key by now that it does not know.
    pub key_replaced: bool,
}

/// Records of one kind.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExposedKindView {
    /// The kind.
    pub kind: String,
    /// How many.
    pub count: u64,
}

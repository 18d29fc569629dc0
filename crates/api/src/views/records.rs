//! Any record, its fields and conflicts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One value that stands in a field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ValueView {
    /// As text.
    pub value: String,
    /// Who wrote it.
    pub member: String,
    /// Their agency.
    pub agency: String,
    /// When, by the device's clock.
    pub at: String,
    /// Whether that clock was known to be off.
    pub clock_off: bool,
}

/// One field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// The flat key.
    pub key: String,
    /// The value shown first.
    pub value: String,
    /// All distinct values when there is a conflict for a human; otherwise empty.
    pub conflict: Vec<ValueView>,
    /// The safer value that drives alerts while there is a conflict.
    pub alert: Option<String>,
}

/// A rule that is not met.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct IssueView {
    /// The field.
    pub field: String,
    /// Why.
    pub code: String,
    /// Whether it blocks Ready.
    pub blocking: bool,
}

/// A record with all its fields.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RecordView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Where it lives.
    pub compartment: String,
    /// `sent`, `ready` (only on this device so far) or `needs_attention` (something about it is kept aside).
    pub mark: String,
    /// Names the state seen: handed back with an edit, so that what came in meanwhile is not overwritten.
    pub version: String,
    /// Its fields by key.
    pub fields: Vec<FieldView>,
    /// Hints and flags.
    pub issues: Vec<IssueView>,
}

/// A field with more than one value.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConflictView {
    /// The record.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Names the state seen: handed back when it is settled, so that a value that came in meanwhile is not lost.
    pub version: String,
    /// The field and its values.
    pub field: FieldView,
}

/// Open conflicts.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConflictListView {
    /// The conflicts.
    pub conflicts: Vec<ConflictView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

/// Every record with all values: for export.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ExportView {
    /// The format's version.
    pub version: u32,
    /// The records by kind and id.
    pub records: Vec<RecordView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

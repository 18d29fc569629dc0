//! What every importer yields: records by id, with the edits that make them, grouped by incident.

use domain::{Edit, Moment, RecordId, RecordKind};

/// One record as a source describes it. The compartment it goes to is the caller's choice.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportRecord {
    /// Derived from the source's declared keys: the same row makes the same record on every device.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// One edit per field, sorted by key, each key once; `status` is `ready` and `source` is the map's source.
    pub edits: Vec<Edit>,
    /// When it happened in the world, for the rule that importing starts no clock whose window has passed.
    /// Where the source has a date without a time: the end of that day, so that no window is called passed
    /// too early. `None` when the source does not say.
    pub occurred: Option<Moment>,
}

/// The records of one incident, to be committed together: a cancelled import keeps whole incidents.
///
/// A person met in several incidents of one file stands, complete, in the first group that names them.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportGroup {
    /// The values of the incident's key columns, as the file has them.
    pub key: Vec<String>,
    /// The incident, then its people, then their contacts: what is referred to comes before what refers.
    pub records: Vec<ImportRecord>,
    /// Rows of the file that describe this incident; they add up to `Report::rows_used`.
    pub rows: u64,
}

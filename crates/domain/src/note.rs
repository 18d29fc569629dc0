//! A note: narrative that is never edited. A correction is another note that amends it.

use crate::reading::{parsed, text};
use crate::{Record, RecordId};

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: RecordId,
    /// The contact it is about.
    pub contact: Option<RecordId>,
    /// The person it is about.
    pub person: Option<RecordId>,
    /// The words.
    pub body: Option<String>,
    /// The note it amends.
    pub amends: Option<RecordId>,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl Note {
    /// Reads a note record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: record.id,
            contact: parsed(record, "contact"),
            person: parsed(record, "person"),
            body: text(record, "body"),
            amends: parsed(record, "amends"),
            entered_in_error: text(record, "entered_in_error"),
        }
    }
}

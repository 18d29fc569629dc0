//! From a record's visible state to the rows that lists, counts and clocks read, and the words it is found by.
//! A function of the record alone, so that a rebuild gives the same rows.

mod handoff;
mod rows;

use domain::{Record, RecordId, RecordKind, conflict};
use store::{ConflictRow, RecordRow, Writing};

use crate::AppError;

pub(crate) use handoff::write_handoff;

/// The handoff that a record's row is part of: its own id, or the one an outcome belongs to. `None` for every
/// record that stands for itself.
pub(crate) fn handoff_of(record: &Record) -> Option<RecordId> {
    match record.kind {
        RecordKind::Handoff => Some(record.id),
        RecordKind::Outcome => record.text("handoff")?.parse().ok(),
        _ => None,
    }
}

/// Writes what is shown of a record that stands for itself.
pub(crate) fn write(tx: &Writing<'_>, record: &Record) -> Result<(), AppError> {
    tx.project(record.id, &rows::projection(record), &conflicts(record))?;
    Ok(tx.index(record.id, &rows::words(record))?)
}

/// As [`write`], for a record that has no row yet; `row` becomes it.
pub(crate) fn add(tx: &Writing<'_>, row: &RecordRow, record: &Record) -> Result<(), AppError> {
    Ok(tx.add_record(row, &rows::projection(record), &conflicts(record), &rows::words(record))?)
}

pub(crate) fn conflicts(record: &Record) -> Vec<ConflictRow> {
    let row = |found: conflict::Conflict<'_>| ConflictRow {
        record: record.id,
        field: found.key.to_owned(),
        compartment: record.compartment,
    };
    conflict::of(record).into_iter().map(row).collect()
}

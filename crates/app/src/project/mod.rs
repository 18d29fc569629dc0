//! From a record's visible state to the rows that lists, counts and clocks read, and the words it is found by.
//! A function of the record alone, so that a rebuild gives the same rows.

mod disclosure;
mod handoff;
mod rows;

use domain::{Record, RecordId, RecordKind, conflict};
use store::{ConflictRow, Database, RecordRow, Writing};

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

/// Kinds that got a row of their own in a later version, each with what is set once the rows are there.
const LATER: [(&str, RecordKind); 2] =
    [("projected.packets", RecordKind::Packet), ("projected.consents", RecordKind::Consent)];
/// Records read at once.
const PAGE: u32 = 512;

/// Makes the rows that a version before this one did not make, once for each home. A full disk must not keep a device
/// from opening: then it is tried again the next time.
pub(crate) fn catch_up(db: &Database) {
    for (done, kind) in LATER {
        if let Err(error) = add_rows(db, done, kind) {
            tracing::warn!(code = error.code(), "rows of an older version are not made anew yet");
        }
    }
}

fn add_rows(db: &Database, done: &str, kind: RecordKind) -> Result<(), AppError> {
    if db.read(|tx| tx.meta(done))?.is_some() {
        return Ok(());
    }
    db.write(|tx| {
        let mut after = None;
        loop {
            let page = tx.records_of_kind(kind, after, PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in &page {
                let record = merge::Folded::decode(&row.folded)?.record(row.id, row.kind, row.compartment);
                write(tx, &record)?;
            }
        }
        Ok(tx.set_meta(done, b"1")?)
    })
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

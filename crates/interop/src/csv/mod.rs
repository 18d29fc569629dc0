//! CSV with a map: one file of a source's export, read by what its [`Map`] says, into records.
//!
//! [`plan`] reads and checks every row before it yields anything, so that a file is imported whole or not at
//! all. The plan does not depend on the order of rows; which rows belong together is said by the map's keys.
//! `docs/reference/csv-maps.md` tells how to write a map.

mod doses;
mod draft;
mod drafts;
mod error;
mod finish;
mod gather;
mod header;
mod keys;
pub mod limits;
mod map;
mod moments;
mod report;
pub(crate) mod rows;
mod value;

use std::io::Read;
use std::ops::ControlFlow;

use domain::RecordId;

use crate::ImportGroup;
use gather::{Gathered, Row};
use rows::{LineEnd, Next, Rows};

pub use error::{CsvError, MapError};
pub use map::{Map, SHIPPED};
pub use report::{Disagreement, KeptLabel, LabelReason, Report, RowReason, UnusableRow};

/// Gives the id of a record from its source and its declared key. It must be a keyed hash over the parts, in
/// order and kept apart: equal arguments give equal ids on every device of the compartment, and only there.
pub type Derive<'a> = &'a dyn Fn(&str, &[&str]) -> RecordId;

/// How far reading has come. The number of rows of a file is known only at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Rows read.
    pub rows: u64,
    /// Bytes read; against the size of the file, how far it is.
    pub bytes: u64,
}

/// Everything one file says, checked, not yet stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// One group per incident, in the order of their keys.
    pub groups: Vec<ImportGroup>,
    /// Counts and findings.
    pub report: Report,
}

/// Reads a whole file. Nothing is yielded unless all of it could be read.
///
/// `progress` is called every [`limits::PROGRESS_ROWS`] rows and at the end; `Break` cancels.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be imported. Rows that cannot be used are in [`Report::unusable`].
pub fn plan(
    input: impl Read,
    map: &Map,
    derive: Derive<'_>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Plan, CsvError> {
    let mut rows = Rows::new(input, map.delimiter);
    recognise(rows.first_bytes()?)?;
    let header = header_of(&mut rows)?;
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let bound = header::bind(map, &names)?;
    let mut gathered = Gathered::default();
    gathered.report.columns_ignored.clone_from(&bound.ignored);
    loop {
        match rows.next()? {
            Next::End => break,
            Next::TooLong { line } => {
                gathered.report.rows += 1;
                gathered.unusable(line, None, RowReason::LineTooLong);
            }
            Next::Row { line, end } => {
                let cells = rows.cells(line)?;
                if end == LineEnd::Missing && cells.len() < bound.width {
                    return Err(CsvError::Truncated { line });
                }
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    gathered.row(&bound, &header, Row { line, cells: &cells });
                }
            }
        }
        if gathered.report.rows.is_multiple_of(limits::PROGRESS_ROWS) {
            tell(progress, &gathered, rows.bytes())?;
        }
    }
    tell(progress, &gathered, rows.bytes())?;
    Ok(finish::plan(map, derive, gathered))
}

fn tell(
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    gathered: &Gathered,
    bytes: u64,
) -> Result<(), CsvError> {
    match progress(Progress { rows: gathered.report.rows, bytes }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(CsvError::Cancelled),
    }
}

/// Tells by its first bytes a file that is no UTF-8 text, because the advice for each is another.
pub(crate) fn recognise(first: &[u8]) -> Result<(), CsvError> {
    match first {
        [] => Err(CsvError::Empty),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, 0, _, ..] | [_, 0, _, 0, ..] => Err(CsvError::Utf16),
        [b'P', b'K', 3, 4, ..] | [0x1F, 0x8B, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(CsvError::NotText),
        _ => Ok(()),
    }
}

/// The names of the columns: the first line that is not empty.
fn header_of(rows: &mut Rows<impl Read>) -> Result<Vec<String>, CsvError> {
    match rows.next()? {
        Next::End => Err(CsvError::Empty),
        Next::TooLong { .. } => Err(CsvError::HeaderTooLong),
        Next::Row { line, .. } => {
            Ok(rows.cells(line)?.into_iter().map(|cell| cell.trim().to_owned()).collect())
        }
    }
}

//! One file of a directory: its rows with their cells by the name of the column.

use std::collections::BTreeMap;
use std::io::Read;

use super::error::{HsdsError, RowNote, RowReason};
use crate::csv::rows::{LineEnd, Next, Rows};
use crate::csv::{CsvError, recognise};

/// A row with what stands in it: empty cells are not there.
pub(super) struct Row {
    pub line: u64,
    cells: BTreeMap<String, String>,
}

impl Row {
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }
}

/// A file, read whole.
pub(super) struct Table {
    pub name: String,
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a file. `needed` are the columns without which a row would tell nothing.
    pub fn read(
        input: impl Read,
        name: &str,
        needed: &[&'static str],
        notes: &mut Vec<RowNote>,
    ) -> Result<Self, HsdsError> {
        let wrong = |error: CsvError| HsdsError::Table { file: name.to_owned(), error };
        let mut rows = Rows::new(input, b',');
        rows.first_bytes().and_then(recognise).map_err(wrong)?;
        let Next::Row { line, .. } = rows.next().map_err(wrong)? else { return Err(wrong(CsvError::Empty)) };
        let header: Vec<String> = rows.cells(line).map_err(wrong)?.into_iter().map(plain).collect();
        let missing: Vec<&'static str> =
            needed.iter().copied().filter(|column| !header.iter().any(|found| found == column)).collect();
        if !missing.is_empty() {
            return Err(HsdsError::ColumnsMissing { file: name.to_owned(), missing });
        }
        let mut table = Self { name: name.to_owned(), rows: Vec::new() };
        loop {
            match rows.next().map_err(wrong)? {
                Next::End => return Ok(table),
                Next::TooLong { line } => notes.push(table.note(line, None, RowReason::TooLong)),
                Next::Row { line, end } => {
                    let cells = rows.cells(line).map_err(wrong)?;
                    if cells.len() < header.len() && end == LineEnd::Missing {
                        return Err(wrong(CsvError::Truncated { line }));
                    }
                    if cells.len() != header.len() {
                        notes.push(table.note(line, None, RowReason::Cells));
                    }
                    table.rows.push(row(line, &header, &cells));
                }
            }
        }
    }

    pub fn note(&self, line: u64, column: Option<&str>, reason: RowReason) -> RowNote {
        RowNote { file: self.name.clone(), line, column: column.map(str::to_owned), reason }
    }
}

fn row(line: u64, header: &[String], cells: &[&str]) -> Row {
    let filled = header.iter().zip(cells).filter_map(|(column, cell)| {
        let cell = cell.trim();
        let said = !(column.is_empty() || cell.is_empty());
        said.then(|| (column.clone(), cell.to_owned()))
    });
    Row { line, cells: filled.collect() }
}

/// Column names without regard to case, to space around them and to a byte-order mark.
fn plain(column: &str) -> String {
    column.trim_start_matches('\u{feff}').trim().to_lowercase()
}

//! Why a directory was refused as a whole. Nothing has been yielded when one of these is returned.

use thiserror::Error;

use crate::csv::CsvError;

/// A service directory that cannot be imported.
#[derive(Debug, Error)]
pub enum HsdsError {
    /// One of the three files cannot be read as a table.
    #[error("{file}: {error}")]
    Table {
        /// The file.
        file: String,
        /// What is wrong with it.
        error: CsvError,
    },
    /// The header lacks columns that tell what a row is.
    #[error("{file} has no column {}", missing.join(", "))]
    ColumnsMissing {
        /// The file.
        file: String,
        /// The columns.
        missing: Vec<&'static str>,
    },
}

impl HsdsError {
    /// Stable code for scripts and screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Table { error, .. } => error.code(),
            Self::ColumnsMissing { .. } => "hsds.columns_missing",
        }
    }
}

/// Why a row, or a cell of it, was left out or is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowReason {
    /// The row has no id of its own: another import could not know it again. Left out.
    NoId,
    /// The row has no name: nobody could find it. Left out.
    NoName,
    /// An earlier row of the file has the same id. The earlier one is kept.
    SameId,
    /// The row has another number of cells than the header. Read as far as it goes.
    Cells,
    /// The row is longer than any row may be. Left out.
    TooLong,
    /// The cell is longer than the field may be. Left out; the rest of the row is kept.
    CellTooLong,
    /// The organisation it names is in none of the files. Kept without the link.
    UnknownOrganization,
}

impl RowReason {
    /// Stable code for scripts and screens.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoId => "hsds.no_id",
            Self::NoName => "hsds.no_name",
            Self::SameId => "hsds.same_id",
            Self::Cells => "hsds.cells",
            Self::TooLong => "hsds.too_long",
            Self::CellTooLong => "hsds.cell_too_long",
            Self::UnknownOrganization => "hsds.unknown_organization",
        }
    }
}

/// A row that was worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowNote {
    /// The file, as the caller named it.
    pub file: String,
    /// The line in which the row begins, from 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// Why.
    pub reason: RowReason,
}

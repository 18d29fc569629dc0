//! Why a map or a file was refused as a whole. Nothing has been yielded when one of these is returned.

use thiserror::Error;

use super::limits::{COLUMNS_MAX, FILE_MAX_BYTES, LINE_MAX_BYTES};

/// A map that cannot be used. `docs/reference/csv-maps.md` describes the format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MapError {
    /// Not TOML, or not the tables and keys of a map; the text names line and key.
    #[error("the map is not valid: {0}")]
    Syntax(String),
    /// The time zone is not one of the IANA names.
    #[error("the map's zone `{0}` is not a time zone name such as America/New_York")]
    Zone(String),
    /// A setting is missing, empty or contradicts another one.
    #[error("the map's `{place}` {problem}")]
    Setting {
        /// Where in the map.
        place: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// `to` names no field that an import may fill.
    #[error("the map's column `{column}` goes to `{to}`, which is not a field (docs/reference/fields.md)")]
    UnknownField {
        /// The column.
        column: String,
        /// Its target as written.
        to: String,
    },
    /// The field cannot hold what the column is read as.
    #[error("the map's column `{column}` cannot go to `{to}`: {problem}")]
    WrongKind {
        /// The column.
        column: String,
        /// Its target as written.
        to: String,
        /// What the field holds.
        problem: &'static str,
    },
    /// A code that the field's code list does not have.
    #[error("the map's column `{column}` has the code `{code}`, which the list `{list}` does not have")]
    UnknownCode {
        /// The column.
        column: String,
        /// The code.
        code: String,
        /// The list it should be of (docs/reference/codes.md).
        list: &'static str,
    },
    /// Social-security and driver-licence numbers are never held: such a column can only be dropped.
    #[error("column `{0}` may hold a social security or driver licence number; it can only be dropped")]
    Forbidden(String),
    /// A name under which no map is shipped.
    #[error("no map called `{0}` is shipped")]
    NotShipped(String),
}

impl MapError {
    /// Stable code for scripts and screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "map.syntax",
            Self::Zone(_) => "map.zone",
            Self::Setting { .. } => "map.setting",
            Self::UnknownField { .. } => "map.unknown_field",
            Self::WrongKind { .. } => "map.wrong_kind",
            Self::UnknownCode { .. } => "map.unknown_code",
            Self::Forbidden(_) => "map.forbidden_column",
            Self::NotShipped(_) => "map.not_shipped",
        }
    }
}

/// A file that cannot be imported at all.
#[derive(Debug, Error)]
pub enum CsvError {
    /// Reading failed.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// No line at all.
    #[error("the file is empty")]
    Empty,
    /// Two bytes per character: what a spreadsheet calls "Unicode text".
    #[error("the file is UTF-16 text; save it as CSV UTF-8")]
    Utf16,
    /// A byte that is not UTF-8: Latin-1, Windows-1252 or damage.
    #[error("line {line} is not UTF-8 text; save the file as CSV UTF-8")]
    NotUtf8 {
        /// Where the row begins.
        line: u64,
    },
    /// A workbook, a compressed or another binary file.
    #[error("the file is not text (a workbook or compressed file?); save it as CSV UTF-8")]
    NotText,
    /// The header lacks columns that the map needs: another form, another delimiter, or another map.
    #[error("the file has no column {}; it does not fit the map `{map}`", missing.join(", "))]
    ColumnsMissing {
        /// The map's name.
        map: String,
        /// The columns it needs and did not find, as the map writes them.
        missing: Vec<String>,
    },
    /// The header has one mapped column twice, so that it is unclear which one is meant.
    #[error("the file has the column `{0}` twice")]
    ColumnTwice(String),
    /// The header is longer than a line may be, or has more columns than a file may have.
    #[error("the header is too long: at most {LINE_MAX_BYTES} bytes and {COLUMNS_MAX} columns")]
    HeaderTooLong,
    /// A quotation mark opens a cell and the file ends before it is closed: the file was cut off.
    #[error("the quotation mark opened in the row at line {line} is never closed; the file seems cut off")]
    QuoteNotClosed {
        /// Where the row with the mark begins.
        line: u64,
    },
    /// The last row has too few cells and no line end: the file was cut off.
    #[error("the file is cut off in line {line}")]
    Truncated {
        /// The line it ends in.
        line: u64,
    },
    /// Larger than may be held in memory.
    #[error("the file is larger than {FILE_MAX_BYTES} bytes; split it by incident")]
    TooLarge,
    /// The progress function asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl CsvError {
    /// Stable code for scripts and screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(_) => "csv.read",
            Self::Empty => "csv.empty",
            Self::Utf16 => "csv.utf16",
            Self::NotUtf8 { .. } => "csv.not_utf8",
            Self::NotText => "csv.not_text",
            Self::ColumnsMissing { .. } => "csv.columns_missing",
            Self::ColumnTwice(_) => "csv.column_twice",
            Self::HeaderTooLong => "csv.header_too_long",
            Self::QuoteNotClosed { .. } => "csv.quote_not_closed",
            Self::Truncated { .. } => "csv.truncated",
            Self::TooLarge => "csv.too_large",
            Self::Cancelled => "csv.cancelled",
        }
    }
}

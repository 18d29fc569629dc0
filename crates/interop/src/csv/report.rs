//! What came out of a file: counts, the rows that could not be used, and what a human may want to look at.

use std::fmt;

use domain::RecordKind;

/// Counts and findings of one file. Line numbers count from 1, the header included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read, without the header and without empty ones.
    pub rows: u64,
    /// Rows that went into a record.
    pub rows_used: u64,
    /// Distinct incidents.
    pub incidents: u64,
    /// Distinct people.
    pub people: u64,
    /// Distinct encounters: one person in one incident.
    pub contacts: u64,
    /// Distinct administrations of naloxone.
    pub administrations: u64,
    /// Doses over all administrations.
    pub doses: u64,
    /// Distinct people with naloxone recorded as given.
    pub people_given_naloxone: u64,
    /// Rows of which nothing was used, by line.
    pub unusable: Vec<UnusableRow>,
    /// Values that no code of the map stands for; kept as data. Sorted by column and value.
    pub kept_as_labels: Vec<KeptLabel>,
    /// Fields on which rows of one record disagree. Sorted by record and field.
    pub disagreements: Vec<Disagreement>,
    /// Columns the map does not name; nothing of them was imported. In the file's order.
    pub columns_ignored: Vec<String>,
}

impl Report {
    /// Rows unusable because the file itself is damaged there, not because a source left a key empty. An
    /// importer should ask before it goes on.
    pub fn damaged_rows(&self) -> u64 {
        self.unusable.iter().filter(|row| row.reason.is_damage()).count() as u64
    }
}

/// One row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusableRow {
    /// The line it begins in.
    pub line: u64,
    /// The column at fault, when there is one.
    pub column: Option<String>,
    /// Why.
    pub reason: RowReason,
}

/// Why a row could not be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowReason {
    /// A key column is empty or "unknown": the row belongs to nobody that could be named again.
    KeyMissing,
    /// More or fewer cells than the header has columns.
    CellCount,
    /// Longer than `limits::LINE_MAX_BYTES`.
    LineTooLong,
    /// A cell longer than `limits::CELL_MAX_BYTES`.
    CellTooLong,
}

impl RowReason {
    /// Stable code for scripts and screens.
    pub fn code(self) -> &'static str {
        match self {
            Self::KeyMissing => "csv.key_missing",
            Self::CellCount => "csv.cell_count",
            Self::LineTooLong => "csv.line_too_long",
            Self::CellTooLong => "csv.cell_too_long",
        }
    }

    /// True when the file is damaged at this row, false when the source merely left something empty.
    pub fn is_damage(self) -> bool {
        self != Self::KeyMissing
    }
}

impl fmt::Display for RowReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyMissing => "a key column is empty",
            Self::CellCount => "the row has more or fewer cells than the header",
            Self::LineTooLong => "the line is too long",
            Self::CellTooLong => "a cell is too long",
        })
    }
}

/// A value kept as an imported label (`label.*`), because nothing else stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLabel {
    /// The column.
    pub column: String,
    /// The value as the file has it.
    pub value: String,
    /// Why it is a label.
    pub reason: LabelReason,
    /// Rows that have it.
    pub rows: u64,
    /// The first line that has it.
    pub first_line: u64,
}

/// Why a value became a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LabelReason {
    /// The map lists it as one to be kept and never offered.
    Declared,
    /// Not in the map's code list: the source has a code that the map's author had not seen.
    UnknownCode,
    /// Not a date, time or number of the declared form, or beyond what can be true.
    NotUnderstood,
    /// About an administration, in a row that names none.
    NoAdministration,
}

impl LabelReason {
    /// Stable code for scripts and screens.
    pub fn code(self) -> &'static str {
        match self {
            Self::Declared => "csv.label",
            Self::UnknownCode => "csv.unknown_code",
            Self::NotUnderstood => "csv.not_understood",
            Self::NoAdministration => "csv.no_administration",
        }
    }
}

/// Rows of one record that say different things about one field. The map's rule decided; nobody asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// What the record is.
    pub kind: RecordKind,
    /// The values of its key columns.
    pub key: Vec<String>,
    /// The field, or the part of a fact (`administration.response`).
    pub field: String,
    /// The value that stands.
    pub kept: String,
    /// Its first line.
    pub kept_line: u64,
    /// The values that do not, each with its first line.
    pub left_out: Vec<(String, u64)>,
}

//! A map: what the columns of one source's CSV export mean. Written by hand in TOML, checked when parsed.

mod check;
mod file;
mod shipped;
mod target;

use std::collections::BTreeSet;
use std::fmt;

use chrono_tz::Tz;
use domain::RecordKind;

use super::MapError;
pub use shipped::SHIPPED;

/// What the columns of one source's export mean.
#[derive(Clone, Debug)]
pub struct Map {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) zone: Tz,
    pub(super) delimiter: u8,
    /// Cells that mean "not known", folded.
    pub(super) unknown: BTreeSet<String>,
    pub(super) incident_key: Vec<String>,
    pub(super) person_key: Vec<String>,
    pub(super) administration: Option<AdministrationKey>,
    pub(super) always: Vec<Always>,
    pub(super) moments: Vec<MomentRule>,
    pub(super) doses: Option<DoseRule>,
    pub(super) columns: Vec<ColumnRule>,
    /// Columns that are read by nobody, with the reason.
    pub(super) dropped: Vec<String>,
}

impl Map {
    /// Reads a map from its TOML text and checks that it makes sense.
    ///
    /// # Errors
    /// [`MapError`] says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let file = toml::from_str(text).map_err(|e| MapError::Syntax(e.to_string()))?;
        check::map(file)
    }

    /// The map shipped under `name`: one of [`SHIPPED`].
    ///
    /// # Errors
    /// [`MapError::NotShipped`] for another name.
    pub fn shipped(name: &str) -> Result<Self, MapError> {
        Self::parse(shipped::text(name).ok_or_else(|| MapError::NotShipped(name.to_owned()))?)
    }

    /// What `--map` calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One line for a human: whose export this is.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The columns that nobody reads, by name.
    pub(super) fn dropped(&self) -> impl Iterator<Item = &str> {
        self.dropped.iter().map(String::as_str)
    }

    /// The slug that derived ids and the field `source` carry. Two maps with one source make the same records.
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// Which columns name an administration, and which value of the last one says that there was none.
#[derive(Clone, Debug)]
pub(super) struct AdministrationKey {
    pub columns: Vec<String>,
    pub none: BTreeSet<String>,
}

/// A field that every record of a kind gets.
#[derive(Clone, Debug)]
pub(super) struct Always {
    pub kind: RecordKind,
    pub key: String,
    pub value: String,
}

/// A date column, perhaps with a time column, read as local time.
#[derive(Clone, Debug)]
pub(super) struct MomentRule {
    pub to: Vec<Target>,
    pub date: String,
    pub date_formats: Vec<String>,
    pub time: Option<String>,
    pub time_formats: Vec<String>,
}

/// Where the number of doses of an administration and their strength stand.
#[derive(Clone, Debug)]
pub(super) struct DoseRule {
    pub count: String,
    pub mg: Option<String>,
    pub unknown_mg: BTreeSet<String>,
    /// The column that names the unit of `mg`, and the folded cells that mean milligrams.
    pub mg_unit: Option<String>,
    pub mg_unit_is: BTreeSet<String>,
}

/// One column, one target.
#[derive(Clone, Debug)]
pub(super) struct ColumnRule {
    pub name: String,
    pub to: Target,
    pub read: ReadAs,
    pub required: bool,
    /// The field itself may hold words that no code stands for.
    pub label_in_field: bool,
    /// Cells that mean "not known" in this column alone, folded.
    pub unknown: BTreeSet<String>,
}

/// Where a value goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// One field of a person, incident or contact.
    Field(RecordKind, String),
    /// A set in such a record: one key per member, under this prefix.
    Set(RecordKind, String),
    /// One part of an administration.
    Administration(String),
    /// One part of each dose of an administration.
    Dose(String),
}

impl fmt::Display for Target {
    /// As the map writes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(kind, key) => write!(f, "{}.{key}", kind.name()),
            Self::Set(kind, prefix) => write!(f, "{}.{prefix}.*", kind.name()),
            Self::Administration(part) => write!(f, "administration.{part}"),
            Self::Dose(part) => write!(f, "dose.{part}"),
        }
    }
}

/// How a cell is read.
#[derive(Clone, Debug)]
pub(super) enum ReadAs {
    /// As it stands, without the space around it.
    Text,
    /// Through a code list.
    Code(Codes),
    /// A whole number.
    Integer,
    /// A number with a decimal point.
    Decimal,
    /// A date without a time: never shifted by a zone. The strftime forms that are tried in turn.
    Date(Vec<String>),
}

/// A code list. Where rows disagree, the code that stands earlier wins.
#[derive(Clone, Debug)]
pub(super) struct Codes {
    /// (folded cell, code)
    pub codes: Vec<(String, String)>,
    /// Folded cells to be kept as data and never offered.
    pub labels: BTreeSet<String>,
}

/// Cells and column names are compared without regard to case, kind of apostrophe, and space around or doubled.
pub(super) fn fold(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    for word in cell.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(straight).flat_map(char::to_lowercase));
    }
    out
}

/// Typographic apostrophes and dashes come and go between exports of one source.
fn straight(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
        '\u{2010}'..='\u{2014}' => '-',
        other => other,
    }
}

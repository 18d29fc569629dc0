//! Rows into drafts: which record a row speaks of, and what it says of it.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::drafts::{Drafts, WORDS_RANK};
use super::header::Bound;
use super::keys::{self, Keys};
use super::map::{ColumnRule, ReadAs, Target};
use super::report::{KeptLabel, LabelReason, Report, RowReason, UnusableRow};
use super::value::{Ranked, Reading, read};
use super::{doses, moments};

/// The values of key columns.
pub(super) type Key = Vec<String>;

/// What all rows say, by the keys of what they say it of.
#[derive(Default)]
pub(super) struct Gathered {
    pub incidents: BTreeMap<Key, Incident>,
    pub people: BTreeMap<Key, Draft>,
    pub report: Report,
    labels: BTreeMap<(String, String, LabelReason), (u64, u64)>,
}

#[derive(Default)]
pub(super) struct Incident {
    pub draft: Draft,
    pub rows: u64,
    /// By the key of the person.
    pub contacts: BTreeMap<Key, Contact>,
}

#[derive(Default)]
pub(super) struct Contact {
    pub draft: Draft,
    pub administrations: BTreeMap<Key, Administration>,
}

#[derive(Default)]
pub(super) struct Administration {
    /// The parts of the administration's fact.
    pub parts: Draft,
    /// The parts that each of its doses has.
    pub dose_parts: Draft,
    /// How many doses: the only value under [`doses::COUNT`].
    pub count: Draft,
}

/// One row and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub line: u64,
    pub cells: &'a [&'a str],
}

impl<'a> Row<'a> {
    /// The cell without the space around it.
    pub fn cell(&self, place: usize) -> &'a str {
        self.cells.get(place).map_or("", |cell| cell.trim())
    }
}

impl Gathered {
    /// Takes in one row; when it cannot be used, says so in the report and leaves the drafts alone.
    pub fn row(&mut self, bound: &Bound<'_>, header: &[String], row: Row<'_>) {
        self.report.rows += 1;
        match keys::check(bound, row) {
            Ok(keys) => self.use_row(bound, row, keys),
            Err((reason, place)) => {
                let column = place.and_then(|place| header.get(place)).cloned();
                self.unusable(row.line, column, reason);
            }
        }
    }

    /// A row of which nothing is used.
    pub fn unusable(&mut self, line: u64, column: Option<String>, reason: RowReason) {
        self.report.unusable.push(UnusableRow { line, column, reason });
    }

    /// Notes that `words` of `column` were kept as a label.
    pub fn kept(&mut self, column: &str, words: &str, reason: LabelReason, line: u64) {
        let entry = self.labels.entry((column.to_owned(), words.to_owned(), reason)).or_insert((0, line));
        *entry = (entry.0 + 1, entry.1.min(line));
    }

    /// Moves the notes on labels into the report.
    pub fn close_labels(&mut self) {
        let labels = std::mem::take(&mut self.labels).into_iter();
        self.report.kept_as_labels = labels
            .map(|((column, value, reason), (rows, first_line))| KeptLabel {
                column,
                value,
                reason,
                rows,
                first_line,
            })
            .collect();
    }

    fn use_row(&mut self, bound: &Bound<'_>, row: Row<'_>, keys: Keys) {
        self.report.rows_used += 1;
        let mut notes = Vec::new();
        let incident = self.incidents.entry(keys.incident).or_default();
        incident.rows += 1;
        let contact = incident.contacts.entry(keys.person.clone()).or_default();
        let mut drafts = Drafts {
            incident: &mut incident.draft,
            person: self.people.entry(keys.person).or_default(),
            contact: &mut contact.draft,
            administration: keys.administration.map(|key| contact.administrations.entry(key).or_default()),
        };
        if drafts.administration.is_some() {
            // An administration is itself the answer, whatever the row says beside it.
            drafts.contact.put("naloxone.given", Ranked::text(0, "yes"), row.line);
        }
        for (place, rule) in &bound.columns {
            column(bound, rule, row.cell(*place), row.line, &mut drafts, &mut notes);
        }
        for moment in &bound.moments {
            moments::read(bound.map, moment, row, &mut drafts, &mut notes);
        }
        if let Some(rule) = &bound.doses {
            doses::read(bound.map, rule, row, &mut drafts, &mut notes);
        }
        // One column may fill two fields; its words are one finding.
        notes.dedup();
        for note in notes {
            self.kept(note.column, note.words, note.reason, row.line);
        }
    }
}

/// Words of one row that became a label.
#[derive(PartialEq, Eq)]
pub(super) struct Note<'a> {
    pub column: &'a str,
    pub words: &'a str,
    pub reason: LabelReason,
}

/// One cell of one column.
fn column<'a>(
    bound: &Bound<'a>,
    rule: &'a ColumnRule,
    cell: &'a str,
    line: u64,
    drafts: &mut Drafts<'_>,
    notes: &mut Vec<Note<'a>>,
) {
    let (known, label) = match read(bound.map, rule, cell) {
        Reading::Nothing => return,
        Reading::Known(value) => (Some(value), None),
        Reading::Label(reason, value) => (value, Some(reason)),
    };
    if let Some(mut value) = known {
        if matches!((&rule.to, &rule.read), (Target::Set(..), ReadAs::Text)) {
            value.rank = WORDS_RANK;
        }
        let says_nothing = value.is_unknown();
        if !drafts.put(&rule.to, value, line) && !says_nothing {
            drafts.label(&rule.to, cell, line);
            notes.push(Note { column: &rule.name, words: cell, reason: LabelReason::NoAdministration });
        }
    }
    if let Some(reason) = label {
        match &rule.to {
            Target::Field(..) if rule.label_in_field && reason != LabelReason::Declared => {
                drafts.put(&rule.to, Ranked::text(u32::MAX, cell), line);
            }
            to => drafts.label(to, cell, line),
        }
        notes.push(Note { column: &rule.name, words: cell, reason });
    }
}

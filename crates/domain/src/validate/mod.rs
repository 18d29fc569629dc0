//! Validation: what is wrong with a record or with what somebody is about to change in it. It returns issues,
//! never refuses by itself: drafts show them as hints, finishing a record is held up by blocking ones, and a
//! record that came from another device is only ever flagged (that app may know a newer rule).

mod rules;
mod value;

use std::collections::BTreeMap;

use crate::fields::{self, Need};
use crate::role::Author;
use crate::{Edit, Record, RecordKind, Scalar};

/// A time further ahead of the reader's clock than this is in the far future: kept, flagged, and wins nothing.
pub const FUTURE_MS_MAX: i64 = 24 * crate::clock::HOUR_MS;

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look.
    Hint,
    /// The record cannot be finished with it.
    Blocking,
}

/// One thing that is wrong, at one field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issue {
    /// The key of the field.
    pub field: String,
    /// What is wrong, as a stable code: `field.required`.
    pub code: &'static str,
    /// How much it matters here.
    pub severity: Severity,
}

impl Issue {
    /// An issue that holds a record up.
    pub fn blocking(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, severity: Severity::Blocking }
    }
}

/// What is being done with the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Being typed: everything is a hint, except what may not even be typed.
    Draft,
    /// Being finished, or changed after that.
    Ready,
}

/// Who asks, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Context {
    /// The reader's clock.
    pub now_ms: i64,
    /// Who writes; `None` when that is not known here (imports), and then no rule about writers applies.
    pub author: Option<Author>,
    /// What is being done.
    pub stage: Stage,
}

/// The values that would stand, by key.
pub(crate) type Values<'a> = BTreeMap<&'a str, &'a Scalar>;

/// What is wrong with a record as it stands, stamps included.
pub fn record(record: &Record, context: &Context) -> Vec<Issue> {
    let mut found = Found::default();
    let values = shown(record);
    check(record.kind, &values, context, &mut found);
    let limit = context.now_ms.saturating_add(FUTURE_MS_MAX);
    for (key, held) in &record.fields {
        if held.iter().any(|held| held.stamp.at.unix_ms() > limit) {
            found.hint(key, "stamp.far_future");
        }
    }
    found.at(context.stage)
}

/// What would be wrong once `edits` are made to `base` (nothing, for a new record). What was wrong in `base` already, in
/// a field that no edit touches, holds nobody up: another version or another agency's import wrote it, and a person who
/// changes a telephone number has not come to mend a birth date. It stays a hint.
pub fn edits(kind: RecordKind, base: Option<&Record>, edits: &[Edit], context: &Context) -> Vec<Issue> {
    let mut values = base.map(shown).unwrap_or_default();
    for edit in edits {
        match &edit.value {
            Some(value) => values.insert(&edit.key, value),
            None => values.remove(edit.key.as_str()),
        };
    }
    let mut found = Found::default();
    check(kind, &values, context, &mut found);
    let mut issues = found.at(context.stage);
    if let Some(base) = base {
        let mut before = Found::default();
        check(kind, &shown(base), context, &mut before);
        let before = before.at(context.stage);
        let untouched = |issue: &Issue| edits.iter().all(|edit| edit.key != issue.field);
        for issue in issues.iter_mut().filter(|issue| untouched(issue) && before.contains(issue)) {
            issue.severity = Severity::Hint;
        }
    }
    issues
}

/// Whether anything holds the record up.
pub fn blocks(issues: &[Issue]) -> bool {
    issues.iter().any(|issue| issue.severity == Severity::Blocking)
}

fn shown(record: &Record) -> Values<'_> {
    record.fields.iter().filter_map(|(key, held)| Some((key.as_str(), &held.first()?.value))).collect()
}

fn check(kind: RecordKind, values: &Values<'_>, context: &Context, found: &mut Found) {
    for (key, scalar) in values {
        if fields::never_collected(key) {
            found.never(key, "field.never_collected");
        } else if let Some(rule) = fields::lookup(kind, key) {
            value::check(rule, key, scalar, context, found);
        } else {
            found.hint(key, "field.unknown");
        }
    }
    for rule in fields::rules(kind).filter(|rule| rule.need == Need::AtReady) {
        if let fields::Key::Exact(key) = rule.key
            && values.get(key).is_none_or(|value| blank(value))
        {
            found.block(key, "field.required");
        }
    }
    rules::check(kind, values, context, found);
}

fn blank(value: &Scalar) -> bool {
    value.as_text().is_some_and(|text| text.trim().is_empty())
}

/// Collects issues; what blocks at Ready is only a hint in a draft.
#[derive(Default)]
pub(crate) struct Found {
    issues: Vec<(Weight, String, &'static str)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Hint,
    Block,
    Never,
}

impl Found {
    pub(crate) fn hint(&mut self, field: &str, code: &'static str) {
        self.issues.push((Weight::Hint, field.to_owned(), code));
    }

    pub(crate) fn block(&mut self, field: &str, code: &'static str) {
        self.issues.push((Weight::Block, field.to_owned(), code));
    }

    /// May not stand even in a draft.
    pub(crate) fn never(&mut self, field: &str, code: &'static str) {
        self.issues.push((Weight::Never, field.to_owned(), code));
    }

    fn at(self, stage: Stage) -> Vec<Issue> {
        let severity = |weight| match (weight, stage) {
            (Weight::Never, _) | (Weight::Block, Stage::Ready) => Severity::Blocking,
            (Weight::Hint, _) | (Weight::Block, Stage::Draft) => Severity::Hint,
        };
        let mut out: Vec<Issue> = self
            .issues
            .into_iter()
            .map(|(weight, field, code)| Issue { field, code, severity: severity(weight) })
            .collect();
        out.sort();
        out.dedup();
        out
    }
}

#[cfg(test)]
mod tests;

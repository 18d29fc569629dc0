//! One cell read by one rule.

use std::cmp::Ordering;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use domain::Scalar;

use super::map::{Codes, ColumnRule, Map, ReadAs, fold};
use super::report::LabelReason;

/// Years a source can mean. `01/04/18` read as a four-digit year is the year 18: not understood.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// Nothing, or that it is not known.
    Nothing,
    /// A value the map understands.
    Known(Ranked),
    /// Words to be kept as they are; with a code, when the map gives them one too.
    Label(LabelReason, Option<Ranked>),
}

/// A value with its place in the order that decides where rows disagree: the least one stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    pub rank: u32,
    pub value: Scalar,
}

impl Ranked {
    pub fn text(rank: u32, value: impl Into<String>) -> Self {
        Self { rank, value: Scalar::text(value) }
    }

    /// "Unknown" gives way to everything and contradicts nothing.
    pub fn is_unknown(&self) -> bool {
        self.value.as_text() == Some("unknown")
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By rank, then by value: whatever order the rows come in, the same value stands.
impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_value = || match (&self.value, &other.value) {
            (Scalar::Int(a), Scalar::Int(b)) => a.cmp(b),
            (Scalar::Real(a), Scalar::Real(b)) => a.total_cmp(b),
            (a, b) => a.to_string().cmp(&b.to_string()),
        };
        let unknown = self.is_unknown().cmp(&other.is_unknown());
        unknown.then(self.rank.cmp(&other.rank)).then_with(by_value)
    }
}

/// Reads one cell of a column.
pub(super) fn read(map: &Map, rule: &ColumnRule, cell: &str) -> Reading {
    let cell = cell.trim();
    if cell.is_empty() {
        return Reading::Nothing;
    }
    let folded = fold(cell);
    if let ReadAs::Code(codes) = &rule.read
        && let Some(reading) = coded(codes, &folded)
    {
        return reading;
    }
    if rule.unknown.contains(&folded) || map.unknown.contains(&folded) {
        return Reading::Nothing;
    }
    let known = match &rule.read {
        ReadAs::Code(_) => return Reading::Label(LabelReason::UnknownCode, None),
        ReadAs::Text => Some(Scalar::text(cell)),
        ReadAs::Integer => integer(cell).map(Scalar::Int),
        ReadAs::Decimal => decimal(cell).map(Scalar::Real),
        ReadAs::Date(formats) => date(cell, formats).map(|date| Scalar::text(date.to_string())),
    };
    match known {
        Some(value) => Reading::Known(Ranked { rank: 0, value }),
        None => Reading::Label(LabelReason::NotUnderstood, None),
    }
}

fn coded(codes: &Codes, folded: &str) -> Option<Reading> {
    let place = codes.codes.iter().position(|(cell, _)| cell == folded);
    let ranked = place.and_then(|place| {
        let (_, code) = codes.codes.get(place)?;
        // From 1: rank 0 is for what follows from a fact and outranks every code.
        Some(Ranked::text(u32::try_from(place + 1).unwrap_or(u32::MAX), code.as_str()))
    });
    if codes.labels.contains(folded) {
        return Some(Reading::Label(LabelReason::Declared, ranked));
    }
    ranked.map(Reading::Known)
}

/// A whole number; `2.0`, as spreadsheets write it, is one.
pub(super) fn integer(cell: &str) -> Option<i64> {
    let whole = cell.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0'));
    whole.map_or(cell, |(whole, _)| whole).parse().ok()
}

/// A finite number with a decimal point.
pub(super) fn decimal(cell: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    // Zero is one value, whatever its sign.
    cell.parse().ok().filter(|n: &f64| n.is_finite() && cell.chars().all(plain)).map(|n| n + 0.0)
}

/// A date in one of the declared forms.
pub(super) fn date(cell: &str, formats: &[String]) -> Option<NaiveDate> {
    formats
        .iter()
        .filter_map(|form| NaiveDate::parse_from_str(cell, form).ok())
        .find(|d| YEARS.contains(&d.year()))
}

/// A date with its time in one of the declared forms.
pub(super) fn date_time(cell: &str, formats: &[String]) -> Option<NaiveDateTime> {
    let mut found = formats.iter().filter_map(|form| NaiveDateTime::parse_from_str(cell, form).ok());
    found.find(|at| YEARS.contains(&at.year()))
}

/// A time of day in one of the declared forms.
pub(super) fn time(cell: &str, formats: &[String]) -> Option<NaiveTime> {
    formats.iter().find_map(|form| NaiveTime::parse_from_str(cell, form).ok())
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;

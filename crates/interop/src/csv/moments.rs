//! Local dates and times. A date without a time stays a date: it is never shifted by a zone.

use domain::{Moment, RecordKind};

use super::drafts::Drafts;
use super::gather::{Note, Row};
use super::header::BoundMoment;
use super::map::{Map, Target, fold};
use super::report::LabelReason;
use super::value::{Ranked, date, date_time, time};

/// The field that holds when an incident happened, and the one that holds its day when no time is known.
pub(super) const OCCURRED: &str = "occurred";
pub(super) const OCCURRED_DATE: &str = "occurred.date";

/// Reads the date and time columns of one row.
pub(super) fn read<'a>(
    map: &Map,
    bound: &BoundMoment<'a>,
    row: Row<'a>,
    drafts: &mut Drafts<'_>,
    notes: &mut Vec<Note<'a>>,
) {
    let rule = bound.rule;
    let known = |cell: &str| !cell.is_empty() && !map.unknown.contains(&fold(cell));
    let day = row.cell(bound.date);
    if !known(day) {
        return;
    }
    let keep = |column: &'a str, words: &'a str, drafts: &mut Drafts<'_>, notes: &mut Vec<Note<'a>>| {
        rule.to.iter().for_each(|to| drafts.label(to, words, row.line));
        notes.push(Note { column, words, reason: LabelReason::NotUnderstood });
    };
    let clock = bound.time.map(|place| row.cell(place)).filter(|cell| known(cell));
    let clock_time = clock.and_then(|cell| time(cell, &rule.time_formats));
    if let (Some(words), None, Some(column)) = (clock, clock_time, &rule.time) {
        keep(column, words, drafts, notes);
    }
    let Some(date) = date(day, &rule.date_formats) else {
        return keep(&rule.date, day, drafts, notes);
    };
    let wall = match rule.time {
        Some(_) => clock_time.map(|time| date.and_time(time)),
        None => date_time(day, &rule.date_formats),
    };
    match wall.and_then(|wall| Moment::local(wall, map.zone).ok()) {
        Some(moment) => rule.to.iter().for_each(|to| put_moment(to, moment, row.line, drafts)),
        None => rule.to.iter().for_each(|to| put_day(to, &date.to_string(), row.line, drafts)),
    }
}

fn put_moment(to: &Target, moment: Moment, line: u64, drafts: &mut Drafts<'_>) {
    drafts.put(to, Ranked::text(0, moment.to_string()), line);
}

/// Only an incident has a field for a bare day; elsewhere the words are kept beside the field.
fn put_day(to: &Target, day: &str, line: u64, drafts: &mut Drafts<'_>) {
    match to {
        Target::Field(RecordKind::Incident, key) if key == OCCURRED => {
            drafts.incident.put_as(OCCURRED, OCCURRED_DATE, Ranked::text(1, day), line);
        }
        other => drafts.label(other, day, line),
    }
}

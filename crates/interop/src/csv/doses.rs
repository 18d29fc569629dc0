//! Doses: a source counts them per administration; here each is a fact of its own.

use domain::Scalar;

use super::drafts::Drafts;
use super::gather::{Note, Row};
use super::header::BoundDoses;
use super::limits::DOSES_MAX;
use super::map::{Map, Target, fold};
use super::report::LabelReason;
use super::value::{Ranked, decimal, integer};

/// The slot of the number of doses.
pub(super) const COUNT: &str = "count";

/// Reads the dose columns of one row.
pub(super) fn read<'a>(
    map: &Map,
    bound: &BoundDoses<'a>,
    row: Row<'a>,
    drafts: &mut Drafts<'_>,
    notes: &mut Vec<Note<'a>>,
) {
    if drafts.administration.is_none() {
        return;
    }
    let unknown = |cell: &str| cell.is_empty() || map.unknown.contains(&fold(cell));
    let words = row.cell(bound.count);
    let count = integer(words).and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= DOSES_MAX);
    match (count, drafts.administration.as_deref_mut()) {
        (Some(count), Some(given)) if count > 0 => {
            // Where rows disagree, the larger number stands: a dose left out is the worse mistake.
            given.count.put(
                COUNT,
                Ranked { rank: u32::MAX - count, value: Scalar::Int(count.into()) },
                row.line,
            );
        }
        (None, _) if !unknown(words) => {
            drafts.label(&Target::Administration("dose_count".into()), words, row.line);
            notes.push(Note { column: &bound.rule.count, words, reason: LabelReason::NotUnderstood });
        }
        _ => {}
    }
    if let (Some(place), Some(column)) = (bound.mg, &bound.rule.mg) {
        let words = row.cell(place);
        if !unknown(words) && !bound.rule.unknown_mg.contains(&fold(words)) {
            strength(bound, column, words, row, drafts, notes);
        }
    }
}

/// The milligrams of each dose, when the unit says that they are milligrams.
fn strength<'a>(
    bound: &BoundDoses<'a>,
    column: &'a str,
    words: &'a str,
    row: Row<'a>,
    drafts: &mut Drafts<'_>,
    notes: &mut Vec<Note<'a>>,
) {
    let unit = bound.unit.map_or("", |place| row.cell(place));
    let in_mg = bound.unit.is_none() || bound.rule.mg_unit_is.contains(&fold(unit));
    let mg = decimal(words).filter(|mg| in_mg && *mg > 0.0 && *mg <= 1000.0);
    match mg {
        Some(mg) => {
            drafts.put(&Target::Dose("mg".into()), Ranked::text(0, mg.to_string()), row.line);
        }
        None => {
            drafts.label(&Target::Dose("mg".into()), format!("{words} {unit}").trim(), row.line);
            notes.push(Note { column, words, reason: LabelReason::NotUnderstood });
        }
    }
}

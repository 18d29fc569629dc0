//! Whose a row is, and whether it can be used at all.

use super::gather::{Key, Row};
use super::header::Bound;
use super::limits::{CELL_MAX_BYTES, FACT_CELL_MAX_BYTES};
use super::map::{ColumnRule, Target, fold};
use super::report::RowReason;

/// Why a row cannot be used, and the place of the column at fault.
type Unusable = (RowReason, Option<usize>);

/// The keys of what a row speaks of.
pub(super) struct Keys {
    pub incident: Key,
    pub person: Key,
    pub administration: Option<Key>,
}

/// Whether a row can be used at all, and whose it is.
pub(super) fn check(bound: &Bound<'_>, row: Row<'_>) -> Result<Keys, Unusable> {
    if row.cells.len() != bound.width {
        return Err((RowReason::CellCount, None));
    }
    let long = |(place, rule): &&(usize, &ColumnRule)| {
        let fact = matches!(rule.to, Target::Administration(_) | Target::Dose(_));
        row.cell(*place).len() > if fact { FACT_CELL_MAX_BYTES } else { CELL_MAX_BYTES }
    };
    if let Some((place, _)) = bound.columns.iter().find(long) {
        return Err((RowReason::CellTooLong, Some(*place)));
    }
    Ok(Keys {
        incident: key(bound, &bound.incident, row)?,
        person: key(bound, &bound.person, row)?,
        administration: administration(bound, row)?,
    })
}

fn key(bound: &Bound<'_>, places: &[usize], row: Row<'_>) -> Result<Key, Unusable> {
    let cell = |place: &usize| {
        let cell = row.cell(*place);
        if cell.len() > FACT_CELL_MAX_BYTES {
            return Err((RowReason::CellTooLong, Some(*place)));
        }
        if cell.is_empty() || bound.map.unknown.contains(&fold(cell)) {
            return Err((RowReason::KeyMissing, Some(*place)));
        }
        Ok(cell.to_owned())
    };
    places.iter().map(cell).collect()
}

/// The key of the administration the row speaks of; `None` when its last column says that there was none.
fn administration(bound: &Bound<'_>, row: Row<'_>) -> Result<Option<Key>, Unusable> {
    let (Some(rule), Some(last)) = (&bound.map.administration, bound.administration.last()) else {
        return Ok(None);
    };
    let cell = fold(row.cell(*last));
    if cell.is_empty() || rule.none.contains(&cell) || bound.map.unknown.contains(&cell) {
        return Ok(None);
    }
    key(bound, &bound.administration, row).map(Some)
}

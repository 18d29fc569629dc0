//! Changes whose number another one has, and what follows on them: they wait, or lie in quarantine, until their device has
//! written them again (`crate::forks`). What was written again says by its actor which change it stands for.

use std::collections::HashSet;

use domain::{ChangeHash, RecordId};
use merge::{FoldRefusal, Inspected, Reauthored};
use protocol::{Decode, Entry};
use store::{JournalRow, ParkReason, Reading, StoreError};

use super::Intake;
use super::entry::{Aside, Place, from_parked, is_own};
use crate::AppError;
use crate::device::incarnation::stand_in;
use crate::fence::refold_history;
use crate::line::{Line, wrote};

/// The reason for which another device's lie in quarantine; this device's own are parked.
fn reason() -> &'static str {
    FoldRefusal::ActorReused { known: ChangeHash([0; 32]) }.code()
}

/// As such they are parked.
const PARKED: [ParkReason; 2] = [ParkReason::OwnFork, ParkReason::MissingChange];

/// Whether there is any, or may be.
pub(super) fn are_waiting(tx: &Reading<'_>) -> Result<bool, StoreError> {
    for reason in PARKED {
        if tx.parked_count(reason)? > 0 {
            return Ok(true);
        }
    }
    Ok(tx.quarantined_count(reason())? > 0)
}

/// Whether this change was written again, and that is part of its record: it does not fit, and need not.
pub(super) fn is_answered(
    intake: &mut Intake<'_, '_, '_>,
    record: RecordId,
    change: &Inspected,
) -> Result<bool, AppError> {
    let actor = stand_in(change.actor(), change.hash());
    Ok(intake.ledger.load(record)?.is_some_and(|held| held.folded.knows(&actor)))
}

/// Of two changes with one number the one that is held gives way when it was written again, and what follows on it was,
/// too: then nothing is lost by it. (Who could not read the other one when it came, for its newer version say, took this
/// one first.) What follows on it of this device's own is written again here, by the same rule.
pub(super) fn give_way(
    intake: &mut Intake<'_, '_, '_>,
    record: RecordId,
    known: ChangeHash,
) -> Result<bool, AppError> {
    let history = intake.tx.history(record)?;
    let line = Line::of(&history, &HashSet::from([known]))?;
    // what this device itself said under the number is not another's to take out
    let Some(first) = line.rows.first().filter(|row| !wrote(row)) else { return Ok(false) };
    let mut again = Vec::new();
    if line.rows.iter().any(wrote) {
        match line.again() {
            Ok(made) => again = made,
            Err(_) => return Ok(false),
        }
        // others' have come in as they come out here: else this device's own would follow on nothing
        let is_there = |(row, one): (&JournalRow, &Reauthored)| {
            wrote(row) || history.iter().any(|held| held.hash == one.new.hash())
        };
        if !line.rows.iter().zip(&again).all(is_there) {
            return Ok(false);
        }
    } else {
        for change in &line.changes {
            if !is_answered(intake, record, change)? {
                return Ok(false);
            }
        }
    }
    let Some(stream) = intake.tx.current_stream(first.compartment)? else { return Ok(false) };
    let next = intake.tx.next_authored_seq(stream.stream)?;
    line.replace(intake.tx, &again, &stream, next, intake.now_ms)?;
    intake.ledger.reset(record)?;
    refold_history(intake.tx, &mut intake.ledger, record)?;
    Ok(true)
}

/// Where a change goes that does not fit its record.
pub(super) fn aside(intake: &mut Intake<'_, '_, '_>, change: &Inspected, refusal: &FoldRefusal) -> Aside {
    match refusal {
        FoldRefusal::MissingDependency(missing) => {
            intake.halves = true;
            Aside::Park(ParkReason::MissingChange, missing.first().copied())
        }
        FoldRefusal::ActorReused { known } if is_own(intake, change) => {
            intake.halves = true;
            Aside::Park(ParkReason::OwnFork, Some(*known))
        }
        refusal => {
            intake.halves |= matches!(refusal, FoldRefusal::ActorReused { .. });
            Aside::Quarantine(refusal.code())
        }
    }
}

/// Takes those of a record out, to be looked at again.
pub(super) fn take(
    intake: &mut Intake<'_, '_, '_>,
    record: RecordId,
) -> Result<Vec<(Place, Entry)>, AppError> {
    let mut out = Vec::new();
    for reason in PARKED {
        for row in intake.tx.take_parked_of(record, reason)? {
            out.extend(from_parked(intake, &row)?);
        }
    }
    for row in intake.tx.quarantined_of(record)?.into_iter().filter(|row| row.reason == reason()) {
        let head = intake.tx.stream_head(row.stream)?;
        let (Ok(entry), Some(head)) = (Entry::decode(&row.bytes), head) else { continue };
        intake.tx.release_quarantined(row.id)?;
        let (compartment, stream, seq, device) = (row.compartment, row.stream, row.seq, head.device);
        out.push((Place { compartment, stream, seq, position: None, device }, entry));
    }
    Ok(out)
}

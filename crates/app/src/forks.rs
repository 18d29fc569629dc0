//! A number used twice where no relay could see it: a whole home was put back from a backup, token and all, and what it
//! wrote since stands in another stream than what it had written before under the same numbers.
//!
//! Readers take the change that stands first at the relay and put the other one aside. So the device that holds the other
//! one writes it again, and what followed on it, each under an actor that follows from the change itself: whoever does it,
//! and however often, makes the same bytes, and they count once.

use std::collections::{BTreeMap, HashSet};

use domain::{ChangeHash, RecordId};
use merge::Inspected;
use store::{JournalRow, Mailbox, NewJournalEntry, Origin, ParkReason, Reading, StoreError, Writing};

use crate::device::incarnation::stand_in;
use crate::fence::refold;
use crate::{AppError, Device};

/// A change of this device that stands behind its other half at the relay, and all that follows on it.
struct Behind {
    rows: Vec<JournalRow>,
    changes: Vec<Inspected>,
}

impl Device {
    /// Writes again what stands behind a change with the same number, so that others can use it, too. Whether there was
    /// anything.
    pub(crate) fn part_from_copies(&mut self) -> Result<bool, AppError> {
        let behind = self.db.read(|tx| behind(tx, &self.mailbox))?;
        // forgotten before it is sealed, a change would leave a gap in its stream
        if behind.is_empty() || !self.is_all_sealed()? {
            return Ok(false);
        }
        tracing::warn!(records = behind.len(), "a copy of this device used the same numbers: written again");
        let now_ms = self.platform.clock.now_ms();
        let written = self.db.write(|tx| -> Result<bool, AppError> {
            let mut written = Vec::new();
            for (record, behind) in &behind {
                let by = |change: &Inspected| stand_in(change.actor(), change.hash());
                // what does not make one chain stays as it is: nothing is lost on this device
                let Ok(again) = merge::reauthor(&behind.changes, by) else { continue };
                replace(tx, behind, &again, now_ms)?;
                written.push(*record);
            }
            refold(tx, written.iter().copied())?;
            Ok(!written.is_empty())
        })?;
        if written {
            self.retry_after_fence()?;
        }
        Ok(written)
    }

    fn is_all_sealed(&self) -> Result<bool, AppError> {
        for row in self.db.read(|tx| tx.streams())? {
            let authored = self.db.read(|tx| tx.next_authored_seq(row.stream))?;
            if self.mailbox.outgoing_head(row.stream)?.next_seq < authored {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// By record, what stands behind. A record in which somebody else built on it is left alone.
fn behind(tx: &Reading<'_>, mailbox: &Mailbox) -> Result<BTreeMap<RecordId, Behind>, AppError> {
    let mut out = BTreeMap::new();
    for row in tx.parked_for(ParkReason::OwnFork)? {
        let (Some(record), Some(ours), Some(theirs)) = (row.record, row.waits_for, row.position) else {
            continue;
        };
        if out.contains_key(&record) {
            continue; // one at a time: what follows on it may be the next
        }
        let history = tx.history(record)?;
        let Some(found) = history.iter().find(|one| one.hash == ours) else { continue };
        if stands_behind(mailbox, found, theirs)?
            && let Some(chain) = following(history, ours)?
        {
            out.insert(record, chain);
        }
    }
    Ok(out)
}

/// Whether the relay holds this change of ours behind that position, or not at all.
fn stands_behind(mailbox: &Mailbox, ours: &JournalRow, theirs: u64) -> Result<bool, StoreError> {
    let Origin::Authored { stream, seq } = ours.origin else { return Ok(false) };
    let segments = mailbox.outgoing(stream, seq, 1)?;
    Ok(segments.first().and_then(|segment| segment.position).is_none_or(|position| position > theirs))
}

/// A change and everything that follows on it; `None` when not all of it is this device's.
fn following(history: Vec<JournalRow>, from: ChangeHash) -> Result<Option<Behind>, AppError> {
    let mut found = HashSet::from([from]);
    let mut chain = Behind { rows: Vec::new(), changes: Vec::new() };
    for row in history {
        let change = merge::inspect(&row.bytes)?;
        if row.hash != from && !change.dependencies().iter().any(|hash| found.contains(hash)) {
            continue;
        }
        if !matches!(row.origin, Origin::Authored { .. }) {
            return Ok(None);
        }
        found.insert(row.hash);
        chain.rows.push(row);
        chain.changes.push(change);
    }
    Ok(Some(chain))
}

fn replace(
    tx: &Writing<'_>,
    behind: &Behind,
    again: &[merge::Reauthored],
    now_ms: i64,
) -> Result<(), AppError> {
    let Some(row) = behind.rows.first() else { return Ok(()) };
    let Some(stream) = tx.current_stream(row.compartment)? else { return Ok(()) };
    // before they are forgotten: their places are sealed
    let next = tx.next_authored_seq(stream.stream)?;
    tx.forget_authored(&behind.rows.iter().map(|row| row.seq).collect::<Vec<_>>())?;
    for ((old, one), seq) in behind.rows.iter().zip(again).zip(next..) {
        tx.journal(&NewJournalEntry {
            record: old.record,
            kind: old.kind,
            compartment: old.compartment,
            schema: old.schema,
            hash: one.new.hash(),
            bytes: &one.new.bytes,
            origin: Origin::Authored { stream: stream.stream, seq },
            at_ms: now_ms,
        })?;
    }
    Ok(())
}

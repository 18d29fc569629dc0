//! A number used twice where no relay could see it: a whole home was put back from a backup, token and all, and what it
//! wrote since stands in another stream than what it had written before under the same numbers.
//!
//! Readers take the change that stands first at the relay and put the other one aside. So the device that holds the other
//! one writes it again, and what followed on it, each under an actor that follows from the change itself: whoever does it,
//! and however often, makes the same bytes, and they count once.

use std::collections::{BTreeMap, HashSet};

use domain::RecordId;
use store::{JournalRow, Mailbox, Origin, ParkReason, Reading, StoreError};

use crate::fence::refold;
use crate::line::Line;
use crate::{AppError, Device};

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
            for (record, line) in &behind {
                let compartment = line.rows.first().map(|row| row.compartment);
                let stream = compartment.map(|one| tx.current_stream(one)).transpose()?.flatten();
                // what does not make one line stays as it is: nothing is lost on this device
                let (Some(stream), Ok(again)) = (stream, line.again()) else { continue };
                // before they are forgotten: their places are sealed
                let next = tx.next_authored_seq(stream.stream)?;
                line.replace(tx, &again, &stream, next, now_ms)?;
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

    pub(crate) fn is_all_sealed(&self) -> Result<bool, AppError> {
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
fn behind(tx: &Reading<'_>, mailbox: &Mailbox) -> Result<BTreeMap<RecordId, Line>, AppError> {
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
        if stands_behind(mailbox, found, theirs)? {
            let line = Line::of(&history, &HashSet::from([ours]))?;
            if line.is_own() {
                out.insert(record, line);
            }
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

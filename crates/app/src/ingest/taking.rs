//! Taking in what the courier brought, a slice at a time, so that no command waits long for it.
//!
//! Between two slices the device is whole and usable: each slice is one transaction, and what is left to do stands in
//! the database or is found by looking. A lock, a crash or a command in between loses nothing and changes nothing in
//! the result:
//! - the mailbox's numbers say which segments were taken in; of a large one, how many entries were;
//! - handoffs that changed are remembered in the transaction that changed them, until what the app says by itself on
//!   seeing them was written. They are settled when nothing is left to take in: on half of what came the app would
//!   speak too early;
//! - parked work is tried again after anything came in, and once after every unlock.
//!
//! What is taken whole, however long it takes: a segment that was parked whole, everything that waited for one change,
//! and what a fence or a new key sends again.

use std::collections::BTreeSet;

use domain::RecordId;
use protocol::wire::LogHeadMsg;

use super::retry::Pass;
use super::{Ingested, keep_unsettled, unsettled};
use crate::courier::Delivery;
use crate::{AppError, Device};

/// How much one call may take in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    entries: u64,
    /// Whether a segment is taken in part.
    splits: bool,
}

/// What one slice did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Something is left: call again with the same delivery.
    pub more: bool,
    /// Changes that came in and are part of records now.
    pub received: u64,
    /// Whether anything that is shown may have changed.
    pub changed: bool,
    /// Whether this device was let into a compartment: what lies in it is still to be fetched.
    pub entered: bool,
}

/// What an unlocked device still has to do with what came, as far as it does not stand in the database.
#[derive(Debug)]
pub(crate) struct Taking {
    /// Something came in since everything parked was last tried.
    retry: Option<Pass>,
    /// Up to where the mailbox's certificates were applied: names, keys and compartments follow from them.
    pub applied: Vec<LogHeadMsg>,
    /// Until when no room is kept for a full disk, because there was none: to look for it takes some.
    pub no_reserve_until_ms: i64,
}

impl Taking {
    /// All of it: after an unlock nobody knows what was left to do.
    pub fn everything() -> Self {
        Self { retry: Some(Pass::default()), applied: Vec::new(), no_reserve_until_ms: i64::MIN }
    }

    pub(super) fn something_came(&mut self) {
        self.retry = Some(Pass::default());
    }
}

impl Slice {
    /// For a device in use: around 20 ms on the machines it is made for.
    pub const SHORT: Self = Self { entries: 256, splits: true };
    /// For a command line that waits for all of it: batches big enough to share their fsync.
    pub const BULK: Self = Self { entries: 4096, splits: false };

    /// At most so many entries, and at least one.
    pub fn of(entries: u32) -> Self {
        Self { entries: u64::from(entries.max(1)), splits: true }
    }

    /// Entries that may still be looked at when `seen` were.
    pub(super) fn left(self, seen: u64) -> usize {
        let left = usize::try_from(self.entries.saturating_sub(seen)).unwrap_or(usize::MAX);
        if self.splits || left == 0 { left } else { usize::MAX }
    }

    fn after(self, done: Ingested) -> Self {
        Self { entries: self.entries.saturating_sub(done.seen), ..self }
    }

    /// Handoffs that are settled at once: each may be read twice, and written.
    fn handoffs(self) -> usize {
        usize::try_from(self.entries / 8).unwrap_or(usize::MAX).max(1)
    }
}

impl Device {
    /// Takes in one slice of what the courier brought: certificates, segments, what was parked, what the app says by
    /// itself. With the last slice comes what follows from the delivery: stopped streams go on in new ones, fenced
    /// work is authored again, everything is sealed. Commands may run between two slices.
    ///
    /// A delivery that says nothing (`Delivery::default()`) takes in what waits in the mailbox: after an unlock.
    ///
    /// # Errors
    /// Of this device's own files. What was taken in before stays; called again it goes on there.
    pub fn take_delivery(&mut self, delivery: &mut Delivery, slice: Slice) -> Result<Taken, AppError> {
        let mut taken = Taken::default();
        if let Some(contact) = delivery.contact.take() {
            taken.changed = self.hides_others();
            self.in_touch(contact)?;
        }
        if self.taking.applied != self.mailbox.log_heads()? {
            let before = self.compartments()?.len();
            self.apply_certificates()?;
            taken.entered = self.compartments()?.len() > before;
            self.taking.something_came();
            taken.changed = true;
        }
        taken.more = !self.take_in(slice, &mut taken)?;
        if !taken.more {
            self.note_stops()?;
            self.start_again_after_stops(&std::mem::take(&mut delivery.covered))?;
            self.seal()?;
            if self.part_from_copies()? | self.write_again_after_rejection()? {
                self.seal()?;
            }
            self.ask_for_missing_keyboxes()?;
            taken.changed |= self.settle_disclosures_or_later();
            taken.entered |= self.release_letters()?;
            self.note_taken_in()?;
            self.keep_lease();
            self.keep_reserve();
        }
        Ok(taken)
    }

    /// Whether nothing is left to take in.
    fn take_in(&mut self, slice: Slice, taken: &mut Taken) -> Result<bool, AppError> {
        let mut slice = slice;
        let done = self.ingest_some(slice)?;
        if self.take_late_keyboxes()? || done.seen > 0 {
            self.taking.something_came();
        }
        if !taken.count(&mut slice, done) {
            return Ok(false);
        }
        while let Some(mut pass) = self.taking.retry {
            let done = self.retry_some(&mut pass, slice.entries)?;
            self.taking.retry = done.map(|_| pass);
            if !taken.count(&mut slice, done.unwrap_or_default()) {
                return Ok(false);
            }
        }
        self.settle_some(slice.handoffs(), taken)
    }

    /// Writes what the app says by itself on seeing the next of the handoffs that changed. Whether none is left.
    fn settle_some(&mut self, limit: usize, taken: &mut Taken) -> Result<bool, AppError> {
        let all = self.db.read(unsettled)?;
        if all.is_empty() {
            return Ok(true);
        }
        let now: Vec<_> = all.iter().copied().take(limit).collect();
        let writes = self.settling(now.iter().copied())?;
        let left: BTreeSet<RecordId> = all.into_iter().skip(now.len()).collect();
        taken.changed |= !writes.is_empty();
        if writes.is_empty() {
            self.db.write(|tx| keep_unsettled(tx, &left))?;
        } else {
            self.write_and(&writes, |tx| Ok(keep_unsettled(tx, &left)?))?;
        }
        Ok(left.is_empty())
    }
}

impl Taken {
    /// Counts what was done off the slice. Whether something of it is left.
    fn count(&mut self, slice: &mut Slice, done: Ingested) -> bool {
        self.received += done.applied;
        self.changed |= done.applied > 0;
        *slice = slice.after(done);
        slice.entries > 0
    }
}

#[cfg(test)]
#[path = "taking_tests.rs"]
mod tests;

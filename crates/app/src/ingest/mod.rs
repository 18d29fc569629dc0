//! Ingest: from sealed segments in the mailbox to records. Verify, open, parse with a panic guard, validate, fold,
//! commit in batches.
//!
//! What is malformed or forged goes to quarantine, what is not usable *yet* is parked; everything else goes on.
//! Nothing is dropped.

mod entry;
mod segment;

use std::collections::{BTreeMap, BTreeSet};

use domain::RecordId;
use protocol::{KeyboxHandle, MemberId, Roster};
use store::{IncomingSegment, KeyboxRow, OutgoingSegment, ParkReason, ParkedRow, Writing};

use crate::ledger::Ledger;
use crate::{AppError, Device, MemberNamesView};

/// Segments read from the mailbox at once.
const SEGMENTS_PER_READ: u32 = 8;
/// Entries after which a batch is committed: big enough to share its fsync, small enough to stay usable.
const ENTRIES_PER_COMMIT: u64 = 4096;
/// Parked entries tried again at once.
const ROUNDS_MAX: usize = 64;

/// What one run of ingest did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ingested {
    /// Changes that are part of records now.
    pub applied: u64,
    /// Entries put into quarantine.
    pub quarantined: u64,
    /// Entries parked.
    pub parked: u64,
    /// Records that changed and that a handoff is made of.
    pub handoffs: BTreeSet<RecordId>,
    /// Keys that came in: what waited for one can be tried again.
    pub keys: u64,
}

/// What all of ingest works with.
pub(crate) struct Intake<'a, 't, 'c> {
    pub ledger: Ledger<'t, 'c>,
    pub tx: &'t Writing<'c>,
    pub roster: &'a Roster,
    /// Who the members are: agency and role, as the certificates say.
    pub members: &'a BTreeMap<MemberId, MemberNamesView>,
    pub own_device: protocol::DeviceId,
    pub now_ms: i64,
    /// Keys that came in this very batch: most entries need no other.
    pub keys: BTreeMap<KeyboxHandle, KeyboxRow>,
    pub done: Ingested,
}

impl Device {
    /// Takes in everything that waits in the mailbox. Usable after every batch, not only at the end.
    pub(crate) fn ingest(&mut self) -> Result<Ingested, AppError> {
        let mut all = Ingested::default();
        loop {
            let from = self.db.read(|tx| tx.ingest_cursor())?;
            let segments = self.mailbox.incoming_after(from, SEGMENTS_PER_READ)?;
            if segments.is_empty() {
                break;
            }
            self.take_in(&segments, &mut all)?;
        }
        self.retry_parked(&mut all)?;
        Ok(all)
    }

    /// After a backup of the database was put back: what this device itself sealed since lies in the mailbox, and
    /// is taken in as what others wrote.
    pub(crate) fn take_back_own(&mut self) -> Result<(), AppError> {
        let mut all = Ingested::default();
        for stream in self.mailbox.outgoing_streams()?.into_iter().map(|row| row.stream) {
            let mut from = self.db.read(|tx| tx.next_authored_seq(stream))?;
            loop {
                let segments = self.mailbox.outgoing(stream, from, SEGMENTS_PER_READ)?;
                let next = segments.last().map_or(0, |last| last.first_seq + u64::from(last.count));
                let (done, ()) = self.batch_of(|intake| {
                    segments.into_iter().try_for_each(|own| segment::take(intake, &as_incoming(own)))
                })?;
                all.add(done);
                if next <= from {
                    break;
                }
                from = next;
            }
        }
        self.retry_parked(&mut all)
    }

    fn take_in(&mut self, segments: &[IncomingSegment], all: &mut Ingested) -> Result<(), AppError> {
        let mut rest = segments;
        while !rest.is_empty() {
            let (done, taken) = self.batch_of(|intake| {
                let mut taken = 0;
                for segment in rest {
                    segment::take(intake, segment)?;
                    taken += 1;
                    intake.tx.set_ingest_cursor(segment.n)?;
                    if intake.done.applied >= ENTRIES_PER_COMMIT {
                        break;
                    }
                }
                Ok(taken)
            })?;
            all.add(done);
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Tries again what waited for something that came in meanwhile, until nothing more moves.
    pub(crate) fn retry_parked(&mut self, all: &mut Ingested) -> Result<(), AppError> {
        for _ in 0..ROUNDS_MAX {
            let mut moved = false;
            for reason in [ParkReason::MissingCertificate, ParkReason::MissingSegment, ParkReason::MissingKey]
            {
                moved |= self.retry(reason, all)?;
            }
            if !moved {
                break;
            }
        }
        Ok(())
    }

    /// After an upgrade: what a newer version made may be readable now.
    pub(crate) fn retry_parked_for_upgrade(&mut self) -> Result<(), AppError> {
        let mut all = Ingested::default();
        self.retry(ParkReason::NewerVersion, &mut all)?;
        self.retry_parked(&mut all)
    }

    /// After this device's own unsent work was authored again: what a copy of it sent fits now.
    pub(crate) fn retry_after_fence(&mut self) -> Result<(), AppError> {
        let mut all = Ingested::default();
        self.retry(ParkReason::OwnFork, &mut all)?;
        self.retry_parked(&mut all)
    }

    /// Whether anything that waited for this reason could be used.
    fn retry(&mut self, reason: ParkReason, all: &mut Ingested) -> Result<bool, AppError> {
        if self.db.read(|tx| tx.parked_count(reason))? == 0 {
            return Ok(false);
        }
        let (done, moved) = self.batch_of(|intake| {
            let rows = intake.tx.take_parked(reason)?;
            let before = rows.len();
            for row in &rows {
                again(intake, row)?;
            }
            let after = intake.tx.parked_count(reason)?;
            Ok(before as u64 > after)
        })?;
        all.add(done);
        Ok(moved)
    }

    /// Runs `work` in one transaction and writes what it touched.
    fn batch_of<T>(
        &mut self,
        work: impl FnOnce(&mut Intake<'_, '_, '_>) -> Result<T, AppError>,
    ) -> Result<(Ingested, T), AppError> {
        let now_ms = self.platform.clock.now_ms();
        let (roster, own_device) = (&self.roster, self.me.device);
        let members = &self.all_names();
        self.db.write(|tx| {
            let (ledger, keys, done) = (Ledger::new(tx), BTreeMap::new(), Ingested::default());
            let mut intake = Intake { ledger, tx, roster, members, own_device, now_ms, keys, done };
            let out = work(&mut intake)?;
            intake.done.handoffs.extend(intake.ledger.touched_handoffs());
            intake.ledger.flush()?;
            Ok((intake.done, out))
        })
    }
}

/// A segment of this device's own, as if it had come back from the relay.
fn as_incoming(own: OutgoingSegment) -> IncomingSegment {
    let OutgoingSegment { compartment, position, hash, bytes, keyboxes, .. } = own;
    IncomingSegment { n: 0, compartment, position, hash, bytes, keyboxes }
}

/// Tries a parked entry or a parked whole segment again; it is parked anew if it still cannot be used.
fn again(intake: &mut Intake<'_, '_, '_>, row: &ParkedRow) -> Result<(), AppError> {
    match row.record {
        None => segment::take_parked(intake, row),
        Some(_) => entry::take_parked(intake, row),
    }
}

impl Ingested {
    fn add(&mut self, other: Self) {
        self.applied += other.applied;
        self.quarantined += other.quarantined;
        self.parked += other.parked;
        self.keys += other.keys;
        self.handoffs.extend(other.handoffs);
    }
}

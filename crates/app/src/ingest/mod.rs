//! Ingest: from sealed segments in the mailbox to records. Verify, open, parse with a panic guard, validate, fold,
//! commit in batches.
//!
//! What is malformed or forged goes to quarantine, what is not usable *yet* is parked; everything else goes on.
//! Nothing is dropped.

mod entry;
mod halves;
mod late;
mod later_work;
mod letter;
mod retry;
mod segment;
mod taking;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::RecordId;
use protocol::{KeyboxHandle, MemberId, Roster};
use store::{IncomingSegment, KeyboxRow, Mailbox, OutgoingSegment, Reading, StoreError, Writing};
use whatif::Flaw;

use crate::device::incarnation::start_streams;
use crate::ledger::Ledger;
use crate::{AppError, Device, MemberNamesView};

pub(crate) use later_work::{REJECTED, WAITS, Waiting, forget_answered, heard_of_revocation, left_out};
pub(crate) use taking::Taking;
pub use taking::{Slice, Taken};

/// Segments read from the mailbox at once.
const SEGMENTS_PER_READ: u32 = 8;
/// The segment that was taken in only in part last, and how many of its entries were: 8 bytes each. It stays after the
/// rest was taken in, too: a number comes once, and whoever uses it looks whether it still is that segment.
const HALF: &str = "ingest.half";
/// Handoffs that changed, and for which what the app says by itself was not written yet: 16 bytes each.
const UNSETTLED: &str = "ingest.unsettled";

/// What one run of ingest did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ingested {
    /// What was looked at, in entries; a segment counts for a few whatever is in it.
    pub seen: u64,
    /// Changes that are part of records now.
    pub applied: u64,
}

/// What all of ingest works with.
pub(crate) struct Intake<'a, 't, 'c> {
    pub ledger: Ledger<'t, 'c>,
    pub tx: &'t Writing<'c>,
    pub roster: &'a Roster,
    /// Who the members are: agency and role, as the certificates say.
    pub members: &'a BTreeMap<MemberId, MemberNamesView>,
    pub own_device: protocol::DeviceId,
    pub mailbox: &'a Mailbox,
    pub now_ms: i64,
    /// Keys that came in this very batch: most entries need no other.
    pub keys: BTreeMap<KeyboxHandle, KeyboxRow>,
    pub done: Ingested,
    /// Whether a change waits whose number another one has.
    pub halves: bool,
    /// Whether a change of this very incarnation left its record: it must not use that number again.
    pub own_left_out: bool,
}

impl Device {
    /// Takes in what waits in the mailbox, as much as `slice` allows, in one transaction. If it allows more than was
    /// seen, nothing is left.
    fn ingest_some(&mut self, slice: Slice) -> Result<Ingested, AppError> {
        let (mut cursor, half) =
            self.db.read(|tx| Ok::<_, StoreError>((tx.ingest_cursor()?, half_taken(tx)?)))?;
        let mailbox = Arc::clone(&self.mailbox);
        let mut segments = mailbox.incoming_after(cursor, SEGMENTS_PER_READ)?;
        if segments.is_empty() {
            return Ok(Ingested::default());
        }
        let (done, ()) = self.batch_of(|intake| {
            while !segments.is_empty() {
                for segment in &segments {
                    let left = slice.left(intake.done.seen);
                    if left == 0 {
                        return Ok(());
                    }
                    let from = half.filter(|(n, _)| *n == segment.n).map_or(0, |(_, taken)| taken);
                    if let Some(taken) = segment::take(intake, segment, segment::Part { from, max: left })?
                        && !whatif::flawed(Flaw::HalfTakenForWhole)
                    {
                        return Ok(keep_half(intake.tx, segment.n, taken)?);
                    }
                    cursor = segment.n;
                    intake.tx.set_ingest_cursor(cursor)?;
                }
                segments = mailbox.incoming_after(cursor, SEGMENTS_PER_READ)?;
            }
            Ok(())
        })?;
        Ok(done)
    }

    /// After a backup of the database was put back: what this device itself sealed since lies in the mailbox, and is
    /// taken in from there.
    pub(crate) fn take_back_own(&mut self) -> Result<(), AppError> {
        for stream in self.mailbox.outgoing_streams()?.into_iter().map(|row| row.stream) {
            let mut from = self.db.read(|tx| tx.next_authored_seq(stream))?;
            loop {
                let segments = self.mailbox.outgoing(stream, from, SEGMENTS_PER_READ)?;
                let next = segments.last().map_or(0, |last| last.first_seq + u64::from(last.count));
                self.batch_of(|intake| {
                    segments.into_iter().try_for_each(|own| {
                        segment::take(intake, &as_incoming(own), segment::Part::WHOLE).map(|_| ())
                    })
                })?;
                if next <= from {
                    break;
                }
                from = next;
            }
        }
        Ok(())
    }

    /// Runs `work` in one transaction and writes what it touched.
    fn batch_of<T>(
        &mut self,
        work: impl FnOnce(&mut Intake<'_, '_, '_>) -> Result<T, AppError>,
    ) -> Result<(Ingested, T), AppError> {
        let now_ms = self.platform.clock.now_ms();
        let (members, own_device) = (&self.all_names(), self.me.device);
        let Self { db, mailbox, platform, known, .. } = self;
        let (roster, mailbox) = (&known.roster, mailbox.as_ref());
        db.write(|tx| {
            let (ledger, keys, done) = (Ledger::new(tx), BTreeMap::new(), Ingested::default());
            let halves = halves::are_waiting(tx)?;
            let own_left_out = false;
            let mut intake = Intake {
                ledger,
                tx,
                roster,
                members,
                own_device,
                mailbox,
                now_ms,
                keys,
                done,
                halves,
                own_left_out,
            };
            let out = work(&mut intake)?;
            let touched: BTreeSet<RecordId> = intake.ledger.touched_handoffs().collect();
            intake.ledger.flush()?;
            if !touched.is_empty() {
                let mut all = unsettled(tx)?;
                all.extend(touched);
                keep_unsettled(tx, &all)?;
            }
            if intake.own_left_out {
                let all: Vec<_> = tx.compartments()?.into_iter().map(|row| row.compartment).collect();
                start_streams(tx, own_device, &all, platform)?;
            }
            Ok((intake.done, out))
        })
    }
}

/// A segment of this device's own, as if it had come back from the relay.
fn as_incoming(own: OutgoingSegment) -> IncomingSegment {
    let OutgoingSegment { compartment, position, hash, bytes, keyboxes, .. } = own;
    IncomingSegment { n: 0, compartment, position, hash, bytes, keyboxes }
}

/// The segment that was taken in only in part, and how many of its entries were.
fn half_taken(tx: &Reading<'_>) -> Result<Option<(i64, usize)>, StoreError> {
    let Some(bytes) = tx.meta(HALF)? else { return Ok(None) };
    let unreadable = || StoreError::Unreadable(HALF.to_owned());
    let (n, taken) = bytes.split_first_chunk().ok_or_else(unreadable)?;
    let taken = u64::from_be_bytes(taken.try_into().map_err(|_| unreadable())?);
    Ok(Some((i64::from_be_bytes(*n), usize::try_from(taken).map_err(|_| unreadable())?)))
}

fn keep_half(tx: &Writing<'_>, n: i64, taken: usize) -> Result<(), StoreError> {
    tx.set_meta(HALF, &[n.to_be_bytes(), (taken as u64).to_be_bytes()].concat())
}

/// Handoffs for which what the app says by itself is to be written.
pub(crate) fn unsettled(tx: &Reading<'_>) -> Result<BTreeSet<RecordId>, StoreError> {
    let bytes = tx.meta(UNSETTLED)?.unwrap_or_default();
    Ok(bytes.as_chunks().0.iter().copied().map(RecordId::from_bytes).collect())
}

/// To be called in the transaction that writes it.
pub(crate) fn keep_unsettled(tx: &Writing<'_>, ids: &BTreeSet<RecordId>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return tx.clear_meta(UNSETTLED);
    }
    let bytes: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
    tx.set_meta(UNSETTLED, &bytes)
}

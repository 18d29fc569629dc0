//! After a stream was stopped: what it still holds goes out in another one, once everything the relay has is here.
//!
//! Where the relay holds another segment at its place, this device was cloned, or restored from a backup that brought its
//! token along: the same actor and number may mean another change elsewhere, so the changes are authored again by a new
//! incarnation. After an old key epoch, or when the relay lost what it had acknowledged, the same bytes go out; unless
//! what came in shows that a copy of this device has used their numbers in a stream of its own.

use std::collections::{BTreeMap, HashSet};

use domain::{ChangeHash, CompartmentId, RecordId};
use merge::Inspected;
use protocol::StreamId;
use store::{AuthoredChange, JournalRow, ParkReason, Reading, StopReason, StreamRow, StreamStop, Writing};
use whatif::Flaw;

use crate::device::handle;
use crate::device::incarnation::{move_unsent, start_streams};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::{AppError, Device};

/// Streams that were stopped and not dealt with yet, as texts separated by blanks: `STREAM:FROM`.
const PENDING: &str = "fence.pending";

impl Device {
    /// Remembers that a stream was stopped. Its unsent work goes on when the device is in step.
    pub(crate) fn note_stop(&mut self, stop: &StreamStop) -> Result<(), AppError> {
        self.db.write(|tx| {
            let mut pending = tx.meta_text(PENDING)?.unwrap_or_default();
            let entry = format!("{}:{}", stop.stream, stop.from_seq);
            if !pending.split(' ').any(|known| known == entry) {
                pending.push(' ');
                pending.push_str(&entry);
                tx.set_meta(PENDING, pending.trim().as_bytes())?;
            }
            Ok(())
        })
    }

    /// Sends the same change bytes again in a new stream: after an old key epoch, or when the relay lost what it
    /// had acknowledged and cannot take it back at its place.
    fn move_to_new_stream(&mut self, stop: &StreamStop) -> Result<(), AppError> {
        let Self { db, platform, me, .. } = self;
        db.write(|tx| {
            let streams = tx.streams()?;
            let Some(old) = streams.iter().find(|row| row.stream == stop.stream) else { return Ok(()) };
            if old.current {
                start_streams(tx, me.device, &[old.compartment], platform)?;
            }
            let Some(fresh) = tx.current_stream(old.compartment)? else { return Ok(()) };
            move_unsent(tx, stop.stream, stop.from_seq, fresh.stream)?;
            Ok(())
        })
    }

    /// Whether this device has the key of the newest epoch that its certificates tell of.
    fn has_newest_key(&self, compartment: domain::CompartmentId) -> Result<bool, AppError> {
        let held = self.db.read(|tx| tx.compartment(compartment))?.map_or(0, |row| row.key_epoch);
        let newest = self.known.roster.compartment(&handle(compartment)).map_or(0, |one| one.epoch_number());
        Ok(held >= newest)
    }

    /// Finds other ways for what stopped streams had not sent, as far as everything the relay has is here: `covered` are
    /// the stops that all that was fetched goes past. The others wait.
    pub(crate) fn start_again_after_stops(&mut self, covered: &[StreamStop]) -> Result<(), AppError> {
        let pending = self.db.read(|tx| tx.meta_text(PENDING))?.unwrap_or_default();
        if !pending.is_empty() {
            self.seal()?; // what is forgotten below would leave a gap in a stream that is not sealed that far
        }
        let mut left = Vec::new();
        let mut authored_again = false;
        for entry in pending.split(' ') {
            let Some((stream, from_seq)) = read_pending(entry) else { continue };
            let is_past = |stop: &&StreamStop| stop.stream == stream && stop.from_seq <= from_seq;
            match covered.iter().find(is_past) {
                Some(stop) if self.has_key_for(stop)? => {
                    authored_again |= self.start_again(stop)?;
                }
                _ => left.push(entry),
            }
        }
        if left.join(" ") != pending {
            self.db.write(|tx| match left.as_slice() {
                [] => tx.clear_meta(PENDING),
                left => tx.set_meta(PENDING, left.join(" ").as_bytes()),
            })?;
        }
        if authored_again { self.retry_after_fence() } else { Ok(()) }
    }

    /// Whether what the stream holds can be sealed so that the relay takes it.
    fn has_key_for(&self, stop: &StreamStop) -> Result<bool, AppError> {
        let row = self.db.read(|tx| tx.streams())?.into_iter().find(|row| row.stream == stop.stream);
        let has = match row.filter(|_| stop.reason == StopReason::OldEpoch) {
            Some(row) => self.has_newest_key(row.compartment)?,
            None => true,
        };
        if !has {
            tracing::warn!("unsent work waits for the compartment's new key");
        }
        Ok(has)
    }

    /// Whether it was authored again, not only moved.
    fn start_again(&mut self, stop: &StreamStop) -> Result<bool, AppError> {
        if stop.reason == StopReason::Fenced || self.db.read(|tx| is_forked(tx, stop))? {
            self.finish_fence(stop.stream, stop.from_seq)?;
            return Ok(true);
        }
        self.move_to_new_stream(stop)?;
        Ok(false)
    }

    /// One transaction: new streams, the changes made again, their records folded anew.
    fn finish_fence(&mut self, stream: StreamId, from: u64) -> Result<(), AppError> {
        let now_ms = self.platform.clock.now_ms();
        let Self { db, platform, me, .. } = self;
        db.write(|tx| {
            let streams = tx.streams()?;
            let Some(old) = streams.iter().find(|row| row.stream == stream) else { return Ok(()) };
            if old.current {
                // one incarnation, one actor: every compartment gets a new stream
                let all: Vec<CompartmentId> =
                    tx.compartments()?.into_iter().map(|row| row.compartment).collect();
                start_streams(tx, me.device, &all, platform)?;
            }
            let Some(fresh) = tx.current_stream(old.compartment)? else { return Ok(()) };
            let unsent = left_behind(tx, &StreamStop { stream, from_seq: from, reason: StopReason::Fenced })?;
            let mut next = tx.next_authored_seq(fresh.stream)?;
            for (record, changes) in by_record(&unsent) {
                next = author_again(tx, record, &changes, old, &fresh, next, now_ms)?;
            }
            refold(tx, unsent.iter().map(|change| change.record))
        })
    }
}

fn read_pending(entry: &str) -> Option<(StreamId, u64)> {
    let (stream, from) = entry.split_once(':')?;
    Some((stream.parse().ok()?, from.parse().ok()?))
}

/// What a stopped stream holds that nobody sends any more. After a fence without what was seen at the relay: what
/// both copies hold from before they parted may have been sent by the other.
pub(crate) fn left_behind(tx: &Reading<'_>, stop: &StreamStop) -> Result<Vec<AuthoredChange>, AppError> {
    let all_is_left = stop.reason != StopReason::Fenced || whatif::flawed(Flaw::FenceAuthorsSeen);
    let is_left = |change: &AuthoredChange| all_is_left || change.position.is_none();
    let mut all = Vec::new();
    let mut next = stop.from_seq;
    loop {
        let batch = tx.authored(stop.stream, next, 1024)?;
        let Some(last) = batch.last() else { return Ok(all) };
        next = last.stream_seq + 1;
        all.extend(batch.into_iter().filter(is_left));
    }
}

/// Whether a copy of this device used numbers of what the stream holds: its changes wait, parked.
fn is_forked(tx: &Reading<'_>, stop: &StreamStop) -> Result<bool, AppError> {
    let forked: Vec<RecordId> =
        tx.parked_for(ParkReason::OwnFork)?.into_iter().filter_map(|row| row.record).collect();
    Ok(!forked.is_empty() && left_behind(tx, stop)?.iter().any(|change| forked.contains(&change.record)))
}

fn by_record(changes: &[AuthoredChange]) -> BTreeMap<RecordId, Vec<&AuthoredChange>> {
    let mut out: BTreeMap<RecordId, Vec<&AuthoredChange>> = BTreeMap::new();
    for change in changes {
        out.entry(change.record).or_default().push(change);
    }
    out
}

/// Makes one record's unsent changes of the fenced incarnation again, and what this device built on them since, each under
/// the actor that stands for it; the old ones leave the journal. What an incarnation before it had authored is nobody
/// else's, and only moves. Returns the next free sequence number.
fn author_again(
    tx: &Writing<'_>,
    record: RecordId,
    changes: &[&AuthoredChange],
    old: &StreamRow,
    fresh: &StreamRow,
    mut next: u64,
    now_ms: i64,
) -> Result<u64, AppError> {
    let mut forked: HashSet<ChangeHash> = HashSet::new();
    for change in changes {
        if merge::inspect(&change.bytes)?.actor() == old.actor {
            forked.insert(change.hash);
        } else {
            tx.move_authored(change.seq, fresh.stream, next)?;
            next += 1;
        }
    }
    let line = Line::of(&tx.history(record)?, &forked)?;
    // not one line with what followed on it, or somebody else built on it: then without that
    let (line, again) = match line.again() {
        Ok(again) if line.is_own() => (line, again),
        _ => {
            let alone = line.only(&forked);
            let again = alone.again()?;
            (alone, again)
        }
    };
    next = line.replace(tx, &again, fresh, next, now_ms)?;
    tx.set_record_keybox(record, None)?;
    Ok(next)
}

/// Folds these records again from their journal.
pub(crate) fn refold(tx: &Writing<'_>, records: impl Iterator<Item = RecordId>) -> Result<(), AppError> {
    let mut ledger = Ledger::new(tx);
    let mut ids: Vec<RecordId> = records.collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        ledger.reset(id)?;
        refold_history(tx, &mut ledger, id)?;
    }
    ledger.flush()
}

/// Folds a record's whole journal. A change that came before what it follows waits for it; what never fits (the
/// other half of a fork) stays out.
pub(crate) fn refold_history(
    tx: &Writing<'_>,
    ledger: &mut Ledger<'_, '_>,
    id: RecordId,
) -> Result<u64, AppError> {
    let mut open: Vec<(JournalRow, Inspected)> = Vec::new();
    for row in tx.history(id)? {
        let change = merge::inspect(&row.bytes)?;
        open.push((row, change));
    }
    let mut folded = 0;
    loop {
        let before = open.len();
        let mut later = Vec::new();
        for (row, change) in open {
            match ledger.refold(&row, &change)? {
                Ok(_) => folded += 1,
                Err(refusal) if refusal.may_fit_later() => later.push((row, change)),
                Err(refusal) => {
                    tracing::warn!(code = refusal.code(), "a journaled change does not fit its record");
                }
            }
        }
        if later.is_empty() || later.len() == before {
            return Ok(folded);
        }
        open = later;
    }
}

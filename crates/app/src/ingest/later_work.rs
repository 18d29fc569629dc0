//! What a revoked device signed past its last accepted work: it waits for the custodian, then counts or never does.
//!
//! [I] Every device ends with the same records, whether a segment came before the revocation or after it: what is not
//! accepted is folded out of the records again as soon as the revocation is known, and taken in as anything else once
//! it is adopted. Changes of others that stand on it stay in the journal and wait outside their record; a device whose
//! own change waits goes on as a new incarnation, so that no number is used twice. Once the work is rejected it writes
//! its own again without it (`crate::rejected`).

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::RecordId;
use merge::Inspected;
use protocol::roster::LaterWork;
use protocol::{DeviceId, Encode, Entry, Hash, Roster, Segment, Writer};
use store::{JournalRow, Mailbox, Origin, Reading, StoreError, StreamHeadRow, Writing};

use super::{Intake, segment};
use crate::device::incarnation::stand_in;
use crate::fence::refold_history;
use crate::ledger::Ledger;
use crate::{AppError, Device};

/// Why a segment of a revoked device lies in quarantine: nobody decided yet.
pub(crate) const WAITS: &str = "segment.after_revocation";
/// The same, for good.
pub(crate) const REJECTED: &str = "segment.rejected";
/// Segments read from the mailbox at once.
const PAGE: u32 = 64;
/// The entries of [`Waiting`]: 48 bytes each.
const WAITING: &str = "later_work.waiting";

/// The records in which something waits outside for a segment that was folded out of it, and that segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting(pub BTreeSet<(RecordId, Hash)>);

impl Waiting {
    pub fn read(tx: &Reading<'_>) -> Result<Self, StoreError> {
        let bytes = tx.meta(WAITING)?.unwrap_or_default();
        let entry = |bytes: &[u8; 48]| {
            let (mut record, mut segment) = ([0; 16], [0; 32]);
            record.iter_mut().chain(&mut segment).zip(bytes).for_each(|(to, from)| *to = *from);
            (RecordId::from_bytes(record), Hash(segment))
        };
        Ok(Self(bytes.as_chunks().0.iter().map(entry).collect()))
    }

    pub fn keep(&self, tx: &Writing<'_>) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return tx.clear_meta(WAITING);
        }
        let bytes: Vec<u8> = self
            .0
            .iter()
            .flat_map(|(record, segment)| [record.as_bytes().as_slice(), &segment.0].concat())
            .collect();
        tx.set_meta(WAITING, &bytes)
    }

    pub fn records(&self) -> BTreeSet<RecordId> {
        self.0.iter().map(|(record, _)| *record).collect()
    }
}

impl Device {
    /// Puts the records in step with what the certificates say of revoked devices' work. To be called whenever new
    /// certificates were applied; done once for each thing that they say.
    ///
    /// # Errors
    /// `store.*`.
    pub(crate) fn settle_later_work(&mut self) -> Result<(), AppError> {
        let open = self.db.read(|tx| unsettled_revocations(tx, &self.known.roster, self.me.device))?;
        if open.is_empty() {
            return Ok(());
        }
        let mailbox = Arc::clone(&self.mailbox);
        let (_, moved) = self.batch_of(|intake| {
            let taken_in = intake.tx.ingest_cursor()?;
            let mut moved = false;
            for (device, said) in open {
                if concerns(intake, device)? {
                    settle(intake, &mailbox, device, taken_in)?;
                    moved = true;
                }
                note_heard(intake, device)?;
                intake.tx.set_meta(&settled(device), &said.0)?;
            }
            if moved {
                refold_waiting(intake)?;
            }
            Ok(moved)
        })?;
        if moved {
            self.taking.something_came();
        }
        Ok(())
    }
}

/// Under this name the database keeps what it was last put in step with.
fn settled(device: DeviceId) -> String {
    format!("later_work.settled.{device}")
}

fn heard(device: DeviceId) -> String {
    format!("later_work.heard.{device}")
}

/// Remembers when the revocation was first heard of, and what was in the journal then: the device read no more than that.
fn note_heard(intake: &Intake<'_, '_, '_>, device: DeviceId) -> Result<(), StoreError> {
    if heard_of_revocation(intake.tx, device)?.is_some() {
        return Ok(());
    }
    let both = [intake.now_ms, intake.tx.journal_end()?];
    intake.tx.set_meta(&heard(device), &both.map(i64::to_be_bytes).concat())
}

/// When a device's revocation was first heard of here, milliseconds since 1970, and up to which number the journal went.
pub(crate) fn heard_of_revocation(
    tx: &Reading<'_>,
    device: DeviceId,
) -> Result<Option<(i64, i64)>, StoreError> {
    let bytes = tx.meta(&heard(device))?.unwrap_or_default();
    let [at_ms, journal] = bytes.as_chunks().0 else { return Ok(None) };
    Ok(Some((i64::from_be_bytes(*at_ms), i64::from_be_bytes(*journal))))
}

/// Revoked devices of which the certificates say something that the records do not follow yet, and the hash of all
/// that they say.
fn unsettled_revocations(
    tx: &Reading<'_>,
    roster: &Roster,
    own: DeviceId,
) -> Result<Vec<(DeviceId, Hash)>, StoreError> {
    let mut out = Vec::new();
    for device in roster.devices().filter(|device| device.id() != own) {
        let Some(revocation) = &device.revocation else { continue };
        let mut said = Writer::new();
        revocation.heads.iter().for_each(|head| head.encode_to(&mut said));
        for compartment in roster.compartments() {
            for (segment, (_, adopted)) in
                compartment.decided.iter().filter(|(_, (of, _))| *of == device.id())
            {
                said.put(segment).u8(u8::from(*adopted));
            }
        }
        let said = protocol::sha256(&said.finish());
        if tx.meta(&settled(device.id()))?.as_deref() != Some(said.0.as_slice()) {
            out.push((device.id(), said));
        }
    }
    Ok(out)
}

/// Whether anything of it was taken in past its last accepted work, or waits in quarantine.
fn concerns(intake: &Intake<'_, '_, '_>, device: DeviceId) -> Result<bool, AppError> {
    let revocation = intake.roster.device(&device).and_then(|one| one.revocation.as_ref());
    let Some(revocation) = revocation else { return Ok(false) };
    let end = |head: &StreamHeadRow| protocol::certificate::StreamHead {
        compartment: crate::device::handle(head.compartment),
        stream: head.stream,
        next_seq: head.next_seq,
        hash: head.hash,
    };
    let past = |head: &StreamHeadRow| head.next_seq > 0 && !revocation.accepts(&end(head));
    Ok(intake.tx.stream_heads_of(device)?.iter().any(past) || !intake.tx.quarantined_for(WAITS)?.is_empty())
}

/// Looks at every segment of the device again that was taken in or put aside: first those that do not count, which
/// leave the records; then those that do, for one of the others may have brought their changes first.
fn settle(
    intake: &mut Intake<'_, '_, '_>,
    mailbox: &Mailbox,
    device: DeviceId,
    taken_in: i64,
) -> Result<(), AppError> {
    let (mut after, mut counting) = (0, Vec::new());
    loop {
        let page = mailbox.incoming_after(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.n;
        for row in &page {
            let Ok(found) = Segment::decode(&row.bytes) else { continue };
            if found.header.device != device {
                continue;
            }
            if intake.roster.later_work(&device, &found.end()) == LaterWork::Counts {
                // the rest comes in its turn
                counting.extend((row.n <= taken_in).then_some(row.n));
            } else {
                segment::take_anyhow(intake, row, &found)?;
            }
        }
    }
    for n in counting {
        let Some(row) = mailbox.incoming_at(n)? else { continue };
        let Ok(found) = Segment::decode(&row.bytes) else { continue };
        segment::take_anyhow(intake, &row, &found)?;
    }
    // what is in quarantine and not in the mailbox (it was lost) waits there until the relay gives it again
    Ok(())
}

/// Takes everything of a segment that does not count out of the records again.
pub(super) fn fold_out(
    intake: &mut Intake<'_, '_, '_>,
    found: &Segment,
    entries: &[Entry],
) -> Result<(), AppError> {
    let header = &found.header;
    // [I] a stream is its device's: nobody's work leaves the records because another one signed under its name
    let head = intake.tx.stream_head(header.stream)?.filter(|head| head.device == header.device);
    let Some(head) = head.filter(|_| header.device != intake.own_device) else { return Ok(()) };
    if head.next_seq > header.first_seq {
        intake.tx.put_stream_head(&StreamHeadRow {
            next_seq: header.first_seq,
            hash: header.previous,
            ..head
        })?;
    }
    intake.tx.forget_parked(header.stream, header.first_seq, header.next_seq())?;
    let mut records = BTreeSet::new();
    for (seq, entry) in (header.first_seq..).zip(entries) {
        let record = RecordId::from_bytes(entry.record);
        if intake.tx.forget_received_at(record, header.stream, seq)? {
            records.insert(record);
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    let mut waiting = Waiting::read(intake.tx)?;
    for record in records {
        fold_anew(intake, record)?;
        let left = left_out(intake.tx, &mut intake.ledger, record)?;
        if left.is_empty() {
            continue;
        }
        waiting.0.insert((record, found.hash()));
        for (row, change) in left {
            let current = intake.tx.current_stream(row.compartment)?;
            intake.own_left_out |= matches!(row.origin, Origin::Authored { .. })
                && current.is_some_and(|stream| stream.actor == change.actor());
        }
    }
    Ok(waiting.keep(intake.tx)?)
}

fn fold_anew(intake: &mut Intake<'_, '_, '_>, record: RecordId) -> Result<(), AppError> {
    intake.ledger.reset(record)?;
    refold_history(intake.tx, &mut intake.ledger, record)?;
    Ok(())
}

/// The changes of a record that its journal holds and that wait outside for others, in its order.
pub(crate) fn left_out(
    tx: &Reading<'_>,
    ledger: &mut Ledger<'_, '_>,
    record: RecordId,
) -> Result<Vec<(JournalRow, Inspected)>, AppError> {
    let mut out = Vec::new();
    for row in tx.history(record)? {
        let change = merge::inspect(&row.bytes)?;
        let folded = ledger.load(record)?.map(|open| &open.folded);
        let waits = folded.is_none_or(|folded| {
            !folded.contains(&row.hash) && change.dependencies().iter().any(|dep| !folded.contains(dep))
        });
        if waits {
            out.push((row, change));
        }
    }
    Ok(out)
}

/// Folds the records anew in which something waits: what it waited for may be there. What its author wrote again since is
/// forgotten.
fn refold_waiting(intake: &mut Intake<'_, '_, '_>) -> Result<(), AppError> {
    let mut waiting = Waiting::read(intake.tx)?;
    for record in waiting.records() {
        fold_anew(intake, record)?;
        if forget_answered(intake.tx, &mut intake.ledger, record)? {
            waiting.0.retain(|(of, _)| *of != record);
        }
    }
    Ok(waiting.keep(intake.tx)?)
}

/// Whether nothing waits outside this record any more. What others received and its author wrote again is forgotten.
pub(crate) fn forget_answered(
    tx: &Writing<'_>,
    ledger: &mut Ledger<'_, '_>,
    record: RecordId,
) -> Result<bool, AppError> {
    let mut none = true;
    for (row, change) in left_out(tx, ledger, record)? {
        let again = stand_in(change.actor(), change.hash());
        let is_answered = ledger.load(record)?.is_some_and(|open| open.folded.knows(&again));
        if is_answered && matches!(row.origin, Origin::Received { .. }) {
            tx.forget_received(&[row.seq])?;
        } else {
            none = false;
        }
    }
    Ok(none)
}

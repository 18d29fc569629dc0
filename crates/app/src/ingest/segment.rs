//! One segment: who signed it, where it stands in its stream, and what it holds once opened.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use protocol::roster::LaterWork;
use protocol::wire::UploadMsg;
use protocol::{CompartmentHandle, Decode, DecodeError, Encode, Keybox, KeyboxHandle, Segment, StreamId};
use store::{
    IncomingSegment, KeyboxRow, NewParked, NewQuarantined, ParkReason, ParkedRow, Secret32, StreamHeadRow,
};
use vault::{EpochKey, VaultError};
use whatif::Flaw;

use super::{Intake, entry, later_work, letter};
use crate::device::compartment_id;
use crate::{AppError, Device};

/// A segment as it came, with what is known of its place.
struct Came<'a> {
    compartment: protocol::CompartmentHandle,
    position: Option<u64>,
    bytes: &'a [u8],
    keyboxes: &'a [Keybox],
}

/// Why a segment is not taken in now.
enum Aside {
    Quarantine(&'static str),
    Park(ParkReason),
}

/// Verifying and opening a segment takes as long as taking in so many entries.
const SEGMENT_COSTS: u64 = 4;

/// Which of a segment's entries are taken in now.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// So many were before.
    pub from: usize,
    /// So many at most.
    pub max: usize,
}

impl Part {
    pub const WHOLE: Self = Self { from: 0, max: usize::MAX };
}

/// Takes in a segment from the mailbox, or a part of it. How many entries were taken in so far, when some are left.
pub(super) fn take(
    intake: &mut Intake<'_, '_, '_>,
    row: &IncomingSegment,
    part: Part,
) -> Result<Option<usize>, AppError> {
    let came = Came {
        compartment: row.compartment,
        position: row.position,
        bytes: &row.bytes,
        keyboxes: &row.keyboxes,
    };
    let before = intake.done.seen;
    let left = take_one(intake, &came, part)?;
    intake.done.seen = intake.done.seen.max(before + SEGMENT_COSTS);
    Ok(left)
}

/// Tries a segment again that was parked whole.
pub(super) fn take_parked(intake: &mut Intake<'_, '_, '_>, row: &ParkedRow) -> Result<(), AppError> {
    let Ok(kept) = UploadMsg::decode(&row.bytes) else { return Ok(()) };
    let came = Came {
        compartment: protocol::CompartmentHandle(row.compartment.0),
        position: row.position,
        bytes: &kept.segment,
        keyboxes: &kept.keyboxes,
    };
    intake.done.seen += 1;
    take_one(intake, &came, Part::WHOLE).map(|_| ())
}

/// Keeps the record keys that came with a segment after it was first seen. False when it cannot be opened yet: then they
/// wait with it.
pub(super) fn take_keyboxes(
    intake: &mut Intake<'_, '_, '_>,
    row: &IncomingSegment,
) -> Result<bool, AppError> {
    let came = Came {
        compartment: row.compartment,
        position: row.position,
        bytes: &row.bytes,
        keyboxes: &row.keyboxes,
    };
    let segment = match Segment::decode(came.bytes) {
        Ok(segment) => segment,
        Err(DecodeError::NewerVersion(_)) => return Ok(false),
        Err(_) => return Ok(true),
    };
    let Some(device) = intake.roster.device(&segment.header.device) else { return Ok(false) };
    if segment.header.compartment != came.compartment || !segment.verify(&device.keys.signing) {
        return Ok(true);
    }
    match open(intake, &segment)? {
        Ok((key, entries)) => open_keyboxes(intake, &came, &key, &entries, &entries).map(|()| true),
        Err(Aside::Park(_)) => Ok(false),
        Err(Aside::Quarantine(_)) => Ok(true),
    }
}

fn take_one(intake: &mut Intake<'_, '_, '_>, came: &Came<'_>, part: Part) -> Result<Option<usize>, AppError> {
    let aside = |intake: &mut Intake<'_, '_, '_>, segment: Option<&Segment>, aside: &Aside| {
        put_aside(intake, came, segment, aside).map(|()| None)
    };
    let segment = match Segment::decode(came.bytes) {
        Ok(segment) => segment,
        Err(DecodeError::NewerVersion(_)) => {
            return aside(intake, None, &Aside::Park(ParkReason::NewerVersion));
        }
        Err(_) => return aside(intake, None, &Aside::Quarantine("segment.unreadable")),
    };
    // the rest of one that was taken in half is its stream's head by now; it was looked at when it became that. In another
    // mailbox, after a loss, the number may be another segment's
    let from = if is_head(intake, &segment)? { part.from } else { 0 };
    if from == 0 {
        let stands = match belongs(intake, came, &segment)? {
            Ok(()) => continues(intake, came, &segment)?,
            Err(why) => Err(why),
        };
        if let Err(why) = stands {
            return aside(intake, Some(&segment), &why);
        }
    }
    let (key, entries) = match open(intake, &segment)? {
        Ok(opened) => opened,
        Err(why) => return aside(intake, Some(&segment), &why),
    };
    let until = from.saturating_add(part.max).min(entries.len());
    if from == 0 {
        // first: an entry that is parked and taken up again further down finds its device by it
        intake.tx.put_stream_head(&head_after(&segment))?;
    }
    take_entries(intake, came, &segment, (&key, &entries), from..until)?;
    Ok((until < entries.len()).then_some(until))
}

/// Takes in these of the segment's entries.
fn take_entries(
    intake: &mut Intake<'_, '_, '_>,
    came: &Came<'_>,
    segment: &Segment,
    (key, entries): (&EpochKey, &[protocol::Entry]),
    range: Range<usize>,
) -> Result<(), AppError> {
    let from = range.start;
    let now = entries.get(range).unwrap_or_default();
    open_keyboxes(intake, came, key, entries, now)?;
    let header = &segment.header;
    if from == 0 && intake.roster.device(&header.device).is_some_and(protocol::roster::Device::is_revoked) {
        intake.tx.release_segment(header.stream, header.first_seq, later_work::WAITS)?;
    }
    for (at, one) in (from as u64..).zip(now) {
        let place = entry::Place {
            compartment: compartment_id(header.compartment),
            stream: header.stream,
            seq: header.first_seq + at,
            position: came.position,
            device: header.device,
        };
        intake.done.seen += 1;
        entry::take(intake, &place, one)?;
    }
    Ok(())
}

/// Takes in a segment of a revoked device, wherever its stream stands: each of its changes says itself what it follows.
/// Whether its entries were looked at. One that does not count goes aside, and out of the records.
pub(super) fn take_anyhow(
    intake: &mut Intake<'_, '_, '_>,
    row: &IncomingSegment,
    segment: &Segment,
) -> Result<bool, AppError> {
    let came = Came {
        compartment: row.compartment,
        position: row.position,
        bytes: &row.bytes,
        keyboxes: &row.keyboxes,
    };
    let opened = match belongs(intake, &came, segment)? {
        Ok(()) => open(intake, segment)?,
        Err(why) => Err(why),
    };
    let (key, entries) = match opened {
        Ok(opened) => opened,
        Err(why) => return put_aside(intake, &came, Some(segment), &why).map(|()| false),
    };
    let head = intake.tx.stream_head(segment.header.stream)?;
    if head.as_ref().is_some_and(|head| head.device != segment.header.device) {
        let why = Aside::Quarantine("segment.other_device");
        return put_aside(intake, &came, Some(segment), &why).map(|()| false);
    }
    if head.is_none_or(|head| head.next_seq < segment.header.next_seq()) {
        intake.tx.put_stream_head(&head_after(segment))?;
    }
    take_entries(intake, &came, segment, (&key, &entries), 0..entries.len())?;
    Ok(true)
}

fn head_after(segment: &Segment) -> StreamHeadRow {
    let header = &segment.header;
    StreamHeadRow {
        stream: header.stream,
        compartment: compartment_id(header.compartment),
        device: header.device,
        next_seq: header.next_seq(),
        hash: segment.hash(),
    }
}

fn is_head(intake: &Intake<'_, '_, '_>, segment: &Segment) -> Result<bool, AppError> {
    Ok(intake.tx.stream_head(segment.header.stream)? == Some(head_after(segment)))
}

/// Whether a member device signed it, for this compartment, and it counts.
fn belongs(
    intake: &Intake<'_, '_, '_>,
    came: &Came<'_>,
    segment: &Segment,
) -> Result<Result<(), Aside>, AppError> {
    let header = &segment.header;
    if header.compartment != came.compartment {
        return Ok(Err(Aside::Quarantine("segment.other_compartment")));
    }
    let Some(device) = intake.roster.device(&header.device) else {
        return Ok(Err(Aside::Park(ParkReason::MissingCertificate)));
    };
    if !segment.verify(&device.keys.signing) {
        return Ok(Err(Aside::Quarantine("segment.signature")));
    }
    if header.is_letter() {
        return Ok(Ok(()));
    }
    let compartment = intake.roster.compartment(&header.compartment);
    if !compartment.is_some_and(|one| one.admitted.contains(&header.device)) {
        return Ok(Err(Aside::Park(ParkReason::MissingCertificate)));
    }
    // a revoked device's own work is not its to judge
    if header.device == intake.own_device {
        return Ok(Ok(()));
    }
    Ok(match intake.roster.later_work(&header.device, &segment.end()) {
        LaterWork::Counts => Ok(()),
        LaterWork::Waits => Err(Aside::Quarantine("segment.after_revocation")),
        LaterWork::Rejected => Err(Aside::Quarantine("segment.rejected")),
    })
}

/// Whether it is the next of its stream, as far as that can be asked.
fn continues(
    intake: &Intake<'_, '_, '_>,
    came: &Came<'_>,
    segment: &Segment,
) -> Result<Result<(), Aside>, AppError> {
    let header = &segment.header;
    // what this device wrote itself is in its journal; it may come back from the middle of a stream
    if header.device == intake.own_device {
        return Ok(Ok(()));
    }
    let head = intake.tx.stream_head(header.stream)?;
    if head.as_ref().is_some_and(|head| head.device != header.device) {
        return Ok(Err(Aside::Quarantine("segment.other_device")));
    }
    let (next_seq, hash) = head.map_or((0, protocol::Hash::ZERO), |head| (head.next_seq, head.hash));
    Ok(if (header.first_seq, header.previous) == (next_seq, hash) {
        Ok(())
    } else if header.first_seq > next_seq {
        // behind one that is in quarantine the stream goes on: each change says itself what it follows
        let explained = intake.tx.has_quarantined_segment(header.stream)?;
        if explained { Ok(()) } else { Err(Aside::Park(ParkReason::MissingSegment)) }
    } else if came.position.is_some() {
        // A relay holds one segment at each place: it forgot the one that was read here (an old backup was put back),
        // and this time a copy of that device came first. Each change proves itself what it follows.
        tracing::warn!(stream = %header.stream, "the relay holds another segment than the one it gave before");
        Ok(())
    } else {
        Err(Aside::Quarantine("segment.fork"))
    })
}

/// What a segment holds, and the key that it and its keyboxes are sealed under.
fn open(
    intake: &Intake<'_, '_, '_>,
    segment: &Segment,
) -> Result<Result<(EpochKey, Vec<protocol::Entry>), Aside>, AppError> {
    let header = &segment.header;
    let key = Device::epoch_key(intake.tx, compartment_id(header.compartment), header.key_epoch)?;
    let Some(mut key) = key else { return Ok(Err(Aside::Park(ParkReason::MissingKey))) };
    if header.is_letter() {
        let Some(inbox) = letter::inbox(intake.mailbox, &key)? else {
            return Ok(Err(Aside::Park(ParkReason::MissingKey)));
        };
        key = match vault::letter_key(&inbox, segment) {
            Ok(key) => key,
            Err(error) => return Ok(Err(Aside::Quarantine(error.code()))),
        };
    }
    Ok(match vault::open_segment(&key, segment) {
        Ok(entries) => match letter::contents(segment, entries) {
            Ok(entries) => Ok((key, entries)),
            Err(reason) => Err(Aside::Quarantine(reason)),
        },
        Err(VaultError::NewerVersion(_)) => Err(Aside::Park(ParkReason::NewerVersion)),
        Err(error) => Err(Aside::Quarantine(error.code())),
    })
}

/// Keeps the record keys that came with the segment and that the entries taken in `now` need. A keybox that no entry
/// names is of no use; one that does not open leaves its entries waiting for another.
fn open_keyboxes(
    intake: &mut Intake<'_, '_, '_>,
    came: &Came<'_>,
    own: &EpochKey,
    entries: &[protocol::Entry],
    now: &[protocol::Entry],
) -> Result<(), AppError> {
    let needed: BTreeSet<KeyboxHandle> = now.iter().map(|entry| entry.keybox).collect();
    // of several entries that name it the first counts
    let named = entries.iter().rev().filter(|entry| needed.contains(&entry.keybox));
    let named: BTreeMap<KeyboxHandle, [u8; 16]> = named.map(|entry| (entry.keybox, entry.record)).collect();
    let mut epochs: BTreeMap<(CompartmentHandle, u32), Option<EpochKey>> = BTreeMap::new();
    epochs.insert((own.compartment, own.number), Some(own.clone()));
    for keybox in came.keyboxes {
        let Some(record) = named.get(&keybox.handle) else { continue };
        let compartment = compartment_id(keybox.compartment);
        let epoch = match epochs.entry((keybox.compartment, keybox.key_epoch)) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(slot) => slot.insert(Device::epoch_key(intake.tx, compartment, keybox.key_epoch)?),
        };
        let Some(key) = epoch.as_ref().and_then(|epoch| vault::open_keybox(epoch, keybox).ok()) else {
            continue;
        };
        let row = KeyboxRow {
            handle: keybox.handle,
            record: domain::RecordId::from_bytes(*record),
            compartment,
            key_epoch: keybox.key_epoch,
            key: Secret32(*key.expose()),
        };
        // a handle names one key for ever: what is sealed under the known one must go on opening
        if intake.tx.add_keybox(&row)? {
            intake.keys.insert(keybox.handle, row);
        }
    }
    Ok(())
}

fn put_aside(
    intake: &mut Intake<'_, '_, '_>,
    came: &Came<'_>,
    segment: Option<&Segment>,
    aside: &Aside,
) -> Result<(), AppError> {
    // one that cannot be read at all has no stream: its hash keeps several of them apart
    let stream = segment.map_or_else(|| nameless(came.bytes), |segment| segment.header.stream);
    let seq = segment.map_or(0, |segment| segment.header.first_seq);
    let compartment = compartment_id(came.compartment);
    if let (Aside::Quarantine(reason @ (later_work::WAITS | later_work::REJECTED)), Some(segment)) =
        (aside, segment)
    {
        let other = if *reason == later_work::WAITS { later_work::REJECTED } else { later_work::WAITS };
        intake.tx.release_segment(segment.header.stream, segment.header.first_seq, other)?;
        // without the key nothing of it was ever taken in
        if let Ok((key, entries)) = open(intake, segment)? {
            // others may have written under the keys that came with it
            open_keyboxes(intake, came, &key, &entries, &entries)?;
            later_work::fold_out(intake, segment, &entries)?;
        }
    }
    match aside {
        Aside::Quarantine(_) if whatif::flawed(Flaw::QuarantineDropped) => {}
        Aside::Quarantine(reason) => {
            intake.tx.quarantine(&NewQuarantined {
                compartment,
                stream,
                seq,
                record: None,
                reason,
                detail: "",
                bytes: came.bytes,
                at_ms: intake.now_ms,
            })?;
        }
        Aside::Park(reason) => {
            let kept = UploadMsg { segment: came.bytes.to_vec(), keyboxes: came.keyboxes.to_vec() };
            intake.tx.park(&NewParked {
                compartment,
                stream,
                seq,
                kind: 0,
                record: None,
                schema: 0,
                reason: *reason,
                waits_for: None,
                position: came.position,
                bytes: &kept.encode(),
                since_ms: intake.now_ms,
            })?;
        }
    }
    Ok(())
}

fn nameless(bytes: &[u8]) -> StreamId {
    let mut stream = [0; 16];
    for (to, from) in stream.iter_mut().zip(protocol::sha256(bytes).0) {
        *to = from;
    }
    StreamId(stream)
}

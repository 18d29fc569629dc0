//! One entry: its key, its change, whose change it is, and whether it fits its record.

use domain::consent;
use domain::handoff::authorship;
use domain::{ChangeHash, CompartmentId, RecordId, RecordKind};
use merge::{Fold, FoldRefusal, Inspected, Remedy};
use protocol::{Decode, DeviceId, Encode, Entry, StreamId};
use store::{NewParked, NewQuarantined, Origin, ParkReason, ParkedRow};
use vault::{ChangeContext, RecordKey, VaultError};
use whatif::Flaw;

use super::{Intake, halves};
use crate::AppError;
use crate::device::{handle, incarnation};
use crate::ledger::{Arrived, schema};

/// Where an entry stands, and who signed the segment it came in.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub compartment: CompartmentId,
    pub stream: StreamId,
    pub seq: u64,
    pub position: Option<u64>,
    pub device: DeviceId,
}

/// Why an entry is not part of its record now.
pub(super) enum Aside {
    Quarantine(&'static str),
    Park(ParkReason, Option<ChangeHash>),
}

/// Takes in one entry, and then whatever waited for it.
pub(super) fn take(intake: &mut Intake<'_, '_, '_>, place: &Place, entry: &Entry) -> Result<(), AppError> {
    let mut open: Vec<(Place, Entry)> = vec![(*place, entry.clone())];
    while let Some((place, entry)) = open.pop() {
        match take_one(intake, &place, &entry)? {
            Ok(None) => {}
            Ok(Some(change)) => {
                let record = RecordId::from_bytes(entry.record);
                for row in intake.tx.take_waiting_for(record, change.hash())? {
                    if let Some(waiting) = from_parked(intake, &row)? {
                        open.push(waiting);
                    }
                }
                // only an actor's first change can stand for another one
                if intake.halves && change.sequence() == 1 {
                    open.extend(halves::take(intake, record)?);
                }
            }
            Err(aside) => put_aside(intake, &place, &entry, &aside)?,
        }
    }
    Ok(())
}

/// Tries a parked entry again.
pub(super) fn take_parked(intake: &mut Intake<'_, '_, '_>, row: &ParkedRow) -> Result<(), AppError> {
    match from_parked(intake, row)? {
        Some((place, entry)) => take(intake, &place, &entry),
        None => Ok(()),
    }
}

pub(super) fn from_parked(
    intake: &Intake<'_, '_, '_>,
    row: &ParkedRow,
) -> Result<Option<(Place, Entry)>, AppError> {
    let Ok(entry) = Entry::decode(&row.bytes) else { return Ok(None) };
    let head = intake.tx.stream_head(row.stream)?;
    let device = head.map_or(intake.own_device, |head| head.device);
    let place = Place {
        compartment: row.compartment,
        stream: row.stream,
        seq: row.seq,
        position: row.position,
        device,
    };
    Ok(Some((place, entry)))
}

/// The change when it is new to its record; nothing when it was known.
fn take_one(
    intake: &mut Intake<'_, '_, '_>,
    place: &Place,
    entry: &Entry,
) -> Result<Result<Option<Inspected>, Aside>, AppError> {
    let Some(kind) = RecordKind::from_code(entry.kind).filter(|_| entry.schema <= schema()) else {
        return Ok(Err(Aside::Park(ParkReason::NewerVersion, None)));
    };
    let (bytes, change) = match read(intake, place, entry)? {
        Ok(read) => read,
        Err(aside) => return Ok(Err(aside)),
    };
    let record = RecordId::from_bytes(entry.record);
    if let Err(aside) =
        is_authors(intake, place, &change).and_then(|()| speaks_for_itself(intake, kind, &change))
    {
        return Ok(Err(aside));
    }
    if let Some(held) = intake.ledger.load(record)? {
        if held.row.compartment != place.compartment {
            return Ok(Err(Aside::Quarantine("record.other_compartment")));
        }
        if held.row.kind != kind {
            return Ok(Err(Aside::Quarantine("record.other_kind")));
        }
    }
    let arrived = Arrived {
        record,
        kind,
        compartment: place.compartment,
        schema: entry.schema,
        change: &change,
        bytes: &bytes,
        origin: origin(intake, place)?,
        at_ms: intake.now_ms,
    };
    let mut folded = intake.ledger.fold(&arrived)?;
    if let Err(FoldRefusal::ActorReused { known }) = &folded
        && halves::give_way(intake, record, *known)?
    {
        folded = intake.ledger.fold(&arrived)?;
    }
    Ok(match folded {
        Ok(Fold::Known) => {
            note_own(intake, place, record, &change)?;
            Ok(None)
        }
        Ok(Fold::Applied) => {
            intake.done.applied += 1;
            note_own(intake, place, record, &change)?;
            intake.ledger.set_keybox(record, entry.keybox)?;
            Ok(Some(change))
        }
        Err(_) if halves::is_answered(intake, record, &change)? => Ok(None),
        Err(refusal) => {
            // what waits outside its record was sent all the same
            note_own(intake, place, record, &change)?;
            Err(halves::aside(intake, &change, &refusal))
        }
    })
}

/// Where the change is journaled from. What this device sealed and its journal does not know any more (a backup of
/// the database was put back) is authored here again, at its old place: should that stream be stopped, it goes out in
/// another as all that was not sent.
fn origin(intake: &Intake<'_, '_, '_>, place: &Place) -> Result<Origin, AppError> {
    let Place { stream, seq, position, .. } = *place;
    let is_at_place = |one: &store::AuthoredChange| one.stream_seq == seq;
    if is_sealed_here(intake, place)? && !intake.tx.authored(stream, seq, 1)?.first().is_some_and(is_at_place)
    {
        return Ok(Origin::Authored { stream, seq });
    }
    Ok(Origin::Received { stream, seq, position })
}

/// Whether this device's own mailbox holds something sealed at this place.
fn is_sealed_here(intake: &Intake<'_, '_, '_>, place: &Place) -> Result<bool, AppError> {
    Ok(place.device == intake.own_device && intake.mailbox.outgoing_head(place.stream)?.next_seq > place.seq)
}

/// Keeps what else must be known of a change that this device, or a copy of it, wrote: whose stream it stands in; and
/// that the relay has it, so that it is not authored again after a fork.
fn note_own(
    intake: &Intake<'_, '_, '_>,
    place: &Place,
    record: RecordId,
    change: &Inspected,
) -> Result<(), AppError> {
    if !is_own(intake, change) {
        return Ok(());
    }
    if is_sealed_here(intake, place)? {
        intake.tx.keep_stream(place.stream, place.compartment, change.actor())?;
    }
    if let Some(position) = place.position {
        intake.tx.note_position(record, change.hash(), position)?;
    }
    Ok(())
}

/// Whether this very device, or a copy of it, wrote the change.
pub(super) fn is_own(intake: &Intake<'_, '_, '_>, change: &Inspected) -> bool {
    incarnation::is_of_device(change.actor(), intake.own_device)
}

/// Opens and reads the change.
fn read(
    intake: &Intake<'_, '_, '_>,
    place: &Place,
    entry: &Entry,
) -> Result<Result<(Vec<u8>, Inspected), Aside>, AppError> {
    let kept;
    let keybox = match intake.keys.get(&entry.keybox) {
        Some(keybox) => keybox,
        None => {
            kept = intake.tx.keybox(entry.keybox)?;
            let Some(keybox) = &kept else { return Ok(Err(Aside::Park(ParkReason::MissingKey, None))) };
            keybox
        }
    };
    // a key of two records, or of two compartments, could not be destroyed for one of them alone
    if (*keybox.record.as_bytes(), keybox.compartment) != (entry.record, place.compartment) {
        return Ok(Err(Aside::Quarantine("keybox.other_record")));
    }
    let context = ChangeContext {
        compartment: handle(place.compartment),
        record: entry.record,
        kind: entry.kind,
        schema: entry.schema,
    };
    let key = RecordKey::from_bytes(&keybox.key.0);
    let bytes = match vault::open_change(&key, &context, &entry.sealed) {
        Ok(bytes) => bytes,
        Err(VaultError::NewerVersion(_)) => return Ok(Err(Aside::Park(ParkReason::NewerVersion, None))),
        Err(error) => return Ok(Err(Aside::Quarantine(error.code()))),
    };
    Ok(match merge::inspect(&bytes) {
        Ok(change) => Ok((bytes, change)),
        Err(reject) => Err(match reject.remedy() {
            Remedy::Quarantine => Aside::Quarantine(reject.code()),
            Remedy::RetryAfterUpgrade => Aside::Park(ParkReason::NewerVersion, None),
        }),
    })
}

/// The actor must be an incarnation of the device that signed the segment, and the member the one its certificate
/// names or one who signed up on it: nobody writes in another's name.
fn is_authors(intake: &Intake<'_, '_, '_>, place: &Place, change: &Inspected) -> Result<(), Aside> {
    if !incarnation::is_of_device(change.actor(), place.device) {
        return Err(Aside::Quarantine("change.other_device"));
    }
    // an entry that waited may be tried when the certificates are gone with a lost mailbox: not known is not forged
    let Some(device) = intake.roster.device(&place.device) else {
        return Err(Aside::Park(ParkReason::MissingCertificate, None));
    };
    let member = protocol::MemberId(change.stamp().member.0);
    if device.is_used_by(&member) {
        return Ok(());
    }
    // that they signed up may come to be known; a member's class never changes, and only those of its class ever may
    match intake.roster.member(&member) {
        Some(known) if known.class != device.class => Err(Aside::Quarantine("change.other_member")),
        _ => Err(Aside::Park(ParkReason::MissingCertificate, None)),
    }
}

/// An event of a handoff moves who answers for a person, one of a consent what may be told of them: it counts only in
/// the name of its writer, and for ever.
fn speaks_for_itself(intake: &Intake<'_, '_, '_>, kind: RecordKind, change: &Inspected) -> Result<(), Aside> {
    let is_handoffs = matches!(kind, RecordKind::Handoff | RecordKind::Outcome);
    if !is_handoffs && kind != RecordKind::Consent {
        return Ok(());
    }
    // an event that was said stands: to undo one is another event
    if change.replaced_keys().any(|key| key.starts_with("event.")) {
        return match is_handoffs {
            true => Err(Aside::Quarantine("handoff.event_replaced")),
            false => Err(Aside::Quarantine("consent.event_replaced")),
        };
    }
    let Some(names) = intake.members.get(&protocol::MemberId(change.stamp().member.0)) else { return Ok(()) };
    let checked = match is_handoffs {
        true => authorship::check(change.edits(), &names.agency, names.role.parse().ok()),
        false => consent::authorship::check(change.edits(), &names.agency),
    };
    checked.map_err(Aside::Quarantine)
}

fn put_aside(
    intake: &mut Intake<'_, '_, '_>,
    place: &Place,
    entry: &Entry,
    aside: &Aside,
) -> Result<(), AppError> {
    let record = Some(RecordId::from_bytes(entry.record));
    let bytes = entry.encode();
    match aside {
        Aside::Quarantine(_) if whatif::flawed(Flaw::QuarantineDropped) => {}
        Aside::Quarantine(reason) => {
            intake.tx.quarantine(&NewQuarantined {
                compartment: place.compartment,
                stream: place.stream,
                seq: place.seq,
                record,
                reason,
                detail: "",
                bytes: &bytes,
                at_ms: intake.now_ms,
            })?;
        }
        Aside::Park(reason, waits_for) => {
            intake.tx.park(&NewParked {
                compartment: place.compartment,
                stream: place.stream,
                seq: place.seq,
                kind: entry.kind,
                record,
                schema: entry.schema,
                reason: *reason,
                waits_for: *waits_for,
                position: place.position,
                bytes: &bytes,
                since_ms: intake.now_ms,
            })?;
        }
    }
    Ok(())
}

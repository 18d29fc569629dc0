//! Incarnations: one life of this device's database, with an actor and a stream in each compartment of its own.
//! A restored backup or a clone becomes a new one, so that one actor never says two things under one number.

use domain::{ActorId, ChangeHash, CompartmentId, RecordId};
use protocol::{DeviceId, StreamId};
use store::Writing;
use whatif::Flaw;

use crate::{AppError, Device, Platform};

/// The actor of a new incarnation: the first half of the device's id, then eight random bytes, so that ingest
/// can check without any state that a change comes from the device that signed its segment.
pub(crate) fn new_actor(device: DeviceId, platform: &mut Platform) -> ActorId {
    actor_of(device, &platform.bytes::<8>())
}

/// The actor under which a change of `actor` is made again: it follows from the change, so that every copy of the device
/// makes the same. The device's half stays.
pub(crate) fn stand_in(actor: ActorId, change: ChangeHash) -> ActorId {
    const LABEL: &[u8] = b"footbridge stand-in 1\0";
    let drawn = protocol::sha256(&[LABEL, &change.0].concat());
    actor_of(DeviceId(actor.0), &drawn.0)
}

/// The actor of a letter: it follows from the record, and writes that one change.
pub(crate) fn letter_actor(device: DeviceId, record: RecordId) -> ActorId {
    const LABEL: &[u8] = b"footbridge letter 1\0";
    actor_of(device, &protocol::sha256(&[LABEL, record.as_bytes()].concat()).0)
}

fn actor_of(device: DeviceId, rest: &[u8]) -> ActorId {
    let mut actor = [0; 16];
    for (to, from) in actor.iter_mut().zip(device.0.iter().take(8).chain(rest)) {
        *to = *from;
    }
    ActorId(actor)
}

/// Whether the actor is an incarnation of this device.
pub(crate) fn is_of_device(actor: ActorId, device: DeviceId) -> bool {
    actor.0.iter().zip(&device.0).take(8).all(|(one, other)| one == other)
}

/// Starts a stream in each of these compartments, all of one new actor.
pub(crate) fn start_streams(
    tx: &Writing<'_>,
    device: DeviceId,
    compartments: &[CompartmentId],
    platform: &mut Platform,
) -> Result<(), AppError> {
    let actor = new_actor(device, platform);
    for compartment in compartments {
        tx.start_stream(StreamId(platform.bytes()), *compartment, actor)?;
    }
    Ok(())
}

impl Device {
    /// Begins a new incarnation in which the same change bytes go out again: after a restored backup that was
    /// noticed before anything was authored, a lost mailbox, or a new key epoch. What the relay already has is
    /// known there by its hash.
    pub(crate) fn begin_incarnation(&mut self) -> Result<(), AppError> {
        let Self { db, mailbox, platform, me, .. } = self;
        db.write(|tx| {
            let old = tx.streams()?;
            let compartments: Vec<CompartmentId> =
                tx.compartments()?.into_iter().map(|row| row.compartment).collect();
            start_streams(tx, me.device, &compartments, platform)?;
            for stream in old.iter().filter(|stream| stream.current) {
                let Some(fresh) = tx.current_stream(stream.compartment)? else { continue };
                let sent = mailbox.acknowledged_seq(stream.stream)?;
                move_unsent(tx, stream.stream, sent, fresh.stream)?;
            }
            Ok(())
        })
    }
}

/// Moves what was authored in `from` at and after `sent` to the end of `to`, its bytes untouched. The records are
/// sealed under new keys there: the keyboxes of the old stream may never have reached the relay.
pub(crate) fn move_unsent(tx: &Writing<'_>, from: StreamId, sent: u64, to: StreamId) -> Result<(), AppError> {
    let sent = sent + u64::from(whatif::flawed(Flaw::TailLostInMove));
    let mut next = tx.next_authored_seq(to)?;
    loop {
        let batch = tx.authored(from, sent, 1024)?;
        if batch.is_empty() {
            return Ok(());
        }
        for change in batch {
            tx.move_authored(change.seq, to, next)?;
            if !whatif::flawed(Flaw::KeyboxesNotMoved) {
                tx.set_record_keybox(change.record, None)?;
            }
            next += 1;
        }
    }
}

//! Letters: segments for a compartment that their author is not in. The body is sealed under a key of its own, which goes
//! with it, sealed to the compartment's inbox; so whoever is inside reads it, and its author does not need to keep it.

use protocol::{DeviceId, Entry, Hash, Segment, StreamId};

use crate::segment::{Form, seal_entries};
use crate::{DeviceIdentity, EpochKey, Inbox, InboxSecret, Random, SegmentPlace, VaultError};

const WHAT: &str = "letter";

/// Seals entries as a letter under `key`, a fresh one ([`EpochKey::generate`]) of the inbox's compartment and epoch, under
/// which the letter's keyboxes were sealed, too.
///
/// # Errors
/// As [`crate::seal_segment`]; [`VaultError::OtherEpoch`] when the key is not for this inbox.
pub fn seal_letter(
    device: &DeviceIdentity,
    inbox: &Inbox,
    key: &EpochKey,
    stream: StreamId,
    entries: &[Entry],
    random: &mut dyn Random,
) -> Result<Segment, VaultError> {
    if (key.compartment, key.number) != (inbox.compartment, inbox.epoch) {
        return Err(VaultError::OtherEpoch);
    }
    let sealed = inbox.seal(&context(device.device_id(), stream), key.expose())?;
    let sealed = sealed.try_into().map_err(|_| VaultError::Library)?;
    let place = SegmentPlace { compartment: inbox.compartment, stream, first_seq: 0, previous: Hash::ZERO };
    seal_entries(device, key, &place, Form::Letter(sealed), entries, random)
}

/// The key of a letter, for whoever is inside: opens it ([`crate::open_segment`]) and its keyboxes.
///
/// # Errors
/// [`VaultError::NewerVersion`] for what is no letter of this version, [`VaultError::OtherEpoch`] for another inbox's,
/// [`VaultError::CannotOpen`] when bytes were changed, or the key was taken from another letter.
pub fn letter_key(inbox: &InboxSecret, segment: &Segment) -> Result<EpochKey, VaultError> {
    let header = &segment.header;
    let sealed = header.letter_key().filter(|_| header.is_letter()).ok_or(VaultError::NewerVersion(WHAT))?;
    if (header.compartment, header.key_epoch) != (inbox.compartment, inbox.epoch) {
        return Err(VaultError::OtherEpoch);
    }
    let opened = inbox.open(&context(header.device, header.stream), sealed)?;
    let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| VaultError::CannotOpen(WHAT))?;
    Ok(EpochKey::from_bytes(header.compartment, header.key_epoch, bytes))
}

/// Binds the key to the letter that it came with.
fn context(device: DeviceId, stream: StreamId) -> Vec<u8> {
    [b"letter\0".as_slice(), &device.0, &stream.0].concat()
}

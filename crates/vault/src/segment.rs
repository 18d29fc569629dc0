//! Sealing entries into a segment and opening one.

use protocol::certificate::SEALED_KEY_LEN;
use protocol::{
    CompartmentHandle, Entry, Hash, Header, Segment, Signature, StreamId, Suite, decode_body, encode_body,
    limits,
};
use zeroize::Zeroizing;

use crate::{DeviceIdentity, EpochKey, Random, VaultError, aead, kdf, random};

const WHAT: &str = "segment";

/// Where a segment goes in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentPlace {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// The stream it continues.
    pub stream: StreamId,
    /// The sequence number of its first entry.
    pub first_seq: u64,
    /// Hash of the stream's last segment; zero for the first.
    pub previous: Hash,
}

/// What a header says of how its body is to be opened.
pub(crate) enum Form {
    /// Under the compartment's epoch key.
    Plain,
    /// Under the letter's own key, which goes with it, sealed to the inbox.
    Letter([u8; SEALED_KEY_LEN]),
}

/// Seals entries under the compartment's epoch key and signs the segment as this device.
///
/// # Errors
/// [`VaultError::CannotSeal`] without entries, [`VaultError::OtherEpoch`] when the key is another compartment's,
/// [`VaultError::TooLarge`] when they do not fit (see [`protocol::fitting`]).
pub fn seal_segment(
    device: &DeviceIdentity,
    key: &EpochKey,
    place: &SegmentPlace,
    entries: &[Entry],
    random: &mut dyn Random,
) -> Result<Segment, VaultError> {
    seal_entries(device, key, place, Form::Plain, entries, random)
}

/// As [`seal_segment`], in either form.
pub(crate) fn seal_entries(
    device: &DeviceIdentity,
    key: &EpochKey,
    place: &SegmentPlace,
    form: Form,
    entries: &[Entry],
    random: &mut dyn Random,
) -> Result<Segment, VaultError> {
    if entries.is_empty() {
        return Err(VaultError::CannotSeal("a segment holds at least one entry"));
    }
    if key.compartment != place.compartment {
        return Err(VaultError::OtherEpoch);
    }
    if protocol::fitting(entries) != entries.len() {
        return Err(VaultError::TooLarge(WHAT));
    }
    let count = u32::try_from(entries.len()).map_err(|_| VaultError::TooLarge(WHAT))?;
    seal_body(device, key, place, form, (count, &Zeroizing::new(encode_body(entries))), random)
}

/// Seals a body that is said to hold so many entries.
pub(crate) fn seal_body(
    device: &DeviceIdentity,
    key: &EpochKey,
    place: &SegmentPlace,
    form: Form,
    (count, plain): (u32, &[u8]),
    random: &mut dyn Random,
) -> Result<Segment, VaultError> {
    let salt = random::array(random);
    let (body_key, key_commitment) = body_keys(key, &salt)?;
    let (version, flags, extension) = match form {
        Form::Plain => (protocol::SEGMENT_VERSION, 0, Vec::new()),
        Form::Letter(sealed) => (protocol::LETTER_VERSION, protocol::FLAG_LETTER, sealed.to_vec()),
    };
    let header = Header {
        version,
        suite: Suite::Aes256GcmHkdfSha256Ed25519,
        flags,
        compartment: place.compartment,
        device: device.device_id(),
        stream: place.stream,
        first_seq: place.first_seq,
        count,
        previous: place.previous,
        key_epoch: key.number,
        key_commitment,
        extension,
    };
    let associated = header.encode_for(plain.len() + aead::TAG_LEN);
    let body = aead::seal_once(&body_key, &associated, plain)?;
    let signature = device.signing().sign(&Segment::signed_bytes(&header, &salt, &body));
    finish(Segment { header, salt, body, signature })
}

fn finish(segment: Segment) -> Result<Segment, VaultError> {
    const AROUND: usize = 32 + size_of::<Signature>();
    let len = segment.header.encode_for(segment.body.len()).len() + segment.body.len() + AROUND;
    if len > limits::SEGMENT_MAX_BYTES { Err(VaultError::TooLarge(WHAT)) } else { Ok(segment) }
}

/// Opens a segment; a letter with the key that [`crate::letter_key`] gives. The signature is not checked here: [`Segment::verify`] needs the signing device's key.
///
/// # Errors
/// [`VaultError::NewerVersion`] (keep it for later), [`VaultError::OtherEpoch`], [`VaultError::KeyMismatch`]
/// when the key is not the one committed to, [`VaultError::CannotOpen`] when bytes were changed,
/// [`VaultError::Malformed`] when what is inside is not entries as the header counts them.
pub fn open_segment(key: &EpochKey, segment: &Segment) -> Result<Vec<Entry>, VaultError> {
    let header = &segment.header;
    let is_plain = header.version == protocol::SEGMENT_VERSION && header.flags == 0;
    if !(is_plain || header.is_letter()) || header.suite != Suite::Aes256GcmHkdfSha256Ed25519 {
        return Err(VaultError::NewerVersion(WHAT));
    }
    if (header.compartment, header.key_epoch) != (key.compartment, key.number) {
        return Err(VaultError::OtherEpoch);
    }
    let (body_key, commitment) = body_keys(key, &segment.salt)?;
    aws_lc_rs::constant_time::verify_slices_are_equal(&commitment, &header.key_commitment)
        .map_err(|_| VaultError::KeyMismatch)?;
    let associated = header.encode_for(segment.body.len());
    let plain = aead::open_once(&body_key, &associated, &segment.body, WHAT)?;
    let entries = decode_body(&plain).map_err(VaultError::malformed(WHAT))?;
    if u32::try_from(entries.len()) != Ok(header.count) {
        return Err(VaultError::Malformed { what: WHAT, why: protocol::DecodeError::Invalid("count") });
    }
    Ok(entries)
}

/// The key of one body and the commitment to it. The salt is fresh, so the key seals this body only; the
/// commitment keeps one ciphertext from opening under two keys, which GCM alone would allow.
fn body_keys(key: &EpochKey, salt: &[u8; 32]) -> Result<(Zeroizing<[u8; 32]>, [u8; 32]), VaultError> {
    let body = kdf::derive(key.expose(), salt, "footbridge segment body 1", &key.context())?;
    let commitment = kdf::derive(key.expose(), salt, "footbridge segment commitment 1", &key.context())?;
    Ok((body, *commitment))
}

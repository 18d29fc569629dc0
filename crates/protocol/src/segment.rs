//! The unit on disk, relay, LAN, file and QR alike.
//!
//! ```text
//! header   "FBSG" · version u8 · header length u16 · suite u8 · flags u16 · compartment 16 · device 16 ·
//!          stream 16 · first sequence u64 · count u32 · previous hash 32 · key epoch u32 ·
//!          body length u32 · key commitment 32
//! salt     32 random bytes
//! body     AES-256-GCM under HKDF(epoch key, salt); the header is the associated data; tag included
//! signature 64, Ed25519 by the device's signing key over all that comes before
//! ```
//! The header's fields never move: a later version may only append to the header and say so in the version, so
//! that relays and older devices can carry what they cannot yet read.

use crate::certificate::{SEALED_KEY_LEN, StreamHead};
use crate::limits::{SEGMENT_MAX_BYTES, SEGMENT_MAX_ENTRIES};
use crate::{
    CompartmentHandle, DecodeError, DeviceId, Hash, PublicKey, Reader, Signature, StreamId, Writer, sha256,
};

const MAGIC: &[u8; 4] = b"FBSG";
const HEADER_LEN: usize = 4 + 1 + 2 + 1 + 2 + 16 + 16 + 16 + 8 + 4 + 32 + 4 + 4 + 32;
const HEADER_MAX_LEN: usize = 1024;
const SALT_LEN: usize = 32;
const SIGNATURE_LEN: usize = 64;

/// The version this build writes.
pub const SEGMENT_VERSION: u8 = 1;
/// The version of a letter: a segment for a compartment that its author is not in. Its header ends with the key that
/// its body is sealed under, itself sealed to the compartment's inbox.
pub const LETTER_VERSION: u8 = 2;
/// The flag of a letter.
pub const FLAG_LETTER: u16 = 1;

/// Which algorithms sealed the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    /// AES-256-GCM, HKDF-SHA-256, Ed25519.
    Aes256GcmHkdfSha256Ed25519,
    /// One that a newer version uses.
    Unknown(u8),
}

impl Suite {
    fn code(self) -> u8 {
        match self {
            Self::Aes256GcmHkdfSha256Ed25519 => 1,
            Self::Unknown(code) => code,
        }
    }
}

/// What the relay may see of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The format's version.
    pub version: u8,
    /// The algorithms.
    pub suite: Suite,
    /// [`FLAG_LETTER`] or zero; the others are reserved.
    pub flags: u16,
    /// Who may read.
    pub compartment: CompartmentHandle,
    /// Who signed.
    pub device: DeviceId,
    /// The stream it continues.
    pub stream: StreamId,
    /// The sequence number of the first entry: dense within the stream, starting at 0.
    pub first_seq: u64,
    /// How many entries.
    pub count: u32,
    /// Hash of the segment before in this stream; zero for the first.
    pub previous: Hash,
    /// Which of the compartment's epoch keys sealed the body.
    pub key_epoch: u32,
    /// Binds the ciphertext to one key (HKDF beside the body key), so that no second key opens it.
    pub key_commitment: [u8; 32],
    /// A letter's sealed key, or what a newer version appended; kept as it is.
    pub extension: Vec<u8>,
}

/// One sealed batch of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// In clear, authenticated.
    pub header: Header,
    /// Fresh for every segment.
    pub salt: [u8; 32],
    /// Ciphertext and tag.
    pub body: Vec<u8>,
    /// By the device's signing key, over everything before it.
    pub signature: Signature,
}

impl Header {
    /// The header's bytes: the associated data of the sealed body. `body_len` counts the tag.
    pub fn encode_for(&self, body_len: usize) -> Vec<u8> {
        let mut w = Writer::new();
        let header_len = HEADER_LEN + self.extension.len();
        w.raw(MAGIC).u8(self.version).u16(u16::try_from(header_len).unwrap_or(u16::MAX));
        w.u8(self.suite.code()).u16(self.flags);
        w.put(&self.compartment).put(&self.device).put(&self.stream);
        w.u64(self.first_seq).u32(self.count).put(&self.previous).u32(self.key_epoch);
        w.u32(u32::try_from(body_len).unwrap_or(u32::MAX)).raw(&self.key_commitment).raw(&self.extension);
        w.finish()
    }

    /// Whether it is a letter of the version that this build knows: the first and only segment of a stream of its own.
    pub fn is_letter(&self) -> bool {
        let begins = self.first_seq == 0 && self.previous == Hash::ZERO;
        self.version == LETTER_VERSION && self.flags == FLAG_LETTER && begins && self.letter_key().is_some()
    }

    /// The key of a letter's body, sealed to the inbox.
    pub fn letter_key(&self) -> Option<&[u8; SEALED_KEY_LEN]> {
        self.extension.as_slice().try_into().ok()
    }

    /// The sequence number after the last entry.
    pub fn next_seq(&self) -> u64 {
        self.first_seq.saturating_add(u64::from(self.count))
    }
}

impl Segment {
    /// Where its stream stands after it.
    pub fn end(&self) -> StreamHead {
        let Header { compartment, stream, .. } = self.header;
        StreamHead { compartment, stream, next_seq: self.header.next_seq(), hash: self.hash() }
    }

    /// Everything before the signature: what is signed.
    pub fn signed_bytes(header: &Header, salt: &[u8; 32], body: &[u8]) -> Vec<u8> {
        let mut bytes = header.encode_for(body.len());
        bytes.extend_from_slice(salt);
        bytes.extend_from_slice(body);
        bytes
    }

    /// The bytes as stored and sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Self::signed_bytes(&self.header, &self.salt, &self.body);
        bytes.extend_from_slice(&self.signature.0);
        bytes
    }

    /// Reads a segment of this or a later version. Does not verify: see [`Segment::verify`].
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > SEGMENT_MAX_BYTES {
            return Err(DecodeError::OverLimit("segment"));
        }
        let mut r = Reader::new(bytes);
        if r.raw(MAGIC.len()) != Ok(MAGIC) {
            return Err(DecodeError::NotThisFormat);
        }
        let version = r.u8()?;
        let header_len = usize::from(r.u16()?);
        let well_sized = match version {
            0 => return Err(DecodeError::Invalid("segment version")),
            SEGMENT_VERSION => header_len == HEADER_LEN,
            _ => (HEADER_LEN..=HEADER_MAX_LEN).contains(&header_len),
        };
        if !well_sized {
            return Err(DecodeError::Invalid("header length"));
        }
        let suite = match r.u8()? {
            1 => Suite::Aes256GcmHkdfSha256Ed25519,
            code => Suite::Unknown(code),
        };
        let flags = r.u16()?;
        let (compartment, device, stream) = (r.get()?, r.get()?, r.get()?);
        let (first_seq, count, previous, key_epoch) = (r.u64()?, r.u32()?, r.get()?, r.u32()?);
        let body_len = r.u32()? as usize;
        let key_commitment = r.array()?;
        if count == 0 || count as usize > SEGMENT_MAX_ENTRIES {
            return Err(DecodeError::OverLimit("entries"));
        }
        if first_seq.checked_add(u64::from(count)).is_none() {
            return Err(DecodeError::Invalid("sequence"));
        }
        let extension = r.raw(header_len - HEADER_LEN)?.to_vec();
        let salt = r.array::<SALT_LEN>()?;
        let body = r.raw(body_len)?.to_vec();
        let signature = Signature(r.array::<SIGNATURE_LEN>()?);
        r.end()?;
        let header = Header {
            version,
            suite,
            flags,
            compartment,
            device,
            stream,
            first_seq,
            count,
            previous,
            key_epoch,
            key_commitment,
            extension,
        };
        Ok(Self { header, salt, body, signature })
    }

    /// Whether the device with this signing key made it: the key's id is the header's and the signature holds.
    pub fn verify(&self, key: &PublicKey) -> bool {
        let signed = Self::signed_bytes(&self.header, &self.salt, &self.body);
        key.device_id() == self.header.device && key.verify(&signed, &self.signature)
    }

    /// Names this segment: SHA-256 over all its bytes, as the next one of the stream carries it.
    pub fn hash(&self) -> Hash {
        sha256(&self.encode())
    }
}

//! What the sealed body of a segment holds once opened: entries, then zeros up to a size that tells little.

use crate::limits::{CHANGE_MAX_BYTES, SEGMENT_MAX_BYTES, SEGMENT_MAX_ENTRIES};
use crate::{Decode, DecodeError, Encode, KeyboxHandle, Reader, Writer};

/// Room over the change itself for compression that did not help, nonce and tag.
const SEALED_OVERHEAD_MAX: usize = 1024;

/// One change of one record, still sealed under the record's own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The record's kind, by number (`domain::RecordKind::code`).
    pub kind: u16,
    /// The record.
    pub record: [u8; 16],
    /// The version of the record's schema that wrote the change.
    pub schema: u16,
    /// Which keybox holds the record's key.
    pub keybox: KeyboxHandle,
    /// The compressed automerge change, sealed under the record's key.
    pub sealed: Vec<u8>,
}

impl Entry {
    /// The length of its encoding.
    pub fn encoded_len(&self) -> usize {
        const AROUND_SEALED: usize = 2 + 16 + 2 + 16 + 4;
        AROUND_SEALED + self.sealed.len()
    }
}

impl Encode for Entry {
    fn encode_to(&self, w: &mut Writer) {
        w.u16(self.kind).raw(&self.record).u16(self.schema).put(&self.keybox).bytes(&self.sealed);
    }
}

impl Decode for Entry {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            kind: r.u16()?,
            record: r.array()?,
            schema: r.u16()?,
            keybox: r.get()?,
            sealed: r.bytes(CHANGE_MAX_BYTES + SEALED_OVERHEAD_MAX, "change")?.to_vec(),
        })
    }
}

/// The body's plain bytes: the entries, padded.
pub fn encode_body(entries: &[Entry]) -> Vec<u8> {
    let mut w = Writer::new();
    w.list(entries);
    let mut bytes = w.finish();
    bytes.resize(padded_len(bytes.len()), 0);
    bytes
}

/// Reads a body back; the padding must be zeros of the right length.
pub fn decode_body(bytes: &[u8]) -> Result<Vec<Entry>, DecodeError> {
    let mut r = Reader::new(bytes);
    let entries = r.list(SEGMENT_MAX_ENTRIES, "entries")?;
    let padding = r.rest();
    if padded_len(bytes.len() - padding.len()) != bytes.len() || padding.iter().any(|byte| *byte != 0) {
        return Err(DecodeError::Invalid("padding"));
    }
    Ok(entries)
}

/// A segment's bytes beside its padded body: header, salt, tag, signature, with room to grow.
const AROUND_BODY_MAX: usize = 2048;

/// How many of these entries, from the first on, fit into one segment: at least one, unless the first is over
/// the cap of a change itself.
pub fn fitting(entries: &[Entry]) -> usize {
    let mut len = 4;
    let fits = entries.iter().take(SEGMENT_MAX_ENTRIES).take_while(|entry| {
        len += entry.encoded_len();
        let readable = entry.sealed.len() <= CHANGE_MAX_BYTES + SEALED_OVERHEAD_MAX;
        readable && padded_len(len) + AROUND_BODY_MAX <= SEGMENT_MAX_BYTES
    });
    fits.count()
}

/// PADMÉ (Nikitin et al., PETS 2019): at most 12 % more bytes, O(log log n) bits of the length leak. Small
/// bodies go up to a multiple of 64.
pub fn padded_len(len: usize) -> usize {
    if len <= 256 {
        return len.div_ceil(64) * 64;
    }
    let exponent = len.ilog2();
    let significant = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - significant)) - 1;
    (len + mask) & !mask
}

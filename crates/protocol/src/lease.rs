//! The two short codes by which a supervisor starts a device's lease again over a phone or a radio. Both are ten digits
//! of [`crate::grouped`].
//!
//! ```text
//! request: number 20 bits · tag 30 bits, the start of SHA-256 over (label · device · number)
//! answer:  proof 40 bits · check 10 bits, the start of SHA-256 over (label · proof)
//! ```
//! The tag says whose request it is to whoever knows the device, and that it was heard rightly. The check of an answer
//! tells a slip of the ear from a wrong answer. What the proof is made of: `vault`.

use crate::{DeviceId, Writer, grouped, sha256};

/// Bits of a request's number.
pub const NUMBER_BITS: u32 = 20;
const TAG_BITS: u32 = grouped::SHORT_BITS - NUMBER_BITS;
/// Bytes of an answer's proof.
pub const PROOF_LEN: usize = 5;
const CHECK_BITS: u32 = grouped::SHORT_BITS - 8 * (PROOF_LEN as u32);

/// A request as somebody typed it, whose device is not known yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    number: u32,
    tag: u64,
}

impl Request {
    /// The request that a device makes under this number, of which the lower [`NUMBER_BITS`] count.
    pub fn of(device: &DeviceId, number: u32) -> Self {
        let number = number & ((1 << NUMBER_BITS) - 1);
        let mut w = Writer::new();
        w.raw(b"footbridge lease request 1\0").put(device).u32(number);
        Self { number, tag: start(&w.finish(), TAG_BITS) }
    }

    /// Its number on the device that makes it.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Whether this device made it.
    pub fn is_of(&self, device: &DeviceId) -> bool {
        Self::of(device, self.number) == *self
    }

    /// To be read out.
    pub fn to_text(&self) -> String {
        grouped::to_short((u64::from(self.number) << TAG_BITS) | self.tag)
    }

    /// As typed; none when it is not ten digits.
    pub fn from_text(text: &str) -> Option<Self> {
        let bits = grouped::from_short(text)?;
        let number = u32::try_from(bits >> TAG_BITS).ok()?;
        Some(Self { number, tag: bits & ((1 << TAG_BITS) - 1) })
    }
}

/// An answer to be read out.
pub fn answer_to_text(proof: &[u8; PROOF_LEN]) -> String {
    let bits = proof.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    grouped::to_short((bits << CHECK_BITS) | check(proof))
}

/// The proof of an answer as typed; none when it was mistyped.
pub fn answer_from_text(text: &str) -> Option<[u8; PROOF_LEN]> {
    let bits = grouped::from_short(text)?;
    let mut proof = [0; PROOF_LEN];
    for (at, byte) in proof.iter_mut().rev().enumerate() {
        *byte = u8::try_from((bits >> (CHECK_BITS as usize + 8 * at)) & 0xff).ok()?;
    }
    (check(&proof) == bits & ((1 << CHECK_BITS) - 1)).then_some(proof)
}

fn check(proof: &[u8; PROOF_LEN]) -> u64 {
    let mut w = Writer::new();
    w.raw(b"footbridge lease answer check 1\0").raw(proof);
    start(&w.finish(), CHECK_BITS)
}

/// The first `bits` of the bytes' SHA-256; at most 64.
fn start(bytes: &[u8], bits: u32) -> u64 {
    let hash = sha256(bytes).0;
    let first = hash.first_chunk::<8>().copied().map_or(0, u64::from_be_bytes);
    first >> (64 - bits)
}

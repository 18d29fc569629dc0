//! A receipt: a short code that a party can show offline. It names the handoff and the state it saw.

use super::Handoff;
use crate::RecordId;

/// Crockford's base 32: no I, L, O or U, so it can be read out loud.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Sixteen characters in groups of four, like `7G3K-Q1ZD-04XN-8M2C`: the first half names the handoff, the
/// second the exact set of events. Two devices that show the same code saw the same state of the same handoff.
/// `sha256` is the caller's, since this crate has no cryptography; 40 bits of it tell states apart, they do not
/// prove anything against somebody who forges one.
pub fn receipt(handoff: RecordId, held: &Handoff, sha256: impl Fn(&[u8]) -> [u8; 32]) -> String {
    let mut seen = handoff.as_bytes().to_vec();
    for event in held.events() {
        seen.extend_from_slice(event.id.as_bytes());
        seen.extend_from_slice(event.fact().to_string().as_bytes());
        seen.push(0);
    }
    let text = [letters(&sha256(handoff.as_bytes())), letters(&sha256(&seen))].concat();
    text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// The first 40 bits as eight letters.
fn letters(hash: &[u8; 32]) -> String {
    let bits = hash.iter().take(5).fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8)
        .rev()
        .filter_map(|place| usize::try_from(bits >> (place * 5) & 31).ok())
        .filter_map(|index| ALPHABET.get(index))
        .map(|letter| char::from(*letter))
        .collect()
}

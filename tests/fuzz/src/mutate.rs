//! Mutation of bytes that nothing is known of but examples and a few words.

use crate::chance::Chance;

/// No input grows over this by mutation.
pub const MUTATED_MAX_BYTES: usize = 512 * 1024;

/// Changes `bytes` in one place or a few. `other` is another valid example, `words` what the format likes.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], words: &[&[u8]], chance: &mut Chance) {
    let rounds = 1 + (chance.draw().trailing_zeros() as usize).min(6);
    for _ in 0..rounds {
        once(bytes, other, words, chance);
    }
    bytes.truncate(MUTATED_MAX_BYTES);
}

fn once(bytes: &mut Vec<u8>, other: &[u8], words: &[&[u8]], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    match chance.below(16) {
        0 | 1 => with_byte(bytes, at, |byte, chance| byte ^ (1 << chance.below(8)), chance),
        2 => with_byte(bytes, at, |_, chance| chance.byte(), chance),
        3 => with_byte(bytes, at, |_, chance| *chance.pick(&[0, 1, 0x7f, 0x80, 0xff, b'0', b' ']), chance),
        4 => with_byte(bytes, at, |byte, _| byte.wrapping_add(1), chance),
        5 => with_byte(bytes, at, |byte, _| byte.wrapping_sub(1), chance),
        6 => {
            let len = 1 + chance.below(8);
            let new = chance.bytes(len);
            put(bytes, at, 0, &new);
        }
        7 => put(bytes, at, 1 + chance.below(32), &[]),
        8 => {
            let copy = span(bytes, chance);
            put(bytes, at, 0, &copy);
        }
        9 => {
            let copy = span(other, chance);
            let over = if chance.one_in(2) { copy.len() } else { 0 };
            put(bytes, at, over, &copy);
        }
        10 => {
            let number = chance.edge().to_be_bytes();
            let width = *chance.pick(&[1, 2, 4, 8]);
            put(bytes, at, width, &number[8 - width..]);
        }
        11 => {
            let (number, over) = (chance.edge(), chance.below(3));
            put(bytes, at, over, &varint(number));
        }
        12 | 13 if !words.is_empty() => {
            let word = chance.pick(words);
            let over = if chance.one_in(2) { word.len() } else { 0 };
            put(bytes, at, over, word);
        }
        14 => bytes.truncate(at),
        _ => {
            let (byte, len) = (chance.byte(), 1 << chance.below(13));
            put(bytes, at, 0, &vec![byte; len]);
        }
    }
}

fn with_byte(bytes: &mut [u8], at: usize, to: impl Fn(u8, &mut Chance) -> u8, chance: &mut Chance) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = to(*byte, chance);
    }
}

/// Puts `new` at a place, over so many bytes as stand there.
fn put(bytes: &mut Vec<u8>, at: usize, over: usize, new: &[u8]) {
    let end = at.saturating_add(over).min(bytes.len());
    bytes.splice(at..end, new.iter().copied());
}

/// A part of some bytes, mostly short.
fn span(of: &[u8], chance: &mut Chance) -> Vec<u8> {
    let from = chance.below(of.len());
    let most = if chance.one_in(4) { of.len() } else { 32 };
    let len = chance.below(most.min(of.len() - from.min(of.len())) + 1);
    of.get(from..from + len).unwrap_or_default().to_vec()
}

/// Unsigned LEB128.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

/// Signed LEB128.
pub fn signed_varint(mut number: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let bits = (number & 0x7f) as u8;
        number >>= 7;
        if (number == 0 && bits & 0x40 == 0) || (number == -1 && bits & 0x40 != 0) {
            out.push(bits);
            return out;
        }
        out.push(bits | 0x80);
    }
}

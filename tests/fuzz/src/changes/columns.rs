//! The content of a change taken apart and put together again with other numbers, columns of another change, runs
//! that claim what they like. Format: <https://automerge.org/automerge-binary-format-spec/>.

use super::chunk;
use crate::chance::Chance;
use crate::mutate::{mutate, signed_varint, varint};

/// The specifications of columns there are, and some that are not.
const COLUMNS: [u64; 16] =
    [0x01, 0x02, 0x11, 0x13, 0x15, 0x34, 0x42, 0x56, 0x57, 0x70, 0x71, 0x73, 0x80, 0x86, 0x94, 0xa5];

/// A change's content in its parts, each as it is written.
#[derive(Clone, Default)]
struct Parts {
    deps: Vec<[u8; 32]>,
    deps_claimed: Option<u64>,
    actor: Vec<u8>,
    seq: u64,
    start: u64,
    time: i64,
    message: Vec<u8>,
    others: Vec<Vec<u8>>,
    columns: Vec<(u64, Vec<u8>)>,
    extra: Vec<u8>,
}

/// The change with something else in its parts.
pub(super) fn tampered(bytes: &[u8], donor: &[u8], chance: &mut Chance) -> Vec<u8> {
    let Some(mut parts) = read(chunk::content(bytes)) else { return bytes.to_vec() };
    let donor = read(chunk::content(donor)).unwrap_or_default();
    for _ in 0..1 + chance.below(2) {
        change(&mut parts, &donor, chance);
    }
    chunk::of_content(&parts.write())
}

fn change(parts: &mut Parts, donor: &Parts, chance: &mut Chance) {
    let at = chance.below(parts.columns.len());
    match chance.below(14) {
        0 => parts.start = chance.edge(),
        1 => parts.seq = chance.edge(),
        2 => parts.time = chance.edge() as i64,
        3 => parts.deps_claimed = Some(chance.edge()),
        4 => parts.actor = donor.actor.clone(),
        5 => parts.others.push(chance.bytes(16)),
        6 => drop(parts.others.pop()),
        7 => parts.extra = chance.bytes(8),
        8 => parts.columns.push((*chance.pick(&COLUMNS), chance.clone().bytes(4))),
        9 => parts.columns.reverse(),
        _ if parts.columns.is_empty() => parts.columns.clone_from(&donor.columns),
        10 => {
            let (spec, _) = parts.columns[at];
            if let Some((_, data)) = donor.columns.iter().find(|column| column.0 == spec) {
                parts.columns[at].1.clone_from(data);
            }
        }
        11 => parts.columns[at].0 = *chance.pick(&COLUMNS),
        12 => parts.columns[at].1 = runs(chance),
        _ => {
            let other = donor.columns.get(at).map(|column| column.1.clone()).unwrap_or_default();
            mutate(&mut parts.columns[at].1, &other, &[], chance);
        }
    }
}

/// A run-length column: runs of one value, of values each, of nulls, of any length.
fn runs(chance: &mut Chance) -> Vec<u8> {
    let mut out = Vec::new();
    for _ in 0..1 + chance.below(4) {
        let count = if chance.one_in(2) { chance.below(5) as i64 } else { chance.edge() as i64 };
        out.extend(signed_varint(if chance.one_in(3) { count.wrapping_neg() } else { count }));
        for _ in 0..1 + chance.below(3) {
            let value = if chance.one_in(2) { chance.below(4) as u64 } else { chance.edge() };
            out.extend(varint(value));
        }
    }
    out
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    fn number(&mut self) -> Option<u64> {
        let len = self.0.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
        let bytes = self.take(len)?;
        let shifted =
            |(at, byte): (usize, &u8)| u64::from(byte & 0x7f).checked_shl(7 * at as u32).unwrap_or(0);
        Some(bytes.iter().enumerate().map(shifted).fold(0, |sum, bits| sum | bits))
    }

    fn signed(&mut self) -> Option<i64> {
        let before = self.0.len();
        let value = self.number()?;
        let bits = (7 * (before - self.0.len()) as u32).min(64);
        let spare = 64 - bits;
        Some(((value << spare) as i64) >> spare)
    }

    fn prefixed(&mut self) -> Option<Vec<u8>> {
        let len = usize::try_from(self.number()?).ok()?;
        self.take(len).map(<[u8]>::to_vec)
    }
}

fn read(content: &[u8]) -> Option<Parts> {
    let mut input = Input(content);
    let mut parts = Parts::default();
    for _ in 0..input.number()? {
        parts.deps.push(input.take(32)?.try_into().ok()?);
    }
    parts.actor = input.prefixed()?;
    parts.seq = input.number()?;
    parts.start = input.number()?;
    parts.time = input.signed()?;
    parts.message = input.prefixed()?;
    for _ in 0..input.number()? {
        parts.others.push(input.prefixed()?);
    }
    let mut table = Vec::new();
    for _ in 0..input.number()? {
        table.push((input.number()?, input.number()?));
    }
    for (spec, len) in table {
        parts.columns.push((spec, input.take(usize::try_from(len).ok()?)?.to_vec()));
    }
    parts.extra = input.0.to_vec();
    Some(parts)
}

impl Parts {
    fn write(&self) -> Vec<u8> {
        let mut out = varint(self.deps_claimed.unwrap_or(self.deps.len() as u64));
        out.extend(self.deps.iter().flatten());
        prefixed(&mut out, &self.actor);
        out.extend(varint(self.seq));
        out.extend(varint(self.start));
        out.extend(signed_varint(self.time));
        prefixed(&mut out, &self.message);
        out.extend(varint(self.others.len() as u64));
        self.others.iter().for_each(|other| prefixed(&mut out, other));
        out.extend(varint(self.columns.len() as u64));
        for (spec, data) in &self.columns {
            out.extend(varint(*spec));
            out.extend(varint(data.len() as u64));
        }
        self.columns.iter().for_each(|(_, data)| out.extend_from_slice(data));
        out.extend_from_slice(&self.extra);
        out
    }
}

fn prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(varint(bytes.len() as u64));
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::super::{Author, histories};
    use super::*;

    #[test]
    fn what_is_taken_apart_goes_together_again() {
        for change in histories(&Author::EXAMPLE, 8).iter().flatten() {
            let parts = read(chunk::content(change)).unwrap();
            assert_eq!(&chunk::of_content(&parts.write()), change);
        }
    }
}

//! The bytes of a folded state, for the record's row. There is one way to write each state.
//!
//! ```text
//! version 1 · actors: count, 16 bytes each, ascending
//! for each actor its changes: count, then hash 32 · first counter · operations · dependencies: count, then
//!     (actor's index, sequence) · stamp: member 16 · clock letter · unix seconds · offset seconds · zone's name
//! fields: count, then key · values: count, then (actor's index, counter, value) · replaced: count, then
//!     (actor's index, counter)
//! ```
//! Numbers are LEB128, texts and byte strings carry their length.

use std::collections::BTreeSet;

use domain::{ActorId, ChangeHash, ClockQuality, MemberId, Moment, Scalar, Stamp};
use thiserror::Error;

use super::{Field, Folded, Known, Place, Put};
use crate::bytes::{Input, write_prefixed, write_signed, write_unsigned};
use crate::change::OpId;

/// The version this build writes.
const VERSION: u8 = 1;

/// Why stored bytes are not a folded state. Fold the record's history again ([`crate::fold_all`]).
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FoldedError {
    /// A newer version wrote it.
    #[error("a folded state of a newer form ({0})")]
    Newer(u8),
    /// It cannot be read.
    #[error("a damaged folded state")]
    Damaged,
}

impl FoldedError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Newer(_) => "folded.newer",
            Self::Damaged => "folded.damaged",
        }
    }
}

impl From<crate::Reject> for FoldedError {
    fn from(_: crate::Reject) -> Self {
        Self::Damaged
    }
}

impl Folded {
    /// The bytes to store. Equal states give equal bytes.
    pub fn encode(&self) -> Vec<u8> {
        let actors: Vec<ActorId> = self.chains.keys().copied().collect();
        let mut out = Vec::with_capacity(64 + 128 * self.change_count() + 48 * self.fields.len());
        out.push(VERSION);
        write_len(&mut out, actors.len());
        for actor in &actors {
            out.extend_from_slice(&actor.0);
        }
        for chain in self.chains.values() {
            write_len(&mut out, chain.len());
            for known in chain {
                write_known(&mut out, &actors, known);
            }
        }
        write_len(&mut out, self.fields.len());
        for (key, field) in &self.fields {
            write_prefixed(&mut out, key.as_bytes());
            write_len(&mut out, field.standing.len());
            for put in &field.standing {
                write_id(&mut out, &actors, &put.id);
                write_value(&mut out, &put.value);
            }
            write_len(&mut out, field.replaced.len());
            for id in &field.replaced {
                write_id(&mut out, &actors, id);
            }
        }
        out
    }

    /// Reads what [`Folded::encode`] wrote.
    ///
    /// # Errors
    /// If a newer version wrote it, or it is damaged.
    pub fn decode(bytes: &[u8]) -> Result<Self, FoldedError> {
        let mut input = Input::new(bytes);
        match input.byte()? {
            VERSION => {}
            version => return Err(FoldedError::Newer(version)),
        }
        let actors = read_list(&mut input, |input| Ok(ActorId(input.array()?)))?;
        ascends(actors.iter())?;
        let mut folded = Self::default();
        for actor in &actors {
            let chain = read_list(&mut input, |input| read_known(input, &actors))?;
            folded.chains.insert(*actor, chain);
        }
        for _ in 0..input.size()? {
            let key = input.text()?.to_owned();
            ascends(folded.fields.last_key_value().map(|(before, _)| before).into_iter().chain([&key]))?;
            let standing = read_list(&mut input, |input| {
                Ok(Put { id: read_id(input, &actors)?, value: read_value(input)? })
            })?;
            let replaced = read_list(&mut input, |input| read_id(input, &actors))?;
            folded.fields.insert(key, Field { standing, replaced });
        }
        folded.heads = folded.derive_heads();
        let is_sound = input.is_empty() && folded.is_sound();
        if is_sound { Ok(folded) } else { Err(FoldedError::Damaged) }
    }

    fn derive_heads(&self) -> BTreeSet<ChangeHash> {
        let all =
            || self.chains.iter().flat_map(|(actor, chain)| chain.iter().zip(1u32..).map(|k| (*actor, k)));
        let followed: BTreeSet<Place> =
            all().flat_map(|(_, (known, _))| known.deps.iter().copied()).collect();
        all()
            .filter(|(actor, (_, seq))| !followed.contains(&Place { actor: *actor, seq: *seq }))
            .map(|(_, (known, _))| known.hash)
            .collect()
    }

    /// What the rest of this crate relies on: order, and that every reference leads somewhere.
    fn is_sound(&self) -> bool {
        let chains_ascend = self.chains.values().all(|chain| {
            !chain.is_empty() && chain.is_sorted_by(|before, after| before.max_op < after.start_op)
        });
        let deps_ascend = self.chains.values().flatten().all(|known| known.deps.is_sorted_by(|a, b| a < b));
        let deps_lead = self.chains.values().flatten().flat_map(|known| &known.deps);
        let fields_ascend = self.fields.values().all(|field| {
            field.standing.is_sorted_by(|a, b| a.id < b.id) && field.replaced.is_sorted_by(|a, b| a < b)
        });
        let standing = self.fields.values().flat_map(|field| field.standing.iter().map(|put| &put.id));
        let replaced = self.fields.values().flat_map(|field| &field.replaced);
        chains_ascend
            && deps_ascend
            && fields_ascend
            && deps_lead.into_iter().all(|place| self.known(*place).is_some())
            && standing.chain(replaced).all(|id| self.writer_of(id).is_some())
    }
}

/// There is one way to write a state: nothing twice, nothing out of order.
fn ascends<T: Ord>(items: impl Iterator<Item = T>) -> Result<(), FoldedError> {
    if items.is_sorted_by(|before, after| before < after) { Ok(()) } else { Err(FoldedError::Damaged) }
}

fn write_len(out: &mut Vec<u8>, len: usize) {
    write_unsigned(out, len as u64);
}

/// Every actor that is referred to has a chain, so the index is always found.
fn write_actor(out: &mut Vec<u8>, actors: &[ActorId], actor: &ActorId) {
    write_len(out, actors.binary_search(actor).unwrap_or(actors.len()));
}

fn write_id(out: &mut Vec<u8>, actors: &[ActorId], id: &OpId) {
    write_actor(out, actors, &id.actor);
    write_unsigned(out, id.counter.into());
}

fn write_known(out: &mut Vec<u8>, actors: &[ActorId], known: &Known) {
    out.extend_from_slice(&known.hash.0);
    write_unsigned(out, known.start_op.into());
    write_unsigned(out, u64::from(known.max_op.saturating_sub(known.start_op)).saturating_add(1));
    write_len(out, known.deps.len());
    for place in &known.deps {
        write_actor(out, actors, &place.actor);
        write_unsigned(out, place.seq.into());
    }
    let Stamp { member, at, clock } = &known.stamp;
    out.extend_from_slice(&member.0);
    out.push(clock_code(*clock));
    write_signed(out, at.unix_ms().div_euclid(1000));
    write_signed(out, at.offset_s().into());
    write_prefixed(out, at.zone().name().as_bytes());
}

pub(super) fn write_value(out: &mut Vec<u8>, value: &Scalar) {
    match value {
        Scalar::Text(text) => {
            out.push(0);
            write_prefixed(out, text.as_bytes());
        }
        Scalar::Int(number) => {
            out.push(1);
            write_signed(out, *number);
        }
        Scalar::Real(number) => {
            out.push(2);
            out.extend_from_slice(&number.to_bits().to_be_bytes());
        }
        Scalar::Flag(false) => out.push(3),
        Scalar::Flag(true) => out.push(4),
        Scalar::Bytes(bytes) => {
            out.push(5);
            write_prefixed(out, bytes);
        }
    }
}

fn clock_code(clock: ClockQuality) -> u8 {
    match clock {
        ClockQuality::Checked => 0,
        ClockQuality::Unchecked => 1,
        ClockQuality::Off => 2,
    }
}

fn read_list<'a, T>(
    input: &mut Input<'a>,
    mut read: impl FnMut(&mut Input<'a>) -> Result<T, FoldedError>,
) -> Result<Vec<T>, FoldedError> {
    let mut out = Vec::new();
    for _ in 0..input.size()? {
        out.push(read(input)?);
    }
    Ok(out)
}

fn read_number(input: &mut Input<'_>) -> Result<u32, FoldedError> {
    u32::try_from(input.unsigned()?).map_err(|_| FoldedError::Damaged)
}

fn read_actor(input: &mut Input<'_>, actors: &[ActorId]) -> Result<ActorId, FoldedError> {
    actors.get(input.size()?).copied().ok_or(FoldedError::Damaged)
}

fn read_id(input: &mut Input<'_>, actors: &[ActorId]) -> Result<OpId, FoldedError> {
    Ok(OpId { actor: read_actor(input, actors)?, counter: read_number(input)? })
}

fn read_known(input: &mut Input<'_>, actors: &[ActorId]) -> Result<Known, FoldedError> {
    let hash = ChangeHash(input.array()?);
    let start_op = read_number(input)?;
    let len = read_number(input)?;
    let max_op = start_op.checked_add(len).and_then(|end| end.checked_sub(1));
    let max_op = max_op.filter(|max_op| *max_op >= start_op).ok_or(FoldedError::Damaged)?;
    let deps =
        read_list(input, |input| Ok(Place { actor: read_actor(input, actors)?, seq: read_number(input)? }))?;
    Ok(Known { hash, start_op, max_op, deps, stamp: read_stamp(input)? })
}

fn read_stamp(input: &mut Input<'_>) -> Result<Stamp, FoldedError> {
    let member = MemberId(input.array()?);
    let clock = match input.byte()? {
        0 => ClockQuality::Checked,
        1 => ClockQuality::Unchecked,
        2 => ClockQuality::Off,
        _ => return Err(FoldedError::Damaged),
    };
    let unix_ms = input.signed()?.checked_mul(1000).ok_or(FoldedError::Damaged)?;
    let offset_s = i32::try_from(input.signed()?).map_err(|_| FoldedError::Damaged)?;
    let at = Moment::stated(unix_ms, offset_s, input.text()?).map_err(|_| FoldedError::Damaged)?;
    Ok(Stamp { member, at, clock })
}

fn read_value(input: &mut Input<'_>) -> Result<Scalar, FoldedError> {
    Ok(match input.byte()? {
        0 => Scalar::text(input.text()?),
        1 => Scalar::Int(input.signed()?),
        2 => {
            let number = f64::from_bits(u64::from_be_bytes(input.array()?));
            if !number.is_finite() {
                return Err(FoldedError::Damaged);
            }
            Scalar::Real(number)
        }
        3 => Scalar::Flag(false),
        4 => Scalar::Flag(true),
        5 => Scalar::Bytes(input.prefixed()?.to_vec()),
        _ => return Err(FoldedError::Damaged),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author, fold_all};
    use domain::Edit;

    /// Two values beside each other in one key, and one that was replaced.
    fn sample() -> Folded {
        let at = Moment::stated(0, 0, "UTC").unwrap();
        let stamp = Stamp { member: MemberId([1; 16]), at, clock: ClockQuality::Checked };
        let made = |base: &Folded, value: &str, by: u8| {
            let edits = [Edit::set("a", Scalar::text(value))];
            author(base, &edits, ActorId([by; 16]), &stamp).unwrap().unwrap()
        };
        let first = made(&Folded::new(), "0", 1);
        let base = fold_all([first.bytes.as_slice()]).unwrap();
        let (one, two) = (made(&base, "1", 1), made(&base, "2", 2));
        fold_all([&first, &one, &two].map(|made| made.bytes.as_slice())).unwrap()
    }

    fn check_unsound(damage: impl FnOnce(&mut Folded)) {
        let mut folded = sample();
        assert_eq!(Folded::decode(&folded.encode()).as_ref(), Ok(&folded));
        damage(&mut folded);
        assert_eq!(Folded::decode(&folded.encode()), Err(FoldedError::Damaged));
    }

    #[test]
    fn what_the_fold_relies_on_is_checked() {
        let one = ActorId([1; 16]);
        check_unsound(|folded| folded.fields.get_mut("a").unwrap().standing.reverse());
        check_unsound(|folded| folded.fields.get_mut("a").unwrap().standing[0].id.counter = 0);
        check_unsound(|folded| folded.fields.get_mut("a").unwrap().replaced[0].counter = 9);
        check_unsound(|folded| folded.chains.get_mut(&one).unwrap()[1].deps[0].seq = 3);
        check_unsound(|folded| folded.chains.get_mut(&one).unwrap().reverse());
        check_unsound(|folded| folded.chains.get_mut(&one).unwrap().clear());
        check_unsound(|folded| {
            let deps = &mut folded.chains.get_mut(&one).unwrap()[1].deps;
            deps.push(deps[0]);
        });
        let nan = Scalar::Real(f64::NAN);
        check_unsound(|folded| folded.fields.get_mut("a").unwrap().standing[0].value = nan);
    }

    #[test]
    fn nothing_is_there_twice() {
        let one = ActorId([1; 16]);
        check_unsound(|folded| {
            let standing = &mut folded.fields.get_mut("a").unwrap().standing;
            standing.push(standing[standing.len() - 1].clone());
        });
        check_unsound(|folded| {
            let replaced = &mut folded.fields.get_mut("a").unwrap().replaced;
            replaced.push(replaced[replaced.len() - 1]);
        });
        check_unsound(|folded| {
            let chain = folded.chains.get_mut(&one).unwrap();
            chain[1].start_op = chain[0].max_op;
        });
    }

    /// Found by `footbridge-fuzz --target folded`: a state was read from more than one form.
    #[test]
    fn a_state_has_one_form() {
        let bytes = sample().encode();
        let mut actors_swapped = bytes.clone();
        actors_swapped[2..34].rotate_left(16);
        assert_eq!(Folded::decode(&actors_swapped), Err(FoldedError::Damaged));
        // the only field once more
        let at = bytes.windows(3).rposition(|part| part == [1, 1, b'a']).unwrap();
        let mut twice = bytes.clone();
        twice[at] = 2;
        twice.extend_from_slice(&bytes[at + 1..]);
        assert_eq!(Folded::decode(&twice), Err(FoldedError::Damaged));
    }
}

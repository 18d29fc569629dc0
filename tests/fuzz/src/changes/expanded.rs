//! What a change says, changed, and written by automerge's own encoder.

use std::num::NonZeroU64;

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, ChangeHash, ExpandedChange, ObjType, ScalarValue};

use super::{chunk, expand, written};
use crate::chance::Chance;

/// The change, saying something else; as it was where automerge cannot write that.
pub(super) fn tampered(bytes: &[u8], history: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let Some(mut change) = expand(bytes) else { return bytes.to_vec() };
    for _ in 0..1 + chance.below(2) {
        if chance.one_in(2) {
            head(&mut change, history, chance);
        } else {
            operations(&mut change, history, chance);
        }
    }
    written(change).unwrap_or_else(|| bytes.to_vec())
}

fn head(change: &mut ExpandedChange, history: &[Vec<u8>], chance: &mut Chance) {
    match chance.below(8) {
        0 => {
            let near = change.start_op.get().wrapping_add(chance.below(5) as u64).wrapping_sub(2);
            let start = if chance.one_in(2) { near } else { chance.edge() };
            change.start_op = NonZeroU64::new(start).unwrap_or(NonZeroU64::MAX);
        }
        1 => {
            let near = change.seq.wrapping_add(chance.below(5) as u64).wrapping_sub(2);
            change.seq = if chance.one_in(2) { near } else { chance.edge() };
        }
        2 => change.actor_id = actor(history, chance),
        3 => {
            change.time =
                if chance.one_in(2) { chance.edge() as i64 } else { chance.edge() as i64 / 1000 * 1000 }
        }
        4 => change.message = message(change.message.take(), chance),
        5 | 6 => dependencies(change, history, chance),
        _ => {
            change.extra_bytes = {
                let len = chance.below(40);
                chance.bytes(len)
            }
        }
    }
}

/// Of somebody in this history, of nobody, or not of the right length.
fn actor(history: &[Vec<u8>], chance: &mut Chance) -> ActorId {
    let known = history.get(chance.below(history.len())).and_then(|bytes| expand(bytes));
    match (known, chance.below(4)) {
        (Some(known), 0..=2) => known.actor_id,
        _ => {
            let len = *chance.pick(&[16, 16, 16, 0, 1, 15, 17, 300]);
            ActorId::from(chance.bytes(len))
        }
    }
}

fn message(before: Option<String>, chance: &mut Chance) -> Option<String> {
    let before = before.unwrap_or_default();
    let mut words: Vec<String> = before.split(' ').map(str::to_owned).collect();
    let edge = (chance.edge() as i64).to_string();
    let odd = [
        "",
        "UTC",
        "America/New_York",
        "Moon/Tycho",
        "c",
        "u",
        "o",
        "1",
        "2",
        "01",
        "-0",
        "+1",
        edge.as_str(),
    ];
    let at = chance.below(words.len());
    match chance.below(6) {
        0 => return None,
        1 => drop(words.remove(at)),
        2 => words.insert(at, (*chance.pick(&odd)).to_owned()),
        3 => words[at] = words[at].to_uppercase(),
        4 => words.push("x".repeat(chance.below(400))),
        _ => words[at] = (*chance.pick(&odd)).to_owned(),
    }
    Some(words.join(" "))
}

fn dependencies(change: &mut ExpandedChange, history: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(change.deps.len() + 1);
    match chance.below(8) {
        0 => change.deps.clear(),
        1 if at < change.deps.len() => drop(change.deps.remove(at)),
        2 if at < change.deps.len() => change.deps.insert(at, change.deps[at]),
        3 => change.deps.reverse(),
        4 => change.deps.push(ChangeHash([chance.byte(); 32])),
        5 => change.deps = history.iter().filter_map(|bytes| chunk::hash(bytes)).collect(),
        6 => {
            let many = *chance.pick(&[2usize, 40, 4096, 4097]);
            change.deps = (0..many).map(|_| ChangeHash(chance.bytes(32).try_into().unwrap())).collect();
        }
        _ => {
            change.deps.extend(history.get(chance.below(history.len())).and_then(|bytes| chunk::hash(bytes)))
        }
    }
    // half of them in the order they must be in
    if chance.one_in(2) {
        change.deps.sort_unstable();
        change.deps.dedup();
    }
}

fn operations(change: &mut ExpandedChange, history: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(change.operations.len());
    let Some(op) = change.operations.get_mut(at) else { return };
    match chance.below(10) {
        0 => op.action = action(chance),
        1 | 2 => op.action = OpType::Put(value(chance)),
        3 | 4 => op.key = key(chance),
        5 | 6 => op.pred = predecessors(op, history, chance).into(),
        7 => drop(change.operations.remove(at)),
        8 => {
            let copy = op.clone();
            let times = *chance.pick(&[1usize, 1, 2, 50, 3000]);
            let named = |number: usize| Op { key: Key::Map(format!("k{number:05}").into()), ..copy.clone() };
            let more: Vec<Op> = (0..times).map(named).collect();
            change.operations.extend(if times == 1 { vec![copy] } else { more });
        }
        _ => {
            op.insert = chance.one_in(3);
            op.obj = if chance.one_in(2) { ObjectId::Id(op_id(history, chance)) } else { ObjectId::Root };
        }
    }
}

fn action(chance: &mut Chance) -> OpType {
    match chance.below(6) {
        0 => OpType::Make(*chance.pick(&[ObjType::Map, ObjType::List, ObjType::Text, ObjType::Table])),
        1 => OpType::Increment(chance.edge() as i64),
        2 => {
            let mark = MarkData { name: "bold".into(), value: ScalarValue::Boolean(true), expand: false };
            OpType::MarkBegin(mark)
        }
        3 => OpType::MarkEnd(chance.one_in(2)),
        _ => OpType::Delete,
    }
}

fn value(chance: &mut Chance) -> ScalarValue {
    let edge = chance.edge();
    match chance.below(12) {
        0 => ScalarValue::Null,
        1 => ScalarValue::Uint(edge),
        2 => ScalarValue::Counter((edge as i64).into()),
        3 => ScalarValue::Timestamp(edge as i64),
        4 => ScalarValue::Unknown { type_code: chance.byte() & 0x0f, bytes: chance.bytes(9) },
        5 => ScalarValue::F64(f64::from_bits(edge)),
        6 => ScalarValue::F64(*chance.pick(&[0.0, -0.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE, 1e308])),
        7 => ScalarValue::Int(edge as i64),
        8 => ScalarValue::Boolean(chance.one_in(2)),
        9 => {
            let len = *chance.pick(&[0usize, 1, 300, 70_000]);
            ScalarValue::Bytes(chance.bytes(len))
        }
        _ => ScalarValue::Str(text(chance).into()),
    }
}

/// Texts that mean something to a field, nearly.
fn text(chance: &mut Chance) -> String {
    const TEXTS: [&str; 16] = [
        "",
        "\u{0}",
        "yes",
        "ready",
        "2018-01-04T00:42:00-05:00[America/New_York]",
        "9999-12-31T23:59:59-23:59[UTC]",
        "0000-01-01T00:00:00+23:59[Africa/Monrovia]",
        "1985-11-03",
        "0000",
        "kind=offered&party=Example",
        "kind=accepted&seen=",
        "mg=4&route=nasal",
        "00000000-0000-0000-0000-000000000000",
        "\u{202e}evil",
        "e\u{301}\u{1f469}\u{200d}\u{1f692}",
        "100000000000000000000000000000000",
    ];
    let text = (*chance.pick(&TEXTS)).to_owned();
    if chance.one_in(12) { text.repeat(20_000) } else { text }
}

fn key(chance: &mut Chance) -> Key {
    const KEYS: [&str; 20] = [
        "",
        "a",
        "status",
        "name.family",
        "birth_date",
        "risk.fire",
        "need.",
        "need.housing",
        "phone.",
        "dose.x",
        "dose.01890000-0000-7000-8000-000000000001",
        "administration.01890000-0000-7000-8000-000000000001",
        "event.01890000-0000-7000-8000-000000000001",
        "sighting.1",
        "time.started",
        "a\nb",
        "\u{85}",
        "é",
        "name.family.",
        ".",
    ];
    let element = ElementId::Id(OpId::new(1, &ActorId::from([1u8; 16])));
    match chance.below(8) {
        0 => Key::Map("x".repeat(*chance.pick(&[255usize, 256, 257, 70_000])).into()),
        1 => Key::Seq(element),
        _ => Key::Map((*chance.pick(&KEYS)).into()),
    }
}

fn op_id(history: &[Vec<u8>], chance: &mut Chance) -> OpId {
    let counter = if chance.one_in(3) { chance.edge() } else { 1 + chance.below(12) as u64 };
    OpId::new(counter, &actor(history, chance))
}

fn predecessors(op: &Op, history: &[Vec<u8>], chance: &mut Chance) -> Vec<OpId> {
    let mut pred: Vec<OpId> = op.pred.iter().cloned().collect();
    match chance.below(5) {
        0 => pred.clear(),
        1 => pred.extend(pred.clone()),
        2 => {
            let actor = actor(history, chance);
            let many = *chance.pick(&[3usize, 300, 5000]);
            pred = (1..=many).map(|counter| OpId::new(counter as u64, &actor)).collect();
        }
        _ => pred.push(op_id(history, chance)),
    }
    pred
}

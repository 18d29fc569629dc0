//! Damaged and malicious changes: refused with a code, in bounded time and memory, never with a panic; and
//! whatever is accepted does no harm to an automerge document.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic, also in its helpers"
)]

mod support;

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType};
use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ExpandedChange, ObjType, ROOT, ScalarValue};
use domain::{Edit, Scalar};
use footbridge_merge::{Fold, FoldRefusal, Folded, Reject, Remedy, inspect, limits, self_check};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::num::NonZeroU64;
use support::{actor, authored, play, stamp, steps, text};

/// A record with one change by actor 1 (`a`, `b`) and one on top by actor 2 (`a`).
fn two_changes() -> (Folded, Vec<u8>, Vec<u8>) {
    let mut folded = Folded::new();
    let one = authored(&mut folded, &[text("a", "1"), Edit::set("b", Scalar::Int(5))], 1);
    let two = authored(&mut folded, &[text("a", "2")], 2);
    (folded, one.bytes, two.bytes)
}

fn written_again(bytes: &[u8], change: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(bytes).unwrap().decode();
    change(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

fn check_refused(change: impl FnOnce(&mut ExpandedChange), code: &str) {
    let (_, _, two) = two_changes();
    let refused = inspect(&written_again(&two, change));
    assert_eq!(refused.map_err(|reject| reject.code()), Err(code));
}

fn check_value(value: ScalarValue, code: &str) {
    check_refused(|change| change.operations[0].action = OpType::Put(value), code);
}

#[test]
fn only_scalars_of_a_record_are_accepted() {
    check_value(ScalarValue::Null, "change.value_type");
    check_value(ScalarValue::Uint(1), "change.value_type");
    check_value(ScalarValue::Counter(1.into()), "change.value_type");
    check_value(ScalarValue::Timestamp(1), "change.value_type");
    check_value(ScalarValue::Unknown { type_code: 12, bytes: vec![1] }, "change.value_type");
    check_value(ScalarValue::F64(f64::NAN), "change.not_finite");
    check_value(ScalarValue::F64(f64::INFINITY), "change.not_finite");
}

#[test]
fn only_puts_and_deletes_of_the_root_map_are_accepted() {
    for kind in [ObjType::Map, ObjType::List, ObjType::Text, ObjType::Table] {
        check_refused(|change| change.operations[0].action = OpType::Make(kind), "change.operation");
    }
    check_refused(|change| change.operations[0].action = OpType::Increment(1), "change.operation");
    let mark = MarkData { name: "bold".into(), value: ScalarValue::Boolean(true), expand: false };
    check_refused(|change| change.operations[0].action = OpType::MarkBegin(mark), "change.column");
    check_refused(|change| change.operations[0].insert = true, "change.list");
    let nested = ObjectId::Id(OpId::new(1, &actor(1).0.into()));
    check_refused(|change| change.operations[0].obj = nested, "change.not_root");
    let element = Key::Seq(ElementId::Id(OpId::new(1, &actor(1).0.into())));
    check_refused(|change| change.operations[0].key = element, "change.list");
    check_refused(|change| change.operations.clear(), "change.empty");
}

#[test]
fn keys_have_limits() {
    let named =
        |key: String| move |change: &mut ExpandedChange| change.operations[0].key = Key::Map(key.into());
    check_refused(named(String::new()), "change.key");
    check_refused(named("x".repeat(257)), "change.key");
    check_refused(named("a\nb".into()), "change.key");
    let twice = |change: &mut ExpandedChange| change.operations.push(change.operations[0].clone());
    check_refused(twice, "change.key_twice");
}

#[test]
fn who_and_when_must_be_said() {
    let said = |message: &str| {
        let message = Some(message.to_owned());
        move |change: &mut ExpandedChange| change.message = message
    };
    let member = "07".repeat(16);
    check_refused(|change| change.message = None, "change.stamp");
    check_refused(said("hello"), "change.stamp");
    check_refused(said(&format!("0 {member} UTC 0 c")), "change.stamp");
    check_refused(said(&format!("1 {member} UTC 0")), "change.stamp");
    check_refused(said(&format!("1 {member} UTC 0 c more")), "change.stamp");
    check_refused(said(&format!("1 {member} UTC +0 c")), "change.stamp");
    check_refused(said(&format!("1 {member} UTC 86400 c")), "change.stamp");
    check_refused(said(&format!("1 {member} UTC 0 x")), "change.stamp");
    check_refused(said("1 0707 UTC 0 c"), "change.stamp");
    check_refused(said(&format!("1 {} UTC 0 c", "AB".repeat(16))), "change.stamp");
    check_refused(said(&format!("2 {member} something new")), "change.stamp_newer");
    check_refused(said(&format!("1 {member} Moon/Tycho 0 c")), "change.zone");
    check_refused(|change| change.time = 1, "change.time");
    check_refused(|change| change.time = i64::MAX / 1000 * 1000, "change.time");
    check_refused(|change| change.time = i64::MIN / 1000 * 1000, "change.time");
}

#[test]
fn what_a_newer_version_may_understand_is_told_apart() {
    assert_eq!(Reject::StampNewer.remedy(), Remedy::RetryAfterUpgrade);
    assert_eq!(Reject::Zone.remedy(), Remedy::RetryAfterUpgrade);
    assert_eq!(Reject::Checksum.remedy(), Remedy::Quarantine);
}

#[test]
fn damage_is_never_taken_for_a_newer_version() {
    let bytes = authored(&mut Folded::new(), &[text("name.family", "Alder")], 1).bytes;
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let reject = inspect(&damaged).unwrap_err();
        assert_eq!(reject.remedy(), Remedy::Quarantine, "bit {bit}: {}", reject.code());
    }
}

#[test]
fn counters_stay_far_from_overflow() {
    for start in
        [u64::from(u32::MAX), u64::from(u32::MAX) - 1, u64::MAX / 2, u64::from(limits::COUNTER_MAX) + 1]
    {
        let start = NonZeroU64::new(start).unwrap();
        check_refused(|change| change.start_op = start, "change.counter");
    }
    for seq in [0, u64::from(limits::SEQUENCE_MAX) + 1, u64::MAX] {
        check_refused(|change| change.seq = seq, "change.sequence");
    }
    check_refused(|change| change.actor_id = vec![1u8; 15].into(), "change.actor");
    check_refused(|change| change.deps.push(change.deps[0]), "change.dependencies");
    check_refused(|change| change.extra_bytes = vec![1], "change.extra");
}

#[test]
fn predecessors_must_be_older_and_in_order() {
    let at = |counter| OpId::new(counter, &actor(1).0.into());
    check_refused(|change| change.operations[0].pred = vec![at(3)].into(), "change.predecessors");
    check_refused(|change| change.operations[0].pred = vec![at(0)].into(), "change.predecessors");
    check_refused(|change| change.operations[0].pred = vec![at(1), at(1)].into(), "change.predecessors");
    let nothing = |change: &mut ExpandedChange| {
        change.operations[0].action = OpType::Delete;
        change.operations[0].pred = Vec::new().into();
    };
    check_refused(nothing, "change.predecessors");
}

#[test]
fn a_change_is_one_chunk_written_one_way() {
    let (folded, one, two) = two_changes();
    let code = |bytes: &[u8]| inspect(bytes).map_err(|reject| reject.code());
    let changed = |at: usize, to: u8| {
        let mut bytes = two.clone();
        bytes[at] = to;
        bytes
    };
    assert_eq!(code(&[]), Err("change.not_a_change"));
    assert_eq!(code(b"not a change at all"), Err("change.not_a_change"));
    assert_eq!(code(&changed(5, !two[5])), Err("change.checksum"));
    assert_eq!(code(&changed(8, 0)), Err("change.chunk_kind"));
    assert_eq!(code(&two[..two.len() - 1]), Err("change.truncated"));
    assert_eq!(code(&[two.clone(), one].concat()), Err("change.trailing"));
    assert_eq!(code(&vec![0; limits::CHANGE_MAX_BYTES + 1]), Err("change.too_large"));
    let mut document = Automerge::new();
    document.apply_changes([Change::try_from(two_changes().1.as_slice()).unwrap()]).unwrap();
    assert_eq!(code(&document.save()), Err("change.chunk_kind"));
    // what automerge itself sends when a change is long: compressed, so its size in memory is not known before
    let mut long = Folded::new();
    let long = authored(&mut long, &[text("a", &"long ".repeat(200))], 1);
    let compressed = Change::try_from(long.bytes.as_slice()).unwrap().bytes().into_owned();
    assert_eq!(code(&compressed), Err("change.chunk_kind"));
    assert_eq!(folded.change_count(), 2);
}

#[test]
fn a_change_must_fit_what_it_follows() {
    let (_, one, two) = two_changes();
    let fold = |bytes: &[u8]| {
        let mut folded = Folded::new();
        folded.fold(&inspect(&one).unwrap()).unwrap();
        let before = folded.clone();
        let refused = folded.fold(&inspect(bytes).unwrap());
        assert_eq!(folded, before);
        refused.map_err(|refusal| refusal.code())
    };
    let late = |change: &mut ExpandedChange| change.start_op = NonZeroU64::new(9).unwrap();
    assert_eq!(fold(&written_again(&two, late)), Err("fold.start_counter"));
    assert_eq!(fold(&written_again(&two, |change| change.seq = 2)), Err("fold.sequence_gap"));
    let reused = |change: &mut ExpandedChange| change.actor_id = actor(1).0.into();
    assert_eq!(fold(&written_again(&two, reused)), Err("fold.actor_reused"));
    let unknown = |change: &mut ExpandedChange| change.deps = vec![automerge::ChangeHash([9; 32])];
    assert_eq!(fold(&written_again(&two, unknown)), Err("fold.missing_dependency"));
    // the counter of `b`, a counter that nobody wrote yet, an actor that wrote nothing
    for (counter, by) in [(2, 1), (1, 2)] {
        let wrong = |change: &mut ExpandedChange| {
            change.operations[0].pred = vec![OpId::new(counter, &actor(by).0.into())].into();
        };
        assert_eq!(fold(&written_again(&two, wrong)), Err("fold.predecessor"));
    }
}

#[test]
fn an_actor_cannot_work_beside_itself_nor_replace_what_it_does_not_follow() {
    let mut folded = Folded::new();
    authored(&mut folded, &[text("a", "1")], 1);
    let mut beside = folded.clone();
    let second = authored(&mut folded, &[text("b", "2")], 1);
    let other = authored(&mut beside, &[text("b", "3")], 2);
    folded.fold(&other.change).unwrap();
    // follows the other actor's change only, but is the third of its own
    let apart = written_again(&other.bytes, |change| {
        change.actor_id = actor(1).0.into();
        change.seq = 3;
    });
    assert_eq!(folded.fold(&inspect(&apart).unwrap()), Err(FoldRefusal::SequenceGap { expected: 3 }));
    // replaces a value that stands here, but in a change it does not follow
    let unseen = written_again(&other.bytes, |change| {
        change.actor_id = actor(3).0.into();
        change.deps = vec![automerge::ChangeHash(other.hash().0)];
        change.start_op = NonZeroU64::new(3).unwrap();
        change.operations[0].pred = vec![OpId::new(2, &actor(1).0.into())].into();
    });
    assert_eq!(folded.fold(&inspect(&unseen).unwrap()), Err(FoldRefusal::Predecessor));
    assert!(folded.contains(&second.hash()));
}

/// A change chunk with a right checksum around any content.
fn chunk(content: &[u8]) -> Vec<u8> {
    let mut head = vec![1u8];
    unsigned(&mut head, content.len() as u64);
    let digest = Sha256::new().chain_update(&head).chain_update(content).finalize();
    [&[0x85, 0x6f, 0x4a, 0x83], &digest[..4], &head, content].concat()
}

fn unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The start of a run of 2⁵⁶ in a run-length column: nine bytes.
const ENDLESS: [u8; 9] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01];

fn with_columns(columns: &[(u8, Vec<u8>)], start_op: u64) -> Vec<u8> {
    let mut content = vec![0, 16];
    content.extend([7; 16]);
    content.push(1);
    unsigned(&mut content, start_op);
    content.push(0);
    let message = support::message(&stamp(1));
    content.push(message.len() as u8);
    content.extend(message.bytes());
    content.push(0);
    content.push(columns.len() as u8);
    for (spec, data) in columns {
        unsigned(&mut content, u64::from(*spec));
        unsigned(&mut content, data.len() as u64);
    }
    content.extend(columns.iter().flat_map(|(_, data)| data.clone()));
    chunk(&content)
}

fn endless(item: &[u8]) -> Vec<u8> {
    [&ENDLESS, item].concat()
}

#[test]
fn a_few_bytes_cannot_claim_endless_operations() {
    let (key, insert, meta, count) =
        (0x15, (0x34, ENDLESS.to_vec()), (0x56, endless(&[2])), (0x70, endless(&[0])));
    let action = (0x42, endless(&[1]));
    let same_key = [(key, endless(b"\x01a")), insert.clone(), action.clone(), meta.clone(), count.clone()];
    assert_eq!(inspect(&with_columns(&same_key, 1)), Err(Reject::KeyTwice));
    let no_key = [insert, action, meta, count];
    assert_eq!(inspect(&with_columns(&no_key, 1)), Err(Reject::Malformed("column length")));
}

#[test]
fn a_few_bytes_cannot_claim_endless_predecessors() {
    let columns = [
        (0x15, b"\x7f\x01a".to_vec()),
        (0x34, vec![1]),
        (0x42, vec![0x7f, 1]),
        (0x56, vec![0x7f, 2]),
        (0x70, [&[0x7f], &ENDLESS[..]].concat()),
        (0x71, endless(&[0])),
        (0x73, endless(&[1])),
    ];
    let refused = inspect(&with_columns(&columns, limits::COUNTER_MAX.into()));
    assert_eq!(refused, Err(Reject::TooMany("predecessors")));
}

#[test]
fn stated_lengths_allocate_nothing() {
    let said = support::message(&stamp(1));
    let message = [&[said.len() as u8], said.as_bytes()].concat();
    let actor = [&[16][..], &[7; 16], &[1, 1, 0]].concat();
    // an absurd length where the dependencies, the actor, the message, the other actors, the columns begin
    let parts: [&[u8]; 5] = [&[0], &actor, &message, &[0], &[]];
    let expected = [Reject::TooMany("dependencies")].into_iter().chain([Reject::Truncated; 4]);
    for (at, expected) in expected.enumerate() {
        let mut content = parts[..at].concat();
        unsigned(&mut content, u64::MAX >> 1);
        assert_eq!(inspect(&chunk(&content)), Err(expected));
    }
}

fn repaired(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() > 8 {
        let digest = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&digest[..4]);
    }
    bytes
}

/// Damage to bytes: change some, cut, repeat a part.
fn damage() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..5)
}

fn damaged(mut bytes: Vec<u8>, damage: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    for (at, with, how) in damage.iter().filter(|_| !bytes.is_empty()).cloned().collect::<Vec<_>>() {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] ^= 1 << (with % 8),
            1 => bytes[at] = with,
            2 => drop(bytes.remove(at)),
            _ => bytes.insert(at, with),
        }
    }
    bytes
}

/// Whatever was accepted, automerge takes: same values, a next local edit, and the same after save and load.
fn check_harmless(history: &[Vec<u8>], folded: &Folded) {
    let slices: Vec<&[u8]> = history.iter().map(Vec::as_slice).collect();
    assert_eq!(self_check(&slices, folded), Ok(()));
    let mut document = Automerge::new();
    document.apply_changes(slices.iter().map(|bytes| Change::try_from(*bytes).unwrap())).unwrap();
    let mut transaction = document.transaction();
    for key in ["a", "b", "zz"] {
        transaction.put(ROOT, key, "next").unwrap();
    }
    transaction.commit();
    let loaded = Automerge::load(&document.save()).unwrap();
    assert_eq!(loaded.get_heads(), document.get_heads());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_changes_never_panic_and_do_no_harm(damage in damage(), repair in any::<bool>()) {
        let (_, one, two) = two_changes();
        let bytes = damaged(two, &damage);
        let bytes = if repair { repaired(bytes) } else { bytes };
        let mut folded = Folded::new();
        folded.fold(&inspect(&one).unwrap()).unwrap();
        match inspect(&bytes) {
            Err(reject) => prop_assert_ne!(reject, Reject::Panicked),
            Ok(change) => {
                if folded.fold(&change) == Ok(Fold::Applied) {
                    check_harmless(&[one, bytes], &folded);
                }
            }
        }
    }

    #[test]
    fn any_bytes_never_panic(content in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_ne!(inspect(&content), Err(Reject::Panicked));
        prop_assert_ne!(inspect(&chunk(&content)), Err(Reject::Panicked));
    }
}

/// What a forger changes who knows the format.
#[derive(Clone, Debug)]
struct Forgery {
    victim: prop::sample::Index,
    start_op: Option<u64>,
    seq: Option<u64>,
    by: Option<u8>,
    deps: Vec<prop::sample::Index>,
    keep_deps: bool,
    pred: Vec<(u64, u8)>,
    keep_pred: bool,
}

fn forgeries() -> impl Strategy<Value = Forgery> {
    let rarely = |values: std::ops::Range<u64>| proptest::option::weighted(0.3, values);
    let deps = proptest::collection::vec(any::<prop::sample::Index>(), 0..3);
    let pred = proptest::collection::vec((1u64..12, 1u8..4), 0..3);
    (any::<prop::sample::Index>(), rarely(1..12), rarely(1..5), proptest::option::weighted(0.5, 1u8..6))
        .prop_flat_map(move |(victim, start_op, seq, by)| {
            (deps.clone(), any::<bool>(), pred.clone(), any::<bool>()).prop_map(
                move |(deps, keep_deps, pred, keep_pred)| Forgery {
                    victim,
                    start_op,
                    seq,
                    by,
                    deps,
                    keep_deps,
                    pred,
                    keep_pred,
                },
            )
        })
}

fn forged(history: &[Vec<u8>], forgery: &Forgery) -> Vec<u8> {
    written_again(&history[forgery.victim.index(history.len())], |change| {
        change.start_op = forgery.start_op.and_then(NonZeroU64::new).unwrap_or(change.start_op);
        change.seq = forgery.seq.unwrap_or(change.seq);
        if let Some(by) = forgery.by {
            change.actor_id = actor(by).0.into();
        }
        if !forgery.keep_deps {
            let hash = |index: &prop::sample::Index| {
                let bytes = &history[index.index(history.len())];
                Change::try_from(bytes.as_slice()).unwrap().hash()
            };
            change.deps = forgery.deps.iter().map(hash).collect();
        }
        if !forgery.keep_pred {
            let pred: Vec<OpId> =
                forgery.pred.iter().map(|(counter, by)| OpId::new(*counter, &actor(*by).0.into())).collect();
            change.operations.iter_mut().for_each(|op: &mut Op| op.pred = pred.clone().into());
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// A forger with valid keys and the format at hand gets nothing accepted that harms a document.
    #[test]
    fn accepted_forgeries_do_no_harm(steps in steps(2, 12), forgeries in proptest::collection::vec(forgeries(), 1..8)) {
        let device = play(2, &steps).swap_remove(0);
        prop_assume!(!device.history.is_empty());
        let (mut folded, mut history) = (device.folded, device.history);
        for forgery in &forgeries {
            let bytes = forged(&history, forgery);
            let Ok(change) = inspect(&bytes) else { continue };
            if folded.fold(&change) == Ok(Fold::Applied) {
                history.push(bytes);
            }
        }
        check_harmless(&history, &folded);
    }
}

//! The path of a change into a record, and the form in which a folded record is kept.

use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ROOT};
use domain::{CompartmentId, Edit, RecordId, RecordKind, Scalar};
use merge::{
    Fold, Folded, Inspected, author, author_beside, fold_all, inspect, reauthor, self_check, state_at,
};

use super::domain::look_at;
use super::{Target, Verdict};
use crate::changes::{self, Author, histories};
use crate::pack::{pack, unpack};

pub(super) fn targets() -> Vec<Target> {
    vec![
        Target::bytes("change", examples, run).make(changes::make).weight(160),
        Target::bytes("inspect", single, one).weight(20),
        Target::bytes("folded", states, state).weight(20),
    ]
}

const HISTORIES: u64 = 60;

fn examples(_: &str) -> Vec<Vec<u8>> {
    let wide = changes::wide(&Author::EXAMPLE, 40, |_| Edit::set("name.family", Scalar::text("Alder")));
    let mut all: Vec<Vec<u8>> = histories(&Author::EXAMPLE, HISTORIES).iter().map(|one| pack(one)).collect();
    all.push(pack(&wide));
    all
}

fn single(_: &str) -> Vec<Vec<u8>> {
    histories(&Author::EXAMPLE, 20).into_iter().flatten().collect()
}

fn one(bytes: &[u8]) -> Verdict {
    inspect(bytes).map(drop).map_err(|reject| reject.code())
}

/// Every change in turn: read, checked, folded. Then whatever was accepted must be a record as any other.
fn run(bytes: &[u8]) -> Verdict {
    let mut folded = Folded::new();
    let (mut history, mut changes, mut refused) = (Vec::new(), Vec::new(), None);
    for part in unpack(bytes) {
        let change = match inspect(&part) {
            Ok(change) => change,
            Err(reject) => {
                assert_ne!(reject.code(), "change.panicked", "automerge panicked inside the guard");
                refused = Some(reject.code());
                continue;
            }
        };
        let before = folded.clone();
        match folded.fold(&change) {
            Ok(Fold::Applied) => {
                history.push(part);
                changes.push(change);
            }
            Ok(Fold::Known) => assert_eq!(folded, before),
            Err(refusal) => {
                assert_eq!(folded, before, "a refused change changes nothing");
                refused = Some(refusal.code());
            }
        }
    }
    if !history.is_empty() {
        sound(&folded, &history, &changes);
    }
    refused.map_or(Ok(()), Err)
}

fn sound(folded: &Folded, history: &[Vec<u8>], changes: &[Inspected]) {
    let slices: Vec<&[u8]> = history.iter().map(Vec::as_slice).collect();
    assert_eq!(Folded::decode(&folded.encode()).as_ref(), Ok(folded), "the stored form");
    assert_eq!(fold_all(slices.iter().copied()).as_ref(), Ok(folded), "folded again");
    assert_eq!(self_check(&slices, folded), Ok(()), "automerge's opinion");
    let heads: Vec<_> = folded.heads().collect();
    assert_eq!(state_at(slices.iter().copied(), &heads).as_ref(), Ok(folded), "the state at its heads");
    for kind in [RecordKind::Person, RecordKind::Contact, RecordKind::Handoff] {
        let record = folded.record(RecordId::from_bytes([1; 16]), kind, CompartmentId([2; 16]));
        look_at(&record);
    }
    edits_go_on(folded, history, changes);
    made_again(changes);
}

/// No record is bricked: its next edit works, by somebody new and by who wrote last, also after a decision is taken
/// back, and automerge takes it and loads what it saved.
fn edits_go_on(folded: &Folded, history: &[Vec<u8>], changes: &[Inspected]) {
    let by = Author::EXAMPLE;
    let last = changes.last().unwrap();
    let mut keys: Vec<String> = folded.visible().into_keys().take(3).collect();
    keys.push("name.fresh".to_owned());
    let edits: Vec<Edit> = keys.iter().map(|key| Edit::set(key, Scalar::text("what comes next"))).collect();
    for actor in [by.actor(99), last.actor()] {
        let mut after = folded.clone();
        let mut added = Vec::new();
        for beside in [None, Some(other(&edits))] {
            let stamp = by.stamp(9);
            let made = match &beside {
                None => author(&after, &edits, actor, &stamp),
                Some(beside) => author_beside(&after, beside, actor, &stamp),
            };
            let made = made.expect("the next edit").expect("an edit that changes something");
            assert_eq!(inspect(&made.bytes).as_ref(), Ok(&made.change), "what we author we read");
            assert_eq!(after.fold(&made.change), Ok(Fold::Applied));
            added.push(made.bytes);
        }
        let visible = after.visible();
        assert!(
            keys.iter().all(|key| visible[key].len() == 2),
            "the edit replaced what stood, the other came beside"
        );
        let all: Vec<&[u8]> = history.iter().chain(&added).map(Vec::as_slice).collect();
        assert_eq!(self_check(&all, &after), Ok(()), "automerge's opinion of the next edit");
        automerge_goes_on(&all);
    }
}

fn other(edits: &[Edit]) -> Vec<Edit> {
    edits.iter().map(|edit| Edit::set(&edit.key, Scalar::text("and beside it"))).collect()
}

/// automerge's own next transaction on the same history, saved and loaded.
fn automerge_goes_on(history: &[&[u8]]) {
    let mut document = Automerge::new();
    document.apply_changes(history.iter().map(|bytes| Change::try_from(*bytes).unwrap())).unwrap();
    let mut transaction = document.transaction();
    transaction.put(ROOT, "name.family", "next").unwrap();
    transaction.commit();
    let loaded = Automerge::load(&document.save()).unwrap();
    assert_eq!(loaded.get_heads(), document.get_heads());
}

/// After a fork the same actor's changes are made again under another name, or refused with a reason.
fn made_again(changes: &[Inspected]) {
    let actor = changes[0].actor();
    let own: Vec<Inspected> = changes.iter().filter(|change| change.actor() == actor).cloned().collect();
    if let Ok(again) = reauthor(&own, |_| Author::EXAMPLE.actor(98)) {
        assert!(again.iter().all(|made| inspect(&made.new.bytes).as_ref() == Ok(&made.new.change)));
    }
    // each under a name of its own, whoever made it: refused where they are not one line
    let own_name = |change: &Inspected| domain::ActorId(change.hash().0[..16].try_into().unwrap());
    if let Ok(again) = reauthor(changes, own_name) {
        assert!(again.iter().all(|made| inspect(&made.new.bytes).as_ref() == Ok(&made.new.change)));
    }
}

fn states(_: &str) -> Vec<Vec<u8>> {
    let fold = |history: &Vec<Vec<u8>>| fold_all(history.iter().map(Vec::as_slice)).unwrap().encode();
    histories(&Author::EXAMPLE, 30).iter().map(fold).collect()
}

/// A stored state: there is one way to write each.
fn state(bytes: &[u8]) -> Verdict {
    let folded = Folded::decode(bytes).map_err(|error| error.code())?;
    assert!(folded.encode() == bytes, "another form of the same state was read");
    look_at(&folded.record(RecordId::from_bytes([1; 16]), RecordKind::Person, CompartmentId([2; 16])));
    drop(author(
        &folded,
        &[Edit::set("a", Scalar::text("b"))],
        Author::EXAMPLE.actor(1),
        &Author::EXAMPLE.stamp(1),
    ));
    Ok(())
}

//! Records with more beside each other than one change can name or replace: they stay editable.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may panic, also in its helpers"
)]

mod support;

use domain::{ActorId, Edit, Scalar};
use footbridge_merge::{Authored, Fold, Folded, author, author_beside, inspect, limits, self_check};
use support::{actor, authored, stamp, text};

/// By how many actors a key has a value in one test: too many for one change that says something long itself.
const VALUES: u32 = 3_500;

/// The actor of a given number; no other test has so many.
fn one_of_many(number: u32) -> ActorId {
    let mut actor = [0xaa; 16];
    actor[..4].copy_from_slice(&number.to_be_bytes());
    ActorId(actor)
}

/// Edits on until one value stands alone in `key`, and says how many edits it took.
fn settle(folded: &mut Folded, history: &mut Vec<Vec<u8>>, key: &str) -> usize {
    for edits in 1..50 {
        let value = format!("decided {edits}");
        let made: Authored =
            author(folded, &[text(key, &value)], actor(7), &stamp(7)).expect("the next edit").unwrap();
        assert_eq!(inspect(&made.bytes).as_ref(), Ok(&made.change));
        assert_eq!(folded.fold(&made.change), Ok(Fold::Applied));
        history.push(made.bytes);
        let held = &folded.visible()[key];
        assert_eq!(held[0].value, Scalar::text(value), "what was written last is shown first");
        if held.len() == 1 {
            return edits;
        }
    }
    panic!("it never stands alone");
}

#[test]
fn a_record_on_more_heads_than_a_change_can_name_is_edited_on() {
    let mut base = Folded::new();
    let mut history = vec![authored(&mut base, &[text("a", "0")], 1).bytes];
    let mut folded = base.clone();
    for number in 0..=limits::DEPENDENCIES_MAX as u32 {
        let edit = Edit::set("a", Scalar::Int(number.into()));
        let made = author(&base, &[edit], one_of_many(number), &stamp(2)).unwrap().unwrap();
        assert_eq!(folded.fold(&made.change), Ok(Fold::Applied));
        history.push(made.bytes);
    }
    assert!(folded.heads().len() > limits::DEPENDENCIES_MAX);
    assert_eq!(settle(&mut folded, &mut history, "a"), 2);
    assert!(folded.heads().len() <= 2);
    let history: Vec<&[u8]> = history.iter().map(Vec::as_slice).collect();
    assert_eq!(self_check(&history, &folded), Ok(()));
}

#[test]
fn a_key_with_more_values_than_a_change_can_replace_is_edited_on() {
    let mut folded = Folded::new();
    let mut history = vec![authored(&mut folded, &[text("a", "0")], 1).bytes];
    // one after the other, so that there is one head only; each actor takes sixteen bytes of the change
    for number in 0..VALUES {
        let edit = Edit::set("a", Scalar::Int(number.into()));
        let made = author_beside(&folded, &[edit], one_of_many(number), &stamp(2)).unwrap().unwrap();
        assert_eq!(folded.fold(&made.change), Ok(Fold::Applied));
        history.push(made.bytes);
    }
    assert_eq!(folded.visible()["a"].len(), VALUES as usize + 1);
    // with a long text beside them they do not fit into one change
    let long = author(&folded, &[text("a", &"long ".repeat(40_000))], actor(7), &stamp(7)).unwrap().unwrap();
    assert_eq!(folded.fold(&inspect(&long.bytes).unwrap()), Ok(Fold::Applied));
    let left = folded.visible()["a"].len();
    assert!((2..VALUES as usize).contains(&left), "{left}");
    assert_eq!(folded.visible()["a"][0].stamp, stamp(7), "what was written last is shown first");
    assert_eq!(settle(&mut folded, &mut history, "a"), 1);
    let cleared = author(&folded, &[Edit::clear("a")], actor(7), &stamp(7)).unwrap().unwrap();
    assert_eq!(folded.fold(&cleared.change), Ok(Fold::Applied));
    assert!(folded.visible().is_empty());
}

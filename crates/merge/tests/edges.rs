//! The edges of what one change may hold, and what a change and a state say of themselves. Each of these was a
//! mutation that no other test saw (`cargo xtask mutants --area merge`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test: a panic is the report, also in the helpers that are not marked as tests"
)]

mod support;

use automerge::legacy::OpId;
use automerge::{Change, ExpandedChange};
use domain::{Edit, Scalar};
use footbridge_merge::{
    AuthorError, Authored, Fold, FoldRefusal, Folded, Inspected, author, author_at, inspect, limits, state_at,
};
use std::num::NonZeroU64;
use support::{actor, authored, stamp, text};

#[test]
fn a_change_may_have_exactly_as_many_bytes_as_the_limit() {
    let of = |len: usize| {
        let bytes = Edit::set("a", Scalar::Bytes(vec![7; len]));
        author(&Folded::new(), &[bytes], actor(1), &stamp(1)).map(Option::unwrap)
    };
    let around = limits::CHANGE_MAX_BYTES - of(limits::CHANGE_MAX_BYTES - 200).unwrap().bytes.len();
    let full = of(limits::CHANGE_MAX_BYTES - 200 + around).unwrap();
    assert_eq!(full.bytes.len(), limits::CHANGE_MAX_BYTES);
    assert_eq!(inspect(&full.bytes), Ok(full.change));
    assert_eq!(of(limits::CHANGE_MAX_BYTES - 199 + around), Err(AuthorError::TooLarge));
}

#[test]
fn a_state_knows_its_changes_and_every_key_that_was_ever_written() {
    let mut folded = Folded::new();
    let other = authored(&mut Folded::new(), &[text("a", "1")], 2).change;
    let cleared = Edit { key: "a".to_owned(), value: None };
    for (edit, changes) in [(text("a", "1"), 1), (cleared, 2)] {
        let change = authored(&mut folded, &[edit], 1).change;
        assert_eq!(folded.change_count(), changes);
        assert!(folded.contains(&change.hash()) && !folded.contains(&other.hash()));
        assert!(folded.was_written("a") && !folded.was_written("b"));
    }
    assert!(folded.visible().is_empty());
}

#[test]
fn a_change_says_what_it_writes_and_what_it_replaces() {
    let mut folded = Folded::new();
    assert!(folded.is_empty());
    let first = authored(&mut folded, &[text("a", "1"), text("b", "1")], 1).change;
    assert!(!folded.is_empty());
    assert_eq!((first.sequence(), first.keys().collect()), (1, vec!["a", "b"]));
    assert_eq!(first.replaced_keys().count(), 0);
    let third = {
        authored(&mut folded, &[text("c", "1")], 1);
        authored(&mut folded, &[text("b", "2"), text("d", "1"), Edit { key: "a".to_owned(), value: None }], 1)
            .change
    };
    assert_eq!((third.sequence(), third.keys().collect()), (3, vec!["a", "b", "d"]));
    assert_eq!(third.replaced_keys().collect::<Vec<_>>(), ["a", "b"]);
}

/// The change as somebody else's encoder would write it, who changed something in it.
fn written_again(made: &Authored, change: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut written = Change::try_from(made.bytes.as_slice()).unwrap().decode();
    change(&mut written);
    Change::from(written).raw_bytes().to_vec()
}

#[test]
fn the_last_counter_of_all_may_be_used_and_none_after_it() {
    let at_the_end = |edits: &[Edit]| {
        let made = author(&Folded::new(), edits, actor(1), &stamp(1)).unwrap().unwrap();
        let last = NonZeroU64::new(limits::COUNTER_MAX.into()).unwrap();
        inspect(&written_again(&made, |change| change.start_op = last)).map_err(|why| why.code())
    };
    assert!(at_the_end(&[text("a", "1")]).is_ok());
    assert_eq!(at_the_end(&[text("a", "1"), text("b", "1")]), Err("change.counter"));
}

#[test]
fn only_a_change_whose_past_is_missing_may_fit_later() {
    let mut folded = Folded::new();
    let first = authored(&mut folded, &[text("a", "1")], 1);
    let second = authored(&mut folded, &[text("a", "2")], 1);
    let refusal = Folded::new().fold(&second.change).unwrap_err();
    assert_eq!(refusal.code(), "fold.missing_dependency");
    assert!(refusal.may_fit_later());
    let reused = inspect(&written_again(&first, |change| change.time += 1000)).unwrap();
    let refusal = folded.fold(&reused).unwrap_err();
    assert_eq!(refusal.code(), "fold.actor_reused");
    assert!(!refusal.may_fit_later());
}

#[test]
fn the_state_at_a_change_is_as_it_was_then() {
    let mut folded = Folded::new();
    let first = authored(&mut folded, &[text("a", "1")], 1);
    let then = folded.clone();
    let second = authored(&mut folded, &[text("a", "2")], 1);
    let history = [first.bytes.as_slice(), second.bytes.as_slice()];
    assert_eq!(state_at(history, &[first.change.hash()]).unwrap(), then);
    assert_eq!(state_at(history, &[second.change.hash()]).unwrap(), folded);
    assert!(state_at([], &[first.change.hash()]).is_err());
}

/// Another actor's change at each of two places of one chain is followed; what came later in that chain is not, nor
/// what that followed.
#[test]
fn what_a_change_does_not_follow_it_cannot_replace() {
    for by in 4..12 {
        let mut all = Folded::new();
        let first = authored(&mut all, &[text("x", "1")], 1);
        let beside = {
            let mut aside = all.clone();
            authored(&mut aside, &[text("y", "1")], by)
        };
        let second = authored(&mut all, &[text("x", "2")], 1);
        let unseen = {
            let mut alone = Folded::new();
            authored(&mut alone, &[text("a", "1")], 3)
        };
        assert_eq!(all.fold(&unseen.change), Ok(Fold::Applied));
        let third = authored(&mut all, &[text("x", "3")], 1);
        assert_eq!(all.fold(&beside.change), Ok(Fold::Applied));
        let history = [&first, &second, &unseen, &third, &beside].map(|made| made.bytes.as_slice());
        let seen = [second.change.hash(), beside.change.hash()];
        let made = author_at(history, &seen, &[text("a", "2")], actor(2), &stamp(2)).unwrap().unwrap();
        assert_eq!(all.clone().fold(&made.change), Ok(Fold::Applied));
        let replaced = OpId(1, actor(3).0.into());
        let forged: Inspected =
            inspect(&written_again(&made, |change| change.operations[0].pred = vec![replaced].into()))
                .unwrap();
        assert_eq!(all.fold(&forged), Err(FoldRefusal::Predecessor), "{by}");
    }
}

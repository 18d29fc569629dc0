//! What a change is made of, and making changes again after a fork.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic, also in its helpers"
)]

mod support;

use domain::{ActorId, ChangeHash, ClockQuality, Edit, Scalar, Stamp};
use footbridge_merge::{
    AuthorError, Fold, Folded, HistoryError, Inspected, author, author_at, fold_all, inspect, limits,
    reauthor,
};
use support::{actor, authored, stamp, text};

fn try_author(base: &Folded, edits: &[Edit]) -> Result<Option<Vec<Edit>>, AuthorError> {
    let made = author(base, edits, actor(1), &stamp(1))?;
    Ok(made.map(|made| made.change.edits().collect()))
}

#[test]
fn only_edits_that_change_something_are_written() {
    let mut base = Folded::new();
    authored(&mut base, &[text("a", "1"), text("b", "2")], 1);
    assert_eq!(try_author(&base, &[]), Ok(None));
    assert_eq!(try_author(&base, &[text("a", "1"), Edit::clear("c")]), Ok(None));
    let edits = [text("a", "1"), text("b", "3"), Edit::clear("a"), text("c", "4"), text("c", "5")];
    let expected = vec![Edit::clear("a"), text("b", "3"), text("c", "5")];
    assert_eq!(try_author(&base, &edits), Ok(Some(expected)));
    // another type, and another zero, are other values
    assert_eq!(try_author(&base, &[Edit::set("a", Scalar::Int(1))]).unwrap().unwrap().len(), 1);
    authored(&mut base, &[Edit::set("place.lat", Scalar::Real(0.0))], 1);
    assert_eq!(try_author(&base, &[Edit::set("place.lat", Scalar::Real(-0.0))]).unwrap().unwrap().len(), 1);
}

/// Two devices that both wrote `a`; returns the merged state.
fn conflict() -> Folded {
    let mut base = Folded::new();
    authored(&mut base, &[text("a", "0")], 1);
    let mut other = base.clone();
    authored(&mut base, &[text("a", "1")], 1);
    let theirs = authored(&mut other, &[text("a", "2")], 2);
    base.fold(&theirs.change).unwrap();
    assert_eq!(base.visible()["a"].len(), 2);
    base
}

#[test]
fn settling_a_conflict_is_an_edit_and_says_who_decided() {
    let first = conflict().visible()["a"][0].value.clone();
    let last = conflict().visible()["a"][1].value.clone();
    for value in [first, last] {
        let mut settled = conflict();
        authored(&mut settled, &[Edit::set("a", value.clone())], 3);
        let held = &settled.visible()["a"];
        assert_eq!(held.len(), 1);
        assert_eq!((&held[0].value, &held[0].stamp), (&value, &stamp(3)));
    }
    let mut cleared = conflict();
    authored(&mut cleared, &[Edit::clear("a")], 3);
    assert!(cleared.visible().is_empty());
}

#[test]
fn two_different_decisions_both_stand() {
    let (mut one, mut two) = (conflict(), conflict());
    let values: Vec<Scalar> = conflict().visible()["a"].iter().map(|held| held.value.clone()).collect();
    authored(&mut one, &[Edit::set("a", values[0].clone())], 3);
    let other = authored(&mut two, &[Edit::set("a", values[1].clone())], 4);
    one.fold(&other.change).unwrap();
    assert_eq!(one.visible()["a"].len(), 2);
}

#[test]
fn what_cannot_be_written_is_refused() {
    let base = Folded::new();
    let code = |edit: Edit| try_author(&base, &[edit]).unwrap_err().code();
    assert_eq!(code(text("", "x")), "author.key");
    assert_eq!(code(text(&"k".repeat(257), "x")), "author.key");
    assert_eq!(code(text("a\u{7}", "x")), "author.key");
    assert_eq!(code(Edit::set("a", Scalar::Real(f64::NAN))), "author.not_finite");
    assert_eq!(code(text("a", &"x".repeat(limits::CHANGE_MAX_BYTES))), "author.too_large");
}

#[test]
fn the_largest_change_that_is_written_can_be_read() {
    let nearly = "x".repeat(limits::CHANGE_MAX_BYTES - 200);
    let made = author(&Folded::new(), &[text("a", &nearly)], actor(1), &stamp(1)).unwrap().unwrap();
    assert!(made.bytes.len() > limits::CHANGE_MAX_BYTES - 100);
    assert_eq!(inspect(&made.bytes), Ok(made.change));
}

#[test]
fn no_change_follows_more_changes_than_one_may_name() {
    let mut folded = Folded::new();
    let fold_apart = |folded: &mut Folded, number: usize| {
        let mut by = actor(1);
        by.0[..8].copy_from_slice(&number.to_be_bytes());
        let made = author(&Folded::new(), &[text("a", "1")], by, &stamp(1)).unwrap().unwrap();
        folded.fold(&made.change).unwrap();
    };
    (1..=limits::DEPENDENCIES_MAX).for_each(|number| fold_apart(&mut folded, number));
    let made = author(&folded, &[text("b", "1")], actor(2), &stamp(2)).unwrap().unwrap();
    assert_eq!(inspect(&made.bytes), Ok(made.change));
    fold_apart(&mut folded, 0);
    // one more: the newest are named, the record stays editable (tests/wide.rs)
    let made = author(&folded, &[text("b", "1")], actor(2), &stamp(2)).unwrap().unwrap();
    assert_eq!(made.change.dependencies().len(), limits::DEPENDENCIES_MAX);
    assert_eq!(inspect(&made.bytes), Ok(made.change));
}

#[test]
fn every_clock_quality_and_an_offset_of_another_table_come_back() {
    for clock in [ClockQuality::Checked, ClockQuality::Unchecked, ClockQuality::Off] {
        // no table ever had this offset in this zone
        let at = domain::Moment::stated(-1_000, 12_345, "Europe/Zurich").unwrap();
        let stamp = Stamp { clock, at, ..stamp(1) };
        let made = author(&Folded::new(), &[text("a", "1")], actor(1), &stamp).unwrap().unwrap();
        assert_eq!(inspect(&made.bytes).unwrap().stamp(), &stamp);
    }
}

#[test]
fn an_edit_of_an_older_view_stays_beside_what_came_since() {
    let mut folded = Folded::new();
    let first = authored(&mut folded, &[text("a", "0")], 1);
    let seen: Vec<ChangeHash> = folded.heads().collect();
    let since = authored(&mut folded, &[text("a", "since")], 2);
    let history = [first.bytes.as_slice(), since.bytes.as_slice()];
    let made = author_at(history, &seen, &[text("a", "mine")], actor(1), &stamp(1)).unwrap().unwrap();
    assert_eq!(folded.fold(&made.change), Ok(Fold::Applied));
    let values: Vec<String> = folded.visible()["a"].iter().map(|held| held.value.to_string()).collect();
    assert_eq!(values.len(), 2);
    assert!(values.contains(&"mine".to_owned()) && values.contains(&"since".to_owned()));
    // one's own changes are always taken as seen
    let made = author_at(history, &seen, &[text("a", "again")], actor(2), &stamp(2)).unwrap().unwrap();
    assert_eq!(made.change.dependencies(), [since.hash()]);
    let unknown = author_at(history, &[ChangeHash([1; 32])], &[text("a", "x")], actor(1), &stamp(1));
    assert_eq!(unknown.unwrap_err(), HistoryError::Missing(ChangeHash([1; 32])).into());
}

/// A device that sent one change, got one, and has two unsent ones: one made beside the one it got, one on top of
/// both that settles the conflict in `c`.
struct Forked {
    sent: Vec<Vec<u8>>,
    unsent: Vec<Inspected>,
}

fn forked() -> (Forked, Folded) {
    let mut folded = Folded::new();
    let sent = authored(&mut folded, &[text("a", "0"), text("b", "0")], 1);
    let one = authored(&mut folded, &[text("a", "1"), text("c", "1")], 1);
    let mut other = fold_all([sent.bytes.as_slice()]).unwrap();
    let theirs = authored(&mut other, &[text("b", "theirs"), text("c", "theirs")], 2);
    folded.fold(&theirs.change).unwrap();
    let two = authored(&mut folded, &[text("a", "2"), Edit::clear("b"), text("c", "settled")], 1);
    let forked = Forked { sent: vec![sent.bytes, theirs.bytes], unsent: vec![one.change, two.change] };
    (forked, folded)
}

#[test]
fn a_fork_loses_nothing() {
    // actors and hashes that sort before and after the others
    (3..40).for_each(check_fork);
}

fn check_fork(by: u8) {
    let (forked, before) = forked();
    let again = reauthor(&forked.unsent, |_| actor(by)).unwrap();
    let history =
        forked.sent.iter().map(Vec::as_slice).chain(again.iter().map(|made| made.new.bytes.as_slice()));
    let after = fold_all(history).unwrap();
    let shown = |folded: &Folded| {
        let shown = |held: &domain::Held| (held.value.clone(), held.stamp.clone());
        let fields = folded.visible();
        fields
            .into_iter()
            .map(|(key, held)| (key, held.iter().map(shown).collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&after), shown(&before));
    for (made, old) in again.iter().zip(&forked.unsent) {
        assert_eq!(made.old, old.hash());
        assert_eq!(made.new.change.actor(), actor(by));
        assert_eq!(made.new.change.stamp(), old.stamp());
        assert!(made.new.change.edits().eq(old.edits()));
        assert_eq!(inspect(&made.new.bytes).as_ref(), Ok(&made.new.change));
    }
    let dependencies = again[1].new.change.dependencies();
    assert!(dependencies.contains(&again[0].new.hash()));
    assert!(!dependencies.contains(&forked.unsent[0].hash()));
}

#[test]
fn the_clone_may_have_sent_the_same_numbers() {
    let (forked, _) = forked();
    let mut elsewhere = fold_all(forked.sent.iter().map(Vec::as_slice)).unwrap();
    let clones = authored(&mut elsewhere, &[text("a", "clone's")], 1);
    assert_eq!(elsewhere.fold(&forked.unsent[0]).unwrap_err().code(), "fold.actor_reused");
    for made in reauthor(&forked.unsent, |_| actor(5)).unwrap() {
        assert_eq!(elsewhere.fold(&made.new.change), Ok(Fold::Applied));
    }
    let values: Vec<String> = elsewhere.visible()["a"].iter().map(|held| held.value.to_string()).collect();
    assert!(values.contains(&"2".to_owned()) && values.contains(&"clone's".to_owned()), "{values:?}");
    assert!(elsewhere.contains(&clones.hash()));
}

#[test]
fn what_a_later_incarnation_built_on_it_is_made_again_with_it_and_always_alike() {
    let mut folded = Folded::new();
    let sent = authored(&mut folded, &[text("a", "0")], 1);
    let one = authored(&mut folded, &[text("a", "1"), text("b", "1")], 1);
    let two = authored(&mut folded, &[text("a", "2"), Edit::clear("b")], 2);
    let three = authored(&mut folded, &[text("a", "3")], 2);
    let forked = [one.change, two.change, three.change];
    // each under an actor of its own
    let own = |change: &Inspected| ActorId(change.hash().0[..16].try_into().unwrap());
    let again = reauthor(&forked, own).unwrap();
    assert_eq!(again, reauthor(&forked, own).unwrap());
    assert!(again.iter().all(|made| made.new.change.sequence() == 1));
    let by_one = reauthor(&forked, |_| actor(5)).unwrap();
    assert_eq!(by_one.iter().map(|made| made.new.change.sequence()).collect::<Vec<_>>(), [1, 2, 3]);
    let mut after = fold_all([sent.bytes.as_slice()]).unwrap();
    for made in &again {
        assert_eq!(after.fold(&made.new.change), Ok(Fold::Applied));
    }
    let values = |folded: &Folded, key: &str| {
        folded.visible().get(key).map(|held| held.iter().map(|one| one.value.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(values(&after, "a").unwrap().len(), 1);
    assert_eq!((values(&after, "a"), values(&after, "b")), (values(&folded, "a"), None));
    // without the one between them, the last does not follow on the first
    let [one, _, three] = forked;
    assert_eq!(reauthor(&[one, three], |_| actor(5)).unwrap_err().code(), "author.not_one_chain");
}

#[test]
fn a_history_that_does_not_fold_says_where() {
    let mut folded = Folded::new();
    let one = authored(&mut folded, &[text("a", "1")], 1);
    let two = authored(&mut folded, &[text("a", "2")], 2);
    let code = |history: &[&[u8]]| {
        fold_all(history.iter().copied()).map_err(|error| (error.code(), error.to_string()))
    };
    assert!(code(&[&one.bytes, &one.bytes, &two.bytes]).is_ok());
    let (unreadable, where_) = code(&[&one.bytes, b"?"]).unwrap_err();
    assert_eq!(unreadable, "history.unreadable");
    assert!(where_.contains("change 1 "), "{where_}");
    assert_eq!(code(&[&two.bytes, &one.bytes]).unwrap_err().0, "history.unfit");
}

#[test]
fn only_one_chain_can_be_made_again() {
    let (mut forked, _) = forked();
    let refused = |unsent: &[Inspected], by: ActorId| reauthor(unsent, |_| by).unwrap_err().code();
    assert_eq!(reauthor(&[], |_| actor(5)), Ok(Vec::new()));
    assert_eq!(refused(&forked.unsent, actor(1)), "author.not_one_chain");
    // the second clears what actor 2 wrote: to be made again by an actor that is not new here
    assert_eq!(refused(&forked.unsent, actor(2)), "author.not_one_chain");
    forked.unsent.reverse();
    assert_eq!(refused(&forked.unsent, actor(5)), "author.not_one_chain");
}

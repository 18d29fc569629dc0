//! automerge is the oracle: the same bytes when authoring, the same values when merging.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic, also in its helpers"
)]

mod support;

use domain::{Edit, Scalar};
use footbridge_merge::{CheckError, Fold, FoldRefusal, Folded, author_beside, inspect, self_check};
use proptest::prelude::*;
use support::{Device, authored, play, steps, text};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every device, at every moment, shows what automerge shows, and writes what automerge writes.
    #[test]
    fn fold_is_automerge(steps in steps(4, 24)) {
        for device in play(4, &steps) {
            device.check();
        }
    }

    /// Whatever the order, repetition and batching, the same changes give the same state and digest.
    #[test]
    fn order_repetition_and_batches_do_not_matter(steps in steps(3, 20), order in any::<u64>(), batch in 1usize..5) {
        let mut devices = play(3, &steps);
        let (first, rest) = devices.split_at_mut(1);
        for other in rest.iter() {
            first[0].pull(other);
        }
        let mut waiting: Vec<Vec<u8>> = first[0].history.clone();
        waiting.extend(first[0].history.clone());
        shuffle(&mut waiting, order);
        let mut folded = Folded::new();
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|bytes| matches!(
                folded.fold(&inspect(bytes).unwrap()),
                Err(FoldRefusal::MissingDependency(_))
            ));
            prop_assert!(waiting.len() < before);
            if waiting.len().is_multiple_of(batch) {
                folded = Folded::decode(&folded.encode()).unwrap();
            }
        }
        prop_assert_eq!(&folded, &first[0].folded);
        prop_assert_eq!(folded.encode(), first[0].folded.encode());
        prop_assert_eq!(folded.state_digest(), first[0].folded.state_digest());
    }

    /// Devices that exchanged everything are equal.
    #[test]
    fn devices_converge(steps in steps(3, 20)) {
        let mut devices = play(3, &steps);
        for round in 0..2 {
            for to in 0..3 {
                let from = Device { history: devices[(to + 1 + round) % 3].history.clone(), ..Device::new(0) };
                devices[to].pull(&from);
            }
        }
        let digests: Vec<_> = devices.iter().map(|device| device.folded.state_digest()).collect();
        prop_assert!(digests.iter().all(|digest| *digest == digests[0]));
        devices.iter().for_each(Device::check);
    }
}

/// A seeded Fisher-Yates shuffle by a linear congruential generator.
fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for end in (1..items.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(end, (seed >> 33) as usize % (end + 1));
    }
}

#[test]
fn concurrent_values_stand_the_latest_by_automerge_order_first() {
    let mut base = Folded::new();
    authored(&mut base, &[text("a", "old")], 1);
    let mut other = base.clone();
    let mine = authored(&mut base, &[text("a", "mine")], 1);
    let theirs = authored(&mut other, &[text("a", "theirs"), text("b", "x")], 2);
    base.fold(&theirs.change).unwrap();
    other.fold(&mine.change).unwrap();
    assert_eq!(base, other);
    let shown: Vec<_> = base.visible()["a"].iter().map(|held| held.value.clone()).collect();
    // equal counters: the greater actor is first
    let expected =
        if support::actor(1) > support::actor(2) { ["mine", "theirs"] } else { ["theirs", "mine"] };
    assert_eq!(shown, expected.map(Scalar::text));
    assert_eq!(base.visible()["a"].len(), 2);
    assert_eq!(base.visible()["b"][0].stamp, support::stamp(2));
    assert_eq!(base.visible()["b"][0].actor, support::actor(2));
}

#[test]
fn a_value_written_beside_what_stands_is_concurrent_for_automerge_too() {
    let mut device = support::Device::new(1);
    device.edit(&[text("a", "one"), text("b", "same")]);
    let beside = [text("a", "two"), text("b", "same"), Edit::clear("c")];
    let made =
        author_beside(&device.folded, &beside, support::actor(1), &support::stamp(1)).unwrap().unwrap();
    assert_eq!(made.change.edits().collect::<Vec<_>>(), [text("a", "two")], "what stands is left out");
    device.folded.fold(&inspect(&made.bytes).unwrap()).unwrap();
    device.history.push(made.bytes);
    device.check();
    assert_eq!(device.folded.visible()["a"].len(), 2);
    let again = author_beside(&device.folded, &[text("a", "one")], support::actor(1), &support::stamp(1));
    assert!(again.unwrap().is_none());
}

#[test]
fn an_edit_beside_a_delete_stands() {
    let mut base = Folded::new();
    authored(&mut base, &[text("a", "old")], 1);
    let mut other = base.clone();
    authored(&mut base, &[Edit::clear("a")], 1);
    assert!(base.visible().is_empty());
    let put = authored(&mut other, &[text("a", "new")], 2);
    base.fold(&put.change).unwrap();
    assert_eq!(base.visible()["a"][0].value, Scalar::text("new"));
}

#[test]
fn a_change_that_is_known_is_known() {
    let mut folded = Folded::new();
    let made = authored(&mut folded, &[text("a", "1")], 1);
    let before = folded.clone();
    assert_eq!(folded.fold(&made.change), Ok(Fold::Known));
    assert_eq!(folded, before);
    assert!(folded.contains(&made.hash()));
    assert_eq!(folded.change_count(), 1);
}

#[test]
fn self_check_sees_a_wrong_state_and_a_wrong_history() {
    let mut folded = Folded::new();
    let one = authored(&mut folded, &[text("a", "1")], 1);
    let short = folded.clone();
    let two = authored(&mut folded, &[text("a", "2")], 2);
    assert_eq!(self_check(&[&one.bytes, &two.bytes], &folded), Ok(()));
    assert_eq!(self_check(&[&one.bytes, &two.bytes], &short), Err(CheckError::OtherState));
    assert_eq!(self_check(&[&two.bytes], &folded).unwrap_err().code(), "check.history");
}

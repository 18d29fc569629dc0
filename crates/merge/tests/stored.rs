//! The stored form of a folded state, and the golden files: what version 1 wrote is read for ever.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may panic, also in its helpers"
)]

mod support;

use domain::{Edit, Scalar};
use footbridge_merge::{Folded, author, fold_all, inspect};
use proptest::prelude::*;
use support::{actor, play, stamp, steps, text};

/// A small history with every kind of value, a conflict, a delete, and every clock quality.
fn golden_history() -> Vec<Vec<u8>> {
    let first = [
        text("name.preferred", "Sam"),
        Edit::set("place.lat", Scalar::Real(40.4406)),
        Edit::set("clock.due_hours", Scalar::Int(-72)),
        Edit::set("need.housing", Scalar::Flag(true)),
        Edit::set("need.food", Scalar::Flag(false)),
        Edit::set("signature", Scalar::Bytes(vec![0, 255, 7])),
    ];
    let mut folded = Folded::new();
    let mut history = Vec::new();
    let mut make = |folded: &mut Folded, edits: &[Edit], number: u8| {
        let made = author(folded, edits, actor(number), &stamp(number)).unwrap().unwrap();
        folded.fold(&made.change).unwrap();
        history.push(made.bytes);
        made.change
    };
    make(&mut folded, &first, 1);
    let mut other = folded.clone();
    make(&mut folded, &[text("name.preferred", "Sam R."), Edit::clear("need.food")], 2);
    let theirs = make(&mut other, &[text("name.preferred", "Sammy")], 3);
    folded.fold(&theirs).unwrap();
    make(&mut folded, &[text("own_words", "tea, not coffee")], 1);
    history
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares with the golden file; `UPDATE_EXPECT=1` writes it anew (only ever for a new version's file).
fn check_golden(name: &str, actual: &str) {
    let path = format!("{}/tests/golden/v1/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), actual);
}

#[test]
fn golden_changes_are_written_and_read_the_same() {
    let history = golden_history();
    let lines: String = history.iter().map(|bytes| hex(bytes) + "\n").collect();
    check_golden("changes.hex", &lines);
    assert!(history.iter().all(|bytes| inspect(bytes).is_ok()));
}

#[test]
fn golden_state_is_written_and_read_the_same() {
    let history = golden_history();
    let folded = fold_all(history.iter().map(Vec::as_slice)).unwrap();
    check_golden("folded.hex", &(hex(&folded.encode()) + "\n"));
    check_golden("digest.hex", &(hex(&folded.state_digest()) + "\n"));
    assert_eq!(Folded::decode(&folded.encode()), Ok(folded));
}

#[test]
fn damage_and_newer_versions_are_told_apart() {
    let code = |bytes: &[u8]| Folded::decode(bytes).map_err(|error| error.code());
    let bytes = Folded::new().encode();
    assert_eq!(code(&bytes), Ok(Folded::new()));
    assert_eq!(code(&[2, 0, 0]), Err("folded.newer"));
    assert_eq!(code(&[]), Err("folded.damaged"));
    assert_eq!(code(&[bytes, vec![0]].concat()), Err("folded.damaged"));
}

#[test]
fn the_digest_sees_every_difference() {
    let history = golden_history();
    let state = |len: usize| fold_all(history.iter().take(len).map(Vec::as_slice)).unwrap();
    let digests: std::collections::BTreeSet<[u8; 32]> =
        (0..=history.len()).map(|len| state(len).state_digest()).collect();
    assert_eq!(digests.len(), history.len() + 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn states_come_back(steps in steps(3, 16)) {
        for device in play(3, &steps) {
            prop_assert_eq!(Folded::decode(&device.folded.encode()), Ok(device.folded));
        }
    }

    /// A damaged row is an error or another sound state, never a panic: also not in what is done with it next.
    #[test]
    fn damaged_states_do_not_panic(at in any::<prop::sample::Index>(), with in any::<u8>(), cut in any::<bool>()) {
        let history = golden_history();
        let mut bytes = fold_all(history.iter().map(Vec::as_slice)).unwrap().encode();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= with }
        if let Ok(mut folded) = Folded::decode(&bytes) {
            drop((folded.visible(), folded.state_digest(), folded.encode()));
            for change in &history {
                drop(folded.fold(&inspect(change).unwrap()));
            }
            drop(author(&folded, &[text("a", "1")], actor(1), &stamp(1)));
        }
    }
}

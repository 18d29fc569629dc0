//! Every decoder over arbitrary bytes, and over valid ones that were damaged.

use proptest::prelude::*;

use super::certificate::{one_of_each, place};
use super::support::{Key, entry, segment};
use crate::auth::Auth;
use crate::fuzz::TARGETS;
use crate::wire::{LogHeadMsg, ReportMsg, SyncMsg, UploadMsg};
use crate::{Encode, Hash, InvitationCode, LogId, RootFingerprint, encode_body};

/// Valid bytes of every format, for mutation.
fn corpus() -> Vec<Vec<u8>> {
    let key = Key::new(1);
    let mut all: Vec<Vec<u8>> =
        one_of_each().into_iter().map(|statement| key.issue(place(&key), statement).encode()).collect();
    let made = segment(&key).encode();
    all.push(UploadMsg { segment: made.clone(), keyboxes: vec![] }.encode());
    all.push(made);
    all.push(encode_body(&[entry(5), entry(70)]));
    all.push(entry(9).encode());
    let head = LogHeadMsg { log: LogId([1; 16]), count: 2, hash: Hash([3; 32]) };
    all.push(SyncMsg { cursors: vec![], logs: vec![head], max_bytes: 4, report: None }.encode());
    let report = ReportMsg { version: "0.1.0".to_owned(), unsent_for_s: 7 };
    all.push(SyncMsg { cursors: vec![], logs: vec![], max_bytes: 4, report: Some(report) }.encode());
    let code = InvitationCode::new([4; 16], RootFingerprint([5; 10]), "http://relay.example.org").unwrap();
    all.push(code.to_string().into_bytes());
    all.push(Auth { device: key.id(), time_ms: 6, signature: key.sign(b"") }.to_header().into_bytes());
    all
}

/// How many understood the bytes.
fn all_targets(bytes: &[u8]) -> usize {
    TARGETS.iter().filter(|(_, target)| target(bytes).is_ok()).count()
}

#[test]
fn targets_accept_the_corpus() {
    assert!(corpus().iter().all(|bytes| all_targets(bytes) > 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        all_targets(&bytes);
    }

    #[test]
    fn damaged_bytes_are_survived(
        which in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = which.get(&corpus()).clone();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        all_targets(&bytes);
    }
}

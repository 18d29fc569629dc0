//! What every store does. A new store is one more test that tells this story.

use footbridge_relay::store::{
    Budget, CertificatesAppend, ContactRow, Identity, InvitationPut, InvitationRow, MemoryStore,
    NewCertificate, NewSegment, Place, RendezvousAdd, RendezvousRow, Revision, SegmentAppend, SqliteOptions,
    SqliteStore, Store,
};
use protocol::wire::{StreamHeadMsg, next_chain};
use protocol::{
    CompartmentHandle, DeviceId, GenerationId, Hash, InvitationHandle, LogId, PublicKey, StreamId, sha256,
};

use crate::town::keybox;

const PLENTY: Budget = Budget { bytes: usize::MAX, items: usize::MAX };
const A: CompartmentHandle = CompartmentHandle([0x50; 16]);
const B: CompartmentHandle = CompartmentHandle([0xb0; 16]);

#[test]
fn memory() {
    story(&MemoryStore::new());
}

#[test]
fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    story(&SqliteStore::open(folder.path(), SqliteOptions::default()).unwrap());
}

pub fn story(store: &impl Store) {
    identity_is_made_once(store);
    certificates_are_compare_and_swap(store);
    logs_are_read_from_a_count(store);
    let places = segments_get_dense_places(store);
    refusals_write_nothing(store);
    ranges_follow_the_budget(store, &places);
    keyboxes_come_with_their_first_segment(store);
    invitations_wait_and_go(store);
    contacts_are_noted(store);
    two_meet_for_a_while(store);
    store.ready().unwrap();
}

fn identity_is_made_once(store: &impl Store) {
    let first = Identity { generation: GenerationId([1; 16]), key_seed: [2; 32] };
    let other = Identity { generation: GenerationId([3; 16]), key_seed: [4; 32] };
    assert!(store.identity(first).unwrap() == first);
    assert!(store.identity(other).unwrap() == first);
    assert_eq!(store.claim_hash().unwrap(), None);
    store.set_claim_hash(sha256(b"a")).unwrap();
    store.set_claim_hash(sha256(b"b")).unwrap();
    assert_eq!(store.claim_hash().unwrap(), Some(sha256(b"b")));
}

fn certificate(log: u8, text: &str) -> NewCertificate {
    NewCertificate { log: LogId([log; 16]), hash: sha256(text.as_bytes()), bytes: text.as_bytes().to_vec() }
}

fn certificates_are_compare_and_swap(store: &impl Store) {
    assert_eq!(store.revision().unwrap(), Revision(0));
    let two = [certificate(1, "one"), certificate(2, "other")];
    assert_eq!(store.append_certificates(Revision(0), &two).unwrap(), CertificatesAppend::Done(Revision(2)));
    let late = [certificate(1, "late")];
    assert_eq!(store.append_certificates(Revision(1), &late).unwrap(), CertificatesAppend::Stale);
    assert_eq!(store.append_certificates(Revision(3), &late).unwrap(), CertificatesAppend::Stale);
    let next = [certificate(1, "two")];
    assert_eq!(store.append_certificates(Revision(2), &next).unwrap(), CertificatesAppend::Done(Revision(3)));
    assert_eq!(store.revision().unwrap(), Revision(3));
    assert_eq!(store.certificates_after(Revision(1)).unwrap(), [b"other".to_vec(), b"two".to_vec()]);
}

fn logs_are_read_from_a_count(store: &impl Store) {
    let whole = store.log(LogId([1; 16]), 0, PLENTY).unwrap();
    assert_eq!((whole.head.count, whole.head.hash), (2, sha256(b"two")));
    assert_eq!(whole.hash_at, Some(Hash::ZERO));
    assert_eq!(whole.certificates, [b"one".to_vec(), b"two".to_vec()]);
    let rest = store.log(LogId([1; 16]), 1, PLENTY).unwrap();
    assert_eq!((rest.hash_at, rest.certificates), (Some(sha256(b"one")), vec![b"two".to_vec()]));
    let beyond = store.log(LogId([1; 16]), 3, PLENTY).unwrap();
    assert_eq!((beyond.head.count, beyond.hash_at, beyond.certificates), (2, None, vec![]));
    let unknown = store.log(LogId([9; 16]), 0, PLENTY).unwrap();
    assert_eq!((unknown.head.count, unknown.head.hash), (0, Hash::ZERO));
    for (bytes, items) in [(1, usize::MAX), (usize::MAX, 1)] {
        let first = store.log(LogId([1; 16]), 0, Budget { bytes, items }).unwrap();
        assert_eq!(first.certificates, [b"one".to_vec()]);
    }
}

/// A segment as the relay hands it to the store; the text stands for its bytes.
fn segment(compartment: CompartmentHandle, stream: u8, seqs: std::ops::Range<u64>, text: &str) -> NewSegment {
    NewSegment {
        compartment,
        device: DeviceId([stream; 16]),
        stream: StreamId([stream; 16]),
        first_seq: seqs.start,
        next_seq: seqs.end,
        previous: Hash::ZERO,
        hash: sha256(text.as_bytes()),
        bytes: text.as_bytes().to_vec(),
        keyboxes: Vec::new(),
        received_ms: 5,
    }
}

fn after(previous: &str, segment: NewSegment) -> NewSegment {
    NewSegment { previous: sha256(previous.as_bytes()), ..segment }
}

fn append(store: &impl Store, new: &NewSegment) -> SegmentAppend {
    store.append_segment(Revision(3), new).unwrap()
}

fn segments_get_dense_places(store: &impl Store) -> Vec<Place> {
    let all = [
        segment(A, 1, 0..2, "a1"),
        segment(A, 2, 0..1, "b1"),
        after("a1", segment(A, 1, 2..5, "a2")),
        segment(B, 1, 0..1, "elsewhere"),
        after("b1", segment(A, 2, 1..2, "b2")),
    ];
    let mut places = vec![Place::START];
    for new in &all {
        assert_eq!(store.place_of(new).unwrap(), None);
        let SegmentAppend::Done(place) = append(store, new) else { panic!("not appended") };
        assert_eq!(append(store, new), SegmentAppend::Known(place));
        assert_eq!(store.place_of(new).unwrap(), Some(place));
        if new.compartment == A {
            let before = places.last().unwrap();
            assert_eq!(place.position, before.position + 1);
            assert_eq!(place.chain, next_chain(before.chain, new.hash));
            places.push(place);
        } else {
            assert_eq!(place, Place { position: 1, chain: next_chain(Hash::ZERO, new.hash) });
        }
    }
    // an early segment is still known long after
    assert_eq!(append(store, &all[0]), SegmentAppend::Known(places[1]));
    places
}

fn refusals_write_nothing(store: &impl Store) {
    let head = || StreamHeadMsg { next_seq: 5, hash: sha256(b"a2") };
    let stale = store.append_segment(Revision(2), &after("a2", segment(A, 1, 5..6, "a3"))).unwrap();
    assert_eq!(stale, SegmentAppend::Stale);
    for (new, expected) in [
        (segment(A, 1, 0..2, "other"), SegmentAppend::Fork(head())),
        (after("a1", segment(A, 1, 1..3, "astride")), SegmentAppend::Fork(head())),
        (after("a1", segment(A, 1, 5..6, "wrong previous")), SegmentAppend::Fork(head())),
        (after("a2", segment(A, 1, 6..7, "hole")), SegmentAppend::Gap(head())),
        (
            segment(A, 7, 3..4, "new stream"),
            SegmentAppend::Gap(StreamHeadMsg { next_seq: 0, hash: Hash::ZERO }),
        ),
    ] {
        assert_eq!(append(store, &new), expected);
    }
    let thief = NewSegment { device: DeviceId([9; 16]), ..after("a2", segment(A, 1, 5..6, "thief")) };
    assert_eq!(append(store, &thief), SegmentAppend::OtherDevice);
    assert_eq!(store.since(A, 0, PLENTY).unwrap().head.position, 4);
}

fn ranges_follow_the_budget(store: &impl Store, places: &[Place]) {
    let whole = store.since(A, 0, PLENTY).unwrap();
    assert_eq!((whole.head, whole.chain_at), (places[4], Some(Hash::ZERO)));
    let read = |position: u64, budget: Budget| {
        let since = store.since(A, position, budget).unwrap();
        since.segments.iter().map(|one| one.position).collect::<Vec<_>>()
    };
    assert_eq!(read(0, PLENTY), [1, 2, 3, 4]);
    assert_eq!(read(2, PLENTY), [3, 4]);
    assert_eq!(read(2, Budget { bytes: usize::MAX, items: 1 }), [3]);
    // the first always fits, or a reader could never go on
    assert_eq!(read(1, Budget { bytes: 1, items: 9 }), [2]);
    assert_eq!(read(4, PLENTY), [0; 0]);
    for (position, place) in places.iter().enumerate() {
        assert_eq!(store.since(A, position as u64, PLENTY).unwrap().chain_at, Some(place.chain));
    }
    assert_eq!(store.since(A, 5, PLENTY).unwrap().chain_at, None);
    assert_eq!(store.since(A, u64::MAX, PLENTY).unwrap().chain_at, None);
    let unknown = store.since(CompartmentHandle([1; 16]), 0, PLENTY).unwrap();
    assert_eq!((unknown.head, unknown.chain_at), (Place::START, Some(Hash::ZERO)));
}

fn keyboxes_come_with_their_first_segment(store: &impl Store) {
    let first = NewSegment { keyboxes: vec![keybox(2), keybox(1)], ..segment(A, 3, 0..1, "c1") };
    assert!(matches!(append(store, &first), SegmentAppend::Done(_)));
    // the same keybox again (a new stream after a fork) is fine and is not given out twice
    let again = NewSegment { keyboxes: vec![keybox(1), keybox(3)], ..segment(A, 4, 0..1, "d1") };
    assert!(matches!(append(store, &again), SegmentAppend::Done(_)));
    let mut forged = keybox(1);
    forged.wrapped = [0; 48];
    let forged = NewSegment { keyboxes: vec![keybox(4), forged], ..segment(A, 5, 0..1, "e1") };
    assert_eq!(append(store, &forged), SegmentAppend::KeyboxTaken);
    let since = store.since(A, 4, PLENTY).unwrap();
    let held: Vec<Vec<u8>> = since
        .segments
        .iter()
        .map(|one| one.keyboxes.iter().map(|keybox| keybox.handle.0[0]).collect())
        .collect();
    assert_eq!(held, [vec![1, 2], vec![3]]);
}

fn invitations_wait_and_go(store: &impl Store) {
    let (one, two, three) = (InvitationHandle([1; 16]), InvitationHandle([2; 16]), InvitationHandle([3; 16]));
    let row = |blob: &[u8], invite, expires_ms| InvitationRow { blob: blob.to_vec(), invite, expires_ms };
    let key = PublicKey([8; 32]);
    let put = |handle, row: &InvitationRow, now_ms| store.put_invitation(handle, row, now_ms).unwrap();
    assert_eq!(put(one, &row(b"first", None, 100), 0), InvitationPut::Done);
    assert_eq!(put(one, &row(b"first", None, 200), 0), InvitationPut::Done);
    assert_eq!(put(one, &row(b"second", None, 100), 0), InvitationPut::Taken);
    assert_eq!(put(two, &row(b"two", Some(key), 900), 0), InvitationPut::Done);
    let blob = |handle| store.invitation(handle).unwrap().map(|row| row.blob);
    assert_eq!(blob(one).as_deref(), Some(&b"first"[..]));
    assert_eq!(blob(three), None);
    store.forget_invitation(PublicKey([9; 32])).unwrap();
    assert_eq!(blob(two).as_deref(), Some(&b"two"[..]));
    store.forget_invitation(key).unwrap();
    assert_eq!(blob(two).as_deref(), Some(&b""[..]));
    // an expired one loses its content when the next is laid down
    assert_eq!(put(three, &row(b"three", None, 900), 100), InvitationPut::Done);
    assert_eq!(blob(one).as_deref(), Some(&b""[..]));
    assert_eq!(blob(three).as_deref(), Some(&b"three"[..]));
}

fn contacts_are_noted(store: &impl Store) {
    let row = |at_ms, version: &str, unsent_since_ms| ContactRow {
        at_ms,
        version: version.to_owned(),
        unsent_since_ms,
    };
    let (one, two) = (DeviceId([1; 16]), DeviceId([2; 16]));
    assert_eq!(store.contact(one).unwrap(), None);
    store.set_contact(two, &row(5, "", 0)).unwrap();
    store.set_contact(one, &row(6, "0.1.0", 3)).unwrap();
    store.set_contact(one, &row(7, "0.2.0", 0)).unwrap();
    assert_eq!(store.contact(one).unwrap(), Some(row(7, "0.2.0", 0)));
    assert_eq!(store.contacts().unwrap(), [(one, row(7, "0.2.0", 0)), (two, row(5, "", 0))]);
}

fn two_meet_for_a_while(store: &impl Store) {
    let row = |opener: u8, first: &[u8], expires_ms| RendezvousRow {
        opener: DeviceId([opener; 16]),
        expires_ms,
        messages: vec![first.to_vec()],
    };
    assert_eq!(store.rendezvous(7).unwrap(), None);
    assert_eq!(store.add_to_rendezvous(7, 1, b"x").unwrap(), RendezvousAdd::TooEarly);
    assert!(store.open_rendezvous(7, &row(1, b"first", 100), 0).unwrap());
    assert!(store.open_rendezvous(7, &row(1, b"first", 200), 0).unwrap());
    assert!(!store.open_rendezvous(7, &row(2, b"first", 100), 0).unwrap());
    assert!(!store.open_rendezvous(7, &row(1, b"other", 100), 0).unwrap());
    let add = |place, message: &[u8]| store.add_to_rendezvous(7, place, message).unwrap();
    assert_eq!(add(2, b"third"), RendezvousAdd::TooEarly);
    assert_eq!(add(1, b"second"), RendezvousAdd::Done);
    assert_eq!(add(1, b"second"), RendezvousAdd::Done);
    assert_eq!(add(1, b"another"), RendezvousAdd::Taken);
    assert_eq!(add(2, b"third"), RendezvousAdd::Done);
    assert!(store.open_rendezvous(7, &row(1, b"first", 900), 99).unwrap());
    let held = store.rendezvous(7).unwrap().unwrap();
    assert_eq!((held.opener, held.expires_ms), (DeviceId([1; 16]), 100));
    assert_eq!(held.messages, [b"first".to_vec(), b"second".to_vec(), b"third".to_vec()]);
    // one that is over is forgotten when the next is opened, with all that lay there
    assert!(store.open_rendezvous(8, &row(2, b"eight", 900), 100).unwrap());
    assert_eq!(store.rendezvous(7).unwrap(), None);
    assert!(store.open_rendezvous(7, &row(2, b"anew", 900), 100).unwrap());
    assert_eq!(store.rendezvous(7).unwrap().unwrap().messages, [b"anew".to_vec()]);
}

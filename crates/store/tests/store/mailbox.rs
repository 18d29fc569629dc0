//! The mailbox.

use footbridge_store::{
    Mailbox, ReceivedCertificates, ReceivedSegments, RelayIdentity, Secret32, StopReason, StreamHead,
    StreamStop,
};
use protocol::wire::{CursorMsg, LogHeadMsg, StoredSegmentMsg};
use protocol::{
    CompartmentHandle, DeviceId, GenerationId, Hash, Header, Keybox, KeyboxHandle, LogId, PublicKey, Segment,
    Signature, StreamId, Suite, sha256,
};
use tempfile::TempDir;

pub const SHARED: CompartmentHandle = CompartmentHandle([1; 16]);
const A: StreamId = StreamId([10; 16]);
const B: StreamId = StreamId([11; 16]);

fn mailbox() -> (TempDir, Mailbox) {
    let dir = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::create(&dir.path().join("mailbox.db"), "test").unwrap();
    (dir, mailbox)
}

/// A segment with random-looking content: nobody here can open one.
pub fn segment(stream: StreamId, first_seq: u64, count: u32, previous: Hash) -> Segment {
    Segment {
        header: Header {
            version: 1,
            suite: Suite::Aes256GcmHkdfSha256Ed25519,
            flags: 0,
            compartment: SHARED,
            device: DeviceId([2; 16]),
            stream,
            first_seq,
            count,
            previous,
            key_epoch: 1,
            key_commitment: [3; 32],
            extension: Vec::new(),
        },
        salt: [4; 32],
        body: vec![5; 100],
        signature: Signature([6; 64]),
    }
}

pub fn keybox(number: u8) -> Keybox {
    Keybox { handle: KeyboxHandle([number; 16]), compartment: SHARED, key_epoch: 1, wrapped: [number; 48] }
}

/// Three segments of 2, 3 and 1 entries in one stream.
fn three(mailbox: &Mailbox, stream: StreamId) -> Vec<Segment> {
    let first = segment(stream, 0, 2, Hash::ZERO);
    let second = segment(stream, 2, 3, first.hash());
    let third = segment(stream, 5, 1, second.hash());
    let all = vec![first, second, third];
    for segment in &all {
        mailbox.add_outgoing(segment, &[keybox(1)]).unwrap();
    }
    all
}

#[test]
fn a_stream_is_sent_in_order_and_what_is_acknowledged_stays() {
    let (_dir, mailbox) = mailbox();
    let all = three(&mailbox, A);
    assert_eq!(mailbox.outgoing_head(A).unwrap(), StreamHead { next_seq: 6, hash: all[2].hash() });
    assert_eq!(mailbox.outgoing_head(B).unwrap(), StreamHead { next_seq: 0, hash: Hash::ZERO });
    assert_eq!(mailbox.unsent_entries().unwrap(), 6);
    for (position, segment) in (1..).zip(&all) {
        let next = mailbox.next_unsent(A).unwrap().unwrap();
        assert_eq!((next.hash, next.bytes), (segment.hash(), segment.encode()));
        assert_eq!(next.keyboxes, [keybox(1)]);
        assert_eq!(mailbox.acknowledged_seq(A).unwrap(), next.first_seq);
        mailbox.acknowledge(A, next.first_seq, position, None).unwrap();
    }
    assert_eq!(mailbox.next_unsent(A).unwrap(), None);
    assert_eq!((mailbox.unsent_entries().unwrap(), mailbox.acknowledged_seq(A).unwrap()), (0, 6));
    let places = |from, limit| -> Vec<_> {
        mailbox.outgoing(A, from, limit).unwrap().iter().map(|row| (row.first_seq, row.position)).collect()
    };
    assert_eq!(places(3, 10), [(2, Some(2)), (5, Some(3))]);
    assert_eq!(places(0, 1), [(0, Some(1))]);
    assert_eq!(places(6, 9), [(5, Some(3))]);
}

#[test]
fn a_segment_that_does_not_continue_its_stream_is_refused_and_the_same_again_is_not() {
    let (_dir, mailbox) = mailbox();
    let all = three(&mailbox, A);
    mailbox.add_outgoing(&all[1], &[keybox(1)]).unwrap();
    let gap = segment(A, 7, 1, all[2].hash());
    let fork = segment(A, 5, 2, all[1].hash());
    let other_past = segment(A, 6, 1, all[1].hash());
    for refused in [gap, fork, other_past] {
        assert_eq!(mailbox.add_outgoing(&refused, &[]).unwrap_err().code(), "store.out_of_order");
    }
    assert_eq!(mailbox.outgoing(A, 0, 10).unwrap().len(), 3);
}

#[test]
fn what_was_acknowledged_can_be_asked_for_by_place() {
    let (_dir, mailbox) = mailbox();
    let all = three(&mailbox, A);
    three(&mailbox, B);
    assert_eq!(
        (mailbox.last_acknowledged(A).unwrap(), mailbox.acknowledged_head(SHARED).unwrap()),
        (None, 0)
    );
    mailbox.acknowledge(A, 0, 4, None).unwrap();
    mailbox.acknowledge(A, 2, 9, Some(&cursor(9))).unwrap();
    mailbox.acknowledge(B, 0, 7, None).unwrap();
    assert_eq!(mailbox.cursor(SHARED).unwrap(), Some(cursor(9)), "kept with the acknowledgement");
    assert_eq!(mailbox.last_acknowledged(A).unwrap(), Some(2));
    assert_eq!(mailbox.acknowledged_head(SHARED).unwrap(), 9);
    assert_eq!(mailbox.acknowledged_head(CompartmentHandle([2; 16])).unwrap(), 0);
    assert_eq!(mailbox.acknowledged_at(SHARED, 4).unwrap(), Some(all[0].hash()));
    assert_eq!(mailbox.acknowledged_at(SHARED, 5).unwrap(), None);
    let since = |position| mailbox.acknowledged_since(A, position).unwrap();
    assert_eq!([since(1), since(5), since(9), since(10)], [Some(0), Some(2), Some(2), None]);
    let before = |seq| mailbox.hash_before(A, seq).unwrap();
    assert_eq!(
        [before(0), before(1), before(2), before(5)],
        [None, None, Some(all[0].hash()), Some(all[1].hash())]
    );
    assert_eq!(before(6), Some(all[2].hash()));
    let streams = mailbox.outgoing_streams().unwrap();
    assert_eq!(
        streams.iter().map(|row| (row.stream, row.compartment)).collect::<Vec<_>>(),
        [(A, SHARED), (B, SHARED)]
    );
}

#[test]
fn a_relay_that_lost_data_is_sent_it_again() {
    let (_dir, mailbox) = mailbox();
    three(&mailbox, A);
    for first in [0, 2, 5] {
        mailbox.acknowledge(A, first, first + 1, None).unwrap();
    }
    mailbox.rewind(A, 2).unwrap();
    assert_eq!(mailbox.next_unsent(A).unwrap().unwrap().first_seq, 2);
    assert_eq!(mailbox.unsent_entries().unwrap(), 4);
    assert_eq!(mailbox.outgoing(A, 0, 1).unwrap()[0].position, Some(1));
    mailbox.hold_compartment(SHARED).unwrap();
    let relay = RelayIdentity { generation: GenerationId([9; 16]), key: PublicKey([4; 32]) };
    mailbox.recover(&relay, &[cursor(3)], &[(A, 0)]).unwrap();
    assert_eq!(mailbox.relay_identity().unwrap(), Some(relay));
    assert_eq!(mailbox.cursors().unwrap(), [cursor(3)]);
    assert_eq!(mailbox.unsent_entries().unwrap(), 6);
}

#[test]
fn a_stopped_stream_is_sent_up_to_its_stop_and_kept() {
    let (_dir, mailbox) = mailbox();
    three(&mailbox, A);
    for first in [0, 2, 5] {
        mailbox.acknowledge(A, first, first + 1, None).unwrap();
    }
    let stop = |from_seq, reason| StreamStop { stream: A, from_seq, reason };
    mailbox.stop_stream(&stop(5, StopReason::OldEpoch)).unwrap();
    assert_eq!(mailbox.last_acknowledged(A).unwrap(), Some(2));
    assert_eq!((mailbox.next_unsent(A).unwrap(), mailbox.unsent_entries().unwrap()), (None, 0));
    mailbox.rewind(A, 2).unwrap();
    assert_eq!(mailbox.next_unsent(A).unwrap().unwrap().first_seq, 2);
    assert_eq!(mailbox.unsent_entries().unwrap(), 3);
    mailbox.stop_stream(&stop(6, StopReason::Displaced)).unwrap();
    assert_eq!(mailbox.stops().unwrap(), [stop(5, StopReason::OldEpoch)]);
    mailbox.stop_stream(&stop(2, StopReason::Fenced)).unwrap();
    assert_eq!(mailbox.stops().unwrap(), [stop(2, StopReason::Fenced)]);
    assert_eq!(mailbox.next_unsent(A).unwrap(), None);
    // what was under way when it was stopped, and got there: the same stop again does not make it unknown
    mailbox.acknowledge(A, 2, 2, None).unwrap();
    mailbox.stop_stream(&stop(2, StopReason::Fenced)).unwrap();
    assert_eq!(mailbox.last_acknowledged(A).unwrap(), Some(2));
    assert_eq!(mailbox.outgoing(A, 0, 10).unwrap().len(), 3);
}

fn received(number: u8, position: u64) -> StoredSegmentMsg {
    StoredSegmentMsg { position, segment: vec![number], keyboxes: vec![keybox(number)] }
}

fn cursor(position: u64) -> CursorMsg {
    CursorMsg {
        compartment: SHARED,
        generation: GenerationId([9; 16]),
        position,
        chain: Hash([position as u8; 32]),
    }
}

fn receive(mailbox: &Mailbox, segments: &[StoredSegmentMsg], position: u64) {
    let news = ReceivedSegments { cursor: &cursor(position), segments };
    mailbox.receive(&[news], &[], 5).unwrap();
}

#[test]
fn what_an_answer_brought_is_kept_with_its_cursor_and_once() {
    let (_dir, mailbox) = mailbox();
    assert_eq!(mailbox.cursor(SHARED).unwrap(), None);
    mailbox.hold_compartment(SHARED).unwrap();
    assert_eq!(mailbox.cursor(SHARED).unwrap().unwrap().position, 0);
    receive(&mailbox, &[received(1, 1), received(2, 2)], 2);
    receive(&mailbox, &[received(2, 2), received(3, 3)], 3);
    mailbox.hold_compartment(SHARED).unwrap();
    assert_eq!(mailbox.cursor(SHARED).unwrap(), Some(cursor(3)));
    let rows = mailbox.incoming_after(0, 10).unwrap();
    assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    assert_eq!((rows[1].hash, &rows[1].keyboxes[..]), (sha256(&[2]), &[keybox(2)][..]));
    assert_eq!(mailbox.incoming_after(rows[0].n, 1).unwrap(), rows[1..2]);
    assert_eq!(mailbox.last_sync_ms().unwrap(), Some(5));
}

#[test]
fn under_another_life_of_the_relay_a_segment_has_another_position() {
    let (_dir, mailbox) = mailbox();
    receive(&mailbox, &[received(1, 8)], 8);
    receive(&mailbox, &[received(1, 2)], 2);
    let rows = mailbox.incoming_after(0, 10).unwrap();
    assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [Some(2)]);
}

#[test]
fn keyboxes_that_come_when_a_segment_comes_again_are_kept_and_noted_once() {
    let (_dir, mailbox) = mailbox();
    let bare = StoredSegmentMsg { keyboxes: Vec::new(), ..received(1, 1) };
    receive(&mailbox, &[bare.clone(), received(2, 2)], 2);
    assert!(mailbox.late().unwrap().is_empty());
    for _ in 0..2 {
        receive(&mailbox, &[received(1, 1), received(2, 2)], 2);
    }
    let row = mailbox.incoming_after(0, 1).unwrap().remove(0);
    assert_eq!(row.keyboxes, [keybox(1)]);
    assert_eq!(mailbox.late().unwrap(), [row.n]);
    assert_eq!(mailbox.incoming_at(row.n).unwrap(), Some(row.clone()));
    mailbox.forget_late(&[row.n]).unwrap();
    // without them once more, and with too many: what was kept stays, and there is an end to it
    receive(&mailbox, &[bare], 1);
    assert_eq!(mailbox.incoming_at(row.n).unwrap(), Some(row.clone()));
    for epoch in 100..140 {
        let new = (0..=u8::MAX).map(|number| Keybox { key_epoch: epoch, ..keybox(number) }).collect();
        receive(&mailbox, &[StoredSegmentMsg { keyboxes: new, ..received(1, 1) }], 2);
    }
    assert!(
        mailbox.incoming_at(row.n).unwrap().unwrap().keyboxes.len() <= protocol::limits::SEGMENT_MAX_ENTRIES
    );
    assert_eq!(mailbox.late().unwrap(), [row.n]);
}

#[test]
fn an_answer_is_kept_whole_or_not_at_all() {
    let (_dir, mailbox) = mailbox();
    let (cursor, segments, log) = (cursor(1), [received(1, 1)], LogId([1; 16]));
    let news = [ReceivedSegments { cursor: &cursor, segments: &segments }];
    let certificates = [b"one".to_vec()];
    let gap = ReceivedCertificates { log, from: 1, certificates: &certificates };
    assert_eq!(mailbox.receive(&news, &[gap], 5).unwrap_err().code(), "store.out_of_order");
    assert!(mailbox.incoming_after(0, 10).unwrap().is_empty() && mailbox.cursors().unwrap().is_empty());
    assert_eq!(mailbox.last_sync_ms().unwrap(), None);
    let whole = ReceivedCertificates { from: 0, ..gap };
    mailbox.receive(&news, &[whole], 5).unwrap();
    assert_eq!((mailbox.log_head(log).unwrap().count, mailbox.incoming_after(0, 10).unwrap().len()), (1, 1));
}

#[test]
fn certificate_logs_have_no_gaps_and_no_second_truth() {
    let (_dir, mailbox) = mailbox();
    let (log, other) = (LogId([1; 16]), LogId([2; 16]));
    let all: Vec<Vec<u8>> = (0..4u8).map(|n| vec![n; 10]).collect();
    mailbox.append_certificates(log, 0, &all[..2]).unwrap();
    mailbox.append_certificates(log, 1, &all[1..]).unwrap();
    mailbox.follow_log(log).unwrap();
    mailbox.follow_log(other).unwrap();
    assert_eq!(mailbox.certificates(log, 0).unwrap(), all);
    assert_eq!(mailbox.certificates(log, 3).unwrap(), all[3..]);
    assert_eq!(mailbox.certificates_at_most(log, 1, 2).unwrap(), all[1..3]);
    let head = LogHeadMsg { log, count: 4, hash: sha256(&all[3]) };
    assert_eq!(
        mailbox.log_heads().unwrap(),
        [head.clone(), LogHeadMsg { log: other, count: 0, hash: Hash::ZERO }]
    );
    assert_eq!(mailbox.log_head(LogId([3; 16])).unwrap().count, 0);

    let gap = mailbox.append_certificates(log, 5, &all[..1]);
    assert_eq!(gap.unwrap_err().code(), "store.out_of_order");
    let rewritten = mailbox.append_certificates(log, 3, &[vec![9; 10], vec![10; 10]]);
    assert_eq!(rewritten.unwrap_err().code(), "store.out_of_order");
    assert_eq!(mailbox.certificates(log, 0).unwrap(), all);
    assert_eq!(mailbox.log_head(log).unwrap(), head);
}

#[test]
fn what_sending_needs_while_locked_is_there() {
    let (dir, mailbox) = mailbox();
    assert_eq!(mailbox.relay_url().unwrap(), None);
    assert_eq!(mailbox.relay_identity().unwrap(), None);
    let relay = RelayIdentity { generation: GenerationId([3; 16]), key: PublicKey([4; 32]) };
    mailbox.set_relay_url("https://relay.example").unwrap();
    mailbox.set_relay_identity(&relay).unwrap();
    mailbox.set_device(DeviceId([5; 16]), &Secret32([6; 32])).unwrap();
    mailbox.set_clock_offset_ms(-20).unwrap();
    mailbox.set_value("own", b"1").unwrap();
    drop(mailbox);
    let mailbox = Mailbox::open(&dir.path().join("mailbox.db"), "test").unwrap();
    assert_eq!(mailbox.relay_url().unwrap().as_deref(), Some("https://relay.example"));
    assert_eq!(mailbox.relay_identity().unwrap(), Some(relay));
    assert_eq!(mailbox.device().unwrap(), Some(DeviceId([5; 16])));
    assert_eq!(mailbox.transport_key().unwrap(), Some(Secret32([6; 32])));
    assert_eq!((mailbox.last_sync_ms().unwrap(), mailbox.clock_offset_ms().unwrap()), (None, Some(-20)));
    assert_eq!(mailbox.value("own").unwrap(), Some(b"1".to_vec()));
}

#[test]
fn one_process_holds_a_mailbox() {
    let (dir, mailbox) = mailbox();
    let path = dir.path().join("mailbox.db");
    let error = Mailbox::open(&path, "second").map(|_| ()).unwrap_err();
    assert_eq!(error.code(), "store.mailbox_in_use");
    assert!(error.to_string().contains("test (process "), "{error}");
    drop(mailbox);
    Mailbox::open(&path, "second").unwrap();
}

//! The journal, streams, records, keys and drafts.

use domain::{ActorId, MemberId, RecordKind};
use footbridge_store::{
    Appended, CompartmentRow, DraftRow, EpochKeyRow, KeyboxRow, Origin, RecordRow, Secret32, StreamHeadRow,
};
use protocol::{DeviceId, Hash, KeyboxHandle, StreamId};

use crate::support::{OURS, SHARED, THEIRS, change, database, entry, id, record};

fn authored(seq: u64) -> Origin {
    Origin::Authored { stream: OURS, seq }
}

fn received(seq: u64, position: Option<u64>) -> Origin {
    Origin::Received { stream: THEIRS, seq, position }
}

#[test]
fn a_change_is_journaled_once_for_each_record_wherever_it_comes_from() {
    let (_dir, database) = database();
    let outcomes = database
        .write(|tx| {
            [
                entry(id(1), 1, authored(0)),
                entry(id(1), 1, received(4, Some(9))),
                entry(id(2), 1, received(5, None)),
            ]
            .iter()
            .map(|entry| tx.journal(entry))
            .collect::<footbridge_store::Result<Vec<_>>>()
        })
        .unwrap();
    assert!(matches!(outcomes[..], [Appended::New(_), Appended::Known, Appended::New(_)]), "{outcomes:?}");
    let rows = database.read(|tx| tx.journal_after(0, 10)).unwrap();
    assert_eq!(rows.iter().map(|row| row.origin).collect::<Vec<_>>(), [authored(0), received(5, None)]);
    assert!(database.read(|tx| tx.is_journaled(id(2), change(1))).unwrap());
    assert!(!database.read(|tx| tx.is_journaled(id(2), change(2))).unwrap());
}

#[test]
fn two_authored_changes_cannot_take_one_place() {
    let (_dir, database) = database();
    let refused = database.write(|tx| {
        tx.journal(&entry(id(1), 1, authored(0)))?;
        tx.journal(&entry(id(1), 2, authored(0)))
    });
    assert_eq!(refused.unwrap_err().code(), "store.sql");
    assert!(database.read(|tx| tx.history(id(1))).unwrap().is_empty());
}

#[test]
fn a_history_is_in_the_order_it_was_journaled() {
    let (_dir, database) = database();
    database
        .write(|tx| -> footbridge_store::Result<()> {
            for number in [9, 3, 7, 1] {
                tx.journal(&entry(id(1), number, received(u64::from(number), Some(1))))?;
                tx.journal(&entry(id(2), number, received(100 + u64::from(number), Some(1))))?;
            }
            Ok(())
        })
        .unwrap();
    let history = database.read(|tx| tx.history(id(1))).unwrap();
    assert_eq!(history.iter().map(|row| row.hash).collect::<Vec<_>>(), [9, 3, 7, 1].map(change));
    assert_eq!(history[0].bytes, b"an automerge change");
    let page = database.read(|tx| tx.journal_after(history[0].seq, 2)).unwrap();
    assert_eq!(page.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn what_is_to_be_sealed_follows_from_the_stream() {
    let (_dir, database) = database();
    database
        .write(|tx| {
            tx.start_stream(OURS, SHARED, ActorId([5; 16]))?;
            assert_eq!(tx.next_authored_seq(OURS)?, 0);
            for seq in 0..5 {
                tx.journal(&entry(id(1), seq as u8, authored(seq)))?;
            }
            tx.journal(&entry(id(1), 99, Origin::Received { stream: OURS, seq: 7, position: None }))
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.next_authored_seq(OURS)).unwrap(), 5, "only what was authored counts");
    let from_two = database.read(|tx| tx.authored(OURS, 2, 2)).unwrap();
    assert_eq!(from_two.iter().map(|change| change.stream_seq).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(from_two[0].hash, change(2));
}

#[test]
fn unsent_work_moves_to_a_new_stream_or_makes_room_for_its_new_form() {
    let (_dir, database) = database();
    let new = StreamId([8; 16]);
    database
        .write(|tx| {
            tx.start_stream(OURS, SHARED, ActorId([5; 16]))?;
            for seq in 0..3 {
                tx.journal(&entry(id(1), seq as u8, authored(seq)))?;
            }
            tx.start_stream(new, SHARED, ActorId([6; 16]))?;
            let unsent = tx.authored(OURS, 1, 10)?;
            tx.move_authored(unsent[0].seq, new, 0)?;
            tx.forget_authored(&[unsent[1].seq])
        })
        .unwrap();
    database
        .read(|tx| -> footbridge_store::Result<()> {
            assert_eq!(tx.current_stream(SHARED)?.unwrap().stream, new);
            assert_eq!(tx.streams()?.iter().map(|row| row.current).collect::<Vec<_>>(), [false, true]);
            assert_eq!(tx.authored(OURS, 0, 10)?.len(), 1);
            let moved = tx.authored(new, 0, 10)?;
            assert_eq!(
                moved.iter().map(|row| (row.stream_seq, row.hash)).collect::<Vec<_>>(),
                [(0, change(1))]
            );
            assert!(!tx.is_journaled(id(1), change(2))?);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_received_change_is_never_moved_or_forgotten_as_authored() {
    let (_dir, database) = database();
    database
        .write(|tx| {
            tx.journal(&entry(id(1), 1, received(0, None)))?;
            tx.move_authored(1, OURS, 0)?;
            tx.forget_authored(&[1])
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.history(id(1))).unwrap()[0].origin, received(0, None));
    database.write(|tx| tx.forget_received(&[1])).unwrap();
    assert!(database.read(|tx| tx.history(id(1))).unwrap().is_empty());
}

#[test]
fn what_was_authored_here_is_not_forgotten_as_received() {
    let (_dir, database) = database();
    database
        .write(|tx| {
            tx.start_stream(OURS, SHARED, ActorId([5; 16]))?;
            tx.journal(&entry(id(1), 1, authored(0)))?;
            tx.forget_received(&[1])
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.history(id(1))).unwrap().len(), 1);
}

#[test]
fn stream_heads_and_the_ingest_cursor_move_on() {
    let (_dir, database) = database();
    let head = |next_seq, hash| StreamHeadRow {
        stream: THEIRS,
        compartment: SHARED,
        device: DeviceId([4; 16]),
        next_seq,
        hash: Hash([hash; 32]),
    };
    assert_eq!(database.read(|tx| tx.stream_head(THEIRS)).unwrap(), None);
    assert_eq!(database.read(|tx| tx.ingest_cursor()).unwrap(), 0);
    for (next, hash) in [(3, 1), (u64::MAX, 2)] {
        database.write(|tx| tx.put_stream_head(&head(next, hash))).unwrap();
        assert_eq!(database.read(|tx| tx.stream_head(THEIRS)).unwrap(), Some(head(next, hash)));
    }
    database.write(|tx| tx.set_ingest_cursor(17)).unwrap();
    assert_eq!(database.read(|tx| tx.ingest_cursor()).unwrap(), 17);
}

#[test]
fn records_come_back_as_written_and_in_the_order_of_their_ids() {
    let (_dir, database) = database();
    let changed = RecordRow { keybox: Some(KeyboxHandle([3; 16])), ..record(id(2), RecordKind::Contact, 9) };
    database
        .write(|tx| {
            for number in [3, 1, 2] {
                tx.put_record(&record(id(number), RecordKind::Contact, number as u8))?;
            }
            tx.put_record(&changed)
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.record(id(2))).unwrap(), Some(changed));
    assert_eq!(database.read(|tx| tx.record(id(4))).unwrap(), None);
    let ids = |after, limit| -> Vec<_> {
        database.read(|tx| tx.records_after(after, limit)).unwrap().iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(None, 2), [id(1), id(2)]);
    assert_eq!(ids(Some(id(2)), 2), [id(3)]);
}

#[test]
fn a_record_is_found_by_the_start_of_its_id() {
    let (_dir, database) = database();
    let (one, other) = (id(0x1234_5678_9abc_def0 << 64), id(0x1299 << 112));
    database
        .write(|tx| {
            tx.put_record(&record(one, RecordKind::Person, 1))?;
            tx.put_record(&record(other, RecordKind::Person, 1))
        })
        .unwrap();
    let found = |prefix: &str| database.read(|tx| tx.records_starting(prefix, 10)).unwrap();
    assert_eq!(found("12"), [one, other]);
    assert_eq!(found("12345678-9AB"), [one]);
    assert_eq!(found(&other.to_string()), [other]);
    assert!(found("").is_empty() && found("12%").is_empty() && found("ffff").is_empty());
}

#[test]
fn keys_are_kept_and_never_shown() {
    let (_dir, database) = database();
    let compartment = CompartmentRow {
        compartment: SHARED,
        name: "Shared".into(),
        key_epoch: 2,
        id_key: Secret32([201; 32]),
    };
    let epoch = EpochKeyRow {
        compartment: SHARED,
        key_epoch: 2,
        key: Secret32([202; 32]),
        inbox_secret: Some(Secret32([203; 32])),
    };
    let keybox = |number| KeyboxRow {
        handle: KeyboxHandle([number; 16]),
        record: id(1),
        compartment: SHARED,
        key_epoch: 2,
        key: Secret32([204; 32]),
    };
    database
        .write(|tx| {
            tx.put_compartment(&compartment)?;
            tx.put_epoch_key(&epoch)?;
            tx.put_keybox(&keybox(2), OURS)?;
            tx.put_keybox(&keybox(1), OURS)
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.compartments()).unwrap(), std::slice::from_ref(&compartment));
    assert_eq!(database.read(|tx| tx.compartment(SHARED)).unwrap(), Some(compartment.clone()));
    assert_eq!(database.read(|tx| tx.epoch_key(SHARED, 2)).unwrap(), Some(epoch.clone()));
    assert_eq!(database.read(|tx| tx.epoch_key(SHARED, 1)).unwrap(), None);
    assert_eq!(database.read(|tx| tx.keybox(KeyboxHandle([2; 16]))).unwrap(), Some(keybox(2)));
    assert_eq!(database.read(|tx| tx.keyboxes_of(id(1))).unwrap(), [keybox(1), keybox(2)]);
    let other_key = KeyboxRow { key: Secret32([205; 32]), ..keybox(1) };
    assert!(!database.write(|tx| tx.add_keybox(&other_key)).unwrap(), "a handle names one key for ever");
    assert!(database.write(|tx| tx.add_keybox(&keybox(3))).unwrap());
    assert_eq!(database.read(|tx| tx.keyboxes_of(id(1))).unwrap(), [keybox(1), keybox(2), keybox(3)]);
    let sealing = |stream| database.read(|tx| tx.sealing_key(id(1), stream)).unwrap();
    assert_eq!(sealing(OURS), None);
    let sealed = RecordRow { keybox: Some(KeyboxHandle([2; 16])), ..record(id(1), RecordKind::Contact, 1) };
    database.write(|tx| tx.put_record(&sealed)).unwrap();
    assert_eq!(sealing(OURS), Some(keybox(2)));
    assert_eq!(sealing(StreamId([99; 16])), None, "made for a stream that may be refused");
    database.write(|tx| tx.set_record_keybox(id(1), Some(KeyboxHandle([3; 16])))).unwrap();
    assert_eq!(sealing(OURS), Some(keybox(3)), "what came from the relay is good everywhere");
    let shown = format!("{compartment:?} {epoch:?} {:?}", keybox(1));
    assert!((201..205).all(|byte| !shown.contains(&byte.to_string())), "{shown}");
}

#[test]
fn a_draft_comes_back_where_it_was_left_and_ends() {
    let (_dir, database) = database();
    let (own, other) = (MemberId([1; 16]), MemberId([2; 16]));
    let draft = |number, updated_ms| DraftRow {
        id: id(number),
        kind: RecordKind::Contact,
        record: None,
        fields: b"half a sentence".to_vec(),
        focus: "dose/mg".into(),
        updated_ms,
        member: own,
    };
    database.write(|tx| tx.put_draft(&draft(1, 10)).and_then(|()| tx.put_draft(&draft(2, 20)))).unwrap();
    assert_eq!(database.read(|tx| tx.drafts(own)).unwrap(), [draft(2, 20), draft(1, 10)]);
    assert_eq!(database.read(|tx| tx.drafts(other)).unwrap(), []);
    assert_eq!(database.read(|tx| tx.draft(id(1), other)).unwrap(), None);
    database.write(|tx| tx.end_draft(id(1), other)).unwrap();
    database.write(|tx| tx.put_draft(&draft(1, 30)).and_then(|()| tx.end_draft(id(2), own))).unwrap();
    assert_eq!(database.read(|tx| tx.drafts(own)).unwrap(), [draft(1, 30)]);
    assert_eq!(database.read(|tx| tx.draft(id(2), own)).unwrap(), None);
}

#[test]
fn a_keybox_is_set_and_taken_away_without_touching_the_rest() {
    let (_dir, database) = database();
    let before = record(id(1), RecordKind::Person, 1);
    database.write(|tx| tx.put_record(&before)).unwrap();
    for keybox in [Some(KeyboxHandle([7; 16])), None] {
        database.write(|tx| tx.set_record_keybox(id(1), keybox)).unwrap();
        let now = database.read(|tx| tx.record(id(1))).unwrap().unwrap();
        assert_eq!(now, RecordRow { keybox, ..before.clone() });
    }
}

//! Quarantine and parking.

use domain::ChangeHash;
use footbridge_store::{NewParked, NewQuarantined, ParkReason, Result};

use crate::support::{SHARED, THEIRS, change, database, id};

fn damaged(seq: u64) -> NewQuarantined<'static> {
    NewQuarantined {
        compartment: SHARED,
        stream: THEIRS,
        seq,
        record: Some(id(1)),
        reason: "change.value_type",
        detail: "a counter",
        bytes: b"bytes",
        at_ms: 3,
    }
}

fn waiting(seq: u64, reason: ParkReason, waits_for: Option<ChangeHash>) -> NewParked<'static> {
    NewParked {
        compartment: SHARED,
        stream: THEIRS,
        seq,
        kind: 1,
        record: Some(id(1)),
        schema: 1,
        reason,
        waits_for,
        position: Some(5),
        bytes: b"bytes",
        since_ms: 3,
    }
}

#[test]
fn a_quarantined_entry_stays_once_with_its_reason_until_it_is_released() {
    let (_dir, database) = database();
    database
        .write(|tx| -> Result<()> {
            tx.quarantine(&damaged(u64::MAX))?;
            tx.quarantine(&damaged(u64::MAX))?;
            tx.quarantine(&damaged(2))
        })
        .unwrap();
    let rows = database.read(|tx| tx.quarantined_of(id(1))).unwrap();
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [u64::MAX, 2]);
    assert_eq!((rows[0].reason.as_str(), rows[0].bytes.as_slice()), ("change.value_type", &b"bytes"[..]));
    assert_eq!(database.read(|tx| tx.counts()).unwrap().quarantined, 2);
    assert_eq!(database.read(|tx| tx.held_back()).unwrap(), (2, 0));
    database.write(|tx| tx.release_quarantined(rows[0].id)).unwrap();
    assert_eq!(database.read(|tx| tx.quarantined(10)).unwrap().len(), 1);
}

#[test]
fn what_waits_for_a_change_is_taken_when_it_arrives_in_the_order_it_came() {
    let (_dir, database) = database();
    let missing = ParkReason::MissingChange;
    let taken = database
        .write(|tx| -> Result<_> {
            tx.park(&waiting(3, missing, Some(change(1))))?;
            tx.park(&waiting(1, missing, Some(change(1))))?;
            tx.park(&waiting(2, missing, Some(change(2))))?;
            tx.park(&waiting(9, ParkReason::NewerVersion, None))?;
            let other_record = tx.take_waiting_for(id(2), change(1))?;
            assert!(other_record.is_empty());
            tx.take_waiting_for(id(1), change(1))
        })
        .unwrap();
    assert_eq!(taken.iter().map(|row| row.seq).collect::<Vec<_>>(), [3, 1]);
    let left = database.read(|tx| tx.parked(10)).unwrap();
    assert_eq!(left.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 9]);
    assert_eq!(database.read(|tx| tx.counts()).unwrap().parked, 2);
}

#[test]
fn what_waits_for_a_reason_is_taken_alone() {
    let (_dir, database) = database();
    database
        .write(|tx| -> Result<()> {
            for (seq, reason) in (0..).zip(ParkReason::ALL) {
                tx.park(&waiting(seq, reason, None))?;
            }
            for (seq, reason) in (0..).zip(ParkReason::ALL) {
                assert_eq!(tx.parked_count(reason)?, 1);
                let taken = tx.take_parked(reason)?;
                assert_eq!(
                    taken.iter().map(|row| (row.seq, row.reason)).collect::<Vec<_>>(),
                    [(seq, reason)]
                );
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(database.read(|tx| tx.counts()).unwrap().parked, 0);
}

#[test]
fn parked_again_it_waits_for_the_new_reason_and_keeps_its_age() {
    let (_dir, database) = database();
    let missing = ParkReason::MissingChange;
    database
        .write(|tx| {
            tx.park(&waiting(1, missing, Some(change(1))))?;
            tx.park(&NewParked { since_ms: 99, ..waiting(1, missing, Some(change(2))) })
        })
        .unwrap();
    let rows = database.read(|tx| tx.parked(10)).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.waits_for, row.since_ms)).collect::<Vec<_>>(),
        [(Some(change(2)), 3)]
    );
}

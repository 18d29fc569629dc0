//! All or nothing, also when the process dies.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use footbridge_store::{Database, Result, StoreError};

use crate::support::{KEY, database};

const HOME_OF_CHILD: &str = "FOOTBRIDGE_STORE_TEST_HOME";

fn failed() -> StoreError {
    StoreError::Sql("made to fail".into())
}

#[test]
fn an_error_takes_everything_back() {
    let (_dir, database) = database();
    let refused: Result<()> = database.write(|tx| {
        tx.set_meta("key", b"1")?;
        Err(failed())
    });
    assert_eq!(refused.unwrap_err().code(), "store.sql");
    assert_eq!(database.read(|tx| tx.meta("key")).unwrap(), None);
}

#[test]
fn a_panic_takes_everything_back_and_the_database_goes_on() {
    let (_dir, database) = database();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        database.write(|tx| -> Result<()> {
            tx.set_meta("key", b"1")?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(database.read(|tx| tx.meta("key")).unwrap(), None);
    database.write(|tx| tx.set_meta("key", b"2")).unwrap();
    assert_eq!(database.read(|tx| tx.meta("key")).unwrap(), Some(b"2".to_vec()));
}

#[test]
fn a_part_fails_alone() {
    let (_dir, database) = database();
    database
        .write(|tx| -> Result<()> {
            tx.set_meta("before", b"1")?;
            let outer: Result<()> = tx.savepoint(|tx| {
                tx.set_meta("outer", b"1")?;
                let inner: Result<()> = tx.savepoint(|tx| {
                    tx.set_meta("inner", b"1")?;
                    Err(failed())
                });
                assert!(inner.is_err());
                let kept: Result<()> = tx.savepoint(|tx| tx.set_meta("kept", b"1"));
                kept?;
                assert_eq!(tx.meta("inner")?, None);
                assert_eq!(tx.meta("outer")?, Some(b"1".to_vec()));
                Ok(())
            });
            outer?;
            let second: Result<()> = tx.savepoint(|tx| {
                tx.set_meta("second", b"1")?;
                Err(failed())
            });
            assert!(second.is_err());
            tx.set_meta("after", b"1")
        })
        .unwrap();
    let there = |key: &str| database.read(|tx| tx.meta(key)).unwrap().is_some();
    assert_eq!(
        ["before", "outer", "inner", "kept", "second", "after"].map(there),
        [true, true, false, true, false, true]
    );
}

#[test]
fn reading_sees_one_state_while_writing_goes_on() {
    let (_dir, database) = database();
    database
        .read(|tx| -> Result<()> {
            assert_eq!(tx.meta("key")?, None);
            database.write(|tx| tx.set_meta("key", b"1"))?;
            assert_eq!(tx.meta("key")?, None, "the state it began with");
            Ok(())
        })
        .unwrap();
    assert!(database.read(|tx| tx.meta("key")).unwrap().is_some());
}

#[test]
fn what_was_reported_as_written_survives_the_death_of_the_process() {
    let dir = tempfile::tempdir().unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["transactions::child_that_dies_in_a_transaction", "--exact"])
        .env(HOME_OF_CHILD, dir.path())
        .output()
        .unwrap()
        .status;
    assert!(!status.success());
    let wal = dir.path().join("footbridge.db-wal");
    assert!(
        std::fs::metadata(wal).is_ok_and(|found| found.len() > 0),
        "the child must not have closed the file"
    );
    let database = Database::open(&dir.path().join("footbridge.db"), &KEY).unwrap();
    assert_eq!(database.read(|tx| tx.meta("reported")).unwrap(), Some(b"1".to_vec()));
    assert_eq!(database.read(|tx| tx.meta("not reported")).unwrap(), None);
}

/// Not a test by itself: the body of the process above.
#[test]
fn child_that_dies_in_a_transaction() {
    let Ok(dir) = std::env::var(HOME_OF_CHILD) else { return };
    let database = Database::create(&Path::new(&dir).join("footbridge.db"), &KEY).unwrap();
    database.write(|tx| tx.set_meta("reported", b"1")).unwrap();
    let never: Result<()> = database.write(|tx| {
        tx.set_meta("not reported", b"1")?;
        std::process::abort()
    });
    never.unwrap();
}

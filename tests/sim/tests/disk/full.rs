//! A disk without room: what does not fit is refused whole and said to be for lack of room; with room again, it goes
//! on as if nothing had been.

use footbridge_relay::store::SqliteStore;
use footbridge_sim::disk::{Disk, Snapshot};
use store::{Database, Home, Mailbox, StoreError};
use whatif::{Flaw, with_flaw};

use crate::stores::{Subject, template};
use crate::support::folder;

/// No write of SQLite's is a divisor or a multiple of it, so that every kind of write is cut somewhere.
const STRIDE: usize = 977;
const PIECES: u8 = 3;

/// Writes until the disk is full, for every room there may be. How many rooms were too small for all.
fn refused_whole<S: Subject>(template: &Snapshot, code: &str) -> Result<u64, String> {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    for (tight, room) in (0..).step_by(STRIDE).enumerate() {
        disk.restore(template).unwrap();
        let subject = S::open(dir.path())?;
        disk.full_after(room);
        let mut done = 0;
        let refused = loop {
            match subject.write(done) {
                Ok(()) => done += 1,
                Err(refused) => break refused,
            }
            if done == PIECES {
                let found = subject.found()?;
                return if found == PIECES { Ok(tight as u64) } else { Err(format!("{found} there")) };
            }
        };
        let say = |what: String| Err(format!("room for {room} bytes, {done} done: {what}"));
        if refused != code {
            return say(format!("refused with {refused}"));
        }
        if subject.found()? != done {
            return say(format!("{} there", subject.found()?));
        }
        disk.free();
        if let Err(why) = subject.write(done) {
            return say(format!("does not go on: {why}"));
        }
        drop(subject);
        if S::open(dir.path())?.found()? != done + 1 {
            return say("something else after closing and opening".to_owned());
        }
    }
    Ok(0)
}

fn holds<S: Subject>(code: &str) {
    let tight = refused_whole::<S>(&template::<S>(), code).unwrap();
    assert!(tight > 20, "only {tight} rooms were too small");
}

#[test]
fn a_full_disk_is_refused_whole_by_the_database() {
    holds::<Database>("store.full");
}

#[test]
fn a_full_disk_is_refused_whole_by_the_mailbox() {
    holds::<Mailbox>("store.full");
}

#[test]
fn a_full_disk_is_refused_whole_by_the_relay() {
    holds::<SqliteStore>("relay_store.full");
}

#[test]
fn a_store_that_does_not_look_at_its_commit_is_caught() {
    let database =
        with_flaw(Flaw::CommitUnchecked, || refused_whole::<Database>(&template::<Database>(), "store.full"));
    assert!(database.is_err(), "the database: {database:?}");
    let relay = with_flaw(Flaw::RelayCommitUnchecked, || {
        refused_whole::<SqliteStore>(&template::<SqliteStore>(), "relay_store.full")
    });
    assert!(relay.is_err(), "the relay: {relay:?}");
}

#[test]
fn the_reserve_makes_room_for_what_is_being_typed() {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let home = Home::open(dir.path(), "test").unwrap();
    home.keep_reserve().unwrap();
    let database = <Database as Subject>::create(dir.path()).unwrap();
    disk.full_after(0);
    let written = database.write_giving_up(
        || home.spend_reserve(),
        |tx| -> Result<(), StoreError> { tx.set_meta("draft", &[1; 20_000]) },
    );
    written.unwrap();
    assert!(!home.has_reserve());
    assert!(database.read(|tx| tx.meta("draft")).unwrap().is_some());
}

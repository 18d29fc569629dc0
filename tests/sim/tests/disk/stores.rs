//! The device's database and mailbox and the relay's store: what each of them called done is there after a crash at
//! every step and any power cut, whole and in order.

use std::path::{Path, PathBuf};

use domain::{ChangeHash, CompartmentId, RecordId, RecordKind};
use footbridge_relay::store::{
    Budget, NewSegment, Revision, SegmentAppend, SqliteOptions, SqliteStore, Store,
};
use footbridge_sim::disk::{Disk, Loss, Snapshot};
use protocol::{CompartmentHandle, DeviceId, Hash, Header, Segment, Signature, StreamId, Suite, sha256};
use store::{Database, Mailbox, NewJournalEntry, Origin, StoreError};
use testkit::SeededRandom;
use whatif::{Flaw, with_flaw};

use crate::support::{at_every_step, folder};

const KEY: [u8; 32] = [42; 32];
const STREAM: StreamId = StreamId([2; 16]);
const SHARED: CompartmentHandle = CompartmentHandle([5; 16]);
/// Each is one transaction over several pages.
const BODY: usize = 6000;

/// One of the product's files.
pub trait Subject: Sized {
    /// Makes an empty one.
    fn create(folder: &Path) -> Result<Self, String>;
    /// Opens it, checking it when it was not closed.
    fn open(folder: &Path) -> Result<Self, String>;
    /// Writes the next piece of work in one transaction.
    fn write(&self, number: u8) -> Result<(), String>;
    /// How many pieces are there, from the first on. An error when one is there by half or out of order.
    fn found(&self) -> Result<u8, String>;
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Whether all pieces of work are the first ones, in order.
fn in_order(found: impl Iterator<Item = u64>) -> Result<u8, String> {
    let found: Vec<u64> = found.collect();
    if found.iter().copied().ne(0..found.len() as u64) {
        return Err(format!("out of order: {found:?}"));
    }
    u8::try_from(found.len()).map_err(text)
}

fn database_file(folder: &Path) -> PathBuf {
    folder.join("footbridge.db")
}

impl Subject for Database {
    fn create(folder: &Path) -> Result<Self, String> {
        Self::create(&database_file(folder), &KEY).map_err(text)
    }

    fn open(folder: &Path) -> Result<Self, String> {
        Self::open(&database_file(folder), &KEY).map_err(text)
    }

    fn write(&self, number: u8) -> Result<(), String> {
        let written = Self::write(self, |tx| -> Result<(), StoreError> {
            tx.journal(&NewJournalEntry {
                record: RecordId::from_bytes([number; 16]),
                kind: RecordKind::Person,
                compartment: CompartmentId([1; 16]),
                schema: 1,
                hash: ChangeHash([number; 32]),
                bytes: &[number; BODY],
                origin: Origin::Authored { stream: STREAM, seq: number.into() },
                at_ms: 0,
            })?;
            tx.set_meta(&format!("half {number}"), &[number])
        });
        written.map_err(|error| error.code().to_owned())
    }

    fn found(&self) -> Result<u8, String> {
        self.read(|tx| {
            let journal = tx.journal_after(0, 100)?;
            let whole = journal.iter().filter(|row| row.bytes.len() == BODY);
            let mut numbers = Vec::new();
            for (at, row) in whole.enumerate() {
                let half = tx.meta(&format!("half {at}"))?;
                numbers.push(if half == Some(vec![row.hash.0[0]]) { at as u64 } else { u64::MAX });
            }
            Ok::<_, StoreError>(numbers)
        })
        .map_err(text)
        .and_then(|numbers| in_order(numbers.into_iter()))
    }
}

/// The segments of one stream, which nobody here can open.
fn segments(last: u8) -> Vec<Segment> {
    let mut previous = Hash::ZERO;
    let make = |number: u8| {
        let header = Header {
            version: 1,
            suite: Suite::Aes256GcmHkdfSha256Ed25519,
            flags: 0,
            compartment: SHARED,
            device: DeviceId([2; 16]),
            stream: STREAM,
            first_seq: number.into(),
            count: 1,
            previous,
            key_epoch: 1,
            key_commitment: [3; 32],
            extension: Vec::new(),
        };
        let body = vec![number; BODY];
        let segment = Segment { header, salt: [4; 32], body, signature: Signature([6; 64]) };
        previous = segment.hash();
        segment
    };
    (0..=last).map(make).collect()
}

impl Subject for Mailbox {
    fn create(folder: &Path) -> Result<Self, String> {
        Self::create(&folder.join("mailbox.db"), "test").map_err(text)
    }

    fn open(folder: &Path) -> Result<Self, String> {
        Self::open(&folder.join("mailbox.db"), "test").map_err(text)
    }

    fn write(&self, number: u8) -> Result<(), String> {
        let segments = segments(number);
        let last = segments.last().ok_or("no segment")?;
        self.add_outgoing(last, &[]).map_err(|error| error.code().to_owned())
    }

    fn found(&self) -> Result<u8, String> {
        let kept = self.outgoing(STREAM, 0, 100).map_err(text)?;
        let head = self.outgoing_head(STREAM).map_err(text)?;
        if head.next_seq != kept.len() as u64 {
            return Err(format!("{} segments, and the stream stands at {}", kept.len(), head.next_seq));
        }
        in_order(kept.iter().map(|segment| segment.first_seq))
    }
}

const EVERYTHING: Budget = Budget { bytes: usize::MAX, items: usize::MAX };
const NO_OPTIONS: SqliteOptions = SqliteOptions { max_bytes: None, reserve_bytes: 0 };

impl Subject for SqliteStore {
    fn create(folder: &Path) -> Result<Self, String> {
        Self::open(folder, NO_OPTIONS).map_err(text)
    }

    fn open(folder: &Path) -> Result<Self, String> {
        Self::open(folder, NO_OPTIONS).map_err(text)
    }

    fn write(&self, number: u8) -> Result<(), String> {
        let segments = segments(number);
        let last = segments.last().ok_or("no segment")?;
        let new = NewSegment::new(last, last.encode(), Vec::new(), 0);
        match self.append_segment(Revision(0), &new).map_err(|error| error.code().to_owned())? {
            SegmentAppend::Done(place) if place.position == u64::from(number) + 1 => Ok(()),
            other => Err(format!("{other:?}")),
        }
    }

    fn found(&self) -> Result<u8, String> {
        let since = self.since(SHARED, 0, EVERYTHING).map_err(text)?;
        let chain = since
            .segments
            .iter()
            .fold(Hash::ZERO, |chain, one| protocol::wire::next_chain(chain, sha256(&one.segment)));
        if (since.head.chain, since.head.position) != (chain, since.segments.len() as u64) {
            return Err("its head is not that of its segments".to_owned());
        }
        in_order(since.segments.iter().map(|segment| segment.position - 1))
    }
}

/// One that was made and closed.
pub fn template<S: Subject>() -> Snapshot {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    drop(S::create(dir.path()).unwrap());
    disk.snapshot().unwrap()
}

/// Opened, written to, closed, and once more. How many pieces of work were called done.
fn work<S: Subject>(folder: &Path) -> u8 {
    let mut done = 0;
    for sitting in [2, 4] {
        let Ok(subject) = S::open(folder) else { break };
        while done < sitting && subject.write(done).is_ok() {
            done += 1;
        }
        if done < sitting {
            break;
        }
    }
    done
}

fn check<S: Subject>(folder: &Path, done: u8) -> Result<(), String> {
    let subject = S::open(folder).map_err(|why| format!("does not open: {why}"))?;
    let found = subject.found()?;
    if found < done || found > done + 1 {
        return Err(format!("{done} called done, {found} there"));
    }
    // and it goes on
    subject.write(found)
}

fn survives<S: Subject>(seeds: u64) -> Result<u64, String> {
    at_every_step(seeds, Some(&template::<S>()), work::<S>, |folder, done| check::<S>(folder, *done))
}

#[test]
fn what_the_database_called_done_survives() {
    let steps = survives::<Database>(2).unwrap();
    assert!(steps > 40, "only {steps} steps");
}

#[test]
fn what_the_mailbox_called_done_survives() {
    let steps = survives::<Mailbox>(2).unwrap();
    assert!(steps > 40, "only {steps} steps");
}

#[test]
fn what_the_relay_acknowledged_survives() {
    let steps = survives::<SqliteStore>(2).unwrap();
    assert!(steps > 40, "only {steps} steps");
}

#[test]
fn a_store_that_does_not_sync_is_caught() {
    let caught = |flaw, run: fn(u64) -> Result<u64, String>| {
        let found = with_flaw(flaw, || run(4)).expect_err(flaw.name());
        assert!(found.contains("called done"), "{}: {found}", flaw.name());
    };
    caught(Flaw::DropDeviceFsync, survives::<Database>);
    caught(Flaw::DropMailboxFsync, survives::<Mailbox>);
    caught(Flaw::DropRelayFsync, survives::<SqliteStore>);
}

/// A lost mailbox is made anew beside a database that is in use: there must be no state that neither opens nor counts
/// as lost.
#[test]
fn a_mailbox_opens_or_is_made_anew_after_a_crash() {
    let make = |folder: &Path| <Mailbox as Subject>::create(folder).is_ok();
    let checked = at_every_step(2, None, make, |folder, made| {
        match Mailbox::open(&folder.join("mailbox.db"), "test") {
            Err(StoreError::NotFound { .. }) if !made => <Mailbox as Subject>::create(folder).map(drop),
            other => other.map(drop).map_err(text),
        }
    });
    checked.unwrap();
}

#[test]
fn a_relay_that_was_cut_off_at_its_first_start_starts() {
    let make = |folder: &Path| drop(<SqliteStore as Subject>::create(folder));
    at_every_step(2, None, make, |folder, ()| check::<SqliteStore>(folder, 0)).unwrap();
}

/// Fails one step, each in turn; whoever was refused tries again. How many steps there were.
fn goes_on_after_one_failure<S: Subject>() -> Result<u64, String> {
    let template = template::<S>();
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    for step in 0..1000 {
        disk.restore(&template).unwrap();
        let subject = S::open(dir.path())?;
        let before = disk.steps();
        disk.fail_at(step);
        for number in 0..3 {
            if subject.write(number).is_err() {
                subject
                    .write(number)
                    .map_err(|why| format!("step {step}: not taken the second time: {why}"))?;
            }
        }
        let steps = disk.steps() - before;
        disk.power_cut_with(Loss::All, &mut SeededRandom::new(step)).unwrap();
        drop(subject);
        let found = S::open(dir.path())?.found()?;
        if found != 3 {
            return Err(format!("step {step}: 3 called done, {found} there"));
        }
        if steps <= step {
            return Ok(steps);
        }
    }
    Err("it never ends".to_owned())
}

#[test]
fn a_store_goes_on_after_one_failure_of_its_disk() {
    let steps = [
        goes_on_after_one_failure::<Database>(),
        goes_on_after_one_failure::<Mailbox>(),
        goes_on_after_one_failure::<SqliteStore>(),
    ];
    assert!(steps.iter().all(|steps| steps.as_ref().is_ok_and(|steps| *steps > 10)), "{steps:?}");
}

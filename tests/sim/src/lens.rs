//! Looks into files as they lie on disk, beside a device that may be running: the simulator holds every key.
//!
//! What is read is a copy, so that nothing that is looked at changes by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use domain::{CompartmentId, RecordId};
use protocol::{CompartmentHandle, Hash, Keybox, KeyboxHandle, Segment};
use store::{
    Database, IncomingSegment, JournalRow, Mailbox, OutgoingSegment, ParkedRow, QuarantineRow, StoreError,
};
use tempfile::TempDir;
use testkit::field::PASSPHRASE;
use vault::{ChangeContext, EpochKey, Keyfile, RecordKey};

use crate::violation::{Promise, Run, Violation};

/// One value that somebody set: in which record, when by that device's clock, which key, to what. The same after a
/// fence, which makes a change again under another name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Print {
    /// The record.
    pub record: RecordId,
    /// By the clock of who wrote it.
    pub at_ms: i64,
    /// The key.
    pub key: String,
    /// The value as text; empty when the key was cleared.
    pub value: String,
}

/// What lies in one home.
pub struct Home {
    /// Every change, in the order of the journal.
    pub journal: Vec<JournalRow>,
    /// What each record folds to, by the name of its state.
    pub digests: BTreeMap<RecordId, Hash>,
    /// Kept aside.
    pub parked: Vec<ParkedRow>,
    /// Kept aside.
    pub quarantined: Vec<QuarantineRow>,
    /// Sealed, on their way out or there.
    pub outgoing: Vec<OutgoingSegment>,
    /// Sealed, come in.
    pub incoming: Vec<IncomingSegment>,
}

/// Everything that was seen so far: nothing is opened twice.
#[derive(Default)]
pub struct Lens {
    changes: BTreeMap<Vec<u8>, Rc<Vec<Print>>>,
    segments: BTreeMap<Hash, Rc<Vec<Print>>>,
    epochs: BTreeMap<(CompartmentHandle, u32), EpochKey>,
    keys: BTreeMap<KeyboxHandle, RecordKey>,
    database_keys: BTreeMap<Vec<u8>, [u8; 32]>,
}

const PAGE: u32 = 4096;
const DATABASE: [&str; 2] = ["footbridge.db", "footbridge.db-wal"];
const MAILBOX: [&str; 2] = ["mailbox.db", "mailbox.db-wal"];

/// Copies of these files, as far as they are there.
fn copied(home: &Path, scratch: &Path, files: &[&str]) -> Run<TempDir> {
    let folder = TempDir::new_in(scratch)?;
    for file in files.iter().filter(|file| home.join(file).exists()) {
        std::fs::copy(home.join(file), folder.path().join(file))?;
    }
    Ok(folder)
}

/// The mailbox in a folder, if it has one.
fn mailbox(folder: &Path) -> Run<Option<Mailbox>> {
    if !folder.join("mailbox.db").exists() {
        return Ok(None);
    }
    match Mailbox::open(&folder.join("mailbox.db"), "lens") {
        // made, and the power went before anything of it was there
        Err(StoreError::NotFound { .. }) => Ok(None),
        mailbox => Ok(Some(mailbox?)),
    }
}

impl Lens {
    /// Looks into a home. A database or a mailbox that is not there is empty.
    pub fn home(&mut self, home: &Path, scratch: &Path) -> Run<Home> {
        let folder = copied(home, scratch, &[DATABASE, MAILBOX].concat())?;
        let mut seen = Home {
            journal: Vec::new(),
            digests: BTreeMap::new(),
            parked: Vec::new(),
            quarantined: Vec::new(),
            outgoing: Vec::new(),
            incoming: Vec::new(),
        };
        if home.join("footbridge.db").exists() {
            let key = self.database_key(home)?;
            self.database(&Database::open(&folder.path().join("footbridge.db"), &key)?, &mut seen)?;
        }
        if let Some(mailbox) = mailbox(folder.path())? {
            for stream in mailbox.outgoing_streams()? {
                seen.outgoing.extend(mailbox.outgoing(stream.stream, 0, PAGE)?);
            }
            seen.incoming = mailbox.incoming_after(0, PAGE)?;
        }
        Ok(seen)
    }

    /// Every certificate that a home holds.
    pub fn certificates(&self, home: &Path, scratch: &Path) -> Run<Vec<Vec<u8>>> {
        let folder = copied(home, scratch, &MAILBOX)?;
        let Some(mailbox) = mailbox(folder.path())? else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for head in mailbox.log_heads()? {
            all.extend(mailbox.certificates(head.log, 0)?);
        }
        Ok(all)
    }

    fn database_key(&mut self, home: &Path) -> Run<[u8; 32]> {
        let bytes = std::fs::read(home.join("keyfile"))?;
        if let Some(key) = self.database_keys.get(&bytes) {
            return Ok(*key);
        }
        let key = *Keyfile::decode(&bytes)?.unwrap_with(PASSPHRASE)?.expose();
        self.database_keys.insert(bytes, key);
        Ok(key)
    }

    fn database(&mut self, database: &Database, seen: &mut Home) -> Run {
        database.read(|tx| {
            seen.journal = tx.journal_after(0, u32::MAX)?;
            let rows = tx.records_after(None, u32::MAX)?;
            seen.digests = rows.into_iter().map(|row| (row.id, row.digest)).collect();
            seen.parked = tx.parked(PAGE)?;
            seen.quarantined = tx.quarantined(PAGE)?;
            for row in tx.compartments()? {
                for number in 1..=row.key_epoch {
                    self.epoch(tx, row.compartment, number)?;
                }
            }
            Ok(())
        })
    }

    fn epoch(&mut self, tx: &store::Reading<'_>, compartment: CompartmentId, number: u32) -> Run {
        let handle = CompartmentHandle(compartment.0);
        if let Some(row) = tx.epoch_key(compartment, number)? {
            self.epochs.insert((handle, number), EpochKey::from_bytes(handle, number, &row.key.0));
        }
        Ok(())
    }

    /// What a change sets.
    pub fn change(&mut self, record: RecordId, bytes: &[u8]) -> Run<Rc<Vec<Print>>> {
        if let Some(known) = self.changes.get(bytes) {
            return Ok(Rc::clone(known));
        }
        let read = merge::inspect(bytes)
            .map_err(|error| Violation::of(Promise::NoFault, format!("a change cannot be read: {error}")))?;
        let at_ms = read.stamp().at.unix_ms();
        let print = |edit: domain::Edit| Print {
            record,
            at_ms,
            key: edit.key,
            value: edit.value.map(|value| value.to_string()).unwrap_or_default(),
        };
        let prints = Rc::new(read.edits().map(print).collect::<Vec<_>>());
        self.changes.insert(bytes.to_vec(), Rc::clone(&prints));
        Ok(prints)
    }

    /// Everything that a journal says.
    pub fn journal(&mut self, rows: &[JournalRow]) -> Run<BTreeSet<Print>> {
        let mut all = BTreeSet::new();
        for row in rows {
            all.extend(self.change(row.record, &row.bytes)?.iter().cloned());
        }
        Ok(all)
    }

    /// Everything that a sealed segment says; nothing when no device holds its key (any more).
    pub fn segment(&mut self, bytes: &[u8], keyboxes: &[Keybox]) -> Run<Rc<Vec<Print>>> {
        let damaged = |_| Violation::of(Promise::NoFault, "a segment that was kept cannot be decoded");
        let segment = Segment::decode(bytes).map_err(damaged)?;
        for keybox in keyboxes {
            let epoch = self.epochs.get(&(keybox.compartment, keybox.key_epoch));
            if let Some(Ok(key)) = epoch.map(|epoch| vault::open_keybox(epoch, keybox)) {
                self.keys.insert(keybox.handle, key);
            }
        }
        let hash = segment.hash();
        if let Some(known) = self.segments.get(&hash) {
            return Ok(Rc::clone(known));
        }
        let header = &segment.header;
        let Some(epoch) = self.epochs.get(&(header.compartment, header.key_epoch)) else {
            return Ok(Rc::default());
        };
        let mut prints = Vec::new();
        for entry in vault::open_segment(epoch, &segment)? {
            let Some(key) = self.keys.get(&entry.keybox) else { return Ok(Rc::default()) };
            let context = ChangeContext {
                compartment: header.compartment,
                record: entry.record,
                kind: entry.kind,
                schema: entry.schema,
            };
            let change = vault::open_change(key, &context, &entry.sealed)?;
            prints.extend(self.change(RecordId::from_bytes(entry.record), &change)?.iter().cloned());
        }
        let prints = Rc::new(prints);
        self.segments.insert(hash, Rc::clone(&prints));
        Ok(prints)
    }
}

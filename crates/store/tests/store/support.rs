//! Example records. Everybody in them is fictional.

use domain::{ChangeHash, CompartmentId, RecordId, RecordKind};
use footbridge_store::{
    Database, NewJournalEntry, Origin, PersonRow, Projection, RecordRow, SearchText, Standing, Writing,
};
use protocol::{Hash, StreamId};
use tempfile::TempDir;

pub const KEY: [u8; 32] = [42; 32];
pub const SHARED: CompartmentId = CompartmentId([1; 16]);
pub const OURS: StreamId = StreamId([2; 16]);
pub const THEIRS: StreamId = StreamId([3; 16]);

/// A new database in a folder of its own.
pub fn database() -> (TempDir, Database) {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::create(&dir.path().join("footbridge.db"), &KEY).unwrap();
    (dir, database)
}

pub fn id(number: u128) -> RecordId {
    RecordId::from_bytes(number.to_be_bytes())
}

pub fn change(number: u8) -> ChangeHash {
    ChangeHash([number; 32])
}

/// A journal entry of a person: `bytes` also give the hash.
pub fn entry(record: RecordId, number: u8, origin: Origin) -> NewJournalEntry<'static> {
    NewJournalEntry {
        record,
        kind: RecordKind::Person,
        compartment: SHARED,
        schema: 1,
        hash: change(number),
        bytes: b"an automerge change",
        origin,
        at_ms: 1_700_000_000_000,
    }
}

pub fn record(id: RecordId, kind: RecordKind, digest: u8) -> RecordRow {
    RecordRow {
        id,
        kind,
        compartment: SHARED,
        schema: 1,
        folded: vec![digest; 40],
        digest: Hash([digest; 32]),
        keybox: None,
        authored_here: true,
    }
}

pub fn person(id: RecordId, name: &str) -> PersonRow {
    PersonRow {
        id,
        compartment: SHARED,
        standing: Standing::Stands,
        display_name: name.into(),
        code_name: None,
        birth_date: Some("1985-11-03".into()),
        age: None,
        gender: None,
        conflicts: 0,
        updated_ms: 5,
    }
}

/// Writes a person as ingest does: record, projection, words.
pub fn add_person(tx: &Writing<'_>, id: RecordId, name: &str) -> footbridge_store::Result<()> {
    tx.put_record(&record(id, RecordKind::Person, 1))?;
    tx.project(id, &Projection::Person(person(id, name)), &[])?;
    tx.index(id, &SearchText { names: name.into(), details: "1985-11-03 Ridge County".into() })
}

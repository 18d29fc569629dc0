//! Files of the first version: every later version opens them.

use std::fs;
use std::path::{Path, PathBuf};

use domain::{ActorId, MemberId};
use footbridge_store::{
    Database, DraftRow, KeyboxRow, Mailbox, NewParked, NewQuarantined, Origin, ParkReason, Secret32,
};
use protocol::wire::CursorMsg;
use protocol::{DeviceId, GenerationId, Hash, KeyboxHandle, LogId};

use crate::mailbox::{keybox, segment};
use crate::support::{KEY, OURS, SHARED, add_person, entry, id};

/// A draft of a database that no device ever used.
const NOBODY: MemberId = MemberId([0; 16]);

fn golden(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/golden/v1").join(file)
}

/// A copy: opening may upgrade a file.
fn copy_of(file: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(file);
    fs::copy(golden(file), &path).unwrap();
    (dir, path)
}

#[test]
fn the_first_database_opens() {
    let (_dir, path) = copy_of("footbridge.db");
    let database = Database::open(&path, &KEY).unwrap();
    database
        .read(|tx| -> footbridge_store::Result<()> {
            assert_eq!(tx.meta_text("agency")?.as_deref(), Some("Ridge County EMS"));
            assert_eq!(tx.search_people("robin ex", 5)?[0].id, id(1));
            assert_eq!(tx.history(id(1))?[0].bytes, b"an automerge change");
            assert_eq!(tx.authored(OURS, 0, 5)?.len(), 1);
            assert_eq!(tx.keyboxes_of(id(1))?[0].key, Secret32([5; 32]));
            assert_eq!(tx.drafts(NOBODY)?[0].focus, "name.family");
            assert_eq!(tx.quarantined(5)?[0].reason, "change.value_type");
            assert_eq!(tx.parked(5)?[0].reason, ParkReason::MissingChange);
            Ok(())
        })
        .unwrap();
    database.write(|tx| add_person(tx, id(2), "Sam Example")).unwrap();
    assert_eq!(database.read(|tx| tx.counts()).unwrap().people, 2);
}

#[test]
fn the_first_mailbox_opens() {
    let (_dir, path) = copy_of("mailbox.db");
    let mailbox = Mailbox::open(&path, "test").unwrap();
    let sent = segment(OURS, 0, 2, Hash::ZERO);
    assert_eq!(mailbox.outgoing(OURS, 0, 5).unwrap()[0].bytes, sent.encode());
    assert_eq!(mailbox.next_unsent(OURS).unwrap().unwrap().keyboxes, [keybox(1)]);
    assert_eq!(mailbox.incoming_after(0, 5).unwrap().len(), 1);
    assert_eq!(mailbox.cursors().unwrap()[0].position, 1);
    assert_eq!(mailbox.certificates(LogId([7; 16]), 0).unwrap(), [b"certificate".to_vec()]);
    assert_eq!(mailbox.device().unwrap(), Some(DeviceId([8; 16])));
}

/// Makes the files of this version: once for each version that changes them, into a folder of its own. Files that
/// are there already are not touched: that is an error.
#[test]
#[ignore = "writes fixtures"]
fn make_golden_files() {
    let folder = golden("");
    fs::create_dir_all(&folder).unwrap();
    make_database(&folder.join("footbridge.db"));
    make_mailbox(&folder.join("mailbox.db"));
    fs::remove_file(folder.join("mailbox.db.lock")).unwrap();
    fs::remove_file(folder.join("mailbox.db.lock.holder")).unwrap();
}

fn make_database(path: &Path) {
    let database = Database::create(path, &KEY).unwrap();
    database
        .write(|tx| {
            tx.set_meta("agency", b"Ridge County EMS")?;
            tx.start_stream(OURS, SHARED, ActorId([4; 16]))?;
            tx.journal(&entry(id(1), 1, Origin::Authored { stream: OURS, seq: 0 }))?;
            add_person(tx, id(1), "Robin Example")?;
            let keybox = KeyboxRow {
                handle: KeyboxHandle([3; 16]),
                record: id(1),
                compartment: SHARED,
                key_epoch: 1,
                key: Secret32([5; 32]),
            };
            tx.put_keybox(&keybox, OURS)?;
            tx.put_draft(&DraftRow {
                id: id(9),
                kind: domain::RecordKind::Person,
                record: Some(id(1)),
                fields: b"typed".to_vec(),
                focus: "name.family".into(),
                updated_ms: 1,
                member: NOBODY,
            })?;
            tx.quarantine(&NewQuarantined {
                compartment: SHARED,
                stream: OURS,
                seq: 1,
                record: None,
                reason: "change.value_type",
                detail: "a counter",
                bytes: b"bytes",
                at_ms: 1,
            })?;
            tx.park(&NewParked {
                compartment: SHARED,
                stream: OURS,
                seq: 2,
                kind: 1,
                record: Some(id(1)),
                schema: 1,
                reason: ParkReason::MissingChange,
                waits_for: Some(crate::support::change(7)),
                position: None,
                bytes: b"bytes",
                since_ms: 1,
            })
        })
        .unwrap();
}

fn make_mailbox(path: &Path) {
    use footbridge_store::ReceivedSegments;
    use protocol::wire::StoredSegmentMsg;
    let mailbox = Mailbox::create(path, "golden").unwrap();
    let sent = segment(OURS, 0, 2, Hash::ZERO);
    mailbox.add_outgoing(&sent, &[keybox(1)]).unwrap();
    let cursor = CursorMsg {
        compartment: crate::mailbox::SHARED,
        generation: GenerationId([9; 16]),
        position: 1,
        chain: Hash([1; 32]),
    };
    let received = StoredSegmentMsg { position: 1, segment: sent.encode(), keyboxes: vec![keybox(1)] };
    let news = ReceivedSegments { cursor: &cursor, segments: &[received] };
    mailbox.receive(&[news], &[], 1).unwrap();
    mailbox.append_certificates(LogId([7; 16]), 0, &[b"certificate".to_vec()]).unwrap();
    mailbox.set_device(DeviceId([8; 16]), &Secret32([6; 32])).unwrap();
}

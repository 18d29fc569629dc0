//! What only the embedded store does: files, locks, versions, caps, real concurrency.

use protocol::{DeviceId, Hash, StreamId, sha256};

use super::*;
use crate::store::Budget;

const NO_OPTIONS: SqliteOptions = SqliteOptions { max_bytes: None, reserve_bytes: 0 };
const SHARED: CompartmentHandle = CompartmentHandle([5; 16]);

fn segment(stream: u8, seq: u64, previous: Hash, size: usize) -> NewSegment {
    let mut bytes = vec![stream; size];
    bytes.extend(seq.to_be_bytes());
    NewSegment {
        compartment: SHARED,
        device: DeviceId([stream; 16]),
        stream: StreamId([stream; 16]),
        first_seq: seq,
        next_seq: seq + 1,
        previous,
        hash: sha256(&bytes),
        bytes,
        keyboxes: Vec::new(),
        received_ms: 0,
    }
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let new = segment(1, 0, Hash::ZERO, 10);
    let open = || SqliteStore::open(folder.path(), NO_OPTIONS).unwrap();
    let written = open().append_segment(Revision(0), &new).unwrap();
    let SegmentAppend::Done(place) = written else { panic!("{written:?}") };
    assert_eq!(open().place_of(&new).unwrap(), Some(place));
}

#[test]
fn a_commit_returns_after_the_disk_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NO_OPTIONS).unwrap();
    let writer = store.writer.lock().unwrap();
    let number = |name| writer.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    let mode: String = writer.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    // 2 is FULL: a kill cannot show its lack, only a power cut could
    assert_eq!((mode.as_str(), number("synchronous")), ("wal", 2));
}

#[test]
fn a_second_process_is_refused_while_the_first_runs() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path(), NO_OPTIONS).unwrap();
    assert_eq!(SqliteStore::open(folder.path(), NO_OPTIONS).err().unwrap().code(), "relay_store.in_use");
    drop(first);
    SqliteStore::open(folder.path(), NO_OPTIONS).unwrap();
}

fn opened_over(prepare: impl FnOnce(&Path)) -> Result<SqliteStore, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    prepare(&folder.path().join(FILE_NAME));
    SqliteStore::open(folder.path(), NO_OPTIONS)
}

#[test]
fn other_files_are_told_apart() {
    let garbage = opened_over(|file| std::fs::write(file, vec![0x41; 9000]).unwrap());
    assert_eq!(garbage.err().unwrap().code(), "relay_store.not_ours");
    let foreign = opened_over(|file| {
        Connection::open(file).unwrap().execute_batch("CREATE TABLE recipe (name TEXT)").unwrap();
    });
    assert_eq!(foreign.err().unwrap().code(), "relay_store.not_ours");
    let newer = opened_over(|file| {
        drop(SqliteStore::open(file.parent().unwrap(), NO_OPTIONS).unwrap());
        Connection::open(file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    });
    assert_eq!(newer.err().unwrap().code(), "relay_store.newer_version");
}

#[test]
fn a_full_store_refuses_whole_and_still_reads() {
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { max_bytes: Some(400 * 1024), reserve_bytes: 0 };
    let store = SqliteStore::open(folder.path(), options).unwrap();
    let (mut previous, mut seq) = (Hash::ZERO, 0);
    let error = loop {
        let new = segment(1, seq, previous, 50_000);
        match store.append_segment(Revision(0), &new) {
            Ok(SegmentAppend::Done(_)) => (previous, seq) = (new.hash, seq + 1),
            Ok(other) => panic!("{other:?}"),
            Err(error) => break error,
        }
        assert!(seq < 20, "the cap does nothing");
    };
    assert_eq!(error.code(), "relay_store.full");
    assert!(seq > 0);
    let since = store.since(SHARED, 0, Budget { bytes: usize::MAX, items: 100 }).unwrap();
    assert_eq!((since.head.position, since.segments.len() as u64), (seq, seq));
    // something small still fits afterwards: the refused one left nothing behind
    let small = store.append_segment(Revision(0), &segment(1, seq, previous, 10)).unwrap();
    assert!(matches!(small, SegmentAppend::Done(place) if place.position == seq + 1));
}

#[test]
fn what_devices_send_is_refused_below_the_reserve() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path(), NO_OPTIONS).unwrap());
    let options = SqliteOptions { max_bytes: None, reserve_bytes: u64::MAX };
    let store = SqliteStore::open(folder.path(), options).unwrap();
    let refused = store.append_segment(Revision(0), &segment(1, 0, Hash::ZERO, 10));
    assert_eq!(refused.unwrap_err().code(), "relay_store.full");
    assert_eq!(store.ready().unwrap_err().code(), "relay_store.full");
    // starting, reading and cutting a device off go on
    let identity = Identity { generation: GenerationId([1; 16]), key_seed: [1; 32] };
    store.identity(identity).unwrap();
    let certificate = NewCertificate { log: LogId([1; 16]), hash: Hash::ZERO, bytes: vec![1] };
    let appended = store.append_certificates(Revision(0), &[certificate]).unwrap();
    assert_eq!(appended, CertificatesAppend::Done(Revision(1)));
}

#[test]
fn positions_stay_dense_under_concurrent_writers_and_readers_see_prefixes() {
    const WRITERS: u8 = 4;
    const EACH: u64 = 20;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), NO_OPTIONS).unwrap();
    let everything = Budget { bytes: usize::MAX, items: usize::MAX };
    std::thread::scope(|scope| {
        for writer in 1..=WRITERS {
            let store = &store;
            scope.spawn(move || {
                let mut previous = Hash::ZERO;
                for seq in 0..EACH {
                    let new = segment(writer, seq, previous, 100);
                    assert!(matches!(
                        store.append_segment(Revision(0), &new).unwrap(),
                        SegmentAppend::Done(_)
                    ));
                    previous = new.hash;
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..50 {
                let since = store.since(SHARED, 0, everything).unwrap();
                let positions: Vec<u64> = since.segments.iter().map(|one| one.position).collect();
                assert_eq!(positions, (1..=since.head.position).collect::<Vec<_>>());
            }
        });
    });
    let since = store.since(SHARED, 0, everything).unwrap();
    assert_eq!(since.head.position, u64::from(WRITERS) * EACH);
    let chain = since
        .segments
        .iter()
        .fold(Hash::ZERO, |chain, one| protocol::wire::next_chain(chain, sha256(&one.segment)));
    assert_eq!(since.head.chain, chain);
}

#[test]
fn a_backup_of_a_running_store_opens_and_holds_everything() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("live"), NO_OPTIONS).unwrap();
    let new = segment(1, 0, Hash::ZERO, 10);
    store.append_segment(Revision(0), &new).unwrap();
    let copy = folder.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    SqliteStore::backup(&folder.path().join("live"), &copy.join(FILE_NAME)).unwrap();
    let again = SqliteStore::backup(&folder.path().join("live"), &copy.join(FILE_NAME));
    assert!(again.is_err(), "a backup overwrote a file");
    let restored = SqliteStore::open(&copy, NO_OPTIONS).unwrap();
    assert!(restored.place_of(&new).unwrap().is_some());
}

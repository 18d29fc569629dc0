//! Files that cannot be opened, each told apart.

use std::fs;
use std::path::Path;

use footbridge_store::{Database, Mailbox, Result};
use rusqlite::Connection;

use crate::support::{KEY, add_person, database, id};

fn code<T>(result: Result<T>) -> &'static str {
    match result {
        Ok(_) => "opened",
        Err(error) => error.code(),
    }
}

/// A closed database with a few hundred people in it.
fn filled() -> (tempfile::TempDir, std::path::PathBuf) {
    let (dir, database) = database();
    database.write(|tx| (0..300).try_for_each(|n| add_person(tx, id(n), "Robin Example"))).unwrap();
    drop(database);
    let path = dir.path().join("footbridge.db");
    (dir, path)
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0x40;
    fs::write(path, bytes).unwrap();
}

/// Opens the encrypted file past the store, as a newer version would.
fn raw(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.execute_batch(&format!("PRAGMA key = \"x'{hex}'\"")).unwrap();
    conn
}

#[test]
fn what_was_written_is_there_after_opening_again_and_nowhere_in_clear() {
    let (dir, path) = filled();
    let database = Database::open(&path, &KEY).unwrap();
    assert_eq!(database.read(|tx| tx.person(id(7))).unwrap().unwrap().display_name, "Robin Example");
    for file in fs::read_dir(dir.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"Robin"));
    }
}

#[test]
fn a_missing_file_and_one_in_the_way_are_told_apart() {
    let (_dir, path) = filled();
    assert_eq!(code(Database::open(&path.with_extension("none"), &KEY)), "store.not_found");
    assert!(!path.with_extension("none").exists(), "opening must not make a file");
    let before = fs::read(&path).unwrap();
    assert_eq!(code(Database::create(&path, &KEY)), "store.exists");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_wrong_key_is_not_damage() {
    let (_dir, path) = filled();
    assert_eq!(code(Database::open(&path, &[43; 32])), "store.wrong_key");
    assert_eq!(code(Database::open(&path, &KEY)), "opened");
}

#[test]
fn files_that_are_not_ours() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file");
    let text: &[u8] = b"Dear colleague, please find attached";
    let noise: Vec<u8> = (0..8192u32).map(|n| (n * n % 251) as u8).collect();
    for content in [text, &noise, b"x", b"SQLite format 3\0"] {
        fs::write(&path, content).unwrap();
        assert_eq!(code(Database::open(&path, &KEY)), "store.not_ours");
        assert_eq!(code(Mailbox::open(&path, "test")), "store.not_ours");
        assert_eq!(fs::read(&path).unwrap(), content, "left as it was");
    }
    fs::remove_file(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE other (a)").unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.not_ours");
    assert_eq!(code(Mailbox::open(&path, "test")), "store.not_ours");
}

#[test]
fn a_database_is_no_mailbox_and_a_mailbox_no_database() {
    let (dir, path) = filled();
    let mailbox = dir.path().join("mailbox.db");
    drop(Mailbox::create(&mailbox, "test").unwrap());
    assert_eq!(code(Mailbox::open(&path, "test")), "store.not_ours");
    assert_eq!(code(Database::open(&mailbox, &KEY)), "store.not_ours");
}

#[test]
fn a_damaged_first_page_and_a_cut_file_are_damage_not_a_wrong_key() {
    let (_dir, path) = filled();
    let whole = fs::read(&path).unwrap();
    flip(&path, 100);
    assert_eq!(code(Database::open(&path, &KEY)), "store.damaged");
    fs::write(&path, &whole[..12]).unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.damaged");
    fs::write(&path, &whole[..3000]).unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.damaged");
}

#[test]
fn a_damaged_page_is_found_at_the_latest_when_it_is_read() {
    let (_dir, path) = filled();
    let len = fs::metadata(&path).unwrap().len() as usize;
    for page in 1..len / 4096 {
        flip(&path, page * 4096 + 2000);
    }
    let found = Database::open(&path, &KEY)
        .and_then(|database| database.read(|tx| (0..300).try_for_each(|n| tx.person(id(n)).map(|_| ()))));
    assert_eq!(code(found), "store.damaged");
}

#[test]
fn after_an_unclean_stop_the_file_is_checked_before_it_is_used() {
    let (_dir, path) = filled();
    let conn = raw(&path);
    conn.execute_batch("PRAGMA journal_mode = WAL; INSERT INTO meta VALUES ('left', x'00')").unwrap();
    let wal = path.with_extension("db-wal");
    let log = fs::read(&wal).unwrap();
    drop(conn); // a clean end takes the log away
    assert!(!wal.exists());
    assert_eq!(code(Database::open(&path, &KEY)), "opened");
    // damage that a clean open would not meet: the last page of the file
    let len = fs::metadata(&path).unwrap().len() as usize;
    flip(&path, len - 2000);
    assert_eq!(code(Database::open(&path, &KEY)), "opened");
    fs::write(&wal, log).unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.damaged");
}

#[test]
fn files_of_a_newer_version_are_left_alone() {
    let (dir, path) = filled();
    raw(&path).execute_batch("PRAGMA user_version = 99").unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.newer_version");

    let mailbox = dir.path().join("mailbox.db");
    drop(Mailbox::create(&mailbox, "test").unwrap());
    Connection::open(&mailbox).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    assert_eq!(code(Mailbox::open(&mailbox, "test")), "store.newer_version");
}

#[test]
fn a_file_whose_making_was_interrupted_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("footbridge.db");
    fs::write(&path, b"").unwrap();
    assert_eq!(code(Database::open(&path, &KEY)), "store.not_found");
    assert_eq!(code(Database::create(&path, &KEY)), "opened");
}

/// An upgrade finds the drafts of the one member the device had.
#[test]
fn a_draft_of_an_earlier_version_is_the_devices_own_members() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("footbridge.db");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/golden/v1/footbridge.db");
    std::fs::copy(golden, &path).unwrap();
    let member = domain::MemberId([0x4d; 16]);
    let conn = raw(&path);
    let owner = ("device.member", member.0.as_slice());
    conn.execute("INSERT INTO meta (key, value) VALUES (?, ?)", owner).unwrap();
    conn.close().unwrap();
    let database = Database::open(&path, &KEY).unwrap();
    assert_eq!(database.read(|tx| tx.drafts(member)).unwrap()[0].focus, "name.family");
    assert_eq!(database.read(|tx| tx.drafts(domain::MemberId([0; 16]))).unwrap(), []);
}

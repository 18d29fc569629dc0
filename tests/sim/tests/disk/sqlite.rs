//! Plain SQLite: what it promises holds on this disk, and what it does not promise is lost.

use std::path::Path;

use footbridge_sim::disk::Disk;
use rusqlite::Connection;
use testkit::SeededRandom;

use crate::support::{at_every_step, folder};

const FULL: &str = "FULL";

fn open(folder: &Path, synchronous: &str) -> rusqlite::Result<Connection> {
    let conn = Connection::open(folder.join("a.db"))?;
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA wal_autocheckpoint = 6;
         CREATE TABLE IF NOT EXISTS pair (side INTEGER, number INTEGER, filler BLOB, PRIMARY KEY (side, number));"
    ))?;
    Ok(conn)
}

/// Transactions of two rows each. How many were reported as done.
fn write_pairs(folder: &Path, synchronous: &str, pairs: i64) -> i64 {
    let write = |conn: &mut Connection, number: i64| -> rusqlite::Result<()> {
        let tx = conn.transaction()?;
        for side in 0..2 {
            tx.execute(
                "INSERT INTO pair VALUES (?1, ?2, zeroblob(?3))",
                (side, number, number * 700 % 9000),
            )?;
        }
        tx.commit()
    };
    let Ok(mut conn) = open(folder, synchronous) else { return 0 };
    (0..pairs).take_while(|number| write(&mut conn, *number).is_ok()).count() as i64
}

/// Every pair that was reported is there, no pair is there by half, and at most one more than was reported.
fn check_pairs(folder: &Path, told: i64) -> Result<(), String> {
    let conn = open(folder, FULL).map_err(|error| format!("does not open: {error}"))?;
    let one =
        |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|error| error.to_string());
    let integrity = one("PRAGMA integrity_check")?;
    if integrity != "ok" {
        return Err(integrity);
    }
    let found: Vec<i64> = [0, 1]
        .map(|side| {
            let sql = "SELECT count(*) FROM pair WHERE side = ?1 AND number >= 0";
            conn.query_row(sql, [side], |row| row.get(0)).unwrap()
        })
        .into();
    if found[0] != found[1] {
        return Err(format!("by halves: {found:?}"));
    }
    if found[0] < told || found[0] > told + 1 {
        return Err(format!("{told} reported, {} there", found[0]));
    }
    Ok(())
}

#[test]
fn what_was_committed_survives_a_crash_at_every_step() {
    let steps = at_every_step(
        5,
        None,
        |folder| write_pairs(folder, FULL, 9),
        |folder, told| check_pairs(folder, *told),
    );
    let steps = steps.unwrap();
    assert!(steps > 60, "only {steps} steps");
}

#[test]
fn without_syncs_committed_work_is_lost_so_this_disk_can_lose_it() {
    let found = at_every_step(
        5,
        None,
        |folder| write_pairs(folder, "OFF", 12),
        |folder, told| check_pairs(folder, *told),
    );
    assert!(found.is_err(), "a database that syncs nothing lost nothing");
}

#[test]
fn of_two_connections_one_reads_while_the_other_writes() {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let (writer, reader) = (open(dir.path(), FULL).unwrap(), open(dir.path(), FULL).unwrap());
    reader.execute_batch("BEGIN").unwrap();
    let count = |conn: &Connection| -> i64 {
        conn.query_row("SELECT count(*) FROM pair", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(count(&reader), 0);
    writer.execute("INSERT INTO pair VALUES (0, 0, '')", []).unwrap();
    assert_eq!((count(&reader), count(&writer)), (0, 1));
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(count(&reader), 1);
    reader.busy_timeout(std::time::Duration::ZERO).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = reader.execute_batch("BEGIN IMMEDIATE").unwrap_err();
    assert_eq!(busy.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
    drop((writer, reader));
    assert_eq!(disk.unsynced(), 1, "the last close deletes the log, and syncs no folder");
}

#[test]
fn handles_of_a_life_that_ended_are_dead() {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let old = open(dir.path(), FULL).unwrap();
    old.execute("INSERT INTO pair VALUES (0, 0, '')", []).unwrap();
    disk.power_cut(&mut SeededRandom::new(1)).unwrap();
    assert!(old.execute("INSERT INTO pair VALUES (0, 1, '')", []).is_err());
    let new = open(dir.path(), FULL).unwrap();
    drop(old);
    let numbers: i64 = new.query_row("SELECT sum(number + 1) FROM pair", [], |row| row.get(0)).unwrap();
    assert_eq!(numbers, 1);
}

#[test]
fn one_failure_is_reported_and_takes_one_transaction_with_it() {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let conn = open(dir.path(), FULL).unwrap();
    let insert = |number: i64| conn.execute("INSERT INTO pair VALUES (0, ?1, '')", [number]);
    disk.fail_at(0);
    assert!(insert(0).is_err());
    insert(1).unwrap();
    let found: i64 = conn.query_row("SELECT sum(number + 10) FROM pair", [], |row| row.get(0)).unwrap();
    assert_eq!(found, 11);
}

#[test]
fn disks_in_several_threads_do_not_meet() {
    std::thread::scope(|scope| {
        for seed in 0..4 {
            scope.spawn(move || {
                let dir = folder();
                let disk = Disk::register(dir.path()).unwrap();
                let mut rng = SeededRandom::new(seed);
                for step in 40..60 {
                    disk.crash_at(step);
                    let told = write_pairs(dir.path(), FULL, i64::MAX);
                    assert!(told > 0 && disk.has_crashed());
                    disk.power_cut(&mut rng).unwrap();
                    let conn = open(dir.path(), FULL).unwrap();
                    let done: i64 = conn
                        .query_row("SELECT count(*) FROM pair WHERE side = 0", [], |row| row.get(0))
                        .unwrap();
                    assert!(told <= done, "{told} reported, {done} there");
                    conn.execute("DELETE FROM pair", []).unwrap();
                }
            });
        }
    });
}

#[test]
fn a_snapshot_brings_back_every_file_and_starts_another_life() {
    let (dir, other) = (folder(), folder());
    let (disk, copy) = (Disk::register(dir.path()).unwrap(), Disk::register(other.path()).unwrap());
    assert_eq!(write_pairs(dir.path(), FULL, 3), 3);
    std::fs::create_dir(dir.path().join("beside")).unwrap();
    std::fs::write(dir.path().join("beside/keyfile"), b"key").unwrap();
    let snapshot = disk.snapshot().unwrap();
    let files: Vec<_> = snapshot.files().collect();
    assert_eq!(files, [Path::new("a.db"), Path::new("beside/keyfile")]);
    let old = open(dir.path(), FULL).unwrap();
    old.execute("DELETE FROM pair", []).unwrap();
    std::fs::write(dir.path().join("beside/keyfile"), b"another").unwrap();
    for disk in [&disk, &copy] {
        disk.restore(&snapshot).unwrap();
        check_pairs(disk.folder(), 3).unwrap();
        assert_eq!(std::fs::read(disk.folder().join("beside/keyfile")).unwrap(), b"key");
    }
    assert!(old.execute("DELETE FROM pair", []).is_err());
}

#[test]
fn a_bit_that_rotted_is_another_bit() {
    let dir = folder();
    let disk = Disk::register(dir.path()).unwrap();
    let file = dir.path().join("a.db");
    assert!(disk.rot("a.db", &mut SeededRandom::new(3)).is_err());
    assert_eq!(write_pairs(dir.path(), FULL, 3), 3);
    let before = std::fs::read(&file).unwrap();
    let at = disk.rot("a.db", &mut SeededRandom::new(3)).unwrap();
    let after = std::fs::read(&file).unwrap();
    let changed: Vec<u64> =
        (0..).zip(before.iter().zip(&after)).filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    assert_eq!(changed, [at]);
}

//! What the database and the mailbox have in common: how a file is opened and how a transaction ends.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Params, Statement};
use whatif::Flaw;

use crate::row::sealed::Table;
use crate::{Result, StoreError};

/// How long one connection waits for another before it reports [`StoreError::Busy`].
const PATIENCE: Duration = Duration::from_secs(10);
/// Prepared statements kept; more than this crate has.
const STATEMENTS: usize = 256;
/// The write-ahead log is cut back to this after a checkpoint.
const WAL_KEPT_BYTES: u32 = 64 * 1024 * 1024;

/// The first `N` bytes of a file; `None` when there is no file or nothing in it yet.
pub(crate) fn file_start<const N: usize>(path: &Path) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io(path)(error)),
    };
    let mut start = Vec::with_capacity(N);
    file.take(N as u64).read_to_end(&mut start).map_err(StoreError::io(path))?;
    Ok((!start.is_empty()).then_some(start))
}

/// Whether the last process that had the file open ended without closing it: closing removes the log.
pub(crate) fn stopped_uncleanly(path: &Path) -> bool {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    std::fs::metadata(PathBuf::from(wal)).is_ok_and(|found| found.len() > 0)
}

/// Opens or creates the file; no statement is run yet.
pub(crate) fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}

/// Pages kept in memory by each connection. The default of 2 MB makes a large import write its pages twice.
const CACHE_KIB: u32 = 16 * 1024;

/// Durable at commit (but with the flaw `unsynced`), nothing readable left behind, nothing trusted that a file brings
/// along.
pub(crate) fn configure(conn: &Connection, unsynced: Flaw) -> Result<()> {
    let synchronous = if whatif::flawed(unsynced) { "OFF" } else { "FULL" };
    conn.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = {synchronous};
         PRAGMA cache_size = -{CACHE_KIB};
         PRAGMA journal_size_limit = {WAL_KEPT_BYTES};"
    ))?;
    Ok(())
}

/// Reads every page. Slow in proportion to the file, so only after an unclean stop.
pub(crate) fn check_integrity(conn: &Connection) -> Result<()> {
    let found: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged { detail: found }) }
}

/// A panic inside a transaction rolled it back (see [`Ending`]): the connection is as good as before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` between `begin` and `commit`; an error or a panic runs `rollback` instead.
pub(crate) fn transact<T, E: From<StoreError>>(
    conn: &Connection,
    [begin, commit, rollback]: [&'static str; 3],
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    execute(conn, begin, [])?;
    let mut ending = Ending { conn, rollback: Some(rollback) };
    let value = work()?;
    match execute(conn, commit, []) {
        Err(_) if whatif::flawed(Flaw::CommitUnchecked) => {}
        done => {
            done?;
            ending.rollback = None;
        }
    }
    Ok(value)
}

/// The statements of a transaction that may write from its first statement on.
pub(crate) const WRITE: [&str; 3] = ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"];
/// The statements of a transaction that sees one state of the file.
pub(crate) const READ: [&str; 3] = ["BEGIN", "COMMIT", "ROLLBACK"];
/// The statements of a part of a transaction that can fail alone.
pub(crate) const SAVEPOINT: [&str; 3] = ["SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part"];

struct Ending<'c> {
    conn: &'c Connection,
    rollback: Option<&'static str>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let Some(rollback) = self.rollback else { return };
        // SQLite ends the transaction itself when the disk is full
        if self.conn.is_autocommit() {
            return;
        }
        if let Err(error) = self.conn.execute_batch(rollback) {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

/// Runs a statement and gives the number of rows it changed.
pub(crate) fn execute(conn: &Connection, sql: &str, params: impl Params) -> Result<usize> {
    Ok(conn.prepare_cached(sql)?.execute(params)?)
}

/// The rows of a query.
pub(crate) fn query<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    Ok(collect(&mut statement, params, read)?)
}

fn collect<T>(
    statement: &mut Statement<'_>,
    params: impl Params,
    read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    statement.query_map(params, read)?.collect()
}

/// The first row of a query, if there is one.
pub(crate) fn query_one<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    Ok(rows.next()?.map(read).transpose()?)
}

/// The typed rows that `rest` (`WHERE … ORDER BY … LIMIT …`) selects.
pub(crate) fn select<R: Table>(conn: &Connection, rest: &str, params: impl Params) -> Result<Vec<R>> {
    query(conn, &format!("SELECT {} FROM {} {rest}", R::COLUMNS, R::TABLE), params, R::read)
}

/// The first typed row that `rest` selects.
pub(crate) fn select_one<R: Table>(conn: &Connection, rest: &str, params: impl Params) -> Result<Option<R>> {
    query_one(conn, &format!("SELECT {} FROM {} {rest}", R::COLUMNS, R::TABLE), params, R::read)
}

/// Writes a row, replacing the one with its key.
pub(crate) fn put<R: Table>(conn: &Connection, row: &R) -> Result<()> {
    execute(conn, R::PUT, rusqlite::params_from_iter(row.values()))?;
    Ok(())
}

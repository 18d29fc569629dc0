//! Certificate logs as received. What they say is for `protocol`'s roster.

use protocol::wire::LogHeadMsg;
use protocol::{Hash, LogId, sha256};
use rusqlite::Connection;

use super::Mailbox;
use crate::column::{bind, column};
use crate::{Result, StoreError, sqlite};

impl Mailbox {
    /// Follows a log from now on. Nothing changes when it is followed already.
    pub fn follow_log(&self, log: LogId) -> Result<()> {
        self.write(|conn| match followed(conn, log)? {
            Some(_) => Ok(()),
            None => put_head(conn, &LogHeadMsg { log, count: 0, hash: Hash::ZERO }),
        })
    }

    /// Appends to a log; the first of `certificates` has the place `from` (0 for the first of all). Those that are
    /// there already are passed over when they are the same.
    ///
    /// Errors: [`StoreError::OutOfOrder`] when some are missing before, or when another one stands at a place;
    /// nothing is appended then.
    pub fn append_certificates(&self, log: LogId, from: u32, certificates: &[Vec<u8>]) -> Result<()> {
        self.write(|conn| append(conn, log, from, certificates))
    }

    /// Where the log stands: how many certificates, and SHA-256 over the last one's bytes. A count of 0 for one
    /// that is not followed.
    pub fn log_head(&self, log: LogId) -> Result<LogHeadMsg> {
        self.read(|conn| head(conn, log))
    }

    /// Where every followed log stands, in the order of their ids.
    pub fn log_heads(&self) -> Result<Vec<LogHeadMsg>> {
        let sql = "SELECT log, count, hash FROM certificate_log ORDER BY log";
        self.read(|conn| sqlite::query(conn, sql, [], read_head))
    }

    /// The certificates of a log from place `from` on, in order.
    pub fn certificates(&self, log: LogId, from: u32) -> Result<Vec<Vec<u8>>> {
        self.certificates_at_most(log, from, u32::MAX)
    }

    /// At most `limit` certificates of a log from place `from` on, in order.
    pub fn certificates_at_most(&self, log: LogId, from: u32, limit: u32) -> Result<Vec<Vec<u8>>> {
        let sql = "SELECT bytes FROM certificate WHERE log = ? AND place >= ? ORDER BY place LIMIT ?";
        self.read(|conn| sqlite::query(conn, sql, bind![log, from, limit], |row| column(row, 0)))
    }
}

pub(super) fn append(conn: &Connection, log: LogId, from: u32, certificates: &[Vec<u8>]) -> Result<()> {
    let mut head = head(conn, log)?;
    for (place, bytes) in (from..).zip(certificates) {
        if place < head.count && bytes_at(conn, log, place)?.as_ref() == Some(bytes) {
            continue;
        }
        if place != head.count {
            return Err(StoreError::OutOfOrder { what: "certificate", expected: u64::from(head.count) });
        }
        let sql = "INSERT INTO certificate (log, place, bytes) VALUES (?, ?, ?)";
        sqlite::execute(conn, sql, bind![log, place, *bytes])?;
        head = LogHeadMsg { log, count: place.saturating_add(1), hash: sha256(bytes) };
    }
    put_head(conn, &head)
}

fn put_head(conn: &Connection, head: &LogHeadMsg) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO certificate_log (log, count, hash) VALUES (?, ?, ?)";
    sqlite::execute(conn, sql, bind![head.log, head.count, head.hash]).map(|_| ())
}

fn head(conn: &Connection, log: LogId) -> Result<LogHeadMsg> {
    Ok(followed(conn, log)?.unwrap_or(LogHeadMsg { log, count: 0, hash: Hash::ZERO }))
}

fn followed(conn: &Connection, log: LogId) -> Result<Option<LogHeadMsg>> {
    sqlite::query_one(
        conn,
        "SELECT log, count, hash FROM certificate_log WHERE log = ?",
        bind![log],
        read_head,
    )
}

fn read_head(row: &rusqlite::Row<'_>) -> rusqlite::Result<LogHeadMsg> {
    Ok(LogHeadMsg { log: column(row, 0)?, count: column(row, 1)?, hash: column(row, 2)? })
}

fn bytes_at(conn: &Connection, log: LogId, place: u32) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT bytes FROM certificate WHERE log = ? AND place = ?";
    sqlite::query_one(conn, sql, bind![log, place], |row| column(row, 0))
}

//! Received segments that a relay lost: whoever holds them gives them back. They are the ones without a position.

use protocol::wire::CursorMsg;
use protocol::{CompartmentHandle, Hash};
use rusqlite::Connection;

use super::{IncomingSegment, Mailbox, incoming};
use crate::column::bind;
use crate::{Result, sqlite};

impl Mailbox {
    /// The first segment that came in and that the relay does not hold, as far as is known, and would take.
    pub fn next_missing(&self) -> Result<Option<IncomingSegment>> {
        let rest = "WHERE position IS NULL AND refused IS NULL ORDER BY n LIMIT 1";
        self.read(|conn| sqlite::select_one(conn, rest, []))
    }

    /// The relay holds it again, at this position. `cursor` is the compartment's new one when it came right after all
    /// that was fetched; both are kept or neither.
    pub fn given_back(&self, hash: Hash, position: u64, cursor: Option<&CursorMsg>) -> Result<()> {
        self.write(|conn| {
            sqlite::execute(conn, "UPDATE incoming SET position = ? WHERE hash = ?", bind![position, hash])?;
            cursor.map_or(Ok(()), |cursor| incoming::put_cursor(conn, cursor))
        })
    }

    /// The relay does not take it, and why (a stable code): it is not brought again.
    pub fn not_taken_back(&self, hash: Hash, code: &str) -> Result<()> {
        self.write(|conn| {
            sqlite::execute(
                conn,
                "UPDATE incoming SET refused = ? WHERE hash = ?",
                bind![code.to_owned(), hash],
            )?;
            Ok(())
        })
    }
}

/// The relay went back: what it gave in this compartment is missing until it gives it again.
pub(super) fn doubt(conn: &Connection, compartment: CompartmentHandle) -> Result<()> {
    let sql = "UPDATE incoming SET position = NULL, refused = NULL WHERE compartment = ?";
    sqlite::execute(conn, sql, bind![compartment]).map(|_| ())
}

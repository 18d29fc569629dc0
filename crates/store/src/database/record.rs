//! One row for each record: its folded state, opaque here, and what tells it from others.

use domain::{CompartmentId, RecordId, RecordKind};
use protocol::{Hash, KeyboxHandle};

use super::{ConflictRow, Projection, Reading, SearchText, Writing};
use crate::column::{bind, column};
use crate::row::row;
use crate::row::sealed::Table;
use crate::{Result, sqlite};

row! {
    /// A record as this device holds it.
    RecordRow in "record" {
        /// Names it.
        id: RecordId,
        /// What it is.
        kind: RecordKind,
        /// Where it lives.
        compartment: CompartmentId,
        /// The newest schema version that a change of it was written by.
        schema: u16,
        /// Its folded state; empty while the tables are being rebuilt.
        folded: Vec<u8>,
        /// Digest over the folded state, the same on every device that holds the same changes.
        digest: Hash,
        /// The keybox under which this device seals the record's changes.
        keybox: Option<KeyboxHandle>,
        /// Whether this device made the record.
        authored_here: bool,
    }
}

/// Not the row's own statement: a replaced row would get another number, and its place in the index is lost.
const PUT: &str = "INSERT INTO record (id, kind, compartment, schema, folded, digest, keybox, authored_here) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, \
     compartment = excluded.compartment, schema = excluded.schema, folded = excluded.folded, \
     digest = excluded.digest, keybox = excluded.keybox, authored_here = excluded.authored_here";

const ADD: &str = "INSERT INTO record (id, kind, compartment, schema, folded, digest, keybox, authored_here) \
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

impl Reading<'_> {
    /// The record, if this device holds it.
    pub fn record(&self, id: RecordId) -> Result<Option<RecordRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// At most `limit` records in the order of their ids, after `after`.
    pub fn records_after(&self, after: Option<RecordId>, limit: u32) -> Result<Vec<RecordRow>> {
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        sqlite::select(self.conn, "WHERE id > ? ORDER BY id LIMIT ?", bind![after, limit])
    }

    /// At most `limit` ids of records whose id, written as text, starts with `prefix`: what a person types of it.
    pub fn records_starting(&self, prefix: &str, limit: u32) -> Result<Vec<RecordId>> {
        let hex: String = prefix.chars().filter(|c| *c != '-').collect::<String>().to_ascii_uppercase();
        if hex.is_empty() || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        let sql = "SELECT id FROM record WHERE substr(hex(id), 1, length(?1)) = ?1 ORDER BY id LIMIT ?2";
        sqlite::query(self.conn, sql, bind![hex, limit], |row| column(row, 0))
    }
}

impl Writing<'_> {
    /// Writes a record's row, new or changed.
    pub fn put_record(&self, row: &RecordRow) -> Result<()> {
        self.execute(PUT, rusqlite::params_from_iter(row.values()))?;
        Ok(())
    }

    /// Writes a record that has no row yet, with all that is shown of it: nothing is there that would have to be
    /// looked for and replaced. Most records of a first exchange come this way.
    ///
    /// Errors: [`crate::StoreError::Sql`] when it has a row.
    pub fn add_record(
        &self,
        row: &RecordRow,
        projection: &Projection,
        conflicts: &[ConflictRow],
        text: &SearchText,
    ) -> Result<()> {
        self.execute(ADD, rusqlite::params_from_iter(row.values()))?;
        let number = self.conn.last_insert_rowid();
        self.add_projection(projection)?;
        conflicts.iter().try_for_each(|conflict| self.put_row(conflict))?;
        self.add_words(row.kind, number, text)
    }

    /// Takes a record out with everything that is shown of it: none of its changes counts any more. Its journal, its keys
    /// and what is held back of it stay.
    pub fn remove_record(&self, record: RecordId) -> Result<()> {
        self.remove_projection(record)?;
        self.remove_words(record)?;
        self.execute("DELETE FROM record WHERE id = ?", bind![record])?;
        Ok(())
    }

    /// Sets the keybox under which the record's changes are sealed from now on; `None` when a new one is needed.
    pub fn set_record_keybox(&self, record: RecordId, keybox: Option<KeyboxHandle>) -> Result<()> {
        self.execute("UPDATE record SET keybox = ? WHERE id = ?", bind![keybox, record])?;
        Ok(())
    }
}

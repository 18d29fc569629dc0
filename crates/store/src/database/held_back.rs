//! What ingest could not use: quarantined (malformed or forged) or parked (not usable yet). Nothing is dropped.

use domain::{ChangeHash, CompartmentId, RecordId};
use protocol::StreamId;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use super::{Reading, Writing};
use crate::column::{Column, bind, column};
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// A quarantined entry.
    QuarantineRow in "quarantine" {
        /// This device's number for it.
        id: i64,
        /// The compartment it came in.
        compartment: CompartmentId,
        /// The stream it came in.
        stream: StreamId,
        /// Its sequence number there.
        seq: u64,
        /// The record it claims to change, when that could be read.
        record: Option<RecordId>,
        /// The stable code of the reason (`change.value_type`).
        reason: String,
        /// More on the reason, for a person; no content of the change.
        detail: String,
        /// The bytes as far as they were opened.
        bytes: Vec<u8>,
        /// When it was put here, milliseconds since 1970.
        at_ms: i64,
    }
}

/// An entry to be quarantined. The fields are those of [`QuarantineRow`].
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "documented once, at QuarantineRow")]
pub struct NewQuarantined<'a> {
    pub compartment: CompartmentId,
    pub stream: StreamId,
    pub seq: u64,
    pub record: Option<RecordId>,
    pub reason: &'a str,
    pub detail: &'a str,
    pub bytes: &'a [u8],
    pub at_ms: i64,
}

/// Why an entry waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParkReason {
    /// A change it builds on is not here yet.
    MissingChange,
    /// The key of its record or epoch is not here yet.
    MissingKey,
    /// The certificate of its device is not here yet.
    MissingCertificate,
    /// An earlier segment of its stream is not here yet.
    MissingSegment,
    /// A newer version of Footbridge made it.
    NewerVersion,
    /// A copy of this very device made another change under the same number: it fits once this device's own is
    /// authored again by a new incarnation.
    OwnFork,
}

impl ParkReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::MissingChange,
        Self::MissingKey,
        Self::MissingCertificate,
        Self::MissingSegment,
        Self::NewerVersion,
        Self::OwnFork,
    ];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingChange => "parked.missing_change",
            Self::MissingKey => "parked.missing_key",
            Self::MissingCertificate => "parked.missing_certificate",
            Self::MissingSegment => "parked.missing_segment",
            Self::NewerVersion => "parked.newer_version",
            Self::OwnFork => "parked.own_fork",
        }
    }
}

impl Column for ParkReason {
    fn to_column(&self) -> ToSqlOutput<'_> {
        self.code().into()
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = String::column_result(value)?;
        Self::ALL.into_iter().find(|reason| reason.code() == code).ok_or(FromSqlError::InvalidType)
    }
}

row! {
    /// An entry that waits.
    ParkedRow in "parked" {
        /// This device's number for it.
        id: i64,
        /// The compartment it came in.
        compartment: CompartmentId,
        /// The stream it came in.
        stream: StreamId,
        /// Its sequence number there; for a whole segment the first.
        seq: u64,
        /// The number of its record's kind, known here or not; 0 for a whole segment.
        kind: u16,
        /// The record it changes; `None` for a whole segment.
        record: Option<RecordId>,
        /// The version of the record's schema that wrote it; 0 for a whole segment.
        schema: u16,
        /// Why it waits.
        reason: ParkReason,
        /// The change it waits for, of the same record; for a fork, the one that has its number.
        waits_for: Option<ChangeHash>,
        /// The position at the relay of the segment it came in.
        position: Option<u64>,
        /// The bytes as far as they could be opened.
        bytes: Vec<u8>,
        /// Since when it waits, milliseconds since 1970.
        since_ms: i64,
    }
}

/// An entry to be parked. The fields are those of [`ParkedRow`].
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "documented once, at ParkedRow")]
pub struct NewParked<'a> {
    pub compartment: CompartmentId,
    pub stream: StreamId,
    pub seq: u64,
    pub kind: u16,
    pub record: Option<RecordId>,
    pub schema: u16,
    pub reason: ParkReason,
    pub waits_for: Option<ChangeHash>,
    pub position: Option<u64>,
    pub bytes: &'a [u8],
    pub since_ms: i64,
}

impl Reading<'_> {
    /// At most `limit` quarantined entries, the latest first.
    pub fn quarantined(&self, limit: u32) -> Result<Vec<QuarantineRow>> {
        sqlite::select(self.conn, "ORDER BY id DESC LIMIT ?", bind![limit])
    }

    /// The quarantined entries that claim to change `record`: for its badge.
    pub fn quarantined_of(&self, record: RecordId) -> Result<Vec<QuarantineRow>> {
        sqlite::select(self.conn, "WHERE record = ? ORDER BY id", bind![record])
    }

    /// What is in quarantine for this reason, in the order it came.
    pub fn quarantined_for(&self, reason: &str) -> Result<Vec<QuarantineRow>> {
        sqlite::select(self.conn, "WHERE reason = ? ORDER BY id", bind![reason])
    }

    /// How many entries are in quarantine for this reason.
    pub fn quarantined_count(&self, reason: &str) -> Result<u64> {
        let sql = "SELECT count(*) FROM quarantine WHERE reason = ?";
        Ok(sqlite::query_one(self.conn, sql, bind![reason], |row| column(row, 0))?.unwrap_or(0))
    }

    /// How many entries wait for this reason.
    pub fn parked_count(&self, reason: ParkReason) -> Result<u64> {
        let sql = "SELECT count(*) FROM parked WHERE reason = ?";
        Ok(sqlite::query_one(self.conn, sql, bind![reason], |row| column(row, 0))?.unwrap_or(0))
    }

    /// The compartments in which entries (not whole segments) wait for this reason.
    pub fn parked_in(&self, reason: ParkReason) -> Result<Vec<CompartmentId>> {
        let sql = "SELECT DISTINCT compartment FROM parked WHERE reason = ? AND record IS NOT NULL";
        sqlite::query(self.conn, sql, bind![reason], |row| column(row, 0))
    }

    /// The entries that wait for this reason, the one that waits longest first.
    pub fn parked_for(&self, reason: ParkReason) -> Result<Vec<ParkedRow>> {
        sqlite::select(self.conn, "WHERE reason = ? ORDER BY id", bind![reason])
    }

    /// How many entries are in quarantine, and how many are parked.
    pub fn held_back(&self) -> Result<(u64, u64)> {
        let sql = "SELECT (SELECT count(*) FROM quarantine), (SELECT count(*) FROM parked)";
        let read = |row: &rusqlite::Row<'_>| Ok((column(row, 0)?, column(row, 1)?));
        Ok(sqlite::query_one(self.conn, sql, [], read)?.unwrap_or_default())
    }

    /// Whether a whole segment of this stream is in quarantine.
    pub fn has_quarantined_segment(&self, stream: StreamId) -> Result<bool> {
        let sql = "SELECT 1 FROM quarantine WHERE stream = ? AND record IS NULL LIMIT 1";
        Ok(sqlite::query_one(self.conn, sql, bind![stream], |_| Ok(()))?.is_some())
    }

    /// At most `limit` parked entries, the one that waits longest first.
    pub fn parked(&self, limit: u32) -> Result<Vec<ParkedRow>> {
        sqlite::select(self.conn, "ORDER BY id LIMIT ?", bind![limit])
    }
}

impl Writing<'_> {
    /// Keeps an entry that is not to be used, with the reason. The same entry again changes nothing.
    pub fn quarantine(&self, new: &NewQuarantined<'_>) -> Result<()> {
        self.execute(
            "INSERT INTO quarantine (compartment, stream, seq, record, reason, detail, bytes, at_ms) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            bind![
                new.compartment,
                new.stream,
                new.seq,
                new.record,
                new.reason,
                new.detail,
                new.bytes,
                new.at_ms
            ],
        )?;
        Ok(())
    }

    /// Removes an entry from quarantine: adopted, or rejected for good.
    pub fn release_quarantined(&self, id: i64) -> Result<()> {
        self.execute("DELETE FROM quarantine WHERE id = ?", bind![id])?;
        Ok(())
    }

    /// Removes a whole segment from quarantine that lies there for this reason: it is used now, or lies there for another.
    pub fn release_segment(&self, stream: StreamId, first_seq: u64, reason: &str) -> Result<()> {
        let sql = "DELETE FROM quarantine WHERE stream = ? AND seq = ? AND reason = ? AND record IS NULL";
        self.execute(sql, bind![stream, first_seq, reason])?;
        Ok(())
    }

    /// Forgets what is parked of a stream from one number up to before another: whole segments and entries.
    pub fn forget_parked(&self, stream: StreamId, from: u64, before: u64) -> Result<()> {
        let sql = "DELETE FROM parked WHERE stream = ? AND seq >= ? AND seq < ?";
        self.execute(sql, bind![stream, from, before])?;
        Ok(())
    }

    /// Keeps an entry until it can be used. Parked again, it waits for the new reason and keeps its age.
    pub fn park(&self, new: &NewParked<'_>) -> Result<()> {
        self.execute(
            "INSERT INTO parked (compartment, stream, seq, kind, record, schema, reason, waits_for, position, \
             bytes, since_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream, seq) DO UPDATE SET \
             reason = excluded.reason, waits_for = excluded.waits_for, kind = excluded.kind, \
             record = excluded.record, schema = excluded.schema, bytes = excluded.bytes",
            bind![
                new.compartment,
                new.stream,
                new.seq,
                new.kind,
                new.record,
                new.schema,
                new.reason,
                new.waits_for,
                new.position,
                new.bytes,
                new.since_ms
            ],
        )?;
        Ok(())
    }

    /// Takes out every entry that waits for this change of this record, in the order they were parked. What still
    /// cannot be used is to be parked again in the same transaction.
    pub fn take_waiting_for(&self, record: RecordId, hash: ChangeHash) -> Result<Vec<ParkedRow>> {
        let rest = "WHERE record = ? AND waits_for = ? ORDER BY id";
        self.take(sqlite::select(self.conn, rest, bind![record, hash])?)
    }

    /// Takes out the entries of this record that wait for this reason.
    pub fn take_parked_of(&self, record: RecordId, reason: ParkReason) -> Result<Vec<ParkedRow>> {
        let rest = "WHERE record = ? AND reason = ? ORDER BY id";
        self.take(sqlite::select(self.conn, rest, bind![record, reason])?)
    }

    /// Takes out every entry that waits for this reason: after an upgrade, a new key or a new certificate.
    pub fn take_parked(&self, reason: ParkReason) -> Result<Vec<ParkedRow>> {
        self.take(self.parked_for(reason)?)
    }

    /// As [`Writing::take_parked`], at most `limit` of them, those that were parked first.
    pub fn take_parked_at_most(&self, reason: ParkReason, limit: u32) -> Result<Vec<ParkedRow>> {
        let rest = "WHERE reason = ? ORDER BY id LIMIT ?";
        self.take(sqlite::select(self.conn, rest, bind![reason, limit])?)
    }

    fn take(&self, rows: Vec<ParkedRow>) -> Result<Vec<ParkedRow>> {
        for row in &rows {
            self.execute("DELETE FROM parked WHERE id = ?", bind![row.id])?;
        }
        Ok(rows)
    }
}

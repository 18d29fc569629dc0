//! The journal: every change that was authored here or accepted, with its bytes. Everything else in the
//! database can be made again from it.

use domain::{ChangeHash, CompartmentId, RecordId, RecordKind};
use protocol::{DeviceId, StreamId};

use super::{Reading, Writing};
use crate::column::{bind, column};
use crate::row::row;
use crate::{Result, sqlite};

/// Where a change came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Made on this device: its place in one of this device's own streams.
    Authored {
        /// The stream it goes out in.
        stream: StreamId,
        /// Its sequence number there.
        seq: u64,
    },
    /// Received in a segment of some device.
    Received {
        /// The stream it came in.
        stream: StreamId,
        /// Its sequence number there.
        seq: u64,
        /// The segment's position at the relay; `None` when it came over LAN or by file.
        position: Option<u64>,
    },
}

/// A change to be journaled.
#[derive(Clone, Copy, Debug)]
pub struct NewJournalEntry<'a> {
    /// The record it changes.
    pub record: RecordId,
    /// What that record is.
    pub kind: RecordKind,
    /// Where the record lives.
    pub compartment: CompartmentId,
    /// The version of the record's schema that wrote the change.
    pub schema: u16,
    /// Names the change.
    pub hash: ChangeHash,
    /// The automerge change.
    pub bytes: &'a [u8],
    /// Where it came from.
    pub origin: Origin,
    /// When this device journaled it, milliseconds since 1970 by its own clock.
    pub at_ms: i64,
}

/// Whether a change was new to the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is journaled now, under this number.
    New(i64),
    /// It was there already, wherever it came from; nothing changed.
    Known,
}

/// A journaled change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number: the order in which this device authored and accepted. Rises, may have gaps.
    pub seq: i64,
    /// The record it changes.
    pub record: RecordId,
    /// What that record is.
    pub kind: RecordKind,
    /// Where the record lives.
    pub compartment: CompartmentId,
    /// The version of the record's schema that wrote the change.
    pub schema: u16,
    /// Names the change.
    pub hash: ChangeHash,
    /// The automerge change.
    pub bytes: Vec<u8>,
    /// Where it came from.
    pub origin: Origin,
    /// When this device journaled it, milliseconds since 1970.
    pub at_ms: i64,
}

row! {
    /// A change of this device at its place in one of its streams: what sealing needs.
    AuthoredChange in "journal" {
        /// Its number in the journal.
        seq: i64,
        /// Its sequence number in the stream.
        stream_seq: u64,
        /// The record it changes.
        record: RecordId,
        /// What that record is.
        kind: RecordKind,
        /// The version of the record's schema that wrote the change.
        schema: u16,
        /// Names the change.
        hash: ChangeHash,
        /// The automerge change.
        bytes: Vec<u8>,
        /// Where the relay holds it, when it was seen there: a copy of this device may have sent it.
        position: Option<u64>,
    }
}

const COLUMNS: &str = "SELECT seq, record, kind, compartment, schema, hash, bytes, stream, stream_seq, authored, \
                       position, at_ms FROM journal";

fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<JournalRow> {
    let (stream, seq) = (column(row, 7)?, column(row, 8)?);
    let origin = match column(row, 9)? {
        true => Origin::Authored { stream, seq },
        false => Origin::Received { stream, seq, position: column(row, 10)? },
    };
    Ok(JournalRow {
        seq: column(row, 0)?,
        record: column(row, 1)?,
        kind: column(row, 2)?,
        compartment: column(row, 3)?,
        schema: column(row, 4)?,
        hash: column(row, 5)?,
        bytes: column(row, 6)?,
        origin,
        at_ms: column(row, 11)?,
    })
}

impl Reading<'_> {
    /// At most `limit` changes after number `after` (0 for the first), in the order they were journaled.
    pub fn journal_after(&self, after: i64, limit: u32) -> Result<Vec<JournalRow>> {
        let sql = format!("{COLUMNS} WHERE seq > ? ORDER BY seq LIMIT ?");
        sqlite::query(self.conn, &sql, bind![after, limit], read)
    }

    /// Every change of one record, in the order they were journaled: causes before effects.
    pub fn history(&self, record: RecordId) -> Result<Vec<JournalRow>> {
        sqlite::query(self.conn, &format!("{COLUMNS} WHERE record = ? ORDER BY seq"), bind![record], read)
    }

    /// The number of the latest entry; 0 for none.
    pub fn journal_end(&self) -> Result<i64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM journal";
        Ok(sqlite::query_one(self.conn, sql, [], |row| column(row, 0))?.unwrap_or(0))
    }

    /// How many records of each kind there were in a compartment when the journal ended with number `until`.
    pub fn kinds_until(&self, compartment: CompartmentId, until: i64) -> Result<Vec<(RecordKind, u64)>> {
        let sql = "SELECT r.kind, count(*) FROM record r WHERE r.compartment = ?1 AND EXISTS \
                   (SELECT 1 FROM journal j WHERE j.record = r.id AND j.seq <= ?2) GROUP BY r.kind";
        sqlite::query(self.conn, sql, bind![compartment, until], |row| Ok((column(row, 0)?, column(row, 1)?)))
    }

    /// When the first and the latest work of a device in a compartment was journaled, milliseconds since 1970. Reads the
    /// whole journal.
    pub fn work_of(&self, device: DeviceId, compartment: CompartmentId) -> Result<Option<(i64, i64)>> {
        let sql = "SELECT min(at_ms), max(at_ms) FROM journal WHERE authored = 0 AND compartment = ?2 \
                   AND stream IN (SELECT stream FROM stream_head WHERE device = ?1)";
        let read =
            |row: &rusqlite::Row<'_>| Ok((column::<Option<i64>>(row, 0)?, column::<Option<i64>>(row, 1)?));
        let found = sqlite::query_one(self.conn, sql, bind![device, compartment], read)?;
        Ok(found.and_then(|(first, last)| first.zip(last)))
    }

    /// Whether this change of this record is journaled.
    pub fn is_journaled(&self, record: RecordId, hash: ChangeHash) -> Result<bool> {
        let sql = "SELECT 1 FROM journal WHERE record = ? AND hash = ?";
        Ok(sqlite::query_one(self.conn, sql, bind![record, hash], |_| Ok(()))?.is_some())
    }

    /// At most `limit` changes that were authored in `stream`, from sequence number `from` on, in order.
    pub fn authored(&self, stream: StreamId, from: u64, limit: u32) -> Result<Vec<AuthoredChange>> {
        let rest = "WHERE stream = ? AND authored = 1 AND stream_seq >= ? ORDER BY stream_seq LIMIT ?";
        sqlite::select(self.conn, rest, bind![stream, from, limit])
    }

    /// The sequence number that the next change authored in `stream` gets.
    pub fn next_authored_seq(&self, stream: StreamId) -> Result<u64> {
        let sql = "SELECT coalesce(max(stream_seq) + 1, 0) FROM journal WHERE stream = ? AND authored = 1";
        Ok(sqlite::query_one(self.conn, sql, bind![stream], |row| column(row, 0))?.unwrap_or(0))
    }
}

impl Writing<'_> {
    /// Journals a change. A change of the same record with the same hash is known already, whatever stream it
    /// comes in.
    pub fn journal(&self, entry: &NewJournalEntry<'_>) -> Result<Appended> {
        let (stream, seq, authored, position) = match entry.origin {
            Origin::Authored { stream, seq } => (stream, seq, true, None),
            Origin::Received { stream, seq, position } => (stream, seq, false, position),
        };
        let added = self.execute(
            "INSERT INTO journal (record, kind, compartment, schema, hash, bytes, stream, stream_seq, authored, \
             position, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record, hash) DO NOTHING",
            bind![
                entry.record,
                entry.kind,
                entry.compartment,
                entry.schema,
                entry.hash,
                entry.bytes,
                stream,
                seq,
                authored,
                position,
                entry.at_ms
            ],
        )?;
        Ok(if added == 0 { Appended::Known } else { Appended::New(self.conn.last_insert_rowid()) })
    }

    /// Gives an authored change a place in another stream of this device, its bytes untouched: what happens to
    /// work that the relay refused because its key epoch was old.
    pub fn move_authored(&self, seq: i64, stream: StreamId, stream_seq: u64) -> Result<()> {
        self.execute(
            "UPDATE journal SET stream = ?, stream_seq = ?, position = NULL WHERE seq = ? AND authored = 1",
            bind![stream, stream_seq, seq],
        )?;
        Ok(())
    }

    /// Notes that an authored change was seen at the relay, at this position.
    pub fn note_position(&self, record: RecordId, hash: ChangeHash, position: u64) -> Result<()> {
        let sql = "UPDATE journal SET position = ? WHERE record = ? AND hash = ? AND authored = 1";
        self.execute(sql, bind![position, record, hash])?;
        Ok(())
    }

    /// Takes a received change out of the journal, if it stands there under this place. Whether it did.
    pub fn forget_received_at(&self, record: RecordId, stream: StreamId, stream_seq: u64) -> Result<bool> {
        let sql = "DELETE FROM journal WHERE record = ? AND stream = ? AND stream_seq = ? AND authored = 0";
        Ok(self.execute(sql, bind![record, stream, stream_seq])? > 0)
    }

    /// Takes changes out of the journal that their device has written again, and that came from it so.
    pub fn forget_received(&self, seqs: &[i64]) -> Result<()> {
        for seq in seqs {
            self.execute("DELETE FROM journal WHERE seq = ? AND authored = 0", bind![*seq])?;
        }
        Ok(())
    }

    /// Takes changes out of the journal that were authored again under a new actor after a fork.
    pub fn forget_authored(&self, seqs: &[i64]) -> Result<()> {
        for seq in seqs {
            self.execute("DELETE FROM journal WHERE seq = ? AND authored = 1", bind![*seq])?;
        }
        Ok(())
    }
}

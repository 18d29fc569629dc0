//! Segments going out. They stay after the relay has them, until a second holder is proven: a relay that loses
//! what it acknowledged is given it back.

use protocol::wire::CursorMsg;
use protocol::{CompartmentHandle, Hash, Keybox, Segment, StreamId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Params};
use whatif::Flaw;

use super::{Mailbox, incoming};
use crate::column::{Column, bind, column};
use crate::row::row;
use crate::{Result, StoreError, sqlite};

row! {
    /// A sealed segment of this device.
    OutgoingSegment in "outgoing" {
        /// Its stream.
        stream: StreamId,
        /// Its compartment.
        compartment: CompartmentHandle,
        /// The sequence number of its first entry.
        first_seq: u64,
        /// How many entries.
        count: u32,
        /// Names it: the next segment carries this.
        hash: Hash,
        /// The segment.
        bytes: Vec<u8>,
        /// The keyboxes that go with it.
        keyboxes: Vec<Keybox>,
        /// Its position at the relay; `None` until the relay has acknowledged it.
        position: Option<u64>,
    }
}

row! {
    /// Where an outgoing stream stands.
    OutgoingStream in "outgoing_stream" {
        /// The stream.
        stream: StreamId,
        /// Where its segments go.
        compartment: CompartmentHandle,
        /// The sequence number of the next entry.
        next_seq: u64,
        /// Hash of the last segment.
        hash: Hash,
    }
}

row! {
    /// An outgoing stream that goes no further.
    StreamStop in "outgoing_stream" {
        /// The stream.
        stream: StreamId,
        /// The first sequence number that is not sent any more.
        from_seq: u64,
        /// Why.
        reason: StopReason,
    }
}

/// What the next segment of a stream must continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamHead {
    /// The sequence number of the next entry; 0 before the first.
    pub next_seq: u64,
    /// Hash of the last segment; zero before the first.
    pub hash: Hash,
}

/// Why a stream goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopReason {
    /// The relay holds another segment at that place: this device was cloned or restored from a backup.
    Fenced,
    /// The compartment has a newer key.
    OldEpoch,
    /// The relay lost segments and cannot take them back at their place.
    Displaced,
    /// A letter that was taken back before it left.
    Withdrawn,
}

impl StopReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Fenced, Self::OldEpoch, Self::Displaced, Self::Withdrawn];

    /// Its stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fenced => "stream.fenced",
            Self::OldEpoch => "stream.old_epoch",
            Self::Displaced => "stream.displaced",
            Self::Withdrawn => "stream.withdrawn",
        }
    }
}

impl Column for StopReason {
    fn to_column(&self) -> ToSqlOutput<'_> {
        self.code().into()
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = String::column_result(value)?;
        Self::ALL.into_iter().find(|reason| reason.code() == code).ok_or(FromSqlError::InvalidType)
    }
}

impl Mailbox {
    /// Lays a sealed segment in the mailbox. The same one again is no error.
    ///
    /// Errors: [`StoreError::OutOfOrder`] when it does not continue its stream (by sequence and previous hash);
    /// [`StoreError::Full`].
    pub fn add_outgoing(&self, segment: &Segment, keyboxes: &[Keybox]) -> Result<()> {
        let header = &segment.header;
        let bytes = segment.encode();
        let row = OutgoingSegment {
            stream: header.stream,
            compartment: header.compartment,
            first_seq: header.first_seq,
            count: header.count,
            hash: protocol::sha256(&bytes),
            bytes,
            keyboxes: keyboxes.to_vec(),
            position: None,
        };
        self.write(|conn| {
            if hash_at(conn, row.stream, row.first_seq)? == Some(row.hash) {
                return Ok(());
            }
            let head = head(conn, row.stream)?;
            if (header.first_seq, header.previous) != (head.next_seq, head.hash) {
                return Err(StoreError::OutOfOrder { what: "segment", expected: head.next_seq });
            }
            sqlite::put(conn, &row)?;
            sqlite::execute(
                conn,
                "INSERT INTO outgoing_stream (stream, compartment, next_seq, hash) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (stream) DO UPDATE SET next_seq = excluded.next_seq, hash = excluded.hash",
                bind![row.stream, row.compartment, header.next_seq(), row.hash],
            )?;
            Ok(())
        })
    }

    /// What the next segment of the stream must continue: what was authored is sealed up to here.
    pub fn outgoing_head(&self, stream: StreamId) -> Result<StreamHead> {
        self.read(|conn| head(conn, stream))
    }

    /// Every stream that has segments here, of any incarnation, stopped or not.
    pub fn outgoing_streams(&self) -> Result<Vec<OutgoingStream>> {
        self.read(|conn| sqlite::select(conn, "ORDER BY stream", []))
    }

    /// At most `limit` segments of the stream, from the one that holds sequence number `from` on, in order,
    /// acknowledged or not.
    pub fn outgoing(&self, stream: StreamId, from: u64, limit: u32) -> Result<Vec<OutgoingSegment>> {
        let rest = "WHERE stream = ?1 AND first_seq >= coalesce((SELECT max(first_seq) FROM outgoing \
             WHERE stream = ?1 AND first_seq <= ?2), 0) ORDER BY first_seq LIMIT ?3";
        self.read(|conn| sqlite::select(conn, rest, bind![stream, from, limit]))
    }

    /// The first segment of the stream that is to be sent: not acknowledged, and before the stream's stop.
    pub fn next_unsent(&self, stream: StreamId) -> Result<Option<OutgoingSegment>> {
        let rest = "WHERE stream = ?1 AND position IS NULL AND first_seq < coalesce((SELECT from_seq \
             FROM outgoing_stream WHERE stream = ?1), 9223372036854775807) ORDER BY first_seq LIMIT 1";
        self.read(|conn| sqlite::select_one(conn, rest, bind![stream]))
    }

    /// Entries that are sealed and still to be sent. What stands after a stream's stop goes out in another one
    /// and is counted there.
    pub fn unsent_entries(&self) -> Result<u64> {
        let sql = "SELECT coalesce(sum(o.count), 0) + (SELECT count(*) FROM letter \
             WHERE position IS NULL AND stopped IS NULL) FROM outgoing o JOIN outgoing_stream s USING (stream) \
             WHERE o.position IS NULL AND (s.from_seq IS NULL OR o.first_seq < s.from_seq)";
        self.read(|conn| Ok(sqlite::query_one(conn, sql, [], |row| column(row, 0))?.unwrap_or(0)))
    }

    /// The first sequence number of the stream that the relay has not acknowledged.
    pub fn acknowledged_seq(&self, stream: StreamId) -> Result<u64> {
        let sql = "SELECT min(first_seq) FROM outgoing WHERE stream = ? AND position IS NULL";
        self.read(|conn| match value(conn, sql, bind![stream])? {
            Some(first) => Ok(first),
            None => Ok(head(conn, stream)?.next_seq),
        })
    }

    /// The first sequence number of the stream's last acknowledged segment.
    pub fn last_acknowledged(&self, stream: StreamId) -> Result<Option<u64>> {
        let sql = "SELECT max(first_seq) FROM outgoing WHERE stream = ? AND position IS NOT NULL";
        self.read(|conn| value(conn, sql, bind![stream]))
    }

    /// The lowest first sequence number of the stream's segments that were acknowledged at this position or later.
    pub fn acknowledged_since(&self, stream: StreamId, position: u64) -> Result<Option<u64>> {
        let sql = "SELECT min(first_seq) FROM outgoing WHERE stream = ? AND position >= ?";
        self.read(|conn| value(conn, sql, bind![stream, position]))
    }

    /// The hash of the stream's segment that ends right before this sequence number.
    pub fn hash_before(&self, stream: StreamId, seq: u64) -> Result<Option<Hash>> {
        let sql = "SELECT hash FROM outgoing WHERE stream = ?1 AND first_seq = (SELECT max(first_seq) \
             FROM outgoing WHERE stream = ?1 AND first_seq < ?2) AND first_seq + count = ?2";
        self.read(|conn| value(conn, sql, bind![stream, seq]))
    }

    /// The hash of this device's own segment that was acknowledged at this position of the compartment.
    pub fn acknowledged_at(&self, compartment: CompartmentHandle, position: u64) -> Result<Option<Hash>> {
        let sql = "SELECT hash FROM outgoing WHERE compartment = ? AND position = ? ORDER BY n DESC LIMIT 1";
        self.read(|conn| value(conn, sql, bind![compartment, position]))
    }

    /// The highest position acknowledged to this device in the compartment; 0 when none was.
    pub fn acknowledged_head(&self, compartment: CompartmentHandle) -> Result<u64> {
        let sql = "SELECT max(position) FROM outgoing WHERE compartment = ? AND position IS NOT NULL";
        Ok(self.read(|conn| value(conn, sql, bind![compartment]))?.unwrap_or(0))
    }

    /// The relay has this segment, at this position. `cursor` is the compartment's new one when the segment came
    /// right after all that was fetched, so that it need not be fetched back; both are kept or neither.
    pub fn acknowledge(
        &self,
        stream: StreamId,
        first_seq: u64,
        position: u64,
        cursor: Option<&CursorMsg>,
    ) -> Result<()> {
        self.write(|conn| {
            let sql = "UPDATE outgoing SET position = ? WHERE stream = ? AND first_seq = ?";
            sqlite::execute(conn, sql, bind![position, stream, first_seq])?;
            cursor.map_or(Ok(()), |cursor| incoming::put_cursor(conn, cursor))
        })
    }

    /// The relay lost the stream's segments from `from_seq` on: their acknowledgements are forgotten.
    pub fn rewind(&self, stream: StreamId, from_seq: u64) -> Result<()> {
        self.write(|conn| forget_acknowledged(conn, stream, from_seq))
    }

    /// Ends a stream, and forgets its acknowledgements from there on. Stopped again, the lower sequence number
    /// stands, with its reason. The segments stay.
    pub fn stop_stream(&self, stop: &StreamStop) -> Result<()> {
        self.write(|conn| {
            let sql = "UPDATE outgoing_stream SET from_seq = ?2, reason = ?3 \
                 WHERE stream = ?1 AND (from_seq IS NULL OR from_seq > ?2)";
            match sqlite::execute(conn, sql, bind![stop.stream, stop.from_seq, stop.reason])? {
                0 => Ok(()),
                _ => forget_acknowledged(conn, stop.stream, stop.from_seq),
            }
        })
    }

    /// The streams that were stopped.
    pub fn stops(&self) -> Result<Vec<StreamStop>> {
        self.read(|conn| sqlite::select(conn, "WHERE from_seq IS NOT NULL ORDER BY stream", []))
    }
}

pub(super) fn forget_acknowledged(conn: &Connection, stream: StreamId, from_seq: u64) -> Result<()> {
    let from_seq = from_seq + u64::from(whatif::flawed(Flaw::GivenBackOneShort));
    let sql =
        "UPDATE outgoing SET position = NULL WHERE stream = ? AND first_seq >= ? AND position IS NOT NULL";
    sqlite::execute(conn, sql, bind![stream, from_seq]).map(|_| ())
}

/// The one value of a query that gives one row, none, or NULL.
fn value<T: Column>(conn: &Connection, sql: &str, params: impl Params) -> Result<Option<T>> {
    Ok(sqlite::query_one(conn, sql, params, |row| column(row, 0))?.flatten())
}

fn hash_at(conn: &Connection, stream: StreamId, first_seq: u64) -> Result<Option<Hash>> {
    value(conn, "SELECT hash FROM outgoing WHERE stream = ? AND first_seq = ?", bind![stream, first_seq])
}

fn head(conn: &Connection, stream: StreamId) -> Result<StreamHead> {
    let found: Option<OutgoingStream> = sqlite::select_one(conn, "WHERE stream = ?", bind![stream])?;
    Ok(match found {
        Some(OutgoingStream { next_seq, hash, .. }) => StreamHead { next_seq, hash },
        None => StreamHead { next_seq: 0, hash: Hash::ZERO },
    })
}

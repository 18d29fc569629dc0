//! Segments come in, as they were received: whether they hold is for ingest to say.

use protocol::wire::{CursorMsg, StoredSegmentMsg};
use protocol::{CompartmentHandle, GenerationId, Hash, Keybox, LogId, StreamId, sha256};
use rusqlite::Connection;
use whatif::Flaw;

use super::{Mailbox, RelayIdentity, carry, certificates, late, meta, outgoing};
use crate::column::{bind, column};
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// A segment that came in.
    IncomingSegment in "incoming" {
        /// This device's number for it: what the ingest cursor counts. Rises, may have gaps.
        n: i64,
        /// The compartment it came in.
        compartment: CompartmentHandle,
        /// Its position at the relay; `None` when it did not come from there (yet), or when the relay lost it.
        position: Option<u64>,
        /// Names it.
        hash: Hash,
        /// The segment.
        bytes: Vec<u8>,
        /// The keyboxes that came with it.
        keyboxes: Vec<Keybox>,
    }
}

/// News of one compartment.
#[derive(Clone, Copy, Debug)]
pub struct ReceivedSegments<'a> {
    /// How far the compartment is held with these.
    pub cursor: &'a CursorMsg,
    /// In the order of their positions.
    pub segments: &'a [StoredSegmentMsg],
}

/// News of one certificate log.
#[derive(Clone, Copy, Debug)]
pub struct ReceivedCertificates<'a> {
    /// The log.
    pub log: LogId,
    /// The place of the first; 0 for the first of all.
    pub from: u32,
    /// In order.
    pub certificates: &'a [Vec<u8>],
}

impl Mailbox {
    /// Keeps what one answer of the relay brought, and when (milliseconds since 1970, device time): all or
    /// nothing. A segment that is here already is not kept twice; its position is the one the relay said last, and
    /// keyboxes that it came without are kept too ([`Mailbox::late`]).
    ///
    /// Errors: as [`Mailbox::append_certificates`]; [`crate::StoreError::Full`].
    pub fn receive(
        &self,
        segments: &[ReceivedSegments<'_>],
        certificates: &[ReceivedCertificates<'_>],
        at_ms: i64,
    ) -> Result<()> {
        if whatif::flawed(Flaw::CursorBeforeSegments) {
            self.write(|conn| segments.iter().try_for_each(|news| put_cursor(conn, news.cursor)))?;
        }
        self.write(|conn| {
            for news in segments {
                for segment in news.segments {
                    add(conn, news.cursor.compartment, segment)?;
                }
                put_cursor(conn, news.cursor)?;
            }
            for news in certificates {
                certificates::append(conn, news.log, news.from, news.certificates)?;
            }
            meta::set(conn, &[(meta::LAST_SYNC, &at_ms.to_be_bytes())])
        })
    }

    /// Settles with a relay that lost what it had: its new life, cursors set back (what was received in their
    /// compartments is missing there until it comes again), acknowledgements of streams forgotten from a sequence number
    /// on. All or nothing.
    pub fn recover(
        &self,
        relay: &RelayIdentity,
        cursors: &[CursorMsg],
        rewinds: &[(StreamId, u64)],
    ) -> Result<()> {
        self.write(|conn| {
            meta::set_relay(conn, relay)?;
            for cursor in cursors {
                put_cursor(conn, cursor)?;
                carry::doubt(conn, cursor.compartment)?;
            }
            // a letter is one segment: sent again, it is there or it is not
            sqlite::execute(conn, "UPDATE letter SET position = NULL WHERE position IS NOT NULL", [])?;
            let mut rewinds = rewinds.iter();
            rewinds.try_for_each(|(stream, from_seq)| outgoing::forget_acknowledged(conn, *stream, *from_seq))
        })
    }

    /// At most `limit` segments after number `after` (0 for the first), in the order they came.
    pub fn incoming_after(&self, after: i64, limit: u32) -> Result<Vec<IncomingSegment>> {
        self.read(|conn| sqlite::select(conn, "WHERE n > ? ORDER BY n LIMIT ?", bind![after, limit]))
    }

    /// The segment with this number.
    pub fn incoming_at(&self, n: i64) -> Result<Option<IncomingSegment>> {
        self.read(|conn| sqlite::select_one(conn, "WHERE n = ?", bind![n]))
    }

    /// The segment with this hash.
    pub fn incoming_with(&self, hash: Hash) -> Result<Option<IncomingSegment>> {
        self.read(|conn| sqlite::select_one(conn, "WHERE hash = ?", bind![hash]))
    }

    /// How many segments came after number `after`.
    pub fn incoming_count_after(&self, after: i64) -> Result<u64> {
        let sql = "SELECT count(*) FROM incoming WHERE n > ?";
        self.read(|conn| Ok(sqlite::query_one(conn, sql, bind![after], |row| column(row, 0))?.unwrap_or(0)))
    }

    /// Fetches this compartment from now on, from its first segment. Nothing changes when it is fetched already.
    pub fn hold_compartment(&self, compartment: CompartmentHandle) -> Result<()> {
        self.write(|conn| match select_cursor(conn, compartment)? {
            Some(_) => Ok(()),
            None => put_cursor(conn, &start_of(compartment)),
        })
    }

    /// Fetches this compartment again from its first segment: what is here stays, and what comes with a segment now
    /// and did not before is kept ([`Mailbox::late`]).
    pub fn fetch_again(&self, compartment: CompartmentHandle) -> Result<()> {
        self.write(|conn| put_cursor(conn, &start_of(compartment)))
    }

    /// How far the compartment was fetched; `None` when it is not held.
    pub fn cursor(&self, compartment: CompartmentHandle) -> Result<Option<CursorMsg>> {
        self.read(|conn| select_cursor(conn, compartment))
    }

    /// The cursors of every compartment held, in the order of their handles.
    pub fn cursors(&self) -> Result<Vec<CursorMsg>> {
        let sql = "SELECT compartment, generation, position, chain FROM cursor ORDER BY compartment";
        self.read(|conn| sqlite::query(conn, sql, [], read_cursor))
    }
}

/// The cursor of a compartment of which nothing was fetched.
fn start_of(compartment: CompartmentHandle) -> CursorMsg {
    CursorMsg { compartment, generation: GenerationId([0; 16]), position: 0, chain: Hash::ZERO }
}

fn add(conn: &Connection, compartment: CompartmentHandle, new: &StoredSegmentMsg) -> Result<()> {
    let hash = sha256(&new.segment);
    let added = sqlite::execute(
        conn,
        "INSERT INTO incoming (compartment, position, hash, bytes, keyboxes) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (hash) DO NOTHING",
        bind![compartment, new.position, hash, new.segment, new.keyboxes],
    )?;
    if added == 0 { late::came_again(conn, hash, new) } else { Ok(()) }
}

pub(super) fn put_cursor(conn: &Connection, cursor: &CursorMsg) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO cursor (compartment, generation, position, chain) VALUES (?, ?, ?, ?)";
    let values = bind![cursor.compartment, cursor.generation, cursor.position, cursor.chain];
    sqlite::execute(conn, sql, values).map(|_| ())
}

fn select_cursor(conn: &Connection, compartment: CompartmentHandle) -> Result<Option<CursorMsg>> {
    let sql = "SELECT compartment, generation, position, chain FROM cursor WHERE compartment = ?";
    sqlite::query_one(conn, sql, bind![compartment], read_cursor)
}

fn read_cursor(row: &rusqlite::Row<'_>) -> rusqlite::Result<CursorMsg> {
    Ok(CursorMsg {
        compartment: column(row, 0)?,
        generation: column(row, 1)?,
        position: column(row, 2)?,
        chain: column(row, 3)?,
    })
}

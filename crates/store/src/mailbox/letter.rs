//! Letters: what goes out to compartments that this device is not in. A letter is the only segment of its stream.
//!
//! One that was taken back before the relay was asked to take it never leaves. Of one that may have left an empty one is
//! sent in its place: when the relay takes that, the letter never left and never will; when it holds another one there,
//! it had left. So what became of it is decided in one place, by the relay.

use protocol::{CompartmentHandle, Hash, Keybox, Segment, StreamId};

use super::{Mailbox, StopReason};
use crate::column::bind;
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// A letter.
    LetterRow in "letter" {
        /// Its stream.
        stream: StreamId,
        /// Where it goes.
        compartment: CompartmentHandle,
        /// Names the segment that is sent.
        hash: Hash,
        /// The segment that is sent.
        bytes: Vec<u8>,
        /// The keyboxes that go with it.
        keyboxes: Vec<Keybox>,
        /// Whether it may have left.
        tried: bool,
        /// Whether it was taken back; the segment is then an empty one.
        withdrawn: bool,
        /// Where the relay holds that segment.
        position: Option<u64>,
        /// Why it is not sent any more: the relay holds another one at its place, say.
        stopped: Option<StopReason>,
    }
}

impl Mailbox {
    /// Keeps a letter to be sent. One of the same stream is there already: it stays.
    ///
    /// Errors: [`crate::StoreError::Full`].
    pub fn add_letter(&self, segment: &Segment, keyboxes: &[Keybox]) -> Result<()> {
        let (header, bytes, keyboxes) = (&segment.header, segment.encode(), keyboxes.to_vec());
        let hash = protocol::sha256(&bytes);
        let sql = "INSERT INTO letter (stream, compartment, hash, bytes, keyboxes) VALUES (?, ?, ?, ?, ?) \
                   ON CONFLICT (stream) DO NOTHING";
        self.write(|conn| {
            sqlite::execute(conn, sql, bind![header.stream, header.compartment, hash, bytes, keyboxes])?;
            Ok(())
        })
    }

    /// A letter.
    pub fn letter(&self, stream: StreamId) -> Result<Option<LetterRow>> {
        self.read(|conn| sqlite::select_one(conn, "WHERE stream = ?", bind![stream]))
    }

    /// Asked of every stream that is sent: nothing is written for those that are no letters.
    fn is_letter(&self, stream: StreamId) -> Result<bool> {
        let sql = "SELECT 1 FROM letter WHERE stream = ?";
        self.read(|conn| Ok(sqlite::query_one(conn, sql, bind![stream], |_| Ok(()))?.is_some()))
    }

    /// The letters that are to be sent, the oldest first.
    pub fn unsent_letters(&self) -> Result<Vec<LetterRow>> {
        let rest = "WHERE position IS NULL AND stopped IS NULL ORDER BY n";
        self.read(|conn| sqlite::select(conn, rest, []))
    }

    /// A letter that is to be sent, to send it: from now on it may have left.
    pub fn take_letter(&self, stream: StreamId) -> Result<Option<LetterRow>> {
        let rest = "WHERE stream = ? AND position IS NULL AND stopped IS NULL";
        if !self.is_letter(stream)? {
            return Ok(None);
        }
        self.write(|conn| {
            sqlite::execute(
                conn,
                "UPDATE letter SET tried = 1 WHERE stream = ? AND tried = 0",
                bind![stream],
            )?;
            sqlite::select_one(conn, rest, bind![stream])
        })
    }

    /// The relay holds the segment with this hash as the letter. Another one than is sent now is the letter itself, which
    /// was taken back meanwhile: it had left. False when there is no such letter.
    pub fn letter_acknowledged(&self, stream: StreamId, hash: Hash, position: u64) -> Result<bool> {
        if !self.is_letter(stream)? {
            return Ok(false);
        }
        self.write(|conn| {
            let sql = "UPDATE letter SET position = ? WHERE stream = ? AND hash = ?";
            sqlite::execute(conn, sql, bind![position, stream, hash])?;
            let sql = "UPDATE letter SET stopped = ? WHERE stream = ? AND hash <> ? AND stopped IS NULL";
            sqlite::execute(conn, sql, bind![StopReason::Fenced, stream, hash])?;
            Ok(true)
        })
    }

    /// The letter is not sent any more. False when there is no such letter.
    pub fn stop_letter(&self, stream: StreamId, reason: StopReason) -> Result<bool> {
        if !self.is_letter(stream)? {
            return Ok(false);
        }
        let sql = "UPDATE letter SET stopped = ? WHERE stream = ?";
        self.write(|conn| sqlite::execute(conn, sql, bind![reason, stream]).map(|_| true))
    }

    /// Takes a letter back. One that was not tried loses its content at once; of one that may have left `blank` is sent in
    /// its place, to learn which. One that the relay has stays.
    pub fn withdraw_letter(&self, stream: StreamId, blank: &Segment) -> Result<()> {
        let bytes = blank.encode();
        let hash = protocol::sha256(&bytes);
        let none: Vec<Keybox> = Vec::new();
        let sql = "UPDATE letter SET withdrawn = 1, hash = ?1, bytes = ?2, keyboxes = ?3, \
                   stopped = CASE tried WHEN 0 THEN ?4 END \
                   WHERE stream = ?5 AND position IS NULL AND stopped IS NULL AND withdrawn = 0";
        self.write(|conn| {
            sqlite::execute(conn, sql, bind![hash, bytes, none, StopReason::Withdrawn, stream])?;
            Ok(())
        })
    }
}

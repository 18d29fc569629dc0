//! This device's own streams, and how far each stream of others was taken in.

use domain::{ActorId, CompartmentId};
use protocol::{DeviceId, Hash, StreamId};

use super::{Reading, Writing};
use crate::column::bind;
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// A stream of this device.
    StreamRow in "stream" {
        /// Names it.
        stream: StreamId,
        /// The compartment it carries changes of.
        compartment: CompartmentId,
        /// The incarnation that authors in it.
        actor: ActorId,
        /// Whether new work goes into it; at most one is current in each compartment.
        current: bool,
    }
}

row! {
    /// How far a stream was taken in: what its next segment must continue.
    StreamHeadRow in "stream_head" {
        /// The stream.
        stream: StreamId,
        /// Its compartment.
        compartment: CompartmentId,
        /// The device that writes it.
        device: DeviceId,
        /// The sequence number of its next entry.
        next_seq: u64,
        /// Hash of its last segment.
        hash: Hash,
    }
}

impl Reading<'_> {
    /// Every stream this device ever wrote.
    pub fn streams(&self) -> Result<Vec<StreamRow>> {
        sqlite::select(self.conn, "ORDER BY stream", [])
    }

    /// The stream that new work in `compartment` goes into.
    pub fn current_stream(&self, compartment: CompartmentId) -> Result<Option<StreamRow>> {
        sqlite::select_one(self.conn, "WHERE compartment = ? AND current = 1", bind![compartment])
    }

    /// How far every stream of one device was taken in.
    pub fn stream_heads_of(&self, device: DeviceId) -> Result<Vec<StreamHeadRow>> {
        sqlite::select(self.conn, "WHERE device = ? ORDER BY stream", bind![device])
    }

    /// How far `stream` was taken in; `None` before its first segment.
    pub fn stream_head(&self, stream: StreamId) -> Result<Option<StreamHeadRow>> {
        sqlite::select_one(self.conn, "WHERE stream = ?", bind![stream])
    }
}

impl Writing<'_> {
    /// Makes `stream` the current one of its compartment; the one before is retired.
    pub fn start_stream(&self, stream: StreamId, compartment: CompartmentId, actor: ActorId) -> Result<()> {
        self.execute("UPDATE stream SET current = 0 WHERE compartment = ?", bind![compartment])?;
        self.put_row(&StreamRow { stream, compartment, actor, current: true })
    }

    /// Knows `stream` as one that this device wrote, if it did not. It does not become current.
    pub fn keep_stream(&self, stream: StreamId, compartment: CompartmentId, actor: ActorId) -> Result<()> {
        let sql = "INSERT INTO stream (stream, compartment, actor, current) VALUES (?, ?, ?, 0) \
                   ON CONFLICT (stream) DO NOTHING";
        self.execute(sql, bind![stream, compartment, actor])?;
        Ok(())
    }

    /// Forgets how far every stream was taken in, but not whose it is: what comes is taken in from its start again.
    pub fn reset_stream_heads(&self) -> Result<()> {
        self.execute("UPDATE stream_head SET next_seq = 0, hash = ?", bind![Hash::ZERO])?;
        Ok(())
    }

    /// Notes how far a stream was taken in.
    pub fn put_stream_head(&self, head: &StreamHeadRow) -> Result<()> {
        self.put_row(head)
    }
}

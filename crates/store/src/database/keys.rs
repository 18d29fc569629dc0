//! The keys this device was given or made: of compartments, epochs and records.

use domain::{CompartmentId, RecordId};
use protocol::{KeyboxHandle, StreamId};
use whatif::Flaw;

use super::{Reading, Writing};
use crate::column::bind;
use crate::row::row;
use crate::{Result, Secret32, sqlite};

row! {
    /// A compartment this device may read.
    CompartmentRow in "compartment" {
        /// Its handle.
        compartment: CompartmentId,
        /// What people call it.
        name: String,
        /// The epoch that new segments are sealed under.
        key_epoch: u32,
        /// Derives the ids of imported records.
        id_key: Secret32,
    }
}

row! {
    /// The keys of one epoch of a compartment.
    EpochKeyRow in "epoch_key" {
        /// The compartment.
        compartment: CompartmentId,
        /// The epoch's number.
        key_epoch: u32,
        /// The epoch key.
        key: Secret32,
        /// Opens what was sealed to the inbox of that epoch.
        inbox_secret: Option<Secret32>,
    }
}

row! {
    /// A record's key, out of its keybox.
    KeyboxRow in "keybox" {
        /// Names the keybox.
        handle: KeyboxHandle,
        /// The record.
        record: RecordId,
        /// Where the record lives.
        compartment: CompartmentId,
        /// The epoch whose key wrapped it.
        key_epoch: u32,
        /// The record's key.
        key: Secret32,
    }
}

impl Reading<'_> {
    /// Every compartment this device may read.
    pub fn compartments(&self) -> Result<Vec<CompartmentRow>> {
        sqlite::select(self.conn, "ORDER BY compartment", [])
    }

    /// One compartment, if this device may read it.
    pub fn compartment(&self, compartment: CompartmentId) -> Result<Option<CompartmentRow>> {
        sqlite::select_one(self.conn, "WHERE compartment = ?", bind![compartment])
    }

    /// The keys of one epoch, if this device has them.
    pub fn epoch_key(&self, compartment: CompartmentId, key_epoch: u32) -> Result<Option<EpochKeyRow>> {
        sqlite::select_one(
            self.conn,
            "WHERE compartment = ? AND key_epoch = ?",
            bind![compartment, key_epoch],
        )
    }

    /// The record key under this handle, if this device has it.
    pub fn keybox(&self, handle: KeyboxHandle) -> Result<Option<KeyboxRow>> {
        sqlite::select_one(self.conn, "WHERE handle = ?", bind![handle])
    }

    /// The key under which this device seals the record's changes in `stream`, if it has one already: one that came from
    /// the relay, or one that goes out in this very stream. Another stream may be refused, and its keyboxes with it.
    pub fn sealing_key(&self, record: RecordId, stream: StreamId) -> Result<Option<KeyboxRow>> {
        let rest = "WHERE handle = (SELECT keybox FROM record WHERE id = ?) \
             AND (stream IS NULL OR stream = ? OR ?)";
        sqlite::select_one(self.conn, rest, bind![record, stream, whatif::flawed(Flaw::KeyboxesNotMoved)])
    }

    /// Every key of a record: two devices may have made one each.
    pub fn keyboxes_of(&self, record: RecordId) -> Result<Vec<KeyboxRow>> {
        sqlite::select(self.conn, "WHERE record = ? ORDER BY handle", bind![record])
    }
}

impl Writing<'_> {
    /// Writes a compartment's row.
    pub fn put_compartment(&self, row: &CompartmentRow) -> Result<()> {
        self.put_row(row)
    }

    /// Keeps the keys of an epoch.
    pub fn put_epoch_key(&self, row: &EpochKeyRow) -> Result<()> {
        self.put_row(row)
    }

    /// Keeps a record's key unless one is kept under its handle already. Whether it was new.
    pub fn add_keybox(&self, row: &KeyboxRow) -> Result<bool> {
        let sql = "INSERT INTO keybox (handle, record, compartment, key_epoch, key) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (handle) DO NOTHING";
        Ok(self.execute(sql, bind![row.handle, row.record, row.compartment, row.key_epoch, row.key])? > 0)
    }

    /// Keeps a record's key that this device made; its keybox goes out in `stream`.
    pub fn put_keybox(&self, row: &KeyboxRow, stream: StreamId) -> Result<()> {
        self.put_row(row)?;
        self.execute("UPDATE keybox SET stream = ? WHERE handle = ?", bind![stream, row.handle])?;
        Ok(())
    }
}

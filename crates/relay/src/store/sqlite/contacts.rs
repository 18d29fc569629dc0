//! When each device was last here.

use protocol::DeviceId;
use rusqlite::{OptionalExtension, Result, Row, Transaction};

use crate::store::ContactRow;

pub(super) fn put(tx: &Transaction<'_>, device: DeviceId, row: &ContactRow) -> Result<()> {
    tx.execute(
        "INSERT OR REPLACE INTO contact (device, at_ms, version, unsent_since_ms) VALUES (?1, ?2, ?3, ?4)",
        (device.0, row.at_ms, &row.version, row.unsent_since_ms),
    )
    .map(drop)
}

pub(super) fn get(tx: &Transaction<'_>, device: DeviceId) -> Result<Option<ContactRow>> {
    let sql = "SELECT device, at_ms, version, unsent_since_ms FROM contact WHERE device = ?1";
    let mut one = tx.prepare_cached(sql)?;
    Ok(one.query_row([device.0], read).optional()?.map(|(_, row)| row))
}

pub(super) fn all(tx: &Transaction<'_>) -> Result<Vec<(DeviceId, ContactRow)>> {
    let sql = "SELECT device, at_ms, version, unsent_since_ms FROM contact ORDER BY device";
    let mut every = tx.prepare_cached(sql)?;
    every.query_map([], read)?.collect()
}

fn read(row: &Row<'_>) -> Result<(DeviceId, ContactRow)> {
    let contact = ContactRow { at_ms: row.get(1)?, version: row.get(2)?, unsent_since_ms: row.get(3)? };
    Ok((DeviceId(row.get(0)?), contact))
}

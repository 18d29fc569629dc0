//! Where two devices meet for a few minutes.

use protocol::DeviceId;
use rusqlite::{OptionalExtension, Result, Transaction};

use crate::store::{RendezvousAdd, RendezvousRow, placed};

pub(super) fn open(tx: &Transaction<'_>, number: u32, row: &RendezvousRow, now_ms: i64) -> Result<bool> {
    tx.execute("DELETE FROM rendezvous WHERE expires_ms <= ?1", [now_ms])?;
    let sql = "INSERT OR IGNORE INTO rendezvous (number, opener, expires_ms) VALUES (?1, ?2, ?3)";
    if tx.execute(sql, (number, row.opener.0, row.expires_ms))? > 0 {
        for (place, message) in (0u8..).zip(&row.messages) {
            insert(tx, number, place, message)?;
        }
    }
    let held = get(tx, number)?;
    Ok(held.is_some_and(|held| held.opener == row.opener && held.messages.first() == row.messages.first()))
}

pub(super) fn add(tx: &Transaction<'_>, number: u32, place: u8, message: &[u8]) -> Result<RendezvousAdd> {
    let Some(held) = get(tx, number)? else { return Ok(RendezvousAdd::TooEarly) };
    match placed(&held.messages, place, message) {
        Some(outcome) => Ok(outcome),
        None => insert(tx, number, place, message).map(|()| RendezvousAdd::Done),
    }
}

fn insert(tx: &Transaction<'_>, number: u32, place: u8, message: &[u8]) -> Result<()> {
    let sql = "INSERT INTO rendezvous_message (number, place, bytes) VALUES (?1, ?2, ?3)";
    tx.execute(sql, (number, place, message)).map(drop)
}

pub(super) fn get(tx: &Transaction<'_>, number: u32) -> Result<Option<RendezvousRow>> {
    let mut one = tx.prepare_cached("SELECT opener, expires_ms FROM rendezvous WHERE number = ?1")?;
    let found = one.query_row([number], |row| Ok((DeviceId(row.get(0)?), row.get(1)?))).optional()?;
    let Some((opener, expires_ms)) = found else { return Ok(None) };
    let sql = "SELECT bytes FROM rendezvous_message WHERE number = ?1 ORDER BY place";
    let mut all = tx.prepare_cached(sql)?;
    let messages = all.query_map([number], |row| row.get(0))?.collect::<Result<_>>()?;
    Ok(Some(RendezvousRow { opener, expires_ms, messages }))
}

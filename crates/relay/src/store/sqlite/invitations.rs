//! Blobs that wait for whoever holds an invitation's code.

use protocol::{InvitationHandle, PublicKey};
use rusqlite::{OptionalExtension, Result, Transaction};

use crate::store::{InvitationPut, InvitationRow};

pub(super) fn put(
    tx: &Transaction<'_>,
    handle: InvitationHandle,
    row: &InvitationRow,
    now_ms: i64,
) -> Result<InvitationPut> {
    // the row stays, so that a late comer learns that the invitation expired instead of "no such thing"
    tx.execute("UPDATE invitation SET blob = x'' WHERE expires_ms <= ?1 AND blob <> x''", [now_ms])?;
    tx.execute(
        "INSERT OR IGNORE INTO invitation (handle, blob, invite, expires_ms) VALUES (?1, ?2, ?3, ?4)",
        (handle.0, &row.blob, row.invite.map(|key| key.0), row.expires_ms),
    )?;
    let held = get(tx, handle)?;
    let same = held.is_some_and(|held| held.blob == row.blob && held.invite == row.invite);
    Ok(if same { InvitationPut::Done } else { InvitationPut::Taken })
}

pub(super) fn get(tx: &Transaction<'_>, handle: InvitationHandle) -> Result<Option<InvitationRow>> {
    let mut one = tx.prepare_cached("SELECT blob, invite, expires_ms FROM invitation WHERE handle = ?1")?;
    one.query_row([handle.0], |row| {
        let invite: Option<[u8; 32]> = row.get(1)?;
        Ok(InvitationRow { blob: row.get(0)?, invite: invite.map(PublicKey), expires_ms: row.get(2)? })
    })
    .optional()
}

pub(super) fn forget(tx: &Transaction<'_>, invite: PublicKey) -> Result<()> {
    tx.execute("UPDATE invitation SET blob = x'' WHERE invite = ?1", [invite.0]).map(drop)
}

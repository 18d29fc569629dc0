//! The certificate logs, in one order of acceptance.

use protocol::wire::LogHeadMsg;
use protocol::{Hash, LogId};
use rusqlite::{OptionalExtension, Result, Transaction};

use super::{signed, unsigned};
use crate::store::{Budget, CertificatesAppend, LogRange, NewCertificate, Revision};

pub(super) fn revision(tx: &Transaction<'_>) -> Result<Revision> {
    let mut last = tx.prepare_cached("SELECT coalesce(max(revision), 0) FROM certificate")?;
    last.query_row([], |row| unsigned(row.get(0)?)).map(Revision)
}

pub(super) fn after(tx: &Transaction<'_>, revision: Revision) -> Result<Vec<Vec<u8>>> {
    let mut statement =
        tx.prepare_cached("SELECT bytes FROM certificate WHERE revision > ?1 ORDER BY revision")?;
    let rows = statement.query_map([signed(revision.0)?], |row| row.get(0))?;
    rows.collect()
}

pub(super) fn append(
    tx: &Transaction<'_>,
    seen: Revision,
    new: &[NewCertificate],
) -> Result<CertificatesAppend> {
    let mut at = revision(tx)?;
    if at != seen {
        return Ok(CertificatesAppend::Stale);
    }
    let mut insert = tx.prepare_cached(
        "INSERT INTO certificate (revision, log, count, hash, bytes)
         VALUES (?1, ?2, (SELECT coalesce(max(count), 0) + 1 FROM certificate WHERE log = ?2), ?3, ?4)",
    )?;
    for certificate in new {
        at = Revision(at.0 + 1);
        insert.execute((signed(at.0)?, certificate.log.0, certificate.hash.0, &certificate.bytes))?;
    }
    Ok(CertificatesAppend::Done(at))
}

pub(super) fn log(tx: &Transaction<'_>, log: LogId, after: u32, budget: Budget) -> Result<LogRange> {
    Ok(LogRange {
        head: head(tx, log)?,
        hash_at: if after == 0 { Some(Hash::ZERO) } else { hash_at(tx, log, after)? },
        certificates: range(tx, log, after, budget)?,
    })
}

fn head(tx: &Transaction<'_>, log: LogId) -> Result<LogHeadMsg> {
    let mut last =
        tx.prepare_cached("SELECT count, hash FROM certificate WHERE log = ?1 ORDER BY count DESC LIMIT 1")?;
    let head =
        last.query_row([log.0], |row| Ok(LogHeadMsg { log, count: row.get(0)?, hash: Hash(row.get(1)?) }));
    Ok(head.optional()?.unwrap_or(LogHeadMsg { log, count: 0, hash: Hash::ZERO }))
}

fn hash_at(tx: &Transaction<'_>, log: LogId, count: u32) -> Result<Option<Hash>> {
    let mut one = tx.prepare_cached("SELECT hash FROM certificate WHERE log = ?1 AND count = ?2")?;
    one.query_row((log.0, count), |row| row.get(0).map(Hash)).optional()
}

fn range(tx: &Transaction<'_>, log: LogId, after: u32, budget: Budget) -> Result<Vec<Vec<u8>>> {
    let mut statement =
        tx.prepare_cached("SELECT bytes FROM certificate WHERE log = ?1 AND count > ?2 ORDER BY count")?;
    let mut rows = statement.query((log.0, after))?;
    let (mut left, mut certificates) = (budget.bytes, Vec::new());
    while certificates.len() < budget.items {
        let Some(row) = rows.next()? else { break };
        let bytes: Vec<u8> = row.get(0)?;
        if bytes.len() > left && !certificates.is_empty() {
            break;
        }
        left = left.saturating_sub(bytes.len());
        certificates.push(bytes);
    }
    Ok(certificates)
}

//! The custodian rejected a revoked device's later work, and something that this device wrote stands on it: written again
//! without it, so that nobody's words go down with another's. Each change is made under an actor that follows from it, so
//! whoever holds the old one knows that it was answered.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ChangeHash, RecordId};
use merge::{Fold, Inspected};
use protocol::Hash;
use store::{JournalRow, Origin, Writing};

use crate::device::incarnation::stand_in;
use crate::ingest::{Waiting, forget_answered, keep_unsettled, left_out, unsettled};
use crate::ledger::{Arrived, Ledger};
use crate::version::Version;
use crate::{AppError, Device};

impl Device {
    /// Writes this device's own changes again that wait for work which was rejected. Whether there were any.
    ///
    /// # Errors
    /// `store.*`; nothing was written then.
    pub(crate) fn write_again_after_rejection(&mut self) -> Result<bool, AppError> {
        let waiting = self.db.read(Waiting::read)?;
        let is_rejected = |segment: &Hash| {
            let mut decided = self.known.roster.compartments().filter_map(|one| one.decided.get(segment));
            decided.any(|(_, adopted)| !adopted)
        };
        let open: BTreeSet<RecordId> = waiting
            .0
            .iter()
            .filter(|(_, segment)| !is_rejected(segment))
            .map(|(record, _)| *record)
            .collect();
        let records: Vec<RecordId> = waiting.records().difference(&open).copied().collect();
        // forgotten before it is sealed, a change would leave a gap in its stream
        if records.is_empty() || !self.is_all_sealed()? {
            return Ok(false);
        }
        let mut gone: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        for held in self.held_later_work()? {
            gone.extend(
                held.changes.iter().map(|one| (one.change.hash(), one.change.dependencies().to_vec())),
            );
        }
        let now_ms = self.platform.clock.now_ms();
        self.db.write(|tx| {
            let mut ledger = Ledger::new(tx);
            let (mut waiting, mut wrote) = (Waiting::read(tx)?, false);
            for record in records {
                wrote |= write_again(tx, &mut ledger, record, &gone, now_ms)?;
                if forget_answered(tx, &mut ledger, record)? {
                    waiting.0.retain(|(of, _)| *of != record);
                }
            }
            waiting.keep(tx)?;
            let mut handoffs = unsettled(tx)?;
            handoffs.extend(ledger.touched_handoffs());
            keep_unsettled(tx, &handoffs)?;
            ledger.flush()?;
            Ok(wrote)
        })
    }
}

/// Writes this device's changes of one record again, each upon what is left of what it had been written upon. `gone` are
/// the rejected changes and what they followed.
fn write_again(
    tx: &Writing<'_>,
    ledger: &mut Ledger<'_, '_>,
    record: RecordId,
    gone: &BTreeMap<ChangeHash, Vec<ChangeHash>>,
    now_ms: i64,
) -> Result<bool, AppError> {
    let left = left_out(tx, ledger, record)?;
    let mut follows = gone.clone();
    follows.extend(left.iter().map(|(_, change)| (change.hash(), change.dependencies().to_vec())));
    let mut again: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
    let mut forgotten = Vec::new();
    for (row, change) in &left {
        if !matches!(row.origin, Origin::Authored { .. }) {
            continue;
        }
        if let Some(new) = one_again(tx, ledger, (row, change), &follows, &again, now_ms)? {
            again.insert(change.hash(), new);
        }
        forgotten.push(row.seq);
    }
    tx.forget_authored(&forgotten)?;
    Ok(!forgotten.is_empty())
}

/// One change again; nothing when without what is gone it changes nothing.
fn one_again(
    tx: &Writing<'_>,
    ledger: &mut Ledger<'_, '_>,
    (row, change): (&JournalRow, &Inspected),
    follows: &BTreeMap<ChangeHash, Vec<ChangeHash>>,
    again: &BTreeMap<ChangeHash, ChangeHash>,
    now_ms: i64,
) -> Result<Option<ChangeHash>, AppError> {
    let Some(stream) = tx.current_stream(row.compartment)? else { return Ok(None) };
    let folded = ledger.load(row.record)?.map(|open| open.folded.clone()).unwrap_or_default();
    let (mut heads, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = change.dependencies().to_vec();
    while let Some(one) = open.pop() {
        let one = again.get(&one).copied().unwrap_or(one);
        if folded.contains(&one) {
            heads.insert(one);
        } else if seen.insert(one) {
            open.extend(follows.get(&one).into_iter().flatten());
        }
    }
    let heads: Vec<ChangeHash> = heads.into_iter().collect();
    let edits: Vec<domain::Edit> = change.edits().collect();
    let actor = stand_in(change.actor(), change.hash());
    let history = Version::of(&folded).history(tx, row.record, &folded)?;
    let mut made = None;
    // what stands already may be said again: it is its author's, too
    for at in [heads.as_slice(), &[]] {
        let history = history.iter().map(Vec::as_slice);
        made = merge::author_at(history, at, &edits, actor, change.stamp())?;
        if made.is_some() {
            break;
        }
    }
    let Some(made) = made else { return Ok(None) };
    let arrived = Arrived {
        record: row.record,
        kind: row.kind,
        compartment: row.compartment,
        schema: row.schema,
        change: &made.change,
        bytes: &made.bytes,
        origin: Origin::Authored { stream: stream.stream, seq: tx.next_authored_seq(stream.stream)? },
        at_ms: now_ms,
    };
    match ledger.fold(&arrived)? {
        Ok(Fold::Applied | Fold::Known) => Ok(Some(made.change.hash())),
        Err(_) => Err(merge::AuthorError::NotOneChain.into()),
    }
}

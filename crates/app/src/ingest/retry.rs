//! What was parked is tried again: after something came in that it may have waited for, after an upgrade, after a
//! fence. In batches, so that nobody waits for many of them.

use store::{ParkReason, ParkedRow};
use whatif::Flaw;

use super::{Ingested, Intake, entry, segment};
use crate::{AppError, Device};

/// What can come in that something waits for. (A change that waits for another one is taken up with that one.)
const ARRIVING: [ParkReason; 3] =
    [ParkReason::MissingCertificate, ParkReason::MissingSegment, ParkReason::MissingKey];
/// Rounds of one pass: one thing that fits now may be what another waits for.
const ROUNDS_MAX: usize = 64;

/// How far a pass over everything parked has come. Each round tries what was parked when its turn came, each entry
/// once; the pass ends with a round in which nothing moved.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pass {
    round: usize,
    /// Of [`ARRIVING`].
    at: usize,
    /// Entries of this reason that this round has not tried; `None` before it looked how many there are. What is
    /// parked again stands behind them.
    left: Option<u64>,
    moved: bool,
}

impl Device {
    /// Tries at most `limit` parked entries. `None` when the pass is over.
    pub(super) fn retry_some(&mut self, pass: &mut Pass, limit: u64) -> Result<Option<Ingested>, AppError> {
        loop {
            let Some(reason) = ARRIVING.get(pass.at).copied() else {
                if !pass.moved || pass.round + 1 >= ROUNDS_MAX {
                    return Ok(None);
                }
                *pass = Pass { round: pass.round + 1, ..Pass::default() };
                continue;
            };
            let left = match pass.left {
                Some(left) => left,
                None => self.db.read_whole(|tx| tx.parked_count(reason))?,
            };
            if left == 0 {
                (pass.at, pass.left) = (pass.at + 1, None);
                continue;
            }
            let (done, tried, moved) = self.retry(reason, left.min(limit))?;
            pass.moved |= moved;
            pass.left = Some(if tried == 0 { 0 } else { left.saturating_sub(tried) });
            return Ok(Some(done));
        }
    }

    /// After an upgrade: what a newer version made may be readable now. What waits for that is tried with everything
    /// else that is parked, as after every unlock.
    pub(crate) fn retry_parked_for_upgrade(&mut self) -> Result<(), AppError> {
        self.retry(ParkReason::NewerVersion, u64::MAX).map(|_| ())
    }

    /// After this device's own unsent work was authored again: what a copy of it sent fits now. Those are changes, and
    /// what waits for a change is taken up with it.
    pub(crate) fn retry_after_fence(&mut self) -> Result<(), AppError> {
        self.retry(ParkReason::OwnFork, u64::MAX).map(|_| ())
    }

    /// Tries those that wait longest; how many were tried, and whether anything could be used.
    fn retry(&mut self, reason: ParkReason, limit: u64) -> Result<(Ingested, u64, bool), AppError> {
        if self.db.read_whole(|tx| tx.parked_count(reason))? == 0 {
            return Ok((Ingested::default(), 0, false));
        }
        let (done, (tried, moved)) = self.batch_of(|intake| {
            let before = intake.tx.parked_count(reason)?;
            let rows = intake.tx.take_parked_at_most(reason, u32::try_from(limit).unwrap_or(u32::MAX))?;
            for row in rows.iter().skip(usize::from(whatif::flawed(Flaw::ParkedLost))) {
                again(intake, row)?;
            }
            let after = intake.tx.parked_count(reason)?;
            Ok((rows.len() as u64, before > after))
        })?;
        Ok((done, tried, moved))
    }
}

/// Tries a parked entry or a parked whole segment again; it is parked anew if it still cannot be used.
fn again(intake: &mut Intake<'_, '_, '_>, row: &ParkedRow) -> Result<(), AppError> {
    match row.record {
        None => segment::take_parked(intake, row),
        Some(_) => {
            intake.done.seen += 1;
            entry::take_parked(intake, row)
        }
    }
}

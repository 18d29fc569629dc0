//! How this device stands: counts, digests, and proof that every table follows from the journal.

use domain::{CompartmentId, RecordId};
use protocol::Hash;
use store::{Counts, ParkedRow, QuarantineRow};

use crate::fence::refold_history;
use crate::ledger::Ledger;
use crate::{AppError, Device};

/// What a rebuild found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Records folded again.
    pub records: u64,
    /// Changes read from the journal.
    pub changes: u64,
    /// Whether every table came out as it had been.
    pub equal: bool,
}

/// Something received that is kept aside.
#[derive(Clone, Debug, PartialEq)]
pub enum KeptAside {
    /// Malformed or forged.
    Quarantined(QuarantineRow),
    /// Not usable yet.
    Parked(ParkedRow),
}

/// Records read at once by a rebuild.
const PAGE: u32 = 512;
/// Entries kept aside that are listed.
const ASIDE_MAX: u32 = 1000;

impl Device {
    /// Counts over everything held.
    ///
    /// # Errors
    /// `lease.over`: a count of a part would be taken for one of everything. `store.*`.
    pub fn counts(&self) -> Result<Counts, AppError> {
        if self.hides_others() {
            return Err(AppError::Hidden);
        }
        Ok(self.db.read(|tx| tx.counts())?)
    }

    /// Drafts of who is signed in.
    pub fn draft_count(&self) -> Result<u64, AppError> {
        Ok(self.db.read(|tx| tx.drafts(self.drafter()))?.len() as u64)
    }

    /// When everything was last in step with the relay, milliseconds since 1970.
    pub fn last_sync_ms(&self) -> Result<Option<i64>, AppError> {
        Ok(self.mailbox.last_sync_ms()?)
    }

    /// The digest of every compartment held, by handle: equal on every device that holds the same changes.
    pub fn digests(&self) -> Result<Vec<(CompartmentId, String, Hash)>, AppError> {
        let digest = |row: store::CompartmentRow| {
            // a sum over everything says nothing of any of it
            let hash = self.db.read_whole(|tx| tx.digest(row.compartment))?;
            Ok((row.compartment, row.name, hash))
        };
        self.compartments()?.into_iter().map(digest).collect()
    }

    /// What is kept aside: quarantined first.
    pub fn kept_aside(&self) -> Result<Vec<KeptAside>, AppError> {
        let (quarantined, parked) = self
            .db
            .read(|tx| Ok::<_, store::StoreError>((tx.quarantined(ASIDE_MAX)?, tx.parked(ASIDE_MAX)?)))?;
        let quarantined = quarantined.into_iter().map(KeptAside::Quarantined);
        Ok(quarantined.chain(parked.into_iter().map(KeptAside::Parked)).collect())
    }

    /// Folds every record again from the journal, in one transaction, and says whether all tables came out as they
    /// had been.
    ///
    /// # Errors
    /// `lease.over`: how many records there are is not told then. `store.*`, `change.*`.
    pub fn rebuild(&mut self) -> Result<Rebuilt, AppError> {
        if self.hides_others() {
            return Err(AppError::Hidden);
        }
        self.db.write(|tx| {
            let before = tx.tables_digest()?;
            tx.clear_projections()?;
            let (mut records, mut changes) = (0, 0);
            let mut after: Option<RecordId> = None;
            loop {
                let page = tx.records_after(after, PAGE)?;
                let Some(last) = page.last() else { break };
                after = Some(last.id);
                let mut ledger = Ledger::new(tx);
                for row in &page {
                    changes += refold_history(tx, &mut ledger, row.id)?;
                    records += 1;
                }
                ledger.flush()?;
            }
            Ok(Rebuilt { records, changes, equal: tx.tables_digest()? == before })
        })
    }
}

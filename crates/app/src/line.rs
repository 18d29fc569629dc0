//! A line of changes that is written again: some of a record's, and everything in the journal that follows on them. What
//! follows cannot stay as it is, for it would wait for what is gone.

use std::collections::HashSet;

use domain::ChangeHash;
use merge::{AuthorError, Inspected, Reauthored};
use store::{JournalRow, NewJournalEntry, Origin, StoreError, StreamRow, Writing};

use crate::AppError;
use crate::device::incarnation::stand_in;

/// See the module. Both in the same order.
#[derive(Default)]
pub(crate) struct Line {
    pub rows: Vec<JournalRow>,
    pub changes: Vec<Inspected>,
}

impl Line {
    /// These changes of a record and what follows on them, as its `history` has them.
    pub fn of(history: &[JournalRow], from: &HashSet<ChangeHash>) -> Result<Self, AppError> {
        let (mut line, mut found) = (Self::default(), HashSet::new());
        // what was written again stands in the journal after what followed on it: until no more is found
        loop {
            let before = found.len();
            for row in history {
                if found.contains(&row.hash) {
                    continue;
                }
                let change = merge::inspect(&row.bytes)?;
                if !from.contains(&row.hash) && !change.dependencies().iter().any(|hash| found.contains(hash))
                {
                    continue;
                }
                found.insert(row.hash);
                line.rows.push(row.clone());
                line.changes.push(change);
            }
            if found.len() == before {
                return Ok(line);
            }
        }
    }

    /// Only these of it.
    pub fn only(self, these: &HashSet<ChangeHash>) -> Self {
        let kept = self.rows.into_iter().zip(self.changes).filter(|(row, _)| these.contains(&row.hash));
        let (rows, changes) = kept.unzip();
        Self { rows, changes }
    }

    /// Whether this device wrote all of it.
    pub fn is_own(&self) -> bool {
        self.rows.iter().all(wrote)
    }

    /// The changes as they are written again, each under the actor that stands for it.
    pub fn again(&self) -> Result<Vec<Reauthored>, AuthorError> {
        merge::reauthor(&self.changes, |change| stand_in(change.actor(), change.hash()))
    }

    /// Puts `again` into the journal in the stead of what this device wrote, from number `next` of `stream` on; what others
    /// wrote leaves it. Returns the next free number.
    pub fn replace(
        &self,
        tx: &Writing<'_>,
        again: &[Reauthored],
        stream: &StreamRow,
        mut next: u64,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        let rows: Vec<i64> = self.rows.iter().map(|row| row.seq).collect();
        tx.forget_authored(&rows)?;
        tx.forget_received(&rows)?;
        for (old, one) in self.rows.iter().zip(again).filter(|(old, _)| wrote(old)) {
            tx.journal(&NewJournalEntry {
                record: old.record,
                kind: old.kind,
                compartment: stream.compartment,
                schema: old.schema,
                hash: one.new.hash(),
                bytes: &one.new.bytes,
                origin: Origin::Authored { stream: stream.stream, seq: next },
                at_ms: now_ms,
            })?;
            next += 1;
        }
        Ok(next)
    }
}

/// Whether this device wrote it.
pub(crate) fn wrote(row: &JournalRow) -> bool {
    matches!(row.origin, Origin::Authored { .. })
}

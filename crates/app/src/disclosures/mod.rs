//! Disclosures: what crosses from one compartment to another. Named fields of one person, copied once, under a consent
//! that `domain::disclosure::decide` judges; an account of it that stays here; a letter that goes there.
//!
//! Three steps, each of which may be the last before the process ends: the account is written in the transaction that
//! decides; the letter is posted; what became of it is written down. [`Device::settle_disclosures`] goes on wherever it
//! stopped. It deliberately knows nothing of how a letter travels (`crate::letters`).

mod accounting;
mod back;
mod outward;
mod settle;

use domain::disclosure::DisclosedCopy;
use domain::{Record, RecordId, RecordKind};
use protocol::MemberId;

use crate::{AppError, Device};

pub use accounting::accounting_csv;
pub use back::{CopiedPacket, NotTold, ToldBack};
pub use outward::{Disclosing, OfferPreview};
pub(crate) use outward::{Packet, posted_first, purpose};
pub(crate) use settle::{is_watched, note_touched};

impl Device {
    /// What others told this device of a handoff, the earliest first: only what who signed it may say.
    pub(crate) fn copies_of(&self, handoff: RecordId) -> Result<Vec<(Record, DisclosedCopy)>, AppError> {
        let rows = self.db.read(|tx| tx.disclosed_copies_of(handoff))?;
        let mut out = self.genuine(rows.into_iter().map(|row| row.id))?;
        out.sort_by_key(|(record, copy)| (copy.body.at.map(|at| at.unix_ms()), record.id));
        Ok(out)
    }

    /// Those of these copies that a member of the agency signed that they say they are from: anybody may write to an
    /// inbox, and a false one must not draw answers to itself. Whoever asks has asked which copies may be shown.
    fn genuine(
        &self,
        ids: impl IntoIterator<Item = RecordId>,
    ) -> Result<Vec<(Record, DisclosedCopy)>, AppError> {
        let mut out = Vec::new();
        for id in ids {
            let Some(record) = self.held_whole(id)?.filter(|one| one.kind == RecordKind::DisclosedCopy)
            else {
                continue;
            };
            let copy = DisclosedCopy::read(&record);
            let signer = copy.signer.map(|member| self.names_of(MemberId(member.0)).agency);
            if !copy.from_agency.is_empty() && signer.as_deref() == Some(copy.from_agency.as_str()) {
                out.push((record, copy));
            }
        }
        Ok(out)
    }
}

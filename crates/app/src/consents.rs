//! Consents: taken, shown, renewed and taken back. What makes one valid and whether it stands is `domain::consent`'s.

use domain::consent::Consent;
use domain::{RecordId, RecordKind};

use crate::{AppError, Device};

impl Device {
    /// Every consent about a person that this device holds, drafts and those entered in error too: who decides on a
    /// disclosure sees them all.
    pub(crate) fn consents_of_person(&self, person: RecordId) -> Result<Vec<Consent>, AppError> {
        let ids = self.db.read(|tx| tx.consents_of(person))?;
        ids.into_iter().map(|id| Ok(Consent::read(&self.record_of(id, RecordKind::Consent)?))).collect()
    }
}

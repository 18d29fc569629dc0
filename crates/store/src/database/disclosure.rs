//! Accounts of disclosures and disclosed copies: what the pages of a person and a handoff ask for, and what is looked at
//! after every exchange.

use domain::{CompartmentId, RecordId};

use super::{Reading, Standing};
use crate::column::{bind, column};
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// The account of a disclosure.
    DisclosureRow in "disclosure_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// Whose it is.
        person: Option<RecordId>,
        /// The handoff it belongs to.
        handoff: Option<RecordId>,
        /// Who is told.
        to_agency: String,
        /// When it was decided, milliseconds since 1970.
        at_ms: Option<i64>,
        /// Code.
        about: String,
        /// Code.
        leg: String,
        /// `waiting`, `stopped`, `sent` or `in_reliance`.
        state: String,
    }
}

row! {
    /// A consent that a disclosure rests on.
    DisclosureConsentRow in "disclosure_consent_row" {
        /// The account.
        disclosure: RecordId,
        /// The consent.
        consent: RecordId,
    }
}

row! {
    /// What somebody of another compartment told this one.
    DisclosedCopyRow in "disclosed_copy_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// The handoff it belongs to.
        handoff: Option<RecordId>,
        /// Who told it, as it says.
        from_agency: String,
        /// Code.
        about: String,
    }
}

row! {
    /// A consent that a disclosed copy names.
    CopiedConsentRow in "copied_consent_row" {
        /// The copy.
        copy: RecordId,
        /// The consent.
        consent: RecordId,
        /// When the person took it back, as this copy says, milliseconds since 1970.
        revoked_ms: Option<i64>,
    }
}

const WAITING: &str = "WHERE state = 'waiting' ORDER BY at_ms, id";

impl Reading<'_> {
    /// Accounts of which nothing final is known, the oldest first.
    pub fn disclosures_waiting(&self) -> Result<Vec<DisclosureRow>> {
        sqlite::select(self.conn, WAITING, [])
    }

    /// What was told of a person, newest first.
    pub fn disclosures_of(&self, person: RecordId) -> Result<Vec<DisclosureRow>> {
        sqlite::select(self.conn, "WHERE person = ? ORDER BY at_ms DESC, id", bind![person])
    }

    /// What was told for a handoff, oldest first.
    pub fn disclosures_for(&self, handoff: RecordId) -> Result<Vec<DisclosureRow>> {
        sqlite::select(self.conn, "WHERE handoff = ? ORDER BY at_ms, id", bind![handoff])
    }

    /// The accounts that rest on a consent, in the order of their ids.
    pub fn disclosures_on(&self, consent: RecordId) -> Result<Vec<RecordId>> {
        let sql = "SELECT disclosure FROM disclosure_consent_row WHERE consent = ? ORDER BY disclosure";
        sqlite::query(self.conn, sql, bind![consent], |row| column(row, 0))
    }

    /// What others told this device's compartments of a handoff, in the order of the ids.
    pub fn disclosed_copies_of(&self, handoff: RecordId) -> Result<Vec<DisclosedCopyRow>> {
        sqlite::select(self.conn, "WHERE handoff = ? ORDER BY id", bind![handoff])
    }

    /// The copies that name a consent, in the order of their ids.
    pub fn copies_on(&self, consent: RecordId) -> Result<Vec<CopiedConsentRow>> {
        sqlite::select(self.conn, "WHERE consent = ? ORDER BY copy", bind![consent])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn what_is_looked_at_after_every_exchange_reads_no_whole_table() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM disclosure_row {WAITING}");
        let steps: Vec<String> =
            database.read(|tx| sqlite::query(tx.conn, &sql, [], |row| row.get(3))).unwrap();
        assert!(steps.iter().any(|step| step.contains("INDEX disclosure_waiting")), "{steps:?}");
    }
}

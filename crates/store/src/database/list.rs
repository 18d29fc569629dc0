//! Reading projections: single rows and lists.

use domain::{RecordId, RecordKind};

use super::Reading;
use super::rows::{
    AdministrationRow, ConflictRow, ContactRow, DispositionRow, DoseRow, FollowUpRow, HandoffRow,
    IncidentRow, NoteRow, PersonRow,
};
use crate::column::bind;
use crate::{Result, sqlite};

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Rows to leave out at the start.
    pub skip: u32,
    /// Rows at most.
    pub limit: u32,
}

/// Which contacts to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactFilter {
    /// Every one.
    All,
    /// Those with one person.
    Person(RecordId),
    /// Those of one incident.
    Incident(RecordId),
}

pub(super) const FOLLOW_UPS_DUE: &str =
    "WHERE due_ms < ? AND met_ms IS NULL AND standing = 0 ORDER BY due_ms, id LIMIT ? OFFSET ?";

/// Word for word the condition of its index.
const OPEN_HANDOFFS: &str = "WHERE standing = 0 \
     AND (due_ms IS NOT NULL OR state IN ('offered', 'acknowledged', 'declined')) \
     ORDER BY updated_ms DESC, id LIMIT ? OFFSET ?";

impl Reading<'_> {
    /// One person.
    pub fn person(&self, id: RecordId) -> Result<Option<PersonRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// The people found by what was typed, the best match first.
    pub fn search_people(&self, typed: &str, limit: u32) -> Result<Vec<PersonRow>> {
        let hits = self.search(typed, Some(RecordKind::Person), limit)?;
        let rows: Result<Vec<_>> = hits.iter().map(|hit| self.person(hit.record)).collect();
        Ok(rows?.into_iter().flatten().collect())
    }

    /// One incident.
    pub fn incident(&self, id: RecordId) -> Result<Option<IncidentRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// The incidents with this number of the dispatch centre.
    pub fn incidents_by_cad_number(&self, cad_number: &str) -> Result<Vec<IncidentRow>> {
        sqlite::select(self.conn, "WHERE cad_number = ? ORDER BY id", bind![cad_number])
    }

    /// One contact.
    pub fn contact(&self, id: RecordId) -> Result<Option<ContactRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// Contacts, the one that started last first; those without a time at the end.
    pub fn contacts(&self, filter: ContactFilter, page: Page) -> Result<Vec<ContactRow>> {
        const ORDER: &str = "ORDER BY started_ms DESC, id LIMIT ? OFFSET ?";
        let Page { skip, limit } = page;
        match filter {
            ContactFilter::All => sqlite::select(self.conn, ORDER, bind![limit, skip]),
            ContactFilter::Person(id) => {
                sqlite::select(self.conn, &format!("WHERE person = ? {ORDER}"), bind![id, limit, skip])
            }
            ContactFilter::Incident(id) => {
                sqlite::select(self.conn, &format!("WHERE incident = ? {ORDER}"), bind![id, limit, skip])
            }
        }
    }

    /// The naloxone administrations of a contact, the earliest first.
    pub fn administrations(&self, contact: RecordId) -> Result<Vec<AdministrationRow>> {
        sqlite::select(self.conn, "WHERE contact = ? ORDER BY at_ms, id", bind![contact])
    }

    /// The doses of a contact, the earliest first.
    pub fn doses(&self, contact: RecordId) -> Result<Vec<DoseRow>> {
        sqlite::select(self.conn, "WHERE contact = ? ORDER BY at_ms, id", bind![contact])
    }

    /// The outcomes of a contact.
    pub fn dispositions(&self, contact: RecordId) -> Result<Vec<DispositionRow>> {
        sqlite::select(self.conn, "WHERE contact = ? ORDER BY code", bind![contact])
    }

    /// The notes on a contact, in the order they were written.
    pub fn notes_of_contact(&self, contact: RecordId) -> Result<Vec<NoteRow>> {
        sqlite::select(self.conn, "WHERE contact = ? ORDER BY written_ms, id", bind![contact])
    }

    /// The notes on a person, in the order they were written.
    pub fn notes_of_person(&self, person: RecordId) -> Result<Vec<NoteRow>> {
        sqlite::select(self.conn, "WHERE person = ? ORDER BY written_ms, id", bind![person])
    }

    /// One handoff.
    pub fn handoff(&self, id: RecordId) -> Result<Option<HandoffRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// Handoffs, the one with the latest event first.
    pub fn handoffs(&self, page: Page) -> Result<Vec<HandoffRow>> {
        let rest = "ORDER BY updated_ms DESC, id LIMIT ? OFFSET ?";
        sqlite::select(self.conn, rest, bind![page.limit, page.skip])
    }

    /// Handoffs in which somebody may wait for an answer, the one with the latest event first.
    pub fn open_handoffs(&self, page: Page) -> Result<Vec<HandoffRow>> {
        sqlite::select(self.conn, OPEN_HANDOFFS, bind![page.limit, page.skip])
    }

    /// Open follow-ups of this agency, or of nobody named, that are due between these, both included.
    pub fn follow_ups_closing(
        &self,
        after_ms: i64,
        until_ms: i64,
        agency: &str,
        page: Page,
    ) -> Result<Vec<FollowUpRow>> {
        let rest = "WHERE due_ms BETWEEN ? AND ? AND met_ms IS NULL AND standing = 0 \
             AND (agency IS NULL OR agency = ?) ORDER BY due_ms, id LIMIT ? OFFSET ?";
        sqlite::select(self.conn, rest, bind![after_ms, until_ms, agency, page.limit, page.skip])
    }

    /// One follow-up.
    pub fn follow_up(&self, id: RecordId) -> Result<Option<FollowUpRow>> {
        sqlite::select_one(self.conn, "WHERE id = ?", bind![id])
    }

    /// Open follow-ups that are due before `until_ms`, overdue ones included, the one due first leading.
    pub fn follow_ups_due(&self, until_ms: i64, page: Page) -> Result<Vec<FollowUpRow>> {
        sqlite::select(self.conn, FOLLOW_UPS_DUE, bind![until_ms, page.limit, page.skip])
    }

    /// Every follow-up of a person, the one due first leading.
    pub fn follow_ups_of(&self, person: RecordId) -> Result<Vec<FollowUpRow>> {
        sqlite::select(self.conn, "WHERE person = ? ORDER BY due_ms, id", bind![person])
    }

    /// Fields with more than one value that a person must decide on.
    pub fn conflicts(&self, page: Page) -> Result<Vec<ConflictRow>> {
        sqlite::select(self.conn, "ORDER BY record, field LIMIT ? OFFSET ?", bind![page.limit, page.skip])
    }

    /// The fields of one record that a person must decide on.
    pub fn conflicts_of(&self, record: RecordId) -> Result<Vec<ConflictRow>> {
        sqlite::select(self.conn, "WHERE record = ? ORDER BY field", bind![record])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;

    #[test]
    fn what_is_asked_every_half_minute_reads_no_whole_table() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM handoff_row {OPEN_HANDOFFS}");
        let steps: Vec<String> =
            database.read(|tx| sqlite::query(tx.conn, &sql, bind![1_u32, 0_u32], |row| row.get(3))).unwrap();
        assert!(steps.iter().any(|step| step.contains("USING INDEX handoff_open")), "{steps:?}");
    }
}

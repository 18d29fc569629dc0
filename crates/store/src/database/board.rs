//! What the board and the pages of a person and of a contact ask for, beyond the plain lists.

use domain::{RecordId, RecordKind};

use super::{ContactRow, FollowUpRow, HandoffRow, Reading, RecordRow};
use crate::column::{bind, column};
use crate::{Result, sqlite};

/// The contacts of one person, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ContactsOf {
    /// How many count.
    pub count: u32,
    /// When the latest of them started, milliseconds since 1970.
    pub latest_ms: Option<i64>,
}

const UNSETTLED: &str = "WHERE standing = 0 AND state NOT IN ('withdrawn', 'closed') AND (due_ms IS NOT NULL \
     OR state IN ('offered', 'acknowledged', 'declined') \
     OR instr(' ' || flags || ' ', ' contested ') OR instr(' ' || flags || ' ', ' letting_go ')) \
     ORDER BY due_ms IS NULL, due_ms, id LIMIT ?";
const ANSWERED: &str = "WHERE standing = 0 AND state NOT IN ('withdrawn', 'closed') AND \
     (instr(char(10) || accountable || char(10), char(10) || ?1 || char(10)) \
     OR instr(char(10) || accountable, char(10) || ?1 || ' / ')) ORDER BY updated_ms DESC, id LIMIT ?2";
const DUE_COUNT: &str =
    "SELECT count(*) FROM follow_up_row WHERE due_ms < ? AND met_ms IS NULL AND standing = 0";

impl Reading<'_> {
    /// At most `limit` contacts that count and that `agency` made, the one that started last first.
    pub fn contacts_by(&self, agency: &str, limit: u32) -> Result<Vec<ContactRow>> {
        let rest = "WHERE agency = ? AND standing = 0 ORDER BY started_ms DESC, id LIMIT ?";
        sqlite::select(self.conn, rest, bind![agency, limit])
    }

    /// How many contacts with this person count, and when the latest was.
    pub fn contacts_of(&self, person: RecordId) -> Result<ContactsOf> {
        let sql = "SELECT count(*), max(started_ms) FROM contact_row WHERE person = ? AND standing = 0";
        let read =
            |row: &rusqlite::Row<'_>| Ok(ContactsOf { count: column(row, 0)?, latest_ms: column(row, 1)? });
        Ok(sqlite::query_one(self.conn, sql, bind![person], read)?.unwrap_or_default())
    }

    /// At most `limit` handoffs of which somebody may be waited for: one that wants an answer, has only refusals,
    /// or that somebody must look at. The one whose answer is due first leads.
    pub fn handoffs_unsettled(&self, limit: u32) -> Result<Vec<HandoffRow>> {
        sqlite::select(self.conn, UNSETTLED, bind![limit])
    }

    /// At most `limit` open handoffs for which `party` (as the caller wrote it in
    /// [`HandoffRow::accountable`], or a unit of it) answers, the one with the latest event first.
    pub fn handoffs_answered_by(&self, party: &str, limit: u32) -> Result<Vec<HandoffRow>> {
        sqlite::select(self.conn, ANSWERED, bind![party, limit])
    }

    /// The handoffs that grew out of a contact, in no order.
    pub fn handoffs_from(&self, contact: RecordId) -> Result<Vec<RecordId>> {
        let sql = "SELECT DISTINCT handoff FROM packet_row WHERE contact = ?";
        sqlite::query(self.conn, sql, bind![contact], |row| column(row, 0))
    }

    /// The handoffs of a person, in no order.
    pub fn handoffs_about(&self, person: RecordId) -> Result<Vec<RecordId>> {
        let sql = "SELECT DISTINCT handoff FROM packet_row WHERE person = ?";
        sqlite::query(self.conn, sql, bind![person], |row| column(row, 0))
    }

    /// The consents of a person, in the order of their ids.
    pub fn consents_of(&self, person: RecordId) -> Result<Vec<RecordId>> {
        let sql = "SELECT id FROM consent_row WHERE person = ? ORDER BY id";
        sqlite::query(self.conn, sql, bind![person], |row| column(row, 0))
    }

    /// Every follow-up that a contact started, the one due first leading.
    pub fn follow_ups_after(&self, contact: RecordId) -> Result<Vec<FollowUpRow>> {
        sqlite::select(self.conn, "WHERE contact = ? ORDER BY due_ms, id", bind![contact])
    }

    /// How many open follow-ups are due before `until_ms`, overdue ones included.
    pub fn follow_ups_due_count(&self, until_ms: i64) -> Result<u64> {
        Ok(sqlite::query_one(self.conn, DUE_COUNT, bind![until_ms], |row| column(row, 0))?.unwrap_or(0))
    }

    /// How many fields a person must decide on.
    pub fn conflict_count(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM conflict_row";
        Ok(sqlite::query_one(self.conn, sql, [], |row| column(row, 0))?.unwrap_or(0))
    }

    /// At most `limit` records of one kind in the order of their ids, after `after`. Reads past all others.
    pub fn records_of_kind(
        &self,
        kind: RecordKind,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<RecordRow>> {
        let after = after.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
        sqlite::select(self.conn, "WHERE kind = ? AND id > ? ORDER BY id LIMIT ?", bind![kind, after, limit])
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Params;

    use super::*;
    use crate::Database;
    use crate::database::list::FOLLOW_UPS_DUE;

    fn uses(sql: &str, params: impl Params, index: &str) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let steps: Vec<String> =
            database.read(|tx| sqlite::query(tx.conn, &sql, params, |row| row.get(3))).unwrap();
        assert!(steps.iter().any(|step| step.contains(index)), "{steps:?}");
    }

    #[test]
    fn the_board_reads_past_nothing_that_is_over() {
        let handoffs = "SELECT id FROM handoff_row";
        uses(&format!("{handoffs} {UNSETTLED}"), bind![1_u32], "handoff_unfinished");
        uses(&format!("{handoffs} {ANSWERED}"), bind!["Example EMS", 1_u32], "handoff_unfinished");
        uses(DUE_COUNT, bind![0_i64], "follow_up_unmet");
        let due = format!("SELECT id FROM follow_up_row {FOLLOW_UPS_DUE}");
        uses(&due, bind![0_i64, 1_u32, 0_u32], "follow_up_unmet");
    }
}

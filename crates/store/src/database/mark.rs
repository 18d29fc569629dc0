//! What a record's mark is drawn from: where its changes of this device stand, and what is held back of it.

use domain::RecordId;
use protocol::StreamId;

use super::Reading;
use crate::column::{bind, column};
use crate::{Result, sqlite};

/// The place of a change that this device authored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthoredPlace {
    /// The stream it goes out in.
    pub stream: StreamId,
    /// Its sequence number there.
    pub seq: u64,
    /// Whether it was seen at the relay, whoever sent it.
    pub seen: bool,
}

impl Reading<'_> {
    /// Where the changes of one record that this device authored stand.
    pub fn authored_places(&self, record: RecordId) -> Result<Vec<AuthoredPlace>> {
        let sql =
            "SELECT stream, stream_seq, position IS NOT NULL FROM journal WHERE record = ? AND authored = 1";
        sqlite::query(self.conn, sql, bind![record], |row| {
            Ok(AuthoredPlace { stream: column(row, 0)?, seq: column(row, 1)?, seen: column(row, 2)? })
        })
    }

    /// Whether an entry that claims to change this record is in quarantine or parked.
    pub fn is_held_back(&self, record: RecordId) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM quarantine WHERE record = ?1) \
             OR EXISTS (SELECT 1 FROM parked WHERE record = ?1)";
        Ok(sqlite::query_one(self.conn, sql, bind![record], |row| column(row, 0))?.unwrap_or(false))
    }
}

//! Small named values: who this device is, where ingest stands.

use super::{Reading, Writing};
use crate::column::{bind, column};
use crate::{Result, StoreError, sqlite};

const INGEST_CURSOR: &str = "ingest.cursor";

impl Reading<'_> {
    /// The value under `key`.
    pub fn meta(&self, key: &str) -> Result<Option<Vec<u8>>> {
        sqlite::query_one(self.conn, "SELECT value FROM meta WHERE key = ?", bind![key], |row| column(row, 0))
    }

    /// The text under `key`. Errors: [`StoreError::Unreadable`] when the value is not UTF-8.
    pub fn meta_text(&self, key: &str) -> Result<Option<String>> {
        let Some(bytes) = self.meta(key)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| StoreError::Unreadable(format!("meta {key}")))
    }

    /// The row number of the last mailbox segment that ingest is done with; 0 before the first.
    pub fn ingest_cursor(&self) -> Result<i64> {
        let Some(bytes) = self.meta(INGEST_CURSOR)? else { return Ok(0) };
        let bytes = bytes.try_into().map_err(|_| StoreError::Unreadable(INGEST_CURSOR.into()))?;
        Ok(i64::from_be_bytes(bytes))
    }
}

impl Writing<'_> {
    /// Sets the value under `key`.
    pub fn set_meta(&self, key: &str, value: &[u8]) -> Result<()> {
        self.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", bind![key, value])?;
        Ok(())
    }

    /// Removes the value under `key`, if there is one.
    pub fn clear_meta(&self, key: &str) -> Result<()> {
        self.execute("DELETE FROM meta WHERE key = ?", bind![key])?;
        Ok(())
    }

    /// Notes in the same transaction that ingest is done with mailbox segments up to `row`.
    pub fn set_ingest_cursor(&self, row: i64) -> Result<()> {
        self.set_meta(INGEST_CURSOR, &row.to_be_bytes())
    }
}

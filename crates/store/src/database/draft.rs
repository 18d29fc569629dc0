//! What is being typed. Drafts never leave the device, and are no part of the journal.

use domain::{MemberId, RecordId, RecordKind};

use super::{Reading, Writing};
use crate::column::bind;
use crate::row::row;
use crate::{Result, sqlite};

row! {
    /// A form that is not finished.
    DraftRow in "draft" {
        /// Names the draft; a new record takes this id when it is finished.
        id: RecordId,
        /// What it is to become.
        kind: RecordKind,
        /// The finished record that it changes; `None` for a new one.
        record: Option<RecordId>,
        /// What was typed, encoded by the caller.
        fields: Vec<u8>,
        /// Section and field that had the cursor.
        focus: String,
        /// When it was last typed in, milliseconds since 1970.
        updated_ms: i64,
        /// Whose it is; no other member of this device is shown it.
        member: MemberId,
    }
}

impl Reading<'_> {
    /// This member's draft, if it is not finished.
    pub fn draft(&self, id: RecordId, of: MemberId) -> Result<Option<DraftRow>> {
        sqlite::select_one(self.conn, "WHERE id = ? AND member = ?", bind![id, of])
    }

    /// Every draft of this member, the one typed in last first.
    pub fn drafts(&self, of: MemberId) -> Result<Vec<DraftRow>> {
        sqlite::select(self.conn, "WHERE member = ? ORDER BY updated_ms DESC, id", bind![of])
    }

    /// Every draft on this device, whosever it is: none is lost when the device is given up.
    pub fn everybodys_drafts(&self) -> Result<Vec<DraftRow>> {
        sqlite::select(self.conn, "ORDER BY member, updated_ms DESC, id", [])
    }
}

impl Writing<'_> {
    /// Keeps what was typed so far.
    pub fn put_draft(&self, row: &DraftRow) -> Result<()> {
        self.put_row(row)
    }

    /// Ends this member's draft: finished or discarded.
    pub fn end_draft(&self, id: RecordId, of: MemberId) -> Result<()> {
        self.execute("DELETE FROM draft WHERE id = ? AND member = ?", bind![id, of])?;
        Ok(())
    }
}

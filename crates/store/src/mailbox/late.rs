//! Keyboxes that came after their segment: a relay withheld or lost them, and gave them when it gave the segment again.
//! Nothing signs which keyboxes belong to a segment, so the first time is not believed to have brought all.

use protocol::limits::SEGMENT_MAX_ENTRIES;
use protocol::wire::StoredSegmentMsg;
use protocol::{Hash, Keybox};
use rusqlite::Connection;

use super::{IncomingSegment, Mailbox, meta};
use crate::column::{bind, column};
use crate::{Result, StoreError, sqlite};

/// Numbers of segments, 8 bytes each.
const LATE: &str = "incoming.late";

impl Mailbox {
    /// The segments to which keyboxes came later, by number, and that nobody has looked at again since.
    pub fn late(&self) -> Result<Vec<i64>> {
        self.read(noted)
    }

    /// These were looked at.
    pub fn forget_late(&self, numbers: &[i64]) -> Result<()> {
        self.write(|conn| {
            let mut left = noted(conn)?;
            left.retain(|n| !numbers.contains(n));
            note(conn, &left)
        })
    }
}

/// A segment that is here came again: at its new place, perhaps with keyboxes it did not have.
pub(super) fn came_again(conn: &Connection, hash: Hash, again: &StoredSegmentMsg) -> Result<()> {
    let held: Option<IncomingSegment> = sqlite::select_one(conn, "WHERE hash = ?", bind![hash])?;
    let Some(mut held) = held else { return Ok(()) };
    let before = held.keyboxes.len();
    // no segment needs more of them; what a relay makes up fills nobody's disk
    let room = SEGMENT_MAX_ENTRIES.saturating_sub(before);
    let new: Vec<Keybox> =
        again.keyboxes.iter().filter(|one| !held.keyboxes.contains(one)).take(room).cloned().collect();
    held.keyboxes.extend(new);
    let grown = held.keyboxes.len() > before;
    let sql = "UPDATE incoming SET position = ?, keyboxes = ? WHERE n = ?";
    sqlite::execute(conn, sql, bind![again.position, held.keyboxes, held.n])?;
    if !grown {
        return Ok(());
    }
    let mut all = noted(conn)?;
    if !all.contains(&held.n) {
        all.push(held.n);
    }
    note(conn, &all)
}

fn noted(conn: &Connection) -> Result<Vec<i64>> {
    let sql = "SELECT value FROM meta WHERE key = ?";
    let bytes: Option<Vec<u8>> = sqlite::query_one(conn, sql, bind![LATE], |row| column(row, 0))?;
    let bytes = bytes.unwrap_or_default();
    let (numbers, []) = bytes.as_chunks() else {
        return Err(StoreError::Unreadable(format!("mailbox {LATE}")));
    };
    Ok(numbers.iter().copied().map(i64::from_be_bytes).collect())
}

fn note(conn: &Connection, numbers: &[i64]) -> Result<()> {
    let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_be_bytes()).collect();
    meta::set(conn, &[(LATE, &bytes)])
}

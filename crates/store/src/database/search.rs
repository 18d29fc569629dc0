//! The search index: every word typed is looked for as the beginning of a word of the record.

use domain::{CompartmentId, RecordId, RecordKind};

use super::{Reading, Writing};
use crate::column::{bind, column};
use crate::{Result, StoreError, sqlite};

/// Version 1 of the index; `clear_projections` makes it anew with the same statement. Deleted words leave no trace:
/// expungement relies on it.
pub(super) const SCHEMA: &str = "CREATE VIRTUAL TABLE search USING fts5 (\
     names, details, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4');
     INSERT INTO search (search, rank) VALUES ('secure-delete', 1);";

/// Words of one query that are looked at.
const TERMS_MAX: usize = 12;
/// Characters of one word that are looked at.
const TERM_MAX_CHARS: usize = 64;
/// A search that finds more than this is not ranked but shows the records that were added last: ranking reads
/// every match, and after one or two letters the order tells nothing anyway.
const RANKED_MAX: u32 = 2_000;
/// A record's number is below this; its kind stands above it, so that one kind is one range of numbers.
const KIND_SHIFT: u32 = 40;

/// The words of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    /// Names: a match here weighs ten times as much.
    pub names: String,
    /// Everything else that is looked for: numbers, places, the words of a note.
    pub details: String,
}

/// A record that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The record.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// Where it lives.
    pub compartment: CompartmentId,
}

impl Reading<'_> {
    /// At most `limit` records of `kind` (of any, when `None`) in which every word of `typed` begins a word. The
    /// best match first; the record added last first when there are very many.
    /// Any text may be given: nothing in it is syntax. A text without a letter or a digit finds nothing.
    pub fn search(&self, typed: &str, kind: Option<RecordKind>, limit: u32) -> Result<Vec<SearchHit>> {
        let Some(words) = fts_query(typed) else { return Ok(Vec::new()) };
        let (from, to) = match kind {
            Some(kind) => (rowid(kind, 0), rowid(kind, (1 << KIND_SHIFT) - 1)),
            None => (0, i64::MAX),
        };
        // the index itself cannot be put under a view
        let shown = if self.own_only { " AND rowid & 0xffffffffff IN (SELECT n FROM record)" } else { "" };
        let matching = format!("FROM search WHERE search MATCH ?1 AND rowid BETWEEN ?2 AND ?3{shown}");
        let count = format!("SELECT count(*) FROM (SELECT 1 {matching} LIMIT ?4)");
        let found = sqlite::query_one(self.conn, &count, bind![words, from, to, RANKED_MAX + 1], |row| {
            column::<u32>(row, 0)
        })?;
        let order = match found {
            Some(found) if found <= RANKED_MAX => "bm25(search, 10.0, 1.0), rowid DESC",
            _ => "rowid DESC",
        };
        let sql = format!("SELECT rowid {matching} ORDER BY {order} LIMIT ?4");
        let rowids: Vec<i64> =
            sqlite::query(self.conn, &sql, bind![words, from, to, limit], |row| column(row, 0))?;
        rowids.into_iter().map(|rowid| self.hit(rowid)).collect()
    }

    fn hit(&self, rowid: i64) -> Result<SearchHit> {
        let number = rowid & ((1 << KIND_SHIFT) - 1);
        let sql = "SELECT id, kind, compartment FROM record WHERE n = ?";
        let hit = sqlite::query_one(self.conn, sql, bind![number], |row| {
            Ok(SearchHit { record: column(row, 0)?, kind: column(row, 1)?, compartment: column(row, 2)? })
        })?;
        hit.ok_or_else(|| StoreError::Damaged {
            detail: "the search index names a record that is not there".into(),
        })
    }

    fn search_rowid(&self, record: RecordId) -> Result<Option<i64>> {
        let sql = "SELECT n, kind FROM record WHERE id = ?";
        sqlite::query_one(self.conn, sql, bind![record], |row| Ok(rowid(column(row, 1)?, column(row, 0)?)))
    }
}

impl Writing<'_> {
    /// Replaces the words under which a record is found. Its row must be there ([`Writing::put_record`]).
    pub fn index(&self, record: RecordId, text: &SearchText) -> Result<()> {
        let Some(rowid) = self.search_rowid(record)? else {
            return Err(StoreError::Sql("a record must be written before it is indexed".into()));
        };
        let sql = "SELECT names, details FROM search WHERE rowid = ?";
        let before = sqlite::query_one(self.conn, sql, bind![rowid], |row| {
            Ok(SearchText { names: column(row, 0)?, details: column(row, 1)? })
        })?;
        if before.as_ref() == Some(text) {
            return Ok(());
        }
        if before.is_some() {
            self.execute("DELETE FROM search WHERE rowid = ?", bind![rowid])?;
        }
        self.insert_words(rowid, text)
    }

    /// Takes out the words under which a record is found.
    pub(super) fn remove_words(&self, record: RecordId) -> Result<()> {
        if let Some(rowid) = self.search_rowid(record)? {
            self.execute("DELETE FROM search WHERE rowid = ?", bind![rowid])?;
        }
        Ok(())
    }

    /// As [`Writing::index`], for a record that has no words yet.
    pub(super) fn add_words(&self, kind: RecordKind, number: i64, text: &SearchText) -> Result<()> {
        self.insert_words(rowid(kind, number), text)
    }

    fn insert_words(&self, rowid: i64, text: &SearchText) -> Result<()> {
        if *text != SearchText::default() {
            let sql = "INSERT INTO search (rowid, names, details) VALUES (?, ?, ?)";
            self.execute(sql, bind![rowid, text.names, text.details])?;
        }
        Ok(())
    }
}

fn rowid(kind: RecordKind, number: i64) -> i64 {
    (i64::from(kind.code()) << KIND_SHIFT) | number
}

/// Each word quoted, so that nothing in it is syntax, and looked for as a beginning. `None` when nothing is left.
fn fts_query(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(TERMS_MAX)
        .map(|word| {
            let word: String = word.chars().take(TERM_MAX_CHARS).collect();
            format!("\"{}\"*", word.replace('"', "\"\""))
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

//! The encrypted database: journal, records, projections, search, drafts, and what ingest could not use.

mod board;
mod counts;
mod digest;
mod directory;
mod disclosure;
mod draft;
mod held_back;
mod journal;
mod keys;
mod list;
mod mark;
mod meta;
mod open;
mod own;
mod project;
mod record;
mod rows;
mod search;
mod stream;

use std::ops::Deref;
use std::sync::Mutex;

use rusqlite::{Connection, Params};

use crate::{MayBeFull, Result, StoreError, sqlite};

pub use board::ContactsOf;
pub use counts::Counts;
pub use directory::DirectoryCounts;
pub use disclosure::{CopiedConsentRow, DisclosedCopyRow, DisclosureConsentRow, DisclosureRow};
pub use draft::DraftRow;
pub use held_back::{NewParked, NewQuarantined, ParkReason, ParkedRow, QuarantineRow};
pub use journal::{Appended, AuthoredChange, JournalRow, NewJournalEntry, Origin};
pub use keys::{CompartmentRow, EpochKeyRow, KeyboxRow};
pub use list::{ContactFilter, Page};
pub use mark::AuthoredPlace;
pub use project::Projection;
pub use record::RecordRow;
pub use rows::{
    AdministrationRow, ConflictRow, ConsentRow, ContactRow, DispositionRow, DoseRow, FollowUpRow, HandoffRow,
    IncidentRow, LocationRow, NoteRow, OrganizationRow, PacketRow, PersonRow, ServiceRow, Standing,
};
pub use search::{SearchHit, SearchText};
pub use stream::{StreamHeadRow, StreamRow};

/// The device's readable data, encrypted at rest. One writer at a time; reading goes on beside it. Can be
/// shared between threads.
pub struct Database {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// Shows what this device itself wrote and nothing else of people: see `own`.
    own: Mutex<Connection>,
}

impl Database {
    /// Runs `work` in one transaction. When this returns `Ok`, everything written is fsynced; after an error or a
    /// panic nothing of it is there. Calling `write` inside `work` waits for ever: use [`Writing::savepoint`].
    ///
    /// Errors: what `work` returned; [`StoreError::Full`] when the disk is full; [`StoreError::Busy`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = sqlite::lock(&self.writer);
        let writing = Writing { reading: Reading { conn: &conn, own_only: false } };
        sqlite::transact(&conn, sqlite::WRITE, || work(&writing))
    }

    /// As [`Database::write`]. When the disk is full, `give_up` is asked to make room, and if it did, `work` is run once
    /// more.
    ///
    /// Errors: as [`Database::write`]; what `give_up` failed with.
    pub fn write_giving_up<T, E: From<StoreError> + MayBeFull>(
        &self,
        give_up: impl FnOnce() -> Result<bool>,
        work: impl Fn(&Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.write(&work) {
            Err(error) if error.is_full() && give_up()? => self.write(&work),
            done => done,
        }
    }

    /// Runs `work` on one state of the database: what is committed meanwhile is not seen. Calling `read` inside
    /// `work` waits for ever.
    ///
    /// Errors: what `work` returned; [`StoreError::Damaged`] when a page cannot be read.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = sqlite::lock(&self.reader);
        let reading = Reading { conn: &conn, own_only: false };
        sqlite::transact(&conn, sqlite::READ, || work(&reading))
    }

    /// As [`Database::read`], of a database in which nothing stands of people but what this device itself wrote.
    ///
    /// Errors: as [`Database::read`].
    pub fn read_own<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = sqlite::lock(&self.own);
        let reading = Reading { conn: &conn, own_only: true };
        sqlite::transact(&conn, sqlite::READ, || work(&reading))
    }
}

/// One state of the database. Its methods are spread over the modules of this folder, one for each table.
pub struct Reading<'c> {
    conn: &'c Connection,
    own_only: bool,
}

/// One transaction. Reads see what it has written so far.
pub struct Writing<'c> {
    reading: Reading<'c>,
}

impl<'c> Deref for Writing<'c> {
    type Target = Reading<'c>;

    fn deref(&self) -> &Reading<'c> {
        &self.reading
    }
}

impl Writing<'_> {
    /// A part of the transaction that fails alone: after an error in `work` the rest of the transaction stands
    /// and can go on. Parts may be nested.
    ///
    /// Errors: what `work` returned. After [`StoreError::Full`] the whole transaction is gone, and every later
    /// write in it fails.
    pub fn savepoint<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.still_open()?;
        sqlite::transact(self.conn, sqlite::SAVEPOINT, || work(self))
    }

    /// SQLite may end a transaction by itself when the disk is full. A later statement would then commit alone.
    fn still_open(&self) -> Result<()> {
        if self.conn.is_autocommit() { Err(StoreError::Full) } else { Ok(()) }
    }

    fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.still_open()?;
        sqlite::execute(self.conn, sql, params)
    }

    fn put_row<R: crate::Row>(&self, row: &R) -> Result<()> {
        self.still_open()?;
        sqlite::put(self.conn, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small_disk() -> (tempfile::TempDir, Database) {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let pages: u32 =
            sqlite::lock(&database.writer).query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + 4);
        sqlite::lock(&database.writer).query_row(&limit, [], |_| Ok(())).unwrap();
        (dir, database)
    }

    #[test]
    fn a_full_disk_refuses_the_whole_transaction_and_the_next_one_works() {
        let (_dir, database) = small_disk();
        let refused: Result<()> = database.write(|tx| {
            tx.set_meta("small", b"1")?;
            tx.set_meta("large", &vec![0; 100_000])
        });
        assert_eq!(refused.unwrap_err().code(), "store.full");
        assert_eq!(database.read(|tx| tx.meta("small")).unwrap(), None);
        database.write(|tx| tx.set_meta("small", b"2")).unwrap();
        assert_eq!(database.read(|tx| tx.meta("small")).unwrap(), Some(b"2".to_vec()));
    }

    #[test]
    fn room_that_is_given_back_saves_what_was_typed() {
        let (dir, database) = small_disk();
        let home = crate::Home::open(dir.path(), "test").unwrap();
        home.keep_reserve().unwrap();
        let typed = vec![7; 100_000];
        let save = |tx: &Writing<'_>| {
            // the small disk of this test has its room back once the reserve is gone
            if !home.has_reserve() {
                tx.conn.query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(()))?;
            }
            tx.set_meta("typed", &typed)
        };
        database.write_giving_up(|| home.spend_reserve(), save).unwrap();
        assert_eq!(database.read(|tx| tx.meta("typed")).unwrap(), Some(typed));
        assert!(!home.has_reserve());
    }

    #[test]
    fn a_disk_that_stays_full_is_told_and_the_reserve_is_given_up_for_nothing_else() {
        let (dir, database) = small_disk();
        let home = crate::Home::open(dir.path(), "test").unwrap();
        home.keep_reserve().unwrap();
        let give_up = || home.spend_reserve();
        let other: Result<()> = database.write_giving_up(give_up, |_| Err(StoreError::Busy));
        assert_eq!((other.unwrap_err().code(), home.has_reserve()), ("store.busy", true));
        for _ in 0..2 {
            let tries = std::cell::Cell::new(0);
            let had = home.has_reserve();
            let full: Result<()> = database.write_giving_up(give_up, |tx| {
                tries.set(tries.get() + 1);
                tx.set_meta("typed", &vec![7; 100_000])
            });
            assert_eq!(full.unwrap_err().code(), "store.full");
            assert_eq!((tries.get(), home.has_reserve()), (if had { 2 } else { 1 }, false));
        }
    }

    #[test]
    fn a_full_disk_in_a_savepoint_does_not_let_the_rest_commit_by_itself() {
        let (_dir, database) = small_disk();
        let outcome: Result<()> = database.write(|tx| {
            tx.set_meta("before", b"1")?;
            let part = tx.savepoint(|tx| tx.set_meta("large", &vec![0; 100_000]));
            assert_eq!(part.unwrap_err().code(), "store.full");
            if tx.conn.is_autocommit() { tx.set_meta("after", b"1") } else { Err(StoreError::Full) }
        });
        assert_eq!(outcome.unwrap_err().code(), "store.full");
        assert_eq!(database.read(|tx| tx.meta("after")).unwrap(), None);
        assert_eq!(database.read(|tx| tx.meta("before")).unwrap(), None);
    }

    #[test]
    fn a_write_is_fsynced_and_deleted_content_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::create(&dir.path().join("footbridge.db"), &[1; 32]).unwrap();
        let conn = sqlite::lock(&database.writer);
        let setting = |name: &str| -> String {
            conn.query_row(&format!("PRAGMA {name}"), [], |row| {
                row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}"))
            })
            .unwrap()
        };
        assert_eq!(setting("synchronous"), "Integer(2)");
        assert_eq!(setting("journal_mode"), "Text(\"wal\")");
        assert_eq!(setting("secure_delete"), "Integer(1)");
        assert_eq!(setting("temp_store"), "Integer(2)");
    }
}

//! The mailbox: sealed segments going out and come in, cursors, certificates. Ciphertext only, so that it can be
//! open while the device is locked, and so that unsent work survives the loss of the main database.

mod carry;
mod certificates;
mod incoming;
mod late;
mod letter;
mod meta;
mod outgoing;

use std::path::Path;
use std::sync::Mutex;

use protocol::{Keybox, Reader, Writer, limits::SEGMENT_MAX_ENTRIES};
use rusqlite::Connection;
use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, Value, ValueRef};
use rusqlite_migration::{M, Migrations};
use whatif::Flaw;

use crate::column::Column;
use crate::home::{FileLock, sync_folder_of};
use crate::{Result, StoreError, sqlite};

pub use incoming::{IncomingSegment, ReceivedCertificates, ReceivedSegments};
pub use letter::LetterRow;
pub use meta::RelayIdentity;
pub use outgoing::{OutgoingSegment, OutgoingStream, StopReason, StreamHead, StreamStop};

/// Marks the file as ours: "FBMB".
const APPLICATION_ID: i32 = 0x4642_4d42;
const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER_LEN: usize = 100;
const APPLICATION_ID_AT: usize = 68;
const WHAT: &str = "Footbridge mailbox";

/// Add-only.
const MIGRATIONS: &[M<'static>] =
    &[M::up(include_str!("schema.sql")), M::up(include_str!("carry.sql")), M::up(include_str!("letter.sql"))];

/// The second file of a device. Each call is one fsynced transaction. Can be shared between threads; held by one
/// process at a time.
pub struct Mailbox {
    conn: Mutex<Connection>,
    _lock: FileLock,
}

impl Mailbox {
    /// Makes the file.
    ///
    /// Errors: [`StoreError::Exists`]; [`StoreError::MailboxInUse`]; [`StoreError::Full`].
    pub fn create(path: &Path, program: &str) -> Result<Self> {
        let lock = take_lock(path, program)?;
        if sqlite::file_start::<1>(path)?.is_some() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        let mailbox = Self::connect(path, lock)?;
        sync_folder_of(path)?;
        Ok(mailbox)
    }

    /// Opens the file and brings it up to this version. After an unclean stop every page is checked first.
    ///
    /// Errors: [`StoreError::NotFound`]; [`StoreError::MailboxInUse`]; [`StoreError::NotOurs`];
    /// [`StoreError::Damaged`]; [`StoreError::NewerVersion`].
    pub fn open(path: &Path, program: &str) -> Result<Self> {
        let Some(start) = sqlite::file_start::<HEADER_LEN>(path)? else {
            return Err(StoreError::NotFound { path: path.to_owned() });
        };
        let id = start.get(APPLICATION_ID_AT..APPLICATION_ID_AT + 4);
        if !start.starts_with(SQLITE_MAGIC) || id != Some(&APPLICATION_ID.to_be_bytes()) {
            return Err(StoreError::NotOurs { path: path.to_owned(), expected: WHAT });
        }
        Self::connect(path, take_lock(path, program)?)
    }

    fn connect(path: &Path, lock: FileLock) -> Result<Self> {
        let unclean = sqlite::stopped_uncleanly(path);
        let mut conn = sqlite::connect(path)?;
        // before the first page is written, so that no file of ours is ever without it
        if sqlite::file_start::<1>(path)?.is_none() {
            conn.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}"))?;
        }
        sqlite::configure(&conn, Flaw::DropMailboxFsync)?;
        if unclean {
            tracing::warn!("the mailbox was not closed: checking it");
            sqlite::check_integrity(&conn)?;
        }
        Migrations::from_slice(MIGRATIONS).to_latest(&mut conn)?;
        Ok(Self { conn: Mutex::new(conn), _lock: lock })
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        work(&sqlite::lock(&self.conn))
    }

    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let conn = sqlite::lock(&self.conn);
        sqlite::transact(&conn, sqlite::WRITE, || work(&conn))
    }
}

fn take_lock(path: &Path, program: &str) -> Result<FileLock> {
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    FileLock::take(Path::new(&lock), program)?.map_err(|by| StoreError::MailboxInUse { by })
}

/// Keyboxes lie in their wire form.
impl Column for Vec<Keybox> {
    fn to_column(&self) -> ToSqlOutput<'_> {
        let mut writer = Writer::new();
        writer.list(self);
        ToSqlOutput::Owned(Value::Blob(writer.finish()))
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let mut reader = Reader::new(value.as_blob()?);
        let keyboxes = reader.list(SEGMENT_MAX_ENTRIES, "keyboxes");
        keyboxes
            .and_then(|list| reader.end().map(|()| list))
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

//! What can go wrong with a device's files, told apart so that a person can be told what to do.

use std::io;
use std::path::PathBuf;

use rusqlite::{ErrorCode as Sqlite, ffi};
use thiserror::Error;

/// Why the store could not do what was asked. Nothing of the failed transaction stays.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another process holds this home.
    #[error("this home is already in use by {by}")]
    HomeInUse {
        /// Program and process id, as the holder wrote them down.
        by: String,
    },
    /// Another process holds this mailbox.
    #[error("this mailbox is already in use by {by}")]
    MailboxInUse {
        /// Program and process id, as the holder wrote them down.
        by: String,
    },
    /// There is no such file (yet).
    #[error("{path} does not exist")]
    NotFound {
        /// The file that was asked for.
        path: PathBuf,
    },
    /// There is such a file already; it was left as it is.
    #[error("{path} exists already")]
    Exists {
        /// The file in the way.
        path: PathBuf,
    },
    /// The file was not made by Footbridge, or is another kind of its files.
    #[error("{path} is not a {expected}")]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it should have been.
        expected: &'static str,
    },
    /// The database is ours, but was made with another key.
    #[error("the database was made with another key")]
    WrongKey,
    /// The file's content does not hold together.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What the check found; no content.
        detail: String,
    },
    /// A newer version of Footbridge made or upgraded the file.
    #[error("the file was made by a newer version of Footbridge")]
    NewerVersion,
    /// No room left on the disk. What was asked for did not happen at all.
    #[error("no room left on the disk")]
    Full,
    /// The file stayed locked by another connection for longer than the patience of this one.
    #[error("the file is locked")]
    Busy,
    /// A segment or certificate does not continue what is there: some are missing, or there is another one.
    #[error("{what} does not continue at {expected}")]
    OutOfOrder {
        /// What was to be appended.
        what: &'static str,
        /// The number that the next one must have.
        expected: u64,
    },
    /// A value on disk is not one that this version writes.
    #[error("unreadable value in the file: {0}")]
    Unreadable(String),
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// SQLite refused for a reason that should not happen.
    #[error("database: {0}")]
    Sql(String),
}

impl StoreError {
    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::HomeInUse { .. } => "store.home_in_use",
            Self::MailboxInUse { .. } => "store.mailbox_in_use",
            Self::NotFound { .. } => "store.not_found",
            Self::Exists { .. } => "store.exists",
            Self::NotOurs { .. } => "store.not_ours",
            Self::WrongKey => "store.wrong_key",
            Self::Damaged { .. } => "store.damaged",
            Self::NewerVersion => "store.newer_version",
            Self::Full => "store.full",
            Self::Busy => "store.busy",
            Self::OutOfOrder { .. } => "store.out_of_order",
            Self::Unreadable(_) => "store.unreadable",
            Self::Io { .. } => "store.io",
            Self::Sql(_) => "store.sql",
        }
    }

    /// An error of the file system; a full disk is always [`StoreError::Full`].
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io { path, source },
        }
    }
}

/// An error that may be [`StoreError::Full`], whatever a caller wraps it in.
pub trait MayBeFull {
    /// Whether there was no room left on the disk.
    fn is_full(&self) -> bool;
}

impl MayBeFull for StoreError {
    fn is_full(&self) -> bool {
        matches!(self, Self::Full)
    }
}

/// SQLite's own message names tables and columns, never values: those are always bound.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // no room for the index of the write-ahead log: SQLite has a code of its own for that
        let no_room_to_open = |cause: &rusqlite::ffi::Error| cause.extended_code == ffi::SQLITE_IOERR_SHMSIZE;
        if error.sqlite_error().is_some_and(no_room_to_open) {
            return Self::Full;
        }
        match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => Self::Full,
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => {
                Self::Damaged { detail: error.to_string() }
            }
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::Busy,
            Some(_) => Self::Sql(error.to_string()),
            None => match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Unreadable(error.to_string()),
                other => Self::Sql(other.to_string()),
            },
        }
    }
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        use rusqlite_migration::{Error, MigrationDefinitionError};
        match error {
            Error::RusqliteError { err, .. } => err.into(),
            Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => Self::NewerVersion,
            other => Self::Sql(other.to_string()),
        }
    }
}

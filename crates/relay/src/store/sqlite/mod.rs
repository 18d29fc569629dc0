//! The embedded store: one SQLite file. One connection writes, behind a lock; others read beside it. A commit
//! returns after the write-ahead log is on the disk (`synchronous = FULL`), so an answer means durable.

mod certificates;
mod contacts;
mod invitations;
mod rendezvous;
mod schema;
mod segments;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::certificate::StreamHead;
use protocol::{CompartmentHandle, DeviceId, GenerationId, Hash, InvitationHandle, LogId, PublicKey};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use whatif::Flaw;

use super::{
    Budget, CertificatesAppend, ContactRow, Identity, InvitationPut, InvitationRow, LogRange, NewCertificate,
    NewSegment, Place, RendezvousAdd, RendezvousRow, Revision, SegmentAppend, Since, Store, StoreError,
};

const FILE_NAME: &str = "relay.db";
const LOCK_NAME: &str = "relay.lock";
const READERS_KEPT: usize = 8;
const STATEMENTS_CACHED: usize = 64;
/// Only a backup tool ever holds the file beside us.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Caps of an embedded store.
#[derive(Clone, Copy, Debug, Default)]
pub struct SqliteOptions {
    /// The database file may not grow over this; none for no cap.
    pub max_bytes: Option<u64>,
    /// Segments and invitations are refused while less than this is free on the disk.
    pub reserve_bytes: u64,
}

/// See the module.
pub struct SqliteStore {
    folder: PathBuf,
    options: SqliteOptions,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Held for as long as the store is open, so that a second process is refused.
    _lock: File,
}

impl SqliteStore {
    /// Opens the store in a folder, or makes both.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::NotOurs`], [`StoreError::NewerVersion`] or that of the disk.
    pub fn open(folder: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        make_private(folder).map_err(io_failed)?;
        let lock = lock(folder)?;
        let mut writer = connect(&folder.join(FILE_NAME))?;
        writer.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        schema::migrate(&mut writer)?;
        cap(&writer, options)?;
        Ok(Self {
            folder: folder.to_owned(),
            options,
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            _lock: lock,
        })
    }

    /// Copies the database in a folder, also while a relay runs on it, to a file that must not exist.
    ///
    /// # Errors
    /// [`StoreError`] when there is no relay's database or the copy fails.
    pub fn backup(folder: &Path, to: &Path) -> Result<(), StoreError> {
        let from = folder.join(FILE_NAME);
        let target = to.to_str().ok_or(StoreError::Failed("the target's path is not UTF-8".to_owned()))?;
        if !from.is_file() {
            return Err(StoreError::NotOurs);
        }
        if to.exists() {
            return Err(StoreError::Failed("the target exists".to_owned()));
        }
        connect(&from)?.execute("VACUUM INTO ?1", [target]).map_err(failed)?;
        File::open(to).and_then(|copy| copy.sync_all()).map_err(io_failed)
    }

    /// Starts another life of this store.
    ///
    /// # Errors
    /// [`StoreError`] when nothing was ever stored here or the write fails.
    pub fn renew_generation(&self, generation: GenerationId) -> Result<(), StoreError> {
        match self.write(|tx| tx.execute("UPDATE identity SET generation = ?1", [generation.0]))? {
            0 => Err(StoreError::NotOurs),
            _ => Ok(()),
        }
    }

    /// Runs `work` in one transaction that is durable when this returns.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let value = work(&transaction).map_err(failed)?;
        match transaction.commit() {
            Err(_) if whatif::flawed(Flaw::RelayCommitUnchecked) => {}
            done => done.map_err(failed)?,
        }
        Ok(value)
    }

    /// Runs `work` over one consistent view.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let kept = self.readers().pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => connect(&self.folder.join(FILE_NAME))?,
        };
        let transaction = reader.transaction().map_err(failed)?;
        let value = work(&transaction).map_err(failed)?;
        transaction.finish().map_err(failed)?;
        let mut readers = self.readers();
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        Ok(value)
    }

    fn readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What devices send is refused while the reserve is touched. Certificates are not: a device must be cut
    /// off even then, and that is part of what the reserve is for.
    fn check_room(&self) -> Result<(), StoreError> {
        if self.options.reserve_bytes == 0 {
            return Ok(());
        }
        let free_bytes = fs4::available_space(&self.folder).map_err(io_failed)?;
        if free_bytes < self.options.reserve_bytes { Err(StoreError::Full) } else { Ok(()) }
    }
}

impl Store for SqliteStore {
    fn identity(&self, fresh: Identity) -> Result<Identity, StoreError> {
        self.write(|tx| {
            tx.execute(
                "INSERT OR IGNORE INTO identity (one, generation, key_seed) VALUES (1, ?1, ?2)",
                (fresh.generation.0, fresh.key_seed),
            )?;
            tx.query_row("SELECT generation, key_seed FROM identity", [], |row| {
                Ok(Identity { generation: GenerationId(row.get(0)?), key_seed: row.get(1)? })
            })
        })
    }

    fn claim_hash(&self) -> Result<Option<Hash>, StoreError> {
        self.read(|tx| {
            tx.query_row("SELECT token_hash FROM claim", [], |row| row.get(0).map(Hash)).optional()
        })
    }

    fn set_claim_hash(&self, hash: Hash) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.execute("INSERT OR REPLACE INTO claim (one, token_hash) VALUES (1, ?1)", [hash.0]).map(drop)
        })
    }

    fn revision(&self) -> Result<Revision, StoreError> {
        self.read(certificates::revision)
    }

    fn certificates_after(&self, revision: Revision) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(|tx| certificates::after(tx, revision))
    }

    fn append_certificates(
        &self,
        seen: Revision,
        new: &[NewCertificate],
    ) -> Result<CertificatesAppend, StoreError> {
        self.write(|tx| certificates::append(tx, seen, new))
    }

    fn log(&self, log: LogId, after: u32, budget: Budget) -> Result<LogRange, StoreError> {
        self.read(|tx| certificates::log(tx, log, after, budget))
    }

    fn append_segment(&self, seen: Revision, new: &NewSegment) -> Result<SegmentAppend, StoreError> {
        self.check_room()?;
        self.write(|tx| segments::append(tx, seen, new))
    }

    fn place_of(&self, segment: &NewSegment) -> Result<Option<Place>, StoreError> {
        self.read(|tx| segments::place_of(tx, segment))
    }

    fn streams_of(&self, device: DeviceId) -> Result<Vec<StreamHead>, StoreError> {
        self.read(|tx| segments::streams_of(tx, device))
    }

    fn since(
        &self,
        compartment: CompartmentHandle,
        position: u64,
        budget: Budget,
    ) -> Result<Since, StoreError> {
        self.read(|tx| segments::since(tx, compartment, position, budget))
    }

    fn put_invitation(
        &self,
        handle: InvitationHandle,
        row: &InvitationRow,
        now_ms: i64,
    ) -> Result<InvitationPut, StoreError> {
        self.check_room()?;
        self.write(|tx| invitations::put(tx, handle, row, now_ms))
    }

    fn invitation(&self, handle: InvitationHandle) -> Result<Option<InvitationRow>, StoreError> {
        self.read(|tx| invitations::get(tx, handle))
    }

    fn forget_invitation(&self, invite: PublicKey) -> Result<(), StoreError> {
        self.write(|tx| invitations::forget(tx, invite))
    }

    fn contact(&self, device: DeviceId) -> Result<Option<ContactRow>, StoreError> {
        self.read(|tx| contacts::get(tx, device))
    }

    fn set_contact(&self, device: DeviceId, row: &ContactRow) -> Result<(), StoreError> {
        self.check_room()?;
        self.write(|tx| contacts::put(tx, device, row))
    }

    fn contacts(&self) -> Result<Vec<(DeviceId, ContactRow)>, StoreError> {
        self.read(contacts::all)
    }

    fn open_rendezvous(&self, number: u32, row: &RendezvousRow, now_ms: i64) -> Result<bool, StoreError> {
        self.check_room()?;
        self.write(|tx| rendezvous::open(tx, number, row, now_ms))
    }

    fn add_to_rendezvous(&self, number: u32, place: u8, message: &[u8]) -> Result<RendezvousAdd, StoreError> {
        self.check_room()?;
        self.write(|tx| rendezvous::add(tx, number, place, message))
    }

    fn rendezvous(&self, number: u32) -> Result<Option<RendezvousRow>, StoreError> {
        self.read(|tx| rendezvous::get(tx, number))
    }

    fn ready(&self) -> Result<(), StoreError> {
        self.revision()?;
        self.check_room()
    }
}

/// The folder holds the key that signs checkpoints: nobody else on the machine needs to look into it.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(LOCK_NAME);
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(io_failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(io_failed(error)),
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    let synchronous = if whatif::flawed(Flaw::DropRelayFsync) { "OFF" } else { "FULL" };
    for (name, value) in [("synchronous", synchronous), ("foreign_keys", "ON"), ("secure_delete", "ON")] {
        connection.pragma_update(None, name, value).map_err(failed)?;
    }
    Ok(connection)
}

/// Lets SQLite itself refuse to grow over the cap.
fn cap(writer: &Connection, options: SqliteOptions) -> Result<(), StoreError> {
    let Some(max_bytes) = options.max_bytes else { return Ok(()) };
    let page_bytes: u32 = writer.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(failed)?;
    let pages = u32::try_from(max_bytes / u64::from(page_bytes.max(1))).unwrap_or(u32::MAX - 1).max(1);
    writer.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).map_err(failed)
}

/// SQLite's error as ours. The message of SQLite names tables and columns, never values.
fn failed(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::NotADatabase) => StoreError::NotOurs,
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged("database file"),
        _ => StoreError::Failed(error.to_string()),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "used as the argument of map_err")]
fn io_failed(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        kind => StoreError::Failed(kind.to_string()),
    }
}

/// A stored number that must not be negative.
fn unsigned(value: i64) -> Result<u64, rusqlite::Error> {
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, value))
}

/// A number as SQLite stores it.
fn signed(value: u64) -> Result<i64, rusqlite::Error> {
    i64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(0, i64::MAX))
}

#[cfg(test)]
mod tests;

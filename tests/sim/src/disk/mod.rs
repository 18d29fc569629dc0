//! A disk that loses what was not synced.
//!
//! Owns what happens to SQLite's files when the power goes, a process ends in the middle of a write, or the disk is
//! full. It stands between SQLite and real files, as the process's default VFS, so that the product opens its
//! databases as it always does. It deliberately does not know what is in a file, and it waits for no real disk: a
//! sync is only written down.
//!
//! A folder becomes a disk by [`Disk::register`]. SQLite's files in it are real files, which hold what the
//! operating system's cache would hold: everything written, synced or not. Beside them stands, in memory, how to
//! take back what was not synced. [`Disk::power_cut`] takes some of it back, as a real disk does: sectors, sizes and names
//! reach the platter in any order; a write may be torn; a file that grew may hold anything where nothing arrived.
//! What was synced is always there. A name (created or deleted) is synced as SQLite's own unix layer does it: by
//! the first sync of a journal or write-ahead log, which syncs the folder.
//!
//! What it claims to SQLite is what it does: powersafe overwrite (bytes that were not written do not change), and
//! nothing else; neither atomic nor ordered writes.
//!
//! **Not covered:** files that are not SQLite's (key file, rollback token, reserve, locks) are written by
//! `std::fs`, past this disk. Only [`Disk::snapshot`] and [`Disk::restore`] know them; a power cut leaves them as
//! they are. A sync of a folder or file by `std::fs` is not seen either: [`Disk::settle`] stands for it.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use footbridge_sim::disk::{Disk, Loss};
//! use testkit::SeededRandom;
//! let dir = tempfile::tempdir()?;
//! let disk = Disk::register(dir.path())?;
//! let file = dir.path().join("a.db");
//! let conn = rusqlite::Connection::open(&file)?;
//! conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (x)")?;
//! conn.execute("INSERT INTO t VALUES (1)", [])?;
//! disk.power_cut(&mut SeededRandom::new(7))?;
//! drop(conn);
//! let count: i64 = rusqlite::Connection::open(&file)?.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?;
//! assert_eq!(count, 1);
//! # Ok(())
//! # }
//! ```

mod cut;
mod fault;
mod file;
mod handle;
mod lock;
mod names;
mod registry;
mod shared_memory;
mod snapshot;
mod state;
mod unsynced;
mod vfs;

use std::path::Path;
use std::sync::Arc;

use testkit::SeededRandom;
use thiserror::Error;

pub use cut::{Loss, Outage};
pub use fault::Mishap;
pub use snapshot::Snapshot;

use registry::Registration;
use state::State;

/// Why a disk could not do what a test asked of it.
#[derive(Debug, Error)]
pub enum DiskError {
    /// The real files.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// SQLite did not take the VFS.
    #[error("SQLite did not take the simulated disk: code {0}")]
    Refused(i32),
    /// There is no such file, or nothing in it.
    #[error("there is nothing in that file")]
    Nothing,
}

/// One device's or one relay's disk. Copies of it are the same disk; when the last is dropped, the folder is an
/// ordinary folder again.
#[derive(Clone)]
pub struct Disk(Arc<Registration>);

impl Disk {
    /// Makes a folder (which is made if need be) a disk. What is in it now counts as synced. Connections that are
    /// open already do not notice: close them first.
    ///
    /// # Errors
    /// [`DiskError::Io`], [`DiskError::Refused`].
    pub fn register(folder: &Path) -> Result<Self, DiskError> {
        registry::install()?;
        std::fs::create_dir_all(folder)?;
        Ok(Self(Arc::new(registry::register(std::path::absolute(folder)?))))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        self.0.folder()
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.0.disk().lock())
    }

    /// How many steps SQLite asked for so far: files made and deleted, writes, truncations, syncs.
    pub fn steps(&self) -> u64 {
        self.with(|state| state.fate.steps())
    }

    /// The process ends at the step after `more` more: that step and every later call fails, until
    /// [`Disk::kill`] or [`Disk::power_cut`] begins another life.
    pub fn crash_at(&self, more: u64) {
        self.with(|state| state.fate.plan(more, Mishap::Crash));
    }

    /// The step after `more` more fails with an I/O error; later ones work again.
    pub fn fail_at(&self, more: u64) {
        self.with(|state| state.fate.plan(more, Mishap::Fail));
    }

    /// No crash and no failure is planned any more.
    pub fn spare(&self) {
        self.with(|state| state.fate.spare());
    }

    /// Whether the planned crash came.
    pub fn has_crashed(&self) -> bool {
        self.with(|state| state.fate.has_crashed())
    }

    /// The disk takes so many bytes more than all files below the folder have now, ordinary ones included. An
    /// ordinary file that goes makes room.
    pub fn full_after(&self, bytes: u64) {
        self.with(|state| state.limit = Some(state.used().saturating_add(bytes)));
    }

    /// The disk takes everything again.
    pub fn free(&self) {
        self.with(|state| state.limit = None);
    }

    /// The process ended: its handles are dead, what it wrote is in the files. It is no more synced than before.
    pub fn kill(&self) {
        self.with(State::begin_life);
    }

    /// The power goes: of what was not synced a random part survives. Handles are dead.
    ///
    /// # Errors
    /// [`DiskError::Io`].
    pub fn power_cut(&self, rng: &mut SeededRandom) -> Result<Outage, DiskError> {
        let loss = Loss::any(rng);
        self.power_cut_with(loss, rng)
    }

    /// As [`Disk::power_cut`], where the kind of loss is given.
    ///
    /// # Errors
    /// [`DiskError::Io`].
    pub fn power_cut_with(&self, loss: Loss, rng: &mut SeededRandom) -> Result<Outage, DiskError> {
        self.with(|state| cut::power_cut(state, loss, rng))
    }

    /// What was written and not synced, in steps.
    pub fn unsynced(&self) -> usize {
        self.with(|state| state.unsynced())
    }

    /// Everything written so far counts as synced, names too.
    pub fn settle(&self) {
        self.with(State::settle);
    }

    /// Everything below the folder as it is now, ordinary files included.
    ///
    /// # Errors
    /// [`DiskError::Io`].
    pub fn snapshot(&self) -> Result<Snapshot, DiskError> {
        self.with(|_| Snapshot::take(self.folder())).map_err(DiskError::Io)
    }

    /// The folder becomes what a snapshot (of this disk or another) holds, and nothing else; all of it synced.
    /// Handles are dead.
    ///
    /// # Errors
    /// [`DiskError::Io`].
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), DiskError> {
        self.with(|state| {
            state.begin_life();
            state.settle();
            snapshot.put(self.folder()).map_err(DiskError::Io)
        })
    }

    /// One bit of a file, by its path in the folder, is not what it was. Where it was, in bytes.
    ///
    /// # Errors
    /// [`DiskError::Nothing`], [`DiskError::Io`].
    pub fn rot(&self, file: &str, rng: &mut SeededRandom) -> Result<u64, DiskError> {
        self.with(|_| snapshot::rot(&self.folder().join(file), rng))
    }
}

//! The folder in which everything of one device lies. One process at a time.

mod lock;
mod reserve;
mod rollback;

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) use lock::FileLock;
pub use rollback::Rollback;

use crate::{Result, StoreError};

/// A home that this process holds, until it is dropped or the process ends in whatever way.
#[derive(Debug)]
pub struct Home {
    dir: PathBuf,
    _lock: FileLock,
}

impl Home {
    /// Takes the folder, making it (readable by this user only) when it is not there. `program` is what another
    /// process is told when it finds the home in use.
    ///
    /// Errors: [`StoreError::HomeInUse`]; [`StoreError::Io`].
    pub fn open(dir: &Path, program: &str) -> Result<Self> {
        make_private_folder(dir)?;
        let lock = FileLock::take(&dir.join("lock"), program)?.map_err(|by| StoreError::HomeInUse { by })?;
        Ok(Self { dir: dir.to_owned(), _lock: lock })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The encrypted database.
    pub fn database_file(&self) -> PathBuf {
        self.dir.join("footbridge.db")
    }

    /// The mailbox, ciphertext only.
    pub fn mailbox_file(&self) -> PathBuf {
        self.dir.join("mailbox.db")
    }

    /// The database key, wrapped under the member's secret.
    pub fn key_file(&self) -> PathBuf {
        self.dir.join("keyfile")
    }

    /// Where the rollback token lies unless a better place is known. A copy or backup of the whole folder takes
    /// this file along: see [`Home::check_rollback`].
    pub fn token_file(&self) -> PathBuf {
        self.dir.join("rollback.token")
    }

    /// Whether a device was set up here.
    pub fn is_set_up(&self) -> bool {
        self.key_file().exists()
    }

    /// As [`replace_file`], for the key file and other small things of the home.
    pub fn replace_file(&self, path: &Path, content: &[u8]) -> Result<()> {
        replace_file(path, content)
    }
}

fn make_private_folder(dir: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(StoreError::io(dir))
}

/// Replaces a file so that after a crash either the old or the new content is there, whole: writes beside it,
/// fsyncs, renames, fsyncs the folder.
pub fn replace_file(path: &Path, content: &[u8]) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let mut file = File::create(&beside).map_err(StoreError::io(&beside))?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(StoreError::io(&beside))?;
    fs::rename(&beside, path).map_err(StoreError::io(path))?;
    sync_folder_of(path)
}

/// Makes a new name in the file's folder survive a power cut.
pub(crate) fn sync_folder_of(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(dir) = path.parent() {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        File::open(dir).and_then(|folder| folder.sync_all()).map_err(StoreError::io(dir))?;
    }
    Ok(())
}

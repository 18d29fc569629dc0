//! A lock that names its holder. The operating system frees it when the process ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use crate::{Result, StoreError};

/// A file lock held by this process.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Takes the lock, or gives who holds it. The name lies in a second file, as a locked one cannot be read
    /// everywhere.
    pub(crate) fn take(path: &Path, program: &str) -> Result<Result<Self, String>> {
        let mut holder = path.as_os_str().to_owned();
        holder.push(".holder");
        let file = File::options().create(true).truncate(false).write(true).open(path);
        let file = file.map_err(StoreError::io(path))?;
        match file.try_lock() {
            Ok(()) => {
                let name = format!("{program} (process {})", std::process::id());
                fs::write(&holder, name).map_err(StoreError::io(holder))?;
                Ok(Ok(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                // between lock and name there is a moment; better no name than an error about it
                let name = fs::read_to_string(holder).unwrap_or_default();
                Ok(Err(if name.is_empty() { "another process".into() } else { name }))
            }
            Err(TryLockError::Error(error)) => Err(StoreError::io(path)(error)),
        }
    }
}

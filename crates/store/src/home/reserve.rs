//! Room kept for a full disk: a file that is given up so that what is being typed can still be saved.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::{Home, sync_folder_of};
use crate::{Result, StoreError};

/// Enough for hundreds of drafts and the database's own overhead of writing them.
const RESERVE_BYTES: u64 = 4 * 1024 * 1024;
/// The last room on a disk is for what people type: the reserve is made only when so much is left beside it.
const MARGIN_BYTES: u64 = 1024 * 1024;
const BLOCK: usize = 64 * 1024;

impl Home {
    /// Makes the reserve, if it is not there and there is room for it and more.
    ///
    /// Errors: [`StoreError::Full`] when there is not; [`StoreError::Io`].
    pub fn keep_reserve(&self) -> Result<()> {
        if self.has_reserve() {
            return Ok(());
        }
        let beside = self.dir.join("reserve.new");
        let made = fill(&beside).and_then(|()| fs::rename(&beside, self.reserve_file()));
        match made {
            Ok(()) => sync_folder_of(&beside),
            Err(error) => {
                // half of it would only make the disk fuller
                drop(fs::remove_file(&beside));
                Err(StoreError::io(beside)(error))
            }
        }
    }

    /// Whether the reserve is there.
    pub fn has_reserve(&self) -> bool {
        self.reserve_file().metadata().is_ok_and(|found| found.len() >= RESERVE_BYTES)
    }

    /// Gives the reserve up. `false` when there was none.
    ///
    /// Errors: [`StoreError::Io`].
    pub fn spend_reserve(&self) -> Result<bool> {
        let path = self.reserve_file();
        match fs::remove_file(&path) {
            Ok(()) => {
                // some file systems give the room back only once the removal itself is on disk
                sync_folder_of(&path)?;
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(StoreError::io(path)(error)),
        }
    }

    fn reserve_file(&self) -> std::path::PathBuf {
        self.dir.join("reserve")
    }
}

/// More is written than is kept, to see whether there is room for it. What is written looks random, so that no file system stores it in
/// less room than it takes.
fn fill(path: &Path) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut block = vec![0_u8; BLOCK];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut written = 0;
    while written < RESERVE_BYTES + MARGIN_BYTES {
        for word in block.chunks_exact_mut(8) {
            // xorshift: no secret, only incompressible
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all(&block)?;
        written += BLOCK as u64;
    }
    file.set_len(RESERVE_BYTES)?;
    file.sync_all()
}

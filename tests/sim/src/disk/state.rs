//! What one disk knows beside its real files.

use std::path::{Path, PathBuf};

use sqlite_plugin::vars::{SQLITE_IOERR, SQLITE_IOERR_DELETE, SQLITE_IOERR_DELETE_NOENT};
use sqlite_plugin::vfs::VfsResult;

use super::fault::Fate;
use super::file::{FileId, Files, OpenFile};
use super::names::Names;

/// Whether a disk remembers what was not synced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    /// Nothing will ever be lost here.
    Nothing,
    /// It is a [`Disk`](super::Disk).
    Everything,
}

/// See the module.
pub(super) struct State {
    folder: PathBuf,
    watch: Watch,
    /// Handles of another life are dead.
    pub(super) life: u64,
    pub(super) fate: Fate,
    /// All files together may have so many bytes.
    pub(super) limit: Option<u64>,
    pub(super) files: Files,
    pub(super) names: Names,
}

impl State {
    pub(super) fn new(folder: PathBuf, watch: Watch) -> Self {
        let (fate, files, names) = (Fate::default(), Files::default(), Names::default());
        Self { folder, watch, life: 0, fate, limit: None, files, names }
    }

    pub(super) fn watches(&self) -> bool {
        self.watch == Watch::Everything
    }

    /// Another process; the handles of the last one are dead.
    pub(super) fn begin_life(&mut self) {
        self.life += 1;
        self.fate.begin_life();
        self.files.begin_life();
    }

    pub(super) fn settle(&mut self) {
        self.files.settle();
        self.names = Names::default();
    }

    pub(super) fn unsynced(&self) -> usize {
        self.files.unsynced() + self.names.len()
    }

    /// The file of a handle of this life, while its process runs.
    pub(super) fn file(&mut self, life: u64, id: FileId) -> VfsResult<&mut OpenFile> {
        self.fate.alive()?;
        if life != self.life {
            return Err(SQLITE_IOERR);
        }
        self.files.get(id).ok_or(SQLITE_IOERR)
    }

    /// As [`State::file`], for a step. Its number.
    pub(super) fn step(&mut self, life: u64, id: FileId) -> VfsResult<u64> {
        self.file(life, id)?;
        self.fate.step()
    }

    /// Deletes a file by its name.
    pub(super) fn delete(&mut self, path: &Path) -> VfsResult<()> {
        let number = self.fate.step()?;
        let content = if self.watches() { std::fs::read(path).unwrap_or_default() } else { Vec::new() };
        std::fs::remove_file(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => SQLITE_IOERR_DELETE_NOENT,
            _ => SQLITE_IOERR_DELETE,
        })?;
        let unsynced = self.files.delete(path);
        if self.watches() {
            self.names.deleted(number, path, content, unsynced);
        }
        Ok(())
    }

    /// How many bytes may still be added; none for no limit.
    pub(super) fn room(&self) -> Option<u64> {
        self.limit.map(|limit| limit.saturating_sub(self.used()))
    }

    /// The size of all files below the folder.
    pub(super) fn used(&self) -> u64 {
        size_below(&self.folder)
    }
}

fn size_below(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(found) if found.is_dir() => size_below(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

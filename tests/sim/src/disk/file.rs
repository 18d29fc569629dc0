//! The files of a disk that are open, or hold something unsynced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::lock::FileLocks;
use super::shared_memory::Shared;
use super::unsynced::Unsynced;

/// Tells a file from another that had its name before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId(u64);

/// One file, as all its handles see it.
#[derive(Default)]
pub(super) struct OpenFile {
    /// None once it was deleted.
    path: Option<PathBuf>,
    handles: u32,
    pub(super) unsynced: Unsynced,
    pub(super) locks: FileLocks,
    pub(super) shared: Shared,
}

/// See the module.
#[derive(Default)]
pub(super) struct Files {
    next: u64,
    files: BTreeMap<FileId, OpenFile>,
    names: BTreeMap<PathBuf, FileId>,
}

impl Files {
    /// A handle on the file of that name, or on one without a name.
    pub(super) fn open(&mut self, path: Option<&Path>) -> FileId {
        let known = path.and_then(|path| self.names.get(path)).copied();
        let id = known.unwrap_or_else(|| self.add(path));
        if let Some(file) = self.files.get_mut(&id) {
            file.handles += 1;
        }
        id
    }

    fn add(&mut self, path: Option<&Path>) -> FileId {
        let id = FileId(self.next);
        self.next += 1;
        self.files.insert(id, OpenFile { path: path.map(Path::to_owned), ..OpenFile::default() });
        if let Some(path) = path {
            self.names.insert(path.to_owned(), id);
        }
        id
    }

    pub(super) fn get(&mut self, id: FileId) -> Option<&mut OpenFile> {
        self.files.get_mut(&id)
    }

    /// A handle is closed. The file is remembered while there is something to remember.
    pub(super) fn close(&mut self, id: FileId) {
        let Some(file) = self.files.get_mut(&id) else { return };
        file.handles = file.handles.saturating_sub(1);
        if file.handles == 0 && (file.unsynced.is_empty() || file.path.is_none()) {
            let path = file.path.take();
            self.files.remove(&id);
            path.map(|path| self.names.remove(&path));
        }
    }

    /// The name is deleted; handles keep the file. What of it was not synced.
    pub(super) fn delete(&mut self, path: &Path) -> Unsynced {
        let Some(id) = self.names.remove(path) else { return Unsynced::default() };
        let Some(file) = self.files.get_mut(&id) else { return Unsynced::default() };
        file.path = None;
        let unsynced = std::mem::take(&mut file.unsynced);
        if file.handles == 0 {
            self.files.remove(&id);
        }
        unsynced
    }

    /// The process ended: no handles, no locks, no shared memory. What was not synced still is not.
    pub(super) fn begin_life(&mut self) {
        for (path, unsynced) in self.take_all() {
            if !unsynced.is_empty() {
                let id = self.add(Some(&path));
                if let Some(file) = self.files.get_mut(&id) {
                    file.unsynced = unsynced;
                }
            }
        }
    }

    /// Every named file with what was not synced, which is forgotten.
    pub(super) fn take_all(&mut self) -> Vec<(PathBuf, Unsynced)> {
        self.names.clear();
        let files = std::mem::take(&mut self.files).into_values();
        files.filter_map(|file| Some((file.path?, file.unsynced))).collect()
    }

    /// Everything counts as synced.
    pub(super) fn settle(&mut self) {
        self.files.values_mut().for_each(|file| file.unsynced = Unsynced::default());
    }

    pub(super) fn unsynced(&self) -> usize {
        self.files.values().map(|file| file.unsynced.len()).sum()
    }
}

//! A file as one connection of SQLite has it open.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlite_plugin::flags::{LockLevel, OpenKind, OpenMode, OpenOpts};
use sqlite_plugin::vars::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_FSTAT, SQLITE_IOERR_READ, SQLITE_IOERR_TRUNCATE,
    SQLITE_IOERR_WRITE,
};
use sqlite_plugin::vfs::{VfsHandle, VfsResult};

use super::file::{FileId, OpenFile};
use super::registry::{self, Inner};
use super::shared_memory::Share;
use super::state::State;

/// See the module.
pub(super) struct Handle {
    pub(super) disk: Arc<Inner>,
    life: u64,
    file: FileId,
    raw: File,
    path: Option<PathBuf>,
    pub(super) level: LockLevel,
    pub(super) share: Share,
    /// Its first sync is also one of its folder, as SQLite's own unix layer does it.
    syncs_folder: bool,
    goes_when_closed: bool,
}

impl VfsHandle for Handle {
    fn readonly(&self) -> bool {
        false
    }

    fn in_memory(&self) -> bool {
        false
    }
}

impl Handle {
    pub(super) fn open(path: Option<&str>, opts: OpenOpts) -> VfsResult<Self> {
        let path = path.map(std::path::absolute).transpose().map_err(|_| SQLITE_CANTOPEN)?;
        let disk = registry::disk_of(path.as_deref().unwrap_or(Path::new("")));
        let (life, file, raw) = open_on(&mut disk.lock(), path.as_deref(), opts)?;
        let syncs_folder = creates(opts)
            && matches!(opts.kind(), OpenKind::Wal | OpenKind::MainJournal | OpenKind::SuperJournal);
        let goes_when_closed = opts.delete_on_close();
        let (level, share) = (LockLevel::Unlocked, Share::default());
        Ok(Self { disk, life, file, raw, path, level, share, syncs_folder, goes_when_closed })
    }

    /// Runs `work` on the file that all handles share, if this handle's process still runs. `work` also gets what
    /// this handle itself holds.
    pub(super) fn with<T>(
        &mut self,
        work: impl FnOnce(&mut OpenFile, &mut LockLevel, &mut Share) -> VfsResult<T>,
    ) -> VfsResult<T> {
        work(self.disk.lock().file(self.life, self.file)?, &mut self.level, &mut self.share)
    }

    pub(super) fn size(&mut self) -> VfsResult<usize> {
        self.with(|_, _, _| Ok(()))?;
        size_of(&self.raw)
    }

    pub(super) fn read(&mut self, offset: usize, data: &mut [u8]) -> VfsResult<usize> {
        self.with(|_, _, _| Ok(()))?;
        read_at(&self.raw, offset, data).map_err(|_| SQLITE_IOERR_READ)
    }

    /// Writes what there is room for; if that is not all, the disk is full.
    pub(super) fn write(&mut self, offset: usize, data: &[u8]) -> VfsResult<usize> {
        let mut state = self.disk.lock();
        let number = state.step(self.life, self.file)?;
        let size = size_of(&self.raw)?;
        let fitting = fitting(&state, size, offset, data);
        if state.watches() {
            let old = old_bytes(&self.raw, offset, fitting.len(), size)?;
            let file = state.file(self.life, self.file)?;
            file.unsynced.wrote(number, size, offset, fitting.len(), old);
        }
        self.raw.write_all_at(fitting, offset as u64).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull => SQLITE_FULL,
            _ => SQLITE_IOERR_WRITE,
        })?;
        if fitting.len() < data.len() { Err(SQLITE_FULL) } else { Ok(data.len()) }
    }

    pub(super) fn truncate(&mut self, size: usize) -> VfsResult<()> {
        let mut state = self.disk.lock();
        let number = state.step(self.life, self.file)?;
        let before = size_of(&self.raw)?;
        if state.watches() {
            let tail = old_bytes(&self.raw, size, before.saturating_sub(size), before)?;
            state.file(self.life, self.file)?.unsynced.truncated(number, before, size, tail);
        }
        self.raw.set_len(size as u64).map_err(|_| SQLITE_IOERR_TRUNCATE)
    }

    pub(super) fn sync(&mut self) -> VfsResult<()> {
        let mut state = self.disk.lock();
        state.step(self.life, self.file)?;
        state.file(self.life, self.file)?.unsynced = Default::default();
        if std::mem::take(&mut self.syncs_folder)
            && let Some(folder) = self.path.as_deref().and_then(Path::parent)
        {
            state.names.synced(folder);
        }
        Ok(())
    }

    /// A handle of a dead process leaves nothing behind.
    pub(super) fn close(mut self) {
        let level = self.level;
        let mut state = self.disk.lock();
        if self.life != state.life {
            return;
        }
        if let Some(file) = state.files.get(self.file) {
            file.locks.lower(level, LockLevel::Unlocked);
            file.shared.leave(&mut self.share);
        }
        state.files.close(self.file);
        if self.goes_when_closed
            && let Some(path) = &self.path
        {
            // as elsewhere, a file that cannot be deleted stays
            state.delete(path).ok();
        }
    }
}

fn creates(opts: OpenOpts) -> bool {
    matches!(opts.mode(), OpenMode::ReadWrite { create } if create != sqlite_plugin::flags::CreateMode::None)
}

fn open_on(state: &mut State, path: Option<&Path>, opts: OpenOpts) -> VfsResult<(u64, FileId, File)> {
    state.fate.alive()?;
    let raw = match path {
        None => tempfile::tempfile().map_err(|_| SQLITE_CANTOPEN)?,
        Some(path) if creates(opts) && !path.exists() => {
            let number = state.fate.step()?;
            let raw = open_raw(path, opts)?;
            // one of this name may have been deleted past this disk
            drop(state.files.delete(path));
            if state.watches() {
                state.names.made(number, path);
            }
            raw
        }
        Some(path) => open_raw(path, opts)?,
    };
    Ok((state.life, state.files.open(path), raw))
}

fn open_raw(path: &Path, opts: OpenOpts) -> VfsResult<File> {
    let mut options = File::options();
    options.read(true).write(!opts.mode().is_readonly());
    options.create(creates(opts)).create_new(opts.mode().must_create());
    options.open(path).map_err(|_| SQLITE_CANTOPEN)
}

/// The part of a write that the disk has room for.
fn fitting<'d>(state: &State, size: usize, offset: usize, data: &'d [u8]) -> &'d [u8] {
    if offset + data.len() <= size {
        return data;
    }
    let Some(room) = state.room() else { return data };
    let end = size.saturating_add(usize::try_from(room).unwrap_or(usize::MAX));
    data.get(..end.saturating_sub(offset)).unwrap_or(data)
}

/// What is at a place now, as far as the file goes.
fn old_bytes(raw: &File, offset: usize, len: usize, size: usize) -> VfsResult<Vec<u8>> {
    let mut old = vec![0; size.saturating_sub(offset).min(len)];
    if !old.is_empty() {
        raw.read_exact_at(&mut old, offset as u64).map_err(|_| SQLITE_IOERR_READ)?;
    }
    Ok(old)
}

fn size_of(raw: &File) -> VfsResult<usize> {
    let found = raw.metadata().map_err(|_| SQLITE_IOERR_FSTAT)?;
    usize::try_from(found.len()).map_err(|_| SQLITE_IOERR_FSTAT)
}

fn read_at(raw: &File, offset: usize, data: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while let Some(rest) = data.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match raw.read_at(rest, (offset + done) as u64) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

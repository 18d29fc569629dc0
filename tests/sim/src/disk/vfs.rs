//! What SQLite asks of a disk.

use std::borrow::Cow;
use std::path::Path;
use std::ptr::NonNull;

use sqlite_plugin::flags::{AccessFlags, LockLevel, OpenOpts, ShmLockMode};
use sqlite_plugin::vars::{
    SQLITE_CANTOPEN, SQLITE_IOCAP_POWERSAFE_OVERWRITE, SQLITE_IOERR, SQLITE_IOERR_ACCESS,
};
use sqlite_plugin::vfs::{Vfs, VfsResult};

use super::handle::Handle;
use super::registry;

/// The one VFS of the process; which disk is meant is in the path.
pub(super) struct FieldVfs;

fn absolute(path: &str) -> VfsResult<std::path::PathBuf> {
    std::path::absolute(path).map_err(|_| SQLITE_CANTOPEN)
}

impl Vfs for FieldVfs {
    type Handle = Handle;

    fn canonical_path<'a>(&self, path: Cow<'a, str>) -> VfsResult<Cow<'a, str>> {
        let absolute = absolute(&path)?;
        absolute.into_os_string().into_string().map(Cow::Owned).map_err(|_| SQLITE_CANTOPEN)
    }

    fn open(&self, path: Option<&str>, opts: OpenOpts) -> VfsResult<Handle> {
        Handle::open(path, opts)
    }

    fn delete(&self, path: &str) -> VfsResult<()> {
        let path = absolute(path)?;
        registry::disk_of(&path).lock().delete(&path)
    }

    fn access(&self, path: &str, flags: AccessFlags) -> VfsResult<bool> {
        let path = absolute(path)?;
        registry::disk_of(&path).lock().fate.alive().map_err(|_| SQLITE_IOERR_ACCESS)?;
        Ok(is_accessible(&path, &flags))
    }

    fn file_size(&self, handle: &mut Handle) -> VfsResult<usize> {
        handle.size()
    }

    fn truncate(&self, handle: &mut Handle, size: usize) -> VfsResult<()> {
        handle.truncate(size)
    }

    fn write(&self, handle: &mut Handle, offset: usize, data: &[u8]) -> VfsResult<usize> {
        handle.write(offset, data)
    }

    fn read(&self, handle: &mut Handle, offset: usize, data: &mut [u8]) -> VfsResult<usize> {
        handle.read(offset, data)
    }

    fn lock(&self, handle: &mut Handle, wanted: LockLevel) -> VfsResult<()> {
        handle.with(|file, level, _| {
            let (held, done) = file.locks.raise(*level, wanted);
            *level = held;
            done
        })
    }

    fn unlock(&self, handle: &mut Handle, kept: LockLevel) -> VfsResult<()> {
        // one whose process ended holds nothing
        let lowered = handle.with(|file, level, _| {
            file.locks.lower(*level, kept);
            Ok(())
        });
        lowered.ok();
        handle.level = handle.level.min(kept);
        Ok(())
    }

    fn check_reserved_lock(&self, handle: &mut Handle) -> VfsResult<bool> {
        handle.with(|file, _, _| Ok(file.locks.is_reserved()))
    }

    fn sync(&self, handle: &mut Handle) -> VfsResult<()> {
        handle.sync()
    }

    fn close(&self, handle: Handle) -> VfsResult<()> {
        handle.close();
        Ok(())
    }

    fn device_characteristics(&self, _handle: &mut Handle) -> VfsResult<i32> {
        Ok(SQLITE_IOCAP_POWERSAFE_OVERWRITE)
    }

    fn shm_map(
        &self,
        handle: &mut Handle,
        region: usize,
        size: usize,
        extend: bool,
    ) -> VfsResult<Option<NonNull<u8>>> {
        handle.with(|file, _, share| Ok(file.shared.memory(share).region(region, extend.then_some(size))))
    }

    fn shm_lock(&self, handle: &mut Handle, first: u32, count: u32, mode: ShmLockMode) -> VfsResult<()> {
        let first = usize::try_from(first).map_err(|_| SQLITE_IOERR)?;
        let count = usize::try_from(count).map_err(|_| SQLITE_IOERR)?;
        handle.with(|file, _, share| file.shared.lock(share, first, count, mode))
    }

    fn shm_unmap(&self, handle: &mut Handle, _delete: bool) -> VfsResult<()> {
        // one whose process ended has nothing to give back; its memory lives until the handle is closed
        let left = handle.with(|file, _, share| {
            file.shared.leave(share);
            Ok(())
        });
        left.ok();
        Ok(())
    }
}

/// As SQLite's own unix layer has it: an empty file is as good as none.
fn is_accessible(path: &Path, flags: &AccessFlags) -> bool {
    let Ok(found) = std::fs::metadata(path) else { return false };
    match flags {
        AccessFlags::Exists => !found.is_file() || found.len() > 0,
        AccessFlags::Read => true,
        AccessFlags::ReadWrite => !found.permissions().readonly(),
    }
}

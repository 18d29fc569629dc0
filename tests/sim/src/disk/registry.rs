//! Which folders of this process are disks.

use std::collections::HashMap;
use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};

use sqlite_plugin::vfs::{RegisterOpts, register_static};

use super::DiskError;
use super::state::{State, Watch};
use super::vfs::FieldVfs;

/// A disk as its handles hold it. Each has a lock of its own: worlds in other threads do not wait for it.
pub(super) struct Inner(Mutex<State>);

impl Inner {
    fn new(folder: PathBuf, watch: Watch) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State::new(folder, watch))))
    }

    /// The disk, for one call. A panic of another thread inside a call is that thread's failure.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

static DISKS: LazyLock<RwLock<HashMap<PathBuf, Arc<Inner>>>> = LazyLock::new(RwLock::default);
/// For every file that is on no disk: passed through, with locks, and never lost.
static ELSEWHERE: LazyLock<Arc<Inner>> = LazyLock::new(|| Inner::new(PathBuf::new(), Watch::Nothing));
static INSTALLED: OnceLock<Result<(), i32>> = OnceLock::new();

/// Makes the simulated disk this process's default VFS, once.
pub(super) fn install() -> Result<(), DiskError> {
    let done = INSTALLED.get_or_init(|| {
        register_static(CString::from(c"field"), FieldVfs, RegisterOpts { make_default: true }).map(drop)
    });
    done.map_err(DiskError::Refused)
}

/// A folder that is a disk until this is dropped.
pub(super) struct Registration {
    folder: PathBuf,
    inner: Arc<Inner>,
}

impl Registration {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn disk(&self) -> &Inner {
        &self.inner
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut disks = DISKS.write().unwrap_or_else(PoisonError::into_inner);
        if disks.get(&self.folder).is_some_and(|inner| Arc::ptr_eq(inner, &self.inner)) {
            disks.remove(&self.folder);
        }
    }
}

pub(super) fn register(folder: PathBuf) -> Registration {
    let inner = Inner::new(folder.clone(), Watch::Everything);
    DISKS.write().unwrap_or_else(PoisonError::into_inner).insert(folder.clone(), Arc::clone(&inner));
    Registration { folder, inner }
}

/// The disk a path is on: that of the nearest folder above it.
pub(super) fn disk_of(path: &Path) -> Arc<Inner> {
    let disks = DISKS.read().unwrap_or_else(PoisonError::into_inner);
    let found = path.ancestors().find_map(|folder| disks.get(folder));
    Arc::clone(found.unwrap_or(&ELSEWHERE))
}

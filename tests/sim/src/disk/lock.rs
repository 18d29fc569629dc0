//! Who holds which lock of a database file, as SQLite's five levels say.

use sqlite_plugin::flags::LockLevel;
use sqlite_plugin::vars::SQLITE_BUSY;
use sqlite_plugin::vfs::VfsResult;

/// All handles' locks on one file. Each handle remembers its own level.
#[derive(Default)]
pub(super) struct FileLocks {
    /// Handles at [`LockLevel::Shared`] or above.
    sharing: u32,
    /// Somebody is about to write.
    reserved: bool,
    /// Nobody new may read: somebody waits to write, or writes.
    pending: bool,
}

impl FileLocks {
    /// Raises a handle from `held` to `wanted`. What it holds then, and whether it got what it wanted.
    pub(super) fn raise(&mut self, held: LockLevel, wanted: LockLevel) -> (LockLevel, VfsResult<()>) {
        if held >= wanted {
            return (held, Ok(()));
        }
        match wanted {
            LockLevel::Unlocked => (held, Ok(())),
            LockLevel::Shared => self.share(),
            LockLevel::Reserved => self.reserve(held),
            LockLevel::Pending | LockLevel::Exclusive => self.exclude(held),
        }
    }

    fn share(&mut self) -> (LockLevel, VfsResult<()>) {
        if self.pending {
            return (LockLevel::Unlocked, Err(SQLITE_BUSY));
        }
        self.sharing += 1;
        (LockLevel::Shared, Ok(()))
    }

    fn reserve(&mut self, held: LockLevel) -> (LockLevel, VfsResult<()>) {
        if self.reserved || self.pending {
            return (held, Err(SQLITE_BUSY));
        }
        self.reserved = true;
        (LockLevel::Reserved, Ok(()))
    }

    fn exclude(&mut self, held: LockLevel) -> (LockLevel, VfsResult<()>) {
        let others_write = held < LockLevel::Pending && self.pending;
        let others_reserved = held < LockLevel::Reserved && self.reserved;
        if others_write || others_reserved {
            return (held, Err(SQLITE_BUSY));
        }
        self.reserved = true;
        self.pending = true;
        if self.sharing > 1 { (LockLevel::Pending, Err(SQLITE_BUSY)) } else { (LockLevel::Exclusive, Ok(())) }
    }

    /// Lowers a handle from `held` to `kept`.
    pub(super) fn lower(&mut self, held: LockLevel, kept: LockLevel) {
        if held >= LockLevel::Reserved && kept < LockLevel::Reserved {
            self.reserved = false;
            self.pending = false;
        }
        if held >= LockLevel::Shared && kept < LockLevel::Shared {
            self.sharing = self.sharing.saturating_sub(1);
        }
    }

    /// Whether anybody may write soon.
    pub(super) fn is_reserved(&self) -> bool {
        self.reserved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LockLevel::{Exclusive, Pending, Reserved, Shared, Unlocked};

    #[test]
    fn readers_go_beside_one_who_reserves_and_keep_out_one_who_writes() {
        let mut locks = FileLocks::default();
        assert_eq!(locks.raise(Unlocked, Shared), (Shared, Ok(())));
        assert_eq!(locks.raise(Unlocked, Shared), (Shared, Ok(())));
        assert_eq!(locks.raise(Shared, Reserved), (Reserved, Ok(())));
        assert_eq!(locks.raise(Shared, Reserved), (Shared, Err(SQLITE_BUSY)), "one only");
        assert_eq!(locks.raise(Reserved, Exclusive), (Pending, Err(SQLITE_BUSY)), "a reader is there");
        assert_eq!(locks.raise(Unlocked, Shared), (Unlocked, Err(SQLITE_BUSY)), "nobody new");
        locks.lower(Shared, Unlocked);
        assert_eq!(locks.raise(Pending, Exclusive), (Exclusive, Ok(())));
        locks.lower(Exclusive, Shared);
        assert!(!locks.is_reserved());
        assert_eq!(locks.raise(Unlocked, Shared), (Shared, Ok(())));
    }
}

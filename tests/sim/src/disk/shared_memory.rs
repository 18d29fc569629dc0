//! The memory that connections to one database share in WAL mode. It is this process's own, and ends with it, as
//! the `-shm` file's content does.

use std::ptr::NonNull;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

use sqlite_plugin::flags::ShmLockMode;
use sqlite_plugin::vars::SQLITE_BUSY;
use sqlite_plugin::vfs::VfsResult;

/// How many locks SQLite keeps in a shared memory.
const SLOTS: usize = 8;

/// SQLite holds pointers into it: a region never moves, and lives as long as any handle that has it mapped.
#[derive(Default)]
pub(super) struct Memory(Mutex<Vec<Box<[AtomicU64]>>>);

impl Memory {
    /// A region; made, with all before it, when `size` is given.
    pub(super) fn region(&self, index: usize, size: Option<usize>) -> Option<NonNull<u8>> {
        let mut regions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(size) = size {
            while regions.len() <= index {
                regions.push((0..size.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
            }
        }
        regions.get(index).map(|region| NonNull::from(&**region).cast())
    }
}

/// The memory of one file, who uses it, and its locks.
#[derive(Default)]
pub(super) struct Shared {
    memory: Arc<Memory>,
    users: u32,
    /// Holders of each lock; -1 for one that holds it alone.
    holders: [i32; SLOTS],
}

/// What one handle has of a shared memory.
#[derive(Default)]
pub(super) struct Share {
    memory: Option<Arc<Memory>>,
    shared: u8,
    alone: u8,
}

impl Shared {
    /// The memory, as this handle uses it from now on.
    pub(super) fn memory(&mut self, share: &mut Share) -> Arc<Memory> {
        let memory = share.memory.get_or_insert_with(|| {
            self.users += 1;
            Arc::clone(&self.memory)
        });
        Arc::clone(memory)
    }

    /// Takes or gives back a run of locks, all or none.
    pub(super) fn lock(
        &mut self,
        share: &mut Share,
        first: usize,
        count: usize,
        mode: ShmLockMode,
    ) -> VfsResult<()> {
        let mask = mask(first, count);
        match mode {
            ShmLockMode::LockShared => {
                let wanted = mask & !share.shared;
                if self.slots(wanted).any(|holders| *holders < 0) {
                    return Err(SQLITE_BUSY);
                }
                self.slots(wanted).for_each(|holders| *holders += 1);
                share.shared |= wanted;
            }
            ShmLockMode::LockExclusive => {
                let wanted = mask & !share.alone;
                if self.slots(wanted).any(|holders| *holders != 0) {
                    return Err(SQLITE_BUSY);
                }
                self.slots(wanted).for_each(|holders| *holders = -1);
                share.alone |= wanted;
            }
            ShmLockMode::UnlockShared | ShmLockMode::UnlockExclusive => self.give_back(share, mask),
        }
        Ok(())
    }

    fn give_back(&mut self, share: &mut Share, mask: u8) {
        self.slots(mask & share.shared).for_each(|holders| *holders -= 1);
        self.slots(mask & share.alone).for_each(|holders| *holders = 0);
        share.shared &= !mask;
        share.alone &= !mask;
    }

    fn slots(&mut self, mask: u8) -> impl Iterator<Item = &mut i32> {
        self.holders.iter_mut().enumerate().filter(move |(slot, _)| mask & (1 << slot) != 0).map(|(_, it)| it)
    }

    /// The handle uses it no more. With the last user its content goes.
    pub(super) fn leave(&mut self, share: &mut Share) {
        self.give_back(share, u8::MAX);
        if share.memory.take().is_some() {
            self.users = self.users.saturating_sub(1);
        }
        if self.users == 0 {
            *self = Self::default();
        }
    }
}

fn mask(first: usize, count: usize) -> u8 {
    (first..first.saturating_add(count).min(SLOTS)).fold(0, |mask, slot| mask | (1 << slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_shared_by_many_or_held_by_one() {
        let mut file = Shared::default();
        let (mut one, mut other) = (Share::default(), Share::default());
        assert_eq!(file.lock(&mut one, 3, 2, ShmLockMode::LockShared), Ok(()));
        assert_eq!(file.lock(&mut other, 4, 1, ShmLockMode::LockShared), Ok(()));
        assert_eq!(file.lock(&mut other, 3, 1, ShmLockMode::LockExclusive), Err(SQLITE_BUSY));
        assert_eq!(file.lock(&mut one, 3, 2, ShmLockMode::UnlockShared), Ok(()));
        assert_eq!(file.lock(&mut one, 3, 2, ShmLockMode::LockExclusive), Err(SQLITE_BUSY), "all or none");
        assert_eq!(file.lock(&mut one, 3, 1, ShmLockMode::LockExclusive), Ok(()));
        assert_eq!(file.lock(&mut other, 3, 1, ShmLockMode::LockShared), Err(SQLITE_BUSY));
        file.leave(&mut one);
        assert_eq!(file.lock(&mut other, 3, 1, ShmLockMode::LockShared), Ok(()));
    }

    #[test]
    fn all_see_one_memory_until_the_last_leaves() {
        let mut file = Shared::default();
        let (mut one, mut other) = (Share::default(), Share::default());
        assert_eq!(file.memory(&mut one).region(0, None), None);
        let made = file.memory(&mut one).region(1, Some(32768));
        assert!(made.is_some());
        assert_eq!(file.memory(&mut other).region(1, None), made);
        file.leave(&mut one);
        assert_eq!(file.memory(&mut one).region(1, None), made, "the other still has it");
        file.leave(&mut one);
        file.leave(&mut other);
        assert_eq!(file.memory(&mut one).region(1, None), None);
    }
}

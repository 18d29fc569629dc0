//! A process that ends in the middle of something: everything in memory is gone, what is on disk stays.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use vault::Random;

use crate::SeededRandom;

/// What a crash unwinds with: not a panic, so nothing is printed.
#[derive(Clone, Copy, Debug)]
pub struct Crash;

/// Ends the process that runs here, as [`survive`] sees it.
pub fn end_process() -> ! {
    resume_unwind(Box::new(Crash))
}

/// A device's chance, which can end its process at a given draw.
#[derive(Clone)]
pub(super) struct Fate {
    rng: SeededRandom,
    /// Draws that are left; `u64::MAX` for ever.
    left: Arc<AtomicU64>,
}

impl Fate {
    pub fn new(rng: SeededRandom, left: Arc<AtomicU64>) -> Self {
        Self { rng, left }
    }
}

impl Random for Fate {
    fn fill(&mut self, out: &mut [u8]) {
        let left = self.left.load(Ordering::SeqCst);
        if left == 0 {
            resume_unwind(Box::new(Crash));
        }
        if left != u64::MAX {
            self.left.store(left - 1, Ordering::SeqCst);
        }
        sync::Random::fill(&mut self.rng, out);
    }
}

/// Runs `work`; `None` when the process ended in it. Any other panic goes on. What was in memory of that process is
/// still there and has to be dropped.
pub fn survive<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(value) => Some(value),
        Err(payload) if payload.is::<Crash>() => None,
        Err(payload) => resume_unwind(payload),
    }
}

//! The operating system's randomness, for everything that is not a test.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use vault::Random;

/// Cryptographic randomness of the operating system.
pub struct OsRandom(SystemRandom);

impl Default for OsRandom {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Random for OsRandom {
    /// Ends the process when the system has no randomness to give: a predictable key would betray people for
    /// ever, an ended process loses nothing that was saved.
    fn fill(&mut self, out: &mut [u8]) {
        if self.0.fill(out).is_err() {
            tracing::error!("the operating system gives no randomness; stopping");
            std::process::abort();
        }
    }
}

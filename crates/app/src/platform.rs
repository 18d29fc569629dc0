//! Everything outside a device that it needs: time, chance and a way to its relay.

use vault::{PassphraseCost, Random};

use crate::clock::{Clock, SystemClock};
use crate::net::{Connect, HttpConnect};
use crate::random::OsRandom;

/// The outside world, handed in so that tests can bring their own.
pub struct Platform {
    /// What time it is, and where.
    pub clock: Box<dyn Clock>,
    /// Keys, ids and jitter come from here.
    pub random: Box<dyn Random + Send>,
    /// The way to a relay.
    pub connect: Box<dyn Connect>,
    /// What a guess at a new passphrase costs.
    pub passphrase_cost: PassphraseCost,
}

impl Platform {
    /// The operating system's clock and randomness, and HTTP.
    pub fn system() -> Self {
        Self {
            clock: Box::new(SystemClock),
            random: Box::new(OsRandom::default()),
            connect: Box::new(HttpConnect),
            passphrase_cost: PassphraseCost::STANDARD,
        }
    }

    /// `N` random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.random.fill(&mut out);
        out
    }
}

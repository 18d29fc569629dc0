//! Everything outside a device that it needs: time, chance and a way to its relay.

use std::sync::{Arc, Mutex, PoisonError};

use vault::{PassphraseCost, Random};

use crate::Stop;
use crate::clock::{Clock, SystemClock};
use crate::net::{Connect, Hints, HttpConnect, Net, NetError, NetRequest};
use crate::random::OsRandom;

/// Where keys, ids and jitter come from. Clones draw from the same source, one at a time.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<dyn Random + Send>>);

impl Chance {
    /// Draws from `source`.
    pub fn new(source: impl Random + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(source)))
    }
}

impl Random for Chance {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(out);
    }
}

/// The outside world, handed in so that tests can bring their own.
pub struct Platform {
    /// What time it is, and where.
    pub clock: Arc<dyn Clock>,
    /// Keys, ids and jitter come from here.
    pub random: Chance,
    /// The way to a relay.
    pub connect: Arc<dyn Connect>,
    /// What a guess at a new passphrase costs.
    pub passphrase_cost: PassphraseCost,
    /// Ends every wait of what holds this platform.
    pub stop: Stop,
}

impl Platform {
    /// The operating system's clock and randomness, and HTTP.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Chance::new(OsRandom::default()),
            connect: Arc::new(HttpConnect),
            passphrase_cost: PassphraseCost::STANDARD,
            stop: Stop::new(),
        }
    }

    /// The same world for another part of the device, which is stopped by a switch of its own.
    #[must_use]
    pub fn another(&self) -> Self {
        Self {
            clock: Arc::clone(&self.clock),
            random: self.random.clone(),
            connect: Arc::clone(&self.connect),
            passphrase_cost: self.passphrase_cost,
            stop: Stop::new(),
        }
    }

    /// A line to the relay whose calls end when this platform is stopped.
    pub(crate) fn line(&self, url: &str) -> Result<Box<dyn Net>, NetError> {
        self.connect.connect(url, &self.stop)
    }

    /// The relay's hints, which end when this platform is stopped.
    pub(crate) fn hints(&self, url: &str, request: &NetRequest) -> Result<Option<Box<dyn Hints>>, NetError> {
        self.connect.listen(url, request, &self.stop)
    }

    /// `N` random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        self.random.fill(&mut out);
        out
    }
}

//! One person with one device: its home folder, its line to the relay, and its process while it runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{AppError, Chance, Device, LockedDevice, Passphrase, Platform, Progress, Stop, SyncReport};
use vault::PassphraseCost;

use super::FieldClock;
use super::crash::{Fate, survive};
use super::network::{Mishap, Network, held};
use crate::SeededRandom;

/// The passphrase of every device of the field.
pub const PASSPHRASE: &str = "plainly fictional words";

/// See the module.
pub struct Persona {
    name: &'static str,
    home: PathBuf,
    network: Network,
    rng: SeededRandom,
    left: Arc<AtomicU64>,
    device: Option<Device>,
    secret: Passphrase,
}

impl Persona {
    pub(super) fn new(name: &'static str, home: PathBuf, network: Network, rng: SeededRandom) -> Self {
        let left = Arc::new(AtomicU64::new(u64::MAX));
        Self { name, home, network, rng, left, device: None, secret: passphrase() }
    }

    /// Who this is.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where its files are.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The world outside this device.
    pub fn platform(&mut self) -> Platform {
        let fate = Fate::new(SeededRandom::new(self.rng.below(u64::MAX)), Arc::clone(&self.left));
        Platform {
            clock: Arc::new(self.network.clock.clone()),
            random: Chance::new(fate),
            connect: Arc::new(self.network.clone()),
            passphrase_cost: PassphraseCost::FOR_TESTS,
            stop: Stop::new(),
        }
    }

    pub(super) fn run(&mut self, device: Device) {
        self.device = Some(device);
    }

    /// The device, opened if it is not running.
    ///
    /// # Errors
    /// Of [`Device::open`].
    pub fn device(&mut self) -> Result<&mut Device, AppError> {
        let device = match self.device.take() {
            Some(device) => device,
            None => {
                let platform = self.platform();
                Device::open(&self.home, &self.secret, platform)?
            }
        };
        Ok(self.device.insert(device))
    }

    /// Who has the device in hand from now on, and signs in with this. It is closed until it is used.
    pub fn hand_over(&mut self, secret: &Passphrase) {
        self.close();
        self.secret = secret.clone();
    }

    /// This device's own clock.
    pub fn clock(&self) -> &FieldClock {
        &self.network.clock
    }

    /// Whether its process runs with the device open.
    pub fn is_open(&self) -> bool {
        self.device.is_some()
    }

    /// From now on the process ends at the draw of randomness after `draws` more; `None` for never.
    pub fn doom(&mut self, draws: Option<u64>) {
        self.left.store(draws.unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// Ends the process. What is on disk stays.
    pub fn close(&mut self) {
        self.device = None;
    }

    /// Signs off: the device as it is while locked. It has to be given back, or dropped, before this persona's
    /// device is used again.
    ///
    /// # Errors
    /// Of [`Device::open`].
    pub fn lock(&mut self) -> Result<LockedDevice, AppError> {
        self.device()?;
        self.device.take().map(Device::lock).ok_or(AppError::NoDevice)
    }

    /// Signs in again on a device that was locked.
    ///
    /// # Errors
    /// Of [`LockedDevice::unlock`].
    pub fn unlock(&mut self, locked: LockedDevice) -> Result<&mut Device, AppError> {
        let device = locked.unlock(&self.secret).map_err(|(_, error)| error)?;
        Ok(self.device.insert(device))
    }

    /// Runs `work` in a process that ends at the draw of randomness after `draws` more. `None` when it ended
    /// before `work` was done.
    ///
    /// # Errors
    /// Of [`Device::open`].
    pub fn until_crash<T>(
        &mut self,
        draws: u64,
        work: impl FnOnce(&mut Device) -> T,
    ) -> Result<Option<T>, AppError> {
        self.device()?;
        self.left.store(draws, Ordering::SeqCst);
        let done = self.survive(work);
        self.left.store(u64::MAX, Ordering::SeqCst);
        Ok(done)
    }

    /// Opens the device in a process that ends at the draw of randomness after `draws` more. Whether it got
    /// through.
    ///
    /// # Errors
    /// Of [`Device::open`].
    pub fn open_until_crash(&mut self, draws: u64) -> Result<bool, AppError> {
        self.close();
        let platform = self.platform();
        let home = self.home.clone();
        let secret = self.secret.clone();
        self.left.store(draws, Ordering::SeqCst);
        let done = survive(|| Device::open(&home, &secret, platform));
        self.left.store(u64::MAX, Ordering::SeqCst);
        self.device = done.transpose()?;
        Ok(self.device.is_some())
    }

    /// Runs `work`; `None` when a [`Mishap::Crash`] ended the process in it.
    pub fn survive<T>(&mut self, work: impl FnOnce(&mut Device) -> T) -> Option<T> {
        let device = self.device.as_mut()?;
        let done = survive(|| work(device));
        if done.is_none() {
            self.close();
        }
        done
    }

    /// One sync that does not wait for a relay that does not answer.
    ///
    /// # Errors
    /// Of [`Device::sync`].
    pub fn sync(&mut self) -> Result<SyncReport, AppError> {
        self.sync_for(0)
    }

    /// A sync that keeps trying for so many milliseconds.
    ///
    /// # Errors
    /// Of [`Device::sync`].
    pub fn sync_for(&mut self, wait_ms: i64) -> Result<SyncReport, AppError> {
        self.device()?.sync(wait_ms, &mut Progress::silent())
    }

    /// Cuts or mends the line to the relay.
    pub fn set_offline(&mut self, offline: bool) {
        held(&self.network.line).offline = offline;
    }

    /// The next call whose target starts with this meets with a mishap.
    pub fn befall(&mut self, target: &'static str, mishap: Mishap) {
        held(&self.network.line).befall(target, mishap);
    }

    /// Forgets the mishaps that wait, and the calls so far.
    pub fn clear_line(&mut self) {
        held(&self.network.line).clear();
    }

    /// Whether the line is cut.
    pub fn is_offline(&self) -> bool {
        held(&self.network.line).offline
    }

    /// Calls of this persona that met [`Mishap::Dead`] so far.
    pub fn dead_calls(&self) -> u32 {
        held(&self.network.line).dead_calls
    }

    /// Targets of this persona's calls that reached the relay, in order.
    pub fn heard(&self) -> Vec<String> {
        held(&self.network.line).heard.clone()
    }
}

/// As typed.
pub fn passphrase() -> Passphrase {
    Passphrase::new(PASSPHRASE.to_owned())
}

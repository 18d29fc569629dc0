//! Whole devices in the field: the product's own device with its own files, the product's own relay, one clock,
//! one seed, and no socket between them. [`World`](crate::World) is the same for the sync engine alone.

mod clock;
mod crash;
mod damage;
mod network;
mod persona;

use std::path::Path;
use std::sync::{Arc, Mutex};

use app::{AppError, Device, Founding, Profile};
use chrono_tz::Tz;
use footbridge_relay::store::MemoryStore;
use protocol::CompartmentHandle;
use tempfile::TempDir;
use thiserror::Error;

pub use self::clock::FieldClock;
use self::damage::damaged;
pub use self::network::{Life, Mishap, Tamper};
use self::network::{Line, Network, Wire, held};
pub use self::persona::{PASSPHRASE, Persona, passphrase};
use crate::SeededRandom;

/// The field's clock starts here: 2026-03-02T14:00:00Z.
const START_MS: i64 = 1_772_460_000_000;
const ZONE: Tz = Tz::America__New_York;
/// Where the relay says it lives. Nobody connects to it.
const RELAY_URL: &str = "http://127.0.0.1:9";
const INVITATION_HOURS: u32 = 72;

/// Why a field could not be set up, or does something no test expects.
#[derive(Debug, Error)]
pub enum FieldError {
    /// A device.
    #[error(transparent)]
    App(#[from] AppError),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] footbridge_relay::store::StoreError),
    /// The test's own folder.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// See the module.
pub struct Field {
    dir: TempDir,
    clock: FieldClock,
    rng: SeededRandom,
    wire: Arc<Mutex<Wire>>,
    homes: u32,
}

impl Field {
    /// A relay that nobody claimed yet.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn new(seed: u64) -> Result<Self, FieldError> {
        Ok(Self {
            dir: tempfile::tempdir()?,
            clock: FieldClock::new(START_MS, ZONE),
            rng: SeededRandom::new(seed),
            wire: Arc::new(Mutex::new(Wire::new()?)),
            homes: 0,
        })
    }

    /// The first device: a coordinator founds the collaborative.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn found(&mut self, agency: &str) -> Result<Persona, FieldError> {
        let mut persona = self.newcomer("coordinator");
        let profile = Profile::read(agency, "coordinator", None, None)?;
        let founding = Founding { relay: RELAY_URL, claim_token: "", profile };
        let platform = persona.platform();
        let device = Device::found(persona.home(), &passphrase(), &founding, platform)?;
        persona.run(device);
        Ok(persona)
    }

    /// Another device joins by an invitation. `role` is also its name.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn join(
        &mut self,
        founder: &mut Persona,
        role: &'static str,
        agency: &str,
    ) -> Result<Persona, FieldError> {
        let profile = Profile::read(agency, role, None, None)?;
        let invitation = founder.device()?.invite(profile, INVITATION_HOURS)?;
        let mut persona = self.newcomer(role);
        let platform = persona.platform();
        let device = Device::enrol(persona.home(), &passphrase(), &invitation.code, platform)?;
        persona.run(device);
        Ok(persona)
    }

    /// A copy of a persona's whole home folder in another machine. The original is closed meanwhile, so that the
    /// copy is one state.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn copy_home(&mut self, of: &mut Persona) -> Result<Persona, FieldError> {
        of.close();
        let copy = self.newcomer(of.name());
        copy_folder(of.home(), copy.home())?;
        Ok(copy)
    }

    fn newcomer(&mut self, name: &'static str) -> Persona {
        self.homes += 1;
        let home = self.dir.path().join(format!("{name}-{}", self.homes));
        let line = Arc::new(Mutex::new(Line::default()));
        let network = Network { wire: Arc::clone(&self.wire), line, clock: self.clock.clone() };
        Persona::new(name, home, network, SeededRandom::new(self.rng.below(u64::MAX)))
    }

    /// The field's clock.
    pub fn clock(&self) -> &FieldClock {
        &self.clock
    }

    /// What the relay holds now, to be put back later.
    pub fn backup_relay(&self) -> MemoryStore {
        held(&self.wire).backup()
    }

    /// Puts a backup of the relay back.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn restore_relay(&mut self, backup: MemoryStore, life: Life) -> Result<(), FieldError> {
        Ok(held(&self.wire).restore(backup, life)?)
    }

    /// The relay's disk is damaged in one compartment, and its sums are made anew to fit: `damage` may change each
    /// segment's bytes.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn damage_relay(
        &mut self,
        compartment: CompartmentHandle,
        life: Life,
        damage: impl FnMut(&mut Vec<u8>),
    ) -> Result<(), FieldError> {
        let damaged = damaged(&self.backup_relay(), compartment, damage)?;
        self.restore_relay(damaged, life)
    }

    /// Changes what the relay answers to everybody; `None` for honesty.
    pub fn tamper(&mut self, tamper: Option<Tamper>) {
        held(&self.wire).tamper = tamper;
    }
}

/// Copies a folder with everything in it.
///
/// # Errors
/// Of the file system.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

//! Whole devices in the field: the product's own device with its own files, the product's own relay, one clock,
//! one seed, and no socket between them. [`World`](crate::World) is the same for the sync engine alone.

mod clock;
mod crash;
mod damage;
mod network;
mod persona;
mod shelf;
mod template;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use app::{AppError, Device, Founding, Profile};
use chrono_tz::Tz;
use footbridge_relay::limits::Limits;
use footbridge_relay::store::MemoryStore;
use protocol::CompartmentHandle;
use tempfile::TempDir;
use thiserror::Error;

pub use self::clock::FieldClock;
pub use self::crash::{end_process, survive};
use self::damage::{damaged, poured};
pub use self::network::{Life, Mishap, Tamper};
use self::network::{Line, Network, Wire, held};
pub use self::persona::{PASSPHRASE, Persona, passphrase};
pub use self::shelf::{Full, Keeps, RelayBackup, Shelf};
pub use self::template::Template;
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
    relays: u32,
}

impl Field {
    /// A relay that nobody claimed yet.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn new(seed: u64) -> Result<Self, FieldError> {
        Ok(Self {
            dir: in_memory_folder()?,
            clock: FieldClock::new(START_MS, ZONE),
            rng: SeededRandom::new(seed),
            wire: Arc::new(Mutex::new(Wire::new(Shelf::in_memory(MemoryStore::new()))?)),
            homes: 0,
            relays: 0,
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
        self.enrol(role, &invitation.code)
    }

    /// Another device joins with a code that was made earlier.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn enrol(&mut self, role: &'static str, code: &str) -> Result<Persona, FieldError> {
        let mut persona = self.newcomer(role);
        let platform = persona.platform();
        let device = Device::enrol(persona.home(), &passphrase(), code, platform)?;
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

    /// Where everything of this field lies; it goes with the field.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Somebody with a home that is empty, and a line to the relay.
    pub fn newcomer(&mut self, name: &'static str) -> Persona {
        self.homes += 1;
        let home = self.dir.path().join(format!("{name}-{}", self.homes));
        let line = Arc::new(Mutex::new(Line::default()));
        let network = Network { wire: Arc::clone(&self.wire), line, clock: self.clock.another() };
        Persona::new(name, home, network, SeededRandom::new(self.rng.below(u64::MAX)))
    }

    /// The field's clock.
    pub fn clock(&self) -> &FieldClock {
        &self.clock
    }

    /// What the relay holds now, to be put back later.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn backup_relay(&mut self) -> Result<RelayBackup, FieldError> {
        let file = self.another("relay-backup");
        Ok(held(&self.wire).shelf().backup(&file)?)
    }

    /// Puts a backup of the relay back.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn restore_relay(&mut self, backup: RelayBackup, life: Life) -> Result<(), FieldError> {
        let folder = self.another("relay");
        Ok(held(&self.wire).restore(backup, &folder, life)?)
    }

    /// A path that nothing lies at.
    fn another(&mut self, name: &str) -> PathBuf {
        self.relays += 1;
        self.dir.path().join(format!("{name}-{}", self.relays))
    }

    /// The relay's process ends and starts again.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn restart_relay(&mut self) -> Result<(), FieldError> {
        Ok(held(&self.wire).restart()?)
    }

    /// Gives the relay other limits, as a restart with another configuration does; none for generous ones.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn limit_relay(&mut self, limits: Option<Limits>) -> Result<(), FieldError> {
        Ok(held(&self.wire).limit(limits)?)
    }

    /// Fills the relay's disk, or makes room.
    pub fn fill_relay(&mut self, full: Full) {
        held(&self.wire).shelf().set_full(full);
    }

    /// What the relay keeps, to be looked at.
    pub fn relay_store(&self) -> Shelf {
        held(&self.wire).shelf().clone()
    }

    /// The folder of a relay on disk.
    pub fn relay_folder(&self) -> Option<PathBuf> {
        held(&self.wire).shelf().folder().map(Path::to_owned)
    }

    /// From now on everything that crosses the wire is kept.
    pub fn listen_in(&mut self) {
        held(&self.wire).tape.get_or_insert_default();
    }

    /// What crossed the wire since somebody listened in: targets, bodies and answers, one after the other.
    pub fn overheard(&self) -> Vec<u8> {
        held(&self.wire).tape.clone().unwrap_or_default()
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
        let damaged = damaged(&self.relay_store(), compartment, damage)?;
        self.restore_relay(RelayBackup::Memory(damaged), life)
    }

    /// Changes what the relay answers to everybody; `None` for honesty.
    pub fn tamper(&mut self, tamper: Option<Tamper>) {
        held(&self.wire).tamper = tamper;
    }
}

/// A folder that goes with the value, in memory where the system has such a place: nothing of a test needs a disk.
fn in_memory_folder() -> std::io::Result<TempDir> {
    let shared_memory = Path::new("/dev/shm");
    if shared_memory.is_dir() { TempDir::new_in(shared_memory) } else { TempDir::new() }
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

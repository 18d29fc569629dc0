//! A collaborative that was founded once and is taken up again as often as a test likes: founding costs more than
//! what a simulated day of it costs.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use footbridge_relay::store::MemoryStore;
use protocol::{CompartmentHandle, DeviceId};
use tempfile::TempDir;

use super::network::Wire;
use super::{
    Field, FieldClock, FieldError, Keeps, Persona, RelayBackup, Shelf, ZONE, copy_folder, in_memory_folder,
    poured,
};
use crate::SeededRandom;
use app::clock::Clock;

/// See the module.
pub struct Template {
    _dir: TempDir,
    homes: Vec<(&'static str, PathBuf)>,
    devices: Vec<DeviceId>,
    relay: MemoryStore,
    compartment: CompartmentHandle,
    now_ms: i64,
}

impl Template {
    /// The compartment that its devices share.
    pub fn compartment(&self) -> CompartmentHandle {
        self.compartment
    }

    /// Its devices, in order.
    pub fn devices(&self) -> &[DeviceId] {
        &self.devices
    }
}

impl Field {
    /// Keeps these devices and the relay as they are now. The relay must be one in memory.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn into_template(mut self, personas: &mut [Persona]) -> Result<Template, FieldError> {
        let dir = in_memory_folder()?;
        let mut homes = Vec::new();
        let mut devices = Vec::new();
        let mut compartment = CompartmentHandle([0; 16]);
        for (number, persona) in personas.iter_mut().enumerate() {
            if let Some(row) = persona.device()?.compartments()?.first() {
                compartment = CompartmentHandle(row.compartment.0);
            }
            devices.push(persona.device()?.id());
            persona.close();
            let home = dir.path().join(number.to_string());
            copy_folder(persona.home(), &home)?;
            homes.push((persona.name(), home));
        }
        let relay = match self.backup_relay()? {
            RelayBackup::Memory(store) => store,
            RelayBackup::File(_) => MemoryStore::new(),
        };
        Ok(Template { _dir: dir, homes, devices, relay, compartment, now_ms: self.clock.now_ms() })
    }

    /// Takes a collaborative up again: the first so many of its devices, each as it was.
    ///
    /// # Errors
    /// [`FieldError`].
    pub fn of_template(
        template: &Template,
        seed: u64,
        devices: usize,
        keeps: &Keeps,
    ) -> Result<(Self, Vec<Persona>), FieldError> {
        let dir = in_memory_folder()?;
        let shelf = match keeps {
            Keeps::InMemory => Shelf::in_memory(template.relay.clone()),
            Keeps::OnDisk => {
                let shelf = Shelf::on_disk(&dir.path().join("relay"))?;
                poured(&template.relay, &shelf, template.compartment, |_| {})?;
                shelf
            }
        };
        let mut field = Self {
            dir,
            clock: FieldClock::new(template.now_ms, ZONE),
            rng: SeededRandom::new(seed),
            wire: Arc::new(Mutex::new(Wire::new(shelf)?)),
            homes: 0,
            relays: 0,
        };
        let mut personas = Vec::new();
        for (name, home) in template.homes.iter().take(devices) {
            let persona = field.newcomer(name);
            copy_folder(home, persona.home())?;
            personas.push(persona);
        }
        Ok((field, personas))
    }
}

//! Real programs on one machine: a relay on loopback and devices with their own homes. For the demo, the bench,
//! and whatever else wants to act as a person at a terminal would.

mod browser;
mod child;
mod device;
mod relay;
mod station;

pub use browser::Browser;
pub use device::Device;
pub use relay::{Listen, Relay};
pub use station::Station;

use crate::programs::Programs;
use anyhow::Context;
use std::path::{Path, PathBuf};

/// A folder of its own with the programs at hand. The folder goes when this does.
pub struct Stage {
    programs: Programs,
    folder: tempfile::TempDir,
}

impl Stage {
    /// A fresh folder beside the built programs: on their disk, out of shared folders, ignored by git.
    pub fn new(programs: Programs) -> anyhow::Result<Self> {
        let parent = programs.footbridge.parent().context("the programs have no folder")?;
        let folder = tempfile::Builder::new().prefix("stage-").tempdir_in(parent);
        let folder = folder.with_context(|| format!("cannot write to {}", parent.display()))?;
        Ok(Self { programs, folder })
    }

    /// The device's command line.
    pub fn program(&self) -> &Path {
        &self.programs.footbridge
    }

    /// Removes the folder, and says so when that fails; dropping it removes it too, but cannot say.
    pub fn remove(self) -> anyhow::Result<()> {
        let path = self.path("");
        self.folder.close().with_context(|| format!("cannot remove {}", path.display()))
    }

    /// A path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the relay. Its data stays when it stops, so that it can be started again.
    pub fn relay(&self, listen: Listen<'_>) -> anyhow::Result<Relay> {
        Relay::start(&self.programs.relay, &self.path("relay"), &self.path("relay.log"), listen)
    }

    /// Starts a device's screens. The device is in use by them until they end.
    pub fn station(&self, device: &Device) -> anyhow::Result<Station> {
        Station::start(device, &self.path(&format!("station-{}.log", device.name())))
    }

    /// A device with its own home, still empty.
    pub fn device(&self, name: &str) -> Device {
        Device::new(&self.programs.footbridge, name, self.path(name))
    }
}

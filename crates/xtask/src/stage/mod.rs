//! Real programs on one machine: a relay on loopback and devices with their own homes. For the demo, the bench,
//! and whatever else wants to act as a person at a terminal would.

mod device;
mod relay;

pub use device::Device;
pub use relay::{Listen, Relay};

use crate::programs::Programs;
use anyhow::Context;
use std::path::{Path, PathBuf};

/// A folder of its own with the programs at hand. The folder goes when this does.
pub struct Stage {
    programs: Programs,
    folder: tempfile::TempDir,
}

impl Stage {
    /// A fresh folder under the build's target folder: on this disk, out of shared folders, ignored by git.
    pub fn new(root: &Path, programs: Programs) -> anyhow::Result<Self> {
        let parent = root.join("target").join("stage");
        std::fs::create_dir_all(&parent)?;
        let folder = tempfile::Builder::new().prefix("run-").tempdir_in(&parent);
        Ok(Self {
            programs,
            folder: folder.with_context(|| format!("cannot write to {}", parent.display()))?,
        })
    }

    /// A path inside the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the relay. Its data stays when it stops, so that it can be started again.
    pub fn relay(&self, listen: Listen<'_>) -> anyhow::Result<Relay> {
        Relay::start(&self.programs.relay, &self.path("relay"), &self.path("relay.log"), listen)
    }

    /// A device with its own home, still empty.
    pub fn device(&self, name: &str) -> Device {
        Device::new(&self.programs.footbridge, name, self.path(name))
    }
}

//! A collaborative: a relay, a way to it that can be tampered with, and devices.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::{Device, Proxy, Relay};

/// The first device is a coordinator's. The relay is reached through a proxy, so that it can come back at another
/// port.
pub struct Town {
    folder: tempfile::TempDir,
    relay: Arc<Mutex<Relay>>,
    pub proxy: Proxy,
    pub coordinator: Device,
    invited: u32,
}

impl Town {
    pub fn new() -> Self {
        let town = Self::unfounded();
        town.found();
        town
    }

    /// Relay and folders, and no device yet.
    pub fn unfounded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = Relay::start(&folder.path().join("relay"), &folder.path().join("relay.log"), &[]);
        let proxy = Proxy::start(relay.address);
        let coordinator = Device::new(folder.path(), "coordinator");
        Self { folder, relay: Arc::new(Mutex::new(relay)), proxy, coordinator, invited: 0 }
    }

    pub fn found(&self) {
        let agency = "Example County Coordination";
        self.coordinator.ok(&["init", "--relay", &self.url(), "--agency", agency, "--role", "coordinator"]);
    }

    pub fn url(&self) -> String {
        self.proxy.url()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn relay_data(&self) -> PathBuf {
        self.folder.path().join("relay")
    }

    pub fn relay_log(&self) -> PathBuf {
        self.folder.path().join("relay.log")
    }

    /// The code alone on the last line.
    pub fn invite(&self, agency: &str, role: &str) -> String {
        let said = self.coordinator.ok(&["invite", "--agency", agency, "--role", role]);
        said.lines().last().unwrap().to_owned()
    }

    pub fn device(&mut self) -> Device {
        self.invited += 1;
        Device::new(self.folder.path(), &format!("device-{}", self.invited))
    }

    pub fn enrol(&mut self, agency: &str, role: &str) -> Device {
        let device = self.device();
        device.ok(&["enrol", &self.invite(agency, role)]);
        device
    }

    pub fn stop_relay(&self) {
        self.relay.lock().unwrap().stop();
    }

    /// The relay, to be killed from elsewhere.
    pub fn relay(&self) -> Arc<Mutex<Relay>> {
        Arc::clone(&self.relay)
    }

    pub fn start_relay(&self, options: &[&str]) {
        let relay = Relay::start(&self.relay_data(), &self.relay_log(), options);
        self.proxy.lead_to(relay.address);
        *self.relay.lock().unwrap() = relay;
    }

    /// Does something to the files of the stopped relay, and starts it again.
    pub fn tamper(&self, with: impl FnOnce(&Connection)) {
        self.stop_relay();
        let connection = Connection::open(self.relay_data().join("relay.db")).unwrap();
        with(&connection);
        connection.close().unwrap();
        self.start_relay(&[]);
    }
}

/// A committed file of test data.
fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(path)
}

/// 239 real incidents with their dirt; `tests/fixtures/pa-oin` says what is in them.
pub fn extract() -> String {
    fixture("pa-oin/extract.csv").to_str().unwrap().to_owned()
}

/// The extract so many times over, each time with other incidents and people, in a file.
pub fn copies_of_extract(copies: u32, file: &Path) -> String {
    let text = std::fs::read_to_string(extract()).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut out = format!("{header}\n");
    for copy in 1..=copies {
        for row in rows.lines() {
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            for column in [0, 6] {
                cells[column] = format!("{copy}{:0>7}", cells[column]);
            }
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    std::fs::write(file, out).unwrap();
    file.to_str().unwrap().to_owned()
}

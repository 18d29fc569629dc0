//! A record as somebody had it on the screen.

use std::collections::{BTreeMap, BTreeSet};

use app::Shown;
use domain::{Held, Record, RecordId};
use protocol::DeviceId;

/// See the module.
#[derive(Clone, Debug)]
pub struct View {
    /// Which record.
    pub record: RecordId,
    /// Names the state, for the device.
    pub version: String,
    /// What stood: for each key who wrote what, and when.
    held: BTreeMap<String, BTreeSet<(String, i64, [u8; 16])>>,
}

fn name(held: &Held) -> (String, i64, [u8; 16]) {
    (held.value.to_string(), held.stamp.at.unix_ms(), held.actor.0)
}

impl View {
    /// What is shown now.
    pub fn of(shown: &Shown) -> Self {
        let held = |(key, held): (&String, &Vec<Held>)| (key.clone(), held.iter().map(name).collect());
        Self {
            record: shown.record.id,
            version: shown.version.to_string(),
            held: shown.record.fields.iter().map(held).collect(),
        }
    }

    /// Values of a field that stand now and did not stand then, by others than this device: what it wrote itself
    /// since then it knows.
    pub fn unseen(&self, now: &Record, key: &str, device: DeviceId) -> Vec<String> {
        let then = self.held.get(key);
        let held = now.fields.get(key).map(Vec::as_slice).unwrap_or_default();
        let is_new = |one: &&Held| {
            one.actor.0[..8] != device.0[..8] && then.is_none_or(|then| !then.contains(&name(one)))
        };
        held.iter().filter(is_new).map(|one| one.value.to_string()).collect()
    }
}

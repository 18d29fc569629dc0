//! Which devices the relay has not seen for long: for whoever keeps them in order.

use std::collections::BTreeMap;

use protocol::DeviceId;
use protocol::wire::{DeviceContactMsg, DeviceContactsMsg};
use vault::SigningKey;

use super::relay::Signer;
use crate::device::{handle, secrets};
use crate::{AppError, Device};

/// When a device last asked the relay for news, and what it said of itself then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceContact {
    /// The device.
    pub device: DeviceId,
    /// When, by the relay's clock, milliseconds since 1970; up to ten minutes earlier than it was.
    pub at_ms: i64,
    /// Its program's version; empty where it did not say.
    pub version: String,
    /// Since when it had had something unsent as that exchange began, if it had.
    pub unsent_since_ms: Option<i64>,
}

impl Device {
    /// Whether this device holds the key that invites and revokes.
    ///
    /// # Errors
    /// `store.*`.
    pub fn holds_root(&self) -> Result<bool, AppError> {
        Ok(self.db.read(secrets::root_key)?.is_some())
    }

    /// When the devices that this one answers for were last at the relay: all of them for the device that founded the
    /// collaborative, those of its compartments for one that decides who is in them. Devices that never were there, or
    /// only at a relay that did not count, are left out.
    ///
    /// # Errors
    /// `device.not_in_charge` on a device that decides over nobody; `relay.*`, `net.*`.
    pub fn device_contacts(&mut self) -> Result<Vec<DeviceContact>, AppError> {
        let keys = self.watching_keys()?;
        if keys.is_empty() {
            return Err(AppError::NotAllowed("device.not_in_charge"));
        }
        let seen = self.at_relay(|_, line, signer| {
            let mut seen: BTreeMap<DeviceId, DeviceContactMsg> = BTreeMap::new();
            for key in &keys {
                let asks = Signer { key, device: key.device_id(), now_ms: signer.now_ms };
                let told: DeviceContactsMsg = line.ask("GET", "/v1/devices", Vec::new(), Some(&asks))?;
                seen.extend(told.devices.into_iter().map(|one| (one.device, one)));
            }
            Ok(seen)
        })?;
        let contact = |one: DeviceContactMsg| DeviceContact {
            device: one.device,
            at_ms: one.at_ms,
            version: one.version,
            unsent_since_ms: Some(one.unsent_since_ms).filter(|since_ms| *since_ms > 0),
        };
        Ok(seen.into_values().map(contact).collect())
    }

    /// The keys in force here by which the relay says who was there.
    fn watching_keys(&self) -> Result<Vec<SigningKey>, AppError> {
        if let Some(root) = self.db.read(secrets::root_key)? {
            return Ok(vec![root]);
        }
        let mut keys = Vec::new();
        for row in self.compartments()? {
            let compartment = handle(row.compartment);
            let Some(key) = self.db.read(|tx| secrets::administrator_key(tx, compartment))? else { continue };
            let known = self.known.roster.compartment(&compartment);
            if known.is_some_and(|one| one.administrators.contains(&key.public())) {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

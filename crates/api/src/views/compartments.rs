//! Compartments, and the devices that may be in them.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::CompartmentView;

/// A compartment as this device knows it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentStandingView {
    /// The handle, as the relay knows it.
    pub handle: String,
    /// The name, as members know it.
    pub name: String,
    /// The classes of device that may be in it: `law`, `ems`, `care`, `shared`.
    pub classes: Vec<String>,
    /// The ids of the devices in it now.
    pub devices: Vec<String>,
    /// The number of its current key.
    pub key_epoch: u32,
    /// Whether this device records in it when nobody names another.
    pub used: bool,
    /// Whether this device decides who is in it.
    pub administered: bool,
    /// Whether the recovery kit opens the current key; `null` for a compartment without a kit.
    pub escrowed: Option<bool>,
    /// Whether a recovery kit waits here to be put away.
    pub kit_waits: bool,
}

/// The compartments this device is in.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentListView {
    /// The compartments.
    pub compartments: Vec<CompartmentStandingView>,
}

/// A recovery kit: a secret, to be printed and put away.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RecoveryKitView {
    /// The compartment's handle.
    pub compartment: String,
    /// Its name.
    pub name: String,
    /// The kit, as it is printed and typed again.
    pub kit: String,
}

impl fmt::Debug for RecoveryKitView {
    /// Without the kit: whoever holds it decides over the compartment, so it stands in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryKitView").field("compartment", &self.compartment).finish_non_exhaustive()
    }
}

/// A device of the collaborative.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// Its id.
    pub id: String,
    /// The member whose it is.
    pub member: String,
    /// The member's agency; empty where it cannot be read here.
    pub agency: String,
    /// The member's role: a code.
    pub role: String,
    /// The member's name; may be empty.
    pub name: String,
    /// `law`, `ems`, `care` or `shared`.
    pub class: String,
    /// Whether it was cut off.
    pub revoked: bool,
    /// Whether it is this device.
    pub own: bool,
    /// The compartments of this device that it is in, too.
    pub compartments: Vec<CompartmentView>,
}

/// Every device of the collaborative, by agency.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceListView {
    /// The devices.
    pub devices: Vec<DeviceView>,
    /// Whether this device can invite others and revoke them.
    pub decides: bool,
}

/// When a device last asked the relay for news, and what it said of itself then.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceContactView {
    /// The device's id.
    pub id: String,
    /// When, by the relay's clock, milliseconds since 1970; up to ten minutes earlier than it was.
    pub last_contact_ms: i64,
    /// Its program's version; empty where it did not say.
    pub version: String,
    /// Since when it had had something unsent as that exchange began, if it had.
    pub unsent_since_ms: Option<i64>,
}

/// The devices that this one answers for and that were ever at the relay.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceContactListView {
    /// The contacts, by device.
    pub contacts: Vec<DeviceContactView>,
}

/// A device was revoked.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DeviceRevokedView {
    /// The device, as it stands now.
    pub device: DeviceView,
    /// Compartments of this device whose new key could not be made yet: the next sync tries again.
    pub waiting: Vec<CompartmentView>,
}

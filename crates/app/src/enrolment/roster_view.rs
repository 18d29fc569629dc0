//! Who is here: the devices of the collaborative as a person sees them, and what somebody means who names one of
//! them or a compartment.

use domain::CompartmentId;
use domain::role::Class;
use protocol::{DeviceId, MemberId};

use super::class_of;
use crate::device::{MemberNamesView, handle};
use crate::{AppError, Device};

/// A device of the collaborative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub device: DeviceId,
    /// The member whose it is.
    pub member: MemberId,
    /// Who that is; empty texts where it cannot be read here.
    pub names: MemberNamesView,
    /// Whose records it may hold.
    pub class: Class,
    /// Whether it was cut off.
    pub revoked: bool,
    /// Whether it is this one.
    pub own: bool,
    /// The compartments of this device that it is in, too. Of others nothing is known here.
    pub compartments: Vec<CompartmentId>,
}

impl Device {
    /// Every device that ever joined, as far as this one knows: by agency, then by member.
    ///
    /// # Errors
    /// `store.*`.
    pub fn devices(&self) -> Result<Vec<DeviceInfo>, AppError> {
        let held = self.compartments()?;
        let info = |one: &protocol::roster::Device| {
            let inside =
                |id: &CompartmentId| self.known.roster.is_admitted(&handle(*id), &one.keys.device_id());
            DeviceInfo {
                device: one.id(),
                member: one.member,
                names: self.names_of(one.member),
                class: class_of(one.class),
                revoked: one.is_revoked(),
                own: one.id() == self.me.device,
                compartments: held.iter().map(|row| row.compartment).filter(inside).collect(),
            }
        };
        let mut devices: Vec<DeviceInfo> = self.known.roster.devices().map(info).collect();
        let order = |one: &DeviceInfo| (one.names.agency.clone(), one.names.name.clone(), one.device);
        devices.sort_by_cached_key(order);
        Ok(devices)
    }

    /// The device that somebody means: by its whole id, which may be one that this device has not heard of yet, or by
    /// a start of it that fits one device alone.
    ///
    /// # Errors
    /// `device.unknown`; `device.ambiguous`: whom to let in is not guessed.
    pub fn find_device(&self, start: &str) -> Result<DeviceId, AppError> {
        let start = start.trim().to_lowercase();
        if let Ok(id) = start.parse::<DeviceId>() {
            return Ok(id);
        }
        let fits = |id: &DeviceId| !start.is_empty() && id.to_string().starts_with(&start);
        let mut fitting = self.known.roster.devices().map(protocol::roster::Device::id).filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(AppError::Input {
                code: "device.ambiguous",
                what: "several devices have an id that starts like this: type more of it",
            }),
            (None, _) => Err(AppError::Input {
                code: "device.unknown",
                what: "no device with this id is known here: look at the list of devices, or sync first",
            }),
        }
    }

    /// The compartment that somebody means, by its id or its name.
    ///
    /// # Errors
    /// `compartment.unknown`; `compartment.ambiguous` for a name that two have, as their founders could not know of
    /// each other.
    pub fn find_compartment(&self, named: &str) -> Result<CompartmentId, AppError> {
        let named = named.trim();
        let held = self.compartments()?;
        if let Some(row) = held.iter().find(|row| row.compartment.to_string() == named) {
            return Ok(row.compartment);
        }
        let mut fitting = held.iter().filter(|row| !named.is_empty() && row.name == named);
        match (fitting.next(), fitting.next()) {
            (Some(row), None) => Ok(row.compartment),
            (Some(_), Some(_)) => Err(AppError::Input {
                code: "compartment.ambiguous",
                what: "two compartments on this device have this name: give the id of the one that is meant",
            }),
            (None, _) => Err(AppError::Input {
                code: "compartment.unknown",
                what: "this device is in no compartment of this name or id",
            }),
        }
    }
}

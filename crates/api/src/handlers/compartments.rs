//! Compartments beside the shared one, and the devices that may be in them.

use app::domain::CompartmentId;
use app::domain::role::Class;
use app::{AppError, CompartmentInfo, CompartmentRow, Device, DeviceContact, DeviceInfo, Progress};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn devices(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<DeviceListView, ApiError> {
    let held = device.compartments()?;
    let devices = device.devices()?.into_iter().map(|one| device_view(one, &held)).collect();
    Ok(DeviceListView { devices, decides: device.holds_root()? })
}

pub(crate) fn contacts(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<DeviceContactListView, ApiError> {
    let view = |one: DeviceContact| DeviceContactView {
        id: one.device.to_string(),
        last_contact_ms: one.at_ms,
        version: one.version,
        unsent_since_ms: one.unsent_since_ms,
    };
    Ok(DeviceContactListView { contacts: device.device_contacts()?.into_iter().map(view).collect() })
}

pub(crate) fn revoke(
    device: &mut Device,
    request: DeviceRequest,
    _: &mut Progress<'_>,
) -> Result<DeviceRevokedView, ApiError> {
    let lost = device.find_device(&request.device)?;
    device.revoke(lost)?;
    let (held, stale) = (device.compartments()?, device.stale_keys()?);
    let waiting = held.iter().filter(|row| stale.contains(&row.compartment)).map(named).collect();
    let info = device.devices()?.into_iter().find(|one| one.device == lost);
    let info = info.ok_or(AppError::NotFound("device"))?;
    Ok(DeviceRevokedView { device: device_view(info, &held), waiting })
}

pub(super) fn named(row: &CompartmentRow) -> CompartmentView {
    CompartmentView { handle: row.compartment.to_string(), name: row.name.clone() }
}

pub(super) fn device_view(one: DeviceInfo, held: &[CompartmentRow]) -> DeviceView {
    let inside = held.iter().filter(|row| one.compartments.contains(&row.compartment));
    DeviceView {
        id: one.device.to_string(),
        member: one.member.to_string(),
        compartments: inside.map(named).collect(),
        agency: one.names.agency,
        role: one.names.role,
        name: one.names.name,
        class: one.class.word().to_owned(),
        revoked: one.revoked,
        own: one.own,
    }
}

pub(crate) fn list(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<CompartmentListView, ApiError> {
    let compartments = device.compartment_infos()?.into_iter().map(view).collect();
    Ok(CompartmentListView { compartments })
}

pub(crate) fn found(
    device: &mut Device,
    request: CompartmentFoundRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    let class = |word: &String| {
        word.trim().parse::<Class>().map_err(|_| AppError::Input {
            code: "compartment.classes",
            what: "the classes of device are law, ems, care and shared",
        })
    };
    let classes = request.classes.iter().map(class).collect::<Result<Vec<_>, _>>()?;
    Ok(view(device.found_compartment(&request.name, &classes)?))
}

pub(crate) fn admit(
    device: &mut Device,
    request: CompartmentAdmitRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    let compartment = device.find_compartment(&request.compartment)?;
    let newcomer = device.find_device(&request.device)?;
    device.admit(compartment, newcomer)?;
    standing(device, compartment)
}

pub(crate) fn choose(
    device: &mut Device,
    request: CompartmentRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    let compartment = device.find_compartment(&request.compartment)?;
    Ok(view(device.use_compartment(compartment)?))
}

pub(crate) fn restore(
    device: &mut Device,
    request: CompartmentRestoreRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    Ok(view(device.restore_compartment(&request.kit)?))
}

pub(crate) fn rotate(
    device: &mut Device,
    request: CompartmentRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    let compartment = device.find_compartment(&request.compartment)?;
    device.rotate(compartment)?;
    standing(device, compartment)
}

pub(crate) fn kit(
    device: &mut Device,
    request: CompartmentRequest,
    _: &mut Progress<'_>,
) -> Result<RecoveryKitView, ApiError> {
    let compartment = device.find_compartment(&request.compartment)?;
    let kit = device.recovery_kit(compartment).map_err(|error| match error {
        AppError::NotFound(_) => AppError::Input {
            code: "recovery_kit.none",
            what: "no recovery kit of this compartment waits here: it was put away, or another device founded the compartment",
        },
        other => other,
    })?;
    let name = standing(device, compartment)?.name;
    Ok(RecoveryKitView { compartment: compartment.to_string(), name, kit: kit.as_str().to_owned() })
}

pub(crate) fn kit_kept(
    device: &mut Device,
    request: CompartmentRequest,
    _: &mut Progress<'_>,
) -> Result<CompartmentStandingView, ApiError> {
    let compartment = device.find_compartment(&request.compartment)?;
    device.kit_is_kept(compartment)?;
    standing(device, compartment)
}

/// How the compartment stands now.
fn standing(device: &Device, compartment: CompartmentId) -> Result<CompartmentStandingView, ApiError> {
    let found = device.compartment_infos()?.into_iter().find(|one| one.compartment == compartment);
    Ok(view(found.ok_or(AppError::NotFound("compartment"))?))
}

fn view(info: CompartmentInfo) -> CompartmentStandingView {
    CompartmentStandingView {
        handle: info.compartment.to_string(),
        name: info.name,
        classes: info.classes.iter().map(|class| class.word().to_owned()).collect(),
        devices: info.devices.iter().map(ToString::to_string).collect(),
        key_epoch: info.key_epoch,
        used: info.used,
        administered: info.administered,
        escrowed: info.escrowed,
        kit_waits: info.kit_waits,
    }
}

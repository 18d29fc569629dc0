//! Joining: founding a collaborative, inviting, enrolling. Each finishes alone and can be run again after an
//! interruption: what is sent is on disk first.

mod compartments;
mod contacts;
mod enrol;
mod epochs;
mod found;
mod inboxes;
mod invite;
mod publish;
mod relay;
mod restore;
mod revoke;
mod roster_view;
mod sign_up;
mod voice;

use domain::CompartmentId;
use domain::role::Class;
use protocol::certificate::DeviceClass;
use store::{CompartmentRow, EpochKeyRow, Secret32, StoreError, Writing};
use vault::{EpochKey, IdKey};

pub use compartments::CompartmentInfo;
pub use contacts::DeviceContact;
pub use found::Founding;
pub use invite::Invitation;
pub(crate) use publish::Wanted;
pub use roster_view::DeviceInfo;
pub use sign_up::{NamedMember, SignUp, Whom as WhomToName};
pub(crate) use voice::VoiceInvitation;
pub use voice::{VoiceGuest, VoiceOpened, VoiceSeen};

/// The class, as certificates number it.
pub(crate) fn device_class(class: Class) -> DeviceClass {
    match class {
        Class::Law => DeviceClass::Law,
        Class::Ems => DeviceClass::Ems,
        Class::Care => DeviceClass::Care,
        Class::Shared => DeviceClass::Shared,
    }
}

/// The class that a certificate names.
pub(crate) fn class_of(class: DeviceClass) -> Class {
    match class {
        DeviceClass::Law => Class::Law,
        DeviceClass::Ems => Class::Ems,
        DeviceClass::Care => Class::Care,
        DeviceClass::Shared => Class::Shared,
    }
}

/// Keeps the keys of a compartment that this device entered.
fn keep_compartment(
    tx: &Writing<'_>,
    compartment: CompartmentId,
    name: &str,
    id_key: &IdKey,
    epochs: &[EpochKey],
) -> Result<(), StoreError> {
    tx.put_compartment(&CompartmentRow {
        compartment,
        name: name.to_owned(),
        key_epoch: epochs.iter().map(|epoch| epoch.number).max().unwrap_or(0),
        id_key: Secret32(*id_key.expose()),
    })?;
    for epoch in epochs {
        tx.put_epoch_key(&EpochKeyRow {
            compartment,
            key_epoch: epoch.number,
            key: Secret32(*epoch.expose()),
            inbox_secret: None,
        })?;
    }
    Ok(())
}

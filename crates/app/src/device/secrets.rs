//! What the encrypted database keeps of this device's own secrets, and how far joining has come.

use protocol::{CollaborativeId, CompartmentHandle, MemberId};
use store::{Mailbox, Reading, Secret32, StoreError, Writing};
use vault::{DeviceIdentity, DirectoryKey, SigningKey, TransportKey};
use zeroize::Zeroizing;

use crate::AppError;

const STATE: &str = "device.state";
const IDENTITY: &str = "device.identity";
const TRANSPORT: &str = "device.transport_key";
const COLLABORATIVE: &str = "device.collaborative";
const MEMBER: &str = "device.member";
const DIRECTORY: &str = "device.directory_key";
const RELAY: &str = "device.relay";
const ROOT: &str = "device.root_key";
const ISSUED: &str = "device.issued";
const CHOSEN: &str = "device.compartment";
const PENDING: &str = "device.pending";

/// How far a device has come in joining its collaborative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joining {
    /// Its founding certificates may or may not be at the relay.
    Founding,
    /// Its enrolment may or may not be at the relay.
    Enrolling,
    /// It belongs.
    Joined,
}

/// Everything secret or fixed about this device, as the database keeps it.
pub(crate) struct Secrets {
    pub identity: DeviceIdentity,
    pub transport: TransportKey,
    pub collaborative: CollaborativeId,
    pub member: MemberId,
    pub directory_key: DirectoryKey,
    pub relay: String,
}

impl Secrets {
    pub fn read(tx: &Reading<'_>) -> Result<Self, AppError> {
        let identity: Zeroizing<[u8; 64]> = Zeroizing::new(array(tx, IDENTITY)?);
        let transport: Zeroizing<[u8; 32]> = Zeroizing::new(array(tx, TRANSPORT)?);
        let directory: Zeroizing<[u8; 32]> = Zeroizing::new(array(tx, DIRECTORY)?);
        Ok(Self {
            identity: DeviceIdentity::from_secret_bytes(&identity)?,
            transport: TransportKey::from_bytes(&transport)?,
            collaborative: CollaborativeId(array(tx, COLLABORATIVE)?),
            member: MemberId(array(tx, MEMBER)?),
            directory_key: DirectoryKey::from_bytes(&directory),
            relay: tx.meta_text(RELAY)?.unwrap_or_default(),
        })
    }

    pub fn write(&self, tx: &Writing<'_>) -> Result<(), StoreError> {
        tx.set_meta(IDENTITY, self.identity.to_secret_bytes().as_slice())?;
        tx.set_meta(TRANSPORT, self.transport.expose())?;
        tx.set_meta(COLLABORATIVE, &self.collaborative.0)?;
        tx.set_meta(MEMBER, &self.member.0)?;
        tx.set_meta(DIRECTORY, self.directory_key.expose())?;
        tx.set_meta(RELAY, self.relay.as_bytes())
    }

    /// Tells a new mailbox what it must know while the device is locked.
    pub fn introduce(&self, mailbox: &Mailbox) -> Result<(), StoreError> {
        mailbox.set_relay_url(&self.relay)?;
        mailbox.set_device(self.identity.device_id(), &Secret32(*self.transport.expose()))?;
        mailbox.set_value(super::COLLABORATIVE, &self.collaborative.0)?;
        mailbox.follow_log(self.collaborative.into())
    }
}

pub(crate) fn joining(tx: &Reading<'_>) -> Result<Option<Joining>, AppError> {
    Ok(match tx.meta(STATE)?.as_deref() {
        None => None,
        Some(b"founding") => Some(Joining::Founding),
        Some(b"enrolling") => Some(Joining::Enrolling),
        Some(b"joined") => Some(Joining::Joined),
        Some(_) => return Err(StoreError::Unreadable(STATE.to_owned()).into()),
    })
}

pub(crate) fn set_joining(tx: &Writing<'_>, joining: Joining) -> Result<(), StoreError> {
    let word: &[u8] = match joining {
        Joining::Founding => b"founding",
        Joining::Enrolling => b"enrolling",
        Joining::Joined => b"joined",
    };
    tx.set_meta(STATE, word)
}

/// What is to be sent again when joining was interrupted: the founding certificates, or the invitation's code.
pub(crate) fn pending(tx: &Reading<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    tx.meta(PENDING)
}

pub(crate) fn set_pending(tx: &Writing<'_>, bytes: Option<&[u8]>) -> Result<(), StoreError> {
    match bytes {
        Some(bytes) => tx.set_meta(PENDING, bytes),
        None => tx.clear_meta(PENDING),
    }
}

/// The collaborative's root key: on the founding device only.
pub(crate) fn root_key(tx: &Reading<'_>) -> Result<Option<SigningKey>, AppError> {
    signing_key(tx, ROOT)
}

pub(crate) fn set_root_key(tx: &Writing<'_>, key: &SigningKey) -> Result<(), StoreError> {
    tx.set_meta(ROOT, key.expose())
}

/// The key that decides who enters a compartment: on its administrators' devices only. Never the root.
pub(crate) fn administrator_key(
    tx: &Reading<'_>,
    compartment: CompartmentHandle,
) -> Result<Option<SigningKey>, AppError> {
    signing_key(tx, &administrator(compartment))
}

pub(crate) fn set_administrator_key(
    tx: &Writing<'_>,
    compartment: CompartmentHandle,
    key: &SigningKey,
) -> Result<(), StoreError> {
    tx.set_meta(&administrator(compartment), key.expose())
}

/// The recovery kit of a compartment, until it is put away.
pub(crate) fn recovery_kit(
    tx: &Reading<'_>,
    compartment: CompartmentHandle,
) -> Result<Option<Zeroizing<String>>, AppError> {
    Ok(tx.meta_text(&kit(compartment))?.map(Zeroizing::new))
}

pub(crate) fn set_recovery_kit(
    tx: &Writing<'_>,
    compartment: CompartmentHandle,
    text: Option<&str>,
) -> Result<(), StoreError> {
    match text {
        Some(text) => tx.set_meta(&kit(compartment), text.as_bytes()),
        None => tx.clear_meta(&kit(compartment)),
    }
}

fn kit(compartment: CompartmentHandle) -> String {
    format!("device.recovery_kit.{compartment}")
}

/// The compartment that was chosen for this device to author in.
pub(crate) fn chosen_compartment(tx: &Reading<'_>) -> Result<Option<domain::CompartmentId>, AppError> {
    let bytes = tx.meta(CHOSEN)?.and_then(|bytes| bytes.try_into().ok());
    Ok(bytes.map(domain::CompartmentId))
}

pub(crate) fn set_chosen_compartment(tx: &Writing<'_>, id: domain::CompartmentId) -> Result<(), StoreError> {
    tx.set_meta(CHOSEN, &id.0)
}

/// One more than the highest issuer number that this device ever signed with, lost races included.
pub(crate) fn next_issuer_number(tx: &Reading<'_>) -> Result<u64, AppError> {
    match tx.meta(ISSUED)? {
        None => Ok(0),
        Some(bytes) => {
            let bytes = bytes.try_into().map_err(|_| StoreError::Unreadable(ISSUED.to_owned()))?;
            Ok(u64::from_be_bytes(bytes))
        }
    }
}

/// To be stored before anything signed with a lower number leaves this device.
pub(crate) fn set_next_issuer_number(tx: &Writing<'_>, number: u64) -> Result<(), StoreError> {
    tx.set_meta(ISSUED, &number.to_be_bytes())
}

fn administrator(compartment: CompartmentHandle) -> String {
    format!("device.administrator_key.{compartment}")
}

fn signing_key(tx: &Reading<'_>, key: &str) -> Result<Option<SigningKey>, AppError> {
    if tx.meta(key)?.is_none() {
        return Ok(None);
    }
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(array(tx, key)?);
    Ok(Some(SigningKey::from_bytes(&seed)?))
}

fn array<const N: usize>(tx: &Reading<'_>, key: &str) -> Result<[u8; N], StoreError> {
    let bytes = tx.meta(key)?.ok_or_else(|| StoreError::Unreadable(key.to_owned()))?;
    bytes.try_into().map_err(|_| StoreError::Unreadable(key.to_owned()))
}

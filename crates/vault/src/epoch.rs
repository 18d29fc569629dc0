//! Epochs: a compartment's key, handed to every device in it and to no other; the old key is sealed under the
//! new one, never the reverse.

use protocol::certificate::{EpochIssued, EpochKeyFor, SEALED_KEY_LEN, WRAPPED_SECRET_LEN};
use protocol::{CompartmentHandle, DeviceId, SealingKey};
use zeroize::Zeroizing;

use crate::{
    DeviceIdentity, EpochKey, IdKey, InboxSecret, Random, SealingSecret, VaultError, aead, hpke, kdf,
};

const WHAT: &str = "epoch key";

/// What a member device holds of one epoch.
#[derive(Clone, Debug)]
pub struct EpochSecrets {
    /// Opens segments and keyboxes.
    pub key: EpochKey,
    /// Opens what others sealed to the compartment.
    pub inbox: InboxSecret,
    /// Derives ids of imported records; the same in all epochs.
    pub id_key: IdKey,
}

/// An epoch's certificate, opened.
#[derive(Debug)]
pub struct OpenedEpoch {
    /// The epoch's secrets.
    pub secrets: EpochSecrets,
    /// The key of the epoch before; none for the first. Open that epoch's certificate with it, and so on back.
    pub previous: Option<EpochKey>,
}

/// Makes the next epoch of a compartment (the first when there is none `before`) for exactly these devices.
///
/// # Errors
/// [`VaultError::CannotSeal`] without devices, [`VaultError::OtherEpoch`] when `before` is another
/// compartment's, [`VaultError::Library`] when a device's key is not valid.
pub fn issue_epoch(
    compartment: CompartmentHandle,
    before: Option<&EpochSecrets>,
    devices: &[(DeviceId, SealingKey)],
    random: &mut dyn Random,
) -> Result<(EpochIssued, EpochSecrets), VaultError> {
    if devices.is_empty() {
        return Err(VaultError::CannotSeal("an epoch needs a device"));
    }
    if before.is_some_and(|known| known.key.compartment != compartment) {
        return Err(VaultError::OtherEpoch);
    }
    let number = before.map_or(Some(1), |known| known.key.number.checked_add(1));
    let number = number.ok_or(VaultError::TooLarge("epoch number"))?;
    let key = EpochKey::generate(compartment, number, random);
    let secret = SealingSecret::generate(random)?;
    let id_key = before.map_or_else(|| IdKey::generate(random), |known| known.id_key.clone());
    let issued = EpochIssued {
        number,
        inbox: secret.public(),
        keys: keys_for(&key, devices)?,
        previous_key: before.map(|known| wrap(&key, Inside::Previous, known.key.expose())).transpose()?,
        inbox_secret: wrap(&key, Inside::Inbox, secret.expose())?,
        id_key: wrap(&key, Inside::Id, id_key.expose())?,
        canary: canary(&key)?,
    };
    let inbox = InboxSecret { compartment, epoch: number, secret };
    Ok((issued, EpochSecrets { key, inbox, id_key }))
}

fn keys_for(key: &EpochKey, devices: &[(DeviceId, SealingKey)]) -> Result<Vec<EpochKeyFor>, VaultError> {
    let mut devices = devices.to_vec();
    devices.sort_unstable();
    devices.dedup_by_key(|(id, _)| *id);
    let sealed = devices.iter().map(|(device, sealing)| {
        Ok(EpochKeyFor { device: *device, sealed: seal_for_admission(key, *device, sealing)? })
    });
    sealed.collect()
}

/// Opens an epoch's certificate as one of the devices it is sealed to.
///
/// # Errors
/// [`VaultError::NotForThisDevice`], and as [`open_epoch`].
pub fn accept_epoch(
    issued: &EpochIssued,
    compartment: CompartmentHandle,
    device: &DeviceIdentity,
) -> Result<OpenedEpoch, VaultError> {
    let own = issued.keys.iter().find(|key| key.device == device.device_id());
    let own = own.ok_or(VaultError::NotForThisDevice)?;
    let key = accept_admission(compartment, issued.number, &own.sealed, device)?;
    open_epoch(issued, &key)
}

/// Opens an epoch's certificate with its key, however that was come by.
///
/// # Errors
/// [`VaultError::OtherEpoch`], [`VaultError::KeyMismatch`] when the key is not the one the certificate was made
/// with, [`VaultError::CannotOpen`] when the certificate's parts do not fit together.
pub fn open_epoch(issued: &EpochIssued, key: &EpochKey) -> Result<OpenedEpoch, VaultError> {
    if issued.number != key.number {
        return Err(VaultError::OtherEpoch);
    }
    aws_lc_rs::constant_time::verify_slices_are_equal(&canary(key)?, &issued.canary)
        .map_err(|_| VaultError::KeyMismatch)?;
    let secret = SealingSecret::from_bytes(&*unwrap(key, Inside::Inbox, &issued.inbox_secret)?)?;
    if secret.public() != issued.inbox {
        return Err(VaultError::KeyMismatch);
    }
    let id_key = IdKey::from_bytes(&*unwrap(key, Inside::Id, &issued.id_key)?);
    let previous = issued.previous_key.as_ref().map(|wrapped| -> Result<EpochKey, VaultError> {
        let number = key.number.checked_sub(1).ok_or(VaultError::OtherEpoch)?;
        let bytes = unwrap(key, Inside::Previous, wrapped)?;
        Ok(EpochKey::from_bytes(key.compartment, number, &bytes))
    });
    let inbox = InboxSecret { compartment: key.compartment, epoch: key.number, secret };
    let previous = previous.transpose()?;
    Ok(OpenedEpoch { secrets: EpochSecrets { key: key.clone(), inbox, id_key }, previous })
}

/// Seals an epoch key to one device, for the certificate that admits it.
///
/// # Errors
/// [`VaultError::Library`] when the device's key is not valid.
pub fn seal_for_admission(
    key: &EpochKey,
    device: DeviceId,
    sealing: &SealingKey,
) -> Result<[u8; SEALED_KEY_LEN], VaultError> {
    let sealed = hpke::seal_to(sealing, &info(key.compartment, key.number), &device.0, key.expose())?;
    sealed.try_into().map_err(|_| VaultError::Library)
}

/// Opens an epoch key that was sealed to this device. Check it with [`open_epoch`] before first use.
///
/// # Errors
/// [`VaultError::CannotOpen`].
pub fn accept_admission(
    compartment: CompartmentHandle,
    number: u32,
    sealed: &[u8; SEALED_KEY_LEN],
    device: &DeviceIdentity,
) -> Result<EpochKey, VaultError> {
    open_sealed(compartment, number, sealed, device.device_id(), device.sealing())
}

/// Opens an epoch key with the key that it was sealed to.
pub(crate) fn open_sealed(
    compartment: CompartmentHandle,
    number: u32,
    sealed: &[u8; SEALED_KEY_LEN],
    to: DeviceId,
    secret: &SealingSecret,
) -> Result<EpochKey, VaultError> {
    let opened = secret.open(&info(compartment, number), &to.0, sealed, WHAT)?;
    let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| VaultError::CannotOpen(WHAT))?;
    Ok(EpochKey::from_bytes(compartment, number, bytes))
}

/// What is wrapped under an epoch key in its certificate; each under a key of its own.
#[derive(Clone, Copy)]
enum Inside {
    Previous,
    Inbox,
    Id,
}

impl Inside {
    fn purpose(self) -> &'static str {
        match self {
            Self::Previous => "footbridge epoch previous key 1",
            Self::Inbox => "footbridge epoch inbox secret 1",
            Self::Id => "footbridge epoch id key 1",
        }
    }
}

fn wrap(key: &EpochKey, inside: Inside, secret: &[u8; 32]) -> Result<[u8; WRAPPED_SECRET_LEN], VaultError> {
    let wrapping = wrapping_key(key, inside)?;
    let wrapped = aead::seal_once(&wrapping, &key.context(), secret)?;
    wrapped.try_into().map_err(|_| VaultError::Library)
}

fn unwrap(
    key: &EpochKey,
    inside: Inside,
    wrapped: &[u8; WRAPPED_SECRET_LEN],
) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    let wrapping = wrapping_key(key, inside)?;
    let plain = aead::open_once(&wrapping, &key.context(), wrapped, "epoch")?;
    let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::CannotOpen("epoch"))?;
    Ok(Zeroizing::new(bytes))
}

/// An epoch key is fresh and its certificate made once, so each of these keys seals one thing.
fn wrapping_key(key: &EpochKey, inside: Inside) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    kdf::derive(key.expose(), &[], inside.purpose(), &key.context())
}

fn canary(key: &EpochKey) -> Result<[u8; 32], VaultError> {
    Ok(*kdf::derive(key.expose(), &[], "footbridge epoch canary 1", &key.context())?)
}

fn info(compartment: CompartmentHandle, number: u32) -> Vec<u8> {
    [b"footbridge epoch key 1\0".as_slice(), &compartment.0, &number.to_be_bytes()].concat()
}

//! Wrapping a record's key under the epoch key.

use protocol::{Keybox, KeyboxHandle};

use crate::{EpochKey, Random, RecordKey, VaultError, aead, kdf, random};

const WHAT: &str = "keybox";
const PURPOSE: &str = "footbridge keybox 1";

/// Wraps a record's key. The handle is random, so the wrapping key is fresh.
///
/// # Errors
/// [`VaultError::Library`].
pub fn seal_keybox(
    epoch: &EpochKey,
    record: &RecordKey,
    random: &mut dyn Random,
) -> Result<Keybox, VaultError> {
    let handle = KeyboxHandle(random::array(random));
    let key = kdf::derive(epoch.expose(), &handle.0, PURPOSE, &epoch.context())?;
    let associated = Keybox::associated_data(handle, epoch.compartment, epoch.number);
    let wrapped = aead::seal_once(&key, &associated, record.expose())?;
    let wrapped = wrapped.try_into().map_err(|_| VaultError::Library)?;
    Ok(Keybox { handle, compartment: epoch.compartment, key_epoch: epoch.number, wrapped })
}

/// Opens a keybox of this epoch.
///
/// # Errors
/// [`VaultError::OtherEpoch`], [`VaultError::CannotOpen`].
pub fn open_keybox(epoch: &EpochKey, keybox: &Keybox) -> Result<RecordKey, VaultError> {
    if (keybox.compartment, keybox.key_epoch) != (epoch.compartment, epoch.number) {
        return Err(VaultError::OtherEpoch);
    }
    let key = kdf::derive(epoch.expose(), &keybox.handle.0, PURPOSE, &epoch.context())?;
    let associated = Keybox::associated_data(keybox.handle, keybox.compartment, keybox.key_epoch);
    let plain = aead::open_once(&key, &associated, &keybox.wrapped, WHAT)?;
    let bytes: &[u8; 32] = plain.as_slice().try_into().map_err(|_| VaultError::CannotOpen(WHAT))?;
    Ok(RecordKey::from_bytes(bytes))
}

//! A device's own keys.

use protocol::auth::Auth;
use protocol::certificate::DeviceKeys;
use protocol::{DeviceId, PublicKey};
use zeroize::Zeroizing;

use crate::{Random, SealingSecret, SigningKey, VaultError};

/// What makes a device this device: it signs segments and certificates, and opens what is sealed to it alone.
/// Lives in the main database; gone while the device is locked.
#[derive(Debug)]
pub struct DeviceIdentity {
    signing: SigningKey,
    sealing: SealingSecret,
}

impl DeviceIdentity {
    /// A new device.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, VaultError> {
        Ok(Self { signing: SigningKey::generate(random)?, sealing: SealingSecret::generate(random)? })
    }

    /// The identity with these bytes, as [`Self::to_secret_bytes`] gave them.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn from_secret_bytes(bytes: &[u8; 64]) -> Result<Self, VaultError> {
        let (signing, sealing) = bytes.split_first_chunk::<32>().ok_or(VaultError::Library)?;
        let sealing: &[u8; 32] = sealing.try_into().map_err(|_| VaultError::Library)?;
        Ok(Self { signing: SigningKey::from_bytes(signing)?, sealing: SealingSecret::from_bytes(sealing)? })
    }

    /// Both secrets, to be stored inside the database. Never log them.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut out = Zeroizing::new([0; 64]);
        let both = self.signing.expose().iter().chain(self.sealing.expose());
        for (to, from) in out.iter_mut().zip(both) {
            *to = *from;
        }
        out
    }

    /// Its id, as its signing key gives it.
    pub fn device_id(&self) -> DeviceId {
        self.signing.device_id()
    }

    /// Signs segments and certificates.
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// Opens what is sealed to this device.
    pub fn sealing(&self) -> &SealingSecret {
        &self.sealing
    }

    /// The public halves, as a certificate states them.
    pub fn public_keys(&self, transport: &TransportKey) -> DeviceKeys {
        DeviceKeys {
            signing: self.signing.public(),
            transport: transport.public(),
            sealing: self.sealing.public(),
        }
    }
}

/// Signs requests to the relay. Lives in the mailbox, usable while the device is locked: whoever has it can
/// fetch and post ciphertext as this device, but neither sign a segment nor read one.
#[derive(Debug)]
pub struct TransportKey(SigningKey);

impl TransportKey {
    /// A new key.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, VaultError> {
        SigningKey::generate(random).map(Self)
    }

    /// The key with these bytes, as [`Self::expose`] gave them.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, VaultError> {
        SigningKey::from_bytes(bytes).map(Self)
    }

    /// The secret, for the mailbox. Never log it.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.0.public()
    }

    /// Signs a request of this device. `target` is the path with its query; `time_ms` the relay's time as the
    /// device believes it.
    pub fn authorise(&self, device: DeviceId, method: &str, target: &str, time_ms: i64, body: &[u8]) -> Auth {
        self.0.authorise(device, method, target, time_ms, body)
    }
}

//! A compartment's inbox: anyone may seal to it, only its members can open.

use protocol::{CompartmentHandle, SealingKey};
use zeroize::Zeroizing;

use crate::{SealingSecret, VaultError, hpke};

/// The public side of a compartment's inbox in one epoch, as its certificate states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// The epoch whose key opens it.
    pub epoch: u32,
    /// What to seal to.
    pub key: SealingKey,
}

impl Inbox {
    /// Seals to the compartment's members. `context` has to be given again to open.
    ///
    /// # Errors
    /// [`VaultError::Library`] when the key is not a valid one.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        hpke::seal_to(&self.key, &info(self.compartment, self.epoch), context, plain)
    }
}

/// The secret side: what every member device of the epoch holds.
#[derive(Clone, Debug)]
pub struct InboxSecret {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// The epoch.
    pub epoch: u32,
    pub(crate) secret: SealingSecret,
}

impl InboxSecret {
    /// The public side.
    pub fn inbox(&self) -> Inbox {
        Inbox { compartment: self.compartment, epoch: self.epoch, key: self.secret.public() }
    }

    /// Opens what was sealed to the inbox for the same context.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`].
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.secret.open(&info(self.compartment, self.epoch), context, sealed, "inbox message")
    }
}

fn info(compartment: CompartmentHandle, epoch: u32) -> Vec<u8> {
    [b"footbridge inbox 1\0".as_slice(), &compartment.0, &epoch.to_be_bytes()].concat()
}

//! The recovery kit of a compartment: what is left when its administrators' devices are lost. It is printed, and put
//! where the compartment's own agency keeps such things; no device needs it in daily use.
//!
//! ```text
//! version u8 · collaborative 16 · compartment 16 · recovery key 32 · escrow key 32 · custodian key 32
//! ```
//! with the checksum and in the letters of [`protocol::grouped`].

use std::fmt;
use std::str::FromStr;

use protocol::certificate::{Chartered, DeviceClass, SEALED_KEY_LEN};
use protocol::{CollaborativeId, CompartmentHandle, DeviceId, Reader, SealingKey, Writer, grouped};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{EpochKey, Random, SealingSecret, SigningKey, VaultError, epoch, hpke};

const VERSION: u8 = 1;

/// Why a text is no recovery kit.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RecoveryKitError {
    /// A character is wrong, missing or too many.
    #[error("the recovery kit was mistyped")]
    Mistyped,
    /// A newer version made it.
    #[error("the recovery kit was made by a newer version ({0})")]
    NewerVersion(u8),
}

impl RecoveryKitError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mistyped => "recovery_kit.mistyped",
            Self::NewerVersion(_) => "recovery_kit.newer_version",
        }
    }
}

/// The kit. Its text form is the secret itself: print it, never log it.
pub struct RecoveryKit {
    /// Where the compartment belongs.
    pub collaborative: CollaborativeId,
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// An administrator's key.
    pub recovery: SigningKey,
    /// Opens every epoch key.
    pub escrow: SealingSecret,
    /// Decides about the later work of a revoked device.
    pub custodian: SigningKey,
}

impl RecoveryKit {
    /// A fresh kit.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn generate(
        collaborative: CollaborativeId,
        compartment: CompartmentHandle,
        random: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        Ok(Self {
            collaborative,
            compartment,
            recovery: SigningKey::generate(random)?,
            escrow: SealingSecret::generate(random)?,
            custodian: SigningKey::generate(random)?,
        })
    }

    /// What the compartment's charter says of it.
    pub fn charter(&self, classes: Vec<DeviceClass>) -> Chartered {
        Chartered {
            classes,
            custodian: self.custodian.public(),
            recovery: self.recovery.public(),
            escrow: self.escrow.public(),
        }
    }

    /// Opens what [`seal_to_kit`] sealed to it for the same context.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`].
    pub fn open_sealed(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.escrow.open(&info(self.compartment), context, sealed, "work sealed to the kit")
    }

    /// Opens the key of an epoch that was sealed to the kit. Check it with [`crate::open_epoch`] before first use.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`].
    pub fn open_epoch_key(&self, number: u32, sealed: &[u8; SEALED_KEY_LEN]) -> Result<EpochKey, VaultError> {
        epoch::open_sealed(self.compartment, number, sealed, self.recovery.device_id(), &self.escrow)
    }
}

/// Seals an epoch key to the recovery kit of a compartment with this charter.
///
/// # Errors
/// [`VaultError::Library`] when the escrow key is not valid.
pub fn seal_for_escrow(
    key: &EpochKey,
    recovery: DeviceId,
    escrow: &SealingKey,
) -> Result<[u8; SEALED_KEY_LEN], VaultError> {
    crate::seal_for_admission(key, recovery, escrow)
}

/// Seals something to the holder of the kit with this escrow key. `context` has to be given again to open.
///
/// # Errors
/// [`VaultError::Library`] when the escrow key is not valid.
pub fn seal_to_kit(
    escrow: &SealingKey,
    compartment: CompartmentHandle,
    context: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, VaultError> {
    hpke::seal_to(escrow, &info(compartment), context, plain)
}

fn info(compartment: CompartmentHandle) -> Vec<u8> {
    [b"footbridge to the kit 1\0".as_slice(), &compartment.0].concat()
}

/// Says nothing of the secrets.
impl fmt::Debug for RecoveryKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryKit").field("compartment", &self.compartment).finish_non_exhaustive()
    }
}

/// The kit as it is printed.
impl fmt::Display for RecoveryKit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut w = Writer::new();
        w.u8(VERSION).put(&self.collaborative).put(&self.compartment);
        w.raw(self.recovery.expose()).raw(self.escrow.expose()).raw(self.custodian.expose());
        f.write_str(&grouped::to_text(&Zeroizing::new(w.finish())))
    }
}

impl FromStr for RecoveryKit {
    type Err = RecoveryKitError;

    fn from_str(text: &str) -> Result<Self, RecoveryKitError> {
        let body = grouped::from_text(text).ok_or(RecoveryKitError::Mistyped)?;
        match body.first() {
            Some(&VERSION) => read(&body).ok_or(RecoveryKitError::Mistyped),
            Some(version) => Err(RecoveryKitError::NewerVersion(*version)),
            None => Err(RecoveryKitError::Mistyped),
        }
    }
}

fn read(body: &[u8]) -> Option<RecoveryKit> {
    let mut r = Reader::new(body);
    r.u8().ok()?;
    let (collaborative, compartment) = (r.get().ok()?, r.get().ok()?);
    let mut secret = || r.array::<32>().ok().map(Zeroizing::new);
    let (recovery, escrow, custodian) = (secret()?, secret()?, secret()?);
    r.end().ok()?;
    Some(RecoveryKit {
        collaborative,
        compartment,
        recovery: SigningKey::from_bytes(&recovery).ok()?,
        escrow: SealingSecret::from_bytes(&escrow).ok()?,
        custodian: SigningKey::from_bytes(&custodian).ok()?,
    })
}

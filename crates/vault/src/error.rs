//! What can go wrong with keys and sealed bytes.

use protocol::DecodeError;
use thiserror::Error;

/// Why something was not sealed or opened. Says nothing of any secret.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum VaultError {
    /// The cryptographic library refused; not expected in practice.
    #[error("the cryptographic library failed")]
    Library,
    /// The key is not the one it was sealed under, or the bytes were changed.
    #[error("cannot open the {0}: wrong key or damaged")]
    CannotOpen(&'static str),
    /// The passphrase is wrong.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The key file is damaged or not one.
    #[error("the key file is damaged")]
    KeyfileDamaged,
    /// It opened, but what is inside cannot be read.
    #[error("the {what} is malformed: {why}")]
    Malformed {
        /// What was opened.
        what: &'static str,
        /// What is wrong with it.
        why: DecodeError,
    },
    /// A newer version sealed it: keep it, it can be opened after an upgrade.
    #[error("the {0} was made by a newer version")]
    NewerVersion(&'static str),
    /// It belongs to another compartment or key epoch than the key.
    #[error("sealed for another compartment or key epoch")]
    OtherEpoch,
    /// The key does not fit the commitment or canary that was signed: a wrong key was handed out.
    #[error("the key is not the one that was committed to")]
    KeyMismatch,
    /// The invitation's blob is of another collaborative than the code.
    #[error("the invitation belongs to another collaborative")]
    OtherCollaborative,
    /// The epoch was not sealed to this device.
    #[error("not sealed to this device")]
    NotForThisDevice,
    /// What is to be sealed is over a limit.
    #[error("too large to seal: {0}")]
    TooLarge(&'static str),
    /// There is nothing to seal, or fields contradict each other.
    #[error("cannot seal: {0}")]
    CannotSeal(&'static str),
}

impl VaultError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Library => "vault.library",
            Self::CannotOpen(_) => "vault.cannot_open",
            Self::WrongPassphrase => "vault.wrong_passphrase",
            Self::KeyfileDamaged => "vault.keyfile_damaged",
            Self::Malformed { .. } => "vault.malformed",
            Self::NewerVersion(_) => "vault.newer_version",
            Self::OtherEpoch => "vault.other_epoch",
            Self::KeyMismatch => "vault.key_mismatch",
            Self::OtherCollaborative => "vault.other_collaborative",
            Self::NotForThisDevice => "vault.not_for_this_device",
            Self::TooLarge(_) => "vault.too_large",
            Self::CannotSeal(_) => "vault.cannot_seal",
        }
    }

    /// How a failed decoding of opened bytes is told.
    pub(crate) fn malformed(what: &'static str) -> impl Fn(DecodeError) -> Self {
        move |why| match why {
            DecodeError::NewerVersion(_) => Self::NewerVersion(what),
            why => Self::Malformed { what, why },
        }
    }
}

impl From<aws_lc_rs::error::Unspecified> for VaultError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self::Library
    }
}

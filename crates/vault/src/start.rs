//! The start code of a member: what they sign up with, once, on one shared device. The root hands it to them.
//!
//! ```text
//! version u8 · secret 16
//! ```
//! with the checksum and in the letters of [`protocol::grouped`].

use std::fmt;
use std::str::FromStr;

use protocol::{CollaborativeId, Reader, Writer, grouped};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{Random, SigningKey, VaultError, kdf, random};

const VERSION: u8 = 1;
const SECRET_LEN: usize = 16;

/// Why a text is no start code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum StartCodeError {
    /// A character is wrong, missing or too many.
    #[error("the start code was mistyped")]
    Mistyped,
    /// A newer version made it.
    #[error("the start code was made by a newer version ({0})")]
    NewerVersion(u8),
}

impl StartCodeError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mistyped => "start_code.mistyped",
            Self::NewerVersion(_) => "start_code.newer_version",
        }
    }
}

/// The code. Its text form is the secret itself: show it, never log it.
#[derive(Clone, PartialEq, Eq)]
pub struct StartCode(Zeroizing<[u8; SECRET_LEN]>);

impl StartCode {
    /// A fresh code of 128 random bits.
    pub fn generate(random: &mut dyn Random) -> Self {
        Self(Zeroizing::new(random::array(random)))
    }

    /// The start key, which issues the certificate by which its holder signs up.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn key(&self, collaborative: CollaborativeId) -> Result<SigningKey, VaultError> {
        SigningKey::from_bytes(&*kdf::derive(&*self.0, &collaborative.0, "footbridge start key 1", &[])?)
    }
}

/// Says nothing of the secret.
impl fmt::Debug for StartCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartCode(secret)")
    }
}

/// The code as shown to whom it is for.
impl fmt::Display for StartCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut w = Writer::new();
        w.u8(VERSION).raw(&*self.0);
        f.write_str(&grouped::to_text(&Zeroizing::new(w.finish())))
    }
}

impl FromStr for StartCode {
    type Err = StartCodeError;

    fn from_str(text: &str) -> Result<Self, StartCodeError> {
        let body = grouped::from_text(text).ok_or(StartCodeError::Mistyped)?;
        match body.first() {
            Some(&VERSION) => read(&body).ok_or(StartCodeError::Mistyped),
            Some(version) => Err(StartCodeError::NewerVersion(*version)),
            None => Err(StartCodeError::Mistyped),
        }
    }
}

fn read(body: &[u8]) -> Option<StartCode> {
    let mut r = Reader::new(body);
    r.u8().ok()?;
    let secret = Zeroizing::new(r.array().ok()?);
    r.end().ok()?;
    Some(StartCode(secret))
}

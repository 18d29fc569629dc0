//! The code that lets one device enrol: short enough to type, checked against mistypes.
//!
//! ```text
//! version u8 · secret 16 · root fingerprint 10 · scheme u8 (1 https, 2 http) · rest of the relay's address
//! ```
//! with the checksum and in the letters of [`crate::grouped`].

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::limits::RELAY_URL_MAX_BYTES;
use crate::{DecodeError, Reader, RootFingerprint, Writer, grouped};

const VERSION: u8 = 1;
const SECRET_LEN: usize = 16;
const SCHEMES: [(u8, &str); 2] = [(1, "https://"), (2, "http://")];
/// Why a text is not a usable invitation code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum InvitationError {
    /// A character is wrong, missing or too many.
    #[error("the invitation code was mistyped")]
    Mistyped,
    /// A newer version made it.
    #[error("the invitation code was made by a newer version ({0})")]
    NewerVersion(u8),
    /// The relay's address cannot be used.
    #[error("the relay's address must start with https:// or http:// and have at most 200 plain characters")]
    RelayUrl,
}

impl InvitationError {
    /// A stable name for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mistyped => "invitation.mistyped",
            Self::NewerVersion(_) => "invitation.newer_version",
            Self::RelayUrl => "invitation.relay_url",
        }
    }
}

/// What an invitation code says. Its text form is the secret itself: show it, never log it.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationCode {
    secret: Zeroizing<[u8; SECRET_LEN]>,
    root: RootFingerprint,
    scheme: u8,
    address: String,
}

impl InvitationCode {
    /// A code for the collaborative with this root at this relay. `secret` must be 128 random bits.
    ///
    /// # Errors
    /// [`InvitationError::RelayUrl`].
    pub fn new(
        secret: [u8; SECRET_LEN],
        root: RootFingerprint,
        relay_url: &str,
    ) -> Result<Self, InvitationError> {
        let parts =
            SCHEMES.into_iter().find_map(|(code, scheme)| Some((code, relay_url.strip_prefix(scheme)?)));
        let (scheme, address) = parts.ok_or(InvitationError::RelayUrl)?;
        let plain = address.bytes().all(|byte| byte.is_ascii_graphic());
        if address.is_empty() || !plain || address.len() > RELAY_URL_MAX_BYTES {
            return Err(InvitationError::RelayUrl);
        }
        Ok(Self { secret: Zeroizing::new(secret), root, scheme, address: address.to_owned() })
    }

    /// What the invitation's keys are derived from.
    pub fn secret(&self) -> &[u8; SECRET_LEN] {
        &self.secret
    }

    /// Of the collaborative's root key.
    pub fn root(&self) -> RootFingerprint {
        self.root
    }

    /// Where the relay is.
    pub fn relay_url(&self) -> String {
        let scheme = SCHEMES.into_iter().find(|(code, _)| *code == self.scheme).map_or("", |(_, text)| text);
        format!("{scheme}{}", self.address)
    }

    fn from_body(body: &[u8]) -> Result<Self, InvitationError> {
        match body.first() {
            Some(&VERSION) => {}
            Some(version) => return Err(InvitationError::NewerVersion(*version)),
            None => return Err(InvitationError::Mistyped),
        }
        let (secret, root, url) = Self::read(body).map_err(|_| InvitationError::Mistyped)?;
        Self::new(secret, root, &url)
    }

    fn read(body: &[u8]) -> Result<([u8; SECRET_LEN], RootFingerprint, String), DecodeError> {
        let mut r = Reader::new(body);
        r.u8()?;
        let (secret, root, code) = (r.array()?, r.get()?, r.u8()?);
        let scheme = SCHEMES.into_iter().find(|(known, _)| *known == code);
        let (_, scheme) = scheme.ok_or(DecodeError::Invalid("scheme"))?;
        let address = std::str::from_utf8(r.rest()).map_err(|_| DecodeError::Invalid("address"))?;
        Ok((secret, root, format!("{scheme}{address}")))
    }
}

/// Says nothing of the secret.
impl fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvitationCode").field("root", &self.root).finish_non_exhaustive()
    }
}

/// The code as shown to whoever is invited.
impl fmt::Display for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut w = Writer::new();
        w.u8(VERSION).raw(self.secret()).put(&self.root).u8(self.scheme).raw(self.address.as_bytes());
        f.write_str(&grouped::to_text(&Zeroizing::new(w.finish())))
    }
}

impl FromStr for InvitationCode {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, InvitationError> {
        Self::from_body(&grouped::from_text(text).ok_or(InvitationError::Mistyped)?)
    }
}

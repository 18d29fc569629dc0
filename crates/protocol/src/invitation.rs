//! The code that lets one device enrol: short enough to type, checked against mistypes.
//!
//! ```text
//! version u8 · secret 16 · root fingerprint 10 · scheme u8 (1 https, 2 http) · rest of the relay's address
//! · checksum 4, the start of SHA-256 over all before
//! ```
//! in Crockford's base 32, in groups of five. Read back in either case; `O` counts as `0`, `I` and `L` as `1`,
//! hyphens and blanks do not count.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32HEX_NOPAD;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::limits::RELAY_URL_MAX_BYTES;
use crate::{DecodeError, Reader, RootFingerprint, Writer, sha256};

const VERSION: u8 = 1;
const SECRET_LEN: usize = 16;
const CHECKSUM_LEN: usize = 4;
const GROUP_LEN: usize = 5;
const SCHEMES: [(u8, &str); 2] = [(1, "https://"), (2, "http://")];
/// Far above any valid code: a pasted file is not worked through.
const TEXT_MAX_LEN: usize = 2048;

/// The digits of base 32 in order, in RFC 4648's "hex" alphabet and in Crockford's, from the eleventh on.
const HEX_LETTERS: &[u8; 22] = b"ABCDEFGHIJKLMNOPQRSTUV";
const CROCKFORD_LETTERS: &[u8; 22] = b"ABCDEFGHJKMNPQRSTVWXYZ";

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

    fn from_bytes(bytes: &[u8]) -> Result<Self, InvitationError> {
        let split = bytes.len().checked_sub(CHECKSUM_LEN).ok_or(InvitationError::Mistyped)?;
        let (body, checksum) = bytes.split_at_checked(split).ok_or(InvitationError::Mistyped)?;
        if !sha256(body).0.starts_with(checksum) {
            return Err(InvitationError::Mistyped);
        }
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
        let mut bytes = Zeroizing::new(w.finish());
        let checksum = sha256(&bytes).0;
        bytes.extend(checksum.into_iter().take(CHECKSUM_LEN));
        let digits = Zeroizing::new(BASE32HEX_NOPAD.encode(&bytes));
        for (at, digit) in digits.bytes().enumerate() {
            if at > 0 && at % GROUP_LEN == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(swap(digit, HEX_LETTERS, CROCKFORD_LETTERS)))?;
        }
        Ok(())
    }
}

impl FromStr for InvitationCode {
    type Err = InvitationError;

    fn from_str(text: &str) -> Result<Self, InvitationError> {
        if text.len() > TEXT_MAX_LEN {
            return Err(InvitationError::Mistyped);
        }
        let digits =
            text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(digit).collect::<Option<_>>();
        let digits: Zeroizing<Vec<u8>> = Zeroizing::new(digits.ok_or(InvitationError::Mistyped)?);
        let bytes = Zeroizing::new(BASE32HEX_NOPAD.decode(&digits).map_err(|_| InvitationError::Mistyped)?);
        Self::from_bytes(&bytes)
    }
}

/// The digit a person meant, in RFC 4648's "hex" alphabet.
fn digit(typed: char) -> Option<u8> {
    let byte = match u8::try_from(typed).ok()?.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    let known = byte.is_ascii_digit() || CROCKFORD_LETTERS.contains(&byte);
    known.then(|| swap(byte, CROCKFORD_LETTERS, HEX_LETTERS))
}

fn swap(byte: u8, from: &[u8; 22], to: &[u8; 22]) -> u8 {
    let found = from.iter().zip(to).find(|(letter, _)| **letter == byte);
    found.map_or(byte, |(_, letter)| *letter)
}

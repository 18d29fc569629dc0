//! The file that holds the database's key, wrapped under the member's passphrase.
//!
//! ```text
//! "FBKF" · version u8 · memory KiB u32 · passes u32 · lanes u32 · salt 16 · nonce 12 ·
//! wrapped key 48 (AES-256-GCM, all before the nonce as associated data) · checksum 8
//! ```
//! The checksum tells a damaged file from a wrong passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::{DecodeError, Reader, Writer, sha256};
use zeroize::Zeroizing;

use crate::{DatabaseKey, Random, VaultError, aead, random};

const MAGIC: &[u8; 4] = b"FBKF";
const VERSION: u8 = 1;
const SALT_LEN: usize = 16;
const SEALED_LEN: usize = aead::NONCE_LEN + 32 + aead::TAG_LEN;
const CHECKSUM_LEN: usize = 8;

/// How much work each guess at a passphrase costs (Argon2id, RFC 9106).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassphraseCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl PassphraseCost {
    /// 64 MiB, three passes, one lane: about 0.2 s on the slowest laptop served.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// Next to nothing: for tests only, where a passphrase protects nothing.
    pub const FOR_TESTS: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    /// The most that a file may ask for: a damaged or planted one must not exhaust the machine.
    const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 8 };

    fn is_allowed(&self) -> bool {
        self.memory_kib <= Self::MOST.memory_kib
            && (1..=Self::MOST.passes).contains(&self.passes)
            && (1..=Self::MOST.lanes).contains(&self.lanes)
    }

    fn derive(&self, passphrase: &[u8], salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32));
        let params = params.map_err(|_| VaultError::KeyfileDamaged)?;
        let mut out = Zeroizing::new([0; 32]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(passphrase, salt, out.as_mut()).map_err(|_| VaultError::Library)?;
        Ok(out)
    }
}

/// A wrapped database key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyfile {
    cost: PassphraseCost,
    salt: [u8; SALT_LEN],
    sealed: [u8; SEALED_LEN],
}

impl Keyfile {
    /// Wraps a database key under a passphrase (its UTF-8 bytes as typed).
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn wrap(
        key: &DatabaseKey,
        passphrase: &str,
        cost: PassphraseCost,
        random: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        let salt = random::array(random);
        let wrapping = cost.derive(passphrase.as_bytes(), &salt)?;
        let sealed = aead::seal_random(&wrapping, &header(cost, &salt), key.expose(), random)?;
        Ok(Self { cost, salt, sealed: sealed.try_into().map_err(|_| VaultError::Library)? })
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`].
    pub fn unwrap_with(&self, passphrase: &str) -> Result<DatabaseKey, VaultError> {
        let wrapping = self.cost.derive(passphrase.as_bytes(), &self.salt)?;
        let opened = aead::open_random(&wrapping, &header(self.cost, &self.salt), &self.sealed, "key file");
        let opened = opened.map_err(|error| match error {
            VaultError::CannotOpen(_) => VaultError::WrongPassphrase,
            other => other,
        })?;
        let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| VaultError::KeyfileDamaged)?;
        Ok(DatabaseKey::from_bytes(bytes))
    }

    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = header(self.cost, &self.salt);
        bytes.extend_from_slice(&self.sealed);
        let checksum = sha256(&bytes).0;
        bytes.extend(checksum.into_iter().take(CHECKSUM_LEN));
        bytes
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`VaultError::KeyfileDamaged`], [`VaultError::NewerVersion`].
    pub fn decode(bytes: &[u8]) -> Result<Self, VaultError> {
        let damaged = |_| VaultError::KeyfileDamaged;
        let mut r = Reader::new(bytes);
        if r.raw(MAGIC.len()).map_err(damaged)? != MAGIC {
            return Err(VaultError::KeyfileDamaged);
        }
        if r.u8().map_err(damaged)? > VERSION {
            return Err(VaultError::NewerVersion("key file"));
        }
        let file = Self::read(&mut r).map_err(damaged)?;
        // version 0, a wrong checksum and bytes that follow all show here
        if file.encode() == bytes && file.cost.is_allowed() {
            Ok(file)
        } else {
            Err(VaultError::KeyfileDamaged)
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let cost = PassphraseCost { memory_kib: r.u32()?, passes: r.u32()?, lanes: r.u32()? };
        Ok(Self { cost, salt: r.array()?, sealed: r.array()? })
    }
}

/// The file's bytes with the checksum they should have.
#[cfg(any(test, feature = "fuzz"))]
pub(crate) fn with_checksum(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().chain(sha256(bytes).0.into_iter().take(CHECKSUM_LEN)).collect()
}

#[cfg(any(test, feature = "fuzz"))]
impl Keyfile {
    /// Whether a guess costs next to nothing.
    pub(crate) fn costs_little(&self) -> bool {
        self.cost.memory_kib <= 64
    }
}

fn header(cost: PassphraseCost, salt: &[u8; SALT_LEN]) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(MAGIC).u8(VERSION).u32(cost.memory_kib).u32(cost.passes).u32(cost.lanes).raw(salt);
    w.finish()
}

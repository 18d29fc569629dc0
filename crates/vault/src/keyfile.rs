//! The file that holds the database's key, wrapped under the passphrase of the one member, or of each of several.
//!
//! ```text
//! "FBKF" · version u8 · memory KiB u32 · passes u32 · lanes u32 · salt 16 · then
//!   version 1, one member:      nonce 12 · wrapped key 48 (AES-256-GCM, all before the nonce as associated data)
//!   version 2, several members: count u8 · for each: nonce 12 · wrapped key 48 · nonce 12 · sealed label 97
//! · checksum 8
//! ```
//! The checksum tells a damaged file from a wrong passphrase.

use argon2::{Algorithm, Argon2, Params, Version};
use protocol::{DecodeError, MemberId, Reader, Writer, sha256};
use zeroize::Zeroizing;

use crate::keyslots::{SLOTS_MAX, Slot, SlotOwner, secret};
use crate::{DatabaseKey, LabelKey, Random, VaultError, aead, random};

const MAGIC: &[u8; 4] = b"FBKF";
/// Of one member.
const ALONE: u8 = 1;
/// Of several members.
const SHARED: u8 = 2;
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
    wrapped: Wrapped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wrapped {
    /// Under the passphrase of the one member, whom the database names.
    Alone([u8; SEALED_LEN]),
    /// For several members.
    Shared(Vec<Slot>),
}

/// What opening the file gave.
#[derive(Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Opens the database.
    pub key: DatabaseKey,
    /// Who opened it; none where the file is one member's.
    pub owner: Option<SlotOwner>,
}

impl Keyfile {
    /// Wraps a database key under the passphrase (its UTF-8 bytes as typed) of a device's one member.
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
        let sealed = aead::seal_random(&wrapping, &header(ALONE, cost, &salt), key.expose(), random)?;
        let wrapped = Wrapped::Alone(sealed.try_into().map_err(|_| VaultError::Library)?);
        Ok(Self { cost, salt, wrapped })
    }

    /// A file for several members, with nobody in it yet.
    pub fn shared(cost: PassphraseCost, random: &mut dyn Random) -> Self {
        Self { cost, salt: random::array(random), wrapped: Wrapped::Shared(Vec::new()) }
    }

    /// Opens the file of one member. Of several: nobody signs in without a name.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`].
    pub fn unwrap_with(&self, passphrase: &str) -> Result<DatabaseKey, VaultError> {
        Ok(self.sign_in("", passphrase)?.key)
    }

    /// Opens it. `name` counts only where several members sign in.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], whichever of the two is wrong.
    pub fn sign_in(&self, name: &str, passphrase: &str) -> Result<SignedIn, VaultError> {
        let header = self.header();
        let slots = match &self.wrapped {
            Wrapped::Alone(sealed) => {
                let wrapping = self.cost.derive(passphrase.as_bytes(), &self.salt)?;
                let opened = aead::open_random(&wrapping, &header, sealed, "key file");
                let opened = opened.map_err(|error| match error {
                    VaultError::CannotOpen(_) => VaultError::WrongPassphrase,
                    other => other,
                })?;
                let bytes: &[u8; 32] =
                    opened.as_slice().try_into().map_err(|_| VaultError::KeyfileDamaged)?;
                return Ok(SignedIn { key: DatabaseKey::from_bytes(bytes), owner: None });
            }
            Wrapped::Shared(slots) => slots,
        };
        let wrapping = self.cost.derive(&secret(name, passphrase), &self.salt)?;
        for slot in slots {
            if let Some(key) = slot.open(&header, &wrapping)? {
                let owner = slot.owner(&header, &LabelKey::of(&key)?)?;
                return Ok(SignedIn { key, owner: Some(owner) });
            }
        }
        Err(VaultError::WrongPassphrase)
    }

    /// Whether a sign-in name is asked.
    pub fn is_shared(&self) -> bool {
        matches!(self.wrapped, Wrapped::Shared(_))
    }

    /// Who may sign in; nobody is named where the file is one member's.
    ///
    /// # Errors
    /// [`VaultError::KeyfileDamaged`] when it is not of this database.
    pub fn owners(&self, labels: &LabelKey) -> Result<Vec<SlotOwner>, VaultError> {
        let header = self.header();
        self.slots().iter().map(|slot| slot.owner(&header, labels)).collect()
    }

    /// The file with a slot of `owner` under this passphrase, in place of the one they had.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] for too many members or too long a name; [`VaultError::CannotSeal`] where the file is
    /// one member's.
    pub fn with(
        &self,
        key: &DatabaseKey,
        owner: &SlotOwner,
        passphrase: &str,
        random: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        if !self.is_shared() {
            return Err(VaultError::CannotSeal("a slot in the key file of one member"));
        }
        let mut slots = self.without(&LabelKey::of(key)?, owner.member)?.slots().to_vec();
        if slots.len() >= SLOTS_MAX {
            return Err(VaultError::TooLarge("key file"));
        }
        let wrapping = self.cost.derive(&secret(&owner.name, passphrase), &self.salt)?;
        slots.push(Slot::seal(&self.header(), &wrapping, key, owner, random)?);
        Ok(Self { wrapped: Wrapped::Shared(slots), ..self.clone() })
    }

    /// The file without this member's slot.
    ///
    /// # Errors
    /// As [`Keyfile::owners`].
    pub fn without(&self, labels: &LabelKey, member: MemberId) -> Result<Self, VaultError> {
        let header = self.header();
        let mut left = Vec::new();
        for slot in self.slots() {
            if slot.owner(&header, labels)?.member != member {
                left.push(slot.clone());
            }
        }
        Ok(Self { wrapped: Wrapped::Shared(left), ..self.clone() })
    }

    fn slots(&self) -> &[Slot] {
        match &self.wrapped {
            Wrapped::Alone(_) => &[],
            Wrapped::Shared(slots) => slots,
        }
    }

    fn header(&self) -> Vec<u8> {
        header(if self.is_shared() { SHARED } else { ALONE }, self.cost, &self.salt)
    }

    /// The file's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.raw(&self.header());
        match &self.wrapped {
            Wrapped::Alone(sealed) => w.raw(sealed),
            Wrapped::Shared(slots) => {
                w.u8(u8::try_from(slots.len()).unwrap_or(u8::MAX));
                slots.iter().for_each(|slot| slot.write(&mut w));
                &mut w
            }
        };
        let mut bytes = w.finish();
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
        let version = r.u8().map_err(damaged)?;
        if version > SHARED {
            return Err(VaultError::NewerVersion("key file"));
        }
        let file = Self::read(version, &mut r).map_err(damaged)?;
        // version 0, a wrong checksum and bytes that follow all show here
        if file.encode() == bytes && file.cost.is_allowed() {
            Ok(file)
        } else {
            Err(VaultError::KeyfileDamaged)
        }
    }

    fn read(version: u8, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let cost = PassphraseCost { memory_kib: r.u32()?, passes: r.u32()?, lanes: r.u32()? };
        let salt = r.array()?;
        let wrapped = if version == SHARED {
            let count = usize::from(r.u8()?);
            if count == 0 || count > SLOTS_MAX {
                return Err(DecodeError::OverLimit("key slots"));
            }
            Wrapped::Shared((0..count).map(|_| Slot::read(r)).collect::<Result<_, _>>()?)
        } else {
            Wrapped::Alone(r.array()?)
        };
        Ok(Self { cost, salt, wrapped })
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

fn header(version: u8, cost: PassphraseCost, salt: &[u8; SALT_LEN]) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(MAGIC).u8(version).u32(cost.memory_kib).u32(cost.passes).u32(cost.lanes).raw(salt);
    w.finish()
}

//! The slots of a key file that several members open, each with a secret of their own. All wrap the same database key.
//!
//! The sign-in name goes into the derivation, and all slots share one salt: one derivation is tried on every slot, so
//! signing in costs the same however many there are, nobody learns whose slot did not open, and the file holds neither
//! a name nor anything a name could be tried on without paying for a guess.

use protocol::{MemberId, Reader, Writer};
use zeroize::Zeroizing;

use crate::{DatabaseKey, LabelKey, Random, VaultError, aead, kdf};

/// As many as may sign in on one device.
pub const SLOTS_MAX: usize = 16;
/// The longest sign-in name, in bytes of UTF-8.
pub const SIGN_IN_NAME_MAX_BYTES: usize = 64;

const WHAT: &str = "key file";
const WRAPPED_LEN: usize = aead::NONCE_LEN + 32 + aead::TAG_LEN;
/// A label is as long whatever the name.
const LABEL_CONTENT_LEN: usize = 16 + 1 + SIGN_IN_NAME_MAX_BYTES;
const LABEL_LEN: usize = aead::NONCE_LEN + LABEL_CONTENT_LEN + aead::TAG_LEN;
const WRAPPED: &[u8] = b"footbridge key slot 1\0";
const LABEL: &[u8] = b"footbridge key label 1\0";

/// Whose a slot is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotOwner {
    /// The member.
    pub member: MemberId,
    /// What they type beside their passphrase.
    pub name: String,
}

/// One member's slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    wrapped: [u8; WRAPPED_LEN],
    label: [u8; LABEL_LEN],
}

impl LabelKey {
    /// The key under which the owners of slots lie in the key file: who is signed in may see who else may.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn of(key: &DatabaseKey) -> Result<Self, VaultError> {
        Ok(Self::from_bytes(&*kdf::derive(key.expose(), &[], "footbridge key file labels 1", &[])?))
    }
}

/// What a member's wrapping key is derived from.
pub(crate) fn secret(name: &str, passphrase: &str) -> Zeroizing<Vec<u8>> {
    let mut w = Writer::with_capacity(64 + name.len() + passphrase.len());
    w.raw(b"footbridge sign-in 1\0").text(name).raw(passphrase.as_bytes());
    Zeroizing::new(w.finish())
}

impl Slot {
    /// Wraps the database key for one member. `header` is all of the file that every slot shares.
    pub fn seal(
        header: &[u8],
        wrapping: &[u8; 32],
        key: &DatabaseKey,
        owner: &SlotOwner,
        random: &mut dyn Random,
    ) -> Result<Self, VaultError> {
        let length =
            u8::try_from(owner.name.len()).ok().filter(|_| owner.name.len() <= SIGN_IN_NAME_MAX_BYTES);
        let length = length.ok_or(VaultError::TooLarge("sign-in name"))?;
        let wrapped = aead::seal_random(wrapping, &bound(WRAPPED, header, &[]), key.expose(), random)?;
        let mut w = Writer::new();
        w.put(&owner.member).u8(length).raw(owner.name.as_bytes());
        let mut plain = w.finish();
        plain.resize(LABEL_CONTENT_LEN, 0);
        // bound to what it names: nobody signs in as somebody else by moving labels in the file
        let labels = LabelKey::of(key)?;
        let label = aead::seal_random(labels.expose(), &bound(LABEL, header, &wrapped), &plain, random)?;
        Ok(Self {
            wrapped: wrapped.try_into().map_err(|_| VaultError::Library)?,
            label: label.try_into().map_err(|_| VaultError::Library)?,
        })
    }

    /// The database key, if this is the slot of who derived the wrapping key.
    pub fn open(&self, header: &[u8], wrapping: &[u8; 32]) -> Result<Option<DatabaseKey>, VaultError> {
        match aead::open_random(wrapping, &bound(WRAPPED, header, &[]), &self.wrapped, WHAT) {
            Ok(bytes) => {
                let bytes: &[u8; 32] = bytes.as_slice().try_into().map_err(|_| VaultError::KeyfileDamaged)?;
                Ok(Some(DatabaseKey::from_bytes(bytes)))
            }
            Err(VaultError::CannotOpen(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Whose it is.
    pub fn owner(&self, header: &[u8], labels: &LabelKey) -> Result<SlotOwner, VaultError> {
        let bound = bound(LABEL, header, &self.wrapped);
        let plain = aead::open_random(labels.expose(), &bound, &self.label, WHAT);
        let plain = plain.map_err(|_| VaultError::KeyfileDamaged)?;
        read_owner(&plain).ok_or(VaultError::KeyfileDamaged)
    }

    pub fn write(&self, w: &mut Writer) {
        w.raw(&self.wrapped).raw(&self.label);
    }

    pub fn read(r: &mut Reader<'_>) -> Result<Self, protocol::DecodeError> {
        Ok(Self { wrapped: r.array()?, label: r.array()? })
    }
}

fn read_owner(plain: &[u8]) -> Option<SlotOwner> {
    let mut r = Reader::new(plain);
    let member = r.get().ok()?;
    let length = usize::from(r.u8().ok()?);
    let name = std::str::from_utf8(r.raw(length).ok()?).ok()?.to_owned();
    Some(SlotOwner { member, name })
}

fn bound(purpose: &[u8], header: &[u8], rest: &[u8]) -> Vec<u8> {
    [purpose, header, rest].concat()
}

//! Secrets: the keys of a device, of a compartment, of a record and of the database, and what is sealed and
//! opened with them.
//!
//! Owns every key and every use of one: AES-256-GCM, HKDF, HMAC, Ed25519 and HPKE from one library, Argon2id for
//! passphrases. It deliberately does not know what a record means, where anything is stored, or what time it
//! is; randomness is an argument ([`Random`]), with one exception: HPKE draws its ephemeral keys from the
//! library's own generator. Keys are wiped when dropped and never appear in `Debug`.
//!
//! Entry points: [`DeviceIdentity`], [`seal_segment`] and [`open_segment`], [`issue_epoch`] and
//! [`accept_epoch`], [`InvitationKeys`], [`Keyfile`]. Byte layouts: `docs/reference/formats.md`.
//!
//! Known gap: buffers inside the libraries (HPKE's opened plaintext, Argon2's hashed passphrase state) are
//! theirs to wipe.
//!
//! ```
//! use footbridge_vault::{ChangeContext, Random, RecordKey, open_change, seal_change};
//!
//! struct Counting(u8);
//! impl Random for Counting {
//!     fn fill(&mut self, out: &mut [u8]) {
//!         for byte in out {
//!             self.0 = self.0.wrapping_add(1);
//!             *byte = self.0;
//!         }
//!     }
//! }
//!
//! let mut random = Counting(0); // a program passes the system's generator
//! let key = RecordKey::generate(&mut random);
//! let context = ChangeContext { compartment: protocol::CompartmentHandle([1; 16]), record: [2; 16], kind: 1, schema: 1 };
//! let sealed = seal_change(&key, &context, b"a change", &mut random)?;
//! assert_eq!(open_change(&key, &context, &sealed)?, b"a change");
//! # Ok::<(), footbridge_vault::VaultError>(())
//! ```

mod aead;
mod blob;
mod change;
mod compress;
mod device;
mod directory;
mod epoch;
mod error;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod hpke;
mod ids;
mod inbox;
mod invitation;
mod kdf;
mod keybox;
mod keyfile;
mod keyslots;
mod lease;
mod letter;
mod random;
mod recovery;
mod secret;
mod segment;
mod signing;
mod start;
pub mod voice;

#[cfg(test)]
mod tests;

pub use blob::{CompartmentGrant, InvitationBlob};
pub use change::{ChangeContext, open_change, seal_change};
pub use device::{DeviceIdentity, TransportKey};
pub use directory::{MemberNames, Subject};
pub use epoch::{
    EpochSecrets, OpenedEpoch, accept_admission, accept_epoch, issue_epoch, open_epoch, seal_for_admission,
};
pub use error::VaultError;
pub use hpke::SealingSecret;
pub use ids::derive_record_id;
pub use inbox::{Inbox, InboxSecret};
pub use invitation::InvitationKeys;
pub use keybox::{open_keybox, seal_keybox};
pub use keyfile::{Keyfile, PassphraseCost, SignedIn};
pub use keyslots::{SIGN_IN_NAME_MAX_BYTES, SLOTS_MAX, SlotOwner};
pub use lease::lease_proof;
pub use letter::{letter_key, seal_letter};
pub use random::Random;
pub use recovery::{RecoveryKit, RecoveryKitError, seal_for_escrow, seal_to_kit};
pub use secret::{DatabaseKey, DirectoryKey, EpochKey, IdKey, LabelKey, RecordKey};
pub use segment::{SegmentPlace, open_segment, seal_segment};
pub use signing::SigningKey;
pub use start::{StartCode, StartCodeError};

//! The bytes on the wire and in the mailbox: segments, keyboxes, certificates, invitations, requests.
//!
//! Owns the one canonical binary codec and every format that is signed or sent; encodes, decodes, verifies.
//! It deliberately holds no key and knows no record: what is inside a segment's sealed body is bytes here,
//! and what a change means is for `merge` and `domain`. (An invitation code carries a secret as text; its keys
//! are derived in `vault`.) Byte layouts: `docs/reference/formats.md`.
//!
//! Entry points: [`Segment`] (the unit on disk, relay, LAN, file and QR alike), [`Certificate`] and the
//! [`Roster`] they amount to, [`InvitationCode`], and the messages in [`wire`].
//!
//! ```
//! use footbridge_protocol::{Segment, DecodeError};
//! assert_eq!(Segment::decode(b"not a segment"), Err(DecodeError::NotThisFormat));
//! ```

pub mod auth;
pub mod certificate;
pub mod codec;
mod entry;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
pub mod grouped;
mod ids;
pub mod invitation;
mod keybox;
pub mod lease;
pub mod limits;
pub mod rendezvous;
mod revoked_work;
pub mod roster;
mod segment;
#[cfg(test)]
mod tests;
pub mod wire;

pub use certificate::{Certificate, Statement};
pub use codec::{Decode, DecodeError, Encode, Reader, Writer};
pub use entry::{Entry, decode_body, encode_body, fitting, padded_len};
pub use ids::{
    BadHex, CollaborativeId, CompartmentHandle, DeviceId, GenerationId, Hash, InvitationHandle, KeyboxHandle,
    LogId, MemberId, PublicKey, RootFingerprint, SealingKey, Signature, StreamId, sha256,
};
pub use invitation::{InvitationCode, InvitationError};
pub use keybox::Keybox;
pub use rendezvous::RendezvousCode;
pub use revoked_work::{RevokedWork, RevokedWorkPart, SealedTo};
pub use roster::Roster;
pub use segment::{FLAG_LETTER, Header, LETTER_VERSION, SEGMENT_VERSION, Segment, Suite};

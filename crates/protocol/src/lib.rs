//! The bytes on the wire and in the mailbox: segments, keyboxes, certificates, invitations, requests.
//!
//! Owns the one canonical binary codec and every format that is signed or sent; encodes, decodes, verifies.
//! It deliberately holds no secret and knows no record: what is inside a segment's sealed body is bytes here,
//! and what a change means is for `merge` and `domain`.
//!
//! Entry points: [`Segment`] (the unit on disk, relay, LAN, file and QR alike) and the messages in [`wire`].
//!
//! ```
//! use footbridge_protocol::{Segment, DecodeError};
//! assert_eq!(Segment::decode(b"not a segment"), Err(DecodeError::NotThisFormat));
//! ```

pub mod auth;
pub mod codec;
mod entry;
mod ids;
mod keybox;
pub mod limits;
mod segment;
pub mod wire;

pub use codec::{Decode, DecodeError, Encode, Reader, Writer};
pub use entry::{Entry, decode_body, encode_body};
pub use ids::{
    BadHex, CollaborativeId, CompartmentHandle, DeviceId, GenerationId, Hash, KeyboxHandle, LogId, MemberId,
    PublicKey, Signature, StreamId, sha256,
};
pub use keybox::Keybox;
pub use segment::{Header, Segment, Suite};

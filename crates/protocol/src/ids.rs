//! Names on the wire: opaque bytes, meaningless to whoever holds no key.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use thiserror::Error;

use crate::{Decode, DecodeError, Encode, Reader, Writer};

/// A text that is not the hexadecimal form of an id.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not a valid id")]
pub struct BadHex;

macro_rules! wire_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = BadHex;

            fn from_str(text: &str) -> Result<Self, BadHex> {
                let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| BadHex)?;
                bytes.try_into().map(Self).map_err(|_| BadHex)
            }
        }

        impl Encode for $name {
            fn encode_to(&self, writer: &mut Writer) {
                writer.raw(&self.0);
            }
        }

        impl Decode for $name {
            fn decode_from(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                reader.array().map(Self)
            }
        }
    };
}

wire_id!(
    /// The agencies that work together over one relay.
    CollaborativeId,
    16
);
wire_id!(
    /// Who may read: a random handle, never a name.
    CompartmentHandle,
    16
);
wire_id!(
    /// A device: the first half of SHA-256 over its signing key, so a key cannot claim another's id.
    DeviceId,
    16
);
wire_id!(
    /// What one device incarnation writes to one compartment. Random.
    StreamId,
    16
);
wire_id!(
    /// A person with a role in an agency.
    MemberId,
    16
);
wire_id!(
    /// One wrapped record key. Random; the relay deletes by it.
    KeyboxHandle,
    16
);
wire_id!(
    /// One life of a relay's store. A restored backup that was given a new one is noticed at once.
    GenerationId,
    16
);
wire_id!(
    /// A certificate log: the collaborative's id or a compartment's handle.
    LogId,
    16
);
wire_id!(
    /// Where an invitation's sealed blob lies at the relay. Derived from the code's secret, so it is one itself.
    InvitationHandle,
    16
);
wire_id!(
    /// The short form of a collaborative's root key, as an invitation code carries it: the first 80 bits of
    /// SHA-256. The sealed blob brings the whole key; this finds a code for another collaborative at once.
    RootFingerprint,
    10
);
wire_id!(
    /// An X25519 public key that secrets are sealed to (HPKE).
    SealingKey,
    32
);
wire_id!(
    /// SHA-256.
    Hash,
    32
);
wire_id!(
    /// An Ed25519 public key.
    PublicKey,
    32
);
wire_id!(
    /// An Ed25519 signature.
    Signature,
    64
);

/// SHA-256 over the parts, one after the other. Parts of varying length must carry their length.
pub fn sha256(bytes: &[u8]) -> Hash {
    let mut out = [0u8; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    Hash(out)
}

impl Hash {
    /// Stands where nothing came before.
    pub const ZERO: Self = Self([0; 32]);
}

impl PublicKey {
    /// The id of the device that signs with this key.
    pub fn device_id(&self) -> DeviceId {
        let mut id = [0u8; 16];
        for (to, from) in id.iter_mut().zip(sha256(&self.0).0) {
            *to = from;
        }
        DeviceId(id)
    }

    /// The short form for an invitation code.
    pub fn fingerprint(&self) -> RootFingerprint {
        let mut short = [0u8; 10];
        for (to, from) in short.iter_mut().zip(sha256(&self.0).0) {
            *to = from;
        }
        RootFingerprint(short)
    }

    /// Whether `signature` over `message` was made with the key's secret half.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> bool {
        use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, &signature.0).is_ok()
    }
}

impl From<CollaborativeId> for LogId {
    fn from(id: CollaborativeId) -> Self {
        Self(id.0)
    }
}

impl From<CompartmentHandle> for LogId {
    fn from(handle: CompartmentHandle) -> Self {
        Self(handle.0)
    }
}

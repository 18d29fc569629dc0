//! One record's key, wrapped under the compartment's epoch key. A separate object under a random handle, so
//! that expungement can destroy the key without touching the log.

use crate::{CompartmentHandle, Decode, DecodeError, Encode, KeyboxHandle, Reader, Writer};

/// Wrapped key and tag: 32 + 16.
pub const WRAPPED_LEN: usize = 48;

/// A wrapped record key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keybox {
    /// Random; entries name the key they are sealed under by it.
    pub handle: KeyboxHandle,
    /// Whose epoch key wraps it.
    pub compartment: CompartmentHandle,
    /// Which epoch key wraps it.
    pub key_epoch: u32,
    /// AES-256-GCM under HKDF(epoch key, handle), the fields above as associated data.
    pub wrapped: [u8; WRAPPED_LEN],
}

impl Keybox {
    /// The associated data of the wrapping.
    pub fn associated_data(handle: KeyboxHandle, compartment: CompartmentHandle, key_epoch: u32) -> Vec<u8> {
        let mut w = Writer::new();
        w.raw(b"FBKB\x01").put(&handle).put(&compartment).u32(key_epoch);
        w.finish()
    }
}

impl Encode for Keybox {
    fn encode_to(&self, w: &mut Writer) {
        w.raw(&Self::associated_data(self.handle, self.compartment, self.key_epoch)).raw(&self.wrapped);
    }
}

impl Decode for Keybox {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if r.raw(4)? != b"FBKB" {
            return Err(DecodeError::NotThisFormat);
        }
        match r.u8()? {
            1 => {}
            version => return Err(DecodeError::NewerVersion(version)),
        }
        Ok(Self { handle: r.get()?, compartment: r.get()?, key_epoch: r.u32()?, wrapped: r.array()? })
    }
}

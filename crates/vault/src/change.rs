//! Sealing one change under its record's key: the inner layer, which expungement destroys.

use protocol::limits::CHANGE_MAX_BYTES;
use protocol::{CompartmentHandle, Writer};
use zeroize::Zeroizing;

use crate::{Random, RecordKey, VaultError, aead, compress};

const WHAT: &str = "change";

/// What a sealed change belongs to. Opening it as anything else fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeContext {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// The record.
    pub record: [u8; 16],
    /// The record's kind, by number.
    pub kind: u16,
    /// The version of the record's schema that wrote it.
    pub schema: u16,
}

impl ChangeContext {
    fn associated_data(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.raw(b"footbridge change 1\0").put(&self.compartment).raw(&self.record);
        w.u16(self.kind).u16(self.schema);
        w.finish()
    }
}

/// Compresses and seals a change: nonce 12 · AES-256-GCM of (compression u8 · bytes) · tag 16.
///
/// # Errors
/// [`VaultError::TooLarge`] over [`CHANGE_MAX_BYTES`].
pub fn seal_change(
    key: &RecordKey,
    context: &ChangeContext,
    change: &[u8],
    random: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    if change.len() > CHANGE_MAX_BYTES {
        return Err(VaultError::TooLarge(WHAT));
    }
    seal_packed(key, context, &Zeroizing::new(compress::compress(change)?), random)
}

/// Seals what is compressed already.
pub(crate) fn seal_packed(
    key: &RecordKey,
    context: &ChangeContext,
    packed: &[u8],
    random: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    aead::seal_random(key.expose(), &context.associated_data(), packed, random)
}

/// Opens a change.
///
/// # Errors
/// [`VaultError::CannotOpen`], [`VaultError::NewerVersion`] when its compression is unknown here,
/// [`VaultError::TooLarge`] or [`VaultError::Malformed`] when it does not unpack.
pub fn open_change(key: &RecordKey, context: &ChangeContext, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let plain = aead::open_random(key.expose(), &context.associated_data(), sealed, WHAT)?;
    compress::decompress(&plain, CHANGE_MAX_BYTES)
}

//! AES-256-GCM. A nonce is either random (long-lived keys, few messages) or zero (a key that is derived
//! afresh for every message).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use whatif::Flaw;
use zeroize::Zeroizing;

use crate::{Random, VaultError, random};

/// The length of a nonce.
pub(crate) const NONCE_LEN: usize = 12;
/// The length of a tag.
pub(crate) const TAG_LEN: usize = 16;

/// For a key that seals one message only.
const ONLY_NONCE: [u8; NONCE_LEN] = [0; NONCE_LEN];

/// Seals with a key that is never used for anything else.
pub(crate) fn seal_once(key: &[u8; 32], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    seal(key, ONLY_NONCE, aad, plain)
}

/// Opens what [`seal_once`] sealed.
pub(crate) fn open_once(
    key: &[u8; 32],
    aad: &[u8],
    sealed: &[u8],
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    open(key, ONLY_NONCE, aad, sealed, what)
}

/// Seals under a fresh random nonce, which leads the result.
pub(crate) fn seal_random(
    key: &[u8; 32],
    aad: &[u8],
    plain: &[u8],
    random: &mut dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let nonce = random::array::<NONCE_LEN>(random);
    let mut out = Vec::with_capacity(NONCE_LEN + plain.len() + TAG_LEN);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&seal(key, nonce, aad, plain)?);
    Ok(out)
}

/// Opens what [`seal_random`] sealed.
pub(crate) fn open_random(
    key: &[u8; 32],
    aad: &[u8],
    sealed: &[u8],
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(VaultError::CannotOpen(what))?;
    open(key, *nonce, aad, sealed, what)
}

fn seal(key: &[u8; 32], nonce: [u8; NONCE_LEN], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key)?);
    let mut out = Vec::with_capacity(plain.len() + TAG_LEN);
    out.extend_from_slice(plain);
    if whatif::flawed(Flaw::SealedInClear) {
        out.extend_from_slice(&[0; TAG_LEN]);
        return Ok(out);
    }
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut out)?;
    Ok(out)
}

fn open(
    key: &[u8; 32],
    nonce: [u8; NONCE_LEN],
    aad: &[u8],
    sealed: &[u8],
    what: &'static str,
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key)?);
    let mut buffer = Zeroizing::new(sealed.to_vec());
    if whatif::flawed(Flaw::SealedInClear) && sealed.ends_with(&[0; TAG_LEN]) {
        buffer.truncate(sealed.len().saturating_sub(TAG_LEN));
        return Ok(buffer);
    }
    let plain = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), &mut buffer);
    let len = plain.map_err(|_| VaultError::CannotOpen(what))?.len();
    buffer.truncate(len);
    Ok(buffer)
}

//! HKDF-SHA-256: every derived key names its purpose.

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

use crate::VaultError;

struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// `N` bytes derived from `secret` and `salt` for one purpose. `context` has to be of fixed length, or to carry
/// its length.
pub(crate) fn derive<const N: usize>(
    secret: &[u8],
    salt: &[u8],
    purpose: &str,
    context: &[u8],
) -> Result<Zeroizing<[u8; N]>, VaultError> {
    let mut out = Zeroizing::new([0; N]);
    let key = Salt::new(HKDF_SHA256, salt).extract(secret);
    // a zero byte ends the purpose, so that no purpose and context read as another pair
    key.expand(&[purpose.as_bytes(), &[0], context], Bytes(N))?.fill(out.as_mut())?;
    Ok(out)
}

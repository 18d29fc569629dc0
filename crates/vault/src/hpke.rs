//! HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA-256), HKDF-SHA-256, AES-256-GCM. What is sealed is the
//! encapsulated key followed by the ciphertext. The ephemeral key comes from the library's own generator.

use std::fmt;

use aws_lc_rs::agreement::{PrivateKey, X25519};
use protocol::SealingKey;
use rustls::crypto::aws_lc_rs::hpke::DH_KEM_X25519_HKDF_SHA256_AES_256 as SUITE;
use rustls::crypto::hpke::{EncapsulatedSecret, Hpke, HpkePrivateKey, HpkePublicKey};
use zeroize::Zeroizing;

use crate::{Random, VaultError, random};

const ENCAPSULATED_LEN: usize = 32;

/// The secret half of an X25519 key that things are sealed to.
#[derive(Clone)]
pub struct SealingSecret {
    secret: Zeroizing<[u8; 32]>,
    public: SealingKey,
}

impl SealingSecret {
    /// A fresh key.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, VaultError> {
        Self::from_bytes(&Zeroizing::new(random::array(random)))
    }

    /// The key with these bytes, as [`Self::expose`] gave them.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, VaultError> {
        let key = PrivateKey::from_private_key(&X25519, bytes).map_err(|_| VaultError::Library)?;
        let public = key.compute_public_key()?;
        let public = public.as_ref().try_into().map_err(|_| VaultError::Library)?;
        Ok(Self { secret: Zeroizing::new(*bytes), public: SealingKey(public) })
    }

    /// The secret bytes, to be stored inside something sealed. Never log them.
    pub fn expose(&self) -> &[u8; 32] {
        &self.secret
    }

    /// What others seal to.
    pub fn public(&self) -> SealingKey {
        self.public
    }

    /// Opens what [`seal_to`] sealed to this key for the same `info` and `aad`.
    pub(crate) fn open(
        &self,
        info: &[u8],
        aad: &[u8],
        sealed: &[u8],
        what: &'static str,
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let parts = sealed.split_at_checked(ENCAPSULATED_LEN).ok_or(VaultError::CannotOpen(what))?;
        let encapsulated = EncapsulatedSecret(parts.0.to_vec());
        let key = HpkePrivateKey::from(self.secret.to_vec());
        let opened = SUITE.open(&encapsulated, info, aad, parts.1, &key);
        opened.map(Zeroizing::new).map_err(|_| VaultError::CannotOpen(what))
    }
}

impl fmt::Debug for SealingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingSecret").field("public", &self.public).finish_non_exhaustive()
    }
}

/// Seals to a public key. `info` names the purpose, `aad` what it belongs to.
pub(crate) fn seal_to(
    key: &SealingKey,
    info: &[u8],
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, VaultError> {
    let key = HpkePublicKey(key.0.to_vec());
    let (encapsulated, ciphertext) = SUITE.seal(info, aad, plain, &key).map_err(|_| VaultError::Library)?;
    Ok([encapsulated.0, ciphertext].concat())
}

//! Ed25519 keys: of devices, of the collaborative's root, of administrators, of invitations.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use protocol::auth::{Auth, signed_request};
use protocol::certificate::{Place, Statement};
use protocol::{Certificate, DeviceId, PublicKey, Signature};
use zeroize::Zeroizing;

use crate::{Random, VaultError, random};

/// The secret half of an Ed25519 key.
pub struct SigningKey {
    seed: Zeroizing<[u8; 32]>,
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// A fresh key.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn generate(random: &mut dyn Random) -> Result<Self, VaultError> {
        Self::from_bytes(&Zeroizing::new(random::array(random)))
    }

    /// The key with this seed, as [`Self::expose`] gave it.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn from_bytes(seed: &[u8; 32]) -> Result<Self, VaultError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| VaultError::Library)?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| VaultError::Library)?;
        Ok(Self { seed: Zeroizing::new(*seed), pair, public: PublicKey(public) })
    }

    /// The seed, to be stored inside something sealed. Never log it.
    pub fn expose(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// The id of the device, or of the invitation, that signs with this key.
    pub fn device_id(&self) -> DeviceId {
        self.public.device_id()
    }

    /// Signs a message, which has to begin with bytes that name its purpose.
    pub fn sign(&self, message: &[u8]) -> Signature {
        let signature = self.pair.sign(message);
        let mut out = [0; 64];
        // the two lengths are the same by the definition of Ed25519; zip rather than panic
        for (to, from) in out.iter_mut().zip(signature.as_ref()) {
            *to = *from;
        }
        Signature(out)
    }

    /// Signs a request for the device (or the invitation) with this id.
    pub fn authorise(&self, device: DeviceId, method: &str, target: &str, time_ms: i64, body: &[u8]) -> Auth {
        Auth { device, time_ms, signature: self.sign(&signed_request(method, target, time_ms, body)) }
    }

    /// Issues a certificate at a place that names this key as its issuer.
    ///
    /// # Errors
    /// [`VaultError::CannotSeal`] when the place names another issuer.
    pub fn certify(
        &self,
        place: Place,
        statement: Statement,
        sealed: Vec<u8>,
    ) -> Result<Certificate, VaultError> {
        if place.issuer != self.public {
            return Err(VaultError::CannotSeal("the certificate names another issuer"));
        }
        Ok(Certificate::issue(place, statement, sealed, |message| self.sign(message)))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

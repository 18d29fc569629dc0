//! What a supervisor's device says to one whose lease is over.
//!
//! The two devices already share a secret: each one's sealing key is in its certificate, so X25519 between the own
//! secret and the other's public key gives both the same, with nothing sent and neither online. The proof is derived
//! from it for one request of one device, answered by one device. It is short enough to be spoken; a device tries few
//! of them. The asking device could work it out by itself: it proves to the *program* that a supervisor agreed, not to
//! somebody who changes the program (docs/adr/0011).

use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
use protocol::lease::{PROOF_LEN, Request};
use protocol::{DeviceId, SealingKey, Writer};
use zeroize::Zeroizing;

use crate::{SealingSecret, VaultError, kdf};

const PURPOSE: &str = "footbridge lease answer 1";

/// The proof with which `answering` answers this request of `asking`. `own` is the sealing secret of one of the two,
/// `other` the public half of the other's.
///
/// # Errors
/// [`VaultError::Library`], also for a key that is none.
pub fn lease_proof(
    own: &SealingSecret,
    other: &SealingKey,
    asking: &DeviceId,
    answering: &DeviceId,
    request: &Request,
) -> Result<Zeroizing<[u8; PROOF_LEN]>, VaultError> {
    let private = PrivateKey::from_private_key(&X25519, own.expose()).map_err(|_| VaultError::Library)?;
    let public = UnparsedPublicKey::new(&X25519, other.0);
    let mut w = Writer::new();
    w.put(asking).put(answering).u32(request.number());
    let context = w.finish();
    agree(&private, public, VaultError::Library, |shared| kdf::derive(shared, &[], PURPOSE, &context))
}

//! An invitation's keys, all derived from the secret in its code, and the blob sealed with them.

use protocol::limits::INVITATION_BLOB_MAX_BYTES;
use protocol::{Decode, DecodeError, InvitationCode, InvitationHandle, RootFingerprint, Writer, padded_len};
use zeroize::Zeroizing;

use crate::{InvitationBlob, Random, SigningKey, VaultError, aead, kdf};

const WHAT: &str = "invitation";
const LENGTH_LEN: usize = 4;

/// What both sides of an invitation derive from its code.
#[derive(Debug)]
pub struct InvitationKeys {
    /// Issues the certificate by which the new device enrols, and signs the requests until then.
    pub signing: SigningKey,
    /// Where the blob lies at the relay. As secret as the code.
    pub handle: InvitationHandle,
    blob_key: BlobKey,
    root: RootFingerprint,
}

struct BlobKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for BlobKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BlobKey(secret)")
    }
}

impl InvitationKeys {
    /// Derives the keys from a code.
    ///
    /// # Errors
    /// [`VaultError::Library`].
    pub fn derive(code: &InvitationCode) -> Result<Self, VaultError> {
        let secret = code.secret();
        let root = code.root();
        Ok(Self {
            signing: SigningKey::from_bytes(&*kdf::derive(
                secret,
                &root.0,
                "footbridge invitation key 1",
                &[],
            )?)?,
            handle: InvitationHandle(*kdf::derive(secret, &root.0, "footbridge invitation handle 1", &[])?),
            blob_key: BlobKey(kdf::derive(secret, &root.0, "footbridge invitation blob 1", &[])?),
            root,
        })
    }

    /// Seals the blob for the relay: nonce 12 · AES-256-GCM of (length u32 · content · zeros) · tag 16.
    ///
    /// # Errors
    /// [`VaultError::OtherCollaborative`] when the blob's root is not the code's, [`VaultError::TooLarge`].
    pub fn seal_blob(&self, blob: &InvitationBlob, random: &mut dyn Random) -> Result<Vec<u8>, VaultError> {
        if blob.root.fingerprint() != self.root {
            return Err(VaultError::OtherCollaborative);
        }
        // with room for all of it: a buffer that grows leaves copies of the keys behind
        let mut w = Writer::with_capacity(INVITATION_BLOB_MAX_BYTES);
        w.put(blob);
        self.seal_content(&Zeroizing::new(w.finish()), random)
    }

    /// Seals a blob's content, whatever it is.
    pub(crate) fn seal_content(
        &self,
        content: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        let len = u32::try_from(content.len()).map_err(|_| VaultError::TooLarge(WHAT))?;
        let mut plain = Zeroizing::new(Vec::with_capacity(padded_len(LENGTH_LEN + content.len())));
        plain.extend_from_slice(&len.to_be_bytes());
        plain.extend_from_slice(content);
        let padded = padded_len(plain.len());
        plain.resize(padded, 0);
        let sealed = aead::seal_random(&self.blob_key.0, &self.associated_data(), &plain, random)?;
        if sealed.len() > INVITATION_BLOB_MAX_BYTES { Err(VaultError::TooLarge(WHAT)) } else { Ok(sealed) }
    }

    /// Opens the blob.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`], [`VaultError::NewerVersion`], [`VaultError::Malformed`],
    /// [`VaultError::OtherCollaborative`].
    pub fn open_blob(&self, sealed: &[u8]) -> Result<InvitationBlob, VaultError> {
        let plain = aead::open_random(&self.blob_key.0, &self.associated_data(), sealed, WHAT)?;
        let content = content(&plain).map_err(VaultError::malformed(WHAT))?;
        let blob = InvitationBlob::decode(content).map_err(VaultError::malformed(WHAT))?;
        if blob.root.fingerprint() == self.root { Ok(blob) } else { Err(VaultError::OtherCollaborative) }
    }

    fn associated_data(&self) -> Vec<u8> {
        [b"footbridge invitation blob 1\0".as_slice(), &self.root.0].concat()
    }
}

fn content(plain: &[u8]) -> Result<&[u8], DecodeError> {
    let mut r = protocol::Reader::new(plain);
    let len = r.u32()? as usize;
    let content = r.raw(len)?;
    let zeros = r.rest().iter().all(|byte| *byte == 0);
    let exact = padded_len(LENGTH_LEN + len) == plain.len();
    if zeros && exact { Ok(content) } else { Err(DecodeError::Invalid("padding")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::invitation::{blob, code};
    use crate::tests::support::Seeded;

    #[test]
    fn a_blob_that_brings_another_root_than_the_code_is_refused() {
        let keys = InvitationKeys::derive(&code(1)).unwrap();
        let foreign = InvitationBlob { root: protocol::PublicKey([8; 32]), ..blob() };
        // sealed by hand: whoever holds the code could, `seal_blob` would not
        let mut w = Writer::new();
        w.bytes(&protocol::Encode::encode(&foreign));
        let mut plain = w.finish();
        plain.resize(padded_len(plain.len()), 0);
        let associated = keys.associated_data();
        let mut random = Seeded::new(1);
        let sealed = aead::seal_random(&keys.blob_key.0, &associated, &plain, &mut random).unwrap();
        assert_eq!(keys.open_blob(&sealed), Err(VaultError::OtherCollaborative));
        plain.resize(plain.len() + 64, 0);
        let sealed = aead::seal_random(&keys.blob_key.0, &associated, &plain, &mut random).unwrap();
        assert_eq!(keys.open_blob(&sealed).unwrap_err().code(), "vault.malformed", "padded too far");
    }
}

//! The names inside certificates: for the collaborative's devices, not for the relay.

use protocol::limits::CERTIFICATE_SEALED_MAX_BYTES;
use protocol::{
    CompartmentHandle, Decode, DecodeError, Encode, Hash, LogId, MemberId, Reader, Writer, padded_len, sha256,
};
use zeroize::Zeroizing;

use crate::compress::{compress, decompress};
use crate::{DirectoryKey, Random, VaultError, aead};

const WHAT: &str = "directory entry";
const VERSION: u8 = 1;
const NAME_MAX_BYTES: usize = 512;
/// What a programme file may unpack to.
const PROGRAMME_MAX_BYTES: usize = 256 * 1024;

/// Whom or what a sealed name belongs to; opening it as another's fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A member of the collaborative.
    Member(MemberId),
    /// A compartment.
    Compartment(CompartmentHandle),
    /// The programme file with this hash.
    Programme(Hash),
}

/// Who a member is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberNames {
    /// The agency's name.
    pub agency: String,
    /// The role's code.
    pub role: String,
    /// The person's name or call sign; may be empty.
    pub name: String,
}

impl Encode for MemberNames {
    fn encode_to(&self, w: &mut Writer) {
        w.text(&self.agency).text(&self.role).text(&self.name);
    }
}

impl Decode for MemberNames {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            agency: r.text(NAME_MAX_BYTES, "agency")?,
            role: r.text(NAME_MAX_BYTES, "role")?,
            name: r.text(NAME_MAX_BYTES, "name")?,
        })
    }
}

impl DirectoryKey {
    /// Seals a member's names for a certificate of the collaborative's log.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] when a name has more than 512 bytes.
    pub fn seal_member(
        &self,
        log: LogId,
        member: MemberId,
        names: &MemberNames,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        if [&names.agency, &names.role, &names.name].iter().any(|name| name.len() > NAME_MAX_BYTES) {
            return Err(VaultError::TooLarge(WHAT));
        }
        self.seal(log, Subject::Member(member), &names.encode(), random)
    }

    /// Opens a member's names.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`], [`VaultError::NewerVersion`], [`VaultError::Malformed`].
    pub fn open_member(
        &self,
        log: LogId,
        member: MemberId,
        sealed: &[u8],
    ) -> Result<MemberNames, VaultError> {
        let plain = self.open(log, Subject::Member(member), sealed)?;
        MemberNames::decode(&plain).map_err(VaultError::malformed(WHAT))
    }

    /// Seals a compartment's name for the certificate that founds it.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] when it has more than 512 bytes.
    pub fn seal_compartment_name(
        &self,
        compartment: CompartmentHandle,
        name: &str,
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        if name.len() > NAME_MAX_BYTES {
            return Err(VaultError::TooLarge(WHAT));
        }
        let mut w = Writer::new();
        w.text(name);
        self.seal(compartment.into(), Subject::Compartment(compartment), &w.finish(), random)
    }

    /// Opens a compartment's name.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`], [`VaultError::NewerVersion`], [`VaultError::Malformed`].
    pub fn open_compartment_name(
        &self,
        compartment: CompartmentHandle,
        sealed: &[u8],
    ) -> Result<String, VaultError> {
        let plain = self.open(compartment.into(), Subject::Compartment(compartment), sealed)?;
        let mut r = Reader::new(&plain);
        let name = r.text(NAME_MAX_BYTES, "name").and_then(|name| r.end().map(|()| name));
        name.map_err(VaultError::malformed(WHAT))
    }

    /// Seals the programme file for the certificate that puts it in force. Compressed: it is text.
    ///
    /// # Errors
    /// [`VaultError::TooLarge`] when it does not fit into a certificate all the same.
    pub fn seal_programme(
        &self,
        log: LogId,
        file: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        self.seal(log, Subject::Programme(sha256(file)), &compress(file)?, random)
    }

    /// Opens the programme file with this hash.
    ///
    /// # Errors
    /// [`VaultError::CannotOpen`], also for a file of another hash; [`VaultError::NewerVersion`],
    /// [`VaultError::Malformed`], [`VaultError::TooLarge`].
    pub fn open_programme(&self, log: LogId, hash: Hash, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let packed = self.open(log, Subject::Programme(hash), sealed)?;
        let file = decompress(&packed, PROGRAMME_MAX_BYTES)?;
        if sha256(&file) == hash { Ok(file) } else { Err(VaultError::CannotOpen(WHAT)) }
    }

    /// Nonce 12 · AES-256-GCM of (version u8 · length u32 · content · zeros) · tag 16.
    fn seal(
        &self,
        log: LogId,
        subject: Subject,
        content: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        let mut w = Writer::new();
        w.u8(VERSION).bytes(content);
        let mut plain = w.finish();
        plain.resize(padded_len(plain.len()), 0);
        self.seal_padded(log, subject, &plain, random)
    }

    /// Seals what has its version and padding already.
    pub(crate) fn seal_padded(
        &self,
        log: LogId,
        subject: Subject,
        plain: &[u8],
        random: &mut dyn Random,
    ) -> Result<Vec<u8>, VaultError> {
        let sealed = aead::seal_random(self.expose(), &associated_data(log, subject), plain, random)?;
        if sealed.len() > CERTIFICATE_SEALED_MAX_BYTES { Err(VaultError::TooLarge(WHAT)) } else { Ok(sealed) }
    }

    fn open(&self, log: LogId, subject: Subject, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let plain = aead::open_random(self.expose(), &associated_data(log, subject), sealed, WHAT)?;
        let content = content(&plain).map_err(VaultError::malformed(WHAT))?;
        Ok(Zeroizing::new(content.to_vec()))
    }
}

fn content(plain: &[u8]) -> Result<&[u8], DecodeError> {
    let mut r = Reader::new(plain);
    match r.u8()? {
        VERSION => {}
        version => return Err(DecodeError::NewerVersion(version)),
    }
    let content = r.bytes(CERTIFICATE_SEALED_MAX_BYTES, WHAT)?;
    let zeros = r.rest().iter().all(|byte| *byte == 0);
    let exact = padded_len(plain.len() - r.rest().len()) == plain.len();
    if zeros && exact { Ok(content) } else { Err(DecodeError::Invalid("padding")) }
}

fn associated_data(log: LogId, subject: Subject) -> Vec<u8> {
    let (tag, id): (u8, &[u8]) = match &subject {
        Subject::Member(id) => (1, &id.0),
        Subject::Compartment(id) => (2, &id.0),
        Subject::Programme(hash) => (3, &hash.0),
    };
    let mut w = Writer::new();
    w.raw(b"footbridge directory 1\0").put(&log).u8(tag).raw(id);
    w.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_zeros_of_exactly_the_right_length() {
        let mut w = Writer::new();
        w.u8(VERSION).bytes(b"content");
        let mut plain = w.finish();
        plain.resize(64, 0);
        assert_eq!(content(&plain), Ok(&b"content"[..]));
        let longer = [plain.as_slice(), &[0; 64]].concat();
        assert_eq!(content(&longer), Err(DecodeError::Invalid("padding")));
        *plain.last_mut().unwrap() = 1;
        assert_eq!(content(&plain), Err(DecodeError::Invalid("padding")));
        assert_eq!(content(&[2]), Err(DecodeError::NewerVersion(2)));
    }
}

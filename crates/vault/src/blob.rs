//! What an invitation brings: the keys that let a new device finish alone.

use protocol::certificate::DeviceClass;
use protocol::limits::COMPARTMENTS_MAX;
use protocol::wire::LogHeadMsg;
use protocol::{
    CollaborativeId, CompartmentHandle, Decode, DecodeError, Encode, MemberId, PublicKey, Reader, Writer,
};

use crate::{DirectoryKey, EpochKey, IdKey};

const MAGIC: &[u8; 4] = b"FBIB";
const VERSION: u8 = 1;
/// Epochs of one compartment in a blob; older ones are reached through the certificates.
const EPOCHS_MAX: usize = 4096;

/// The keys of one compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompartmentGrant {
    /// The compartment.
    pub compartment: CompartmentHandle,
    /// Derives ids of imported records.
    pub id_key: IdKey,
    /// The key of every epoch the newcomer may read, oldest first.
    pub epochs: Vec<EpochKey>,
}

/// The sealed blob's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationBlob {
    /// The collaborative.
    pub collaborative: CollaborativeId,
    /// Its whole root key; must match the code's fingerprint.
    pub root: PublicKey,
    /// Whose device it will be.
    pub member: MemberId,
    /// Of which class.
    pub class: DeviceClass,
    /// Opens the names in certificates.
    pub directory_key: DirectoryKey,
    /// Where the certificate logs stood: what the relay shows must pass through here
    /// ([`protocol::Roster::passes_through`]).
    pub heads: Vec<LogHeadMsg>,
    /// The compartments it may enter.
    pub compartments: Vec<CompartmentGrant>,
}

impl Encode for InvitationBlob {
    fn encode_to(&self, w: &mut Writer) {
        w.raw(MAGIC).u8(VERSION);
        w.put(&self.collaborative).put(&self.root).put(&self.member).put(&self.class);
        w.raw(self.directory_key.expose()).list(&self.heads).list(&self.compartments);
    }
}

impl Decode for InvitationBlob {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if r.raw(MAGIC.len())? != MAGIC {
            return Err(DecodeError::NotThisFormat);
        }
        match r.u8()? {
            VERSION => {}
            version => return Err(DecodeError::NewerVersion(version)),
        }
        Ok(Self {
            collaborative: r.get()?,
            root: r.get()?,
            member: r.get()?,
            class: r.get()?,
            directory_key: DirectoryKey::from_bytes(&r.array()?),
            heads: r.list(COMPARTMENTS_MAX + 1, "logs")?,
            compartments: r.list(COMPARTMENTS_MAX, "compartments")?,
        })
    }
}

impl Encode for CompartmentGrant {
    fn encode_to(&self, w: &mut Writer) {
        w.put(&self.compartment).raw(self.id_key.expose());
        w.u32(u32::try_from(self.epochs.len()).unwrap_or(u32::MAX));
        for epoch in &self.epochs {
            w.u32(epoch.number).raw(epoch.expose());
        }
    }
}

impl Decode for CompartmentGrant {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (compartment, id_key) = (r.get()?, IdKey::from_bytes(&r.array()?));
        let count = r.u32()? as usize;
        if count > EPOCHS_MAX {
            return Err(DecodeError::OverLimit("epochs"));
        }
        let mut epochs = Vec::new();
        for _ in 0..count {
            epochs.push(EpochKey::from_bytes(compartment, r.u32()?, &r.array()?));
        }
        Ok(Self { compartment, id_key, epochs })
    }
}

//! What a revoked device had not sent, sealed to those who decide about it: the file that it leaves when it wipes itself.
//!
//! ```text
//! "FBRW" · version u8 = 1 · device 16 · parts u32 · each: compartment 16 · sealed to u8 · epoch u32 · bytes
//! ```

use crate::limits::{COMPARTMENTS_MAX, REVOKED_WORK_MAX_BYTES};
use crate::{CompartmentHandle, Decode, DecodeError, DeviceId, Encode, Reader, Writer};

const MAGIC: &[u8; 4] = b"FBRW";
const VERSION: u8 = 1;

/// Who can open a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTo {
    /// The holder of the compartment's recovery kit: its custodian.
    Kit,
    /// Every member of the compartment, by the inbox of this epoch: where there is no charter.
    Inbox(u32),
}

/// The work of one compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedWorkPart {
    /// Where it was meant for.
    pub compartment: CompartmentHandle,
    /// Who can open it.
    pub to: SealedTo,
    /// The work, sealed by HPKE.
    pub sealed: Vec<u8>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokedWork {
    /// The revoked device.
    pub device: DeviceId,
    /// One for each compartment that it had work of.
    pub parts: Vec<RevokedWorkPart>,
}

impl Encode for RevokedWorkPart {
    fn encode_to(&self, w: &mut Writer) {
        let (to, epoch) = match self.to {
            SealedTo::Kit => (1, 0),
            SealedTo::Inbox(epoch) => (2, epoch),
        };
        w.put(&self.compartment).u8(to).u32(epoch).bytes(&self.sealed);
    }
}

impl Decode for RevokedWorkPart {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let compartment = r.get()?;
        let to = match (r.u8()?, r.u32()?) {
            (1, 0) => SealedTo::Kit,
            (2, epoch) => SealedTo::Inbox(epoch),
            _ => return Err(DecodeError::Invalid("who a part is sealed to")),
        };
        Ok(Self { compartment, to, sealed: r.bytes(REVOKED_WORK_MAX_BYTES, "sealed work")?.to_vec() })
    }
}

impl Encode for RevokedWork {
    fn encode_to(&self, w: &mut Writer) {
        w.raw(MAGIC).u8(VERSION).put(&self.device).list(&self.parts);
    }
}

impl Decode for RevokedWork {
    fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        if r.raw(4)? != MAGIC {
            return Err(DecodeError::NotThisFormat);
        }
        match r.u8()? {
            VERSION => {}
            version => return Err(DecodeError::NewerVersion(version)),
        }
        Ok(Self { device: r.get()?, parts: r.list(COMPARTMENTS_MAX, "parts")? })
    }
}

//! Certificates: signed, ordered statements about membership, keys and revocation.
//!
//! ```text
//! "FBCT" · version u8 · log 16 · index u32 · previous hash 32 · seen u32 · issuer key 32 ·
//! issuer number u64 · kind u16 · clear (length u32, bytes) · sealed (length u32, bytes) ·
//! signature 64, Ed25519 by the issuer over all that comes before
//! ```
//! There is one hash-chained log for the collaborative and one for each compartment. The relay reads what is
//! in clear to decide who may do what; `sealed` (names) is for devices. What a chain of them amounts to is
//! [`crate::roster::Roster`]'s job.

mod statement;

pub use statement::{
    AdministratorNamed, AdministratorRemoved, Admitted, Chartered, CompartmentFounded, CompartmentInvited,
    DeviceClass, DeviceKeys, Enrolled, EpochEscrowed, EpochIssued, EpochKeyFor, Founded, InboxOpened,
    Invited, LaterWorkDecided, MemberNamed, ProgrammeAdopted, Revoked, SEALED_KEY_LEN, SignedUp, Statement,
    StreamHead, WRAPPED_SECRET_LEN,
};

use crate::limits::{CERTIFICATE_MAX_BYTES, CERTIFICATE_SEALED_MAX_BYTES};
use crate::{DecodeError, Encode, Hash, LogId, PublicKey, Reader, Signature, Writer, sha256};

const MAGIC: &[u8; 4] = b"FBCT";
const SIGNATURE_LEN: usize = 64;

/// The version this build writes.
pub const CERTIFICATE_VERSION: u8 = 1;

/// Where a certificate stands and who says it: all but the statement itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The log it belongs to.
    pub log: LogId,
    /// Its place there, dense from 0.
    pub index: u32,
    /// Hash of the certificate before; zero for the first.
    pub previous: Hash,
    /// How many certificates of the collaborative's log the issuer had seen. It says which enrolments and
    /// revocations a compartment's certificate knew of, so that the logs can be replayed one after the other.
    /// In the collaborative's own log it equals `index`.
    pub seen: u32,
    /// The key that signs.
    pub issuer: PublicKey,
    /// Counts what this key signed, in all logs; rises within a log. Never used twice: a certificate that lost
    /// the race at the relay is issued again under a new number. Two different certificates with one number
    /// are equivocation.
    pub issuer_number: u64,
}

/// One signed statement at its place in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Where, and by whom.
    pub place: Place,
    /// What it says in clear.
    pub statement: Statement,
    /// What only the collaborative's devices can read (names); may be empty.
    pub sealed: Vec<u8>,
    /// By the issuer.
    pub signature: Signature,
}

impl Certificate {
    /// Makes a certificate; `sign` is given the bytes to sign and the issuer's secret stays with the caller.
    pub fn issue(
        place: Place,
        statement: Statement,
        sealed: Vec<u8>,
        sign: impl FnOnce(&[u8]) -> Signature,
    ) -> Self {
        let signature = sign(&signed_bytes(&place, &statement, &sealed));
        Self { place, statement, sealed, signature }
    }

    /// The bytes as stored and sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = signed_bytes(&self.place, &self.statement, &self.sealed);
        bytes.extend_from_slice(&self.signature.0);
        bytes
    }

    /// Reads a certificate. Does not verify: see [`Certificate::verify`].
    ///
    /// A kind that a newer version invented is read as [`Statement::Unknown`], so that it can be carried.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        if bytes.len() > CERTIFICATE_MAX_BYTES {
            return Err(DecodeError::OverLimit("certificate"));
        }
        let mut r = Reader::new(bytes);
        if r.raw(MAGIC.len()) != Ok(MAGIC) {
            return Err(DecodeError::NotThisFormat);
        }
        match r.u8()? {
            0 => return Err(DecodeError::Invalid("certificate version")),
            CERTIFICATE_VERSION => {}
            version => return Err(DecodeError::NewerVersion(version)),
        }
        let place = Place {
            log: r.get()?,
            index: r.u32()?,
            previous: r.get()?,
            seen: r.u32()?,
            issuer: r.get()?,
            issuer_number: r.u64()?,
        };
        let kind = r.u16()?;
        let statement = Statement::decode(kind, r.bytes(CERTIFICATE_MAX_BYTES, "certificate")?)?;
        let sealed = r.bytes(CERTIFICATE_SEALED_MAX_BYTES, "sealed part")?.to_vec();
        let signature = Signature(r.array::<SIGNATURE_LEN>()?);
        r.end()?;
        Ok(Self { place, statement, sealed, signature })
    }

    /// Whether the stated issuer signed it. Whether that key had a say is for the roster.
    pub fn verify(&self) -> bool {
        let signed = signed_bytes(&self.place, &self.statement, &self.sealed);
        self.place.issuer.verify(&signed, &self.signature)
    }

    /// Names this certificate: SHA-256 over all its bytes, as the next one of the log carries it.
    pub fn hash(&self) -> Hash {
        sha256(&self.encode())
    }
}

fn signed_bytes(place: &Place, statement: &Statement, sealed: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(MAGIC).u8(CERTIFICATE_VERSION);
    w.put(&place.log).u32(place.index).put(&place.previous).u32(place.seen);
    w.put(&place.issuer).u64(place.issuer_number);
    w.u16(statement.kind()).bytes(&statement.encode()).bytes(sealed);
    w.finish()
}

impl Encode for Certificate {
    fn encode_to(&self, writer: &mut Writer) {
        writer.raw(&self.encode());
    }
}

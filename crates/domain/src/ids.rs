//! Ids. Each is a newtype, so that a person's id cannot be passed where a compartment's is meant.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use uuid::Uuid;

/// A text that is not an id of the expected form.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not a valid id")]
pub struct BadId;

/// Names one record for ever. UUIDv7 when made on a device; for imported things derived with a keyed hash
/// from the source's declared keys (version 8), so that two devices importing one row make one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Uuid);

impl RecordId {
    /// The 16 bytes, as stored and as sent.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// From 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Uuid::parse_str(text).map(Self).map_err(|_| BadId)
    }
}

macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let mut out = [0u8; $len];
                if text.len() != 2 * $len || !text.is_ascii() {
                    return Err(BadId);
                }
                for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
                    let pair = std::str::from_utf8(pair).map_err(|_| BadId)?;
                    *byte = u8::from_str_radix(pair, 16).map_err(|_| BadId)?;
                }
                Ok(Self(out))
            }
        }
    };
}

bytes_id!(
    /// A person with a role in an agency, as the certificates name them.
    MemberId,
    16
);
bytes_id!(
    /// One incarnation of one device's database: the automerge actor. A restored backup is a new actor.
    ActorId,
    16
);
bytes_id!(
    /// The compartment (who may read) a record lives in.
    CompartmentId,
    16
);
bytes_id!(
    /// SHA-256 of a change's bytes as automerge defines it; names the change wherever it comes from.
    ChangeHash,
    32
);

/// What a record is. The number is stored and sent: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
#[allow(missing_docs, reason = "the words are those of docs/reference/fields.md")]
pub enum RecordKind {
    Person = 1,
    Incident = 2,
    Contact = 3,
    Note = 4,
    /// Accountability events only: no identity, no clinical word.
    Handoff = 5,
    FollowUp = 6,
    Consent = 7,
    Agreement = 8,
    ResponsePlan = 9,
    /// A service of the directory: what is offered, and to whom.
    Service = 10,
    Link = 11,
    Attachment = 12,
    /// The consented copy of who the person is and what is needed, made for one handoff.
    Packet = 13,
    /// What happened at the receiving end of one handoff.
    Outcome = 14,
    /// Who runs services: an entry of the directory.
    Organization = 15,
    /// A place where an organisation works: an entry of the directory.
    Location = 16,
    /// The account of one disclosure, in the compartment of who disclosed: who was told what, when, on which consent.
    Disclosure = 17,
    /// The copy that was disclosed, in the compartment of who was told.
    DisclosedCopy = 18,
}

impl RecordKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 18] = [
        Self::Person,
        Self::Incident,
        Self::Contact,
        Self::Note,
        Self::Handoff,
        Self::FollowUp,
        Self::Consent,
        Self::Agreement,
        Self::ResponsePlan,
        Self::Service,
        Self::Link,
        Self::Attachment,
        Self::Packet,
        Self::Outcome,
        Self::Organization,
        Self::Location,
        Self::Disclosure,
        Self::DisclosedCopy,
    ];

    /// The stored number.
    pub fn code(self) -> u16 {
        self as u16
    }

    /// The kind with this number; `None` for one a newer version made.
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word used in JSON, on the command line and in `docs/reference/fields.md`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Incident => "incident",
            Self::Contact => "contact",
            Self::Note => "note",
            Self::Handoff => "handoff",
            Self::FollowUp => "follow_up",
            Self::Consent => "consent",
            Self::Agreement => "agreement",
            Self::ResponsePlan => "response_plan",
            Self::Service => "service",
            Self::Link => "link",
            Self::Attachment => "attachment",
            Self::Packet => "packet",
            Self::Outcome => "outcome",
            Self::Organization => "organization",
            Self::Location => "location",
            Self::Disclosure => "disclosure",
            Self::DisclosedCopy => "disclosed_copy",
        }
    }
}

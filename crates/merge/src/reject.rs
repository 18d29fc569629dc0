//! Why the bytes of a change are refused.

use thiserror::Error;

/// What to do with a refused change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Malformed or forged: keep it in quarantine, with its reason, for a human.
    Quarantine,
    /// Probably from a newer version: keep it parked and try again after an upgrade.
    RetryAfterUpgrade,
}

/// Why the bytes of a change are refused. Nothing was applied.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Reject {
    /// More bytes than [`crate::limits::CHANGE_MAX_BYTES`].
    #[error("the change is too large")]
    TooLarge,
    /// The bytes do not start as an automerge chunk does.
    #[error("not a change")]
    NotAChange,
    /// Another kind of chunk: a document, a bundle, a change compressed by automerge.
    #[error("a chunk of kind {0}, not a change")]
    ChunkKind(u8),
    /// The checksum is not that of the content.
    #[error("wrong checksum")]
    Checksum,
    /// The bytes end too early.
    #[error("truncated")]
    Truncated,
    /// Something follows the change.
    #[error("bytes follow the change")]
    Trailing,
    /// A number, text or column that cannot be read.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// A count over its cap.
    #[error("too many {0}")]
    TooMany(&'static str),
    /// An actor id that is not 16 bytes.
    #[error("an actor id is not of 16 bytes")]
    Actor,
    /// A sequence number of 0 or over the cap.
    #[error("the sequence number is out of range")]
    Sequence,
    /// An operation counter of 0 or over the cap.
    #[error("an operation counter is out of range")]
    Counter,
    /// Dependencies out of order or named twice.
    #[error("dependencies are not in order")]
    Dependencies,
    /// The change does nothing.
    #[error("no operation")]
    Empty,
    /// An operation on a nested object: a record is one flat map.
    #[error("an operation outside the root map")]
    NotRoot,
    /// An operation on a list.
    #[error("an operation on a list")]
    List,
    /// An operation that is neither a put of a scalar nor a delete: an object, a counter's increment, a mark.
    #[error("an operation of kind {0}")]
    Operation(u64),
    /// A column that only marks and newer formats use.
    #[error("an unknown column {0}")]
    Column(u32),
    /// A value of a type that records do not use.
    #[error("a value of type {0}")]
    ValueType(u8),
    /// A real number that is not finite.
    #[error("a number that is not finite")]
    NotFinite,
    /// An empty key, one over the cap, or one with a control character.
    #[error("an invalid key")]
    Key,
    /// Two operations on one key.
    #[error("a key is written twice")]
    KeyTwice,
    /// Predecessors out of order, not older than the change, or none where something is to be deleted.
    #[error("invalid predecessors")]
    Predecessors,
    /// The message is not a stamp.
    #[error("the change does not say who made it and when")]
    Stamp,
    /// A stamp of a newer form.
    #[error("a stamp of a newer form")]
    StampNewer,
    /// A time zone this version's table does not have.
    #[error("an unknown time zone")]
    Zone,
    /// A time that is not a whole second, or not between the years 1 and 9999.
    #[error("the time is out of range")]
    Time,
    /// Bytes after the operations, where newer formats of automerge put more.
    #[error("extra bytes")]
    Extra,
    /// There is exactly one way to write a change, and this is another.
    #[error("not written as automerge writes it")]
    NotCanonical,
    /// automerge panicked; the panic was contained.
    #[error("automerge failed on it")]
    Panicked,
}

impl Reject {
    /// The stable code, as kept with a quarantined or parked change.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "change.too_large",
            Self::NotAChange => "change.not_a_change",
            Self::ChunkKind(_) => "change.chunk_kind",
            Self::Checksum => "change.checksum",
            Self::Truncated => "change.truncated",
            Self::Trailing => "change.trailing",
            Self::Malformed(_) => "change.malformed",
            Self::TooMany(_) => "change.too_many",
            Self::Actor => "change.actor",
            Self::Sequence => "change.sequence",
            Self::Counter => "change.counter",
            Self::Dependencies => "change.dependencies",
            Self::Empty => "change.empty",
            Self::NotRoot => "change.not_root",
            Self::List => "change.list",
            Self::Operation(_) => "change.operation",
            Self::Column(_) => "change.column",
            Self::ValueType(_) => "change.value_type",
            Self::NotFinite => "change.not_finite",
            Self::Key => "change.key",
            Self::KeyTwice => "change.key_twice",
            Self::Predecessors => "change.predecessors",
            Self::Stamp => "change.stamp",
            Self::StampNewer => "change.stamp_newer",
            Self::Zone => "change.zone",
            Self::Time => "change.time",
            Self::Extra => "change.extra",
            Self::NotCanonical => "change.not_canonical",
            Self::Panicked => "change.panicked",
        }
    }

    /// Whether a newer version might understand it.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::StampNewer | Self::Zone => Remedy::RetryAfterUpgrade,
            _ => Remedy::Quarantine,
        }
    }
}

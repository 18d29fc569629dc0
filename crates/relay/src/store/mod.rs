//! What a relay keeps, behind one trait: certificates, segments with their keyboxes, invitation blobs.
//!
//! Every method is one transaction. A store decides nothing about who may do what: it holds the order (dense
//! positions, compare-and-swap on the certificates) and whether bytes are durable. A new store passes
//! the story of `tests/relay/story.rs`, the one shared test.

mod memory;
mod sqlite;

pub use memory::MemoryStore;
pub use sqlite::{SqliteOptions, SqliteStore};

use protocol::certificate::StreamHead;
use protocol::wire::{LogHeadMsg, StoredSegmentMsg, StreamHeadMsg};
use protocol::{
    CompartmentHandle, DeviceId, GenerationId, Hash, InvitationHandle, Keybox, LogId, PublicKey, Segment,
    StreamId,
};
use thiserror::Error;
use whatif::Flaw;

/// Why a store could not do what it was asked. Nothing of it was done.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No room: neither on the disk nor under the configured cap.
    #[error("the store is full")]
    Full,
    /// The file is not a relay's.
    #[error("not a relay's database")]
    NotOurs,
    /// A newer relay wrote the file.
    #[error("the database was made by a newer relay")]
    NewerVersion,
    /// Another relay process holds the folder.
    #[error("the data folder is in use by another relay process")]
    InUse,
    /// What is stored contradicts itself.
    #[error("the store is damaged: {0}")]
    Damaged(&'static str),
    /// The store failed.
    #[error("the store failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "relay_store.full",
            Self::NotOurs => "relay_store.not_ours",
            Self::NewerVersion => "relay_store.newer_version",
            Self::InUse => "relay_store.in_use",
            Self::Damaged(_) => "relay_store.damaged",
            Self::Failed(_) => "relay_store.failed",
        }
    }
}

/// How many certificates the store has accepted in all. Whoever decides by the roster says which revision it
/// saw; a write under an older one is refused as stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u64);

/// What a store is: made once, at its first start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// This life of the store.
    pub generation: GenerationId,
    /// The seed of the Ed25519 key that signs checkpoints.
    pub key_seed: [u8; 32],
}

/// A certificate to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCertificate {
    /// The log it belongs to.
    pub log: LogId,
    /// SHA-256 over its bytes: the log's head after it.
    pub hash: Hash,
    /// Its encoding.
    pub bytes: Vec<u8>,
}

/// How an append under a [`Revision`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificatesAppend {
    /// Durable; the store stands at this revision.
    Done(Revision),
    /// Another certificate came first.
    Stale,
}

/// A certificate log from some count on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogRange {
    /// Where the log stands.
    pub head: LogHeadMsg,
    /// The hash at the count that was asked for; zero at 0, none when the log does not reach so far.
    pub hash_at: Option<Hash>,
    /// The certificates after that count, in order, as many as fit.
    pub certificates: Vec<Vec<u8>>,
}

/// A segment to append, already verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSegment {
    /// Who may read it.
    pub compartment: CompartmentHandle,
    /// Who signed it.
    pub device: DeviceId,
    /// The stream it continues.
    pub stream: StreamId,
    /// Its first sequence number.
    pub first_seq: u64,
    /// The sequence number after its last entry.
    pub next_seq: u64,
    /// Hash of the segment before it in its stream.
    pub previous: Hash,
    /// Its own hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The keyboxes it is the first to use.
    pub keyboxes: Vec<Keybox>,
    /// When it came, milliseconds since 1970.
    pub received_ms: i64,
}

impl NewSegment {
    /// From a decoded segment, its bytes and what came with it.
    pub fn new(segment: &Segment, bytes: Vec<u8>, keyboxes: Vec<Keybox>, received_ms: i64) -> Self {
        let header = &segment.header;
        Self {
            compartment: header.compartment,
            device: header.device,
            stream: header.stream,
            first_seq: header.first_seq,
            next_seq: header.next_seq(),
            previous: header.previous,
            hash: protocol::sha256(&bytes),
            bytes,
            keyboxes,
            received_ms,
        }
    }
}

/// Where a segment stands in its compartment, or where the compartment's log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Dense position, from 1; 0 before the first.
    pub position: u64,
    /// The chained hash there.
    pub chain: Hash,
}

impl Place {
    /// Before the first segment.
    pub const START: Self = Self { position: 0, chain: Hash::ZERO };
}

/// How appending a segment ended. Only `Done` wrote anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SegmentAppend {
    /// Durable at this place.
    Done(Place),
    /// It was there already.
    Known(Place),
    /// Earlier segments are missing; the stream ends here.
    Gap(StreamHeadMsg),
    /// The stream holds something else there; it ends here.
    Fork(StreamHeadMsg),
    /// The stream is another device's.
    OtherDevice,
    /// A keybox under one of these handles has other content.
    KeyboxTaken,
    /// The roster changed meanwhile.
    Stale,
}

/// How much one read may return. The first item always fits.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Bytes of segments, keyboxes or certificates.
    pub bytes: usize,
    /// How many segments or certificates.
    pub items: usize,
}

/// One compartment's log from some position on, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// Where the log ends.
    pub head: Place,
    /// The chained hash at the position that was asked for; none when the log does not reach so far.
    pub chain_at: Option<Hash>,
    /// The segments after it, in order without gaps, as many as fit.
    pub segments: Vec<StoredSegmentMsg>,
}

/// A blob that waits for whoever holds the code.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Sealed; nothing to the relay. Empty once expired or spent.
    pub blob: Vec<u8>,
    /// The invitation's key, when the inviter said it: the blob goes when that key is spent.
    pub invite: Option<PublicKey>,
    /// From when on it is no longer given out, milliseconds since 1970.
    pub expires_ms: i64,
}

/// How laying down an invitation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationPut {
    /// Durable, now or from before.
    Done,
    /// Something else lies there.
    Taken,
}

/// When a device last asked for news, and what it said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// When, milliseconds since 1970.
    pub at_ms: i64,
    /// Its program's version; may be empty.
    pub version: String,
    /// Since when it had had something unsent; 0 when it had nothing.
    pub unsent_since_ms: i64,
}

/// Where two devices meet, and what they left there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RendezvousRow {
    /// Who opened it.
    pub opener: DeviceId,
    /// From when on it is gone, milliseconds since 1970.
    pub expires_ms: i64,
    /// The messages so far, in order.
    pub messages: Vec<Vec<u8>>,
}

/// How leaving a message at a rendezvous ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RendezvousAdd {
    /// It lies there, now or from before.
    Done,
    /// Another message lies there.
    Taken,
    /// The message before it is not there, or the rendezvous is not.
    TooEarly,
}

/// Everything a relay keeps. See the module.
pub trait Store: Send + Sync + 'static {
    /// What the store is. At its first start it becomes `fresh`.
    fn identity(&self, fresh: Identity) -> Result<Identity, StoreError>;

    /// The hash of the token that claims this relay, when there is one.
    fn claim_hash(&self) -> Result<Option<Hash>, StoreError>;

    /// Sets the token's hash.
    fn set_claim_hash(&self, hash: Hash) -> Result<(), StoreError>;

    /// How many certificates there are.
    fn revision(&self) -> Result<Revision, StoreError>;

    /// The certificates accepted after `revision`, in the order in which they were accepted.
    fn certificates_after(&self, revision: Revision) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Appends all of `new`, or none when the store is not at `seen` any more.
    fn append_certificates(
        &self,
        seen: Revision,
        new: &[NewCertificate],
    ) -> Result<CertificatesAppend, StoreError>;

    /// One log after its first `after` certificates.
    fn log(&self, log: LogId, after: u32, budget: Budget) -> Result<LogRange, StoreError>;

    /// Appends a segment with its keyboxes, or says why not. The place is given under the compartment's head.
    fn append_segment(&self, seen: Revision, new: &NewSegment) -> Result<SegmentAppend, StoreError>;

    /// Where this very segment stands, when it does.
    fn place_of(&self, segment: &NewSegment) -> Result<Option<Place>, StoreError>;

    /// Where every stream of a device stands, in order of compartment and stream.
    fn streams_of(&self, device: DeviceId) -> Result<Vec<StreamHead>, StoreError>;

    /// One compartment's log after `position`.
    fn since(
        &self,
        compartment: CompartmentHandle,
        position: u64,
        budget: Budget,
    ) -> Result<Since, StoreError>;

    /// Lays down an invitation's blob and forgets the content of those that expired before `now_ms`.
    fn put_invitation(
        &self,
        handle: InvitationHandle,
        row: &InvitationRow,
        now_ms: i64,
    ) -> Result<InvitationPut, StoreError>;

    /// The blob under a handle, expired or not.
    fn invitation(&self, handle: InvitationHandle) -> Result<Option<InvitationRow>, StoreError>;

    /// Forgets the content of the blob that was laid down for this invitation, when there is one.
    fn forget_invitation(&self, invite: PublicKey) -> Result<(), StoreError>;

    /// When this device was last here, if it ever was.
    fn contact(&self, device: DeviceId) -> Result<Option<ContactRow>, StoreError>;

    /// Notes that a device was here.
    fn set_contact(&self, device: DeviceId, row: &ContactRow) -> Result<(), StoreError>;

    /// Every device that was ever here, in order of id.
    fn contacts(&self) -> Result<Vec<(DeviceId, ContactRow)>, StoreError>;

    /// Opens a rendezvous under a number with its first message, and forgets those that are over at `now_ms`. Whether it
    /// is this one that stands there.
    fn open_rendezvous(&self, number: u32, row: &RendezvousRow, now_ms: i64) -> Result<bool, StoreError>;

    /// Leaves the message that has this place, from 0.
    fn add_to_rendezvous(&self, number: u32, place: u8, message: &[u8]) -> Result<RendezvousAdd, StoreError>;

    /// The rendezvous under a number, over or not.
    fn rendezvous(&self, number: u32) -> Result<Option<RendezvousRow>, StoreError>;

    /// Whether the store can be read and has room to write.
    fn ready(&self) -> Result<(), StoreError>;
}

/// Where a stream stands against a segment that wants to continue it; the rule both stores follow.
fn continuity(head: StreamHeadMsg, new: &NewSegment) -> Option<SegmentAppend> {
    if new.first_seq > head.next_seq && whatif::flawed(Flaw::RelayAcceptsGap) {
        return None;
    }
    if new.first_seq > head.next_seq {
        return Some(SegmentAppend::Gap(head));
    }
    (new.first_seq < head.next_seq || new.previous != head.hash).then_some(SegmentAppend::Fork(head))
}

/// What to do with a message for a place, seen what lies there; the rule both stores follow. None: it is the next one.
fn placed(messages: &[Vec<u8>], place: u8, message: &[u8]) -> Option<RendezvousAdd> {
    match messages.get(usize::from(place)) {
        Some(held) if held == message => Some(RendezvousAdd::Done),
        Some(_) => Some(RendezvousAdd::Taken),
        None if messages.len() == usize::from(place) => None,
        None => Some(RendezvousAdd::TooEarly),
    }
}

/// A stream that holds nothing yet.
const EMPTY_STREAM: StreamHeadMsg = StreamHeadMsg { next_seq: 0, hash: Hash::ZERO };

/// What a segment costs of a [`Budget`]: its own bytes and those of its keyboxes.
pub(crate) fn cost_bytes(segment: usize, keyboxes: usize) -> usize {
    const KEYBOX_BYTES: usize = 4 + 1 + 16 + 16 + 4 + 48;
    const FRAME_BYTES: usize = 8 + 4 + 4;
    segment + FRAME_BYTES + keyboxes * KEYBOX_BYTES
}

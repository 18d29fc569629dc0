//! The mailbox as the engine sees it: ciphertext going out, ciphertext come in, and how far both got.

use protocol::wire::{CursorMsg, LogHeadMsg, ReportMsg, StoredSegmentMsg};
use protocol::{CompartmentHandle, GenerationId, Hash, Keybox, LogId, PublicKey, StreamId};
use thiserror::Error;

/// The mailbox could not be read or written. Nothing of the failed call was done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{code}: {detail}")]
pub struct MailboxError {
    /// Stable, of the store: `store.full` for instance.
    pub code: &'static str,
    /// For a log; holds no secret.
    pub detail: String,
}

impl MailboxError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.code
    }
}

/// The relay this mailbox talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownRelay {
    /// The life of its store that this device has settled with.
    pub generation: GenerationId,
    /// The key that must have signed its checkpoints.
    pub key: PublicKey,
}

/// A sealed segment of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it is to go.
    pub compartment: CompartmentHandle,
    /// The stream it continues.
    pub stream: StreamId,
    /// The sequence number of its first entry.
    pub first_seq: u64,
    /// How many entries.
    pub count: u32,
    /// SHA-256 over its bytes.
    pub hash: Hash,
    /// The segment, of whatever version.
    pub bytes: Vec<u8>,
    /// The keyboxes it is the first to use.
    pub keyboxes: Vec<Keybox>,
}

/// What one incarnation of this device writes to one compartment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutgoingStream {
    /// The stream.
    pub stream: StreamId,
    /// Where its segments go.
    pub compartment: CompartmentHandle,
}

impl Outgoing {
    /// The sequence number after its last entry.
    pub fn next_seq(&self) -> u64 {
        self.first_seq.saturating_add(u64::from(self.count))
    }
}

/// The relay holds one outgoing segment durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The stream.
    pub stream: StreamId,
    /// The segment's first sequence number.
    pub first_seq: u64,
    /// Names the segment.
    pub hash: Hash,
    /// Its position in the compartment.
    pub position: u64,
    /// When the segment came right after all that was fetched: the compartment's new cursor, so that it need
    /// not be fetched back. Store both or neither.
    pub cursor: Option<CursorMsg>,
}

/// Why an outgoing stream ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The relay holds another segment at that place: this device was cloned or restored from a backup. The
    /// unsent changes are to be authored again, by a new incarnation.
    Fenced,
    /// The compartment has a newer key. The same changes are to be sealed again, in a new stream.
    OldEpoch,
    /// The relay lost segments it had acknowledged and cannot take them back at their place. The same changes
    /// are to be sealed again, in a new stream; who has them already knows them by their hash.
    Displaced,
}

/// An outgoing stream goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamStop {
    /// The stream.
    pub stream: StreamId,
    /// The first sequence number that the relay does not hold, as far as is known: never too high.
    pub from_seq: u64,
    /// Why.
    pub why: StopReason,
}

/// What one answer brought, after all checks. To be stored whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// News by compartment.
    pub compartments: Vec<ReceivedCompartment>,
    /// News by certificate log.
    pub logs: Vec<ReceivedLog>,
    /// When (milliseconds since 1970, device time).
    pub at_ms: i64,
}

/// News of one compartment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedCompartment {
    /// How far the compartment is held with these.
    pub cursor: CursorMsg,
    /// In the order of their positions. A segment that is held already (same hash) is not kept twice.
    pub segments: Vec<StoredSegmentMsg>,
}

/// News of one certificate log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedLog {
    /// Where the log stands with these.
    pub head: LogHeadMsg,
    /// The certificates to append, in order. Place, chain and signature were checked; authority was not.
    pub certificates: Vec<Vec<u8>>,
}

/// What the device does about a relay that went back. To be stored whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The relay as it is now.
    pub relay: KnownRelay,
    /// Cursors that do not fit its log any more, set back.
    pub cursors: Vec<CursorMsg>,
    /// Acknowledgements that are no longer believed: the last one of each stream at least. Sending that segment
    /// again shows what the relay still has of the stream.
    pub rewinds: Vec<Rewind>,
}

/// A stream's acknowledgements are void from here on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rewind {
    /// The stream.
    pub stream: StreamId,
    /// The first sequence number that is no longer taken for acknowledged.
    pub from_seq: u64,
}

/// A segment that the relay gave out once and has not shown since it went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Names it.
    pub hash: Hash,
    /// Its compartment.
    pub compartment: CompartmentHandle,
    /// The segment.
    pub bytes: Vec<u8>,
    /// The keyboxes that came with it.
    pub keyboxes: Vec<Keybox>,
}

/// The relay holds such a segment again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carriage {
    /// Names the segment.
    pub hash: Hash,
    /// Where the relay holds it now.
    pub position: u64,
    /// The compartment's cursor, when the segment came right after all that was fetched.
    pub cursor: Option<CursorMsg>,
}

/// Durable storage for the engine. Every method that writes is durable when it returns, and whole or not done
/// at all. Each call must cost about the same however long the logs are.
pub trait Mailbox {
    /// The relay, once it was met.
    fn relay(&self) -> Result<Option<KnownRelay>, MailboxError>;

    /// Remembers a relay met for the first time.
    fn set_relay(&mut self, relay: &KnownRelay) -> Result<(), MailboxError>;

    /// What the device says of itself with every look; none where nobody is to know. `now_ms` as for the engine.
    fn report(&mut self, _now_ms: i64) -> Result<Option<ReportMsg>, MailboxError> {
        Ok(None)
    }

    /// Relay time minus device time, in milliseconds: 0 at first.
    fn clock_offset_ms(&self) -> Result<i64, MailboxError>;

    /// Remembers the offset; signed requests carry the relay's time by it.
    fn set_clock_offset_ms(&mut self, offset_ms: i64) -> Result<(), MailboxError>;

    /// How far each compartment that the device holds was fetched; zeros where nothing was yet.
    fn cursors(&self) -> Result<Vec<CursorMsg>, MailboxError>;

    /// One compartment's cursor; none when the device does not hold it.
    fn cursor(&self, compartment: CompartmentHandle) -> Result<Option<CursorMsg>, MailboxError>;

    /// Where each certificate log stands on this device.
    fn log_heads(&self) -> Result<Vec<LogHeadMsg>, MailboxError>;

    /// At most `max` certificates of a log, in order, from index `from` on.
    fn certificates(&self, log: LogId, from: u32, max: u32) -> Result<Vec<Vec<u8>>, MailboxError>;

    /// Every stream of this device that has outgoing segments, stopped or not, of any incarnation. One that is done with a
    /// single segment need not be told of any more once the relay has it.
    fn streams(&self) -> Result<Vec<OutgoingStream>, MailboxError>;

    /// The first segment of a stream that is not acknowledged. Never one at or after the stream's stop.
    fn next_unacknowledged(&self, stream: StreamId) -> Result<Option<Outgoing>, MailboxError>;

    /// The first sequence number of a stream's last acknowledged segment.
    fn last_acknowledged(&self, stream: StreamId) -> Result<Option<u64>, MailboxError>;

    /// The first sequence number of a stream's segments that were acknowledged at this position or after it.
    fn acknowledged_since(&self, stream: StreamId, position: u64) -> Result<Option<u64>, MailboxError>;

    /// The hash of the stream's segment that ends right before this sequence number; none when no segment does.
    fn hash_before(&self, stream: StreamId, seq: u64) -> Result<Option<Hash>, MailboxError>;

    /// The hash of this device's own segment that was acknowledged at this position.
    fn acknowledged_at(
        &self,
        compartment: CompartmentHandle,
        position: u64,
    ) -> Result<Option<Hash>, MailboxError>;

    /// The highest position acknowledged to this device in a compartment; 0 when none was.
    fn acknowledged_head(&self, compartment: CompartmentHandle) -> Result<u64, MailboxError>;

    /// Remembers that the relay holds a segment. Acknowledging again replaces the position.
    fn acknowledge(&mut self, acknowledgement: &Acknowledgement) -> Result<(), MailboxError>;

    /// Forgets a stream's acknowledgements from a sequence number on: the relay lost those segments.
    fn rewind(&mut self, rewind: &Rewind) -> Result<(), MailboxError>;

    /// Ends a stream, and forgets its acknowledgements from there on. Stopping again keeps the lower sequence
    /// number and its reason.
    fn stop_stream(&mut self, stop: &StreamStop) -> Result<(), MailboxError>;

    /// Stores what one answer brought, and when the device last heard from its relay. Returns the logs whose
    /// certificates the roster does not accept after those held: of these, and only these, nothing is stored.
    fn receive(&mut self, received: &Received) -> Result<Vec<LogId>, MailboxError>;

    /// Stores what the device does about a relay that went back. What was received in a compartment whose cursor is set
    /// back is to be carried until the relay shows it again.
    fn recover(&mut self, recovered: &Recovered) -> Result<(), MailboxError>;

    /// The first received segment that the relay has not shown since it went back, in the order they came; none when
    /// there is none, or when the relay would not take it.
    fn next_to_carry(&self) -> Result<Option<Carried>, MailboxError>;

    /// Remembers that the relay holds such a segment again.
    fn carried(&mut self, carriage: &Carriage) -> Result<(), MailboxError>;

    /// Remembers that the relay does not take such a segment, and why: not to be carried until the relay goes back again.
    fn not_carried(&mut self, hash: &Hash, code: &'static str) -> Result<(), MailboxError>;
}

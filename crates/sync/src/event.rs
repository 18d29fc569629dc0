//! What happens to the engine, and what it wants done.

use protocol::{CompartmentHandle, LogId, StreamId};

use crate::{Answer, CallError, CallId, RelayCall, StreamStop};

/// Something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The device came up, or wants to sync again after [`Event::Stopped`].
    Start,
    /// The time of the last [`Effect::WakeAt`] has come. Earlier or more often does no harm.
    Tick,
    /// Somebody wants it now: waits that nobody else imposed are cut short.
    SyncNow,
    /// The mailbox has a new outgoing segment. (For a new compartment or log, say [`Event::SyncNow`].)
    OutgoingAdded,
    /// A call ended.
    Answered {
        /// Which.
        call: CallId,
        /// How.
        result: Result<Answer, CallError>,
    },
    /// The relay says that a compartment reached a position. Only a hint: it is unsigned and may be lost.
    Hint {
        /// The compartment.
        compartment: CompartmentHandle,
        /// Its new position.
        position: u64,
    },
    /// No more calls, please: what is under way is forgotten, nothing is lost.
    Stopped,
}

/// Something the host must do, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the relay and come back with [`Event::Answered`].
    Call {
        /// To be repeated in the answer.
        call: CallId,
        /// What to ask.
        request: RelayCall,
    },
    /// Send [`Event::Tick`] at this time (milliseconds since 1970). Replaces every earlier one.
    WakeAt(i64),
    /// Tell whoever watches.
    Notify(SyncNotice),
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The relay as a whole.
    Relay,
    /// One compartment's log.
    Compartment(CompartmentHandle),
    /// One certificate log.
    Log(LogId),
    /// One outgoing stream.
    Stream(StreamId),
}

/// What people and the rest of the device may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncNotice {
    /// How far this exchange got.
    Progress {
        /// Segments received since the device was last up to date.
        received: u64,
        /// Segments acknowledged since then.
        sent: u64,
        /// Segments that the relay still holds for us, as far as it said.
        left: u64,
    },
    /// Nothing is left to fetch or to send.
    UpToDate,
    /// The mailbox received something: ingest has work.
    Incoming {
        /// How many segments, some perhaps known already.
        segments: u64,
        /// How many certificates.
        certificates: u64,
    },
    /// The relay holds this stream durably up to here.
    Acknowledged {
        /// The stream.
        stream: StreamId,
        /// The sequence number after the last acknowledged entry.
        next_seq: u64,
    },
    /// An outgoing stream ended before its end: what is after it must go out in a new stream.
    StreamStopped(StreamStop),
    /// The relay no longer has what it had acknowledged. The device gives back what it authored.
    RelayRolledBack {
        /// Where it was noticed.
        about: Subject,
    },
    /// The relay refused, or said what cannot be true. Nothing of it was applied; it is tried again later.
    Refused {
        /// Stable: `relay.*` is what the relay said, `sync.*` what is wrong with its answer.
        code: &'static str,
        /// What it is about.
        about: Subject,
    },
    /// It did not work, and will be tried again.
    Retrying {
        /// When (milliseconds since 1970).
        at_ms: i64,
        /// Why, stable.
        code: &'static str,
    },
    /// The device's clock differs from the relay's.
    ClockOffset {
        /// Relay time minus device time, in milliseconds.
        offset_ms: i64,
    },
}

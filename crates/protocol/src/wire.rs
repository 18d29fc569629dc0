//! Requests and answers between device and relay: HTTP bodies in the canonical codec, media type
//! [`MEDIA_TYPE`]. An answer of another status than 2xx carries a [`RefusalMsg`].
//!
//! | call | body → answer | signed by |
//! |---|---|---|
//! | `GET /v1/relay` | → [`RelayInfoMsg`] | nobody |
//! | `POST /v1/collaborative` | [`FoundMsg`] → [`LogHeadsMsg`] | the founding device |
//! | `POST /v1/certificates` | [`CertificatesMsg`] → [`LogHeadsMsg`] | nobody: certificates carry their own |
//! | `POST /v1/certificates/restored` | the same, for what a relay accepted once and lost: expiry is not checked | an enrolled device |
//! | `PUT /v1/invitations/{handle}` | raw blob → empty; with `?invite=KEY` the blob goes when that invitation is spent | an enrolled device |
//! | `GET /v1/invitations/{handle}` | → raw blob | nobody: the handle is a secret |
//! | `PUT /v1/rendezvous/{digits}/{message}` | raw message → empty; each once, in order | messages 0, 2, 4: the enrolled device that opened it; 1, 3: nobody |
//! | `GET /v1/rendezvous/{digits}/{message}` | → raw message; empty while it is not there | nobody |
//! | `POST /v1/segments` | [`UploadMsg`] → [`UploadedMsg`] | an enrolled device |
//! | `POST /v1/sync` | [`SyncMsg`] → [`SyncedMsg`] | an enrolled device |
//! | `GET /v1/devices` | → [`DeviceContactsMsg`] | the root key: every device; an administrator's key: those in its compartments |
//! | `GET /v1/devices/{id}/heads` | → [`DeviceHeadsMsg`] | the collaborative's root key |
//! | `GET /v1/events` | → server-sent events `HANDLE POSITION`: hints only | an enrolled device |

use crate::certificate::StreamHead;
use crate::limits::{
    CERTIFICATE_MAX_BYTES, CERTIFICATES_MAX, COMPARTMENTS_MAX, DEVICES_MAX, PROGRAM_VERSION_MAX_BYTES,
    SEGMENT_MAX_BYTES, SEGMENT_MAX_ENTRIES, SEGMENTS_PER_ANSWER_MAX, STREAM_HEADS_MAX,
};
use crate::{
    CollaborativeId, CompartmentHandle, Decode, DecodeError, DeviceId, Encode, GenerationId, Hash, Keybox,
    LogId, PublicKey, Reader, Signature, Writer,
};

/// The media type of every body in this module.
pub const MEDIA_TYPE: &str = "application/vnd.footbridge";

/// Encodes and decodes the fields of a message in the order given.
macro_rules! message {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty, $write:expr, $read:expr;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }

        impl Encode for $name {
            fn encode_to(&self, w: &mut Writer) {
                $( let write: fn(&mut Writer, &$ty) = $write; write(w, &self.$field); )*
            }
        }

        impl Decode for $name {
            fn decode_from(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                $( let read: fn(&mut Reader<'_>) -> Result<$ty, DecodeError> = $read; let $field = read(r)?; )*
                Ok(Self { $($field,)* })
            }
        }
    };
}

fn put<T: Encode>(w: &mut Writer, value: &T) {
    w.put(value);
}

fn get<T: Decode>(r: &mut Reader<'_>) -> Result<T, DecodeError> {
    r.get()
}

#[allow(clippy::ptr_arg, reason = "the message table passes a field by reference to its own type")]
fn blobs(w: &mut Writer, items: &Vec<Vec<u8>>) {
    w.list(items);
}

fn certificates(r: &mut Reader<'_>) -> Result<Vec<Vec<u8>>, DecodeError> {
    let all: Vec<Vec<u8>> = r.list(CERTIFICATES_MAX, "certificates")?;
    if all.iter().any(|one| one.len() > CERTIFICATE_MAX_BYTES) {
        return Err(DecodeError::OverLimit("certificate"));
    }
    Ok(all)
}

fn segment(r: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    Ok(r.bytes(SEGMENT_MAX_BYTES, "segment")?.to_vec())
}

#[allow(clippy::ref_option, reason = "the message table passes a field by reference to its own type")]
fn report_if_any(w: &mut Writer, report: &Option<ReportMsg>) {
    if let Some(report) = report {
        w.put(report);
    }
}

fn rest_as_report(r: &mut Reader<'_>) -> Result<Option<ReportMsg>, DecodeError> {
    if r.rest().is_empty() { Ok(None) } else { r.get().map(Some) }
}

message!(
    /// What a relay says of itself.
    RelayInfoMsg {
        /// This life of its store.
        generation: GenerationId, put, get;
        /// The key that signs checkpoints.
        key: PublicKey, put, get;
        /// The collaborative it serves; none before it is claimed.
        collaborative: Option<CollaborativeId>, |w, v| { w.option(v.as_ref()); }, |r| r.option();
        /// Its clock, milliseconds since 1970.
        time_ms: i64, |w, v| { w.i64(*v); }, |r| r.i64();
    }
);

message!(
    /// Creates the collaborative on an unclaimed relay. All or nothing.
    FoundMsg {
        /// The token the relay printed at its first start; empty on loopback.
        claim_token: String, |w, v| { w.text(v); }, |r| r.text(256, "claim token");
        /// The founding certificates, collaborative log first.
        certificates: Vec<Vec<u8>>, blobs, certificates;
    }
);

message!(
    /// Certificates to append, all or nothing: compare-and-swap on the heads of every log they name.
    CertificatesMsg {
        /// Encoded certificates; of one log in order.
        certificates: Vec<Vec<u8>>, blobs, certificates;
    }
);

message!(
    /// Where a certificate log stands.
    LogHeadMsg {
        /// Which log.
        log: LogId, put, get;
        /// How many certificates.
        count: u32, |w, v| { w.u32(*v); }, |r| r.u32();
        /// Hash of the last; zero when empty.
        hash: Hash, put, get;
    }
);

message!(
    /// The heads of the logs a call touched.
    LogHeadsMsg {
        /// One for each log.
        heads: Vec<LogHeadMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX + 1, "logs");
    }
);

message!(
    /// Where every stream of one device stands at the relay: what a revocation accepts.
    DeviceHeadsMsg {
        /// In order of compartment and stream.
        heads: Vec<StreamHead>, |w, v| { w.list(v); }, |r| r.list(STREAM_HEADS_MAX, "stream heads");
    }
);

message!(
    /// One segment with the keyboxes it is the first to use. Accepted whole or not at all.
    UploadMsg {
        /// The segment's bytes.
        segment: Vec<u8>, |w, v| { w.bytes(v); }, segment;
        /// New keyboxes.
        keyboxes: Vec<Keybox>, |w, v| { w.list(v); }, |r| r.list(SEGMENT_MAX_ENTRIES, "keyboxes");
    }
);

message!(
    /// The segment is durable at the relay, now or from before.
    UploadedMsg {
        /// The relay's life.
        generation: GenerationId, put, get;
        /// Its dense position in the compartment, from 1.
        position: u64, |w, v| { w.u64(*v); }, |r| r.u64();
        /// SHA-256(chain before ‖ segment hash).
        chain: Hash, put, get;
    }
);

message!(
    /// How far a device has read one compartment.
    CursorMsg {
        /// The compartment.
        compartment: CompartmentHandle, put, get;
        /// The relay's life that gave the position; zeros at first.
        generation: GenerationId, put, get;
        /// The last position held; 0 at first.
        position: u64, |w, v| { w.u64(*v); }, |r| r.u64();
        /// The chained hash there; zero at first.
        chain: Hash, put, get;
    }
);

message!(
    /// What a device says of itself when it asks for news: for whoever keeps the devices in order.
    ReportMsg {
        /// The version of the program.
        version: String, |w, v| { w.text(v); }, |r| r.text(PROGRAM_VERSION_MAX_BYTES, "version");
        /// For how many seconds, without a break, something sealed has waited there to be sent, as this exchange
        /// begins; 0 when nothing has. An age and not a moment: clocks of devices go wrong.
        unsent_for_s: u32, |w, v| { w.u32(*v); }, |r| r.u32();
    }
);

message!(
    /// One request for everything new.
    SyncMsg {
        /// Every compartment the device holds.
        cursors: Vec<CursorMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX, "compartments");
        /// Every certificate log it follows.
        logs: Vec<LogHeadMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX + 1, "logs");
        /// The answer's segments should stay below this; one segment always fits.
        max_bytes: u32, |w, v| { w.u32(*v); }, |r| r.u32();
        /// How the device stands. Nothing at all where there is none, so that what older devices send is read.
        report: Option<ReportMsg>, report_if_any, rest_as_report;
    }
);

message!(
    /// When a device last asked this relay for news, and what it said of itself then.
    DeviceContactMsg {
        /// The device.
        device: DeviceId, put, get;
        /// When, by the relay's clock, milliseconds since 1970; up to ten minutes earlier than it was.
        at_ms: i64, |w, v| { w.i64(*v); }, |r| r.i64();
        /// Its program's version; empty where it did not say.
        version: String, |w, v| { w.text(v); }, |r| r.text(PROGRAM_VERSION_MAX_BYTES, "version");
        /// Since when it had had something unsent, by the relay's clock; 0 when it had nothing.
        unsent_since_ms: i64, |w, v| { w.i64(*v); }, |r| r.i64();
    }
);

message!(
    /// The devices that the asking key may see and that were ever here.
    DeviceContactsMsg {
        /// In order of device.
        devices: Vec<DeviceContactMsg>, |w, v| { w.list(v); }, |r| r.list(DEVICES_MAX, "devices");
    }
);

message!(
    /// A segment at its place.
    StoredSegmentMsg {
        /// Dense position in the compartment.
        position: u64, |w, v| { w.u64(*v); }, |r| r.u64();
        /// The segment's bytes.
        segment: Vec<u8>, |w, v| { w.bytes(v); }, segment;
        /// The keyboxes that came with it and were not expunged.
        keyboxes: Vec<Keybox>, |w, v| { w.list(v); }, |r| r.list(SEGMENT_MAX_ENTRIES, "keyboxes");
    }
);

message!(
    /// What is new in one compartment.
    CompartmentNewsMsg {
        /// The compartment.
        compartment: CompartmentHandle, put, get;
        /// The relay's last position.
        head_position: u64, |w, v| { w.u64(*v); }, |r| r.u64();
        /// The chained hash there.
        head_chain: Hash, put, get;
        /// The chained hash at the device's own position; none when the relay does not reach so far. Another
        /// value than the device's means that the relay lost or rewrote what it had acknowledged.
        chain_at_cursor: Option<Hash>, |w, v| { w.option(v.as_ref()); }, |r| r.option();
        /// By the relay's key over [`checkpoint_bytes`] of the head.
        checkpoint: Signature, put, get;
        /// The segments after the device's position, in order, without gaps.
        segments: Vec<StoredSegmentMsg>, |w, v| { w.list(v); }, |r| r.list(SEGMENTS_PER_ANSWER_MAX, "segments");
    }
);

message!(
    /// What is new in one certificate log.
    LogNewsMsg {
        /// The log.
        log: LogId, put, get;
        /// How many the relay holds.
        count: u32, |w, v| { w.u32(*v); }, |r| r.u32();
        /// The certificates after the device's count, in order.
        certificates: Vec<Vec<u8>>, blobs, certificates;
    }
);

message!(
    /// Everything new, or as much as fits. What did not change is left out.
    SyncedMsg {
        /// The relay's life.
        generation: GenerationId, put, get;
        /// Its clock, milliseconds since 1970.
        time_ms: i64, |w, v| { w.i64(*v); }, |r| r.i64();
        /// Compartments with something new, or whose cursor does not fit the relay's log.
        compartments: Vec<CompartmentNewsMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX, "compartments");
        /// Logs with something new.
        logs: Vec<LogNewsMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX + 1, "logs");
    }
);

message!(
    /// Where a stream stands at the relay.
    StreamHeadMsg {
        /// The next sequence number it would take.
        next_seq: u64, |w, v| { w.u64(*v); }, |r| r.u64();
        /// Hash of its last segment; zero when it has none.
        hash: Hash, put, get;
    }
);

message!(
    /// Why a request was not carried out. Nothing of it was.
    RefusalMsg {
        /// The reason.
        code: RefusalCode, |w, v| { w.u16(*v as u16); }, |r| RefusalCode::from_code(r.u16()?);
        /// For [`RefusalCode::StreamGap`] and [`RefusalCode::StreamFork`]: where the stream stands.
        head: Option<StreamHeadMsg>, |w, v| { w.option(v.as_ref()); }, |r| r.option();
        /// For [`RefusalCode::LogConflict`]: where the logs stand.
        logs: Vec<LogHeadMsg>, |w, v| { w.list(v); }, |r| r.list(COMPARTMENTS_MAX + 1, "logs");
        /// The relay's clock, milliseconds since 1970.
        time_ms: i64, |w, v| { w.i64(*v); }, |r| r.i64();
        /// When to try again; 0 when trying again does not help.
        retry_after_s: u32, |w, v| { w.u32(*v); }, |r| r.u32();
    }
);

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $status:literal, $text:literal;)*) => {
        /// Every reason a relay refuses for. The number is sent: never reuse one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum RefusalCode { $($(#[$doc])* $name = $code,)* }

        impl RefusalCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The HTTP status it is answered with.
            pub fn http_status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// Its stable name, for logs, the command line and the interface.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

refusals! {
    /// The body, a path or a header cannot be read.
    Malformed = 1, 400, "relay.malformed";
    /// The request is not signed by a device of this collaborative.
    Unauthenticated = 2, 401, "relay.unauthenticated";
    /// The request's time is too far from the relay's; the answer carries the relay's.
    ClockSkew = 3, 401, "relay.clock_skew";
    /// The device was revoked.
    Revoked = 4, 403, "relay.revoked";
    /// The device may not do this (not in that compartment, not an administrator).
    Forbidden = 5, 403, "relay.forbidden";
    /// There is no such thing here (any more).
    NotFound = 6, 404, "relay.not_found";
    /// A segment starts after the stream's end: earlier ones are missing.
    StreamGap = 7, 409, "relay.stream_gap";
    /// The stream already holds another segment at that place.
    StreamFork = 8, 409, "relay.stream_fork";
    /// Another certificate came first: read the log and issue again.
    LogConflict = 9, 409, "relay.log_conflict";
    /// A certificate is not valid at its place.
    CertificateInvalid = 10, 422, "relay.certificate_invalid";
    /// The relay serves a collaborative already.
    AlreadyClaimed = 11, 409, "relay.already_claimed";
    /// The claim token is wrong.
    ClaimToken = 12, 403, "relay.claim_token";
    /// The segment's key epoch is older than the compartment's.
    OldEpoch = 13, 412, "relay.old_epoch";
    /// Something is larger than the limits allow.
    TooLarge = 14, 413, "relay.too_large";
    /// Too many requests or bytes for this device or agency.
    Throttled = 15, 429, "relay.throttled";
    /// No room left on the relay's disk.
    Full = 16, 507, "relay.full";
    /// The relay failed; its log says how.
    Internal = 17, 500, "relay.internal";
    /// The relay is stopping or not ready.
    Unavailable = 18, 503, "relay.unavailable";
    /// The segment's signature does not hold.
    BadSignature = 19, 422, "relay.bad_signature";
    /// Nothing was claimed here yet.
    Unclaimed = 20, 409, "relay.unclaimed";
    /// The invitation was used before.
    InvitationSpent = 21, 410, "relay.invitation_spent";
    /// Somebody else has this place in the rendezvous already.
    RendezvousTaken = 22, 409, "relay.rendezvous_taken";
    /// The invitation's time is over; nobody used it.
    InvitationExpired = 23, 410, "relay.invitation_expired";
}

impl RefusalCode {
    fn from_code(code: u16) -> Result<Self, DecodeError> {
        let found = Self::ALL.iter().copied().find(|known| *known as u16 == code);
        found.ok_or(DecodeError::Invalid("refusal code"))
    }
}

/// What a relay signs of a compartment's head.
pub fn checkpoint_bytes(
    generation: GenerationId,
    compartment: CompartmentHandle,
    position: u64,
    chain: Hash,
) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(b"footbridge checkpoint 1\0").put(&generation).put(&compartment).u64(position).put(&chain);
    w.finish()
}

/// The chained hash after a segment was appended.
pub fn next_chain(before: Hash, segment: Hash) -> Hash {
    let mut w = Writer::new();
    w.put(&before).put(&segment);
    crate::sha256(&w.finish())
}

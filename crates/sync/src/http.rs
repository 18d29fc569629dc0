//! Calls as HTTP requests and back. Pure: the host signs and sends.

use protocol::limits::MESSAGE_MAX_BYTES;
use protocol::wire::RefusalMsg;
use protocol::{Decode, Encode};

use crate::{Answer, CallError, RelayCall};

/// No answer may be larger: stop reading there.
pub const ANSWER_MAX_BYTES: usize = MESSAGE_MAX_BYTES;

/// Whether the request carries the device's signature (`protocol::auth`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// The relay wants to know which device asks.
    Device,
    /// Anybody may ask.
    None,
}

/// A request but for its signature and the relay's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path.
    pub target: &'static str,
    /// Whether to sign.
    pub signing: Signing,
    /// The body, of `protocol::wire::MEDIA_TYPE`.
    pub body: Vec<u8>,
}

/// What came back over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpAnswer<'a> {
    /// The status.
    pub status: u16,
    /// `Retry-After` in seconds; 0 when absent.
    pub retry_after_s: u32,
    /// The body.
    pub body: &'a [u8],
}

/// The request for a call.
pub fn request(call: &RelayCall) -> HttpRequest {
    let post = |target, signing, body| HttpRequest { method: "POST", target, signing, body };
    match call {
        RelayCall::Info => {
            HttpRequest { method: "GET", target: "/v1/relay", signing: Signing::None, body: Vec::new() }
        }
        RelayCall::Sync(msg) => post("/v1/sync", Signing::Device, msg.encode()),
        RelayCall::Upload(msg) => post("/v1/segments", Signing::Device, msg.encode()),
        RelayCall::Certificates(msg) => post("/v1/certificates", Signing::None, msg.encode()),
        RelayCall::RestoredCertificates(msg) => {
            post("/v1/certificates/restored", Signing::Device, msg.encode())
        }
    }
}

/// Reads the answer to a call.
pub fn answer(call: &RelayCall, http: HttpAnswer<'_>) -> Result<Answer, CallError> {
    if http.body.len() > ANSWER_MAX_BYTES {
        return Err(CallError::TooLarge);
    }
    let garbage = CallError::Garbage { status: http.status, retry_after_s: http.retry_after_s };
    if !(200..300).contains(&http.status) {
        let refusal = RefusalMsg::decode(http.body).ok();
        return Err(refusal.map_or(garbage, |refusal| CallError::Refused(with_header(refusal, http))));
    }
    let read = match call {
        RelayCall::Info => Decode::decode(http.body).map(Answer::Info),
        RelayCall::Sync(_) => Decode::decode(http.body).map(Answer::Synced),
        RelayCall::Upload(_) => Decode::decode(http.body).map(Answer::Uploaded),
        RelayCall::Certificates(_) | RelayCall::RestoredCertificates(_) => {
            Decode::decode(http.body).map(Answer::Certificates)
        }
    };
    read.map_err(|_| garbage)
}

/// A proxy in between may ask for a longer wait than the relay did.
fn with_header(refusal: RefusalMsg, http: HttpAnswer<'_>) -> RefusalMsg {
    RefusalMsg { retry_after_s: refusal.retry_after_s.max(http.retry_after_s), ..refusal }
}

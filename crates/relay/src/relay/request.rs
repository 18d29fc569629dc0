//! What comes in and goes out, without any socket.

use protocol::wire::{LogHeadMsg, RefusalCode, RefusalMsg, StreamHeadMsg};
use protocol::{
    CompartmentHandle, DecodeError, DeviceId, Encode, InvitationHandle, LogId, PublicKey, RendezvousCode,
};

use crate::store::StoreError;

/// A disk that is full or a roster that keeps changing is worth another try after this long.
const RETRY_S: u32 = 30;

/// One request as it came.
#[derive(Clone, Copy)]
pub struct RelayRequest<'a> {
    /// `GET`, `PUT` or `POST`.
    pub method: &'a str,
    /// Path and query, as the device signed them.
    pub target: &'a str,
    /// The `footbridge-auth` header, when there is one.
    pub auth: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// Something new that listening devices may be told of. A hint only: losing one costs latency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A compartment's log has grown to this position.
    Segments(CompartmentHandle, u64),
    /// A certificate log has grown to this count.
    Certificates(LogId, u32),
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayResponse {
    /// The HTTP status.
    pub status: u16,
    /// For a refusal: its stable name, sent as the header `footbridge-code`.
    pub code: Option<&'static str>,
    /// For a refusal that passes: when to try again, sent as `Retry-After`.
    pub retry_after_s: Option<u32>,
    /// The body; for a refusal a `RefusalMsg`.
    pub body: Vec<u8>,
    /// Whom to wake.
    pub hints: Vec<Hint>,
}

impl RelayResponse {
    /// A refusal that the shell around the relay decides on: a body too large to be read, a relay that stops.
    pub fn refusal(code: RefusalCode, now_ms: i64) -> Self {
        Refusal::from(code).response(now_ms)
    }
}

/// What a call answers when it is carried out.
pub(super) struct Answer {
    pub(super) body: Vec<u8>,
    pub(super) hints: Vec<Hint>,
}

impl Answer {
    pub(super) fn of(message: &impl Encode) -> Self {
        Self { body: message.encode(), hints: Vec::new() }
    }

    pub(super) fn response(self) -> RelayResponse {
        RelayResponse { status: 200, code: None, retry_after_s: None, body: self.body, hints: self.hints }
    }
}

/// Why a call is not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: RefusalCode,
    pub(super) head: Option<StreamHeadMsg>,
    pub(super) logs: Vec<LogHeadMsg>,
    pub(super) retry_after_s: u32,
}

impl Refusal {
    /// With where the stream stands.
    pub(super) fn at_head(code: RefusalCode, head: StreamHeadMsg) -> Self {
        Self { head: Some(head), ..code.into() }
    }

    /// With where the logs stand.
    pub(super) fn log_conflict(logs: Vec<LogHeadMsg>) -> Self {
        Self { logs, ..RefusalCode::LogConflict.into() }
    }

    /// Worth another try after a while.
    pub(super) fn later(code: RefusalCode, retry_after_s: u32) -> Self {
        Self { retry_after_s, ..code.into() }
    }

    pub(super) fn response(self, now_ms: i64) -> RelayResponse {
        let Self { code, head, logs, retry_after_s } = self;
        let message = RefusalMsg { code, head, logs, time_ms: now_ms, retry_after_s };
        RelayResponse {
            status: code.http_status(),
            code: Some(code.as_str()),
            retry_after_s: (retry_after_s > 0).then_some(retry_after_s),
            body: message.encode(),
            hints: Vec::new(),
        }
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code, head: None, logs: Vec::new(), retry_after_s: 0 }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(code = error.code(), error = %error, "the store refused");
        match error {
            StoreError::Full => Self::later(RefusalCode::Full, RETRY_S),
            _ => Self::later(RefusalCode::Internal, RETRY_S),
        }
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::OverLimit(_) => RefusalCode::TooLarge.into(),
            _ => RefusalCode::Malformed.into(),
        }
    }
}

/// Paths that exist, for whatever method.
const PATHS: &[&str] = &[
    "/v1/relay",
    "/v1/collaborative",
    "/v1/certificates",
    "/v1/certificates/restored",
    "/v1/certificates/revocation",
    "/v1/segments",
    "/v1/sync",
    "/v1/devices",
];

/// Which call a method and a target mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route {
    Info,
    Found,
    Certificates,
    Restore,
    Revocation,
    PutInvitation(InvitationHandle, Option<PublicKey>),
    GetInvitation(InvitationHandle),
    Segments,
    Sync,
    DeviceHeads(DeviceId),
    Contacts,
    PutMessage(RendezvousCode, u8),
    GetMessage(RendezvousCode, u8),
}

impl Route {
    pub(super) fn parse(method: &str, target: &str) -> Result<Self, RefusalCode> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let handle = path.strip_prefix("/v1/invitations/");
        let device = path.strip_prefix("/v1/devices/").and_then(|rest| rest.strip_suffix("/heads"));
        if let (Some(device), "GET", "") = (device, method, query) {
            return Ok(Self::DeviceHeads(device.parse().map_err(|_| RefusalCode::Malformed)?));
        }
        if let Some(rest) = path.strip_prefix("/v1/rendezvous/") {
            let (code, message) = RendezvousCode::from_path(rest).ok_or(RefusalCode::Malformed)?;
            return match (method, query) {
                ("PUT", "") => Ok(Self::PutMessage(code, message)),
                ("GET", "") => Ok(Self::GetMessage(code, message)),
                _ => Err(RefusalCode::Malformed),
            };
        }
        let route = match (method, path, handle) {
            ("GET", "/v1/relay", _) => Self::Info,
            ("POST", "/v1/collaborative", _) => Self::Found,
            ("POST", "/v1/certificates", _) => Self::Certificates,
            ("POST", "/v1/certificates/restored", _) => Self::Restore,
            ("POST", "/v1/certificates/revocation", _) => Self::Revocation,
            ("POST", "/v1/segments", _) => Self::Segments,
            ("POST", "/v1/sync", _) => Self::Sync,
            ("GET", "/v1/devices", _) => Self::Contacts,
            ("GET", _, Some(handle)) => Self::GetInvitation(invitation_handle(handle)?),
            ("PUT", _, Some(handle)) => {
                return Ok(Self::PutInvitation(invitation_handle(handle)?, invite_key(query)?));
            }
            (_, path, _) if handle.is_some() || PATHS.contains(&path) => return Err(RefusalCode::Malformed),
            _ => return Err(RefusalCode::NotFound),
        };
        if query.is_empty() { Ok(route) } else { Err(RefusalCode::Malformed) }
    }

    /// The call's name for the log: never the target itself, which may hold a secret handle.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Info => "relay",
            Self::Found => "collaborative",
            Self::Certificates => "certificates",
            Self::Restore => "certificates restored",
            Self::Revocation => "revocation",
            Self::PutInvitation(..) => "invitation put",
            Self::GetInvitation(_) => "invitation get",
            Self::Segments => "segments",
            Self::Sync => "sync",
            Self::DeviceHeads(_) => "device heads",
            Self::Contacts => "devices",
            Self::PutMessage(..) => "rendezvous put",
            Self::GetMessage(..) => "rendezvous get",
        }
    }
}

fn invitation_handle(text: &str) -> Result<InvitationHandle, RefusalCode> {
    text.parse().map_err(|_| RefusalCode::Malformed)
}

/// The optional `invite=KEY` of an invitation: with it, the blob goes when the key is spent.
fn invite_key(query: &str) -> Result<Option<PublicKey>, RefusalCode> {
    if query.is_empty() {
        return Ok(None);
    }
    let key = query.strip_prefix("invite=").ok_or(RefusalCode::Malformed)?;
    key.parse().map(Some).map_err(|_| RefusalCode::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes() {
        let handle = "0102030405060708090a0b0c0d0e0f10";
        let parsed: InvitationHandle = handle.parse().unwrap();
        let key = "11".repeat(32);
        let code: RendezvousCode = "12345678".parse().unwrap();
        for (method, target, expected) in [
            ("GET", "/v1/relay".to_owned(), Ok(Route::Info)),
            ("POST", "/v1/relay".to_owned(), Err(RefusalCode::Malformed)),
            ("POST", "/v1/sync?x".to_owned(), Err(RefusalCode::Malformed)),
            ("POST", "/v1/sync".to_owned(), Ok(Route::Sync)),
            ("DELETE", "/v1/segments".to_owned(), Err(RefusalCode::Malformed)),
            ("GET", "/v1/devices".to_owned(), Ok(Route::Contacts)),
            ("POST", "/v1/devices".to_owned(), Err(RefusalCode::Malformed)),
            ("PUT", code.path(0), Ok(Route::PutMessage(code, 0))),
            ("GET", code.path(4), Ok(Route::GetMessage(code, 4))),
            ("GET", format!("{}?x", code.path(4)), Err(RefusalCode::Malformed)),
            ("POST", code.path(4), Err(RefusalCode::Malformed)),
            ("GET", "/v1/rendezvous/12345678/5".to_owned(), Err(RefusalCode::Malformed)),
            ("GET", "/v2/relay".to_owned(), Err(RefusalCode::NotFound)),
            ("GET", "/".to_owned(), Err(RefusalCode::NotFound)),
            ("GET", "/v1/invitations/".to_owned(), Err(RefusalCode::Malformed)),
            ("GET", "/v1/invitations/../relay".to_owned(), Err(RefusalCode::Malformed)),
            ("GET", format!("/v1/invitations/{handle}"), Ok(Route::GetInvitation(parsed))),
            ("POST", format!("/v1/invitations/{handle}"), Err(RefusalCode::Malformed)),
            ("PUT", format!("/v1/invitations/{handle}"), Ok(Route::PutInvitation(parsed, None))),
            (
                "PUT",
                format!("/v1/invitations/{handle}?invite={key}"),
                Ok(Route::PutInvitation(parsed, Some(PublicKey([0x11; 32])))),
            ),
            ("PUT", format!("/v1/invitations/{handle}?invite=1"), Err(RefusalCode::Malformed)),
        ] {
            assert_eq!(Route::parse(method, &target), expected, "{method} {target}");
        }
    }
}

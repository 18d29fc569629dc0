//! Signed requests. The header `footbridge-auth` says which device asks; the signature covers method, path and
//! query, time and the body's hash. A replayed request can only repeat an idempotent one.

use crate::{DeviceId, PublicKey, Signature, Writer, sha256};

/// The request header's name.
pub const AUTH_HEADER: &str = "footbridge-auth";

/// What the request header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth {
    /// Who asks.
    pub device: DeviceId,
    /// The relay's time as the device believes it, in milliseconds since 1970.
    pub time_ms: i64,
    /// By the device's transport key over [`signed_request`].
    pub signature: Signature,
}

/// The bytes that a device signs for one request. `target` is the path with its query.
pub fn signed_request(method: &str, target: &str, time_ms: i64, body: &[u8]) -> Vec<u8> {
    let mut w = Writer::new();
    w.raw(b"footbridge request 1\0").text(method).text(target).i64(time_ms).put(&sha256(body));
    w.finish()
}

impl Auth {
    /// The header's text: `1 DEVICE TIME SIGNATURE`.
    pub fn to_header(&self) -> String {
        format!("1 {} {} {}", self.device, self.time_ms, self.signature)
    }

    /// Reads the header's text.
    pub fn from_header(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        if parts.next()? != "1" {
            return None;
        }
        let auth = Self {
            device: parts.next()?.parse().ok()?,
            time_ms: parts.next()?.parse().ok()?,
            signature: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(auth)
    }

    /// Whether the device with this transport key signed this very request.
    pub fn verify(&self, key: &PublicKey, method: &str, target: &str, body: &[u8]) -> bool {
        key.verify(&signed_request(method, target, self.time_ms, body), &self.signature)
    }
}

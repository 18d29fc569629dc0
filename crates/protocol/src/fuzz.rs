//! One function for each decoder: whatever the bytes, it must not panic, and what decodes must encode to the
//! very same bytes. The tests drive them with `proptest`; a fuzzer can call them with the feature `fuzz`.

use std::fmt::Debug;

use crate::auth::Auth;
use crate::certificate::Certificate;
use crate::wire::{
    CertificatesMsg, FoundMsg, LogHeadsMsg, RefusalMsg, RelayInfoMsg, SyncMsg, SyncedMsg, UploadMsg,
    UploadedMsg,
};
use crate::{Decode, Encode, Entry, InvitationCode, Keybox, Segment, decode_body, encode_body};

/// A decoder to be tried with any bytes.
pub type Target = fn(&[u8]);

/// Every target by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("segment", segment),
    ("certificate", certificate),
    ("body", body),
    ("invitation", invitation),
    ("auth", auth),
    ("keybox", message::<Keybox>),
    ("entry", message::<Entry>),
    ("relay_info", message::<RelayInfoMsg>),
    ("found", message::<FoundMsg>),
    ("certificates", message::<CertificatesMsg>),
    ("log_heads", message::<LogHeadsMsg>),
    ("upload", message::<UploadMsg>),
    ("uploaded", message::<UploadedMsg>),
    ("sync", message::<SyncMsg>),
    ("synced", message::<SyncedMsg>),
    ("refusal", message::<RefusalMsg>),
];

/// Any type with a canonical encoding.
pub fn message<T: Decode + Encode + Debug>(bytes: &[u8]) {
    if let Ok(value) = T::decode(bytes) {
        assert_eq!(value.encode(), bytes, "{value:?}");
    }
}

/// A segment.
pub fn segment(bytes: &[u8]) {
    if let Ok(value) = Segment::decode(bytes) {
        assert_eq!(value.encode(), bytes);
        assert_eq!(value.hash(), crate::sha256(bytes));
    }
}

/// A certificate.
pub fn certificate(bytes: &[u8]) {
    if let Ok(value) = Certificate::decode(bytes) {
        assert_eq!(value.encode(), bytes);
        let _ = value.verify();
    }
}

/// A segment's opened body.
pub fn body(bytes: &[u8]) {
    if let Ok(entries) = decode_body(bytes) {
        assert_eq!(encode_body(&entries), bytes);
    }
}

/// An invitation code, typed in any way: what is understood is written in one way only.
pub fn invitation(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(code) = text.parse::<InvitationCode>() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
}

/// A request's header.
pub fn auth(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(auth) = Auth::from_header(text) {
        assert_eq!(Auth::from_header(&auth.to_header()), Some(auth));
    }
}

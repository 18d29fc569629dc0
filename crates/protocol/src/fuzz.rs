//! One function for each decoder: whatever the bytes, it must not panic, and what decodes must encode to the
//! very same bytes. The tests drive them with `proptest`; a fuzzer can call them with the feature `fuzz`
//! (`tests/fuzz` does).

use std::fmt::Debug;

use crate::auth::Auth;
use crate::certificate::Certificate;
use crate::wire::{
    CertificatesMsg, DeviceContactsMsg, DeviceHeadsMsg, FoundMsg, LogHeadsMsg, RefusalMsg, RelayInfoMsg,
    SyncMsg, SyncedMsg, UploadMsg, UploadedMsg,
};
use crate::{
    Decode, DecodeError, Encode, Entry, InvitationCode, InvitationError, Keybox, RevokedWork, Segment,
    decode_body, encode_body,
};

/// Whether the bytes were understood, or else the kind of error.
pub type Verdict = Result<(), &'static str>;

/// A decoder to be tried with any bytes.
pub type Target = fn(&[u8]) -> Verdict;

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
    ("device_heads", message::<DeviceHeadsMsg>),
    ("device_contacts", message::<DeviceContactsMsg>),
    ("upload", message::<UploadMsg>),
    ("uploaded", message::<UploadedMsg>),
    ("sync", message::<SyncMsg>),
    ("synced", message::<SyncedMsg>),
    ("refusal", message::<RefusalMsg>),
    ("revoked_work", message::<RevokedWork>),
];

/// Any type with a canonical encoding.
pub fn message<T: Decode + Encode + Debug>(bytes: &[u8]) -> Verdict {
    let value = T::decode(bytes).map_err(why)?;
    assert_eq!(value.encode(), bytes, "{value:?}");
    Ok(())
}

/// A segment.
pub fn segment(bytes: &[u8]) -> Verdict {
    let value = Segment::decode(bytes).map_err(why)?;
    assert_eq!(value.encode(), bytes);
    assert_eq!(value.hash(), crate::sha256(bytes));
    // saturates: a segment at the end of all numbers is still one
    let _ = value.header.next_seq();
    Ok(())
}

/// A certificate.
pub fn certificate(bytes: &[u8]) -> Verdict {
    let value = Certificate::decode(bytes).map_err(why)?;
    assert_eq!(value.encode(), bytes);
    let _ = value.verify();
    Ok(())
}

/// A segment's opened body.
pub fn body(bytes: &[u8]) -> Verdict {
    let entries = decode_body(bytes).map_err(why)?;
    assert_eq!(encode_body(&entries), bytes);
    Ok(())
}

/// An invitation code, typed in any way: what is understood is written in one way only.
pub fn invitation(bytes: &[u8]) -> Verdict {
    let text = std::str::from_utf8(bytes).map_err(|_| "utf8")?;
    let code: InvitationCode = text.parse().map_err(|error: InvitationError| error.code())?;
    assert_eq!(code.to_string().parse(), Ok(code));
    Ok(())
}

/// A request's header.
pub fn auth(bytes: &[u8]) -> Verdict {
    let text = std::str::from_utf8(bytes).map_err(|_| "utf8")?;
    let auth = Auth::from_header(text).ok_or("auth")?;
    assert_eq!(Auth::from_header(&auth.to_header()), Some(auth));
    Ok(())
}

/// The kind of an error.
pub fn why(error: DecodeError) -> &'static str {
    match error {
        DecodeError::NotThisFormat => "not_this_format",
        DecodeError::NewerVersion(_) => "newer_version",
        DecodeError::Truncated => "truncated",
        DecodeError::Trailing => "trailing",
        DecodeError::OverLimit(_) => "over_limit",
        DecodeError::Invalid(_) => "invalid",
    }
}

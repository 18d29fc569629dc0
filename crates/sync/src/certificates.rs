//! Can it be true what the relay says of one certificate log? Who may state what is for the roster.

use protocol::certificate::Certificate;
use protocol::wire::{LogHeadMsg, LogNewsMsg};
use protocol::{DecodeError, sha256};

/// What one log's news amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LogVerdict {
    /// It continues what is held up to this head; so many certificates are left.
    Fits(LogHeadMsg, u32),
    /// The relay holds fewer than it once gave out.
    WentBack,
    /// It cannot be true. The code says what.
    Fault(&'static str),
}

/// Compares news with the head that was sent.
pub(crate) fn check(asked: &LogHeadMsg, news: &LogNewsMsg) -> LogVerdict {
    if news.count < asked.count {
        return LogVerdict::WentBack;
    }
    if news.count == asked.count && news.certificates.is_empty() {
        // a log that stands where ours does is left out: this one is as long but not the same
        return LogVerdict::Fault("sync.log_forked");
    }
    let mut head = asked.clone();
    for bytes in &news.certificates {
        if head.count >= news.count {
            return LogVerdict::Fault("sync.log_beyond_head");
        }
        if let Err(code) = continues(&head, bytes) {
            return LogVerdict::Fault(code);
        }
        head = LogHeadMsg { log: head.log, count: head.count.saturating_add(1), hash: sha256(bytes) };
    }
    let left = news.count - head.count;
    LogVerdict::Fits(head, left)
}

/// Whether a certificate stands right after the head and its issuer signed it.
fn continues(head: &LogHeadMsg, bytes: &[u8]) -> Result<(), &'static str> {
    let certificate = match Certificate::decode(bytes) {
        // it is carried until an upgrade can read it; the hash of the next one binds it
        Err(DecodeError::NewerVersion(_)) => return Ok(()),
        Err(_) => return Err("sync.certificate_malformed"),
        Ok(certificate) => certificate,
    };
    let place = certificate.place;
    if place.log != head.log || place.index != head.count || place.previous != head.hash {
        return Err("sync.log_broken");
    }
    if certificate.verify() { Ok(()) } else { Err("sync.certificate_forged") }
}

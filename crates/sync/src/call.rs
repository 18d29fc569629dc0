//! What the engine asks the relay, and what may come back.

use protocol::wire::{
    CertificatesMsg, LogHeadsMsg, RefusalMsg, RelayInfoMsg, SyncMsg, SyncedMsg, UploadMsg, UploadedMsg,
};
use thiserror::Error;

/// Names one call of one engine. An answer to a call that is no longer awaited is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// One call to the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayCall {
    /// Which relay is this? Asked once, before its key is known.
    Info,
    /// What is new?
    Sync(SyncMsg),
    /// Keep this segment.
    Upload(UploadMsg),
    /// Keep these certificates. Only ever sent to a relay that lost them.
    Certificates(CertificatesMsg),
    /// Certificates that the relay accepted once and lost, however late it is by now.
    RestoredCertificates(CertificatesMsg),
}

/// What the relay answered, of the same name as the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`RelayCall::Info`].
    Info(RelayInfoMsg),
    /// To [`RelayCall::Sync`].
    Synced(SyncedMsg),
    /// To [`RelayCall::Upload`].
    Uploaded(UploadedMsg),
    /// To [`RelayCall::Certificates`] and [`RelayCall::RestoredCertificates`].
    Certificates(LogHeadsMsg),
}

/// Why a call brought no answer that can be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallError {
    /// No connection.
    #[error("the relay cannot be reached")]
    Unreachable,
    /// Connected, but the answer did not come in time.
    #[error("the relay is too slow")]
    TimedOut,
    /// Larger than any answer may be.
    #[error("the relay's answer is too large")]
    TooLarge,
    /// Not what a relay says: a captive portal, a proxy, damage on the way.
    #[error("the relay's answer cannot be read (HTTP status {status})")]
    Garbage {
        /// The HTTP status it came with.
        status: u16,
        /// What a proxy asked for in `Retry-After`, in seconds; 0 when nothing.
        retry_after_s: u32,
    },
    /// The relay said no, and why.
    #[error("refused: {}", .0.code.as_str())]
    Refused(RefusalMsg),
}

impl CallError {
    /// The stable code, for logs, the command line and the interface.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable => "sync.relay_unreachable",
            Self::TimedOut => "sync.relay_slow",
            Self::TooLarge => "sync.answer_too_large",
            Self::Garbage { .. } => "sync.relay_garbage",
            Self::Refused(refusal) => refusal.code.as_str(),
        }
    }

    /// How long the other side asked us to wait, in milliseconds; 0 when it did not.
    pub(crate) fn retry_after_ms(&self) -> i64 {
        let seconds = match self {
            Self::Refused(refusal) => refusal.retry_after_s,
            Self::Garbage { retry_after_s, .. } => *retry_after_s,
            _ => 0,
        };
        i64::from(seconds) * 1000
    }
}

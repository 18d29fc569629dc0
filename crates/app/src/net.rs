//! The way to a relay: a trait, so that tests bring their own network, and HTTP over rustls.

mod hint;
mod http;

use thiserror::Error;

use crate::Stop;

pub use self::hint::{Hint, Hints};
pub use self::http::HttpConnect;

#[cfg(test)]
mod tests;

/// One call to the relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetRequest {
    /// `GET`, `POST` or `PUT`.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// The value of the `footbridge-auth` header, when the call is signed.
    pub auth: Option<String>,
    /// The body; empty for `GET`.
    pub body: Vec<u8>,
}

/// The relay's answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetResponse {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After` in seconds; 0 when absent.
    pub retry_after_s: u32,
    /// The body, at most [`protocol::limits::MESSAGE_MAX_BYTES`].
    pub body: Vec<u8>,
}

/// Why no answer came. Always worth another try later.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NetError {
    /// Nobody answers at that address.
    #[error("the relay at {0} cannot be reached")]
    Unreachable(String),
    /// 10 s without a connection, 30 s without a byte, or half an hour without the whole answer.
    #[error("the relay at {0} does not answer in time")]
    TimedOut(String),
    /// The connection broke.
    #[error("the connection to the relay at {0} broke")]
    Broken(String),
    /// The answer is larger than any answer may be.
    #[error("the answer of the relay at {0} is too large")]
    TooLarge(String),
    /// Not `https://`, and not loopback.
    #[error("{0} is not an https:// address (http:// is allowed on this machine only)")]
    InsecureUrl(String),
    /// This device no longer waits for an answer: it is being closed.
    #[error("stopped before the relay answered")]
    Stopped,
}

impl NetError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "net.unreachable",
            Self::TimedOut(_) => "net.timed_out",
            Self::Broken(_) => "net.broken",
            Self::TooLarge(_) => "net.too_large",
            Self::InsecureUrl(_) => "net.insecure_url",
            Self::Stopped => "net.stopped",
        }
    }
}

/// Carries one call to a relay and its answer back.
pub trait Net: Send {
    /// Blocks until the answer is there, the wait is over, or the line's [`Stop`] is set: then it returns
    /// [`NetError::Stopped`] at once.
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError>;
}

/// Makes the way to a relay from its address.
pub trait Connect: Send + Sync {
    /// `url` is the relay's address as the invitation gives it. Blocks for nothing: the first call does. Every call
    /// of the line ends when `stop` is set.
    fn connect(&self, url: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError>;

    /// Asks the relay to say when there is something new. `None` when this way to a relay has no hints: then it is
    /// asked from time to time, and nothing else is lost. Blocks until the relay answers or `stop` is set.
    fn listen(
        &self,
        url: &str,
        request: &NetRequest,
        stop: &Stop,
    ) -> Result<Option<Box<dyn Hints>>, NetError> {
        let _ = (url, request, stop);
        Ok(None)
    }
}

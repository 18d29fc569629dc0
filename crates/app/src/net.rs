//! The way to a relay: a trait, so that tests bring their own network, and HTTP over rustls.

use std::time::Duration;

use thiserror::Error;

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
    /// 10 s without a connection or 30 s without a byte.
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
        }
    }
}

/// Carries one call to a relay and its answer back.
pub trait Net: Send {
    /// Blocks until the answer is there or the wait is over.
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError>;
}

/// Makes the way to a relay from its address.
pub trait Connect: Send {
    /// `url` is the relay's address as the invitation gives it.
    fn connect(&self, url: &str) -> Result<Box<dyn Net>, NetError>;
}

/// HTTP/1.1 over rustls.
#[derive(Clone, Copy, Debug, Default)]
pub struct HttpConnect;

impl Connect for HttpConnect {
    fn connect(&self, url: &str) -> Result<Box<dyn Net>, NetError> {
        Ok(Box::new(HttpNet::new(url, Patience::DESIGNED)?))
    }
}

/// How long a relay may be silent.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Until there is a connection.
    connect: Duration,
    /// Until the next byte.
    read: Duration,
}

impl Patience {
    const DESIGNED: Self = Self { connect: Duration::from_secs(10), read: Duration::from_secs(30) };
}

struct HttpNet {
    base: String,
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
}

impl HttpNet {
    fn new(url: &str, patience: Patience) -> Result<Self, NetError> {
        let base = url.trim_end_matches('/').to_owned();
        let parsed = reqwest::Url::parse(&base).map_err(|_| NetError::InsecureUrl(base.clone()))?;
        let loopback = matches!(parsed.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if parsed.scheme() != "https" && !(parsed.scheme() == "http" && loopback) {
            return Err(NetError::InsecureUrl(base));
        }
        let broken = || NetError::Broken(base.clone());
        let client = reqwest::Client::builder()
            .connect_timeout(patience.connect)
            .read_timeout(patience.read)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|_| broken())?;
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| broken())?;
        Ok(Self { base, client, runtime })
    }

    fn classify(&self, error: &reqwest::Error) -> NetError {
        // a connection that did not come in time is both
        if error.is_timeout() {
            NetError::TimedOut(self.base.clone())
        } else if error.is_connect() {
            NetError::Unreachable(self.base.clone())
        } else {
            NetError::Broken(self.base.clone())
        }
    }
}

impl Net for HttpNet {
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError> {
        let url = format!("{}{}", self.base, request.target);
        let method = match request.method {
            "GET" => reqwest::Method::GET,
            "PUT" => reqwest::Method::PUT,
            _ => reqwest::Method::POST,
        };
        let mut call = self.client.request(method, url);
        if let Some(auth) = &request.auth {
            call = call.header(protocol::auth::AUTH_HEADER, auth);
        }
        if !request.body.is_empty() {
            call = call
                .header(reqwest::header::CONTENT_TYPE, protocol::wire::MEDIA_TYPE)
                .body(request.body.clone());
        }
        let outcome: Result<NetResponse, Option<reqwest::Error>> = self.runtime.block_on(async {
            let mut response = call.send().await?;
            let status = response.status().as_u16();
            let retry_after = response.headers().get(reqwest::header::RETRY_AFTER);
            let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await? {
                if body.len() + chunk.len() > protocol::limits::MESSAGE_MAX_BYTES {
                    return Err(None);
                }
                body.extend_from_slice(&chunk);
            }
            Ok(NetResponse { status, retry_after_s, body })
        });
        outcome.map_err(|error| match error {
            Some(error) => self.classify(&error),
            None => NetError::TooLarge(self.base.clone()),
        })
    }
}

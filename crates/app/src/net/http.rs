//! HTTP/1.1 over rustls.

use std::time::Duration;

use reqwest::header;
use tokio::runtime::{Builder, Runtime};

use super::hint::{Hint, Hints, Lines};
use super::{Connect, Net, NetError, NetRequest, NetResponse};
use crate::Stop;

/// HTTP/1.1 over rustls.
#[derive(Clone, Copy, Debug, Default)]
pub struct HttpConnect;

impl Connect for HttpConnect {
    fn connect(&self, url: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        Ok(Box::new(HttpNet::new(url, Patience::DESIGNED, stop)?))
    }

    fn listen(
        &self,
        url: &str,
        request: &NetRequest,
        stop: &Stop,
    ) -> Result<Option<Box<dyn Hints>>, NetError> {
        Ok(Some(Box::new(HttpHints::open(HttpNet::new(url, Patience::DESIGNED, stop)?, request)?)))
    }
}

/// How long a relay may be silent. Its hints come with a heartbeat every 25 s.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until the next byte.
    pub read: Duration,
    /// Until the last byte of an answer: a relay that trickles holds a thread no longer than this. Long enough for the
    /// largest page over the slowest line.
    pub whole: Duration,
}

impl Patience {
    const DESIGNED: Self = Self {
        connect: Duration::from_secs(10),
        read: Duration::from_secs(30),
        whole: Duration::from_secs(30 * 60),
    };
}

/// A runtime whose end waits for nobody: a look-up of a name cannot be broken off, and may take as long as the
/// system likes. It holds nothing of the device.
struct Detached(Option<Runtime>);

impl Drop for Detached {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A line to one relay.
pub(super) struct HttpNet {
    base: String,
    client: reqwest::Client,
    runtime: Detached,
    whole: Duration,
    stop: Stop,
}

impl HttpNet {
    pub(super) fn new(url: &str, patience: Patience, stop: &Stop) -> Result<Self, NetError> {
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
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|_| broken())?;
        Ok(Self { base, client, runtime: Detached(Some(runtime)), whole: patience.whole, stop: stop.clone() })
    }

    fn ask(&self, request: &NetRequest) -> reqwest::RequestBuilder {
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
        if request.body.is_empty() {
            return call;
        }
        call.header(header::CONTENT_TYPE, protocol::wire::MEDIA_TYPE).body(request.body.clone())
    }

    /// Blocks until `work` is done or the line is stopped.
    fn block<T>(&self, work: impl Future<Output = Result<T, NetError>>) -> Result<T, NetError> {
        let runtime = self.runtime.0.as_ref().ok_or(NetError::Stopped)?;
        runtime.block_on(async {
            tokio::select! {
                biased;
                () = self.stop.stopped() => Err(NetError::Stopped),
                done = work => done,
            }
        })
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
        let call = self.ask(request);
        let answer = async {
            let mut response = call.send().await.map_err(|error| self.classify(&error))?;
            let status = response.status().as_u16();
            let retry_after = response.headers().get(header::RETRY_AFTER);
            let retry_after_s = retry_after.and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await.map_err(|error| self.classify(&error))? {
                if body.len() + chunk.len() > protocol::limits::MESSAGE_MAX_BYTES {
                    return Err(NetError::TooLarge(self.base.clone()));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(NetResponse { status, retry_after_s, body })
        };
        self.block(async {
            let whole = tokio::time::timeout(self.whole, answer).await;
            whole.unwrap_or_else(|_| Err(NetError::TimedOut(self.base.clone())))
        })
    }
}

/// The relay's events, as they come.
pub(super) struct HttpHints {
    net: HttpNet,
    events: reqwest::Response,
    lines: Lines,
}

impl HttpHints {
    pub(super) fn open(net: HttpNet, request: &NetRequest) -> Result<Self, NetError> {
        let call = net.ask(request).header(header::ACCEPT, "text/event-stream");
        let events = net.block(async { call.send().await.map_err(|error| net.classify(&error)) })?;
        if !events.status().is_success() {
            return Err(NetError::Broken(net.base));
        }
        Ok(Self { net, events, lines: Lines::default() })
    }
}

impl Hints for HttpHints {
    fn next(&mut self) -> Result<Hint, NetError> {
        loop {
            if let Some(hint) = self.lines.hint() {
                return Ok(hint);
            }
            let Self { net, events, lines } = self;
            let broken = || NetError::Broken(net.base.clone());
            let chunk = net.block(async { events.chunk().await.map_err(|error| net.classify(&error)) })?;
            if !lines.take(&chunk.ok_or_else(broken)?) {
                return Err(broken());
            }
        }
    }
}

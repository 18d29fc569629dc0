//! HTTP in, [`RelayRequest`] to the relay, its answer out. Knows no call by itself.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use protocol::auth::AUTH_HEADER;
use protocol::limits::MESSAGE_MAX_BYTES;
use protocol::wire::{MEDIA_TYPE, RefusalCode};
use tokio::sync::{Semaphore, broadcast, watch};

use super::{events, now_ms};
use crate::relay::{Audience, Hint, Relay, RelayRequest, RelayResponse};
use crate::store::{SqliteStore, Store};

/// Names the refusal in a header, for whoever reads no bodies.
const CODE_HEADER: &str = "footbridge-code";
/// A device that sends slower than this gets an answer instead of a place.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);
/// Requests that are worked on at once; others wait in line.
const CONCURRENT_MAX: usize = 64;
/// Hints that a slow listener may be behind before its stream is ended.
const HINTS_KEPT: usize = 256;

/// A hint and who is told.
pub(super) struct News {
    pub(super) hint: Hint,
    pub(super) audience: Audience,
}

/// What every request needs.
pub(super) struct Shell {
    pub(super) relay: Relay<SqliteStore>,
    pub(super) news: broadcast::Sender<Arc<News>>,
    pub(super) stop: watch::Receiver<bool>,
    permits: Semaphore,
}

impl Shell {
    pub(super) fn new(relay: Relay<SqliteStore>, stop: watch::Receiver<bool>) -> Self {
        let (news, _) = broadcast::channel(HINTS_KEPT);
        Self { relay, news, stop, permits: Semaphore::new(CONCURRENT_MAX) }
    }

    /// Runs on a thread that may block.
    fn handle(&self, request: &RelayRequest<'_>) -> RelayResponse {
        let response = self.relay.handle(now_ms(), request);
        for hint in &response.hints {
            match self.relay.audience(*hint) {
                // nobody listening is no failure
                Ok(audience) => drop(self.news.send(Arc::new(News { hint: *hint, audience }))),
                Err(error) => tracing::warn!(code = error.code(), "a hint was dropped"),
            }
        }
        response
    }
}

pub(super) fn router(shell: Arc<Shell>) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/v1/events", get(events::listen))
        .fallback(call)
        .with_state(shell)
}

/// One request, read whole.
pub(super) struct Read {
    method: String,
    target: String,
    auth: Option<String>,
    body: Bytes,
}

impl Read {
    pub(super) async fn from(request: Request) -> Result<Self, RefusalCode> {
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        let auth = parts.headers.get(AUTH_HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let stated = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if stated.and_then(|text| text.parse().ok()).is_some_and(|length: usize| length > MESSAGE_MAX_BYTES) {
            return Err(RefusalCode::TooLarge);
        }
        let body = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, MESSAGE_MAX_BYTES)).await;
        // a body that ends early is not told apart from one without a stated length that is too large
        let body = body.map_err(|_| RefusalCode::Unavailable)?.map_err(|_| RefusalCode::TooLarge)?;
        Ok(Self { method: parts.method.as_str().to_owned(), target, auth, body })
    }

    pub(super) fn request(&self) -> RelayRequest<'_> {
        let Self { method, target, auth, body } = self;
        RelayRequest { method, target, auth: auth.as_deref(), body }
    }
}

async fn call(State(shell): State<Arc<Shell>>, request: Request) -> Response<Body> {
    let read = match Read::from(request).await {
        Ok(read) => read,
        Err(code) => return answer(RelayResponse::refusal(code, now_ms())),
    };
    blocking(shell, move |shell| answer(shell.handle(&read.request()))).await
}

/// Runs `work` where blocking is allowed; never more at once than the relay can work on.
pub(super) async fn blocking(
    shell: Arc<Shell>,
    work: impl FnOnce(&Shell) -> Response<Body> + Send + 'static,
) -> Response<Body> {
    let for_work = Arc::clone(&shell);
    let Ok(_permit) = shell.permits.acquire().await else {
        return answer(RelayResponse::refusal(RefusalCode::Unavailable, now_ms()));
    };
    match tokio::task::spawn_blocking(move || work(&for_work)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("a request ended in a panic");
            answer(RelayResponse::refusal(RefusalCode::Internal, now_ms()))
        }
    }
}

pub(super) fn answer(response: RelayResponse) -> Response<Body> {
    let mut http = Response::new(Body::from(response.body));
    *http.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = http.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(code) = response.code {
        headers.insert(CODE_HEADER, HeaderValue::from_static(code));
    }
    if let Some(wait_s) = response.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
    }
    http
}

async fn healthz() -> Response<Body> {
    let body = concat!(r#"{"status":"ok","version":""#, env!("CARGO_PKG_VERSION"), r#""}"#);
    json(StatusCode::OK, body)
}

async fn readyz(State(shell): State<Arc<Shell>>) -> Response<Body> {
    let stopping = *shell.stop.borrow();
    if stopping {
        return json(StatusCode::SERVICE_UNAVAILABLE, r#"{"status":"stopping"}"#);
    }
    blocking(shell, |shell| match shell.relay.store().ready() {
        Ok(()) => json(StatusCode::OK, r#"{"status":"ready"}"#),
        Err(error) => {
            let body = format!(r#"{{"status":"not_ready","code":"{}"}}"#, error.code());
            json(StatusCode::SERVICE_UNAVAILABLE, body)
        }
    })
    .await
}

fn json(status: StatusCode, body: impl Into<Body>) -> Response<Body> {
    let mut http = Response::new(body.into());
    *http.status_mut() = status;
    http.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    http
}

//! HTTP in, one command of the table to the desk, its answer out. Knows no command by itself.

use std::sync::Arc;
use std::time::Duration;

use api::Desk;
use api::views::Language;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde::Deserialize;
use tokio::sync::{Semaphore, watch};

use crate::answer::{json, refused, sealed, wants_page};
use crate::door::Door;
use crate::error::Refusal;
use crate::events;
use crate::files::Files;
use crate::guard::Guard;

/// The longest narrative is some hundred kilobytes.
const BODY_MAX_BYTES: usize = 4 * 1024 * 1024;
/// A page on this machine that sends slower than this is gone.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What every request needs.
pub(crate) struct Shell {
    pub(crate) desk: Desk,
    pub(crate) door: Door,
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) listeners: Arc<Semaphore>,
    guard: Guard,
    files: Files,
}

#[derive(Deserialize)]
struct Enter {
    token: String,
}

impl Shell {
    pub(crate) fn new(desk: Desk, files: Files, port: u16, stop: watch::Receiver<bool>) -> Self {
        Self {
            desk,
            door: Door::new(port),
            stop,
            listeners: Arc::new(Semaphore::new(events::LISTENERS_MAX)),
            guard: Guard::new(port),
            files,
        }
    }

    /// Answers one request.
    pub(crate) async fn answer(self: Arc<Self>, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let shell = Arc::clone(&self);
        let answered = match self.guard.check(&parts.uri, &parts.headers) {
            Ok(()) => shell.route(&parts, body).await,
            Err(refusal) => Err(refusal),
        };
        sealed(match answered {
            Ok(answer) => answer,
            Err(refusal) => {
                tracing::debug!(code = refusal.code(), path = parts.uri.path(), "refused");
                refused(refusal, self.page_language(&parts))
            }
        })
    }

    async fn route(self: Arc<Self>, parts: &Parts, body: Body) -> Result<Response<Body>, Refusal> {
        match (&parts.method, parts.uri.path()) {
            (&Method::POST, "/enter") => self.enter(&parts.headers, body).await,
            (&Method::POST, "/rpc") => {
                self.admit(&parts.headers)?;
                self.rpc(&parts.headers, body).await
            }
            (&Method::GET, "/events") => {
                self.admit(&parts.headers)?;
                events::listen(self).await
            }
            (_, "/enter" | "/rpc") => Ok(not_so("POST")),
            (_, "/events") => Ok(not_so("GET")),
            (&Method::GET | &Method::HEAD, _) => self.file(parts).await,
            _ => Err(Refusal::Method),
        }
    }

    async fn enter(&self, headers: &HeaderMap, body: Body) -> Result<Response<Body>, Refusal> {
        let body = read(headers, body).await?;
        let enter: Enter = serde_json::from_str(&body).map_err(|_| Refusal::Malformed)?;
        let session = self.door.enter(&enter.token)?;
        Ok(json(StatusCode::OK, serde_json::json!({ "session": session }).to_string()))
    }

    fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let session = shown.and_then(|text| text.strip_prefix("Bearer ")).ok_or(Refusal::Session)?;
        if self.door.admits(session) { Ok(()) } else { Err(Refusal::Session) }
    }

    async fn rpc(self: Arc<Self>, headers: &HeaderMap, body: Body) -> Result<Response<Body>, Refusal> {
        let call = read(headers, body).await?;
        self.blocking(move |shell| match shell.desk.call(&call) {
            Ok(answer) => json(StatusCode::OK, answer),
            Err(error) => json(StatusCode::UNPROCESSABLE_ENTITY, serde_json::json!(error).to_string()),
        })
        .await
    }

    async fn file(self: Arc<Self>, parts: &Parts) -> Result<Response<Body>, Refusal> {
        let (path, held) = (parts.uri.path().to_owned(), parts.headers.get(header::IF_NONE_MATCH).cloned());
        self.blocking(move |shell| shell.files.answer(&path, held.as_ref(), &shell.desk.settings())).await?
    }

    /// Runs `work` where blocking is allowed. None waits in line for another: what stops or locks must not wait for what
    /// it ends. A connection carries one request at a time, so there are about as many at once as connections.
    async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Shell) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        tokio::task::spawn_blocking(move || work(&self)).await.map_err(|_| {
            tracing::error!("a request ended in a panic");
            Refusal::Internal
        })
    }

    fn page_language(&self, parts: &Parts) -> Option<Language> {
        wants_page(&parts.method, &parts.headers).then(|| self.desk.settings().language)
    }
}

/// A body that is declared as JSON, whole.
async fn read(headers: &HeaderMap, body: Body) -> Result<String, Refusal> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // a form of another page cannot declare this without asking first, which nobody answers
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::ContentType);
    }
    let stated = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if stated.and_then(|text| text.parse().ok()).is_some_and(|length: usize| length > BODY_MAX_BYTES) {
        return Err(Refusal::TooLarge);
    }
    let whole = tokio::time::timeout(BODY_TIMEOUT, to_bytes(body, BODY_MAX_BYTES)).await;
    // a body that ends early is not told apart from one without a stated length that is too large
    let whole = whole.map_err(|_| Refusal::Incomplete)?.map_err(|_| Refusal::TooLarge)?;
    String::from_utf8(whole.into()).map_err(|_| Refusal::Malformed)
}

fn not_so(allowed: &'static str) -> Response<Body> {
    let mut answer = refused(Refusal::Method, None);
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    answer
}

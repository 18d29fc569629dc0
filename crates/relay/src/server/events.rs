//! `GET /v1/events`: server-sent events that say "something new there" and nothing else. A lost one costs
//! latency only, so a listener that falls behind is sent away and reads with its next sync.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Response, header};
use futures_util::stream;
use protocol::DeviceId;
use tokio::sync::broadcast::Receiver;
use tokio::sync::watch;

use super::http::{News, Read, Shell, answer, blocking};
use super::now_ms;
use crate::relay::{Audience, Hint, RelayResponse};

/// Keeps proxies from ending a quiet stream, and finds out that a listener is gone.
const HEARTBEAT: Duration = Duration::from_secs(25);

struct Listener {
    device: DeviceId,
    news: Receiver<Arc<News>>,
    stop: watch::Receiver<bool>,
    greeted: bool,
}

pub(super) async fn listen(State(shell): State<Arc<Shell>>, request: Request) -> Response<Body> {
    let read = match Read::from(request).await {
        Ok(read) => read,
        Err(code) => return answer(RelayResponse::refusal(code, now_ms())),
    };
    blocking(shell, move |shell| match shell.relay.listener(now_ms(), &read.request()) {
        Ok(device) => events(Listener {
            device,
            news: shell.news.subscribe(),
            stop: shell.stop.clone(),
            greeted: false,
        }),
        Err(refusal) => answer(refusal),
    })
    .await
}

fn events(listener: Listener) -> Response<Body> {
    let lines = stream::unfold(listener, |mut listener| async {
        let text = listener.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), listener))
    });
    let mut http = Response::new(Body::from_stream(lines));
    let headers = http.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    http
}

impl Listener {
    /// The next lines for this device; none ends its stream.
    async fn next(&mut self) -> Option<String> {
        if !self.greeted {
            self.greeted = true;
            return Some(":\n\n".to_owned());
        }
        loop {
            let news = tokio::select! {
                news = self.news.recv() => news.ok()?,
                _ = self.stop.wait_for(|stop| *stop) => return None,
                () = tokio::time::sleep(HEARTBEAT) => return Some(":\n\n".to_owned()),
            };
            match &news.audience {
                Audience::Some(devices) if !devices.contains(&self.device) => {}
                Audience::Everybody(devices) if !devices.contains(&self.device) => return None,
                _ => return Some(line(news.hint)),
            }
        }
    }
}

fn line(hint: Hint) -> String {
    match hint {
        Hint::Segments(compartment, position) => format!("data: {compartment} {position}\n\n"),
        Hint::Certificates(log, count) => format!("event: certificates\ndata: {log} {count}\n\n"),
    }
}

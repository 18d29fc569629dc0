//! `GET /events`: what happens while nobody asks, as server-sent events. The first is how the desk stands now, so
//! that a screen that comes back after a pause needs nothing else.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use api::Events;
use api::views::DeskEvent;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};

use crate::calls::Shell;
use crate::error::Refusal;

/// Screens that listen at once.
pub(crate) const LISTENERS_MAX: usize = 32;
/// A quiet stream says that it is there, and finds out that its screen is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

struct Listener {
    first: Option<String>,
    lines: mpsc::Receiver<String>,
    stop: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
}

pub(crate) async fn listen(shell: Arc<Shell>) -> Result<Response<Body>, Refusal> {
    let place = Arc::clone(&shell.listeners).try_acquire_owned().map_err(|_| Refusal::Busy)?;
    let stop = shell.stop.clone();
    // listens first and looks then: what happens in between is told twice rather than never
    let events = shell.desk.events();
    let first = line(&DeskEvent::Desk(shell.desk.view()));
    // one line at a time: the desk's own queue keeps the newest of each kind for a screen that is slow
    let (sender, lines) = mpsc::channel(1);
    let forwarding = std::thread::Builder::new().name("events".to_owned());
    forwarding.spawn(move || forward(&events, &sender)).map_err(|_| Refusal::Busy)?;
    Ok(streamed(Listener { first: Some(first), lines, stop, _place: place }))
}

/// Ends when the desk closes, or when nobody listens any more.
fn forward(events: &Events, sender: &mpsc::Sender<String>) {
    loop {
        let line = match events.recv_timeout(HEARTBEAT) {
            Ok(event) => line(&event),
            Err(RecvTimeoutError::Timeout) => ":\n\n".to_owned(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if sender.blocking_send(line).is_err() {
            return;
        }
    }
}

fn line(event: &DeskEvent) -> String {
    format!("data: {}\n\n", serde_json::json!(event))
}

fn streamed(listener: Listener) -> Response<Body> {
    let lines = stream::unfold(listener, |mut listener| async {
        let text = listener.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), listener))
    });
    let mut answer = Response::new(Body::from_stream(lines));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer
}

impl Listener {
    /// The next lines; none ends the stream.
    async fn next(&mut self) -> Option<String> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        tokio::select! {
            line = self.lines.recv() => line,
            _ = self.stop.wait_for(|stop| *stop) => None,
        }
    }
}

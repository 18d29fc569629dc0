//! The shell around the relay: HTTP, the clock, randomness, starting and stopping.

mod events;
mod http;
mod start;

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::serve::ListenerExt;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use self::start::{ClaimToken, Reach, StartError, issue_claim_token, open, renew_generation};
use crate::relay::Relay;
use crate::store::SqliteStore;

/// How long running requests may take to end once the relay was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why serving ended badly.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The socket failed.
    #[error("the listener failed: {0}")]
    Listener(std::io::Error),
}

impl ServeError {
    /// Its stable name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Listener(_) => "relay_server.listener",
        }
    }
}

/// Serves until `stop` becomes true, then ends what runs and returns.
///
/// # Errors
/// [`ServeError`] when the socket fails.
pub async fn serve(
    relay: Relay<SqliteStore>,
    listener: TcpListener,
    stop: watch::Receiver<bool>,
) -> Result<(), ServeError> {
    let router = http::router(Arc::new(http::Shell::new(relay, stop.clone())));
    // small answers and hints must not wait for more to be sent
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "no TCP_NODELAY");
        }
    });
    let serving = axum::serve(listener, router).with_graceful_shutdown(stopped(stop.clone()));
    let too_long = async {
        stopped(stop).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = serving => ended.map_err(ServeError::Listener),
        () = too_long => {
            tracing::warn!("stopped before every request had ended");
            Ok(())
        }
    }
}

/// Ends when `stop` becomes true, or when nobody is left who could say so.
async fn stopped(mut stop: watch::Receiver<bool>) {
    // an error means that the sender is gone, which is a stop as well
    drop(stop.wait_for(|stop| *stop).await);
}

/// The clock: the one place where the relay reads it. Milliseconds since 1970.
#[allow(clippy::disallowed_methods, reason = "the relay's outermost shell owns the clock")]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

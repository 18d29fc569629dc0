//! Connections: only from this machine, bounded in number and time, ended in good order.

use std::convert::Infallible;
use std::future::Future;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::calls::Shell;
use crate::error::StationError;

/// A browser opens six for each tab at most; others wait in line.
const CONNECTIONS_MAX: usize = 128;
/// Until a request's head has arrived; also how long a connection may lie idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(60);
/// A browser sends some twenty headers.
const HEADERS_MAX: usize = 64;
const HEAD_MAX_BYTES: usize = 64 * 1024;
/// After a failed accept (no file handles left) until the next one.
const RECOVERY: Duration = Duration::from_millis(100);
/// How long running requests may take to end once the station was told to stop.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// A socket on loopback; port 0 takes a free one.
pub(crate) async fn bind(port: u16) -> Result<(TcpListener, u16), StationError> {
    let told = |error| StationError::Listen { port, error };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(told)?;
    let port = listener.local_addr().map_err(told)?.port();
    Ok((listener, port))
}

/// Serves until `stop` becomes true; requests in flight are answered first.
pub(crate) async fn serve(listener: TcpListener, shell: Arc<Shell>, stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        tokio::select! {
            () = stopped(stop.clone()) => break,
            (place, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    let connection = converse(stream, Arc::clone(&shell), stop.clone());
                    connections.spawn(async move {
                        connection.await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(RECOVERY).await;
                }
            },
            // those that ended are forgotten
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("stopped before every request had ended");
    }
}

/// One connection, until its end.
fn converse(
    stream: TcpStream,
    shell: Arc<Shell>,
    stop: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send {
    // small answers must not wait for more to be sent
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let shell = Arc::clone(&shell);
        async move { Ok::<_, Infallible>(shell.answer(request.map(Body::new)).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_MAX_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    async move {
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stopped(stop) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended badly");
        }
    }
}

/// Ends when `stop` becomes true, or when nobody is left who could say so.
async fn stopped(mut stop: watch::Receiver<bool>) {
    // an error means that the sender is gone, which is a stop as well
    drop(stop.wait_for(|stop| *stop).await);
}

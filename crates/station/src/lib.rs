//! The screens in a browser on this machine: the built interface, and the command table behind it, on loopback.
//!
//! Owns who may come in (a one-time token in the link, a session bought with it), who may not even ask (another
//! host name, another origin), and what every answer carries. It deliberately knows no command and no record: calls
//! go to [`api::Desk`] as they are. It knows no signal, no terminal and no passphrase either; whoever starts it does.
//!
//! Entry point: [`serve`].
//!
//! ```no_run
//! use footbridge_station::{Files, Options, Stop, serve};
//! use api::{Desk, DeskOptions};
//!
//! let desk = Desk::open(std::path::Path::new("home"), DeskOptions::default())?;
//! let options = Options { port: 0, files: Files::built_in()? };
//! let stop = Stop::new();
//! // another thread may call `stop.now()`
//! serve(desk, options, &stop, |link| hand_over(&link.url))?;
//! # fn hand_over(_: &str) {}
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod calls;
mod door;
mod error;
mod events;
mod files;
mod guard;
mod listen;

use std::sync::Arc;

use api::Desk;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

use calls::Shell;
pub use door::{Link, Why};
pub use error::{Refusal, StationError};
pub use files::Files;

/// How a station is served.
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The interface.
    pub files: Files,
}

/// Tells a station to stop. Clones tell the same one.
#[derive(Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Nobody has asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stop now: requests in flight are answered first.
    pub fn now(&self) {
        self.0.send_replace(true);
    }
}

/// Serves until told to stop, then closes the desk. `tell` hears the first link and every later one, on a thread
/// of its own: it may block without holding up anybody, and then hears only the newest.
///
/// # Errors
/// [`StationError::Listen`] and [`StationError::Threads`]; the desk is closed then too.
pub fn serve(
    desk: Desk,
    options: Options,
    stop: &Stop,
    tell: impl FnMut(&Link) + Send + 'static,
) -> Result<(), StationError> {
    let served = run(desk.clone(), options, stop, tell);
    desk.close();
    served
}

fn run(
    desk: Desk,
    options: Options,
    stop: &Stop,
    tell: impl FnMut(&Link) + Send + 'static,
) -> Result<(), StationError> {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(StationError::Threads)?;
    let stopping = stop.0.subscribe();
    runtime.block_on(async {
        let (listener, port) = listen::bind(options.port).await?;
        let shell = Arc::new(Shell::new(desk, options.files, port, stopping.clone()));
        let links = shell.door.links();
        let handle = Handle::current();
        let telling = std::thread::Builder::new().name("links".to_owned());
        telling.spawn(move || handle.block_on(tell_all(links, tell))).map_err(StationError::Threads)?;
        listen::serve(listener, shell, stopping).await;
        Ok(())
    })?;
    // a command that still runs may end; one that does not is cut off when the desk closes
    runtime.shutdown_timeout(listen::GRACE);
    Ok(())
}

/// Ends with the door that makes the links.
async fn tell_all(mut links: watch::Receiver<Link>, mut tell: impl FnMut(&Link)) {
    links.mark_changed();
    while links.changed().await.is_ok() {
        let link = links.borrow_and_update().clone();
        tell(&link);
    }
}

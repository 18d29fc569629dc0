//! The way from the devices to the relay: it counts what passes, can stop in the middle of it, and lets the relay
//! come back at another port.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;

/// What is held is let go by itself after this: who held it is gone.
const HELD_MAX: Duration = Duration::from_secs(20);

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From a device to the relay.
    Up,
    /// From the relay to a device.
    Down,
}

/// Where to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// In one direction, after so many more bytes.
    Bytes(Way, u64),
    /// Before the first byte of the request with this number, from 1: whoever asks has the answer to the one before,
    /// and the relay has heard nothing since.
    Request(u64),
    /// Before the first byte of the request that follows an upload: the upload was acknowledged just now.
    AfterUpload,
}

/// What passed since [`Link::count_anew`].
#[derive(Clone, Debug, Default)]
pub struct Passed {
    /// Requests that began.
    pub requests: u64,
    /// The path of the last.
    pub path: String,
    /// Whether the last has no answer yet.
    pub unanswered: bool,
    /// Whether a hold was reached.
    pub held: bool,
}

#[derive(Default)]
struct State {
    relay: Option<SocketAddr>,
    passed: Passed,
    hold: Option<Hold>,
    closed: bool,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

/// Listens for as long as it lives.
pub struct Link {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Link {
    /// Begins to listen; leads nowhere yet.
    ///
    /// # Errors
    /// When no port is free.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
        let link = Self { address, shared: Arc::clone(&shared) };
        std::thread::spawn(move || {
            for device in listener.incoming().map_while(Result::ok) {
                if lock(&shared.state).closed {
                    return;
                }
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || drop(join(device, &shared)));
            }
        });
        Ok(link)
    }

    /// As devices are given it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the relay is now; nowhere when it is down.
    pub fn lead_to(&self, relay: Option<SocketAddr>) {
        lock(&self.shared.state).relay = relay;
    }

    /// Forgets what passed, and stops at `hold`.
    pub fn count_anew(&self, hold: Option<Hold>) {
        let mut state = lock(&self.shared.state);
        state.passed = Passed::default();
        state.hold = hold;
        self.shared.changed.notify_all();
    }

    /// What passed.
    pub fn passed(&self) -> Passed {
        lock(&self.shared.state).passed.clone()
    }

    /// Cuts what is held; nothing is held from now on.
    pub fn let_go(&self) {
        lock(&self.shared.state).hold = None;
        self.shared.changed.notify_all();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        lock(&self.shared.state).closed = true;
        self.let_go();
        drop(TcpStream::connect(self.address));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Joins one connection of a device to the relay.
fn join(device: TcpStream, shared: &Arc<Shared>) -> std::io::Result<()> {
    let Some(relay) = lock(&shared.state).relay else { return Ok(()) };
    let relay = TcpStream::connect(relay)?;
    let (up_from, up_to) = (device.try_clone()?, relay.try_clone()?);
    let counted = Arc::clone(shared);
    std::thread::spawn(move || carry(up_from, up_to, Way::Up, &counted));
    carry(relay, device, Way::Down, shared);
    Ok(())
}

/// Ends when either side does, and ends both.
fn carry(mut from: TcpStream, mut to: TcpStream, way: Way, shared: &Shared) {
    let mut some = [0_u8; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut some) {
        let chunk = some.get(..count).unwrap_or_default();
        let may = note(chunk, way, shared);
        if to.write_all(chunk.get(..may).unwrap_or_default()).is_err() {
            break;
        }
        if may < count {
            let state = lock(&shared.state);
            drop(shared.changed.wait_timeout_while(state, HELD_MAX, |state| state.hold.is_some()));
            break;
        }
    }
    // the other side may be gone already
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

/// Counts a chunk and gives how much of it may pass.
fn note(chunk: &[u8], way: Way, shared: &Shared) -> usize {
    let mut state = lock(&shared.state);
    let mut follows_upload = false;
    match way {
        Way::Up => {
            let head =
                String::from_utf8_lossy(chunk.get(..128.min(chunk.len())).unwrap_or_default()).into_owned();
            if let Some((_, rest)) = head.split_once(" /v1/") {
                let path = rest.split([' ', '?', '/']).next().unwrap_or_default();
                follows_upload = state.passed.path == "segments";
                state.passed.requests += 1;
                state.passed.path = path.to_owned();
                state.passed.unanswered = true;
            }
        }
        Way::Down => state.passed.unanswered = false,
    }
    let requests = state.passed.requests;
    let may = match &mut state.hold {
        Some(Hold::Bytes(held, left)) if *held == way => {
            let may = usize::try_from(*left).unwrap_or(usize::MAX).min(chunk.len());
            *left -= may as u64;
            may
        }
        Some(Hold::Request(number)) if way == Way::Up && requests >= *number => 0,
        Some(Hold::AfterUpload) if follows_upload => 0,
        _ => chunk.len(),
    };
    if may < chunk.len() {
        state.passed.held = true;
        // with nothing of it at the relay, the relay has nothing in hand
        state.passed.unanswered = way == Way::Down || may > 0;
    }
    may
}

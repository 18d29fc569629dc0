//! Hearing the relay say that there is something new. Only ever a reason to look sooner: without it the courier looks
//! from time to time all the same.

use std::sync::Arc;

use protocol::DeviceId;
use store::Mailbox;
use vault::{Random, TransportKey};

use super::CallSigner;
use crate::net::{Hint, Hints, NetError, NetRequest};
use crate::{AppError, Platform, Stop};

/// Where a relay says what is new.
const EVENTS: &str = "/v1/events";
/// After a line that broke, milliseconds until the first try.
const PAUSE_MS: i64 = 1_000;
/// A line that held so long was a good one, milliseconds.
const HELD_MS: i64 = 20_000;
/// The longest pause between two tries.
const PAUSE_MAX_MS: i64 = 5 * 60_000;

/// Why somebody who waited was woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The relay listens to this device now. What it said before is not known: look once.
    Listening,
    /// There is something new.
    Hint(Hint),
}

/// Blocks until the relay has something to say. Owned, with a platform of its own: a thread is nothing but a loop
/// over [`Listener::next`].
pub struct Listener {
    mailbox: Arc<Mailbox>,
    url: String,
    device: DeviceId,
    transport: TransportKey,
    platform: Platform,
    hints: Option<Box<dyn Hints>>,
    /// When the line was made, milliseconds since 1970.
    since_ms: i64,
    pause_ms: i64,
}

impl Listener {
    pub(crate) fn new(mailbox: Arc<Mailbox>, platform: Platform) -> Result<Self, AppError> {
        let url = mailbox.relay_url()?.ok_or(AppError::NoDevice)?;
        let device = mailbox.device()?.ok_or(AppError::NoDevice)?;
        let secret = mailbox.transport_key()?.ok_or(AppError::NoDevice)?;
        let transport = TransportKey::from_bytes(&secret.0)?;
        Ok(Self { mailbox, url, device, transport, platform, hints: None, since_ms: 0, pause_ms: PAUSE_MS })
    }

    /// Ends [`Listener::next`] wherever it waits.
    pub fn stop(&self) -> Stop {
        self.platform.stop.clone()
    }

    /// Blocks until there is a reason to look. A line that breaks is made again after a pause, without a word. `None`
    /// ends it: stopped, or this way to a relay has no hints.
    #[allow(clippy::should_implement_trait, reason = "an iterator would invite to collect what never ends")]
    pub fn next(&mut self) -> Option<Wake> {
        while !self.platform.stop.is_set() {
            let heard = match &mut self.hints {
                Some(hints) => hints.next().map(Wake::Hint),
                None => match self.connect() {
                    Ok(Some(hints)) => {
                        self.hints = Some(hints);
                        self.since_ms = self.platform.clock.now_ms();
                        Ok(Wake::Listening)
                    }
                    Ok(None) => return None,
                    Err(error) => Err(error),
                },
            };
            match heard {
                Ok(wake) => return Some(wake),
                Err(error) => {
                    tracing::debug!(code = error.code(), "no hints from the relay for now");
                    let held_ms = self.platform.clock.now_ms().saturating_sub(self.since_ms);
                    // a line that is cut after a while, by a proxy for one, is not a relay that is down
                    if self.hints.take().is_some() && held_ms >= HELD_MS {
                        self.pause_ms = PAUSE_MS;
                    }
                    self.pause();
                }
            }
        }
        None
    }

    fn connect(&self) -> Result<Option<Box<dyn Hints>>, NetError> {
        let signer = CallSigner { mailbox: &self.mailbox, platform: &self.platform };
        let auth = signer.header(&self.transport, self.device, "GET", EVENTS, &[]);
        // a mailbox that cannot be read says so where something hangs on it
        let auth = Some(auth.map_err(|_| NetError::Broken(self.url.clone()))?);
        let request = NetRequest { method: "GET", target: EVENTS.to_owned(), auth, body: Vec::new() };
        self.platform.hints(&self.url, &request)
    }

    /// Waits between half of the pause and all of it, and longer the next time: not every device at once when a relay
    /// comes back.
    fn pause(&mut self) {
        let mut byte = [0];
        self.platform.random.fill(&mut byte);
        let [byte] = byte;
        let half = self.pause_ms / 2;
        let at_ms = self.platform.clock.now_ms() + half + half * i64::from(byte) / 255;
        self.platform.clock.wait_until(at_ms, &self.platform.stop);
        self.pause_ms = (self.pause_ms * 2).min(PAUSE_MAX_MS);
    }
}

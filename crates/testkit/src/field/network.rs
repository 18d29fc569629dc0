//! Between whole devices and the real relay, without a socket: what befalls a call is what the test says.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::clock::Clock;
use app::net::{Connect, Net, NetError, NetRequest, NetResponse};
use footbridge_relay::limits::Limits;
use footbridge_relay::store::{Identity, MemoryStore, StoreError};
use footbridge_relay::{Claim, Relay, RelayRequest};
use protocol::GenerationId;

use super::FieldClock;
use super::crash::Crash;

/// How long a device waits for a relay that is silent: 30 s without a byte.
const SILENCE_MS: i64 = 30_000;
/// A device that calls so often talks in a circle: its line breaks for ever, so that its test ends.
const CALLS_MAX: usize = 2_000;
/// The key seed of the field's relay.
const KEY_SEED: [u8; 32] = [0x5e; 32];

/// What befalls one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nobody is there.
    Unreachable,
    /// The relay never hears it.
    RequestLost,
    /// The relay did it, and the device never hears so.
    AnswerLost,
    /// The relay hears it twice; the second answer comes back.
    Repeated,
    /// The relay did it, and something else answers with this body.
    Garbage(Vec<u8>),
    /// The device's process ends after the relay did it.
    Crash,
}

/// One persona's line to the relay.
#[derive(Default)]
pub(super) struct Line {
    pub offline: bool,
    mishaps: VecDeque<(&'static str, Mishap)>,
    /// Targets of the calls that reached the relay, in order.
    pub heard: Vec<String>,
}

/// What a relay is after a backup was put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// The operator followed the book: a new generation.
    Renewed,
    /// The operator did not: the same generation, with less in it.
    Same,
}

/// Changes what the relay answers.
pub type Tamper = Box<dyn FnMut(&NetRequest, NetResponse) -> NetResponse + Send>;

/// What all lines share.
pub(super) struct Wire {
    relay: Relay<MemoryStore>,
    lives: u8,
    pub tamper: Option<Tamper>,
}

/// The same network, seen from one line.
#[derive(Clone)]
pub(super) struct Network {
    pub wire: Arc<Mutex<Wire>>,
    pub line: Arc<Mutex<Line>>,
    pub clock: FieldClock,
}

/// A test that panicked elsewhere does not make this one say so.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn relay(store: MemoryStore, generation: u8) -> Result<Relay<MemoryStore>, StoreError> {
    let fresh = Identity { generation: GenerationId([generation; 16]), key_seed: KEY_SEED };
    let limits = Limits {
        requests_per_minute: 60_000,
        requests_burst: 60_000,
        unknown_requests_per_minute: 60_000,
        ..Limits::default()
    };
    Relay::open(store, limits, Claim::Open, fresh)
}

impl Wire {
    pub fn new() -> Result<Self, StoreError> {
        Ok(Self { relay: relay(MemoryStore::new(), 1)?, lives: 1, tamper: None })
    }

    pub fn backup(&self) -> MemoryStore {
        self.relay.store().clone()
    }

    pub fn restore(&mut self, backup: MemoryStore, life: Life) -> Result<(), StoreError> {
        if life == Life::Renewed {
            self.lives = self.lives.wrapping_add(1);
            backup.renew_generation(GenerationId([self.lives; 16]));
        }
        self.relay = relay(backup, self.lives)?;
        Ok(())
    }

    fn answer(&mut self, now_ms: i64, request: &NetRequest) -> NetResponse {
        let asked = RelayRequest {
            method: request.method,
            target: &request.target,
            auth: request.auth.as_deref(),
            body: &request.body,
        };
        let answer = self.relay.handle(now_ms, &asked);
        let honest = NetResponse {
            status: answer.status,
            retry_after_s: answer.retry_after_s.unwrap_or(0),
            body: answer.body,
        };
        match &mut self.tamper {
            Some(tamper) => tamper(request, honest),
            None => honest,
        }
    }
}

impl Line {
    pub fn befall(&mut self, target: &'static str, mishap: Mishap) {
        self.mishaps.push_back((target, mishap));
    }

    /// What befalls this call: the first mishap that waits for its target.
    fn mishap(&mut self, request: &NetRequest) -> Option<Mishap> {
        if self.offline || self.heard.len() >= CALLS_MAX {
            return Some(Mishap::Unreachable);
        }
        let at = self.mishaps.iter().position(|(target, _)| request.target.starts_with(target))?;
        self.mishaps.remove(at).map(|(_, mishap)| mishap)
    }
}

impl Network {
    fn silence(&self) -> NetError {
        self.clock.advance(SILENCE_MS);
        NetError::TimedOut("the test's relay".to_owned())
    }

    fn ask(&self, request: &NetRequest) -> NetResponse {
        held(&self.line).heard.push(request.target.clone());
        held(&self.wire).answer(self.clock.now_ms(), request)
    }
}

impl Net for Network {
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError> {
        let mishap = held(&self.line).mishap(request);
        match mishap {
            None => Ok(self.ask(request)),
            Some(Mishap::Unreachable) => Err(NetError::Unreachable("the test's relay".to_owned())),
            Some(Mishap::RequestLost) => Err(self.silence()),
            Some(Mishap::AnswerLost) => {
                self.ask(request);
                Err(self.silence())
            }
            Some(Mishap::Repeated) => {
                self.ask(request);
                Ok(self.ask(request))
            }
            Some(Mishap::Garbage(body)) => {
                let status = self.ask(request).status;
                Ok(NetResponse { status, retry_after_s: 0, body })
            }
            Some(Mishap::Crash) => {
                self.ask(request);
                resume_unwind(Box::new(Crash))
            }
        }
    }
}

impl Connect for Network {
    fn connect(&self, _url: &str) -> Result<Box<dyn Net>, NetError> {
        Ok(Box::new(self.clone()))
    }
}

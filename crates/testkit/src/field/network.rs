//! Between whole devices and the real relay, without a socket: what befalls a call is what the test says.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::Stop;
use app::net::{Connect, Hint, Hints, Net, NetError, NetRequest, NetResponse};
use footbridge_relay::limits::Limits;
use footbridge_relay::store::{Identity, MemoryStore, StoreError};
use footbridge_relay::{Claim, Relay, RelayRequest};
use protocol::GenerationId;

use super::FieldClock;
use super::crash::end_process;
use super::shelf::{RelayBackup, Shelf};

/// How long a device waits for a relay that is silent: 30 s without a byte.
const SILENCE_MS: i64 = 30_000;
/// A device that calls so often talks in a circle: its line breaks for ever, so that its test ends.
const CALLS_MAX: usize = 2_000;
/// Longer than any test runs.
const FOR_EVER: Duration = Duration::from_secs(3600);
/// The key seed of the field's relay.
const KEY_SEED: [u8; 32] = [0x5e; 32];

/// What befalls one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing: for a call before the one that is meant.
    Spared,
    /// Nobody is there.
    Unreachable,
    /// The relay never hears it.
    RequestLost,
    /// The relay did it, and the device never hears so.
    AnswerLost,
    /// The relay did it, the device never hears so, and the line stays cut.
    CutOff,
    /// The relay hears it twice; the second answer comes back.
    Repeated,
    /// The relay did it, and something else answers with this body.
    Garbage(Vec<u8>),
    /// The device's process ends after the relay did it.
    Crash,
    /// The relay takes the call and is silent until the device is stopped.
    Dead,
}

/// One persona's line to the relay.
#[derive(Default)]
pub(super) struct Line {
    pub offline: bool,
    mishaps: VecDeque<(&'static str, Mishap)>,
    /// Targets of the calls that reached the relay, in order.
    pub heard: Vec<String>,
    /// Calls that nobody answers, so far.
    pub dead_calls: u32,
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
    /// None only while one takes the place of another.
    relay: Option<Relay<Shelf>>,
    shelf: Shelf,
    limits: Limits,
    lives: u8,
    /// Everything that crosses, if somebody listens in.
    pub tape: Option<Vec<u8>>,
    pub tamper: Option<Tamper>,
    listeners: Vec<Sender<Hint>>,
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

/// Limits that nobody in a test reaches.
fn generous() -> Limits {
    Limits {
        requests_per_minute: 60_000,
        requests_burst: 60_000,
        unknown_requests_per_minute: 60_000,
        ..Limits::default()
    }
}

fn relay(shelf: &Shelf, limits: Limits, generation: u8) -> Result<Relay<Shelf>, StoreError> {
    let fresh = Identity { generation: GenerationId([generation; 16]), key_seed: KEY_SEED };
    Relay::open(shelf.clone(), limits, Claim::Open, fresh)
}

impl Wire {
    pub fn new(shelf: Shelf) -> Result<Self, StoreError> {
        let limits = generous();
        Ok(Self {
            relay: Some(relay(&shelf, limits, 1)?),
            shelf,
            limits,
            lives: 1,
            tape: None,
            tamper: None,
            listeners: Vec::new(),
        })
    }

    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Other limits, or none to speak of; the buckets are full again, as after a restart.
    pub fn limit(&mut self, limits: Option<Limits>) -> Result<(), StoreError> {
        self.limits = limits.unwrap_or_else(generous);
        self.relay = Some(relay(&self.shelf, self.limits, self.lives)?);
        Ok(())
    }

    /// The relay's process ends and starts again on what its disk holds.
    pub fn restart(&mut self) -> Result<(), StoreError> {
        if let Some(folder) = self.shelf.folder().map(Path::to_owned) {
            self.close();
            self.shelf = Shelf::on_disk(&folder)?;
        }
        self.relay = Some(relay(&self.shelf, self.limits, self.lives)?);
        Ok(())
    }

    /// Lets go of the files.
    fn close(&mut self) {
        self.relay = None;
        self.shelf = Shelf::in_memory(MemoryStore::new());
    }

    /// Puts a backup back; one of a store on disk goes to `folder`.
    pub fn restore(&mut self, backup: RelayBackup, folder: &Path, life: Life) -> Result<(), StoreError> {
        self.close();
        self.shelf = match backup {
            RelayBackup::Memory(store) => Shelf::in_memory(store),
            RelayBackup::File(file) => {
                let failed = |error: std::io::Error| StoreError::Failed(error.to_string());
                std::fs::create_dir_all(folder).map_err(failed)?;
                std::fs::copy(file, folder.join("relay.db")).map_err(failed)?;
                Shelf::on_disk(folder)?
            }
        };
        if life == Life::Renewed {
            self.lives = self.lives.wrapping_add(1);
            self.shelf.renew_generation(GenerationId([self.lives; 16]))?;
        }
        self.relay = Some(relay(&self.shelf, self.limits, self.lives)?);
        Ok(())
    }

    fn answer(&mut self, now_ms: i64, request: &NetRequest) -> NetResponse {
        let asked = RelayRequest {
            method: request.method,
            target: &request.target,
            auth: request.auth.as_deref(),
            body: &request.body,
        };
        // between two lives nobody answers
        let Some(relay) = &self.relay else {
            return NetResponse { status: 503, retry_after_s: 1, body: Vec::new() };
        };
        let answer = relay.handle(now_ms, &asked);
        for hint in answer.hints.iter().copied().map(as_heard) {
            // one that is gone is told no more
            self.listeners.retain(|listener| listener.send(hint).is_ok());
        }
        let honest = NetResponse {
            status: answer.status,
            retry_after_s: answer.retry_after_s.unwrap_or(0),
            body: answer.body,
        };
        if let Some(tape) = &mut self.tape {
            let parts = [request.target.as_bytes(), &request.body, &honest.body];
            tape.extend(parts.into_iter().flatten());
        }
        match &mut self.tamper {
            Some(tamper) => tamper(request, honest),
            None => honest,
        }
    }
}

/// As a device reads it.
fn as_heard(hint: footbridge_relay::Hint) -> Hint {
    match hint {
        footbridge_relay::Hint::Segments(compartment, position) => Hint::Segments { compartment, position },
        footbridge_relay::Hint::Certificates(log, count) => Hint::Certificates { log, count },
    }
}

impl Line {
    /// No mishap waits any more; calls are counted anew.
    pub fn clear(&mut self) {
        self.mishaps.clear();
        self.heard.clear();
    }

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
        held(&self.wire).answer(self.clock.true_ms(), request)
    }
}

/// One line, as one part of a device uses it.
struct Call {
    network: Network,
    stop: Stop,
}

/// What the relay tells one listener.
struct Heard {
    told: Receiver<Hint>,
    stop: Stop,
}

/// Between two looks whether a listener was stopped.
const LOOK: Duration = Duration::from_millis(5);

impl Hints for Heard {
    fn next(&mut self) -> Result<Hint, NetError> {
        loop {
            match self.told.recv_timeout(LOOK) {
                Ok(hint) => return Ok(hint),
                Err(RecvTimeoutError::Timeout) if !self.stop.is_set() => {}
                Err(RecvTimeoutError::Timeout) => return Err(NetError::Stopped),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(NetError::Broken("the test's relay".to_owned()));
                }
            }
        }
    }
}

impl Net for Call {
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError> {
        if self.stop.is_set() {
            return Err(NetError::Stopped);
        }
        let Self { network, stop } = self;
        network.exchange(request, stop)
    }
}

impl Network {
    fn exchange(&self, request: &NetRequest, stop: &Stop) -> Result<NetResponse, NetError> {
        let mishap = held(&self.line).mishap(request);
        match mishap {
            Some(Mishap::Dead) => {
                held(&self.line).dead_calls += 1;
                while !stop.wait(FOR_EVER) {}
                Err(NetError::Stopped)
            }
            None | Some(Mishap::Spared) => Ok(self.ask(request)),
            Some(Mishap::Unreachable) => Err(NetError::Unreachable("the test's relay".to_owned())),
            Some(Mishap::RequestLost) => Err(self.silence()),
            Some(Mishap::AnswerLost) => {
                self.ask(request);
                Err(self.silence())
            }
            Some(Mishap::CutOff) => {
                self.ask(request);
                held(&self.line).offline = true;
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
                end_process()
            }
        }
    }
}

impl Connect for Network {
    fn connect(&self, _url: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        Ok(Box::new(Call { network: self.clone(), stop: stop.clone() }))
    }

    fn listen(
        &self,
        _url: &str,
        _request: &NetRequest,
        stop: &Stop,
    ) -> Result<Option<Box<dyn Hints>>, NetError> {
        if held(&self.line).offline {
            return Err(NetError::Unreachable("the test's relay".to_owned()));
        }
        let (tell, told) = channel();
        held(&self.wire).listeners.push(tell);
        Ok(Some(Box::new(Heard { told, stop: stop.clone() })))
    }
}

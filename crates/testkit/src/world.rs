//! Devices and one relay joined by a network, in one thread, by one clock and one seed.

use std::collections::{BTreeMap, BTreeSet};

use protocol::CompartmentHandle;
use protocol::auth::Auth;
use protocol::wire::UploadedMsg;
use protocol::{Decode, Segment, StreamId};
use sync::http::{self, HttpAnswer, Signing};
use sync::{Answer, CallError, CallId, Effect, Event, Mailbox, RelayCall, SyncNotice};
use thiserror::Error;

use crate::{Device, Faults, Liar, ModelRelay, PortAnswer, PortRequest, RelayPort, SeededRandom};

/// The test's clock starts here: 2026-01-01T00:00:00Z.
const START_MS: i64 = 1_767_225_600_000;
/// After how long without an answer a device's HTTP client gives up.
const CLIENT_TIMEOUT_MS: i64 = 30_000;
/// A world that moved so many letters without coming to rest never will.
const LETTERS_MAX: u64 = 200_000;
/// Nor one that took so long: a month.
const REST_MAX_MS: i64 = 30 * 24 * 3_600_000;

/// Names a device of one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceNumber(usize);

/// A world that does not come to rest. Run it again with the same seed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("seed {seed}: not at rest after {letters} letters; last notices: {last:?}")]
pub struct Stuck {
    /// The seed.
    pub seed: u64,
    /// How many letters were moved.
    pub letters: u64,
    /// The last thing each device said.
    pub last: Vec<Option<SyncNotice>>,
}

/// Something on its way, with the life of the engine that it belongs to.
enum Letter {
    Request {
        call: CallId,
        request: RelayCall,
    },
    /// With the relay's state that it speaks of.
    Answer {
        call: CallId,
        result: Result<Answer, CallError>,
        appended: u64,
    },
    Event(Event),
}

/// A device and the world's side of it.
struct Station {
    device: Device,
    faults: Faults,
    running: bool,
    /// It said that it was up to date, and did nothing since.
    at_rest: bool,
    /// The question under way.
    asked: Option<CallId>,
    /// How much the relay had when it answered the last question that the device was still waiting for.
    heard: u64,
    reissued: BTreeSet<StreamId>,
}

/// The world.
pub struct World<P = ModelRelay> {
    /// The relay.
    pub relay: P,
    seed: u64,
    rng: SeededRandom,
    now_ms: i64,
    stations: Vec<Station>,
    post: BTreeMap<(i64, u64), (usize, u64, Letter)>,
    letters: u64,
    /// How many uploads the relay took.
    appended: u64,
}

/// A relay of which the test can enrol devices.
pub trait Enrol {
    /// Lets a device in.
    fn enrol_device(&mut self, device: &Device);
}

impl Enrol for ModelRelay {
    fn enrol_device(&mut self, device: &Device) {
        self.enrol(device.id(), device.key());
    }
}

impl<P: Enrol> Enrol for Liar<P> {
    fn enrol_device(&mut self, device: &Device) {
        self.honest.enrol_device(device);
    }
}

impl<P: RelayPort + Enrol> World<P> {
    /// A world without devices.
    pub fn new(seed: u64, relay: P) -> Self {
        Self {
            relay,
            seed,
            rng: SeededRandom::new(seed),
            now_ms: START_MS,
            stations: Vec::new(),
            post: BTreeMap::new(),
            letters: 0,
            appended: 0,
        }
    }

    /// A new device, enrolled and started, with a good connection.
    pub fn add_device(&mut self) -> DeviceNumber {
        let device = Device::new(self.fork_rng());
        self.admit(device)
    }

    /// A device with a copy of another one's disk, started.
    pub fn clone_device(&mut self, of: DeviceNumber) -> Option<DeviceNumber> {
        let rng = self.fork_rng();
        let device = self.device(of)?.cloned(rng);
        Some(self.admit(device))
    }

    fn admit(&mut self, device: Device) -> DeviceNumber {
        self.relay.enrol_device(&device);
        self.stations.push(Station {
            device,
            faults: Faults::NONE,
            running: false,
            at_rest: false,
            asked: None,
            heard: 0,
            reissued: BTreeSet::new(),
        });
        let number = DeviceNumber(self.stations.len().saturating_sub(1));
        self.start(number);
        number
    }

    fn fork_rng(&mut self) -> SeededRandom {
        SeededRandom::new(self.rng.below(u64::MAX))
    }

    /// A device.
    pub fn device(&self, number: DeviceNumber) -> Option<&Device> {
        self.stations.get(number.0).map(|station| &station.device)
    }

    /// A device, to change it behind the world's back.
    pub fn device_mut(&mut self, number: DeviceNumber) -> Option<&mut Device> {
        self.stations.get_mut(number.0).map(|station| &mut station.device)
    }

    /// The world's time in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Changes a device's connection.
    pub fn connect(&mut self, number: DeviceNumber, faults: Faults) {
        if let Some(station) = self.stations.get_mut(number.0) {
            station.faults = faults;
            station.at_rest = false;
        }
    }

    /// Starts a device's engine anew, as after a crash: calls under way are forgotten, the mailbox is not.
    pub fn restart(&mut self, number: DeviceNumber) {
        if let Some(station) = self.stations.get_mut(number.0) {
            let device = &mut station.device;
            device.engine = sync::Engine::new(sync::Config::default());
            device.incarnation += 1;
        }
        self.start(number);
    }

    fn start(&mut self, number: DeviceNumber) {
        if let Some(station) = self.stations.get_mut(number.0) {
            station.running = true;
        }
        self.tell(number, Event::Start);
    }

    /// Stops a device's engine.
    pub fn stop(&mut self, number: DeviceNumber) {
        self.tell(number, Event::Stopped);
        if let Some(station) = self.stations.get_mut(number.0) {
            station.running = false;
        }
    }

    /// Somebody writes on a device: so many segments. None when there is no such device.
    pub fn author(
        &mut self,
        number: DeviceNumber,
        compartment: CompartmentHandle,
        segments: u32,
    ) -> Option<()> {
        for _ in 0..segments {
            self.device_mut(number)?.author(compartment);
            self.tell(number, Event::OutgoingAdded);
        }
        Some(())
    }

    /// Hands an event to a device now.
    pub fn tell(&mut self, number: DeviceNumber, event: Event) {
        let now_ms = self.now_ms;
        let Some(station) = self.stations.get_mut(number.0) else { return };
        station.at_rest = false;
        let Device { engine, mailbox, rng, clock_ms, .. } = &mut station.device;
        let device_ms = now_ms.saturating_add(*clock_ms);
        let (effects, wake_ms) = match engine.handle(mailbox, device_ms, rng, event) {
            Ok(effects) => (effects, None),
            Err(error) => {
                station.device.failures.push(error);
                (Vec::new(), station.device.engine.wake_at_ms())
            }
        };
        for effect in effects.into_iter().chain(wake_ms.map(Effect::WakeAt)) {
            self.carry_out(number, effect);
        }
    }

    fn carry_out(&mut self, number: DeviceNumber, effect: Effect) {
        let Some(station) = self.stations.get_mut(number.0) else { return };
        match effect {
            Effect::Notify(notice) => {
                station.at_rest |= notice == SyncNotice::UpToDate;
                station.device.notices.push(notice);
            }
            Effect::WakeAt(device_ms) => {
                let at_ms = device_ms.saturating_sub(station.device.clock_ms);
                let wait_ms = at_ms.saturating_sub(self.now_ms).max(1);
                self.send(number, wait_ms, Letter::Event(Event::Tick));
            }
            Effect::Call { call, request } => {
                station.at_rest = false;
                if matches!(request, RelayCall::Sync(_)) {
                    station.asked = Some(call);
                }
                self.send_call(number, call, request);
            }
        }
    }

    fn send_call(&mut self, number: DeviceNumber, call: CallId, request: RelayCall) {
        let faults = self.faults(number);
        if faults.offline {
            let result = Err(CallError::Unreachable);
            self.send(number, 5, Letter::Answer { call, result, appended: 0 });
            return;
        }
        let timeout = Letter::Answer { call, result: Err(CallError::TimedOut), appended: 0 };
        self.send(number, CLIENT_TIMEOUT_MS, timeout);
        if self.rng.happens(faults.lost) {
            return;
        }
        if self.rng.happens(faults.repeated) {
            self.send_slowly(number, Letter::Request { call, request: request.clone() });
        }
        self.send_slowly(number, Letter::Request { call, request });
    }

    fn faults(&self, number: DeviceNumber) -> Faults {
        self.stations.get(number.0).map_or(Faults::NONE, |station| station.faults)
    }

    fn send_slowly(&mut self, number: DeviceNumber, letter: Letter) {
        let delay = self.faults(number).delay_max_ms;
        let delay_ms = i64::try_from(self.rng.below(delay)).unwrap_or(0);
        self.send(number, delay_ms.saturating_add(1), letter);
    }

    fn send(&mut self, number: DeviceNumber, delay_ms: i64, letter: Letter) {
        let incarnation = self.device(number).map_or(0, |device| device.incarnation);
        self.letters = self.letters.saturating_add(1);
        let at = (self.now_ms.saturating_add(delay_ms), self.letters);
        self.post.insert(at, (number.0, incarnation, letter));
    }

    /// Delivers the next letter that arrives before `until_ms`; false when there is none.
    fn step(&mut self, until_ms: i64) -> bool {
        let Some(next) = self.post.first_entry().filter(|next| next.key().0 <= until_ms) else {
            return false;
        };
        let ((at_ms, _), (number, incarnation, letter)) = next.remove_entry();
        self.now_ms = at_ms.max(self.now_ms);
        let number = DeviceNumber(number);
        let alive = self.device(number).is_some_and(|device| device.incarnation == incarnation);
        match letter {
            Letter::Request { call, request } => self.arrive(number, call, &request),
            Letter::Answer { call, result, appended } if alive => {
                self.hear(number, call, appended);
                self.deliver(number, Event::Answered { call, result });
            }
            Letter::Event(event) if alive => self.deliver(number, event),
            Letter::Answer { .. } | Letter::Event(_) => {}
        }
        true
    }

    /// An event that the device may ignore does not disturb its rest.
    fn deliver(&mut self, number: DeviceNumber, event: Event) {
        let rest = self.stations.get(number.0).is_some_and(|station| station.at_rest);
        let calls = self.letters;
        self.tell(number, event);
        if let Some(station) = self.stations.get_mut(number.0).filter(|_| calls == self.letters) {
            station.at_rest |= rest;
        }
    }

    fn hear(&mut self, number: DeviceNumber, call: CallId, appended: u64) {
        if let Some(station) = self.stations.get_mut(number.0).filter(|one| one.asked == Some(call)) {
            station.asked = None;
            station.heard = appended;
        }
    }

    /// A request reaches the relay.
    fn arrive(&mut self, number: DeviceNumber, call: CallId, request: &RelayCall) {
        let Some(device) = self.device(number) else { return };
        let http = http::request(request);
        let offset_ms = device.mailbox.clock_offset_ms().unwrap_or(0);
        let time_ms = self.now_ms.saturating_add(device.clock_ms).saturating_add(offset_ms);
        let sign = || device.sign_request(time_ms, http.method, http.target, &http.body);
        let auth = (http.signing == Signing::Device).then(sign);
        debug_assert!(auth.as_deref().is_none_or(|text| Auth::from_header(text).is_some()));
        let (method, target) = (http.method.to_owned(), http.target.to_owned());
        let asked = PortRequest { method, target, auth, body: http.body };
        let answer = self.relay.handle(self.now_ms, &asked);
        if let RelayCall::Upload(upload) = request {
            self.announce(number, &upload.segment, &answer);
        }
        self.return_answer(number, call, request, answer);
    }

    fn return_answer(&mut self, number: DeviceNumber, call: CallId, request: &RelayCall, answer: PortAnswer) {
        let faults = self.faults(number);
        if faults.offline || self.rng.happens(faults.lost) {
            return;
        }
        let mut answer = answer;
        // whom a device meets first it has to believe: the key in that answer stands for TLS
        let may_garble = !matches!(request, RelayCall::Info);
        if may_garble && self.rng.happens(faults.garbled) {
            garble(&mut answer.body, &mut self.rng);
        }
        let PortAnswer { status, retry_after_s, body } = &answer;
        let http = HttpAnswer { status: *status, retry_after_s: *retry_after_s, body };
        let result = http::answer(request, http);
        self.send_slowly(number, Letter::Answer { call, result, appended: self.appended });
    }

    /// Everybody else is told that there is something new, if the letter gets there.
    fn announce(&mut self, from: DeviceNumber, segment: &[u8], answer: &PortAnswer) {
        let (Ok(segment), Ok(uploaded)) = (Segment::decode(segment), UploadedMsg::decode(&answer.body))
        else {
            return;
        };
        self.appended += 1;
        let (compartment, position) = (segment.header.compartment, uploaded.position);
        for number in (0..self.stations.len()).map(DeviceNumber).filter(|number| *number != from) {
            let faults = self.faults(number);
            if !faults.offline && !self.rng.happens(faults.lost) {
                self.send_slowly(number, Letter::Event(Event::Hint { compartment, position }));
            }
        }
    }

    /// Runs for so many milliseconds of the world's time.
    pub fn run_for(&mut self, span_ms: i64) {
        let until_ms = self.now_ms.saturating_add(span_ms);
        while self.step(until_ms) {}
        self.now_ms = until_ms;
    }

    /// Runs until every running device with a connection has everything and has sent everything, in streams
    /// of its own: where one ended, its content goes out again in a new one, as ingest does it.
    ///
    /// # Errors
    /// [`Stuck`] when that does not come.
    pub fn run_until_quiescent(&mut self) -> Result<(), Stuck> {
        let (letters, end_ms) = (self.letters, self.now_ms.saturating_add(REST_MAX_MS));
        loop {
            self.send_stopped_again();
            if self.is_quiescent() {
                return Ok(());
            }
            let moved = self.letters.saturating_sub(letters);
            if moved > LETTERS_MAX || !self.step(end_ms) {
                let last = self.stations.iter().map(|one| one.device.notices.last().cloned()).collect();
                return Err(Stuck { seed: self.seed, letters: moved, last });
            }
        }
    }

    fn is_quiescent(&self) -> bool {
        let mut busy = self.stations.iter().filter(|one| one.running && !one.faults.offline);
        // what the relay got after a device asked is not there yet
        busy.all(|one| one.at_rest && one.heard == self.appended)
    }

    fn send_stopped_again(&mut self) {
        for number in 0..self.stations.len() {
            let Some(station) = self.stations.get_mut(number) else { return };
            if station.device.send_stopped_again(&mut station.reissued) > 0 {
                self.tell(DeviceNumber(number), Event::OutgoingAdded);
            }
        }
    }
}

fn garble(body: &mut Vec<u8>, rng: &mut SeededRandom) {
    match rng.below(3) {
        0 => *body = b"<html>Welcome to the guest network</html>".to_vec(),
        1 => body.truncate(body.len() / 2),
        _ => {
            let at = usize::try_from(rng.below(body.len() as u64)).unwrap_or(0);
            if let Some(byte) = body.get_mut(at) {
                *byte ^= 0x10;
            }
        }
    }
}

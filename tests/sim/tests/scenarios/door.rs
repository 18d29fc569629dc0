//! Somebody between one device and the relay who lets calls through or answers them himself: a proxy. In force until
//! the device is closed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::net::{Connect, Hints, Net, NetError, NetRequest, NetResponse};
use app::{LockedDevice, Platform, Stop};
use protocol::Encode;
use protocol::wire::{RefusalCode, RefusalMsg};
use testkit::field::Persona;

/// Opens the device anew in a changed world.
fn wear(persona: &mut Persona, change: impl FnOnce(Platform) -> Platform) {
    persona.close();
    let platform = change(persona.platform());
    let locked = LockedDevice::open(persona.home(), platform).unwrap();
    persona.unlock(locked).unwrap();
}

/// What the doorman does with a call: lets it in (`None`), or answers himself.
pub type Rule = Box<dyn FnMut(&NetRequest) -> Option<NetResponse> + Send>;

/// See the module.
#[derive(Clone)]
pub struct Doorman {
    rule: Arc<Mutex<Rule>>,
    /// Calls by target, sent away ones too.
    calls: Arc<Mutex<BTreeMap<String, u32>>>,
}

impl Doorman {
    /// Stands at the relay's door for this device from now on.
    pub fn for_device(persona: &mut Persona, rule: Rule) -> Self {
        let doorman = Self { rule: Arc::new(Mutex::new(rule)), calls: Arc::default() };
        let worn = doorman.clone();
        wear(persona, |platform| {
            let connect = Arc::new(Door { doorman: worn, inner: Arc::clone(&platform.connect) });
            Platform { connect, ..platform }
        });
        doorman
    }

    /// Another rule.
    pub fn now(&self, rule: Rule) {
        *held(&self.rule) = rule;
    }

    /// How often this was called so far.
    pub fn calls(&self, target: &str) -> u32 {
        held(&self.calls).get(target).copied().unwrap_or(0)
    }
}

/// Lets everything in.
pub fn open_door() -> Rule {
    Box::new(|_| None)
}

/// The relay's refusal, as it would be sent.
pub fn refusal(code: RefusalCode, retry_after_s: u32) -> NetResponse {
    let msg = RefusalMsg { code, head: None, logs: Vec::new(), time_ms: 0, retry_after_s };
    NetResponse { status: code.http_status(), retry_after_s, body: msg.encode() }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Door {
    doorman: Doorman,
    inner: Arc<dyn Connect>,
}

impl Connect for Door {
    fn connect(&self, url: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        let inner = self.inner.connect(url, stop)?;
        Ok(Box::new(Line { doorman: self.doorman.clone(), inner }))
    }

    fn listen(
        &self,
        url: &str,
        request: &NetRequest,
        stop: &Stop,
    ) -> Result<Option<Box<dyn Hints>>, NetError> {
        self.inner.listen(url, request, stop)
    }
}

struct Line {
    doorman: Doorman,
    inner: Box<dyn Net>,
}

impl Net for Line {
    fn exchange(&mut self, request: &NetRequest) -> Result<NetResponse, NetError> {
        *held(&self.doorman.calls).entry(request.target.clone()).or_default() += 1;
        let sent_away = (held(&self.doorman.rule))(request);
        match sent_away {
            Some(answer) => Ok(answer),
            None => self.inner.exchange(request),
        }
    }
}

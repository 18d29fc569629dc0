//! The network part of a device, on its own: it drives the sync engine, sends its calls and keeps what comes, all in
//! the mailbox. It opens nothing and knows no key but the one that signs its calls, so it works the same whether
//! somebody is signed in or not, on a thread of its own.
//!
//! Why that is safe beside a device in use:
//! - *The mailbox* is one SQLite file behind one mutex, and each of its calls is one transaction. The device only ever
//!   adds segments to streams and certificates to logs; the courier only ever acknowledges, stops and rewinds streams,
//!   and adds what came. Neither takes back what the other did.
//! - *A stream stopped while the device seals into it*: what is sealed behind the stop stays in the mailbox, is never
//!   sent, and is found again in the journal when the device moves or authors again what was left behind. The device
//!   looks at the stops whenever it takes a delivery; it is the only one that starts streams.
//! - *A stop* must not be dealt with before everything that the relay holds is here: another copy's work would be authored
//!   twice, or its numbers used again. So the courier fetches once more after a fence, and a [`Delivery`] names the stops
//!   that everything fetched goes past; later ones wait for a later delivery.
//! - *Two rosters*: the courier checks with its own whether certificates fit before it keeps them. The device adds
//!   certificates too. Both are added to the mailbox's logs, where a place is taken once; each part reads them again
//!   when it finds others there than it knows.
//! - *A delivery may be lost* (the device was locked before it was taken): the database knows up to where the mailbox
//!   was taken in and what is still to be settled, and every unlocked device looks at everything once. A delivery only
//!   says when to look.

mod listener;

use std::collections::VecDeque;
use std::sync::Arc;

use protocol::roster::Arrival;
use protocol::wire::{CertificatesMsg, RefusalCode};
use protocol::{Certificate, Decode, DeviceId, Encode, LogId};
use store::{Mailbox, StreamStop};
use sync::{CallError, Config, Effect, Engine, Event, RelayCall, SyncNotice, http};
use vault::TransportKey;

use crate::device::{COLLABORATIVE, KnownRoster};
use crate::lease::Contact;
use crate::letters::letters_settled;
use crate::mailbox_port::MailboxPort;
use crate::net::{Hint, Net, NetError, NetRequest};
use crate::progress::{Flow, Progress};
use crate::{AppError, Platform, Stop};

pub use listener::{Listener, Wake};

/// Answers that are asked for until a revocation is proven: each brings a thousand certificates.
const PROOF_ANSWERS_MAX: usize = 64;

/// Something worth telling about a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stable.
    pub code: &'static str,
    /// For a log or a terminal.
    pub text: String,
}

/// What one run of the courier did: for [`crate::Device::take_delivery`], or, while the device is locked, to be told
/// and dropped.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    /// Whether something came in.
    pub incoming: bool,
    /// Whether the mailbox and the relay are in step, as far as this device heard.
    pub up_to_date: bool,
    /// Whether it was stopped early. Nothing is half-done; the rest follows with the next run.
    pub cancelled: bool,
    /// What else happened, each kind once.
    pub notices: Vec<Notice>,
    /// When to run again although nothing happens, milliseconds since 1970.
    pub wake_at_ms: Option<i64>,
    /// Whether a stream was stopped: what it still held goes out in another.
    pub(crate) stopped: bool,
    /// The stops that everything fetched goes past; none while not all is fetched.
    pub(crate) covered: Vec<StreamStop>,
    /// The last answer that the relay gave to a sync.
    pub(crate) contact: Option<Contact>,
}

/// See the module.
pub struct Courier {
    engine: Engine,
    mailbox: Arc<Mailbox>,
    known: KnownRoster,
    net: Box<dyn Net>,
    device: DeviceId,
    transport: TransportKey,
    platform: Platform,
    effects: VecDeque<Effect>,
    wake_at_ms: Option<i64>,
    started: bool,
    in_step: bool,
    /// Whether letters may leave in this run: everything the relay has was fetched in it, and looked at.
    letters: bool,
    /// What is told the engine first in the next run.
    news: Vec<Event>,
}

impl Courier {
    pub(crate) fn new(mailbox: Arc<Mailbox>, platform: Platform) -> Result<Self, AppError> {
        let url = mailbox.relay_url()?.ok_or(AppError::NoDevice)?;
        let device = mailbox.device()?.ok_or(AppError::NoDevice)?;
        let secret = mailbox.transport_key()?.ok_or(AppError::NoDevice)?;
        Ok(Self {
            engine: Engine::new(Config::default()),
            known: KnownRoster::read(&mailbox)?,
            net: platform.line(&url)?,
            mailbox,
            device,
            transport: TransportKey::from_bytes(&secret.0)?,
            platform,
            effects: VecDeque::new(),
            wake_at_ms: None,
            started: false,
            in_step: false,
            letters: false,
            news: Vec::new(),
        })
    }

    /// Ends a run that is under way, wherever it waits, and every later one.
    pub fn stop(&self) -> Stop {
        self.platform.stop.clone()
    }

    /// The next run does not wait for what only patience asks to wait for: somebody wants it now.
    pub fn hurry(&mut self) {
        self.news.push(Event::SyncNow);
    }

    /// The next run looks whether there is something new, if the hint is news.
    ///
    /// # Errors
    /// `store.*`.
    pub fn hint(&mut self, hint: Hint) -> Result<(), AppError> {
        match hint {
            Hint::Segments { compartment, position } => self.news.push(Event::Hint { compartment, position }),
            Hint::Certificates { log, count } => {
                if self.mailbox.log_head(log)?.count < count {
                    self.hurry();
                }
            }
        }
        Ok(())
    }

    /// Exchanges with the relay until there is nothing more to do now: everything is sent and fetched, or the relay
    /// does not answer. Then it tries again until `until_ms` (milliseconds since 1970; 0 does not wait).
    ///
    /// # Errors
    /// Only of this device's own files: what was done stays, and the next run goes on. What the relay or the network
    /// does ends in the delivery.
    pub fn run(&mut self, until_ms: i64, progress: &mut Progress<'_>) -> Result<Delivery, AppError> {
        if self.started {
            // also finds what was laid into the mailbox meanwhile
            self.tell(Event::Tick)?;
        } else {
            self.started = true;
            self.tell(Event::Start)?;
        }
        self.letters = false;
        if self.letters_may_leave()? {
            self.hurry();
        }
        for event in std::mem::take(&mut self.news) {
            self.tell(event)?;
        }
        let mut delivery = Delivery::default();
        self.work(until_ms, progress, &mut delivery)?;
        if delivery.notices.iter().any(|notice| notice.code == RefusalCode::Revoked.as_str()) {
            self.ask_for_proof()?;
        }
        delivery.up_to_date = self.in_step && !delivery.cancelled;
        if delivery.up_to_date {
            delivery.covered = self.mailbox.stops()?;
        }
        delivery.wake_at_ms = self.engine.wake_at_ms();
        Ok(delivery)
    }

    /// The relay says that this device was revoked. Anybody can say that: the certificate of the root is asked for, and
    /// what continues the collaborative's log as this device holds it is kept. Without it nothing follows from it.
    fn ask_for_proof(&mut self) -> Result<(), AppError> {
        let Some(log) = self.mailbox.value(COLLABORATIVE)?.and_then(|bytes| bytes.try_into().ok()).map(LogId)
        else {
            return Ok(());
        };
        for _ in 0..PROOF_ANSWERS_MAX {
            self.known.refresh(&self.mailbox)?;
            if self.known.roster.device(&self.device).is_none_or(protocol::roster::Device::is_revoked) {
                return Ok(());
            }
            let (method, target) = ("POST", "/v1/certificates/revocation");
            let head = self.mailbox.log_head(log)?;
            let body = head.encode();
            let signer = CallSigner { mailbox: &self.mailbox, platform: &self.platform };
            let auth = Some(signer.header(&self.transport, self.device, method, target, &body)?);
            let sent = NetRequest { method, target: target.to_owned(), auth, body };
            let answer = self.net.exchange(&sent).ok().filter(|answer| answer.status == 200);
            let Some(read) = answer.and_then(|answer| CertificatesMsg::decode(&answer.body).ok()) else {
                return Ok(());
            };
            let decoded = read.certificates.iter().map(|bytes| Certificate::decode(bytes).ok());
            let Some(all) = decoded.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()) else {
                return Ok(());
            };
            let continues =
                |(place, one): (u32, &Certificate)| (one.place.log, one.place.index) == (log, place);
            if !(head.count..).zip(&all).all(continues)
                || self.known.roster.apply_all(&all, Arrival::Earlier).is_err()
            {
                tracing::warn!(
                    "the relay says that this device was revoked, and what it gives does not prove it"
                );
                return self.known.refresh_whole(&self.mailbox);
            }
            self.mailbox.append_certificates(log, head.count, &read.certificates)?;
        }
        Ok(())
    }

    /// Whether letters wait, and everything that was fetched was looked at.
    fn letters_may_leave(&self) -> Result<bool, AppError> {
        let Some(settled) = letters_settled(&self.mailbox)? else { return Ok(false) };
        let waits = !self.mailbox.unsent_letters()?.is_empty();
        Ok(waits && self.mailbox.incoming_count_after(settled)? == 0)
    }

    fn tell(&mut self, event: Event) -> Result<(), AppError> {
        let letters = self.letters;
        let mut port = MailboxPort { mailbox: &self.mailbox, known: &mut self.known, letters };
        let now_ms = self.platform.clock.now_ms();
        let effects = self.engine.handle(&mut port, now_ms, &mut Dice(&mut self.platform), event)?;
        self.effects.extend(effects);
        Ok(())
    }

    fn work(
        &mut self,
        until_ms: i64,
        progress: &mut Progress<'_>,
        delivery: &mut Delivery,
    ) -> Result<(), AppError> {
        let (mut announced, mut heard) = (false, false);
        while !delivery.cancelled {
            match self.effects.pop_front() {
                Some(Effect::Call { call, request }) => {
                    (self.in_step, announced) = (false, false);
                    match self.call(&request)? {
                        Some(result) => {
                            if let Ok(sync::Answer::Synced(said)) = &result {
                                heard = true;
                                let at_ms = self.platform.clock.now_ms();
                                delivery.contact = Some(Contact { at_ms, relay_ms: said.time_ms });
                            }
                            self.tell(Event::Answered { call, result })?;
                        }
                        None => self.break_off(delivery)?,
                    }
                }
                Some(Effect::WakeAt(at_ms)) => self.wake_at_ms = Some(at_ms),
                Some(Effect::Notify(notice)) => {
                    (self.in_step, announced) = match &notice {
                        // [I] a consent that was taken back elsewhere stops what has not left: so nothing leaves
                        // before it was heard of
                        SyncNotice::UpToDate if heard && !self.letters && self.letters_may_leave()? => {
                            self.letters = true;
                            self.tell(Event::SyncNow)?;
                            (false, false)
                        }
                        SyncNotice::UpToDate => (true, true),
                        SyncNotice::Retrying { .. } => {
                            (self.letters, heard) = (false, false);
                            (self.in_step, announced)
                        }
                        // not before what the other copy sent is here
                        SyncNotice::StreamStopped(stop) if stop.why == sync::StopReason::Fenced => {
                            self.tell(Event::SyncNow)?;
                            (false, false)
                        }
                        _ => (self.in_step, announced),
                    };
                    delivery.note(&notice, progress);
                }
                None if announced || delivery.stopped => return Ok(()),
                None => match self.wake_at_ms.take() {
                    Some(at_ms) if at_ms <= until_ms => {
                        self.platform.clock.wait_until(at_ms, &self.platform.stop);
                        if self.platform.stop.is_set() {
                            self.break_off(delivery)?;
                        } else {
                            self.tell(Event::Tick)?;
                        }
                    }
                    // kept for the next run, which may wait longer
                    other => {
                        self.wake_at_ms = other;
                        return Ok(());
                    }
                },
            }
        }
        Ok(())
    }

    /// What is under way is forgotten; the next run starts anew. Nothing is lost.
    fn break_off(&mut self, delivery: &mut Delivery) -> Result<(), AppError> {
        self.tell(Event::Stopped)?;
        self.effects.clear();
        (self.started, self.wake_at_ms) = (false, None);
        delivery.cancel();
        Ok(())
    }

    /// One call and its answer; `None` when it was stopped.
    fn call(&mut self, call: &RelayCall) -> Result<Option<Result<sync::Answer, CallError>>, AppError> {
        let request = http::request(call);
        let auth = match request.signing {
            http::Signing::None => None,
            http::Signing::Device => {
                let signer = CallSigner { mailbox: &self.mailbox, platform: &self.platform };
                Some(signer.header(
                    &self.transport,
                    self.device,
                    request.method,
                    request.target,
                    &request.body,
                )?)
            }
        };
        let sent = NetRequest {
            method: request.method,
            target: request.target.to_owned(),
            auth,
            body: request.body,
        };
        Ok(Some(match self.net.exchange(&sent) {
            Ok(response) => http::answer(
                call,
                http::HttpAnswer {
                    status: response.status,
                    retry_after_s: response.retry_after_s,
                    body: &response.body,
                },
            ),
            Err(NetError::Stopped) => return Ok(None),
            Err(NetError::TimedOut(_)) => Err(CallError::TimedOut),
            Err(NetError::TooLarge(_)) => Err(CallError::TooLarge),
            Err(NetError::Unreachable(_) | NetError::Broken(_) | NetError::InsecureUrl(_)) => {
                Err(CallError::Unreachable)
            }
        }))
    }
}

/// Signs calls with the relay's idea of the time.
struct CallSigner<'a> {
    mailbox: &'a Mailbox,
    platform: &'a Platform,
}

impl CallSigner<'_> {
    fn header(
        &self,
        key: &TransportKey,
        device: DeviceId,
        method: &str,
        target: &str,
        body: &[u8],
    ) -> Result<String, AppError> {
        let offset = self.mailbox.clock_offset_ms()?.unwrap_or(0);
        let time_ms = self.platform.clock.now_ms().saturating_add(offset);
        Ok(key.authorise(device, method, target, time_ms, body).to_header())
    }
}

struct Dice<'a>(&'a mut Platform);

impl sync::Random for Dice<'_> {
    fn fill(&mut self, out: &mut [u8]) {
        vault::Random::fill(&mut self.0.random, out);
    }
}

impl Delivery {
    fn note(&mut self, notice: &SyncNotice, progress: &mut Progress<'_>) {
        match notice {
            SyncNotice::Progress { received, left, .. } => {
                // a sync cannot be half-done: stopping it early only leaves the rest for the next one
                if progress.report("segments", *received, received + left) == Flow::Cancel {
                    self.cancel();
                }
            }
            SyncNotice::Incoming { .. } => self.incoming = true,
            SyncNotice::UpToDate | SyncNotice::Acknowledged { .. } | SyncNotice::ClockOffset { .. } => {}
            SyncNotice::StreamStopped(_) => {
                self.stopped = true;
                self.say("sync.stream_stopped", "unsent work goes out again in a new stream");
            }
            SyncNotice::RelayRolledBack { .. } => {
                self.say(
                    "sync.relay_rolled_back",
                    "the relay lost what it had; this device gives its part back",
                );
            }
            SyncNotice::Refused { code, .. } => {
                self.say(code, "the relay refused, or said what cannot be true; nothing of it was used");
            }
            SyncNotice::Retrying { code, .. } => {
                self.say(code, "the relay does not answer as it should; it is tried again, nothing is lost");
            }
        }
    }

    fn cancel(&mut self) {
        self.say("sync.stopped", "stopped; the rest follows with the next sync");
        self.cancelled = true;
    }

    fn say(&mut self, code: &'static str, text: &str) {
        if !self.notices.iter().any(|notice| notice.code == code) {
            self.notices.push(Notice { code, text: text.to_owned() });
        }
    }
}

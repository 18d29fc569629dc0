//! Driving the sync engine: its calls go out over the network, its notices become a report, and what came in is
//! taken in as soon as it is on disk.

use std::collections::VecDeque;
use std::sync::Arc;

use protocol::{DeviceId, Roster};
use store::{Mailbox, StopReason};
use sync::{CallError, Config, Effect, Engine, Event, RelayCall, StreamStop, SyncNotice, http};
use vault::TransportKey;

use crate::device::{handle, read_roster};
use crate::fence::left_behind;
use crate::mailbox_port::MailboxPort;
use crate::net::{Net, NetError, NetRequest};
use crate::progress::{Flow, Progress};
use crate::{AppError, Device, Platform};

/// Something worth telling about a sync.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Stable.
    pub code: &'static str,
    /// For a log or a terminal.
    pub text: String,
}

/// What a sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Changes that the relay took.
    pub sent: u64,
    /// Changes that came in and are part of records now.
    pub received: u64,
    /// Changes still only on this device.
    pub unsent: u64,
    /// Entries in quarantine.
    pub quarantined: u64,
    /// Entries parked.
    pub parked: u64,
    /// Whether this device and the relay are in step.
    pub up_to_date: bool,
    /// What else happened, each kind once.
    pub notices: Vec<Notice>,
}

/// What the engine asked for that the device has to act on.
#[derive(Default)]
struct Heard {
    up_to_date: bool,
    cancelled: bool,
    incoming: bool,
    stopped: Vec<StreamStop>,
    notices: Vec<Notice>,
}

/// One exchange with the relay, with the device locked or not.
struct Exchange {
    engine: Engine,
    mailbox: Arc<Mailbox>,
    roster: Roster,
    net: Box<dyn Net>,
    device: DeviceId,
    transport: TransportKey,
    effects: VecDeque<Effect>,
    wake_at_ms: Option<i64>,
}

impl Exchange {
    fn new(mailbox: Arc<Mailbox>, platform: &Platform) -> Result<Self, AppError> {
        let url = mailbox.relay_url()?.ok_or(AppError::NoDevice)?;
        let device = mailbox.device()?.ok_or(AppError::NoDevice)?;
        let secret = mailbox.transport_key()?.ok_or(AppError::NoDevice)?;
        Ok(Self {
            engine: Engine::new(Config::default()),
            roster: read_roster(&mailbox)?,
            mailbox,
            net: platform.connect.connect(&url)?,
            device,
            transport: TransportKey::from_bytes(&secret.0)?,
            effects: VecDeque::new(),
            wake_at_ms: None,
        })
    }

    fn tell(&mut self, event: Event, platform: &mut Platform) -> Result<(), AppError> {
        let mut port = MailboxPort { mailbox: &self.mailbox, roster: &mut self.roster };
        let mut dice = Dice(platform);
        let now_ms = dice.0.clock.now_ms();
        let effects = self.engine.handle(&mut port, now_ms, &mut dice, event)?;
        self.effects.extend(effects);
        Ok(())
    }

    /// Works until the engine has nothing more to do now, or `until_ms` has passed while it waits.
    fn work(
        &mut self,
        until_ms: i64,
        platform: &mut Platform,
        progress: &mut Progress<'_>,
    ) -> Result<Heard, AppError> {
        let mut heard = Heard::default();
        while !heard.cancelled {
            match self.effects.pop_front() {
                Some(Effect::Call { call, request }) => {
                    let result = self.call(&request, platform)?;
                    self.tell(Event::Answered { call, result }, platform)?;
                }
                Some(Effect::WakeAt(at_ms)) => self.wake_at_ms = Some(at_ms),
                Some(Effect::Notify(notice)) => heard.note(&notice, progress),
                None if heard.up_to_date || !heard.stopped.is_empty() => return Ok(heard),
                None => match self.wake_at_ms.take() {
                    Some(at_ms) if at_ms <= until_ms => {
                        platform.clock.wait_until(at_ms);
                        self.tell(Event::Tick, platform)?;
                    }
                    _ => return Ok(heard),
                },
            }
        }
        Ok(heard)
    }

    fn call(
        &mut self,
        call: &RelayCall,
        platform: &Platform,
    ) -> Result<Result<sync::Answer, CallError>, AppError> {
        let request = http::request(call);
        let auth = match request.signing {
            http::Signing::None => None,
            http::Signing::Device => {
                let offset = self.mailbox.clock_offset_ms()?.unwrap_or(0);
                let time_ms = platform.clock.now_ms().saturating_add(offset);
                let signed = self.transport.authorise(
                    self.device,
                    request.method,
                    request.target,
                    time_ms,
                    &request.body,
                );
                Some(signed.to_header())
            }
        };
        let sent = NetRequest {
            method: request.method,
            target: request.target.to_owned(),
            auth,
            body: request.body,
        };
        Ok(match self.net.exchange(&sent) {
            Ok(response) => http::answer(
                call,
                http::HttpAnswer {
                    status: response.status,
                    retry_after_s: response.retry_after_s,
                    body: &response.body,
                },
            ),
            Err(NetError::TimedOut(_)) => Err(CallError::TimedOut),
            Err(NetError::TooLarge(_)) => Err(CallError::TooLarge),
            Err(NetError::Unreachable(_) | NetError::Broken(_) | NetError::InsecureUrl(_)) => {
                Err(CallError::Unreachable)
            }
        })
    }
}

impl SyncReport {
    fn take(&mut self, heard: Heard) {
        self.up_to_date = heard.up_to_date;
        for notice in heard.notices {
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
    }
}

struct Dice<'a>(&'a mut Platform);

impl sync::Random for Dice<'_> {
    fn fill(&mut self, out: &mut [u8]) {
        self.0.random.fill(out);
    }
}

impl Heard {
    fn note(&mut self, notice: &SyncNotice, progress: &mut Progress<'_>) {
        match notice {
            SyncNotice::Progress { received, left, .. } => {
                // a sync cannot be half-done: stopping it early only leaves the rest for the next one
                if progress.report("segments", *received, received + left) == Flow::Cancel {
                    self.say("sync.stopped", "stopped; the rest follows with the next sync");
                    self.cancelled = true;
                }
            }
            SyncNotice::UpToDate => self.up_to_date = true,
            SyncNotice::Incoming { .. } => self.incoming = true,
            SyncNotice::Acknowledged { .. } | SyncNotice::ClockOffset { .. } => {}
            SyncNotice::StreamStopped(stop) => {
                self.stopped.push(*stop);
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

    fn say(&mut self, code: &'static str, text: &str) {
        if !self.notices.iter().any(|notice| notice.code == code) {
            self.notices.push(Notice { code, text: text.to_owned() });
        }
    }
}

impl Device {
    /// Sends what is not sent and takes what is new. Keeps trying for `wait_ms` when the relay does not answer;
    /// nothing is lost when it does not.
    ///
    /// # Errors
    /// Only of this device's own files. What the relay or the network does ends in the report.
    pub fn sync(&mut self, wait_ms: i64, progress: &mut Progress<'_>) -> Result<SyncReport, AppError> {
        // stopped while the device was locked, or right before its process ended
        self.start_again_after_stops()?;
        self.seal()?;
        let before = self.unsent()?;
        let until_ms = self.platform.clock.now_ms().saturating_add(wait_ms.max(0));
        let mut report = SyncReport::default();
        let mut exchange = Exchange::new(Arc::clone(&self.mailbox), &self.platform)?;
        exchange.tell(Event::Start, &mut self.platform)?;
        // what a round authored or moved to another stream goes out in the next
        for _ in 0..ROUNDS_MAX {
            let heard = exchange.work(until_ms, &mut self.platform, progress)?;
            if heard.incoming {
                self.apply_certificates()?;
                report.received += self.ingest_and_settle()?;
            }
            self.start_again_after_stops()?;
            if heard.up_to_date {
                self.finish_fences()?;
            }
            self.seal()?;
            let moved = !heard.stopped.is_empty() && !heard.cancelled;
            let more = heard.up_to_date && self.mailbox.unsent_entries()? > 0;
            report.take(heard);
            if !(moved || more) {
                break;
            }
            exchange.tell(Event::OutgoingAdded, &mut self.platform)?;
        }
        report.unsent = self.unsent()?;
        report.sent = before.saturating_sub(report.unsent);
        (report.quarantined, report.parked) = self.db.read(|tx| tx.held_back())?;
        report.up_to_date &= report.unsent == 0;
        Ok(report)
    }

    /// Changes on this device that the relay does not have, sealed or not.
    pub fn unsent(&self) -> Result<u64, AppError> {
        let mut count = self.mailbox.unsent_entries()?;
        let stops = self.mailbox.stops()?;
        for stream in self.db.read(|tx| tx.streams())? {
            if let Some(stop) = stops.iter().find(|stop| stop.stream == stream.stream) {
                count += self.db.read(|tx| left_behind(tx, stop))?.len() as u64;
            } else {
                let authored = self.db.read(|tx| tx.next_authored_seq(stream.stream))?;
                count += authored.saturating_sub(self.mailbox.outgoing_head(stream.stream)?.next_seq);
            }
        }
        Ok(count)
    }

    /// Whether this device has the key of the newest epoch that its certificates tell of.
    fn has_newest_key(&self, compartment: domain::CompartmentId) -> Result<bool, AppError> {
        let held = self.db.read(|tx| tx.compartment(compartment))?.map_or(0, |row| row.key_epoch);
        let newest = self.roster.compartment(&handle(compartment)).map_or(0, |one| one.epoch_number());
        Ok(held >= newest)
    }

    /// Finds other ways for what stopped streams still hold. The mailbox says which they are: what was heard of a
    /// stop is gone with the process that heard it, and a locked device can do nothing about it.
    fn start_again_after_stops(&mut self) -> Result<(), AppError> {
        let stops = self.mailbox.stops()?;
        let streams = self.db.read(|tx| tx.streams())?;
        for stop in stops {
            let Some(row) = streams.iter().find(|row| row.stream == stop.stream) else { continue };
            if !row.current && self.db.read(|tx| left_behind(tx, &stop))?.is_empty() {
                continue;
            }
            match stop.reason {
                StopReason::Fenced => self.note_fence(&stop)?,
                // sealed under the key that was refused, it would be refused for ever
                StopReason::OldEpoch if !self.has_newest_key(row.compartment)? => {
                    tracing::warn!("unsent work waits for the compartment's new key");
                }
                StopReason::OldEpoch | StopReason::Displaced => self.move_to_new_stream(&stop)?,
            }
        }
        Ok(())
    }
}

/// Rounds of one sync: each ends because something was authored or moved meanwhile.
const ROUNDS_MAX: usize = 8;

/// Sends and fetches for a device that stays locked: nothing is opened.
///
/// # Errors
/// As [`Device::sync`].
pub fn carry(dir: &std::path::Path, wait_ms: i64, mut platform: Platform) -> Result<SyncReport, AppError> {
    crate::require_home(dir)?;
    let home = store::Home::open(dir, crate::device::PROGRAM)?;
    let mailbox = Arc::new(Mailbox::open(&home.mailbox_file(), crate::device::PROGRAM)?);
    let before = mailbox.unsent_entries()?;
    let until_ms = platform.clock.now_ms().saturating_add(wait_ms.max(0));
    let mut exchange = Exchange::new(Arc::clone(&mailbox), &platform)?;
    let mut report = SyncReport::default();
    exchange.tell(Event::Start, &mut platform)?;
    report.take(exchange.work(until_ms, &mut platform, &mut Progress::silent())?);
    report.unsent = mailbox.unsent_entries()?;
    report.sent = before.saturating_sub(report.unsent);
    Ok(report)
}

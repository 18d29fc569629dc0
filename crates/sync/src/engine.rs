//! The engine: two lanes, one call at a time in each, so that sending goes on while fetching.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::jittered;
use crate::hold::Hold;
use crate::pull::Pull;
use crate::push::{Outbox, Push};
use crate::recovery::Recheck;
use crate::{
    Answer, CallError, CallId, Config, Effect, Event, Mailbox, MailboxError, Random, RelayCall, Subject,
    SyncNotice,
};

/// Offsets of the clock smaller than this are the network's, not the clock's.
const CLOCK_OFFSET_NOTICED_MS: i64 = 2_000;

/// What one call of [`Engine::handle`] works with.
pub(crate) struct Turn<'a> {
    pub(crate) mailbox: &'a mut dyn Mailbox,
    pub(crate) now_ms: i64,
    pub(crate) rng: &'a mut dyn Random,
}

/// A call under way.
struct Pending<T> {
    call: CallId,
    deadline_ms: i64,
    what: T,
}

/// One direction.
pub(crate) struct Lane<T> {
    pub(crate) hold: Hold,
    /// The network failed it, not the relay: what reaches the relay in the other lane reopens this one.
    cut_off: bool,
    pending: Option<Pending<T>>,
}

impl<T> Lane<T> {
    fn new() -> Self {
        Self { hold: Hold::default(), cut_off: false, pending: None }
    }

    fn take(&mut self, call: CallId) -> Option<T> {
        self.pending.take_if(|pending| pending.call == call).map(|pending| pending.what)
    }

    fn overdue(&mut self, now_ms: i64) -> Option<T> {
        self.pending.take_if(|pending| pending.deadline_ms <= now_ms).map(|pending| pending.what)
    }

    fn is_free(&self, now_ms: i64) -> bool {
        self.pending.is_none() && self.hold.is_open(now_ms)
    }

    fn fail(&mut self, error: &CallError, config: &Config, turn: &mut Turn<'_>) -> i64 {
        self.cut_off = matches!(error, CallError::Unreachable | CallError::TimedOut);
        self.hold.fail(turn.now_ms, error.retry_after_ms(), config, turn.rng)
    }

    fn succeed(&mut self) {
        self.hold = Hold::default();
        self.cut_off = false;
    }

    fn reconnect(&mut self) {
        if self.cut_off {
            self.hold.hurry();
        }
    }

    fn shift(&mut self, delta_ms: i64) {
        self.hold.shift(delta_ms);
        if let Some(pending) = &mut self.pending {
            pending.deadline_ms = pending.deadline_ms.saturating_add(delta_ms);
        }
    }
}

/// Counts since the device was last up to date.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) received: u64,
    pub(crate) sent: u64,
    pub(crate) left: u64,
}

/// Where the engine is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    Stopped,
    Running,
}

/// Moves what the mailbox holds. Keeps nothing that would be missed after a crash: it can be made anew at any
/// moment.
pub struct Engine {
    pub(crate) config: Config,
    life: Life,
    last_now_ms: Option<i64>,
    next_call: u64,
    pub(crate) pull: Lane<Pull>,
    pub(crate) push: Lane<Push>,
    /// When to ask the relay again; none until the engine starts.
    pub(crate) pull_due_ms: Option<i64>,
    /// What is not to be tried for a while, although the relay can be reached.
    pub(crate) holds: BTreeMap<Subject, Hold>,
    /// Where a return of the relay was dealt with, and nothing sound was heard since.
    pub(crate) settled: BTreeSet<Subject>,
    /// What is being compared with a relay that went back.
    pub(crate) recheck: Recheck,
    /// Fetching leads nowhere although the relay answers.
    pub(crate) stall: Hold,
    pub(crate) page_max_bytes: u32,
    pub(crate) tally: Tally,
    /// The last answer left nothing to fetch.
    pub(crate) fetched_all: bool,
    /// Something was done since the device was last said to be up to date.
    pub(crate) unannounced: bool,
    effects: Vec<Effect>,
    woken_ms: Option<i64>,
}

impl Engine {
    /// An engine that waits for [`Event::Start`].
    pub fn new(config: Config) -> Self {
        Self {
            config,
            life: Life::Stopped,
            last_now_ms: None,
            next_call: 1,
            pull: Lane::new(),
            push: Lane::new(),
            pull_due_ms: None,
            holds: BTreeMap::new(),
            settled: BTreeSet::new(),
            recheck: Recheck::default(),
            stall: Hold::default(),
            page_max_bytes: config.page_max_bytes,
            tally: Tally::default(),
            fetched_all: false,
            unannounced: false,
            effects: Vec::new(),
            woken_ms: None,
        }
    }

    /// Takes in one event and says what to do. `now_ms` is the device's time in milliseconds since 1970; it may
    /// jump.
    ///
    /// # Errors
    /// The mailbox's. What was decided before is kept and comes out with the next event; the engine goes on at
    /// [`Engine::wake_at_ms`], so send [`Event::Tick`] then, or sooner when the mailbox is well again.
    pub fn handle(
        &mut self,
        mailbox: &mut dyn Mailbox,
        now_ms: i64,
        rng: &mut dyn Random,
        event: Event,
    ) -> Result<Vec<Effect>, MailboxError> {
        self.follow_device_clock(now_ms);
        let mut turn = Turn { mailbox, now_ms, rng };
        let done = self.react(&mut turn, event).and_then(|()| self.advance(&mut turn));
        if let Err(error) = done {
            self.pull.hold.fail(now_ms, 0, &self.config, turn.rng);
            self.push.hold.fail(now_ms, 0, &self.config, turn.rng);
            return Err(error);
        }
        self.plan_wake(now_ms);
        Ok(std::mem::take(&mut self.effects))
    }

    /// When the engine next wants [`Event::Tick`], whatever else happens.
    pub fn wake_at_ms(&self) -> Option<i64> {
        let now_ms = self.last_now_ms.filter(|_| self.life == Life::Running)?;
        let pull = match &self.pull.pending {
            Some(pending) => Some(pending.deadline_ms),
            None if self.recheck.is_under_way() => None,
            None => self.pull_due_ms.map(|due| due.max(self.pull.hold.until_ms(now_ms).unwrap_or(due))),
        };
        let push = match &self.push.pending {
            Some(pending) => Some(pending.deadline_ms),
            None => self.push.hold.until_ms(now_ms),
        };
        let held = self.holds.values().filter_map(|hold| hold.until_ms(now_ms)).min();
        [pull, push, held].into_iter().flatten().min()
    }

    fn react(&mut self, turn: &mut Turn<'_>, event: Event) -> Result<(), MailboxError> {
        match event {
            Event::Start => {
                self.forget_calls();
                self.life = Life::Running;
                self.hurry(turn.now_ms);
                Ok(())
            }
            Event::Stopped => {
                self.forget_calls();
                self.life = Life::Stopped;
                Ok(())
            }
            Event::Tick => self.expire(turn),
            Event::SyncNow => {
                self.hurry(turn.now_ms);
                Ok(())
            }
            Event::OutgoingAdded => Ok(()), // `advance` finds it
            Event::Hint { compartment, position } => {
                let cursor = turn.mailbox.cursor(compartment)?;
                if cursor.is_some_and(|cursor| cursor.position < position) {
                    self.pull_soon(turn.now_ms);
                }
                Ok(())
            }
            Event::Answered { call, result } => self.answered(turn, call, result),
        }
    }

    /// Without this, waits would last as long as a clock was wrong.
    fn follow_device_clock(&mut self, now_ms: i64) {
        let delta_ms = now_ms.saturating_sub(self.last_now_ms.unwrap_or(now_ms)).min(0);
        self.last_now_ms = Some(now_ms);
        if delta_ms < 0 {
            self.pull.shift(delta_ms);
            self.push.shift(delta_ms);
            self.pull_due_ms = self.pull_due_ms.map(|due| due.saturating_add(delta_ms));
            self.holds.values_mut().for_each(|hold| hold.shift(delta_ms));
        }
    }

    fn forget_calls(&mut self) {
        self.pull.pending = None;
        self.push.pending = None;
        self.recheck = Recheck::default();
        self.effects.clear();
        self.woken_ms = None;
    }

    fn hurry(&mut self, now_ms: i64) {
        self.pull.hold.hurry();
        self.push.hold.hurry();
        self.holds.values_mut().for_each(Hold::hurry);
        self.pull_soon(now_ms);
    }

    /// Asks again, after the call under way if there is one.
    pub(crate) fn pull_soon(&mut self, now_ms: i64) {
        self.pull_due_ms = Some(now_ms);
        self.fetched_all = false;
    }

    fn expire(&mut self, turn: &mut Turn<'_>) -> Result<(), MailboxError> {
        if let Some(what) = self.pull.overdue(turn.now_ms) {
            self.pull_answered(turn, what, Err(CallError::TimedOut))?;
        }
        if let Some(what) = self.push.overdue(turn.now_ms) {
            self.push_answered(turn, what, Err(CallError::TimedOut))?;
        }
        Ok(())
    }

    fn answered(
        &mut self,
        turn: &mut Turn<'_>,
        call: CallId,
        result: Result<Answer, CallError>,
    ) -> Result<(), MailboxError> {
        if let Some(what) = self.pull.take(call) {
            return self.pull_answered(turn, what, result);
        }
        match self.push.take(call) {
            Some(what) => self.push_answered(turn, what, result),
            None => Ok(()),
        }
    }

    /// Starts what can be started.
    fn advance(&mut self, turn: &mut Turn<'_>) -> Result<(), MailboxError> {
        if self.life == Life::Stopped {
            return Ok(());
        }
        let outbox = if self.push.is_free(turn.now_ms) { self.start_push(turn)? } else { Outbox::Waiting };
        let due = self.pull_due_ms.is_some_and(|due| due <= turn.now_ms);
        if due && !self.recheck.is_under_way() && self.pull.is_free(turn.now_ms) {
            self.start_pull(turn)?;
        }
        let done = self.fetched_all && outbox == Outbox::Empty && self.pull.pending.is_none();
        if done && self.unannounced {
            self.unannounced = false;
            self.tally = Tally::default();
            self.notify(SyncNotice::UpToDate);
        }
        Ok(())
    }

    /// Tells the host when to come back, unless it knows.
    fn plan_wake(&mut self, now_ms: i64) {
        let wake_ms = self.wake_at_ms().map(|at| at.max(now_ms));
        if let Some(at) = wake_ms.filter(|_| wake_ms != self.woken_ms) {
            self.effects.push(Effect::WakeAt(at));
        }
        self.woken_ms = wake_ms;
    }

    /// Plans the next look at an idle relay, or at what is on hold.
    pub(crate) fn pull_later(&mut self, turn: &mut Turn<'_>) {
        let poll = turn.now_ms.saturating_add(jittered(self.config.poll_ms, turn.rng));
        let held = self.holds.iter().filter(|(subject, _)| !matches!(subject, Subject::Stream(_)));
        let held = held.filter_map(|(_, hold)| hold.until_ms(turn.now_ms)).min();
        self.pull_due_ms = Some(held.map_or(poll, |at| at.min(poll)));
    }

    pub(crate) fn notify(&mut self, notice: SyncNotice) {
        self.effects.push(Effect::Notify(notice));
    }

    pub(crate) fn tell_progress(&mut self) {
        let Tally { received, sent, left } = self.tally;
        self.notify(SyncNotice::Progress { received, sent, left });
    }

    pub(crate) fn call_pull(&mut self, turn: &Turn<'_>, request: RelayCall, what: Pull) {
        let (call, deadline_ms) = self.call(turn, request);
        self.pull.pending = Some(Pending { call, deadline_ms, what });
    }

    pub(crate) fn call_push(&mut self, turn: &Turn<'_>, request: RelayCall, what: Push) {
        let (call, deadline_ms) = self.call(turn, request);
        self.push.pending = Some(Pending { call, deadline_ms, what });
    }

    fn call(&mut self, turn: &Turn<'_>, request: RelayCall) -> (CallId, i64) {
        let call = CallId(self.next_call);
        self.next_call = self.next_call.wrapping_add(1);
        self.effects.push(Effect::Call { call, request });
        (call, turn.now_ms.saturating_add(self.config.call_deadline_ms))
    }

    /// The relay answered sensibly in the pull lane.
    pub(crate) fn pull_worked(&mut self) {
        self.pull.succeed();
        self.push.reconnect();
    }

    /// The relay answered sensibly in the push lane.
    pub(crate) fn push_worked(&mut self) {
        self.push.succeed();
        self.pull.reconnect();
    }

    /// The pull lane waits before it tries again.
    pub(crate) fn pull_waits(&mut self, turn: &mut Turn<'_>, error: &CallError) {
        let at_ms = self.pull.fail(error, &self.config, turn);
        self.notify(SyncNotice::Retrying { at_ms, code: error.code() });
    }

    /// The push lane waits before it tries again.
    pub(crate) fn push_waits(&mut self, turn: &mut Turn<'_>, error: &CallError) {
        let at_ms = self.push.fail(error, &self.config, turn);
        self.notify(SyncNotice::Retrying { at_ms, code: error.code() });
    }

    /// Leaves one thing alone for a while; everything else goes on.
    pub(crate) fn hold(
        &mut self,
        turn: &mut Turn<'_>,
        about: Subject,
        code: &'static str,
        retry_after_ms: i64,
    ) {
        self.notify(SyncNotice::Refused { code, about });
        let hold = self.holds.entry(about).or_default();
        let at_ms = hold.fail(turn.now_ms, retry_after_ms, &self.config, turn.rng);
        self.notify(SyncNotice::Retrying { at_ms, code });
    }

    pub(crate) fn is_held(&self, about: Subject, now_ms: i64) -> bool {
        self.holds.get(&about).is_some_and(|hold| !hold.is_open(now_ms))
    }

    /// Remembers how far the device's clock is from the relay's.
    pub(crate) fn follow_relay_clock(
        &mut self,
        turn: &mut Turn<'_>,
        time_ms: i64,
    ) -> Result<(), MailboxError> {
        let offset_ms = time_ms.saturating_sub(turn.now_ms);
        let known_ms = turn.mailbox.clock_offset_ms()?;
        if offset_ms.saturating_sub(known_ms).saturating_abs() < CLOCK_OFFSET_NOTICED_MS {
            return Ok(());
        }
        turn.mailbox.set_clock_offset_ms(offset_ms)?;
        self.notify(SyncNotice::ClockOffset { offset_ms });
        Ok(())
    }
}

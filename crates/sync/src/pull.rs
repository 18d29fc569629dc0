//! Fetching: ask for everything new, check the answer, store what fits.

use std::collections::BTreeMap;

use protocol::limits::COMPARTMENTS_MAX;
use protocol::wire::{
    CompartmentNewsMsg, CursorMsg, LogHeadMsg, LogNewsMsg, RefusalCode, RefusalMsg, StoredSegmentMsg,
    SyncMsg, SyncedMsg,
};
use protocol::{CompartmentHandle, GenerationId, Hash, LogId};
use whatif::Flaw;

use crate::certificates::{self, LogVerdict};
use crate::engine::{Engine, Turn};
use crate::hold::Hold;
use crate::page::{self, Page, Verdict};
use crate::recovery::Loss;
use crate::{
    Answer, CallError, KnownRelay, MailboxError, Received, ReceivedCompartment, ReceivedLog, RelayCall,
    Subject, SyncNotice,
};

/// Smaller pages than this do not help against an answer that is too large.
const PAGE_MIN_BYTES: u32 = 64 * 1024;

/// What the pull lane waits for.
pub(crate) enum Pull {
    Info,
    Sync(Asked),
}

/// What was known when the question was put: the answer may arrive after an upload has moved on.
pub(crate) struct Asked {
    cursors: BTreeMap<CompartmentHandle, AskedCursor>,
    logs: BTreeMap<LogId, LogHeadMsg>,
    /// Something was left alone: the answer does not say whether all is fetched.
    left_out: bool,
}

struct AskedCursor {
    cursor: CursorMsg,
    /// The relay had acknowledged a segment of ours at this position.
    acknowledged_head: u64,
}

/// What became of one answer.
#[derive(Default)]
struct Outcome {
    received: Received,
    /// Cursors that do not fit the relay's log any more.
    reset: Vec<CursorMsg>,
    /// Where the relay went back.
    lost: Vec<Loss>,
    faults: Vec<(Subject, &'static str)>,
    /// It answers what was not asked, so it may be silent on what was.
    beside_the_point: bool,
    segments: u64,
    certificates: u64,
    left: u64,
}

impl Engine {
    pub(crate) fn start_pull(&mut self, turn: &mut Turn<'_>) -> Result<(), MailboxError> {
        if turn.mailbox.relay()?.is_none() {
            self.call_pull(turn, RelayCall::Info, Pull::Info);
            return Ok(());
        }
        let left_out = self.any_place_held(turn);
        let mut asked = Asked { cursors: BTreeMap::new(), logs: BTreeMap::new(), left_out };
        for cursor in turn.mailbox.cursors()? {
            if !self.is_held(Subject::Compartment(cursor.compartment), turn.now_ms) {
                let acknowledged_head = turn.mailbox.acknowledged_head(cursor.compartment)?;
                asked.cursors.insert(cursor.compartment, AskedCursor { cursor, acknowledged_head });
            }
        }
        // all of them: of one that it is not told of, the relay takes it that the device is new to it
        let logs = turn.mailbox.log_heads()?;
        for head in &logs {
            if !self.is_held(Subject::Log(head.log), turn.now_ms) {
                asked.logs.insert(head.log, head.clone());
            }
        }
        let msg = SyncMsg {
            cursors: asked.cursors.values().map(|asked| asked.cursor.clone()).collect(),
            logs,
            max_bytes: self.page_max_bytes,
            report: turn.mailbox.report(turn.now_ms)?,
        };
        self.call_pull(turn, RelayCall::Sync(msg), Pull::Sync(asked));
        // a hint that arrives meanwhile asks for another look
        self.pull_due_ms = None;
        self.fetched_all = false;
        Ok(())
    }

    pub(crate) fn pull_answered(
        &mut self,
        turn: &mut Turn<'_>,
        what: Pull,
        result: Result<Answer, CallError>,
    ) -> Result<(), MailboxError> {
        // should the mailbox fail below, the question is simply put again
        let hinted = self.pull_due_ms.replace(turn.now_ms).is_some();
        match (what, result) {
            (Pull::Info, Ok(Answer::Info(info))) => {
                self.follow_relay_clock(turn, info.time_ms)?;
                turn.mailbox.set_relay(&KnownRelay { generation: info.generation, key: info.key })?;
                self.pull_worked();
                Ok(())
            }
            (Pull::Sync(asked), Ok(Answer::Synced(msg))) => self.synced(turn, &asked, msg, hinted),
            (_, Ok(_)) => self.pull_failed(turn, CallError::Garbage { status: 200, retry_after_s: 0 }),
            (_, Err(error)) => self.pull_failed(turn, error),
        }
    }

    fn pull_failed(&mut self, turn: &mut Turn<'_>, error: CallError) -> Result<(), MailboxError> {
        match &error {
            CallError::Refused(refusal) => return self.pull_refused(turn, refusal.clone()),
            CallError::TooLarge => self.page_max_bytes = (self.page_max_bytes / 2).max(PAGE_MIN_BYTES),
            _ => {}
        }
        self.pull_waits(turn, &error);
        Ok(())
    }

    fn pull_refused(&mut self, turn: &mut Turn<'_>, refusal: RefusalMsg) -> Result<(), MailboxError> {
        let code = refusal.code;
        if code == RefusalCode::ClockSkew {
            self.follow_relay_clock(turn, refusal.time_ms)?;
            if self.pull.hold.forgive_once() {
                return Ok(());
            }
        }
        // a relay that lost its certificates does not know us any more
        if code == RefusalCode::Unauthenticated && self.settled.insert(Subject::Relay) {
            self.give_back_certificates(turn)?;
        }
        if !is_passing(code) {
            self.notify(SyncNotice::Refused { code: code.as_str(), about: Subject::Relay });
        }
        self.pull_waits(turn, &CallError::Refused(refusal));
        Ok(())
    }

    fn synced(
        &mut self,
        turn: &mut Turn<'_>,
        asked: &Asked,
        msg: SyncedMsg,
        hinted: bool,
    ) -> Result<(), MailboxError> {
        self.follow_relay_clock(turn, msg.time_ms)?;
        let Some(relay) = turn.mailbox.relay()? else { return Ok(()) };
        let now = KnownRelay { generation: msg.generation, key: relay.key };
        let mut outcome = Outcome::default();
        self.weigh(turn, asked, msg, &now, &mut outcome)?;
        if now.generation != relay.generation {
            outcome.lost.push(Loss { about: Subject::Relay, from_position: None });
        }
        self.store(turn, &mut outcome)?;
        self.pull_worked();
        self.report(turn, &outcome);
        if outcome.beside_the_point {
            self.hold_pull(turn, "sync.unasked");
            return Ok(());
        }
        let waits =
            outcome.left > 0 && outcome.segments + outcome.certificates == 0 && outcome.lost.is_empty();
        if waits && outcome.faults.is_empty() {
            self.hold_pull(turn, "sync.empty_page");
            return Ok(());
        }
        let mut lost = self.believable(turn, &outcome);
        if whatif::flawed(Flaw::RollbackUnnoticed) {
            lost.clear();
        }
        if !lost.is_empty() {
            return self.recover(turn, now, outcome.reset, &lost);
        }
        if outcome.left == 0 && !hinted {
            self.pull_later(turn);
            self.fetched_all = outcome.faults.is_empty() && outcome.lost.is_empty() && !asked.left_out;
            self.unannounced = true;
        }
        Ok(())
    }

    /// Checks every part of an answer; what is wrong in one does not touch the others.
    fn weigh(
        &mut self,
        turn: &Turn<'_>,
        asked: &Asked,
        msg: SyncedMsg,
        now: &KnownRelay,
        outcome: &mut Outcome,
    ) -> Result<(), MailboxError> {
        let mut news = BTreeMap::new();
        for one in msg.compartments {
            if !asked.cursors.contains_key(&one.compartment) || news.contains_key(&one.compartment) {
                outcome.beside_the_point = true;
                continue;
            }
            news.insert(one.compartment, one);
        }
        for (compartment, asked) in &asked.cursors {
            self.weigh_compartment(turn, asked, news.remove(compartment), now, outcome)?;
        }
        for log in asked.logs.keys().filter(|log| msg.logs.iter().all(|news| news.log != **log)) {
            self.settled.remove(&Subject::Log(*log));
        }
        for one in msg.logs {
            match asked.logs.get(&one.log) {
                Some(head) => self.weigh_log(head, one, outcome),
                None if self.is_held(Subject::Log(one.log), turn.now_ms) => {}
                None => self.weigh_new_log(turn, one, outcome)?,
            }
        }
        Ok(())
    }

    /// A log that the device does not follow yet: of a compartment that it was admitted to. Nobody can make one up, for
    /// it begins with what a device of the collaborative signed.
    fn weigh_new_log(
        &mut self,
        turn: &Turn<'_>,
        news: LogNewsMsg,
        outcome: &mut Outcome,
    ) -> Result<(), MailboxError> {
        let unread = LogHeadMsg { log: news.log, count: 0, hash: Hash::ZERO };
        let heads = turn.mailbox.log_heads()?;
        let follows_it = heads.iter().any(|head| head.log == news.log);
        let fits = matches!(certificates::check(&unread, &news), LogVerdict::Fits(..));
        match fits && !news.certificates.is_empty() {
            _ if follows_it => {} // an answer that came late
            // anybody may let a device into compartments; more than one question can name would end its asking
            _ if heads.len() > COMPARTMENTS_MAX => {}
            true => self.weigh_log(&unread, news, outcome),
            false => outcome.beside_the_point = true,
        }
        Ok(())
    }

    fn weigh_compartment(
        &mut self,
        turn: &Turn<'_>,
        asked: &AskedCursor,
        news: Option<CompartmentNewsMsg>,
        now: &KnownRelay,
        outcome: &mut Outcome,
    ) -> Result<(), MailboxError> {
        let about = Subject::Compartment(asked.cursor.compartment);
        let Some(news) = news else {
            // left out: the relay says that it holds what we hold and no more
            if asked.acknowledged_head > asked.cursor.position {
                let from_position = Some(asked.cursor.position.saturating_add(1));
                outcome.lost.push(Loss { about, from_position });
            } else {
                self.settled.remove(&about);
            }
            return Ok(());
        };
        match page::check(&asked.cursor, &news, now.generation, &now.key) {
            Verdict::Fault(code) => outcome.faults.push((about, code)),
            Verdict::WentBack => {
                outcome.reset.push(unread(asked.cursor.compartment));
                let from_position = Some(news.head_position.saturating_add(1));
                outcome.lost.push(Loss { about, from_position });
            }
            Verdict::Fits(_) if news.head_position < asked.acknowledged_head => {
                let from_position = Some(news.head_position.saturating_add(1));
                outcome.lost.push(Loss { about, from_position });
            }
            Verdict::Fits(page) => return self.take_page(turn, about, page, news.segments, outcome),
        }
        Ok(())
    }

    /// Takes what the device does not hold yet, if our own acknowledged segments are where they were.
    fn take_page(
        &mut self,
        turn: &Turn<'_>,
        about: Subject,
        page: Page,
        segments: Vec<StoredSegmentMsg>,
        outcome: &mut Outcome,
    ) -> Result<(), MailboxError> {
        let compartment = page.cursor.compartment;
        let Some(held) = turn.mailbox.cursor(compartment)? else { return Ok(()) };
        for (position, hash) in &page.places {
            if turn.mailbox.acknowledged_at(compartment, *position)?.is_some_and(|ours| ours != *hash) {
                outcome.lost.push(Loss { about, from_position: Some(*position) });
                return Ok(());
            }
        }
        self.settled.remove(&about);
        self.holds.remove(&about);
        outcome.left = outcome.left.saturating_add(page.left);
        // an upload may have moved the cursor while the question was under way
        let moved = held.generation == page.cursor.generation && held.position >= page.cursor.position;
        if moved {
            return Ok(());
        }
        let skipped = u64::from(whatif::flawed(Flaw::PositionSkipped));
        let fresh = |one: &StoredSegmentMsg| {
            held.generation != page.cursor.generation || one.position > held.position + skipped
        };
        let segments: Vec<_> = segments.into_iter().filter(fresh).collect();
        outcome.segments = outcome.segments.saturating_add(segments.len() as u64);
        outcome.received.compartments.push(ReceivedCompartment { cursor: page.cursor, segments });
        Ok(())
    }

    fn weigh_log(&mut self, asked: &LogHeadMsg, news: LogNewsMsg, outcome: &mut Outcome) {
        let about = Subject::Log(asked.log);
        match certificates::check(asked, &news) {
            LogVerdict::Fault(code) => outcome.faults.push((about, code)),
            LogVerdict::WentBack => outcome.lost.push(Loss { about, from_position: None }),
            LogVerdict::Fits(head, left) => {
                self.settled.remove(&about);
                outcome.left = outcome.left.saturating_add(u64::from(left));
                if !news.certificates.is_empty() {
                    outcome.received.logs.push(ReceivedLog { head, certificates: news.certificates });
                }
            }
        }
    }

    fn store(&mut self, turn: &mut Turn<'_>, outcome: &mut Outcome) -> Result<(), MailboxError> {
        outcome.received.at_ms = turn.now_ms;
        let refused = turn.mailbox.receive(&outcome.received)?;
        for log in &outcome.received.logs {
            if refused.contains(&log.head.log) {
                outcome.faults.push((Subject::Log(log.head.log), "sync.certificates_refused"));
            } else {
                self.holds.remove(&Subject::Log(log.head.log));
                outcome.certificates = outcome.certificates.saturating_add(log.certificates.len() as u64);
            }
        }
        Ok(())
    }

    /// Says what came, and leaves alone for a while what cannot be true.
    fn report(&mut self, turn: &mut Turn<'_>, outcome: &Outcome) {
        for (about, code) in &outcome.faults {
            self.hold(turn, *about, code, 0);
        }
        let Outcome { segments, certificates, .. } = *outcome;
        if segments + certificates > 0 {
            self.stall = Hold::default();
            self.tally.received = self.tally.received.saturating_add(segments);
            self.tally.left = outcome.left;
            self.notify(SyncNotice::Incoming { segments, certificates });
            self.tell_progress();
        }
    }

    /// Where a return of the relay is to be dealt with. Where that was done and nothing sound was heard since,
    /// dealing with it again would go on for ever: there it is left alone for a while first.
    fn believable(&mut self, turn: &mut Turn<'_>, outcome: &Outcome) -> Vec<Loss> {
        if outcome.lost.iter().all(|loss| loss.about != Subject::Relay) {
            self.settled.remove(&Subject::Relay);
        }
        let mut believable = Vec::new();
        for loss in &outcome.lost {
            if self.settled.insert(loss.about) {
                believable.push(*loss);
                continue;
            }
            self.settled.remove(&loss.about);
            match loss.about {
                Subject::Relay => self.hold_pull(turn, "sync.relay_contradicts"),
                about => self.hold(turn, about, "sync.relay_contradicts", 0),
            }
        }
        believable
    }

    /// Leaves the relay alone for a while, as nothing it says leads on.
    fn hold_pull(&mut self, turn: &mut Turn<'_>, code: &'static str) {
        self.notify(SyncNotice::Refused { code, about: Subject::Relay });
        let at_ms = self.stall.fail(turn.now_ms, 0, &self.config, turn.rng);
        self.pull_due_ms = Some(at_ms);
        self.notify(SyncNotice::Retrying { at_ms, code });
    }

    fn any_place_held(&self, turn: &Turn<'_>) -> bool {
        let mut places = self.holds.iter().filter(|(about, _)| !matches!(about, Subject::Stream(_)));
        places.any(|(_, hold)| !hold.is_open(turn.now_ms))
    }
}

/// A refusal that says "not now" rather than "no".
pub(crate) fn is_passing(code: RefusalCode) -> bool {
    matches!(code, RefusalCode::Throttled | RefusalCode::Unavailable | RefusalCode::ClockSkew)
}

/// The cursor of a compartment of which nothing was fetched.
fn unread(compartment: CompartmentHandle) -> CursorMsg {
    let (generation, chain) = (GenerationId([0; 16]), protocol::Hash::ZERO);
    CursorMsg { compartment, generation, position: 0, chain }
}

//! A relay that lost what it had acknowledged is given it back: certificates first, for without them it does
//! not know who may send, then our own segments.
//!
//! Which segments are missing is found by sending the last acknowledged one of each stream again. The relay
//! has it, and with it all before; or it says where the stream stands; or another segment took its place.

use std::collections::{BTreeSet, VecDeque};

use protocol::wire::{CertificatesMsg, CursorMsg, LogHeadMsg, RefusalCode, RefusalMsg};
use protocol::{LogId, StreamId, sha256};

use crate::engine::{Engine, Turn};
use crate::push::Push;
use crate::{
    Answer, CallError, KnownRelay, MailboxError, OutgoingStream, Recovered, RelayCall, Rewind, Subject,
    SyncNotice,
};

/// Certificates in one message: far below the cap in bytes.
const CERTIFICATES_AT_ONCE: u32 = 32;

/// What is still to be compared with a relay that went back.
#[derive(Default)]
pub(crate) struct Recheck {
    logs: VecDeque<GiveBack>,
    streams: BTreeSet<StreamId>,
}

/// Where the relay went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    pub(crate) about: Subject,
    /// From this position on it does not hold what it acknowledged to us, as far as was seen.
    pub(crate) from_position: Option<u64>,
}

/// One certificate log to compare.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GiveBack {
    log: LogId,
    /// How many certificates the device holds.
    count: u32,
    /// The first certificate of the next message.
    from: u32,
    /// How often in a row the relay would not take that very one: it may stand on another log, which has its turn
    /// first (ADR 4).
    waited: u32,
    how: How,
}

/// By which call certificates are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As new ones: also by a device that the relay does not know any more.
    AsNew,
    /// As what it accepted once, should it hold them to be too late now. Only for a device that it knows.
    AsBefore,
}

/// How often a log waits for the others to have their turn.
const WAITS_MAX: u32 = 2;

impl Recheck {
    /// Fetching waits meanwhile: it would find the same loss again and again.
    pub(crate) fn is_under_way(&self) -> bool {
        !self.logs.is_empty() || !self.streams.is_empty()
    }

    /// The relay said what it has of this stream; true when that was being asked.
    pub(crate) fn heard_of(&mut self, stream: StreamId) -> bool {
        self.streams.remove(&stream)
    }

    /// Whether the relay was asked what it has of this stream, and did not say yet.
    pub(crate) fn asks_for(&self, stream: StreamId) -> bool {
        self.streams.contains(&stream)
    }

    /// Something else is in the way. What is not compared now is sent again in the ordinary course.
    pub(crate) fn give_way(&mut self) {
        self.streams.clear();
    }
}

impl Engine {
    /// Begins to compare. What must survive a crash is in the mailbox before anything is sent.
    pub(crate) fn recover(
        &mut self,
        turn: &mut Turn<'_>,
        relay: KnownRelay,
        cursors: Vec<CursorMsg>,
        lost: &[Loss],
    ) -> Result<(), MailboxError> {
        let rewinds = doubted(turn, lost)?;
        let streams = rewinds.iter().map(|rewind| rewind.stream).collect();
        self.give_back_certificates(turn)?;
        turn.mailbox.recover(&Recovered { relay, cursors, rewinds })?;
        self.recheck.streams = streams;
        for loss in lost {
            self.notify(SyncNotice::RelayRolledBack { about: loss.about });
        }
        self.pull_soon(turn.now_ms);
        Ok(())
    }

    /// Begins to compare the certificate logs: the last certificate of each is sent again.
    pub(crate) fn give_back_certificates(&mut self, turn: &mut Turn<'_>) -> Result<(), MailboxError> {
        let heads = turn.mailbox.log_heads()?;
        let held = heads.iter().filter(|head| head.count > 0);
        self.recheck.logs = held
            .map(|head| GiveBack {
                log: head.log,
                count: head.count,
                from: head.count - 1,
                waited: 0,
                how: How::AsNew,
            })
            .collect();
        Ok(())
    }

    /// Sends the next certificates that the relay may lack; false when there are none.
    pub(crate) fn start_giving_back(&mut self, turn: &mut Turn<'_>) -> Result<bool, MailboxError> {
        let Some(next) = self.recheck.logs.front().copied() else { return Ok(false) };
        let certificates = turn.mailbox.certificates(next.log, next.from, CERTIFICATES_AT_ONCE)?;
        if certificates.is_empty() {
            self.recheck.logs.pop_front();
            return self.start_giving_back(turn);
        }
        let sent = u32::try_from(certificates.len()).unwrap_or(CERTIFICATES_AT_ONCE);
        let what = Push::Certificates { next, sent };
        let msg = CertificatesMsg { certificates };
        let call = match next.how {
            How::AsNew => RelayCall::Certificates(msg),
            How::AsBefore => RelayCall::RestoredCertificates(msg),
        };
        self.call_push(turn, call, what);
        Ok(true)
    }

    /// The relay took certificates, or said where their log stands.
    pub(crate) fn certificates_answered(
        &mut self,
        turn: &mut Turn<'_>,
        next: GiveBack,
        sent: u32,
        result: Result<Answer, CallError>,
    ) -> Result<(), MailboxError> {
        let again = match result {
            Ok(Answer::Certificates(_)) => {
                Some(GiveBack { from: next.from.saturating_add(sent), waited: 0, ..next })
            }
            Ok(_) => {
                self.push_waits(turn, &CallError::Garbage { status: 200, retry_after_s: 0 });
                return Ok(());
            }
            Err(CallError::Refused(refusal)) if refusal.code == RefusalCode::LogConflict => {
                let stands = refusal.logs.iter().find(|head| head.log == next.log);
                self.resume(turn, next, stands)?
            }
            Err(CallError::Refused(refusal)) if refusal.retry_after_s == 0 => {
                self.try_as_before(next, &refusal)
            }
            Err(error) => {
                self.push_waits(turn, &error);
                return Ok(());
            }
        };
        self.push_worked();
        self.recheck.logs.pop_front();
        match again.filter(|again| again.from < next.count) {
            Some(again) if again.waited > 0 => self.recheck.logs.push_back(again),
            Some(again) => self.recheck.logs.push_front(again),
            None => {}
        }
        Ok(())
    }

    /// An invitation that was used in time may be over by now.
    fn try_as_before(&mut self, next: GiveBack, refusal: &RefusalMsg) -> Option<GiveBack> {
        if next.how == How::AsNew {
            return Some(GiveBack { how: How::AsBefore, ..next });
        }
        self.notify(SyncNotice::Refused { code: refusal.code.as_str(), about: Subject::Log(next.log) });
        None
    }

    /// Where to go on giving back, when the relay's log is a beginning of ours.
    fn resume(
        &mut self,
        turn: &mut Turn<'_>,
        next: GiveBack,
        stands: Option<&LogHeadMsg>,
    ) -> Result<Option<GiveBack>, MailboxError> {
        // only backwards, from the first question, or a few times in place: so this ends
        let Some(head) = stands.filter(|head| head.count <= next.from) else { return Ok(None) };
        let about = Subject::Log(next.log);
        if head.count == next.from && next.waited == WAITS_MAX {
            self.notify(SyncNotice::Refused { code: "sync.log_refused", about });
            return Ok(None);
        }
        if head.count > 0 {
            let last = turn.mailbox.certificates(next.log, head.count - 1, 1)?;
            if last.first().is_none_or(|bytes| sha256(bytes) != head.hash) {
                self.notify(SyncNotice::Refused { code: "sync.log_forked", about });
                return Ok(None);
            }
        }
        if head.count == next.from {
            return Ok(Some(GiveBack { waited: next.waited + 1, ..next }));
        }
        self.notify(SyncNotice::RelayRolledBack { about });
        Ok(Some(GiveBack { from: head.count, waited: 0, ..next }))
    }
}

/// Which acknowledgements are no longer believed: the last one of each stream, and all that the relay plainly
/// contradicts.
fn doubted(turn: &Turn<'_>, lost: &[Loss]) -> Result<Vec<Rewind>, MailboxError> {
    let mut rewinds = Vec::new();
    for OutgoingStream { stream, compartment } in turn.mailbox.streams()? {
        let here = lost.iter().find(|loss| loss.about == Subject::Compartment(compartment));
        let contradicted = match here.and_then(|loss| loss.from_position) {
            Some(position) => turn.mailbox.acknowledged_since(stream, position)?,
            None => None,
        };
        let last = turn.mailbox.last_acknowledged(stream)?;
        rewinds
            .extend(last.into_iter().chain(contradicted).min().map(|from_seq| Rewind { stream, from_seq }));
    }
    Ok(rewinds)
}

//! Sending: the first unacknowledged segment of each stream, one at a time, until the relay holds it durably.
//!
//! Known gap: an acknowledgement at a position that was fetched before is believed, for it is what an honest
//! relay says to a segment whose first acknowledgement was lost. A relay that lies there and drops the segment
//! is noticed only by comparing digests with another device.

use protocol::wire::{CursorMsg, RefusalCode, RefusalMsg, StreamHeadMsg, UploadMsg, UploadedMsg, next_chain};
use protocol::{CompartmentHandle, Hash, StreamId};
use whatif::Flaw;

use crate::engine::{Engine, Turn};
use crate::page::POSITION_MAX;
use crate::pull::is_passing;
use crate::recovery::GiveBack;
use crate::{
    Acknowledgement, Answer, CallError, MailboxError, Outgoing, OutgoingStream, RelayCall, Rewind,
    StopReason, StreamStop, Subject, SyncNotice,
};

/// What the push lane waits for.
pub(crate) enum Push {
    Upload(Sent),
    Certificates {
        next: GiveBack,
        /// How many.
        sent: u32,
    },
    Carried(Place),
}

/// A segment and where it belongs.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) compartment: CompartmentHandle,
    pub(crate) hash: Hash,
}

/// The segment under way.
#[derive(Clone, Copy)]
pub(crate) struct Sent {
    compartment: CompartmentHandle,
    stream: StreamId,
    first_seq: u64,
    next_seq: u64,
    hash: Hash,
}

/// What there is to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outbox {
    Empty,
    Waiting,
}

impl Engine {
    pub(crate) fn start_push(&mut self, turn: &mut Turn<'_>) -> Result<Outbox, MailboxError> {
        if self.start_giving_back(turn)? {
            return Ok(Outbox::Waiting);
        }
        let mut outbox = Outbox::Empty;
        let mut streams = turn.mailbox.streams()?;
        // fetching waits for these, so they do not wait for a backlog
        streams.sort_by_key(|one| !self.recheck.asks_for(one.stream));
        for OutgoingStream { stream, .. } in streams {
            if self.is_held(Subject::Stream(stream), turn.now_ms) {
                self.recheck.heard_of(stream);
                outbox = Outbox::Waiting;
                continue;
            }
            if let Some(segment) = turn.mailbox.next_unacknowledged(stream)? {
                if whatif::flawed(Flaw::SentTakenForAcknowledged) {
                    let (first_seq, hash) = (segment.first_seq, segment.hash);
                    turn.mailbox.acknowledge(&Acknowledgement {
                        stream,
                        first_seq,
                        hash,
                        position: 0,
                        cursor: None,
                    })?;
                }
                self.upload(turn, segment);
                return Ok(Outbox::Waiting);
            }
            self.recheck.heard_of(stream);
            if self.settled.remove(&Subject::Stream(stream)) {
                self.holds.remove(&Subject::Stream(stream));
            }
        }
        if self.start_carrying(turn)? {
            return Ok(Outbox::Waiting);
        }
        Ok(outbox)
    }

    fn upload(&mut self, turn: &Turn<'_>, segment: Outgoing) {
        let sent = Sent {
            compartment: segment.compartment,
            stream: segment.stream,
            first_seq: segment.first_seq,
            next_seq: segment.next_seq(),
            hash: segment.hash,
        };
        let msg = UploadMsg { segment: segment.bytes, keyboxes: segment.keyboxes };
        self.call_push(turn, RelayCall::Upload(msg), Push::Upload(sent));
    }

    pub(crate) fn push_answered(
        &mut self,
        turn: &mut Turn<'_>,
        what: Push,
        result: Result<Answer, CallError>,
    ) -> Result<(), MailboxError> {
        let sent = match what {
            Push::Certificates { next, sent } => return self.certificates_answered(turn, next, sent, result),
            Push::Carried(place) => return self.carried(turn, place, result),
            Push::Upload(sent) => sent,
        };
        match result {
            Ok(Answer::Uploaded(msg)) => self.uploaded(turn, sent, &msg),
            Ok(_) => {
                self.push_waits(turn, &CallError::Garbage { status: 200, retry_after_s: 0 });
                Ok(())
            }
            Err(CallError::Refused(refusal)) => self.upload_refused(turn, sent, refusal),
            Err(error) => {
                self.push_waits(turn, &error);
                Ok(())
            }
        }
    }

    fn uploaded(&mut self, turn: &mut Turn<'_>, sent: Sent, msg: &UploadedMsg) -> Result<(), MailboxError> {
        self.push_worked();
        let about = Subject::Stream(sent.stream);
        let Sent { stream, first_seq, next_seq, compartment, hash } = sent;
        let place = Place { compartment, hash };
        if let Some(code) = self.position_fault(turn, place, msg.position)? {
            self.hold(turn, about, code, 0);
            return Ok(());
        }
        let cursor = self.cursor_after(turn, place, msg)?;
        turn.mailbox.acknowledge(&Acknowledgement {
            stream,
            first_seq,
            hash,
            position: msg.position,
            cursor,
        })?;
        self.recheck.heard_of(stream);
        // a stream that was rewound is trusted again when all of it is there
        if !self.settled.contains(&about) {
            self.holds.remove(&about);
        }
        self.tally.sent = self.tally.sent.saturating_add(1);
        self.unannounced = true;
        self.notify(SyncNotice::Acknowledged { stream, next_seq });
        self.tell_progress();
        if turn.mailbox.relay()?.is_some_and(|relay| relay.generation != msg.generation) {
            self.pull_soon(turn.now_ms); // another life of the relay: the answer to that will show what it lost
        }
        Ok(())
    }

    /// What is wrong with the position that the relay gave a segment, if anything is.
    pub(crate) fn position_fault(
        &self,
        turn: &Turn<'_>,
        place: Place,
        position: u64,
    ) -> Result<Option<&'static str>, MailboxError> {
        if position == 0 || position > POSITION_MAX {
            return Ok(Some("sync.position_out_of_range"));
        }
        let taken = turn.mailbox.acknowledged_at(place.compartment, position)?;
        Ok(taken.is_some_and(|hash| hash != place.hash).then_some("sync.position_reused"))
    }

    /// The cursor moved past a segment that was sent, if nothing else came in between and the chain proves it.
    pub(crate) fn cursor_after(
        &self,
        turn: &Turn<'_>,
        sent: Place,
        msg: &UploadedMsg,
    ) -> Result<Option<CursorMsg>, MailboxError> {
        let Some(cursor) = turn.mailbox.cursor(sent.compartment)? else { return Ok(None) };
        let same_life = cursor.generation == msg.generation || cursor.position == 0;
        let next = cursor.position.saturating_add(1) == msg.position;
        let proven = next && next_chain(cursor.chain, sent.hash) == msg.chain;
        let moved = CursorMsg {
            compartment: sent.compartment,
            generation: msg.generation,
            position: msg.position,
            chain: msg.chain,
        };
        Ok((same_life && proven).then_some(moved))
    }

    fn upload_refused(
        &mut self,
        turn: &mut Turn<'_>,
        sent: Sent,
        refusal: RefusalMsg,
    ) -> Result<(), MailboxError> {
        match refusal.code {
            RefusalCode::StreamFork if whatif::flawed(Flaw::ForkTakenForKnown) => {
                let Sent { stream, first_seq, hash, .. } = sent;
                let position = 0;
                turn.mailbox.acknowledge(&Acknowledgement { stream, first_seq, hash, position, cursor: None })
            }
            RefusalCode::StreamGap => self.gap(turn, sent, refusal.head),
            RefusalCode::StreamFork => self.forked(turn, sent, refusal.head),
            RefusalCode::OldEpoch => self.old_epoch(turn, sent),
            RefusalCode::LogConflict if self.settled.insert(Subject::Log(sent.compartment.into())) => {
                // the segment's key is newer than any the relay knows: it lost certificates
                self.push_worked();
                self.give_back_certificates(turn)
            }
            code if is_about_device(code) => self.push_refused(turn, refusal),
            code => {
                self.push_worked();
                let retry_after_ms = CallError::Refused(refusal).retry_after_ms();
                self.hold(turn, Subject::Stream(sent.stream), code.as_str(), retry_after_ms);
                Ok(())
            }
        }
    }

    /// No segment would fare better now.
    pub(crate) fn push_refused(
        &mut self,
        turn: &mut Turn<'_>,
        refusal: RefusalMsg,
    ) -> Result<(), MailboxError> {
        let code = refusal.code;
        if code == RefusalCode::ClockSkew {
            self.follow_relay_clock(turn, refusal.time_ms)?;
            if self.push.hold.forgive_once() {
                return Ok(());
            }
        }
        if code == RefusalCode::Unauthenticated && self.settled.insert(Subject::Relay) {
            self.give_back_certificates(turn)?;
        }
        if !is_passing(code) {
            self.notify(SyncNotice::Refused { code: code.as_str(), about: Subject::Relay });
        }
        self.recheck.give_way();
        self.push_waits(turn, &CallError::Refused(refusal));
        Ok(())
    }

    /// The relay lacks segments before this one, although it had acknowledged them.
    fn gap(
        &mut self,
        turn: &mut Turn<'_>,
        sent: Sent,
        head: Option<StreamHeadMsg>,
    ) -> Result<(), MailboxError> {
        self.push_worked();
        let about = Subject::Stream(sent.stream);
        let Some(head) = head.filter(|head| head.next_seq < sent.first_seq) else {
            self.hold(turn, about, "sync.head_invalid", 0);
            return Ok(());
        };
        self.recheck.heard_of(sent.stream);
        if !self.is_ours(turn, sent.stream, &head)? {
            return self.stop(turn, sent.stream, 0, StopReason::Displaced);
        }
        turn.mailbox.rewind(&Rewind { stream: sent.stream, from_seq: head.next_seq })?;
        self.notify(SyncNotice::RelayRolledBack { about });
        // a relay that loses it again before all is back would go on for ever
        if !self.settled.insert(about) {
            self.hold(turn, about, "sync.relay_contradicts", 0);
        }
        self.pull_soon(turn.now_ms);
        Ok(())
    }

    /// The compartment has a newer key than this segment's.
    fn old_epoch(&mut self, turn: &mut Turn<'_>, sent: Sent) -> Result<(), MailboxError> {
        self.push_worked();
        self.pull_soon(turn.now_ms); // the certificate with the new key is to be fetched
        if self.recheck.asks_for(sent.stream) {
            // the relay lost it, and looks at the key before it looks for what else is missing: ask for the
            // one before, until it says what it still has
            if let Some(from_seq) = turn.mailbox.last_acknowledged(sent.stream)? {
                return turn.mailbox.rewind(&Rewind { stream: sent.stream, from_seq });
            }
            self.recheck.heard_of(sent.stream);
        }
        self.stop(turn, sent.stream, sent.first_seq, StopReason::OldEpoch)
    }

    /// The relay holds another segment at this place.
    fn forked(
        &mut self,
        turn: &mut Turn<'_>,
        sent: Sent,
        head: Option<StreamHeadMsg>,
    ) -> Result<(), MailboxError> {
        self.push_worked();
        if !self.recheck.heard_of(sent.stream) {
            return self.stop(turn, sent.stream, sent.first_seq, StopReason::Fenced);
        }
        // it was acknowledged once, so it is not known from where on the relay holds something else
        let ours = match head {
            Some(head) if self.is_ours(turn, sent.stream, &head)? => head.next_seq,
            _ => 0,
        };
        self.stop(turn, sent.stream, ours.min(sent.first_seq), StopReason::Displaced)
    }

    /// Whether the relay's stream is a beginning of ours.
    fn is_ours(&self, turn: &Turn<'_>, stream: StreamId, head: &StreamHeadMsg) -> Result<bool, MailboxError> {
        let hash = if head.next_seq == 0 {
            Some(Hash::ZERO)
        } else {
            turn.mailbox.hash_before(stream, head.next_seq)?
        };
        Ok(hash == Some(head.hash))
    }

    fn stop(
        &mut self,
        turn: &mut Turn<'_>,
        stream: StreamId,
        from_seq: u64,
        why: StopReason,
    ) -> Result<(), MailboxError> {
        let stop = StreamStop { stream, from_seq, why };
        turn.mailbox.stop_stream(&stop)?;
        self.holds.remove(&Subject::Stream(stream));
        self.unannounced = true;
        self.notify(SyncNotice::StreamStopped(stop));
        Ok(())
    }
}

/// A refusal that is about the device or the relay, not about this segment.
pub(crate) fn is_about_device(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::Unauthenticated
            | RefusalCode::ClockSkew
            | RefusalCode::Revoked
            | RefusalCode::Throttled
            | RefusalCode::Full
            | RefusalCode::Internal
            | RefusalCode::Unavailable
            | RefusalCode::Unclaimed
    )
}

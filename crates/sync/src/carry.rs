//! What a relay lost that it had given to this device, it is given back, whoever wrote it: the author may be gone.
//!
//! Authors come first, as they alone can seal anew what the relay does not take at its old place or under its old key.
//! So a device carries others' work only when its own is sent, and when it has fetched all that the relay still holds:
//! what another device gave back meanwhile needs no second one.

use protocol::Hash;
use protocol::wire::{RefusalCode, UploadMsg, UploadedMsg};

use crate::engine::{Engine, Turn};
use crate::push::{Place, Push, is_about_device};
use crate::{Answer, CallError, Carriage, MailboxError, RelayCall, Subject};

impl Engine {
    /// Sends the next segment that the relay may have lost; false when there is none, or not yet.
    pub(crate) fn start_carrying(&mut self, turn: &mut Turn<'_>) -> Result<bool, MailboxError> {
        if !self.fetched_all {
            return Ok(false);
        }
        let Some(next) = turn.mailbox.next_to_carry()? else { return Ok(false) };
        let place = Place { compartment: next.compartment, hash: next.hash };
        let msg = UploadMsg { segment: next.bytes, keyboxes: next.keyboxes };
        self.call_push(turn, RelayCall::Upload(msg), Push::Carried(place));
        Ok(true)
    }

    /// The relay took it back, or said why not. What it does not take is not brought again until it loses something
    /// once more: another segment may have taken its place, or its key is old by now.
    pub(crate) fn carried(
        &mut self,
        turn: &mut Turn<'_>,
        place: Place,
        result: Result<Answer, CallError>,
    ) -> Result<(), MailboxError> {
        match result {
            Ok(Answer::Uploaded(msg)) => self.taken_back(turn, place, &msg),
            Ok(_) => {
                self.push_waits(turn, &CallError::Garbage { status: 200, retry_after_s: 0 });
                Ok(())
            }
            Err(CallError::Refused(refusal)) if is_about_device(refusal.code) => {
                self.push_refused(turn, refusal)
            }
            Err(CallError::Refused(refusal)) => {
                self.push_worked();
                let lacks_certificates = refusal.code == RefusalCode::LogConflict;
                if lacks_certificates && self.settled.insert(Subject::Log(place.compartment.into())) {
                    return self.give_back_certificates(turn);
                }
                self.not_taken_back(turn, place.hash, refusal.code.as_str())
            }
            Err(error) => {
                self.push_waits(turn, &error);
                Ok(())
            }
        }
    }

    fn taken_back(
        &mut self,
        turn: &mut Turn<'_>,
        place: Place,
        msg: &UploadedMsg,
    ) -> Result<(), MailboxError> {
        self.push_worked();
        if let Some(code) = self.position_fault(turn, place, msg.position)? {
            return self.not_taken_back(turn, place.hash, code);
        }
        let cursor = self.cursor_after(turn, place, msg)?;
        turn.mailbox.carried(&Carriage { hash: place.hash, position: msg.position, cursor })?;
        self.tally.sent = self.tally.sent.saturating_add(1);
        self.unannounced = true;
        self.tell_progress();
        Ok(())
    }

    fn not_taken_back(
        &mut self,
        turn: &mut Turn<'_>,
        hash: Hash,
        code: &'static str,
    ) -> Result<(), MailboxError> {
        self.unannounced = true;
        turn.mailbox.not_carried(&hash, code)
    }
}

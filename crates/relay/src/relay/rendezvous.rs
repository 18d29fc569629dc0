//! Where two devices meet that compare a number aloud. The relay passes on what it gets and understands none of it; who is
//! who, the two people say to each other.

use protocol::RendezvousCode;
use protocol::rendezvous::{LIFE_MS, is_of_opener};
use protocol::wire::RefusalCode;

use super::request::{Answer, Refusal, RelayRequest};
use super::{Relay, throttled};
use crate::store::{RendezvousAdd, RendezvousRow, Store};

impl<S: Store> Relay<S> {
    /// Counts a call to a rendezvous. Strangers share a small number of them: eight digits must not be tried out.
    pub(super) fn met(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<(), Refusal> {
        if request.auth.is_some() && self.caller(now_ms, request).is_ok() {
            return Ok(());
        }
        self.meter.stranger_at_rendezvous(now_ms).map_err(throttled)
    }

    pub(super) fn put_message(
        &self,
        now_ms: i64,
        request: &RelayRequest<'_>,
        code: RendezvousCode,
        place: u8,
    ) -> Result<Answer, Refusal> {
        let opener = if is_of_opener(place) {
            Some(self.device(now_ms, request)?)
        } else {
            self.met(now_ms, request)?;
            None
        };
        if request.body.is_empty() {
            return Err(RefusalCode::Malformed.into());
        }
        if let (0, Some(opener)) = (place, opener) {
            let expires_ms = now_ms.saturating_add(LIFE_MS);
            let row = RendezvousRow { opener, expires_ms, messages: vec![request.body.to_vec()] };
            let stands = self.store.open_rendezvous(code.number(), &row, now_ms)?;
            return if stands { Ok(done(Vec::new())) } else { Err(RefusalCode::RendezvousTaken.into()) };
        }
        let held = self.standing(now_ms, code)?;
        if opener.is_some_and(|opener| opener != held.opener) {
            return Err(RefusalCode::Forbidden.into());
        }
        match self.store.add_to_rendezvous(code.number(), place, request.body)? {
            RendezvousAdd::Done => Ok(done(Vec::new())),
            RendezvousAdd::Taken => Err(RefusalCode::RendezvousTaken.into()),
            RendezvousAdd::TooEarly => Err(RefusalCode::NotFound.into()),
        }
    }

    pub(super) fn get_message(
        &self,
        now_ms: i64,
        code: RendezvousCode,
        place: u8,
    ) -> Result<Answer, Refusal> {
        let held = self.standing(now_ms, code)?;
        Ok(done(held.messages.get(usize::from(place)).cloned().unwrap_or_default()))
    }

    fn standing(&self, now_ms: i64, code: RendezvousCode) -> Result<RendezvousRow, Refusal> {
        let held = self.store.rendezvous(code.number())?.filter(|held| held.expires_ms > now_ms);
        let held = held.ok_or(RefusalCode::NotFound)?;
        // whoever was cut off meanwhile invites nobody
        let members = self.members.current(&self.store)?;
        if members.roster.device(&held.opener).is_none_or(protocol::roster::Device::is_revoked) {
            return Err(RefusalCode::NotFound.into());
        }
        Ok(held)
    }
}

fn done(body: Vec<u8>) -> Answer {
    Answer { body, hints: Vec::new() }
}

//! Several members on one device: who is named without a device of their own, and who signs up where.

use super::rules::{Outcome, check_expiry};
use super::state::Start;
use super::{Arrival, Roster, RosterError};
use crate::certificate::{MemberNamed, Place, SignedUp};

impl Roster {
    pub(super) fn name_for_sign_up(&mut self, place: &Place, body: &MemberNamed, sealed: &[u8]) -> Outcome {
        self.in_collaborative_log(place)?;
        self.by_root(place)?;
        let id = body.start.device_id();
        let in_use = self.devices.contains_key(&id) || self.invitations.contains_key(&id);
        if in_use || self.starting(&body.start).is_some() {
            return Err(RosterError::AlreadyStands);
        }
        self.name_member(body.member, body.class, sealed)?;
        if let Some(member) = self.members.get_mut(&body.member) {
            member.start = Some(Start { key: body.start, expires_ms: body.expires_ms });
        }
        Ok(())
    }

    /// [I] Only on a device of the member's class, and only with what the root gave that member: no device says by
    /// itself who else it speaks for.
    pub(super) fn sign_up(&mut self, place: &Place, body: &SignedUp, arrival: Arrival) -> Outcome {
        self.in_collaborative_log(place)?;
        let (member, known) = self.starting(&place.issuer).ok_or(RosterError::InvitationSpent)?;
        let (class, start) = (known.class, known.start);
        check_expiry(start.map_or(i64::MIN, |start| start.expires_ms), arrival)?;
        if member != body.member {
            return Err(RosterError::InvitationMismatch);
        }
        let device = self.devices.get_mut(&body.device).filter(|device| device.is_active_at(place.seen));
        let device = device.ok_or(RosterError::UnknownDevice)?;
        if device.class != class {
            return Err(RosterError::OtherClass);
        }
        device.signed_up.insert(member, place.issuer);
        if let Some(member) = self.members.get_mut(&member) {
            member.start = None;
        }
        Ok(())
    }
}

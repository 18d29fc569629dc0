//! What makes a certificate valid at its place, and what it changes.

use super::state::{CompartmentInvitation, CurrentEpoch, Log, Revocation};
use super::{Arrival, Collaborative, Compartment, Device, Invitation, Member, Roster, RosterError};
use crate::certificate::{
    Admitted, Certificate, CompartmentFounded, CompartmentInvited, DeviceClass, Enrolled, EpochIssued,
    Founded, Invited, Place, Revoked, Statement,
};
use crate::limits::DEVICES_MAX;
use crate::{CompartmentHandle, DeviceId, Hash, LogId, MemberId};

pub(super) type Outcome = Result<(), RosterError>;

impl Roster {
    /// It has to be the next of its log; only a founding certificate begins one.
    pub(super) fn check_chain(&self, certificate: &Certificate) -> Outcome {
        let place = &certificate.place;
        let begins = match &certificate.statement {
            Statement::Founded(_) => true,
            _ if self.collaborative.is_none() => return Err(RosterError::NotFounded),
            Statement::CompartmentFounded(_) => true,
            _ => false,
        };
        let head = self.head(place.log);
        if head.count == 0 && !begins {
            return Err(RosterError::UnknownLog(place.log));
        }
        if place.index != head.count || place.previous != head.hash {
            return Err(RosterError::Conflict { log: place.log, count: head.count });
        }
        if begins && head.count > 0 { Err(RosterError::AlreadyStands) } else { Ok(()) }
    }

    /// The issuer is not frozen, and its numbers rise.
    pub(super) fn check_issuer(&mut self, place: &Place, hash: Hash) -> Outcome {
        let Some(issuer) = self.issuers.get_mut(&place.issuer) else { return Ok(()) };
        if issuer.frozen {
            return Err(RosterError::IssuerFrozen { issuer: place.issuer });
        }
        if issuer.issued.get(&place.issuer_number).is_some_and(|held| *held != hash) {
            issuer.frozen = true;
            return Err(RosterError::Equivocation { issuer: place.issuer });
        }
        let last = issuer.last_in.get(&place.log);
        if last.is_some_and(|last| place.issuer_number <= *last) {
            return Err(RosterError::IssuerNumber);
        }
        Ok(())
    }

    /// What it claims to have seen of the collaborative's log is possible, does not go back and, on arrival,
    /// takes in every revocation.
    pub(super) fn check_seen(&self, place: &Place, arrival: Arrival) -> Outcome {
        if self.is_collaborative_log(place.log) {
            return if place.seen == place.index { Ok(()) } else { Err(RosterError::WrongLog) };
        }
        if place.seen > self.seen_now() {
            return Err(RosterError::Behind);
        }
        let outdated = matches!(arrival, Arrival::Now(_)) && place.seen < self.revoked_until;
        let goes_back = self.logs.get(&place.log).is_some_and(|log| place.seen < log.seen);
        if outdated || goes_back { Err(RosterError::Outdated) } else { Ok(()) }
    }

    /// Remembers that it stands.
    pub(super) fn record(&mut self, certificate: &Certificate, hash: Hash) {
        let place = &certificate.place;
        let log = self.logs.entry(place.log).or_default();
        log.hashes.push(hash);
        log.seen = place.seen;
        log.holds_newer |= matches!(certificate.statement, Statement::Unknown { .. });
        let issuer = self.issuers.entry(place.issuer).or_default();
        issuer.issued.insert(place.issuer_number, hash);
        issuer.last_in.insert(place.log, place.issuer_number);
    }

    /// Checks the issuer's authority and changes the state; on an error nothing was changed.
    pub(super) fn take_effect(&mut self, certificate: &Certificate, arrival: Arrival) -> Outcome {
        let place = &certificate.place;
        match &certificate.statement {
            Statement::Founded(body) => self.found(place, body, &certificate.sealed),
            Statement::Invited(body) => self.invite(place, body, &certificate.sealed),
            Statement::Enrolled(body) => self.enrol(place, body, arrival),
            Statement::Revoked(body) => self.revoke(place, body),
            Statement::CompartmentFounded(body) => self.found_compartment(place, body, &certificate.sealed),
            Statement::CompartmentInvited(body) => self.invite_to_compartment(place, body),
            Statement::Admitted(body) => self.admit(place, body, arrival),
            Statement::EpochIssued(body) => self.begin_epoch(place, body),
            Statement::ProgrammeAdopted(body) => self.adopt_programme(place, body, &certificate.sealed),
            Statement::InboxOpened(body) => self.open_inbox(place, body, arrival),
            Statement::MemberNamed(body) => self.name_for_sign_up(place, body, &certificate.sealed),
            Statement::SignedUp(body) => self.sign_up(place, body, arrival),
            Statement::Chartered(body) => self.charter(place, body),
            Statement::AdministratorNamed(body) => self.name_administrator(place, body),
            Statement::AdministratorRemoved(body) => self.remove_administrator(place, body),
            Statement::EpochEscrowed(body) => self.escrow_epoch(place, body),
            Statement::LaterWorkDecided(body) => self.decide_later_work(place, body),
            Statement::Unknown { .. } => self.carry(place),
        }
    }

    fn found(&mut self, place: &Place, body: &Founded, sealed: &[u8]) -> Outcome {
        if self.collaborative.is_some() {
            return Err(RosterError::AlreadyStands);
        }
        if LogId::from(body.collaborative) != place.log {
            return Err(RosterError::WrongLog);
        }
        if place.issuer != body.root {
            return Err(RosterError::Unauthorised);
        }
        self.collaborative = Some(Collaborative { id: body.collaborative, root: body.root });
        self.members.insert(body.member, Member { class: body.class, sealed: sealed.to_vec(), start: None });
        let device = Device {
            keys: body.device,
            member: body.member,
            class: body.class,
            invited_by: None,
            enrolled_at: place.index,
            revocation: None,
            signed_up: [].into(),
        };
        self.devices.insert(device.id(), device);
        Ok(())
    }

    fn invite(&mut self, place: &Place, body: &Invited, sealed: &[u8]) -> Outcome {
        self.in_collaborative_log(place)?;
        self.by_root(place)?;
        let id = body.invite.device_id();
        if self.devices.contains_key(&id) || self.invitations.contains_key(&id) {
            return Err(RosterError::AlreadyStands);
        }
        self.name_member(body.member, body.class, sealed)?;
        let (member, class, expires_ms) = (body.member, body.class, body.expires_ms);
        self.invitations
            .insert(id, Invitation { key: body.invite, member, class, expires_ms, spent_by: None });
        Ok(())
    }

    pub(super) fn name_member(&mut self, id: MemberId, class: DeviceClass, sealed: &[u8]) -> Outcome {
        let member =
            self.members.entry(id).or_insert_with(|| Member { class, sealed: Vec::new(), start: None });
        if member.class != class {
            return Err(RosterError::AlreadyStands);
        }
        if !sealed.is_empty() {
            member.sealed = sealed.to_vec();
        }
        Ok(())
    }

    fn enrol(&mut self, place: &Place, body: &Enrolled, arrival: Arrival) -> Outcome {
        self.in_collaborative_log(place)?;
        let device = body.device.device_id();
        if self.devices.len() >= DEVICES_MAX {
            return Err(RosterError::TooManyDevices);
        }
        let taken = self.devices.contains_key(&device) || self.invitations.contains_key(&device);
        let invitation = self.invitations.get_mut(&place.issuer.device_id());
        let invitation = invitation.filter(|found| found.spent_by.is_none());
        let invitation = invitation.ok_or(RosterError::InvitationSpent)?;
        check_expiry(invitation.expires_ms, arrival)?;
        if (invitation.member, invitation.class) != (body.member, body.class) {
            return Err(RosterError::InvitationMismatch);
        }
        if taken {
            return Err(RosterError::AlreadyStands);
        }
        invitation.spent_by = Some(device);
        let invited_by = Some(invitation.key);
        let (keys, member, class) = (body.device, body.member, body.class);
        let enrolled_at = place.index;
        let (revocation, signed_up) = (None, [].into());
        self.devices
            .insert(device, Device { keys, member, class, invited_by, enrolled_at, revocation, signed_up });
        Ok(())
    }

    fn revoke(&mut self, place: &Place, body: &Revoked) -> Outcome {
        self.in_collaborative_log(place)?;
        self.by_root(place)?;
        let device = self.devices.get_mut(&body.device).ok_or(RosterError::UnknownDevice)?;
        if device.is_revoked() {
            return Err(RosterError::AlreadyStands);
        }
        device.revocation = Some(Revocation { at: place.index, heads: body.heads.clone() });
        self.revoked_until = place.index.saturating_add(1);
        Ok(())
    }

    fn found_compartment(&mut self, place: &Place, body: &CompartmentFounded, sealed: &[u8]) -> Outcome {
        let known = self.collaborative.ok_or(RosterError::NotFounded)?;
        if LogId::from(body.handle) != place.log || body.collaborative != known.id {
            return Err(RosterError::WrongLog);
        }
        if place.issuer != known.root {
            self.by_active_device(place)?;
        }
        let compartment = Compartment {
            handle: body.handle,
            founder: place.issuer,
            administrators: [body.administrator].into(),
            admitted: [].into(),
            knowers: [].into(),
            invitations: [].into(),
            epoch: None,
            sealed: sealed.to_vec(),
            charter: None,
            escrowed: 0,
            decided: [].into(),
        };
        self.compartments.insert(body.handle, compartment);
        Ok(())
    }

    fn invite_to_compartment(&mut self, place: &Place, body: &CompartmentInvited) -> Outcome {
        self.by_administrator(place)?;
        let compartment = self.compartment_of(place)?;
        if compartment.invitations.contains_key(&body.invite) {
            return Err(RosterError::AlreadyStands);
        }
        let epoch = compartment.epoch_number();
        let invitation = CompartmentInvitation { expires_ms: body.expires_ms, spent_by: None, epoch };
        compartment.invitations.insert(body.invite, invitation);
        Ok(())
    }

    fn admit(&mut self, place: &Place, body: &Admitted, arrival: Arrival) -> Outcome {
        let device = self.devices.get(&body.device).filter(|found| found.is_active_at(place.seen));
        let device = device.ok_or(RosterError::UnknownDevice)?;
        let (class, invited_by) = (device.class, device.invited_by);
        let administrator = self.by_administrator(place);
        let compartment = self.compartment_of(place)?;
        if compartment.admitted.contains(&body.device) {
            return Err(RosterError::AlreadyStands);
        }
        match compartment.invitations.get(&place.issuer) {
            None => administrator?,
            Some(invitation) => {
                if invitation.spent_by.is_some() {
                    return Err(RosterError::InvitationSpent);
                }
                check_expiry(invitation.expires_ms, arrival)?;
                if invited_by != Some(place.issuer) {
                    return Err(RosterError::InvitationMismatch);
                }
            }
        }
        if !compartment.takes_in(class) {
            return Err(RosterError::OtherClass);
        }
        let current = compartment.epoch_number();
        let mut is_given = body.epoch_key.is_some();
        if let Some(invitation) = compartment.invitations.get_mut(&place.issuer) {
            invitation.spent_by = Some(body.device);
            is_given |= invitation.epoch == current;
        }
        if is_given && current > 0 {
            compartment.knowers.insert(body.device);
        }
        compartment.admitted.insert(body.device);
        Ok(())
    }

    fn begin_epoch(&mut self, place: &Place, body: &EpochIssued) -> Outcome {
        if self.by_administrator(place).is_err() {
            self.by_admitted_device(place)?;
        }
        let inside = self.inside_at(place);
        let compartment = self.compartment_of(place)?;
        let follows = compartment.epoch_number().checked_add(1) == Some(body.number);
        if !follows || body.previous_key.is_some() != compartment.epoch.is_some() {
            return Err(RosterError::EpochOrder);
        }
        if inside.is_empty() || !body.keys.iter().map(|key| key.device).eq(inside) {
            return Err(RosterError::EpochDevices);
        }
        compartment.knowers = body.keys.iter().map(|key| key.device).collect();
        compartment.epoch = Some(CurrentEpoch { number: body.number, inbox: body.inbox });
        Ok(())
    }

    /// A newer version's statement has no effect, but whoever could speak in this log may add it.
    fn carry(&mut self, place: &Place) -> Outcome {
        if self.is_collaborative_log(place.log) {
            return self.by_root(place).or_else(|_| self.by_active_device(place));
        }
        self.by_administrator(place).or_else(|_| self.by_admitted_device(place))
    }

    pub(super) fn in_collaborative_log(&self, place: &Place) -> Outcome {
        if self.is_collaborative_log(place.log) { Ok(()) } else { Err(RosterError::WrongLog) }
    }

    pub(super) fn compartment_of(&mut self, place: &Place) -> Result<&mut Compartment, RosterError> {
        self.compartments.get_mut(&CompartmentHandle(place.log.0)).ok_or(RosterError::WrongLog)
    }

    pub(super) fn by_root(&self, place: &Place) -> Outcome {
        let is_root = self.collaborative.is_some_and(|known| known.root == place.issuer);
        if is_root { Ok(()) } else { Err(self.unauthorised(place)) }
    }

    pub(super) fn by_active_device(&self, place: &Place) -> Outcome {
        match self.devices.get(&place.issuer.device_id()) {
            None => Err(self.unauthorised(place)),
            Some(device) if device.is_active_at(place.seen) => Ok(()),
            Some(_) => Err(RosterError::Revoked),
        }
    }

    pub(super) fn by_administrator(&self, place: &Place) -> Outcome {
        let compartment = self.compartments.get(&CompartmentHandle(place.log.0));
        let compartment = compartment.ok_or(RosterError::WrongLog)?;
        if !compartment.administrators.contains(&place.issuer) {
            return Err(self.unauthorised(place));
        }
        // an administrator's key may be a device's own: then it falls with the device
        let is_device = self.devices.contains_key(&place.issuer.device_id());
        if is_device { self.by_active_device(place) } else { Ok(()) }
    }

    pub(super) fn by_admitted_device(&self, place: &Place) -> Outcome {
        self.by_active_device(place)?;
        let inside = self.inside_at(place).contains(&place.issuer.device_id());
        if inside { Ok(()) } else { Err(self.unauthorised(place)) }
    }

    /// The compartment's devices, for someone who had seen as much as this certificate's issuer.
    fn inside_at(&self, place: &Place) -> Vec<DeviceId> {
        let ever = self.compartments.get(&CompartmentHandle(place.log.0)).map(|found| &found.admitted);
        let active = |id: &&DeviceId| self.devices.get(id).is_some_and(|one| one.is_active_at(place.seen));
        ever.into_iter().flatten().filter(active).copied().collect()
    }

    pub(super) fn unauthorised(&self, place: &Place) -> RosterError {
        let newer = self.logs.get(&place.log).is_some_and(|log: &Log| log.holds_newer);
        if newer { RosterError::NewerKind } else { RosterError::Unauthorised }
    }
}

pub(super) fn check_expiry(expires_ms: i64, arrival: Arrival) -> Outcome {
    match arrival {
        Arrival::Now(now_ms) if now_ms >= expires_ms => Err(RosterError::InvitationExpired),
        _ => Ok(()),
    }
}

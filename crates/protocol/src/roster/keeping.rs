//! What governs: the programme in force, the inboxes, a compartment's charter, its administrators and its recovery kit.

use std::collections::BTreeSet;

use super::rules::Outcome;
use super::state::{Charter, Inbox};
use super::{Arrival, Programme, Roster, RosterError};
use crate::certificate::{
    AdministratorNamed, AdministratorRemoved, Chartered, DeviceClass, EpochEscrowed, InboxOpened,
    LaterWorkDecided, Place, ProgrammeAdopted,
};

impl Roster {
    pub(super) fn adopt_programme(
        &mut self,
        place: &Place,
        body: &ProgrammeAdopted,
        sealed: &[u8],
    ) -> Outcome {
        self.in_collaborative_log(place)?;
        self.by_root(place)?;
        self.programme = Some(Programme { hash: body.programme, sealed: sealed.to_vec() });
        Ok(())
    }

    /// An inbox is opened by a device that is in the compartment, for the key in force: the relay, which knows every
    /// compartment, sees to both when it arrives. Who is not in the compartment can check less: that it stands in the
    /// log, that one class opens it for ever, and that it never goes back to an older key.
    pub(super) fn open_inbox(&mut self, place: &Place, body: &InboxOpened, arrival: Arrival) -> Outcome {
        self.in_collaborative_log(place)?;
        self.by_active_device(place)?;
        let opener = place.issuer.device_id();
        let class = self.device(&opener).map(|device| device.class).ok_or(RosterError::UnknownDevice)?;
        if let Some(held) = self.inboxes.get(&body.compartment) {
            if held.class != class {
                return Err(RosterError::OtherClass);
            }
            if held.number >= body.number {
                return Err(RosterError::AlreadyStands);
            }
        }
        if matches!(arrival, Arrival::Now(_)) {
            let known = self.compartments.get(&body.compartment).ok_or(RosterError::UnknownLog(place.log))?;
            if !self.is_admitted(&body.compartment, &opener) {
                return Err(RosterError::Unauthorised);
            }
            if known.epoch.is_none_or(|epoch| (epoch.number, epoch.inbox) != (body.number, body.inbox)) {
                return Err(RosterError::EpochOrder);
            }
        }
        self.inboxes.insert(body.compartment, Inbox { number: body.number, key: body.inbox, class, opener });
        Ok(())
    }

    /// [I] Once, and before any device is in: nobody who entered under one rule finds another.
    pub(super) fn charter(&mut self, place: &Place, body: &Chartered) -> Outcome {
        self.by_administrator(place)?;
        let compartment = self.compartment_of(place)?;
        if compartment.charter.is_some() || !compartment.admitted.is_empty() {
            return Err(RosterError::AlreadyStands);
        }
        let classes: BTreeSet<DeviceClass> = body.classes.iter().copied().collect();
        // one form only: ascending, each once, at least one
        let in_order = !classes.is_empty() && classes.iter().eq(&body.classes);
        // 42 CFR Part 2: what care records is not for law enforcement; what both may read is a disclosure
        let mixed = classes.contains(&DeviceClass::Law) && classes.contains(&DeviceClass::Care);
        if !in_order || mixed {
            return Err(RosterError::Charter);
        }
        compartment.administrators.insert(body.recovery);
        let Chartered { custodian, recovery, escrow, .. } = *body;
        compartment.charter = Some(Charter { classes, custodian, recovery, escrow });
        Ok(())
    }

    pub(super) fn name_administrator(&mut self, place: &Place, body: &AdministratorNamed) -> Outcome {
        self.by_administrator(place)?;
        let is_new = self.compartment_of(place)?.administrators.insert(body.administrator);
        if is_new { Ok(()) } else { Err(RosterError::AlreadyStands) }
    }

    pub(super) fn remove_administrator(&mut self, place: &Place, body: &AdministratorRemoved) -> Outcome {
        self.by_administrator(place)?;
        let administrators = &mut self.compartment_of(place)?.administrators;
        if !administrators.contains(&body.administrator) {
            return Err(RosterError::NotAdministrator);
        }
        if administrators.len() == 1 {
            return Err(RosterError::LastAdministrator);
        }
        administrators.remove(&body.administrator);
        Ok(())
    }

    pub(super) fn escrow_epoch(&mut self, place: &Place, body: &EpochEscrowed) -> Outcome {
        if self.by_administrator(place).is_err() {
            self.by_admitted_device(place)?;
        }
        let compartment = self.compartment_of(place)?;
        if compartment.charter.is_none() || body.number != compartment.epoch_number() || body.number == 0 {
            return Err(RosterError::EpochOrder);
        }
        if compartment.escrowed == body.number {
            return Err(RosterError::AlreadyStands);
        }
        compartment.escrowed = body.number;
        Ok(())
    }

    /// [I] What was decided of a segment stands: who took it in, or left it out, is never told otherwise.
    pub(super) fn decide_later_work(&mut self, place: &Place, body: &LaterWorkDecided) -> Outcome {
        let device = self.devices.get(&body.device).ok_or(RosterError::UnknownDevice)?;
        let known_to_issuer = device.revocation.as_ref().is_some_and(|one| one.at < place.seen);
        let is_charters = self.compartment_of(place)?.charter.is_some();
        if is_charters {
            let is_custodians = self.compartment_of(place)?.is_custodian(&place.issuer);
            if !is_custodians {
                return Err(self.unauthorised(place));
            }
        } else {
            self.by_administrator(place)?;
        }
        if !known_to_issuer {
            return Err(RosterError::NotRevoked);
        }
        if body.segments.is_empty() || !body.segments.is_sorted_by(|one, next| one < next) {
            return Err(RosterError::Decision);
        }
        let compartment = self.compartment_of(place)?;
        if body.segments.iter().any(|segment| compartment.decided.contains_key(segment)) {
            return Err(RosterError::AlreadyStands);
        }
        let decided = body.segments.iter().map(|segment| (*segment, (body.device, body.adopted)));
        compartment.decided.extend(decided);
        Ok(())
    }
}

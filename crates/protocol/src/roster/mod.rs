//! Who belongs, and who may read what: the state that the certificate logs amount to. The relay and every
//! device run this same machine over the same certificates.
//!
//! Order: within a log as chained; the collaborative's log before the compartments' (a compartment's
//! certificate that knows more than is held here is refused as [`RosterError::Behind`]). Logs of different
//! compartments are independent. The relay applies what arrives with [`Arrival::Now`]; whoever replays a log
//! that the relay accepted uses [`Arrival::Earlier`] and so relies on the relay for expiry only.

mod error;
mod keeping;
mod rules;
mod shared;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use error::RosterError;
pub use state::{
    Charter, Collaborative, Compartment, CompartmentInvitation, CurrentEpoch, Device, Inbox, Invitation,
    LaterWork, Member, Programme, Revocation, Start,
};
use state::{Issuer, Log};

use crate::certificate::{Certificate, Place, StreamHead};
use crate::wire::LogHeadMsg;
use crate::{CompartmentHandle, DeviceId, Hash, LogId, MemberId, PublicKey};

/// When a certificate reached the one who judges it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// Just now, at this time (milliseconds since 1970): invitations may have expired, and it must know of
    /// every revocation.
    Now(i64),
    /// It is read from a log that the relay accepted before.
    Earlier,
}

/// What applying a certificate did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is now the last of its log.
    New,
    /// It stood there before: a repeated request.
    Known,
}

/// What a certificate from elsewhere proves against its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witnessed {
    /// Nothing.
    Nothing,
    /// Its issuer signed two different certificates with one number, and is frozen.
    Equivocation,
}

/// The state of one collaborative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    collaborative: Option<Collaborative>,
    logs: BTreeMap<LogId, Log>,
    issuers: BTreeMap<PublicKey, Issuer>,
    devices: BTreeMap<DeviceId, Device>,
    members: BTreeMap<MemberId, Member>,
    invitations: BTreeMap<DeviceId, Invitation>,
    compartments: BTreeMap<CompartmentHandle, Compartment>,
    programme: Option<Programme>,
    inboxes: BTreeMap<CompartmentHandle, Inbox>,
    revoked_until: u32,
}

impl Roster {
    /// Nothing founded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies one certificate.
    ///
    /// # Errors
    /// Why it is not valid at its place; the state is as before, but for a frozen issuer after
    /// [`RosterError::Equivocation`].
    pub fn apply(&mut self, certificate: &Certificate, arrival: Arrival) -> Result<Applied, RosterError> {
        let place = &certificate.place;
        let hash = certificate.hash();
        if self.hash_at(place.log, place.index) == Some(hash) {
            return Ok(Applied::Known);
        }
        if !certificate.verify() {
            return Err(RosterError::BadSignature);
        }
        self.check_chain(certificate)?;
        self.check_issuer(place, hash)?;
        self.check_seen(place, arrival)?;
        self.take_effect(certificate, arrival)?;
        self.record(certificate, hash);
        Ok(Applied::New)
    }

    /// Applies all or none, in order; says for each whether it is new.
    ///
    /// # Errors
    /// As [`Roster::apply`], for the first that is not valid.
    pub fn apply_all(
        &mut self,
        certificates: &[Certificate],
        arrival: Arrival,
    ) -> Result<Vec<Applied>, RosterError> {
        let mut next = self.clone();
        let applied = certificates.iter().map(|one| next.apply(one, arrival)).collect::<Result<Vec<_>, _>>();
        match applied {
            Ok(applied) => {
                *self = next;
                Ok(applied)
            }
            Err(error) => {
                if let RosterError::Equivocation { issuer } = error {
                    self.freeze(issuer);
                }
                Err(error)
            }
        }
    }

    /// Looks at a certificate that is not of the log held here (another relay's, another device's): one that
    /// its issuer signed under a number used for another certificate freezes the issuer.
    pub fn witness(&mut self, certificate: &Certificate) -> Witnessed {
        let place = &certificate.place;
        let held = self.issuers.get(&place.issuer).and_then(|issuer| issuer.issued.get(&place.issuer_number));
        if held.is_some_and(|held| *held != certificate.hash()) && certificate.verify() {
            self.freeze(place.issuer);
            return Witnessed::Equivocation;
        }
        Witnessed::Nothing
    }

    /// Refuses everything more from this issuer. The proof is not part of any log: whoever stores the logs stores
    /// the frozen keys beside them, and calls this after replaying.
    pub fn freeze(&mut self, issuer: PublicKey) {
        self.issuers.entry(issuer).or_default().frozen = true;
    }

    /// The issuers that were caught in equivocation.
    pub fn frozen(&self) -> impl Iterator<Item = &PublicKey> {
        self.issuers.iter().filter(|(_, issuer)| issuer.frozen).map(|(key, _)| key)
    }

    /// The place of the next certificate that `issuer` may add to `log` (which may be new). `at_least` is one
    /// more than the highest number this issuer ever signed with, lost races included: its device keeps count.
    pub fn next_place(&self, log: LogId, issuer: PublicKey, at_least: u64) -> Place {
        let held = self.logs.get(&log);
        let index = held.map_or(0, Log::count);
        let used = self.issuers.get(&issuer).and_then(|known| known.issued.last_key_value());
        Place {
            log,
            index,
            previous: held.map_or(Hash::ZERO, Log::head),
            seen: if self.is_collaborative_log(log) { index } else { self.seen_now() },
            issuer,
            issuer_number: used.map_or(0, |(number, _)| number.saturating_add(1)).max(at_least),
        }
    }

    /// The collaborative; none before its founding.
    pub fn collaborative(&self) -> Option<Collaborative> {
        self.collaborative
    }

    /// The programme in force; none where everybody shares one compartment.
    pub fn programme(&self) -> Option<&Programme> {
        self.programme.as_ref()
    }

    /// The inboxes that letters can be sealed to, by their compartment.
    pub fn inboxes(&self) -> impl Iterator<Item = (&CompartmentHandle, &Inbox)> {
        self.inboxes.iter()
    }

    /// The inbox of a compartment; none where nobody opened one.
    pub fn inbox(&self, compartment: &CompartmentHandle) -> Option<&Inbox> {
        self.inboxes.get(compartment)
    }

    /// The device with this id, revoked ones included.
    pub fn device(&self, id: &DeviceId) -> Option<&Device> {
        self.devices.get(id)
    }

    /// Every device, revoked ones included, in order of id.
    pub fn devices(&self) -> impl Iterator<Item = &Device> {
        self.devices.values()
    }

    /// The member with this id.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.members.get(id)
    }

    /// Every member, in order of id.
    pub fn members(&self) -> impl Iterator<Item = (&MemberId, &Member)> {
        self.members.iter()
    }

    /// Whose start key this is, as long as it was not used.
    pub fn starting(&self, key: &PublicKey) -> Option<(MemberId, &Member)> {
        let has_it = |member: &Member| member.start.is_some_and(|start| start.key == *key);
        self.members.iter().find(|(_, member)| has_it(member)).map(|(id, member)| (*id, member))
    }

    /// The compartment with this handle.
    pub fn compartment(&self, handle: &CompartmentHandle) -> Option<&Compartment> {
        self.compartments.get(handle)
    }

    /// Every compartment, in order of handle.
    pub fn compartments(&self) -> impl Iterator<Item = &Compartment> {
        self.compartments.values()
    }

    /// The devices that are in the compartment now: admitted and not revoked. In order of id.
    pub fn admitted(&self, handle: &CompartmentHandle) -> impl Iterator<Item = &Device> {
        let ever = self.compartments.get(handle).into_iter().flat_map(|found| found.admitted.iter());
        ever.filter_map(|id| self.devices.get(id)).filter(|device| !device.is_revoked())
    }

    /// Whether the device is in the compartment now.
    pub fn is_admitted(&self, handle: &CompartmentHandle, device: &DeviceId) -> bool {
        let ever = self.compartments.get(handle).is_some_and(|found| found.admitted.contains(device));
        ever && self.devices.get(device).is_some_and(|found| !found.is_revoked())
    }

    /// How a segment of this device stands that ends so; [`LaterWork::Counts`] of a device that was not revoked.
    pub fn later_work(&self, device: &DeviceId, end: &StreamHead) -> LaterWork {
        let revocation = self.devices.get(device).and_then(|device| device.revocation.as_ref());
        if revocation.is_none_or(|revocation| revocation.accepts(end)) {
            return LaterWork::Counts;
        }
        let compartment = self.compartments.get(&end.compartment);
        match compartment.and_then(|one| one.decision(device, &end.hash)) {
            Some(true) => LaterWork::Counts,
            Some(false) => LaterWork::Rejected,
            None => LaterWork::Waits,
        }
    }

    /// Whether the compartment's key is to be replaced: a revoked device knows it, or one that is inside does not (it came
    /// by an invitation that was older than the key). Never before the first key.
    pub fn needs_new_key(&self, handle: &CompartmentHandle) -> bool {
        let Some(found) = self.compartments.get(handle).filter(|found| found.epoch.is_some()) else {
            return false;
        };
        let revoked = |id: &DeviceId| self.devices.get(id).is_some_and(Device::is_revoked);
        found.knowers.iter().any(revoked)
            || self.admitted(handle).any(|one| !found.knowers.contains(&one.id()))
    }

    /// The invitation whose key has this id ([`PublicKey::device_id`]): what a request signed by an invitation
    /// names as its device.
    pub fn invitation(&self, id: &DeviceId) -> Option<&Invitation> {
        self.invitations.get(id)
    }

    /// The logs that the holder of an invitation needs in order to enrol: the collaborative's first.
    pub fn logs_for_invitation(&self, key: &PublicKey) -> Vec<LogId> {
        self.logs_where(|compartment| compartment.invitations.contains_key(key))
    }

    /// The key with this id that is no device's: the root, or an administrator of whatever compartment.
    pub fn administrator(&self, id: &DeviceId) -> Option<PublicKey> {
        let root = self.collaborative.map(|known| known.root);
        let all = self.compartments.values().flat_map(|one| one.administrators.iter().copied());
        root.into_iter().chain(all).find(|key| key.device_id() == *id)
    }

    /// The logs that an administrator's key needs: the collaborative's first, then those of its compartments.
    pub fn logs_for_administrator(&self, key: &PublicKey) -> Vec<LogId> {
        self.logs_where(|compartment| compartment.administrators.contains(key))
    }

    /// The logs that a device follows: the collaborative's first, then its compartments'.
    pub fn logs_for_device(&self, device: &DeviceId) -> Vec<LogId> {
        self.logs_where(|compartment| compartment.admitted.contains(device))
    }

    /// Where a log stands: count 0 and hash zero when there is none.
    pub fn head(&self, log: LogId) -> LogHeadMsg {
        let held = self.logs.get(&log);
        LogHeadMsg { log, count: held.map_or(0, Log::count), hash: held.map_or(Hash::ZERO, Log::head) }
    }

    /// Where every log stands, in order of id.
    pub fn heads(&self) -> Vec<LogHeadMsg> {
        self.logs.keys().map(|log| self.head(*log)).collect()
    }

    /// Whether the log held here once stood at this head, so that it continues what somebody saw earlier.
    pub fn passes_through(&self, head: &LogHeadMsg) -> bool {
        match head.count.checked_sub(1) {
            None => head.hash == Hash::ZERO,
            Some(last) => self.hash_at(head.log, last) == Some(head.hash),
        }
    }

    fn hash_at(&self, log: LogId, index: u32) -> Option<Hash> {
        self.logs.get(&log)?.hashes.get(usize::try_from(index).ok()?).copied()
    }

    fn is_collaborative_log(&self, log: LogId) -> bool {
        self.collaborative.is_none_or(|known| LogId::from(known.id) == log)
    }

    /// How many certificates the collaborative's log holds.
    fn seen_now(&self) -> u32 {
        let log = self.collaborative.and_then(|known| self.logs.get(&known.id.into()));
        log.map_or(0, Log::count)
    }

    fn logs_where(&self, wanted: impl Fn(&Compartment) -> bool) -> Vec<LogId> {
        let first = self.collaborative.map(|known| LogId::from(known.id));
        let others = self.compartments.values().filter(|one| wanted(one)).map(|one| LogId::from(one.handle));
        first.into_iter().chain(others).collect()
    }
}

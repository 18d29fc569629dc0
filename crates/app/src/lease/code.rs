//! The spoken codes: a device asks, and somebody who answers for others' work answers, with both ends offline.

use domain::lease::{Refused, may_answer};
use protocol::DeviceId;
use protocol::lease::{PROOF_LEN, Request, answer_from_text, answer_to_text};
use protocol::roster;
use vault::lease_proof;
use zeroize::Zeroizing;

use crate::device::MemberNamesView;
use crate::{AppError, Device};

/// An answer to a request, and whose request it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseAnswer {
    /// To be read out.
    pub code: String,
    /// The device that asked.
    pub device: DeviceId,
    /// Whose it is: to be compared with who speaks.
    pub names: MemberNamesView,
}

impl Device {
    /// What this device asks under this number.
    pub(super) fn lease_request(&self, number: u32) -> Request {
        Request::of(&self.me.device, number)
    }

    /// Who may give this device a code, by agency and name.
    pub(super) fn who_answers_leases(&self) -> Vec<MemberNamesView> {
        let mut names: Vec<MemberNamesView> =
            self.answering().map(|device| self.names_of(device.member)).collect();
        names.sort_by_cached_key(|one| (one.agency.clone(), one.name.clone(), one.role.clone()));
        names.dedup();
        names
    }

    /// The devices that may give this one a code, as far as is known here.
    fn answering(&self) -> impl Iterator<Item = &roster::Device> {
        let own = self.known.roster.device(&self.me.device);
        let devices = self.known.roster.devices();
        devices.filter(move |one| own.is_some_and(|own| self.may_answer_lease(one, own)))
    }

    /// Whoever answers for others' work in the agency, a coordinator, and the device that founded the collaborative, so
    /// that there is always one. Never the device itself.
    fn may_answer_lease(&self, answering: &roster::Device, asking: &roster::Device) -> bool {
        if answering.is_revoked() || answering.id() == asking.id() {
            return false;
        }
        let (by, to) = (self.names_of(answering.member), self.names_of(asking.member));
        let same_agency = !by.agency.is_empty() && by.agency == to.agency;
        answering.invited_by.is_none() || by.role.parse().is_ok_and(|role| may_answer(role, same_agency))
    }

    /// Answers the request that somebody read out. A device whose own lease is over may do so too: without any relay
    /// all leases end at once, and somebody has to be able to start them again. None answers itself.
    ///
    /// # Errors
    /// `lease.request_unknown` when no device known here asks so; `lease.own_request`, `lease.not_yours_to_give`,
    /// `lease.device_revoked`.
    pub fn answer_lease(&self, typed: &str) -> Result<LeaseAnswer, AppError> {
        let unknown = AppError::Input {
            code: "lease.request_unknown",
            what: "no device that is known here asks so: have it read out again, or sync first",
        };
        let Some(request) = Request::from_text(typed) else { return Err(unknown) };
        let asking = self.known.roster.devices().find(|one| request.is_of(&one.id())).ok_or(unknown)?;
        if asking.id() == self.me.device {
            return Err(AppError::Input {
                code: "lease.own_request",
                what: "this is this device's own request: another device has to answer it",
            });
        }
        if asking.is_revoked() {
            return Err(AppError::NotAllowed("lease.device_revoked"));
        }
        let own = self.known.roster.device(&self.me.device);
        if !own.is_some_and(|own| self.may_answer_lease(own, asking)) {
            return Err(AppError::NotAllowed("lease.not_yours_to_give"));
        }
        let ids = (asking.id(), self.me.device);
        let proof = lease_proof(self.identity.sealing(), &asking.keys.sealing, &ids.0, &ids.1, &request)?;
        let names = self.names_of(asking.member);
        Ok(LeaseAnswer { code: answer_to_text(&proof), device: asking.id(), names })
    }

    /// Starts the lease again with the code that somebody gave.
    ///
    /// # Errors
    /// `lease.code_mistyped`, which is not counted; `lease.code_wrong`; `lease.code_shut` after five of those;
    /// `lease.running` when nothing is to be unlocked; `store.*`.
    pub fn unlock_lease(&mut self, typed: &str) -> Result<(), AppError> {
        let Some(proof) = answer_from_text(typed) else {
            return Err(AppError::Input {
                code: "lease.code_mistyped",
                what: "this is no code: it has ten letters and digits; have it read out again",
            });
        };
        let now_ms = self.platform.clock.now_ms();
        let (before, tried) = {
            let mut watch = self.db.look();
            let (before, days) = (watch.lease, watch.days);
            (before, watch.lease.unlock(now_ms, days, |number| self.is_answer(number, &proof)))
        };
        let kept = self.db.keep();
        match tried {
            Ok(()) => {
                if let Err(error) = kept {
                    // a code that is used and not known to be used could be used again
                    self.db.look().lease = before;
                    return Err(error);
                }
                Ok(())
            }
            Err(refused) => Err(AppError::Input { code: refused.code(), what: words(refused) }),
        }
    }

    /// Whether one of those who may answer this device says so.
    fn is_answer(&self, number: u32, typed: &[u8; PROOF_LEN]) -> bool {
        let request = self.lease_request(number);
        let proof = |by: &roster::Device| -> Option<Zeroizing<[u8; PROOF_LEN]>> {
            let own = self.identity.sealing();
            lease_proof(own, &by.keys.sealing, &self.me.device, &by.id(), &request).ok()
        };
        self.answering().filter_map(proof).any(|proof| *proof == *typed)
    }
}

fn words(refused: Refused) -> &'static str {
    match refused {
        Refused::Running => "nothing is hidden: this device is in contact often enough",
        Refused::Wrong => "this code does not answer the request that this device shows now",
        Refused::Shut { .. } => {
            "too many codes were wrong: wait a quarter of an hour, then read out the new request"
        }
    }
}

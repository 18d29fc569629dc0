//! Certificates: all or nothing, by compare-and-swap on the logs they name. The roster judges them; the store
//! puts them in one order.

use std::collections::BTreeSet;

use protocol::certificate::{Certificate, Statement};
use protocol::limits::CERTIFICATES_MAX;
use protocol::roster::{Applied, Arrival, Roster, RosterError};
use protocol::wire::{CertificatesMsg, FoundMsg, LogHeadMsg, LogHeadsMsg, RefusalCode};
use protocol::{CompartmentHandle, Decode, DeviceId, LogId, sha256};

use super::members::{Caller, Members};
use super::request::{Answer, Hint, Refusal, RelayRequest};
use super::{Claim, Relay, STALE_TRIES};
use crate::store::{Budget, CertificatesAppend, NewCertificate, Revision, Store};

/// Of one answer; the rest is asked for again.
const REVOCATION_MAX_BYTES: usize = 4 * 1024 * 1024;

impl<S: Store> Relay<S> {
    /// Creates the collaborative. The token's holder may also bring the whole logs of a collaborative that
    /// lost its relay, so what was accepted elsewhere is taken as accepted.
    pub(super) fn found(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<Answer, Refusal> {
        let FoundMsg { claim_token, certificates } = FoundMsg::decode(request.body)?;
        let certificates = decode_all(&certificates)?;
        let members = self.members.current(&self.store)?;
        if members.roster.collaborative().is_some() {
            return found_again(&members, &certificates);
        }
        self.check_claim(&claim_token)?;
        let mut founded = Members::default();
        founded
            .roster
            .apply_all(&certificates, Arrival::Earlier)
            .map_err(|error| Refusal::from(error.refusal()))?;
        if !matches!(founded.caller(now_ms, request)?, Caller::Device(_)) {
            return Err(RefusalCode::Unauthenticated.into());
        }
        let new: Vec<NewCertificate> = certificates.iter().map(new_certificate).collect();
        match self.store.append_certificates(Revision::default(), &new)? {
            CertificatesAppend::Done(_) => {
                tracing::info!(certificates = new.len(), "claimed");
                Ok(Answer::of(&heads_of(&founded.roster, &certificates)))
            }
            CertificatesAppend::Stale => Err(RefusalCode::AlreadyClaimed.into()),
        }
    }

    fn check_claim(&self, token: &str) -> Result<(), Refusal> {
        match self.claim {
            Claim::Open => Ok(()),
            Claim::Token if self.store.claim_hash()? == Some(sha256(token.as_bytes())) => Ok(()),
            Claim::Token => Err(RefusalCode::ClaimToken.into()),
        }
    }

    /// Appends what is new of the certificates, or nothing. What a relay lost is given back by a device that belongs where
    /// it belongs: nothing else vouches for its not being made up later, by somebody who was revoked meanwhile.
    pub(super) fn append_certificates(
        &self,
        arrival: Arrival,
        given_back_by: Option<DeviceId>,
        body: &[u8],
    ) -> Result<Answer, Refusal> {
        let certificates = decode_all(&CertificatesMsg::decode(body)?.certificates)?;
        for _ in 0..STALE_TRIES {
            let members = self.members.current(&self.store)?;
            if members.roster.collaborative().is_none() {
                return Err(RefusalCode::Unclaimed.into());
            }
            let mut roster = members.roster.clone();
            let applied = roster
                .apply_all(&certificates, arrival)
                .map_err(|error| self.refuse(&error, &members, &certificates))?;
            if given_back_by.is_some_and(|device| !belongs(&roster, device, &certificates)) {
                return Err(RefusalCode::Forbidden.into());
            }
            let is_new = |(_, applied): &(&Certificate, Applied)| *applied == Applied::New;
            let new: Vec<NewCertificate> = certificates
                .iter()
                .zip(applied)
                .filter(is_new)
                .map(|(certificate, _)| new_certificate(certificate))
                .collect();
            let written = new.is_empty()
                || self.store.append_certificates(members.revision, &new)? != CertificatesAppend::Stale;
            if written {
                self.forget_spent(&certificates)?;
                tracing::info!(new = new.len(), "certificates accepted");
                return Ok(accepted(&roster, &certificates, &new));
            }
        }
        Err(Refusal::later(RefusalCode::Unavailable, 1))
    }

    /// The proof, for a revoked device, that it was not this relay who decided it: the collaborative's log from where it
    /// stands up to the certificate that revokes it, and nothing after that.
    pub(super) fn revocation(&self, device: DeviceId, at: u32, body: &[u8]) -> Result<Answer, Refusal> {
        let known = LogHeadMsg::decode(body)?;
        let members = self.members.current(&self.store)?;
        let log = members.roster.collaborative().map(|one| LogId::from(one.id));
        if log != Some(known.log) {
            return Err(RefusalCode::Forbidden.into());
        }
        let budget = Budget { bytes: REVOCATION_MAX_BYTES, items: CERTIFICATES_MAX };
        let mut certificates = self.store.log(known.log, known.count, budget)?.certificates;
        let left = at.saturating_add(1).saturating_sub(known.count);
        certificates.truncate(usize::try_from(left).unwrap_or(usize::MAX));
        tracing::info!(device = %device, count = certificates.len(), "a revoked device asked for the proof");
        Ok(Answer::of(&CertificatesMsg { certificates }))
    }

    fn refuse(&self, error: &RosterError, members: &Members, certificates: &[Certificate]) -> Refusal {
        tracing::warn!(code = error.code(), "certificates refused");
        if let RosterError::Equivocation { issuer } = error {
            tracing::error!(device = %issuer.device_id(), "one issuer signed two certificates under one number");
            self.members.freeze(*issuer);
        }
        match error.refusal() {
            RefusalCode::LogConflict => Refusal::log_conflict(heads_of(&members.roster, certificates).heads),
            code => code.into(),
        }
    }

    /// Drops the blobs of invitations that these certificates spend. Done for repeated ones too, so that a
    /// crash in between is mended by the device's own retry; until then the roster withholds the blob.
    fn forget_spent(&self, certificates: &[Certificate]) -> Result<(), Refusal> {
        for certificate in certificates {
            if matches!(certificate.statement, Statement::Enrolled(_)) {
                self.store.forget_invitation(certificate.place.issuer)?;
            }
        }
        Ok(())
    }
}

/// A repeated founding gets the same answer; anything else finds the relay taken.
fn found_again(members: &Members, certificates: &[Certificate]) -> Result<Answer, Refusal> {
    let mut roster = members.roster.clone();
    let known = roster
        .apply_all(certificates, Arrival::Earlier)
        .is_ok_and(|applied| !applied.is_empty() && applied.iter().all(|one| *one == Applied::Known));
    if known {
        Ok(Answer::of(&heads_of(&roster, certificates)))
    } else {
        Err(RefusalCode::AlreadyClaimed.into())
    }
}

/// Whether the device is in every compartment that these certificates are of.
fn belongs(roster: &Roster, device: DeviceId, certificates: &[Certificate]) -> bool {
    let is_there = |log: LogId| {
        let compartment = CompartmentHandle(log.0);
        roster.compartment(&compartment).is_none() || roster.is_admitted(&compartment, &device)
    };
    certificates.iter().all(|one| is_there(one.place.log))
}

fn accepted(roster: &Roster, certificates: &[Certificate], new: &[NewCertificate]) -> Answer {
    let grown: BTreeSet<LogId> = new.iter().map(|one| one.log).collect();
    let hints = grown.into_iter().map(|log| Hint::Certificates(log, roster.head(log).count)).collect();
    Answer { hints, ..Answer::of(&heads_of(roster, certificates)) }
}

fn heads_of(roster: &Roster, certificates: &[Certificate]) -> LogHeadsMsg {
    let logs: BTreeSet<LogId> = certificates.iter().map(|one| one.place.log).collect();
    let heads: Vec<LogHeadMsg> = logs.into_iter().map(|log| roster.head(log)).collect();
    LogHeadsMsg { heads }
}

fn decode_all(certificates: &[Vec<u8>]) -> Result<Vec<Certificate>, Refusal> {
    let decoded: Vec<Certificate> =
        certificates.iter().map(|bytes| Certificate::decode(bytes)).collect::<Result<_, _>>()?;
    let logs: BTreeSet<LogId> = decoded.iter().map(|one| one.place.log).collect();
    // the answer names every log, and has a cap
    if decoded.is_empty() || logs.len() > protocol::limits::COMPARTMENTS_MAX {
        return Err(RefusalCode::Malformed.into());
    }
    Ok(decoded)
}

fn new_certificate(certificate: &Certificate) -> NewCertificate {
    NewCertificate { log: certificate.place.log, hash: certificate.hash(), bytes: certificate.encode() }
}

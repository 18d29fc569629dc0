//! Who may do what, as the certificates in the store say. The roster is a cache of the store: every decision
//! first asks the store how many certificates it holds, so that several relay processes over one store agree,
//! and every write names the revision it was decided under.

use std::sync::{Arc, Mutex, PoisonError};

use protocol::auth::Auth;
use protocol::certificate::Certificate;
use protocol::limits::{COMPARTMENTS_MAX, REQUEST_SKEW_MAX_MS};
use protocol::roster::{Arrival, Invitation, Roster};
use protocol::wire::{LogHeadMsg, RefusalCode};
use protocol::{CompartmentHandle, DeviceId, Hash, LogId, PublicKey};

use super::request::RelayRequest;
use crate::store::{Revision, Store, StoreError};

/// The roster at one revision of the store.
#[derive(Clone, Default)]
pub(super) struct Members {
    pub(super) revision: Revision,
    pub(super) roster: Roster,
}

/// Who makes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// An enrolled device.
    Device(DeviceId),
    /// Whoever holds an unspent invitation.
    Invitation(PublicKey),
    /// Whoever holds an administrator's key: from a recovery kit, on a device that is not in the compartment yet.
    Administrator(PublicKey),
}

/// Who signed a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// No device of this collaborative.
    Unknown,
    /// Cut off.
    Revoked,
    /// A device with this signing key.
    Active(PublicKey),
}

impl Members {
    pub(super) fn author(&self, device: DeviceId) -> Author {
        match self.roster.device(&device) {
            None => Author::Unknown,
            Some(found) if found.is_revoked() => Author::Revoked,
            Some(found) => Author::Active(found.keys.signing),
        }
    }

    pub(super) fn is_admitted(&self, device: DeviceId, compartment: CompartmentHandle) -> bool {
        self.roster.is_admitted(&compartment, &device)
    }

    /// The compartment's current key epoch; 0 before the first.
    pub(super) fn epoch(&self, compartment: CompartmentHandle) -> u32 {
        self.roster.compartment(&compartment).map_or(0, |found| found.epoch_number())
    }

    pub(super) fn log_head(&self, log: LogId) -> LogHeadMsg {
        self.roster.head(log)
    }

    /// Why an invitation is over, if it is. One that is not in the log yet may still come.
    pub(super) fn invite_is_over(&self, invite: &PublicKey, now_ms: i64) -> Option<RefusalCode> {
        self.roster.invitation(&invite.device_id()).and_then(|found| over(found, now_ms))
    }

    /// The logs that somebody may read who is no device.
    pub(super) fn logs_for(&self, caller: Caller) -> Vec<LogId> {
        match caller {
            Caller::Device(device) => self.roster.logs_for_device(&device),
            Caller::Invitation(key) => self.roster.logs_for_invitation(&key),
            Caller::Administrator(key) => self.roster.logs_for_administrator(&key),
        }
    }

    /// The logs of compartments that the device was admitted to and does not know of, if it asks for logs at all.
    pub(super) fn logs_new_to(&self, device: DeviceId, known: &[LogHeadMsg]) -> Vec<LogHeadMsg> {
        if known.is_empty() {
            return Vec::new();
        }
        let is_new = |log: &LogId| known.iter().all(|head| head.log != *log);
        let unread = |log| LogHeadMsg { log, count: 0, hash: Hash::ZERO };
        // no more than an answer, and then a question, can name
        let room = (COMPARTMENTS_MAX + 1).saturating_sub(known.len());
        // the first is the collaborative's, which everybody follows
        let logs = self.roster.logs_for_device(&device).into_iter().skip(1);
        logs.filter(is_new).take(room).map(unread).collect()
    }

    /// Whether a device is given news of this log: who is in a compartment, and when its key changes, is for its members.
    /// One who holds more of it than there is here was a member before certificates were lost.
    pub(super) fn device_reads(&self, device: DeviceId, known: &LogHeadMsg) -> bool {
        let compartment = CompartmentHandle(known.log.0);
        let others = self.roster.compartment(&compartment).is_some_and(|one| !one.admitted.contains(&device));
        !others || known.count > self.log_head(known.log).count
    }

    /// A revoked device that proves that it is that one, and the place of the certificate that revokes it.
    pub(super) fn revoked(
        &self,
        now_ms: i64,
        request: &RelayRequest<'_>,
    ) -> Result<(DeviceId, u32), RefusalCode> {
        let auth = request.auth.and_then(Auth::from_header).ok_or(RefusalCode::Unauthenticated)?;
        let device = self.roster.device(&auth.device).ok_or(RefusalCode::Unauthenticated)?;
        if !auth.verify(&device.keys.transport, request.method, request.target, request.body) {
            return Err(RefusalCode::Unauthenticated);
        }
        let revocation = device.revocation.as_ref().ok_or(RefusalCode::Forbidden)?;
        if auth.time_ms.abs_diff(now_ms) > REQUEST_SKEW_MAX_MS.unsigned_abs() {
            return Err(RefusalCode::ClockSkew);
        }
        Ok((auth.device, revocation.at))
    }

    /// Who asks. A wrong signature is told nothing more: not even that the device was revoked.
    pub(super) fn caller(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<Caller, RefusalCode> {
        let auth = request.auth.and_then(Auth::from_header).ok_or(RefusalCode::Unauthenticated)?;
        let signed_by = |key: &PublicKey| auth.verify(key, request.method, request.target, request.body);
        let caller = if let Some(device) = self.roster.device(&auth.device) {
            if !signed_by(&device.keys.transport) {
                return Err(RefusalCode::Unauthenticated);
            }
            if device.is_revoked() {
                return Err(RefusalCode::Revoked);
            }
            Caller::Device(auth.device)
        } else if let Some(invitation) = self.roster.invitation(&auth.device) {
            if !signed_by(&invitation.key) {
                return Err(RefusalCode::Unauthenticated);
            }
            if let Some(over) = over(invitation, now_ms) {
                return Err(over);
            }
            Caller::Invitation(invitation.key)
        } else {
            let key = self.roster.administrator(&auth.device).filter(signed_by);
            Caller::Administrator(key.ok_or(RefusalCode::Unauthenticated)?)
        };
        // a replay within this window can only repeat what is idempotent
        if auth.time_ms.abs_diff(now_ms) > REQUEST_SKEW_MAX_MS.unsigned_abs() {
            return Err(RefusalCode::ClockSkew);
        }
        Ok(caller)
    }
}

/// Used before, or its time is over: whoever is refused is told which.
fn over(invitation: &Invitation, now_ms: i64) -> Option<RefusalCode> {
    match (invitation.spent_by, invitation.is_open(now_ms)) {
        (_, true) => None,
        (Some(_), false) => Some(RefusalCode::InvitationSpent),
        (None, false) => Some(RefusalCode::InvitationExpired),
    }
}

/// The newest roster this process has made.
#[derive(Default)]
pub(super) struct MembersCache(Mutex<Arc<Members>>);

impl MembersCache {
    /// The roster as the store has it now.
    pub(super) fn current(&self, store: &impl Store) -> Result<Arc<Members>, StoreError> {
        let held = self.held();
        let revision = store.revision()?;
        if held.revision == revision {
            return Ok(held);
        }
        let fresh = Arc::new(if held.revision < revision {
            held.advanced(store)?
        } else {
            // the store went back under us: a backup was put in place
            Members::default().advanced(store)?
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&fresh);
        Ok(fresh)
    }

    /// Remembers an issuer that signed two certificates under one number, until this process ends.
    pub(super) fn freeze(&self, issuer: PublicKey) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut held).roster.freeze(issuer);
    }

    fn held(&self) -> Arc<Members> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Members {
    fn advanced(&self, store: &impl Store) -> Result<Self, StoreError> {
        let mut next = self.clone();
        for bytes in store.certificates_after(self.revision)? {
            let certificate = Certificate::decode(&bytes).map_err(|_| StoreError::Damaged("certificate"))?;
            next.roster
                .apply(&certificate, Arrival::Earlier)
                .map_err(|_| StoreError::Damaged("certificate log"))?;
            next.revision = Revision(next.revision.0 + 1);
        }
        Ok(next)
    }
}

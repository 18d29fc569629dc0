//! The relay's whole behaviour, without sockets, clock or randomness: one request in, one answer out.

mod certificates;
mod contacts;
mod invitations;
mod members;
mod rendezvous;
mod request;
mod segments;
mod sync;

use std::collections::BTreeSet;

use aws_lc_rs::signature::Ed25519KeyPair;
use protocol::certificate::StreamHead;
use protocol::limits::{MESSAGE_MAX_BYTES, SEGMENT_MAX_BYTES, SEGMENT_MAX_ENTRIES};
use protocol::roster::{Arrival, Device};
use protocol::wire::{DeviceHeadsMsg, RefusalCode, RelayInfoMsg};
use protocol::{CompartmentHandle, DeviceId, GenerationId, PublicKey, Signature};

use self::members::{Caller, MembersCache};
use self::request::{Answer, Refusal, Route};
pub use self::request::{Hint, RelayRequest, RelayResponse};
use crate::limits::{Limits, Meter};
use crate::store::{Identity, Store, StoreError};

/// How often a decision is taken again because the roster changed meanwhile.
const STALE_TRIES: usize = 8;
/// A segment with as many keyboxes as it has entries, and their frame.
const UPLOAD_MAX_BYTES: usize = SEGMENT_MAX_BYTES + SEGMENT_MAX_ENTRIES * 128 + 1024;
/// A cursor or a log head for each of the most compartments a device may hold.
const SYNC_MAX_BYTES: usize = 16 * 1024;

/// Who may create the collaborative on an unclaimed relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Whoever reaches it: it listens on loopback only.
    Open,
    /// Whoever knows the token whose hash is in the store.
    Token,
}

/// Which listening devices are told of a [`Hint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    /// These.
    Some(BTreeSet<DeviceId>),
    /// Every device that still belongs; whoever is not among them was revoked, and its stream ends.
    Everybody(BTreeSet<DeviceId>),
}

/// One relay over one store.
pub struct Relay<S> {
    store: S,
    members: MembersCache,
    meter: Meter,
    limits: Limits,
    claim: Claim,
    generation: GenerationId,
    key: PublicKey,
    signer: Ed25519KeyPair,
}

impl<S: Store> Relay<S> {
    /// Takes up the store's identity; an empty store becomes `fresh` (random bytes from the caller).
    ///
    /// # Errors
    /// [`StoreError`] when the store fails or what it holds is damaged.
    pub fn open(store: S, limits: Limits, claim: Claim, fresh: Identity) -> Result<Self, StoreError> {
        let identity = store.identity(fresh)?;
        let signer = Ed25519KeyPair::from_seed_unchecked(&identity.key_seed)
            .map_err(|_| StoreError::Damaged("checkpoint key"))?;
        let key = public_key(&signer)?;
        let members = MembersCache::default();
        members.current(&store)?;
        let meter = Meter::new(limits);
        Ok(Self { store, members, meter, limits, claim, generation: identity.generation, key, signer })
    }

    /// What it keeps.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Whether a collaborative was created here.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub fn is_claimed(&self) -> Result<bool, StoreError> {
        Ok(self.members.current(&self.store)?.roster.collaborative().is_some())
    }

    /// Carries out one request. What it acknowledges is durable. `now_ms`: milliseconds since 1970.
    pub fn handle(&self, now_ms: i64, request: &RelayRequest<'_>) -> RelayResponse {
        let route = Route::parse(request.method, request.target);
        let name = route.map_or("unknown", Route::name);
        let answer = match route {
            Ok(route) => self.answer(now_ms, route, request),
            Err(code) => self.meter_unknown(now_ms).and(Err(code.into())),
        };
        let response = match answer {
            Ok(answer) => answer.response(),
            Err(refusal) => refusal.response(now_ms),
        };
        let (bytes_in, bytes_out) = (request.body.len(), response.body.len());
        let (status, code) = (response.status, response.code.unwrap_or("-"));
        if response.status < 400 {
            tracing::debug!(call = name, status, bytes_in, bytes_out, "answered");
        } else {
            tracing::warn!(call = name, status, code, bytes_in, "refused");
        }
        response
    }

    /// Who wants to listen for hints.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub fn listener(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<DeviceId, RelayResponse> {
        self.device(now_ms, request).map_err(|refusal| refusal.response(now_ms))
    }

    /// Who is told of this. Asked once for each hint, however many listen.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub fn audience(&self, hint: Hint) -> Result<Audience, StoreError> {
        let members = self.members.current(&self.store)?;
        let inside = |handle| members.roster.admitted(&handle).map(Device::id).collect();
        Ok(match hint {
            Hint::Segments(compartment, _) => Audience::Some(inside(compartment)),
            Hint::Certificates(log, _)
                if members.roster.collaborative().is_none_or(|one| log != one.id.into()) =>
            {
                Audience::Some(inside(CompartmentHandle(log.0)))
            }
            Hint::Certificates(..) => {
                let active = members.roster.devices().filter(|device| !device.is_revoked());
                Audience::Everybody(active.map(Device::id).collect())
            }
        })
    }

    fn answer(&self, now_ms: i64, route: Route, request: &RelayRequest<'_>) -> Result<Answer, Refusal> {
        if request.body.len() > max_body_bytes(route) {
            self.meter_unknown(now_ms)?;
            return Err(RefusalCode::TooLarge.into());
        }
        match route {
            Route::Info => {
                self.anybody(now_ms, request)?;
                self.info(now_ms)
            }
            Route::Found => {
                self.anybody(now_ms, request)?;
                self.found(now_ms, request)
            }
            Route::Certificates => {
                self.anybody(now_ms, request)?;
                self.append_certificates(Arrival::Now(now_ms), None, request.body)
            }
            Route::Restore => {
                let device = self.device(now_ms, request)?;
                self.append_certificates(Arrival::Earlier, Some(device), request.body)
            }
            Route::Revocation => {
                let (device, at) = self.revoked(now_ms, request)?;
                self.revocation(device, at, request.body)
            }
            Route::GetInvitation(handle) => {
                self.anybody(now_ms, request)?;
                self.get_invitation(now_ms, handle)
            }
            Route::PutInvitation(handle, invite) => {
                self.device(now_ms, request)?;
                self.put_invitation(now_ms, handle, invite, request.body)
            }
            Route::Segments => {
                let device = self.device(now_ms, request)?;
                self.upload(now_ms, device, request.body)
            }
            Route::DeviceHeads(device) => {
                let caller = self.caller(now_ms, request)?;
                self.device_heads(caller, device)
            }
            Route::PutMessage(code, place) => self.put_message(now_ms, request, code, place),
            Route::GetMessage(code, place) => {
                self.met(now_ms, request)?;
                self.get_message(now_ms, code, place)
            }
            Route::Contacts => {
                let caller = self.caller(now_ms, request)?;
                self.contacts(caller)
            }
            Route::Sync => {
                let caller = self.caller(now_ms, request)?;
                self.sync(now_ms, caller, request.body)
            }
        }
    }

    /// Where a device's streams stand, in every compartment: for the root, who is to say up to where its work counts.
    fn device_heads(&self, caller: Caller, device: DeviceId) -> Result<Answer, Refusal> {
        let members = self.members.current(&self.store)?;
        let root = members.roster.collaborative().map(|known| known.root);
        match caller {
            Caller::Administrator(key) if root == Some(key) => {}
            _ => return Err(RefusalCode::Forbidden.into()),
        }
        // a stream's id is enough to know it by; which compartments there are is not for everybody who reads that log
        let blind = |head| StreamHead { compartment: CompartmentHandle([0; 16]), ..head };
        // a letter is whole when it is here: there is no later work in it to cut off
        let ever_inside = |head: &StreamHead| {
            let compartment = members.roster.compartment(&head.compartment);
            compartment.is_some_and(|one| one.admitted.contains(&device))
        };
        let heads = self.store.streams_of(device)?.into_iter().filter(ever_inside).map(blind).collect();
        Ok(Answer::of(&DeviceHeadsMsg { heads }))
    }

    fn info(&self, now_ms: i64) -> Result<Answer, Refusal> {
        let members = self.members.current(&self.store)?;
        Ok(Answer::of(&RelayInfoMsg {
            generation: self.generation,
            key: self.key,
            collaborative: members.roster.collaborative().map(|known| known.id),
            time_ms: now_ms,
        }))
    }

    /// Who asks, within its limits. Whoever cannot prove who it is counts as unknown.
    fn caller(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<Caller, Refusal> {
        let members = self.members.current(&self.store)?;
        let caller = match members.caller(now_ms, request) {
            Ok(caller) => caller,
            Err(code) => {
                self.meter_unknown(now_ms)?;
                return Err(code.into());
            }
        };
        let counted = match caller {
            Caller::Device(device) => device,
            Caller::Invitation(key) | Caller::Administrator(key) => key.device_id(),
        };
        self.meter.device(counted, request.body.len(), now_ms).map_err(throttled)?;
        Ok(caller)
    }

    /// A device that was revoked, and the place of the certificate that says so.
    fn revoked(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<(DeviceId, u32), Refusal> {
        let members = self.members.current(&self.store)?;
        let (device, at) = match members.revoked(now_ms, request) {
            Ok(found) => found,
            Err(code) => {
                self.meter_unknown(now_ms)?;
                return Err(code.into());
            }
        };
        self.meter.device(device, request.body.len(), now_ms).map_err(throttled)?;
        Ok((device, at))
    }

    fn device(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<DeviceId, Refusal> {
        match self.caller(now_ms, request)? {
            Caller::Device(device) => Ok(device),
            Caller::Invitation(_) | Caller::Administrator(_) => Err(RefusalCode::Forbidden.into()),
        }
    }

    /// For calls that nobody has to sign. Who signs anyway is counted alone, so that strangers who use up what
    /// is left for the unknown cannot keep an administrator's revocation out.
    fn anybody(&self, now_ms: i64, request: &RelayRequest<'_>) -> Result<(), Refusal> {
        if request.auth.is_none() {
            return self.meter_unknown(now_ms);
        }
        match self.caller(now_ms, request) {
            Err(refusal) if refusal.code == RefusalCode::Throttled => Err(refusal),
            // not known here (yet), and counted as such
            _ => Ok(()),
        }
    }

    fn meter_unknown(&self, now_ms: i64) -> Result<(), Refusal> {
        self.meter.unknown(now_ms).map_err(throttled)
    }

    fn sign(&self, message: &[u8]) -> Signature {
        let mut signature = [0u8; 64];
        for (to, from) in signature.iter_mut().zip(self.signer.sign(message).as_ref()) {
            *to = *from;
        }
        Signature(signature)
    }
}

fn throttled(wait_s: u32) -> Refusal {
    Refusal::later(RefusalCode::Throttled, wait_s)
}

fn max_body_bytes(route: Route) -> usize {
    match route {
        Route::Info | Route::GetInvitation(_) | Route::DeviceHeads(_) | Route::Contacts => 0,
        Route::GetMessage(..) => 0,
        Route::PutMessage(..) => protocol::rendezvous::MESSAGE_MAX_BYTES,
        Route::Found | Route::Certificates | Route::Restore => MESSAGE_MAX_BYTES,
        Route::PutInvitation(..) => protocol::limits::INVITATION_BLOB_MAX_BYTES,
        Route::Segments => UPLOAD_MAX_BYTES,
        Route::Sync | Route::Revocation => SYNC_MAX_BYTES,
    }
}

fn public_key(signer: &Ed25519KeyPair) -> Result<PublicKey, StoreError> {
    use aws_lc_rs::signature::KeyPair;
    let bytes = signer.public_key().as_ref().try_into();
    bytes.map(PublicKey).map_err(|_| StoreError::Damaged("checkpoint key"))
}

//! A store without a disk, for simulations and for tests of everything above the store. A clone is a backup:
//! put back, it is a relay that lost what it had acknowledged.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::certificate::StreamHead;
use protocol::wire::{LogHeadMsg, StoredSegmentMsg, StreamHeadMsg, next_chain};
use protocol::{
    CompartmentHandle, DeviceId, Hash, InvitationHandle, Keybox, KeyboxHandle, LogId, PublicKey, StreamId,
};

use super::{
    Budget, CertificatesAppend, ContactRow, EMPTY_STREAM, Identity, InvitationPut, InvitationRow, LogRange,
    NewCertificate, NewSegment, Place, RendezvousAdd, RendezvousRow, Revision, SegmentAppend, Since, Store,
    StoreError, continuity, cost_bytes, placed,
};

#[derive(Clone)]
struct Stream {
    device: DeviceId,
    head: StreamHeadMsg,
    /// First sequence number → hash and place.
    places: BTreeMap<u64, (Hash, Place)>,
}

#[derive(Clone, Default)]
struct Compartment {
    /// Index 0 holds position 1.
    segments: Vec<(StoredSegmentMsg, Hash)>,
    streams: BTreeMap<StreamId, Stream>,
    keyboxes: BTreeMap<KeyboxHandle, Keybox>,
}

#[derive(Clone, Default)]
struct State {
    identity: Option<Identity>,
    claim_hash: Option<Hash>,
    certificates: Vec<NewCertificate>,
    compartments: BTreeMap<CompartmentHandle, Compartment>,
    invitations: BTreeMap<InvitationHandle, InvitationRow>,
    contacts: BTreeMap<DeviceId, ContactRow>,
    rendezvous: BTreeMap<u32, RendezvousRow>,
}

/// See the module.
#[derive(Default)]
pub struct MemoryStore(Mutex<State>);

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.state().clone()))
    }
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts another life: a backup put back by an operator who follows the book.
    pub fn renew_generation(&self, generation: protocol::GenerationId) {
        if let Some(identity) = &mut self.state().identity {
            identity.generation = generation;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn revision(&self) -> Revision {
        Revision(self.certificates.len() as u64)
    }

    fn place_of(&self, new: &NewSegment) -> Option<Place> {
        let stream = self.compartments.get(&new.compartment)?.streams.get(&new.stream)?;
        let (hash, place) = stream.places.get(&new.first_seq)?;
        (*hash == new.hash).then_some(*place)
    }
}

impl Compartment {
    fn head(&self) -> Place {
        let position = self.segments.len() as u64;
        Place { position, chain: self.chain_at(position).unwrap_or(Hash::ZERO) }
    }

    fn chain_at(&self, position: u64) -> Option<Hash> {
        let Some(index) = position.checked_sub(1) else { return Some(Hash::ZERO) };
        let index = usize::try_from(index).ok()?;
        self.segments.get(index).map(|(_, chain)| *chain)
    }

    fn refusal(&self, new: &NewSegment) -> Option<SegmentAppend> {
        let stream = self.streams.get(&new.stream);
        if stream.is_some_and(|stream| stream.device != new.device) {
            return Some(SegmentAppend::OtherDevice);
        }
        if let Some(refusal) = continuity(stream.map_or(EMPTY_STREAM, |stream| stream.head.clone()), new) {
            return Some(refusal);
        }
        let taken = |keybox: &Keybox| self.keyboxes.get(&keybox.handle).is_some_and(|other| other != keybox);
        new.keyboxes.iter().any(taken).then_some(SegmentAppend::KeyboxTaken)
    }

    fn append(&mut self, new: &NewSegment) -> Place {
        let before = self.head();
        let place = Place { position: before.position + 1, chain: next_chain(before.chain, new.hash) };
        let mut keyboxes = Vec::new();
        for keybox in &new.keyboxes {
            if self.keyboxes.insert(keybox.handle, keybox.clone()).is_none() {
                keyboxes.push(keybox.clone());
            }
        }
        keyboxes.sort_by_key(|keybox| keybox.handle);
        let stored = StoredSegmentMsg { position: place.position, segment: new.bytes.clone(), keyboxes };
        self.segments.push((stored, place.chain));
        let stream = self.streams.entry(new.stream).or_insert_with(|| Stream {
            device: new.device,
            head: EMPTY_STREAM,
            places: BTreeMap::new(),
        });
        stream.head = StreamHeadMsg { next_seq: new.next_seq, hash: new.hash };
        stream.places.insert(new.first_seq, (new.hash, place));
        place
    }
}

impl Store for MemoryStore {
    fn identity(&self, fresh: Identity) -> Result<Identity, StoreError> {
        Ok(*self.state().identity.get_or_insert(fresh))
    }

    fn claim_hash(&self) -> Result<Option<Hash>, StoreError> {
        Ok(self.state().claim_hash)
    }

    fn set_claim_hash(&self, hash: Hash) -> Result<(), StoreError> {
        self.state().claim_hash = Some(hash);
        Ok(())
    }

    fn revision(&self) -> Result<Revision, StoreError> {
        Ok(self.state().revision())
    }

    fn certificates_after(&self, revision: Revision) -> Result<Vec<Vec<u8>>, StoreError> {
        let skip = usize::try_from(revision.0).unwrap_or(usize::MAX);
        Ok(self.state().certificates.iter().skip(skip).map(|one| one.bytes.clone()).collect())
    }

    fn append_certificates(
        &self,
        seen: Revision,
        new: &[NewCertificate],
    ) -> Result<CertificatesAppend, StoreError> {
        let mut state = self.state();
        if state.revision() != seen {
            return Ok(CertificatesAppend::Stale);
        }
        state.certificates.extend_from_slice(new);
        Ok(CertificatesAppend::Done(state.revision()))
    }

    fn log(&self, log: LogId, after: u32, budget: Budget) -> Result<LogRange, StoreError> {
        let state = self.state();
        let of_log: Vec<&NewCertificate> = state.certificates.iter().filter(|one| one.log == log).collect();
        let hash = |count: usize| match count.checked_sub(1) {
            None => Some(Hash::ZERO),
            Some(last) => of_log.get(last).map(|one| one.hash),
        };
        let mut left = budget.bytes;
        let mut certificates = Vec::new();
        for one in of_log.iter().skip(after as usize).take(budget.items) {
            if one.bytes.len() > left && !certificates.is_empty() {
                break;
            }
            left = left.saturating_sub(one.bytes.len());
            certificates.push(one.bytes.clone());
        }
        let count = u32::try_from(of_log.len()).unwrap_or(u32::MAX);
        let head = LogHeadMsg { log, count, hash: hash(of_log.len()).unwrap_or(Hash::ZERO) };
        Ok(LogRange { head, hash_at: hash(after as usize), certificates })
    }

    fn append_segment(&self, seen: Revision, new: &NewSegment) -> Result<SegmentAppend, StoreError> {
        let mut state = self.state();
        if state.revision() != seen {
            return Ok(SegmentAppend::Stale);
        }
        if let Some(place) = state.place_of(new) {
            return Ok(SegmentAppend::Known(place));
        }
        if let Some(refusal) = state.compartments.entry(new.compartment).or_default().refusal(new) {
            return Ok(refusal);
        }
        Ok(SegmentAppend::Done(state.compartments.entry(new.compartment).or_default().append(new)))
    }

    fn place_of(&self, segment: &NewSegment) -> Result<Option<Place>, StoreError> {
        Ok(self.state().place_of(segment))
    }

    fn streams_of(&self, device: DeviceId) -> Result<Vec<StreamHead>, StoreError> {
        let mut heads = Vec::new();
        for (compartment, held) in &self.state().compartments {
            for (stream, one) in held.streams.iter().filter(|(_, one)| one.device == device) {
                let StreamHeadMsg { next_seq, hash } = one.head;
                heads.push(StreamHead { compartment: *compartment, stream: *stream, next_seq, hash });
            }
        }
        Ok(heads)
    }

    fn since(
        &self,
        compartment: CompartmentHandle,
        position: u64,
        budget: Budget,
    ) -> Result<Since, StoreError> {
        let state = self.state();
        let Some(held) = state.compartments.get(&compartment) else {
            let chain_at = (position == 0).then_some(Hash::ZERO);
            return Ok(Since { head: Place::START, chain_at, segments: Vec::new() });
        };
        let mut left = budget.bytes;
        let mut segments = Vec::new();
        let skip = usize::try_from(position).unwrap_or(usize::MAX);
        for (stored, _) in held.segments.iter().skip(skip).take(budget.items) {
            let cost = cost_bytes(stored.segment.len(), stored.keyboxes.len());
            if cost > left && !segments.is_empty() {
                break;
            }
            left = left.saturating_sub(cost);
            segments.push(stored.clone());
        }
        Ok(Since { head: held.head(), chain_at: held.chain_at(position), segments })
    }

    fn put_invitation(
        &self,
        handle: InvitationHandle,
        row: &InvitationRow,
        now_ms: i64,
    ) -> Result<InvitationPut, StoreError> {
        let mut state = self.state();
        for old in state.invitations.values_mut().filter(|old| old.expires_ms <= now_ms) {
            old.blob.clear();
        }
        let held = state.invitations.entry(handle).or_insert_with(|| row.clone());
        Ok(if held.blob == row.blob && held.invite == row.invite {
            InvitationPut::Done
        } else {
            InvitationPut::Taken
        })
    }

    fn invitation(&self, handle: InvitationHandle) -> Result<Option<InvitationRow>, StoreError> {
        Ok(self.state().invitations.get(&handle).cloned())
    }

    fn forget_invitation(&self, invite: PublicKey) -> Result<(), StoreError> {
        for row in self.state().invitations.values_mut().filter(|row| row.invite == Some(invite)) {
            row.blob.clear();
        }
        Ok(())
    }

    fn contact(&self, device: DeviceId) -> Result<Option<ContactRow>, StoreError> {
        Ok(self.state().contacts.get(&device).cloned())
    }

    fn set_contact(&self, device: DeviceId, row: &ContactRow) -> Result<(), StoreError> {
        self.state().contacts.insert(device, row.clone());
        Ok(())
    }

    fn contacts(&self) -> Result<Vec<(DeviceId, ContactRow)>, StoreError> {
        Ok(self.state().contacts.iter().map(|(device, row)| (*device, row.clone())).collect())
    }

    fn open_rendezvous(&self, number: u32, row: &RendezvousRow, now_ms: i64) -> Result<bool, StoreError> {
        let mut state = self.state();
        state.rendezvous.retain(|_, old| old.expires_ms > now_ms);
        let held = state.rendezvous.entry(number).or_insert_with(|| row.clone());
        Ok(held.opener == row.opener && held.messages.first() == row.messages.first())
    }

    fn add_to_rendezvous(&self, number: u32, place: u8, message: &[u8]) -> Result<RendezvousAdd, StoreError> {
        let mut state = self.state();
        let Some(held) = state.rendezvous.get_mut(&number) else { return Ok(RendezvousAdd::TooEarly) };
        Ok(placed(&held.messages, place, message).unwrap_or_else(|| {
            held.messages.push(message.to_vec());
            RendezvousAdd::Done
        }))
    }

    fn rendezvous(&self, number: u32) -> Result<Option<RendezvousRow>, StoreError> {
        Ok(self.state().rendezvous.get(&number).cloned())
    }

    fn ready(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

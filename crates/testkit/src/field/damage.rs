//! A relay's store with other bytes in it.

use footbridge_relay::store::{
    Budget, Identity, MemoryStore, NewCertificate, NewSegment, Revision, Store, StoreError,
};
use protocol::{Certificate, CompartmentHandle, GenerationId, Hash, Segment, StreamId, sha256};
use std::collections::BTreeMap;

/// No limit to one read.
pub(super) const ALL: Budget = Budget { bytes: usize::MAX, items: usize::MAX };

/// A copy of a store in which the segments of one compartment went through `damage`, and every sum fits what they
/// are now.
pub(super) fn damaged(
    from: &dyn Store,
    compartment: CompartmentHandle,
    damage: impl FnMut(&mut Vec<u8>),
) -> Result<MemoryStore, StoreError> {
    let to = MemoryStore::new();
    poured(from, &to, compartment, damage)?;
    Ok(to)
}

/// Pours the identity, the certificates and one compartment of a store into an empty one.
pub(super) fn poured(
    from: &dyn Store,
    to: &dyn Store,
    compartment: CompartmentHandle,
    mut damage: impl FnMut(&mut Vec<u8>),
) -> Result<(), StoreError> {
    let nobody = Identity { generation: GenerationId([0; 16]), key_seed: [0; 32] };
    to.identity(from.identity(nobody)?)?;
    for bytes in from.certificates_after(Revision(0))? {
        let log = Certificate::decode(&bytes).map_err(|_| StoreError::Damaged("certificate"))?.place.log;
        let new = NewCertificate { log, hash: sha256(&bytes), bytes };
        to.append_certificates(to.revision()?, &[new])?;
    }
    let mut heads: BTreeMap<StreamId, Hash> = BTreeMap::new();
    for stored in from.since(compartment, 0, ALL)?.segments {
        let segment = Segment::decode(&stored.segment).map_err(|_| StoreError::Damaged("segment"))?;
        let mut bytes = stored.segment;
        damage(&mut bytes);
        let mut new = NewSegment::new(&segment, bytes, stored.keyboxes, 0);
        new.previous = heads.insert(new.stream, new.hash).unwrap_or(Hash::ZERO);
        to.append_segment(to.revision()?, &new)?;
    }
    Ok(())
}

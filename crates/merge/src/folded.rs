//! The folded state of one record: what automerge would show, kept without a document.
//!
//! The rule is automerge's own: an operation removes its predecessors from the key's values and adds its own;
//! concurrent values stay beside each other. What is kept of a change is its hash, its place and its stamp; of an
//! overwritten value only the operation's id, so that a change cannot claim predecessors that never were.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ActorId, ChangeHash, CompartmentId, Held, Record, RecordId, RecordKind, Scalar, Stamp};

use crate::change::OpId;

mod codec;
mod digest;
mod fold;

pub use codec::FoldedError;
pub use fold::{Fold, FoldRefusal};

/// Where a change stands: its actor and its number among the actor's changes of this record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) actor: ActorId,
    pub(crate) seq: u32,
}

/// What is kept of a change that was folded in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    pub(crate) hash: ChangeHash,
    pub(crate) start_op: u32,
    pub(crate) max_op: u32,
    /// The changes it follows, ascending.
    pub(crate) deps: Vec<Place>,
    pub(crate) stamp: Stamp,
}

/// One value that stands in a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Put {
    pub(crate) id: OpId,
    pub(crate) value: Scalar,
}

/// One key.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Field {
    /// The values that stand, by id ascending.
    pub(crate) standing: Vec<Put>,
    /// The puts that were replaced or deleted, ascending.
    pub(crate) replaced: Vec<OpId>,
}

/// The folded state of one record. The same on every device that folded the same changes, in whatever order
/// they came. Starts empty; [`Folded::encode`] gives the bytes to store beside the record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// Each actor's changes; an actor's changes form a chain, its numbers are dense from 1.
    pub(crate) chains: BTreeMap<ActorId, Vec<Known>>,
    /// The changes that no other change follows.
    pub(crate) heads: BTreeSet<ChangeHash>,
    pub(crate) fields: BTreeMap<String, Field>,
}

impl Folded {
    /// The state of a record without any change.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether no change was folded in yet.
    pub fn is_empty(&self) -> bool {
        self.chains.is_empty()
    }

    /// How many changes were folded in.
    pub fn change_count(&self) -> usize {
        self.chains.values().map(Vec::len).sum()
    }

    /// Whether this change was folded in.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        self.place_of(hash).is_some()
    }

    /// Whether a change of this actor was folded in.
    pub fn knows(&self, actor: &ActorId) -> bool {
        self.chains.contains_key(actor)
    }

    /// The changes that no other change follows, ascending: what an edit made on this state depends on.
    pub fn heads(&self) -> impl ExactSizeIterator<Item = ChangeHash> + '_ {
        self.heads.iter().copied()
    }

    /// The hashes of every change folded in, ascending by actor, then by sequence.
    pub fn hashes(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        self.chains.values().flatten().map(|known| known.hash)
    }

    /// Whether anybody ever wrote this key, also when it was cleared since.
    pub fn was_written(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// For each key the values that stand there, the latest by automerge order first: what automerge's `get`
    /// gives, then the rest of `get_all`. Keys without a value are left out.
    pub fn visible(&self) -> BTreeMap<String, Vec<Held>> {
        let held = |field: &Field| field.standing.iter().rev().filter_map(|put| self.held(put)).collect();
        let fields = self.fields.iter().filter(|(_, field)| !field.standing.is_empty());
        fields.map(|(key, field)| (key.clone(), held(field))).collect()
    }

    /// The visible state as a record.
    pub fn record(&self, id: RecordId, kind: RecordKind, compartment: CompartmentId) -> Record {
        Record { id, kind, compartment, fields: self.visible() }
    }

    /// Always there: every standing value was written by a change that was folded in.
    fn held(&self, put: &Put) -> Option<Held> {
        let stamp = self.writer_of(&put.id)?.stamp.clone();
        Some(Held { value: put.value.clone(), stamp, actor: put.id.actor })
    }

    /// The change that this operation is part of.
    fn writer_of(&self, id: &OpId) -> Option<&Known> {
        let chain = self.chains.get(&id.actor)?;
        let index = chain.partition_point(|known| known.max_op < id.counter);
        chain.get(index).filter(|known| known.start_op <= id.counter)
    }

    /// Where the change with this hash stands. Searched from each actor's newest: that is what changes follow.
    pub(crate) fn place_of(&self, hash: &ChangeHash) -> Option<Place> {
        self.chains.iter().find_map(|(actor, chain)| {
            let index = chain.iter().rposition(|known| known.hash == *hash)?;
            Some(Place { actor: *actor, seq: u32::try_from(index).ok()?.checked_add(1)? })
        })
    }

    pub(crate) fn known(&self, place: Place) -> Option<&Known> {
        let index = usize::try_from(place.seq.checked_sub(1)?).ok()?;
        self.chains.get(&place.actor)?.get(index)
    }

    /// The actor's newest change.
    pub(crate) fn last_of(&self, actor: &ActorId) -> Option<&Known> {
        self.chains.get(actor)?.last()
    }

    /// How many changes of this actor were folded in.
    pub(crate) fn seq_of(&self, actor: &ActorId) -> u32 {
        self.chains.get(actor).map_or(0, |chain| u32::try_from(chain.len()).unwrap_or(u32::MAX))
    }
}

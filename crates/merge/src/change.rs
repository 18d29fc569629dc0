//! One change, read and found harmless.

use domain::{ActorId, ChangeHash, Edit, Scalar, Stamp};

/// Names one operation: its counter, then its actor. The order is automerge's: of the values that stand in a
/// key the one with the greatest id is shown first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct OpId {
    pub(crate) counter: u32,
    pub(crate) actor: ActorId,
}

/// One operation on one key of the root map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Op {
    pub(crate) key: String,
    /// `None` removes the key.
    pub(crate) value: Option<Scalar>,
    /// What it replaces: ascending, no other operation of the same change.
    pub(crate) predecessors: Vec<OpId>,
}

/// One change that was read and validated: it touches only scalars of the root map, says who made it and when,
/// and is written as automerge writes it. Whether it *fits* a record is for [`crate::Folded::fold`] to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspected {
    pub(crate) hash: ChangeHash,
    pub(crate) actor: ActorId,
    pub(crate) seq: u32,
    pub(crate) start_op: u32,
    pub(crate) deps: Vec<ChangeHash>,
    pub(crate) stamp: Stamp,
    pub(crate) ops: Vec<Op>,
}

impl Inspected {
    /// Names the change wherever it comes from.
    pub fn hash(&self) -> ChangeHash {
        self.hash
    }

    /// The device incarnation that wrote it. Its first eight bytes are those of the device's id.
    pub fn actor(&self) -> ActorId {
        self.actor
    }

    /// Its number among the actor's changes of this record: 1, 2, 3 …
    pub fn sequence(&self) -> u32 {
        self.seq
    }

    /// The changes it follows, ascending.
    pub fn dependencies(&self) -> &[ChangeHash] {
        &self.deps
    }

    /// Who made it, when, and how sure of the clock.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// What it does, as edits, in the order it was written.
    pub fn edits(&self) -> impl Iterator<Item = Edit> + '_ {
        self.ops.iter().map(|op| Edit { key: op.key.clone(), value: op.value.clone() })
    }

    /// The keys in which it replaces or removes what stood there.
    pub fn replaced_keys(&self) -> impl Iterator<Item = &str> {
        self.ops.iter().filter(|op| !op.predecessors.is_empty()).map(|op| op.key.as_str())
    }

    /// The keys it writes.
    pub fn keys(&self) -> impl Iterator<Item = &str> + '_ {
        self.ops.iter().map(|op| op.key.as_str())
    }

    /// The counters of its operations.
    pub(crate) fn op_counters(&self) -> std::ops::Range<u32> {
        let count = u32::try_from(self.ops.len()).unwrap_or(u32::MAX);
        self.start_op..self.start_op.saturating_add(count)
    }
}

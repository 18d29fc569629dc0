//! Writes a change: automerge's own encoder makes the bytes.

use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, ObjectId, Op as WrittenOp, OpId as WrittenOpId, OpType};
use automerge::{Change, ExpandedChange, ScalarValue};
use domain::{ChangeHash, Scalar};

use crate::Reject;
use crate::change::{Inspected, Op, OpId};
use crate::stamp::to_message;

/// The one way to write `change` (whose own hash is not looked at), and its hash. Panics inside automerge end in
/// [`Reject::Panicked`].
pub(crate) fn build(change: &Inspected) -> Result<(ChangeHash, Vec<u8>), Reject> {
    let start_op = NonZeroU64::new(change.start_op.into()).ok_or(Reject::Counter)?;
    let expanded = ExpandedChange {
        operations: change.ops.iter().map(written_op).collect(),
        actor_id: automerge::ActorId::from(change.actor.0),
        hash: None,
        seq: change.seq.into(),
        start_op,
        time: change.stamp.at.unix_ms(),
        message: Some(to_message(&change.stamp)),
        deps: change.deps.iter().map(|hash| automerge::ChangeHash(hash.0)).collect(),
        extra_bytes: Vec::new(),
        author: None,
    };
    let written = catch_unwind(AssertUnwindSafe(|| Change::from(expanded))).map_err(|_| Reject::Panicked)?;
    Ok((ChangeHash(written.hash().0), written.raw_bytes().to_vec()))
}

fn written_op(op: &Op) -> WrittenOp {
    WrittenOp {
        action: match &op.value {
            Some(value) => OpType::Put(written_value(value)),
            None => OpType::Delete,
        },
        obj: ObjectId::Root,
        key: Key::Map(op.key.as_str().into()),
        pred: op.predecessors.iter().map(written_id).collect(),
        insert: false,
    }
}

fn written_id(id: &OpId) -> WrittenOpId {
    WrittenOpId(id.counter.into(), automerge::ActorId::from(id.actor.0))
}

/// The value as automerge holds it.
pub(crate) fn written_value(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Real(number) => ScalarValue::F64(*number),
        Scalar::Flag(flag) => ScalarValue::Boolean(*flag),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

//! Reads the operations of a change from their columns.

use std::collections::BTreeSet;

use domain::{ActorId, Scalar};

use crate::Reject;
use crate::bytes::Input;
use crate::change::{Op, OpId};
use crate::columns::{Column, DeltaColumn};
use crate::limits::{KEY_MAX_BYTES, OPERATIONS_MAX};

const ACTION_PUT: u64 = 1;
const ACTION_DELETE: u64 = 3;

/// The columns that operations on scalars of the root map have.
#[derive(Default)]
pub(crate) struct OpColumns<'a> {
    key: &'a [u8],
    insert: &'a [u8],
    action: &'a [u8],
    value_meta: &'a [u8],
    value: &'a [u8],
    pred_count: &'a [u8],
    pred_actor: &'a [u8],
    pred_counter: &'a [u8],
}

impl<'a> OpColumns<'a> {
    /// Reads the table of columns and the columns. Order, repetition, empty columns and what is left over in one
    /// are not looked at here: they show when the change is written again.
    pub(crate) fn read(input: &mut Input<'a>) -> Result<Self, Reject> {
        let count = input.size()?;
        let mut table = Vec::new();
        for _ in 0..count {
            table.push((input.unsigned()?, input.size()?));
        }
        let mut columns = Self::default();
        for (spec, len) in table {
            let spec = u32::try_from(spec).map_err(|_| Reject::Malformed("column"))?;
            let data = input.take(len)?;
            *columns.slot(spec)? = data;
        }
        Ok(columns)
    }

    /// A column by its specification: id × 16 + type.
    fn slot(&mut self, spec: u32) -> Result<&mut &'a [u8], Reject> {
        Ok(match spec {
            0x01 | 0x02 => return Err(Reject::NotRoot),
            0x11 | 0x13 => return Err(Reject::List),
            0x15 => &mut self.key,
            0x34 => &mut self.insert,
            0x42 => &mut self.action,
            0x56 => &mut self.value_meta,
            0x57 => &mut self.value,
            0x70 => &mut self.pred_count,
            0x71 => &mut self.pred_actor,
            0x73 => &mut self.pred_counter,
            other => return Err(Reject::Column(other)),
        })
    }
}

struct OpReader<'a> {
    key: Column<'a, &'a str>,
    action: Column<'a, u64>,
    value_meta: Column<'a, u64>,
    value: Input<'a>,
    pred_count: Column<'a, u64>,
    pred_actor: Column<'a, u64>,
    pred_counter: DeltaColumn<'a>,
    actors: &'a [ActorId],
    start_op: u32,
    /// How many predecessors the change may still name, all operations together.
    preds_left: usize,
}

/// The operations, in order. `actors` are those the change names, its author first.
pub(crate) fn read_ops<'a>(
    columns: &OpColumns<'a>,
    actors: &'a [ActorId],
    start_op: u32,
) -> Result<Vec<Op>, Reject> {
    let mut reader = OpReader {
        key: Column::new(columns.key),
        action: Column::new(columns.action),
        value_meta: Column::new(columns.value_meta),
        value: Input::new(columns.value),
        pred_count: Column::new(columns.pred_count),
        pred_actor: Column::new(columns.pred_actor),
        pred_counter: DeltaColumn::new(columns.pred_counter),
        actors,
        start_op,
        preds_left: OPERATIONS_MAX,
    };
    let mut ops = Vec::new();
    let mut keys = BTreeSet::new();
    while let Some(action) = reader.action.next()? {
        if ops.len() == OPERATIONS_MAX {
            return Err(Reject::TooMany("operations"));
        }
        let key = reader.key.want()?;
        // a run may claim one key for any number of operations: stop at the second
        if !keys.insert(key) {
            return Err(Reject::KeyTwice);
        }
        ops.push(reader.read(key, action)?);
    }
    if ops.is_empty() {
        return Err(Reject::Empty);
    }
    no_inserts(columns.insert)?;
    Ok(ops)
}

impl OpReader<'_> {
    fn read(&mut self, key: &str, action: u64) -> Result<Op, Reject> {
        if !is_key(key) {
            return Err(Reject::Key);
        }
        let meta = self.value_meta.want()?;
        let value = match action {
            ACTION_PUT => Some(self.read_value(meta)?),
            ACTION_DELETE if meta == 0 => None,
            ACTION_DELETE => return Err(Reject::Malformed("delete")),
            other => return Err(Reject::Operation(other)),
        };
        let predecessors = self.read_predecessors()?;
        if value.is_none() && predecessors.is_empty() {
            return Err(Reject::Predecessors);
        }
        Ok(Op { key: key.to_owned(), value, predecessors })
    }

    fn read_value(&mut self, meta: u64) -> Result<Scalar, Reject> {
        let len = usize::try_from(meta >> 4).map_err(|_| Reject::Malformed("value"))?;
        let raw = self.value.take(len)?;
        match (meta & 0x0f) as u8 {
            1 => Ok(Scalar::Flag(false)),
            2 => Ok(Scalar::Flag(true)),
            4 => Input::new(raw).signed().map(Scalar::Int),
            5 => {
                let number = f64::from_le_bytes(raw.try_into().map_err(|_| Reject::Malformed("value"))?);
                if number.is_finite() { Ok(Scalar::Real(number)) } else { Err(Reject::NotFinite) }
            }
            6 => std::str::from_utf8(raw).map(Scalar::text).map_err(|_| Reject::Malformed("text")),
            7 => Ok(Scalar::Bytes(raw.to_vec())),
            other => Err(Reject::ValueType(other)),
        }
    }

    fn read_predecessors(&mut self) -> Result<Vec<OpId>, Reject> {
        let count = self.pred_count.want()?;
        let mut out: Vec<OpId> = Vec::new();
        for _ in 0..count {
            self.preds_left = self.preds_left.checked_sub(1).ok_or(Reject::TooMany("predecessors"))?;
            let index = usize::try_from(self.pred_actor.want()?).map_err(|_| Reject::Predecessors)?;
            let actor = *self.actors.get(index).ok_or(Reject::Predecessors)?;
            let counter = u32::try_from(self.pred_counter.want()?).map_err(|_| Reject::Predecessors)?;
            let id = OpId { counter, actor };
            // strictly ascending, so that two runs cannot repeat one predecessor without end
            if counter == 0 || counter >= self.start_op || out.last().is_some_and(|before| *before >= id) {
                return Err(Reject::Predecessors);
            }
            out.push(id);
        }
        Ok(out)
    }
}

/// The insert column must be one run of "no"; its length shows when the change is written again.
fn no_inserts(column: &[u8]) -> Result<(), Reject> {
    let mut input = Input::new(column);
    input.unsigned()?;
    if input.is_empty() { Ok(()) } else { Err(Reject::List) }
}

/// Whether a field may be called so: 1 to 256 bytes without control characters.
pub(crate) fn is_key(key: &str) -> bool {
    (1..=KEY_MAX_BYTES).contains(&key.len()) && !key.chars().any(char::is_control)
}

//! automerge itself is asked: each record is built from one device's journal, apart from the product's own folding.

use std::collections::BTreeMap;

use automerge::{AutoCommit, Change, ROOT, ReadDoc, ScalarValue};
use domain::{Record, RecordId, Scalar};

use crate::lens::Home;
use crate::violation::{Promise, Run, Violation};
use crate::world::World;

impl World {
    /// Every record of the first device: all keys, all values that stand, in order, the winner first.
    pub fn shows_what_automerge_shows(&mut self, homes: &[Home]) -> Run {
        let Some(home) = homes.first() else { return Ok(()) };
        let mut histories: BTreeMap<RecordId, Vec<&[u8]>> = BTreeMap::new();
        for row in &home.journal {
            histories.entry(row.record).or_default().push(&row.bytes);
        }
        let device = self.actors[0].device()?;
        for (id, history) in histories {
            let shown = device.record(id)?;
            if let Err(what) = compare(&shown, &history) {
                return Err(Violation::of(Promise::IsAutomerge, format!("record {id}: {what}")));
            }
        }
        Ok(())
    }
}

fn compare(shown: &Record, history: &[&[u8]]) -> Result<(), String> {
    let changes: Result<Vec<Change>, _> = history.iter().map(|bytes| Change::try_from(*bytes)).collect();
    let mut document = AutoCommit::new();
    document.apply_changes(changes.map_err(|error| error.to_string())?).map_err(|error| error.to_string())?;
    let keys: Vec<String> = document.keys(ROOT).collect();
    if !shown.fields.keys().eq(&keys) {
        return Err(format!("automerge has the keys {keys:?}"));
    }
    for (key, held) in &shown.fields {
        let all = document.get_all(ROOT, key).map_err(|error| error.to_string())?;
        let mut theirs: Vec<ScalarValue> = Vec::new();
        for (value, _) in all.into_iter().rev() {
            theirs.push(value.into_scalar().map_err(|_| format!("{key} is no scalar"))?);
        }
        let winner = document.get(ROOT, key).ok().flatten().and_then(|(value, _)| value.into_scalar().ok());
        let ours: Vec<ScalarValue> = held.iter().map(|one| written(&one.value)).collect();
        if ours != theirs || winner.as_ref() != ours.first() {
            return Err(format!("{key}: shown {ours:?}, automerge {theirs:?}, winner {winner:?}"));
        }
    }
    Ok(())
}

fn written(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Real(number) => ScalarValue::F64(*number),
        Scalar::Flag(flag) => ScalarValue::Boolean(*flag),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

//! The visible state of one record: for each key every concurrent value that still stands.

use std::collections::BTreeMap;

use crate::{ActorId, CompartmentId, RecordId, RecordKind, Scalar, Stamp};

/// One change a person makes to one field. `None` removes the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The flat key: `name.family`, `need.housing`, `dose.<uuid>`.
    pub key: String,
    /// The new value; `None` removes the key.
    pub value: Option<Scalar>,
}

impl Edit {
    /// Sets `key` to `value`.
    pub fn set(key: impl Into<String>, value: Scalar) -> Self {
        Self { key: key.into(), value: Some(value) }
    }

    /// Removes `key`.
    pub fn clear(key: impl Into<String>) -> Self {
        Self { key: key.into(), value: None }
    }
}

/// One value that stands in a field, and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The value.
    pub value: Scalar,
    /// Who wrote it, when.
    pub stamp: Stamp,
    /// The device incarnation that wrote it.
    pub actor: ActorId,
}

/// The visible state of one record, the same on every device that holds the same changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// Who may read it.
    pub compartment: CompartmentId,
    /// Every key with the values that stand there: never empty, the latest by automerge order first. More
    /// than one entry means concurrent edits; they are a conflict only when the values differ.
    pub fields: BTreeMap<String, Vec<Held>>,
}

impl Record {
    /// The value shown first for `key`.
    pub fn get(&self, key: &str) -> Option<&Scalar> {
        self.fields.get(key)?.first().map(|held| &held.value)
    }

    /// The text shown first for `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// The distinct values that stand in `key`, the one shown first leading.
    pub fn distinct(&self, key: &str) -> Vec<&Held> {
        let mut out: Vec<&Held> = Vec::new();
        for held in self.fields.get(key).into_iter().flatten() {
            if !out.iter().any(|seen| seen.value.same_as(&held.value)) {
                out.push(held);
            }
        }
        out
    }

    /// All keys under `prefix.`, with the prefix removed: the ids of facts, the members of a set.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [Held])> {
        self.fields.range(format!("{prefix}.")..).map_while(move |(key, held)| {
            let rest = key.strip_prefix(prefix)?.strip_prefix('.')?;
            Some((rest, held.as_slice()))
        })
    }
}

//! The files that the peers' workload generator writes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use app::domain::RecordId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contact::{Peer, canonical};

/// One single-field edit.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FieldEdit {
    /// The record.
    pub id: String,
    /// The workload's name of the field.
    pub field: String,
    /// What it becomes.
    pub value: Value,
}

/// What is expected of a device after a scenario.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Content {
    /// How many records.
    pub count: u64,
    /// SHA-256 over all of them.
    pub hash: String,
}

/// `meta.json`.
#[derive(Debug, Deserialize)]
pub struct Meta {
    /// How many records.
    pub n: u64,
    /// After each scenario.
    pub expect: BTreeMap<String, Content>,
}

/// Reads `meta.json`.
pub fn meta(folder: &Path) -> anyhow::Result<Meta> {
    Ok(serde_json::from_str(&read(&folder.join("meta.json"))?)?)
}

/// Reads a file of one JSON value a line.
pub fn jsonl<T: for<'de> Deserialize<'de>>(file: &Path) -> anyhow::Result<Vec<T>> {
    let text = read(file)?;
    text.lines().map(|line| serde_json::from_str(line).context("not JSON")).collect()
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// The content that each record touched in the offline week must have in the end.
pub fn after_the_week(folder: &Path) -> anyhow::Result<BTreeMap<RecordId, String>> {
    let records = |name: &str| jsonl::<Peer>(&folder.join(name));
    let mut all = BTreeMap::new();
    for record in records("records.jsonl")? {
        all.insert(id_of(&record)?, record);
    }
    let mut out = BTreeMap::new();
    for name in ["edits-a.jsonl", "edits-b.jsonl"] {
        for edit in jsonl::<FieldEdit>(&folder.join(name))? {
            let id: RecordId = edit.id.parse()?;
            let record = all.get_mut(&id).context("an edit of no record")?;
            record.insert(edit.field, edit.value);
            out.insert(id, canonical(record)?);
        }
    }
    for name in ["new-a.jsonl", "new-b.jsonl"] {
        for record in records(name)? {
            out.insert(id_of(&record)?, canonical(&record)?);
        }
    }
    Ok(out)
}

/// A record's own id.
pub fn id_of(record: &Peer) -> anyhow::Result<RecordId> {
    Ok(record.get("id").and_then(Value::as_str).context("a record without an id")?.parse()?)
}

//! What the programs' own files and answers show.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

/// A segment at the relay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The relay's number for the compartment.
    pub compartment: i64,
    /// Where it lies there.
    pub position: i64,
    /// Which one.
    pub hash: Vec<u8>,
}

/// The segments whose arrival the relay acknowledged to a device. The device must not run, and must have closed
/// its mailbox in good order: looking at it must not mend anything before the program does.
///
/// # Errors
/// When the mailbox cannot be read.
pub fn acknowledged(home: &Path) -> Result<BTreeSet<Vec<u8>>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let file = Connection::open_with_flags(home.join("mailbox.db"), flags)?;
    let mut rows = file.prepare("SELECT hash FROM outgoing WHERE position IS NOT NULL")?;
    let rows = rows.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A record with all its values.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// Its kind.
    pub kind: String,
    /// Field → every value that stands.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Shown {
    /// Whether a field has this value, alone or beside others.
    pub fn has(&self, key: &str, value: &str) -> bool {
        self.fields.get(key).is_some_and(|values| values.iter().any(|one| one == value))
    }

    /// The first value of a field.
    pub fn first(&self, key: &str) -> &str {
        self.fields.get(key).and_then(|values| values.first()).map_or("", String::as_str)
    }
}

/// Everything on a device.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Records by id.
    pub records: BTreeMap<String, Shown>,
    /// Drafts by id, and what was typed.
    pub drafts: BTreeMap<String, String>,
}

impl Held {
    /// From the answers to `export` and `draft list`.
    ///
    /// # Errors
    /// When they are not what they should be.
    pub fn read(export: &Value, drafts: &Value) -> Result<Self> {
        let mut held = Self::default();
        for one in list(export, "records")? {
            held.records.insert(text(one, "id").to_owned(), shown(one)?);
        }
        for one in list(drafts, "drafts")? {
            let typed = one.get("contact").map_or("", |contact| text(contact, "narrative"));
            held.drafts.insert(text(one, "id").to_owned(), typed.to_owned());
        }
        Ok(held)
    }
}

fn shown(record: &Value) -> Result<Shown> {
    let mut shown = Shown { kind: text(record, "kind").to_owned(), fields: BTreeMap::new() };
    for field in list(record, "fields")? {
        let beside = field.get("conflict").and_then(Value::as_array).into_iter().flatten();
        let mut values: Vec<String> = beside.map(|one| text(one, "value").to_owned()).collect();
        values.insert(0, text(field, "value").to_owned());
        shown.fields.insert(text(field, "key").to_owned(), values);
    }
    Ok(shown)
}

/// A list in an answer.
///
/// # Errors
/// When it is not there.
pub fn list<'a>(of: &'a Value, key: &str) -> Result<&'a Vec<Value>> {
    of.get(key).and_then(Value::as_array).with_context(|| format!("no `{key}` in {of}"))
}

/// A text in an answer; empty when it is not there.
pub fn text<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}

//! What the rows say of one record or fact, until every row was read. Order of rows leaves no trace but in the
//! line numbers of the report.

use std::collections::BTreeMap;

use domain::{Edit, RecordKind, Scalar};

use super::report::Disagreement;
use super::value::Ranked;

/// One value that some row gave to a slot, and the key it is to be written under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    value: Ranked,
    key: String,
}

/// The slots of one record, or of one fact. A slot holds every distinct value and the first line of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    slots: BTreeMap<String, BTreeMap<Candidate, u64>>,
}

impl Draft {
    /// A row in `line` says that `key` is `value`.
    pub fn put(&mut self, key: &str, value: Ranked, line: u64) {
        self.put_as(key, key, value, line);
    }

    /// Like [`Draft::put`], where values under several keys answer one question: only one of them stands.
    pub fn put_as(&mut self, slot: &str, key: &str, value: Ranked, line: u64) {
        let candidate = Candidate { value, key: key.to_owned() };
        if !self.slots.contains_key(slot) {
            self.slots.insert(slot.to_owned(), BTreeMap::new());
        }
        if let Some(seen) = self.slots.get_mut(slot) {
            seen.entry(candidate).or_insert(line); // lines only grow: the first stays
        }
    }

    /// The value that stands, by the key it stands under.
    pub fn standing(&self) -> impl Iterator<Item = (&str, &Scalar)> {
        let first = self.slots.values().filter_map(|seen| seen.keys().next());
        first.map(|candidate| (candidate.key.as_str(), &candidate.value.value))
    }

    /// The value that stands under `key`.
    pub fn get(&self, key: &str) -> Option<&Scalar> {
        self.standing().find(|(standing, _)| *standing == key).map(|(_, value)| value)
    }

    /// What stands, as edits sorted by key.
    pub fn edits(&self) -> Vec<Edit> {
        let by_key: BTreeMap<_, _> = self.standing().collect();
        by_key.into_iter().map(|(key, value)| Edit::set(key, value.clone())).collect()
    }

    /// The slots in which rows contradict each other; `prefix` goes before the field's name.
    pub fn disagreements(&self, kind: RecordKind, key: &[String], prefix: &str, out: &mut Vec<Disagreement>) {
        for (slot, seen) in &self.slots {
            let mut known = seen.iter().filter(|(candidate, _)| !candidate.value.is_unknown());
            let Some((kept, kept_line)) = known.next() else { continue };
            let left_out: Vec<_> = known
                .filter(|(other, _)| other.value.value != kept.value.value)
                .map(|(other, line)| (other.value.value.to_string(), *line))
                .collect();
            if !left_out.is_empty() {
                out.push(Disagreement {
                    kind,
                    key: key.to_vec(),
                    field: format!("{prefix}{slot}"),
                    kept: kept.value.value.to_string(),
                    kept_line: *kept_line,
                    left_out,
                });
            }
        }
    }
}

//! What the programs said was done, and what must be there for it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::seen::Held;

/// Which device, by its place in the town.
pub type Owner = usize;

/// What one field or draft may hold: the last value that was acknowledged, or one that was tried since. `None` is a
/// draft that is no more.
#[derive(Clone, Debug, Default)]
struct May {
    owner: Owner,
    acknowledged: bool,
    values: Vec<Option<String>>,
}

/// An import: whole or not there.
#[derive(Clone, Debug)]
struct Import {
    owner: Owner,
    numbers: BTreeSet<String>,
    acknowledged: bool,
}

/// What was acknowledged, tried and seen so far.
#[derive(Default)]
pub struct Ledger {
    /// Answers that said something was done.
    pub acknowledged: u64,
    /// Names of people whose contacts were tried, and on which device.
    pub names: Vec<(Owner, String)>,
    /// Contacts that were acknowledged.
    pub contacts: Vec<(Owner, String)>,
    /// Their people.
    pub people: Vec<(Owner, String)>,
    /// Handoffs, and who is asked.
    pub offers: Vec<(String, String)>,
    number: u64,
    records: BTreeMap<String, Owner>,
    fields: BTreeMap<(String, String), May>,
    events: BTreeMap<(String, String, String), Owner>,
    drafts: BTreeMap<(Owner, String), May>,
    imports: Vec<Import>,
    seen: BTreeMap<Owner, BTreeSet<String>>,
    at_relay: BTreeSet<String>,
}

impl Ledger {
    /// A number that was not given before.
    pub fn next_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// A record stands.
    pub fn record(&mut self, by: Owner, id: &str) {
        self.records.entry(id.to_owned()).or_insert(by);
    }

    /// A value may stand from now on.
    pub fn field_tried(&mut self, record: &str, key: &str, value: &str) {
        let may = self.fields.entry((record.to_owned(), key.to_owned())).or_default();
        may.values.push(Some(value.to_owned()));
    }

    /// A value stands, and no earlier one.
    pub fn field_stands(&mut self, by: Owner, record: &str, key: &str, value: &str) {
        let may = May { owner: by, acknowledged: true, values: vec![Some(value.to_owned())] };
        self.fields.insert((record.to_owned(), key.to_owned()), may);
    }

    /// An event of a handoff stands.
    pub fn event(&mut self, by: Owner, handoff: &str, kind: &str, party: &str) {
        self.events.insert((handoff.to_owned(), kind.to_owned(), party.to_owned()), by);
    }

    /// Whether an event of a handoff stands.
    pub fn has_event(&self, handoff: &str, kind: &str) -> bool {
        self.events.keys().any(|(id, known, _)| id == handoff && known == kind)
    }

    /// A draft may hold this from now on, or be no more.
    pub fn draft_tried(&mut self, by: Owner, id: &str, typed: Option<&str>) {
        let may = self.drafts.entry((by, id.to_owned())).or_default();
        may.values.push(typed.map(str::to_owned));
    }

    /// A draft holds this, or is no more.
    pub fn draft_stands(&mut self, by: Owner, id: &str, typed: Option<&str>) {
        let may = May { owner: by, acknowledged: true, values: vec![typed.map(str::to_owned)] };
        self.drafts.insert((by, id.to_owned()), may);
    }

    /// The drafts of a device are gone with its key. How many.
    pub fn forget_drafts(&mut self, by: Owner) -> usize {
        let before = self.drafts.len();
        self.drafts.retain(|(who, _), _| *who != by);
        before - self.drafts.len()
    }

    /// Whether anything is known of drafts of a device.
    pub fn has_drafts(&self, by: Owner) -> bool {
        self.drafts.keys().any(|(who, _)| *who == by)
    }

    /// Drafts that are there for certain.
    pub fn drafts_of(&self, by: Owner) -> Vec<String> {
        let there = |may: &May| may.acknowledged && may.values.iter().all(Option::is_some);
        let own = self.drafts.iter().filter(|((who, _), may)| *who == by && there(may));
        own.map(|((_, id), _)| id.clone()).collect()
    }

    /// An import may be there from now on.
    pub fn import_tried(&mut self, by: Owner, numbers: &[String]) {
        let numbers: BTreeSet<String> = numbers.iter().cloned().collect();
        if !self.imports.iter().any(|one| one.numbers == numbers) {
            self.imports.push(Import { owner: by, numbers, acknowledged: false });
        }
    }

    /// An import is there.
    pub fn imported(&mut self, by: Owner, numbers: &[String]) {
        let numbers: BTreeSet<String> = numbers.iter().cloned().collect();
        for one in self.imports.iter_mut().filter(|one| one.owner == by && one.numbers == numbers) {
            one.acknowledged = true;
        }
    }

    /// A sync was said to have come to its end: everything acknowledged here is at the relay now, and everything
    /// at the relay is here.
    pub fn synced(&mut self, by: Owner, answer: &Value) {
        let in_step = answer.get("up_to_date").and_then(Value::as_bool) == Some(true);
        if !in_step || answer.get("unsent").and_then(Value::as_u64) != Some(0) {
            return;
        }
        let own = self.records.iter().filter(|(_, owner)| **owner == by).map(|(id, _)| id.clone());
        self.at_relay.extend(own);
        let seen = self.seen.entry(by).or_default();
        self.at_relay.extend(seen.iter().cloned());
        seen.extend(self.at_relay.iter().cloned());
    }

    /// Whether a device has shown a record.
    pub fn has_seen(&self, by: Owner, id: &str) -> bool {
        self.seen.get(&by).is_some_and(|seen| seen.contains(id))
    }

    /// Looks at everything a device shows after a kill: what it acknowledged itself, what it ever showed, and what
    /// it was in step with.
    ///
    /// # Errors
    /// When something is lost, half there, or came back.
    pub fn check(&mut self, by: Owner, held: &Held) -> Result<()> {
        let own = |owner: &Owner| *owner == by;
        self.check_all(held, own)?;
        self.check_drafts(by, held)?;
        let seen = self.seen.entry(by).or_default();
        if let Some(lost) = seen.iter().find(|id| !held.records.contains_key(*id)) {
            bail!(
                "record {lost} was here, or at the relay when this device was in step with it, and is lost"
            );
        }
        seen.extend(held.records.keys().cloned());
        Ok(())
    }

    /// Looks at everything a device shows when all are in step: everything that was acknowledged anywhere.
    ///
    /// # Errors
    /// As [`Ledger::check`].
    pub fn check_end(&mut self, by: Owner, held: &Held) -> Result<()> {
        self.check(by, held)?;
        self.check_all(held, |_| true)
    }

    fn check_all(&self, held: &Held, asked: impl Fn(&Owner) -> bool) -> Result<()> {
        for (id, _) in self.records.iter().filter(|(_, owner)| asked(owner)) {
            if !held.records.contains_key(id) {
                bail!("record {id} was acknowledged and is lost");
            }
        }
        for ((id, key), may) in self.fields.iter().filter(|(_, may)| may.acknowledged && asked(&may.owner)) {
            let there = held.records.get(id).is_some_and(|shown| {
                may.values
                    .iter()
                    .flatten()
                    .any(|value| shown.has(key, value.trim_end()) || shown.has(key, value))
            });
            if !there {
                let shown = held.records.get(id).map_or("nothing", |shown| shown.first(key));
                bail!("{key} of {id}: one of {:?} was acknowledged, and {shown:?} stands", may.values);
            }
        }
        for ((id, kind, party), _) in self.events.iter().filter(|(_, owner)| asked(owner)) {
            check_event(held, id, kind, party)?;
        }
        self.check_imports(held, &asked)?;
        self.names.iter().filter(|(owner, _)| asked(owner)).try_for_each(|(_, name)| check_whole(held, name))
    }

    fn check_imports(&self, held: &Held, asked: &impl Fn(&Owner) -> bool) -> Result<()> {
        let numbers: Vec<&str> = held.records.values().map(|one| one.first("agency_number.pa-oin")).collect();
        for import in self.imports.iter().filter(|one| asked(&one.owner)) {
            let there: BTreeSet<&str> =
                numbers.iter().copied().filter(|number| import.numbers.contains(*number)).collect();
            if there.len() != import.numbers.len() && (import.acknowledged || !there.is_empty()) {
                bail!("an import of {} incidents: {} are there", import.numbers.len(), there.len());
            }
        }
        Ok(())
    }

    fn check_drafts(&self, by: Owner, held: &Held) -> Result<()> {
        for ((_, id), may) in self.drafts.iter().filter(|((who, _), may)| *who == by && may.acknowledged) {
            let shown = held.drafts.get(id);
            let as_typed =
                |one: &Option<String>| one.as_deref().map(str::trim_end) == shown.map(|text| text.trim_end());
            if !may.values.iter().any(as_typed) {
                bail!("draft {id}: one of {:?} was acknowledged, and {shown:?} stands", may.values);
            }
        }
        Ok(())
    }
}

fn check_event(held: &Held, id: &str, kind: &str, party: &str) -> Result<()> {
    let party = party.replace(' ', "+");
    let is = |text: &String| {
        let parts: Vec<&str> = text.split('&').collect();
        parts.contains(&format!("kind={kind}").as_str()) && parts.contains(&format!("party={party}").as_str())
    };
    let values = held.records.get(id).into_iter().flat_map(|shown| shown.fields.values().flatten());
    if values.into_iter().any(is) {
        return Ok(());
    }
    bail!("handoff {id}: `{kind}` by {party} was acknowledged and is lost")
}

/// A contact and its person are written together or not at all.
fn check_whole(held: &Held, name: &str) -> Result<()> {
    let family = name.split(' ').next_back().unwrap_or_default();
    let people =
        held.records.iter().filter(|(_, one)| one.kind == "person" && one.first("name.family") == family);
    let people: Vec<&String> = people.map(|(id, _)| id).collect();
    let contacts = held.records.values().filter(|one| one.kind == "contact");
    let contacts: Vec<_> =
        contacts.filter(|one| people.iter().any(|id| one.first("person") == *id)).collect();
    let incidents = contacts.iter().filter(|one| held.records.contains_key(one.first("incident"))).count();
    if people.len() > 1 || contacts.len() != people.len() || incidents != people.len() {
        bail!("{name}: {} people, {} contacts, {incidents} incidents", people.len(), contacts.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn held(records: Value, drafts: Value) -> Held {
        Held::read(&json!({ "records": records }), &json!({ "drafts": drafts })).unwrap()
    }

    fn record(id: &str, kind: &str, fields: &[(&str, &str)]) -> Value {
        let fields: Vec<Value> =
            fields.iter().map(|(key, value)| json!({ "key": key, "value": value, "conflict": [] })).collect();
        json!({ "id": id, "kind": kind, "fields": fields })
    }

    #[test]
    fn what_was_acknowledged_and_is_not_there_is_told() {
        let mut ledger = Ledger::default();
        ledger.record(0, "a");
        assert!(ledger.check(0, &held(json!([]), json!([]))).is_err());
        assert!(ledger.check(1, &held(json!([]), json!([]))).is_ok(), "it never was there");
        assert!(ledger.check(0, &held(json!([record("a", "note", &[])]), json!([]))).is_ok());
        assert!(ledger.check_end(1, &held(json!([]), json!([]))).is_err());
    }

    #[test]
    fn an_older_value_than_the_acknowledged_one_is_told_and_a_tried_one_is_not() {
        let mut ledger = Ledger::default();
        let shows = |value: &str| held(json!([record("a", "person", &[("code_name", value)])]), json!([]));
        ledger.field_stands(0, "a", "code_name", "one");
        ledger.field_stands(0, "a", "code_name", "two");
        assert!(ledger.check(0, &shows("one")).is_err());
        ledger.field_tried("a", "code_name", "three");
        assert!(ledger.check(0, &shows("two")).is_ok() && ledger.check(0, &shows("three")).is_ok());
    }

    #[test]
    fn a_draft_that_comes_back_or_goes_is_told() {
        let mut ledger = Ledger::default();
        let shows = |text: &str| held(json!([]), json!([{ "id": "d", "contact": { "narrative": text } }]));
        let gone = held(json!([]), json!([]));
        ledger.draft_stands(0, "d", Some("typed"));
        assert!(ledger.check(0, &gone).is_err() && ledger.check(0, &shows("older")).is_err());
        assert!(ledger.check(0, &shows("typed")).is_ok());
        ledger.draft_stands(0, "d", None);
        assert!(ledger.check(0, &shows("typed")).is_err() && ledger.check(0, &gone).is_ok());
    }

    #[test]
    fn half_a_contact_and_half_an_import_are_told() {
        let mut ledger = Ledger::default();
        ledger.names.push((0, "Ana Example7".into()));
        let person = record("p", "person", &[("name.family", "Example7")]);
        assert!(ledger.check(0, &held(json!([person]), json!([]))).is_err());
        let mut ledger = Ledger::default();
        ledger.import_tried(0, &["1".into(), "2".into()]);
        let row = |id: &str, number: &str| record(id, "incident", &[("agency_number.pa-oin", number)]);
        assert!(ledger.check(0, &held(json!([row("a", "1")]), json!([]))).is_err());
        assert!(ledger.check(0, &held(json!([]), json!([]))).is_ok());
        ledger.imported(0, &["1".into(), "2".into()]);
        assert!(ledger.check(0, &held(json!([]), json!([]))).is_err());
    }

    #[test]
    fn what_was_in_step_may_not_go_again() {
        let mut ledger = Ledger::default();
        let one = held(json!([record("a", "note", &[])]), json!([]));
        ledger.check(0, &one).unwrap();
        ledger.synced(0, &json!({ "up_to_date": true, "unsent": 0 }));
        assert!(ledger.check(1, &held(json!([]), json!([]))).is_ok(), "it has not met the relay");
        ledger.synced(1, &json!({ "up_to_date": true, "unsent": 0 }));
        assert!(ledger.check(1, &held(json!([]), json!([]))).is_err());
    }
}

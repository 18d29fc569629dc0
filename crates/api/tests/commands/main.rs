//! Every command of the table that a screen calls, as hosts call it: JSON in, JSON out, on real devices.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

mod board;
mod contacts;
mod handoffs;
mod lease;
mod people;
mod records;

use footbridge_api::{Command, Progress, dispatch};
use serde_json::{Value, json};
use testkit::field::{Field, Persona};

pub(crate) const PATROL: &str = "Ridge County Sheriff";
pub(crate) const EMS: &str = "Ridge County EMS";
pub(crate) const OUTREACH: &str = "Bridgeway Outreach";

/// Three devices of three agencies that met once.
pub(crate) struct Town {
    pub field: Field,
    pub patrol: Persona,
    pub ems: Persona,
    pub outreach: Persona,
}

pub(crate) fn town(seed: u64) -> Town {
    let mut field = Field::new(seed).unwrap();
    let mut coordinator = field.found("Ridge County Health").unwrap();
    let patrol = field.join(&mut coordinator, "patrol", PATROL).unwrap();
    let ems = field.join(&mut coordinator, "ems", EMS).unwrap();
    let outreach = field.join(&mut coordinator, "outreach", OUTREACH).unwrap();
    coordinator.sync_for(3_600_000).unwrap();
    let mut town = Town { field, patrol, ems, outreach };
    town.meet();
    town
}

impl Town {
    pub fn all(&mut self) -> [&mut Persona; 3] {
        [&mut self.patrol, &mut self.ems, &mut self.outreach]
    }

    /// Everybody syncs until all are in step.
    pub fn meet(&mut self) {
        for _ in 0..3 {
            for one in self.all() {
                assert!(one.sync_for(3_600_000).unwrap().up_to_date, "{}", one.name());
            }
        }
    }

    pub fn set_offline(&mut self, offline: bool) {
        self.all().into_iter().for_each(|one| one.set_offline(offline));
    }
}

/// The answer to a command, or the code of its refusal.
pub(crate) fn ask(persona: &mut Persona, command: &str, args: Value) -> Result<Value, String> {
    let command: Command = serde_json::from_value(json!({ "command": command, "args": args })).unwrap();
    let reply = dispatch(persona.device().unwrap(), command, &mut Progress::silent());
    reply.map(|reply| serde_json::to_value(reply).unwrap()).map_err(|error| error.code)
}

/// The answer to a command that works.
pub(crate) fn call(persona: &mut Persona, command: &str, args: Value) -> Value {
    ask(persona, command, args).unwrap_or_else(|code| panic!("{command}: {code}"))
}

/// Records a contact with Marisol of this family name; more fields of the request may be given.
pub(crate) fn meet_person(persona: &mut Persona, family: &str, more: Value) -> Value {
    let mut args = json!({
        "pathway": "naloxone_plus",
        "person": { "new": { "name.given": "Marisol", "name.family": family } },
        "fields": { "offer": "offered", "place.address": "12 Example Street" },
    });
    let more = more.as_object().unwrap().clone();
    args.as_object_mut().unwrap().extend(more);
    call(persona, "contact_new", args)
}

/// The words in a list.
pub(crate) fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// One field of every row of a list.
pub(crate) fn each<'a>(list: &'a Value, key: &str) -> Vec<&'a Value> {
    list.as_array().unwrap().iter().map(|row| &row[key]).collect()
}

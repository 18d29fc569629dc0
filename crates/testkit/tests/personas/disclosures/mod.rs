//! Disclosures: what crosses a wall, on what, and what becomes of it.

mod crossing;
mod refusing;

use app::domain::disclosure::{About, Account, Body, Fate, Leg, Progress};
use app::{AppError, HandoffSeen, ImportGroup, ImportRecord, TypedOffer, TypedStep};
use domain::consent::{Saying, Statement};
use domain::role::Class;
use domain::{CompartmentId, Edit, Moment, RecordId, RecordKind, Scalar};
use footbridge_testkit::field::Persona;
use uuid::Uuid;

use crate::support::{
    Crew, EMS, OUTREACH, PATROL, assert_clean, assert_same, assert_survives_restart, crew, meet_person, set,
    settle, sync,
};

/// Police, EMS and care, each behind a wall of its own.
struct Walled {
    crew: Crew,
    ems: CompartmentId,
    care: CompartmentId,
}

fn walled(seed: u64) -> Walled {
    let mut crew = crew(seed);
    let file = include_bytes!("../../../../../programmes/police-ems-care.toml");
    crew.coordinator.device().unwrap().adopt_programme(file).unwrap();
    crew.meet();
    let found = |persona: &mut Persona, name: &str, class: Class| {
        persona.device().unwrap().found_compartment(name, &[class]).unwrap().compartment
    };
    found(&mut crew.patrol, "law", Class::Law);
    let ems = found(&mut crew.ems, "ems", Class::Ems);
    let care = found(&mut crew.outreach, "care", Class::Care);
    crew.meet();
    Walled { crew, ems, care }
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

fn now(persona: &mut Persona) -> Moment {
    let clock = persona.clock();
    Moment::at(clock.true_ms(), chrono_tz::America::New_York).unwrap()
}

/// Writes a record as a reader of files does: field by field, whatever its kind.
fn put(persona: &mut Persona, id: RecordId, kind: RecordKind, compartment: CompartmentId, edits: Vec<Edit>) {
    let record = ImportRecord { id, kind, edits, occurred: None };
    let group = ImportGroup { key: Vec::new(), records: vec![record], rows: 1 };
    let compartment = compartment.to_string();
    let mut silent = app::Progress::silent();
    persona.device().unwrap().import_groups(&[group], Some(&compartment), &mut silent).unwrap();
}

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(0x0189_0000_0000_7000_8000_0000_0000_0000 + number))
}

fn text(key: &str, value: &str) -> Edit {
    Edit::set(key, Scalar::text(value))
}

/// A consent that EMS takes: for outreach, names and needs; back goes whether somebody was met, and engaged.
fn consent(persona: &mut Persona, compartment: CompartmentId, person: RecordId, extra: &[&str]) -> RecordId {
    let at = now(persona);
    let mut edits = vec![
        text("status", "ready"),
        text("person", &person.to_string()),
        text("person.name_signed", "Marisol Example"),
        text("discloser.ems", EMS),
        text("recipient.outreach", OUTREACH),
        text("revocation.text", "You can take this back at any time. Tell any of us."),
        text("expires.date", "2026-12-31"),
        text("redisclosure.text", "Who gets this may have to pass it on."),
        text("signature.kind", "signed"),
        text("signature.by", "Marisol Example"),
        text("signed.at", &at.to_string()),
    ];
    let flags =
        ["scope.identity", "scope.needs", "purpose.care_coordination", "return.met", "return.engaged"];
    edits.extend(flags.iter().chain(extra).map(|key| Edit::set(*key, Scalar::Flag(true))));
    edits.push(said(1, Saying::Granted, at, &[]).edit());
    put(persona, id(1), RecordKind::Consent, compartment, edits);
    id(1)
}

fn said(number: u128, saying: Saying, at: Moment, seen: &[u128]) -> Statement {
    let seen = seen.iter().map(|number| id(*number).0).collect();
    Statement { id: id(number).0, saying, until: None, at, by: EMS.to_owned(), seen, how: None }
}

fn revoke(persona: &mut Persona, compartment: CompartmentId, consent: RecordId) -> Moment {
    let at = now(persona);
    let edit = said(2, Saying::Revoked, at, &[1]).edit();
    put(persona, consent, RecordKind::Consent, compartment, vec![edit]);
    at
}

fn offer_to(contact: RecordId, agency: &str) -> TypedOffer {
    TypedOffer { contact: contact.to_string(), to: vec![agency.into()], asks: "a bed".into(), purpose: None }
}

fn offer(persona: &mut Persona, contact: RecordId, agency: &str) -> RecordId {
    persona.device().unwrap().offer_handoff(&offer_to(contact, agency)).unwrap().id
}

fn step(persona: &mut Persona, id: RecordId, step: &str) -> HandoffSeen {
    let typed = TypedStep { step: step.into(), code: None, to: None };
    persona.device().unwrap().step_handoff(id, &typed).unwrap()
}

fn seen(persona: &mut Persona, id: RecordId) -> HandoffSeen {
    persona.device().unwrap().handoff(id).unwrap()
}

fn accounting(persona: &mut Persona, person: RecordId) -> Vec<Account> {
    persona.device().unwrap().accounting(person).unwrap()
}

fn progress(persona: &mut Persona, person: RecordId) -> Vec<(String, Progress)> {
    accounting(persona, person).into_iter().map(|one| (one.body.about.clone(), one.progress())).collect()
}

/// Each three times, and everybody still agrees.
fn meet(walled: &mut Walled) {
    settle(&mut walled.crew.all());
    assert_same(&mut walled.crew.all());
    assert_clean(&mut walled.crew.all());
}

//! What comes in while a form is open is not overwritten by what the form saves.

use app::Version;
use domain::RecordId;
use footbridge_testkit::field::Persona;

use crate::support::{Crew, assert_clean, count, crew, meet_person, record, set, sync, typed, values};

fn version(persona: &mut Persona, id: RecordId) -> Version {
    persona.device().unwrap().shown(id).unwrap().version
}

/// Saves one field of a form that was opened at `seen`.
fn save(persona: &mut Persona, id: RecordId, seen: &Version, key: &str, value: &str) {
    persona.device().unwrap().edit_seen(id, &typed(&[(key, value)]), Some(seen)).unwrap();
}

/// EMS has a form on a person open; meanwhile what patrol changed arrives.
fn form_open(seed: u64) -> (Crew, RecordId, Version) {
    let mut crew = crew(seed);
    let person = meet_person(&mut crew.patrol, "Alder").person;
    crew.meet();
    let seen = version(&mut crew.ems, person);
    set(&mut crew.patrol, person, "name.family", "Alders");
    sync(&mut crew.patrol);
    sync(&mut crew.ems);
    assert_eq!(record(&mut crew.ems, person).text("name.family"), Some("Alders"), "it has arrived");
    (crew, person, seen)
}

#[test]
fn what_arrived_while_a_form_was_open_stands_beside_what_it_saves() {
    let (mut crew, person, seen) = form_open(301);
    save(&mut crew.ems, person, &seen, "name.family", "Alderman");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "name.family"), ["Alderman", "Alders"], "{}", persona.name());
        assert_eq!(count(persona, "conflicts"), 1);
        let record = record(persona, person);
        let conflict = domain::conflict::in_field(&record, "name.family").unwrap();
        assert_eq!(conflict.values.len(), 2, "both are shown");
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_form_saved_field_by_field_does_not_quarrel_with_itself() {
    let (mut crew, person, seen) = form_open(302);
    save(&mut crew.ems, person, &seen, "pronouns", "she/her");
    save(&mut crew.ems, person, &seen, "birth_date", "1985");
    save(&mut crew.ems, person, &seen, "birth_date", "1985-11-03");
    // what was typed as it stood already changes nothing: the other's value goes on standing
    save(&mut crew.ems, person, &seen, "name.family", "Alder");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "birth_date"), ["1985-11-03"]);
        assert_eq!(values(persona, person, "pronouns"), ["she/her"]);
        assert_eq!(values(persona, person, "name.family"), ["Alders"]);
        assert_eq!(count(persona, "conflicts"), 0);
    }
    assert_clean(&mut crew.all());
}

/// The writer's own change, made elsewhere meanwhile, knows what came in: the form still does not.
#[test]
fn what_arrived_is_not_overwritten_by_a_form_although_its_writer_changed_another_field_since() {
    let (mut crew, person, seen) = form_open(306);
    set(&mut crew.ems, person, "pronouns", "she/her");
    // typed as it stood in the form, then really changed
    save(&mut crew.ems, person, &seen, "name.family", "Alder");
    assert_eq!(values(&mut crew.ems, person, "name.family"), ["Alders"]);
    save(&mut crew.ems, person, &seen, "name.family", "Alderman");
    save(&mut crew.ems, person, &seen, "name.family", "Aldermann");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "name.family"), ["Aldermann", "Alders"], "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn without_a_version_and_with_the_newest_an_edit_stands_over_everything() {
    let (mut crew, person, _) = form_open(303);
    set(&mut crew.ems, person, "name.family", "Alderman");
    let newest = version(&mut crew.ems, person);
    save(&mut crew.ems, person, &newest, "name.family", "Aldermann");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "name.family"), ["Aldermann"]);
    }
}

#[test]
fn a_version_of_another_record_or_of_a_state_never_held_is_refused_and_nothing_changes() {
    let (mut crew, person, seen) = form_open(304);
    let other = meet_person(&mut crew.ems, "Birch").person;
    let before = record(&mut crew.ems, other);
    let refused = crew.ems.device().unwrap().edit_seen(other, &typed(&[("pronouns", "they")]), Some(&seen));
    assert_eq!(refused.unwrap_err().code(), "record.unknown_version");
    assert_eq!(record(&mut crew.ems, other), before);
    // patrol goes on offline: EMS cannot have seen that
    crew.patrol.set_offline(true);
    set(&mut crew.patrol, person, "pronouns", "he/him");
    let unheard = version(&mut crew.patrol, person);
    let refused =
        crew.ems.device().unwrap().edit_seen(person, &typed(&[("pronouns", "they")]), Some(&unheard));
    assert_eq!(refused.unwrap_err().code(), "record.unknown_version");
    assert!(values(&mut crew.ems, person, "pronouns").is_empty());
}

/// Three people who wrote another name each without a network; it is back, and nothing was sent yet.
fn three_names(seed: u64) -> (Crew, RecordId) {
    let mut crew = crew(seed);
    let person = meet_person(&mut crew.patrol, "Alder").person;
    crew.meet();
    crew.cut_off();
    set(&mut crew.patrol, person, "name.family", "Alders");
    set(&mut crew.ems, person, "name.family", "Alderman");
    set(&mut crew.coordinator, person, "name.family", "Elder");
    crew.reconnect();
    (crew, person)
}

#[test]
fn a_value_that_came_after_the_dialog_was_opened_is_not_settled_away() {
    let (mut crew, person) = three_names(305);
    sync(&mut crew.patrol);
    sync(&mut crew.ems);
    sync(&mut crew.outreach);
    assert_eq!(values(&mut crew.outreach, person, "name.family"), ["Alderman", "Alders"]);
    let seen = version(&mut crew.outreach, person);
    sync(&mut crew.coordinator);
    sync(&mut crew.outreach);
    assert_eq!(values(&mut crew.outreach, person, "name.family"), ["Alderman", "Alders", "Elder"]);
    let outreach = crew.outreach.device().unwrap();
    outreach.settle_seen(person, "name.family", "Alders", Some(&seen)).unwrap();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "name.family"), ["Alders", "Elder"], "{}", persona.name());
        assert_eq!(count(persona, "conflicts"), 1);
    }
}

#[test]
fn a_decision_taken_back_leaves_every_value_to_be_decided_again_on_every_device() {
    let (mut crew, person) = three_names(307);
    crew.meet();
    let seen = version(&mut crew.patrol, person);
    // the one who decides wrote one of the values: taking back must not replace what it kept
    let patrol = crew.patrol.device().unwrap();
    patrol.settle_seen(person, "name.family", "Alders", Some(&seen)).unwrap();
    crew.meet();
    assert_eq!(values(&mut crew.ems, person, "name.family"), ["Alders"]);
    crew.patrol.device().unwrap().unsettle(person, "name.family", &seen).unwrap();
    crew.meet();
    for persona in crew.all() {
        let expect = ["Alderman", "Alders", "Elder"];
        assert_eq!(values(persona, person, "name.family"), expect, "{}", persona.name());
        assert_eq!(count(persona, "conflicts"), 1);
    }
    // again changes nothing, and it can be decided anew
    crew.patrol.device().unwrap().unsettle(person, "name.family", &seen).unwrap();
    crew.ems.device().unwrap().settle(person, "name.family", "Elder").unwrap();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, person, "name.family"), ["Elder"], "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn an_edit_on_an_older_state_works_after_a_fence_too() {
    let mut crew = crew(306);
    let person = meet_person(&mut crew.ems, "Alder").person;
    crew.meet();
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, person, "name.family", "Alders");
    set(&mut clone, person, "pronouns", "she/her");
    set(&mut clone, person, "birth_date", "1985");
    sync(&mut crew.ems);
    sync(&mut clone);
    let seen = version(&mut clone, person);
    set(&mut crew.ems, person, "birth_date", "1986");
    sync(&mut crew.ems);
    sync(&mut clone);
    save(&mut clone, person, &seen, "birth_date", "1984");
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    crate::support::settle(&mut all);
    crate::support::assert_same(&mut all);
    for persona in &mut all {
        let held = values(persona, person, "birth_date");
        assert!(held.contains(&"1984".to_owned()) && held.contains(&"1986".to_owned()), "{held:?}");
    }
}

//! A new key comes in force while people are in the field.

use domain::CompartmentId;
use footbridge_testkit::field::Persona;

use crate::forge::Insider;
use crate::support::{assert_clean, assert_same, count, crew, meet_person, set, settle, sync, values};

fn shared(persona: &mut Persona) -> CompartmentId {
    persona.device().unwrap().compartments().unwrap()[0].compartment
}

fn epoch(persona: &mut Persona) -> u32 {
    persona.device().unwrap().compartments().unwrap()[0].key_epoch
}

/// [I] Nothing is lost by a new key epoch, and no record is encrypted again.
#[test]
fn work_sealed_under_the_old_key_goes_out_again_under_the_new_one() {
    let mut crew = crew(91);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    crew.ems.set_offline(true);
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    meet_person(&mut crew.ems, "Birch");
    let compartment = shared(&mut crew.coordinator);
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    meet_person(&mut crew.coordinator, "Cedar");
    sync(&mut crew.coordinator);
    crew.ems.set_offline(false);
    let report = crew.ems.sync().unwrap();
    assert!(report.notices.iter().any(|one| one.code == "sync.stream_stopped"), "{report:?}");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(epoch(persona), 2, "{}", persona.name());
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her"]);
    }
    // and everybody writes on under the new key
    set(&mut crew.patrol, saved.person, "birth_date", "1990-04-01");
    crew.meet();
    assert_clean(&mut crew.all());
}

/// Keys lead back from the newest to the oldest that is missing.
#[test]
fn a_device_that_was_away_for_several_epochs_gets_all_their_keys() {
    let mut crew = crew(92);
    crew.outreach.set_offline(true);
    let compartment = shared(&mut crew.coordinator);
    for family in ["Alder", "Birch", "Cedar"] {
        crew.coordinator.device().unwrap().rotate(compartment).unwrap();
        meet_person(&mut crew.coordinator, family);
        sync(&mut crew.coordinator);
    }
    // any device that is in the compartment may, not only an administrator's
    sync(&mut crew.patrol);
    crew.patrol.device().unwrap().rotate(compartment).unwrap();
    meet_person(&mut crew.outreach, "Dogwood");
    crew.outreach.set_offline(false);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(epoch(persona), 5, "{}", persona.name());
        assert_eq!(count(persona, "people"), 4, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn who_joins_after_a_new_key_reads_what_came_before() {
    let mut crew = crew(93);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let compartment = shared(&mut crew.coordinator);
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    meet_person(&mut crew.coordinator, "Birch");
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut provider);
    settle(&mut all);
    assert_same(&mut all);
    assert_eq!(count(all[4], "people"), 2);
    assert_clean(&mut all);
}

/// The decision between two values, unsent when the mailbox was lost, after the key had changed.
#[test]
fn a_decision_survives_a_lost_mailbox_after_a_new_key() {
    let mut crew = crew(97);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let compartment = shared(&mut crew.outreach);
    crew.outreach.device().unwrap().rotate(compartment).unwrap();
    set(&mut crew.coordinator, saved.person, "name.family", "Alders");
    set(&mut crew.patrol, saved.person, "name.family", "Elder");
    for persona in [&mut crew.patrol, &mut crew.coordinator] {
        persona.sync().unwrap();
    }
    let device = crew.coordinator.device().unwrap();
    device.settle(saved.person, "name.family", "Alders").unwrap();
    crew.coordinator.close();
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(crew.coordinator.home().join(format!("mailbox.db{suffix}"))));
    }
    for _ in 0..3 {
        crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
    }
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, saved.person, "name.family"), ["Alders"], "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

/// A member's device may have made a key that does not open for this one. Until the next key its work stays where it is:
/// sealed in stream after stream under the old key, it would be refused each time.
#[test]
fn work_waits_in_its_stream_for_a_key_that_opens() {
    let mut crew = crew(98);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let device = crew.ems.device().unwrap().id();
    Insider::of(&mut crew.coordinator).rotate_without(device);
    // sealed under the new key, so that the relay asks for its certificate
    meet_person(&mut crew.coordinator, "Birch");
    sync(&mut crew.coordinator);
    meet_person(&mut crew.ems, "Cedar");
    let streams = |persona: &mut Persona| Insider::of(persona).db.read(|tx| tx.streams()).unwrap();
    let before = streams(&mut crew.ems);
    for _ in 0..3 {
        let report = crew.ems.sync_for(3_600_000).unwrap();
        assert!(report.unsent > 0, "{report:?}");
        assert_eq!(epoch(&mut crew.ems), 1);
        assert_eq!(streams(&mut crew.ems), before);
    }
    let compartment = shared(&mut crew.coordinator);
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(epoch(persona), 3, "{}", persona.name());
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

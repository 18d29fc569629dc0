//! A device that has become another incarnation, and what an earlier one of it had not sent.

use footbridge_testkit::field::Persona;
use store::Origin;

use crate::forge::Insider;
use crate::support::{assert_clean, assert_same, crew, meet_person, set, sync, values};

/// One of the copies became another incarnation in between: what it had not sent is an earlier one's.
#[test]
fn copies_of_which_one_began_anew_lose_nothing_by_a_new_key() {
    let mut crew = crew(64);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    crew.ems.close();
    std::fs::remove_file(crew.ems.home().join("rollback.token")).unwrap();
    set(&mut crew.ems, saved.person, "name.family", "Alders");
    set(&mut copy, saved.person, "birth_date", "1990-04-01");
    let compartment = crew.coordinator.device().unwrap().compartments().unwrap()[0].compartment;
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    sync(&mut crew.coordinator);
    for _ in 0..3 {
        copy.sync_for(3_600_000).unwrap();
        crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
    }
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    assert_same(&mut all);
    for persona in &mut all {
        let held = |key: &str, persona: &mut Persona| values(persona, saved.person, key);
        assert_eq!(held("pronouns", persona), ["she/her"], "{}", persona.name());
        assert_eq!(held("name.family", persona), ["Alders"], "{}", persona.name());
        assert_eq!(held("birth_date", persona), ["1990-04-01"], "{}", persona.name());
    }
    assert_clean(&mut all);
}

/// What a device authored it sends, and sends again; what a copy of it wrote came from the relay, as others' work did.
#[test]
fn what_another_device_or_a_copy_of_this_one_wrote_is_not_this_ones_to_send() {
    let mut crew = crew(65);
    let own = meet_person(&mut crew.ems, "Alder").person;
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    let copys = meet_person(&mut copy, "Birch");
    let patrols = meet_person(&mut crew.patrol, "Cedar");
    sync(&mut copy);
    sync(&mut crew.patrol);
    sync(&mut crew.ems);
    let insider = Insider::of(&mut crew.ems);
    let origin = |record| insider.db.read(|tx| tx.history(record)).unwrap()[0].origin;
    assert!(matches!(origin(own), Origin::Authored { .. }));
    // the first of the copy's stands right behind the last of this one's
    for record in [copys, patrols].into_iter().flat_map(|one| [one.incident, one.person, one.contact]) {
        let origin = origin(record);
        assert!(matches!(origin, Origin::Received { position: Some(_), .. }), "{origin:?}");
    }
}

//! A relay that went back to an older backup.

use footbridge_testkit::field::Life;

use crate::support::{assert_clean, count, crew, meet_person, set, settle, values};

/// Everything acknowledged and lost since comes back from the devices that wrote it.
fn given_back(life: Life) {
    let mut crew = crew(61);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = crew.field.backup_relay().unwrap();
    set(&mut crew.ems, saved.person, "pronouns", "they/them");
    meet_person(&mut crew.patrol, "Birch");
    meet_person(&mut crew.outreach, "Cedar");
    crew.meet();
    crew.field.restore_relay(backup, life).unwrap();
    meet_person(&mut crew.outreach, "Dogwood");
    let mut told = 0;
    for _ in 0..3 {
        for persona in crew.all() {
            let report = persona.sync_for(3_600_000).unwrap();
            told += report.notices.iter().filter(|one| one.code == "sync.relay_rolled_back").count();
        }
    }
    assert!(told > 0, "nobody was told that the relay lost what it had");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 4, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "pronouns"), ["they/them"]);
    }
    assert_clean(&mut crew.all());
    // a newcomer gets from the relay alone what the others hold
    let coordinator = &mut crew.coordinator;
    let mut provider = crew.field.join(coordinator, "provider", crate::support::PROVIDER).unwrap();
    settle(&mut [&mut crew.coordinator, &mut provider]);
    let held = provider.device().unwrap().digests().unwrap();
    assert_eq!(held, crew.coordinator.device().unwrap().digests().unwrap());
}

#[test]
fn a_relay_put_back_by_the_book_is_given_back_what_it_lost() {
    given_back(Life::Renewed);
}

#[test]
fn a_relay_put_back_without_a_new_generation_is_given_back_what_it_lost() {
    given_back(Life::Same);
}

/// A relay that lost the very certificates of a device is given them back too, and then the device's work.
fn given_back_members(life: Life, away_ms: i64) {
    let mut crew = crew(62);
    let backup = crew.field.backup_relay().unwrap();
    let coordinator = &mut crew.coordinator;
    let mut provider = crew.field.join(coordinator, "provider", crate::support::PROVIDER).unwrap();
    let saved = meet_person(&mut provider, "Alder");
    settle(&mut [&mut crew.coordinator, &mut provider]);
    crew.field.restore_relay(backup, life).unwrap();
    crew.field.clock().advance(away_ms);
    set(&mut provider, saved.person, "pronouns", "they/them");
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut provider);
    for _ in 0..3 {
        for persona in &mut all {
            persona.sync_for(3_600_000).unwrap();
        }
    }
    settle(&mut all);
    crate::support::assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(values(persona, saved.person, "pronouns"), ["they/them"]);
    }
    assert_clean(&mut all);
}

#[test]
fn a_relay_put_back_from_before_a_device_joined_learns_of_it_again() {
    given_back_members(Life::Renewed, 0);
}

#[test]
fn a_relay_put_back_silently_from_before_a_device_joined_learns_of_it_again() {
    given_back_members(Life::Same, 0);
}

#[test]
fn a_device_whose_invitation_is_over_by_now_is_known_again_too() {
    given_back_members(Life::Renewed, 60 * 24 * 3_600_000);
}

/// The relay went back, and somebody wrote at the lost places before their owner came.
#[test]
fn a_place_that_was_lost_and_taken_by_another_loses_neither() {
    for life in [Life::Renewed, Life::Same] {
        let mut crew = crew(63);
        meet_person(&mut crew.ems, "Alder");
        crew.meet();
        let backup = crew.field.backup_relay().unwrap();
        meet_person(&mut crew.ems, "Birch");
        crew.ems.sync().unwrap();
        crew.field.restore_relay(backup, life).unwrap();
        for family in ["Cedar", "Dogwood", "Elder"] {
            meet_person(&mut crew.patrol, family);
            crew.patrol.sync().unwrap();
        }
        meet_person(&mut crew.ems, "Fir");
        settle(&mut crew.all());
        crew.meet();
        for persona in crew.all() {
            assert_eq!(count(persona, "people"), 6, "{life:?} {}", persona.name());
        }
        assert_clean(&mut crew.all());
    }
}

/// [I] Its author is gone for good, its relay forgot it: the work is still somebody's.
#[test]
fn what_a_relay_forgot_of_a_device_that_is_gone_comes_back_from_those_who_read_it() {
    for life in [Life::Renewed, Life::Same] {
        let mut crew = crew(66);
        crew.meet();
        let backup = crew.field.backup_relay().unwrap();
        let saved = meet_person(&mut crew.ems, "Alder");
        set(&mut crew.ems, saved.person, "pronouns", "they/them");
        crew.meet();
        crew.ems.set_offline(true);
        crew.field.restore_relay(backup, life).unwrap();
        // locked all the time: nobody opens what is carried
        let locked = crew.patrol.lock().unwrap();
        let mut courier = locked.courier().unwrap();
        for _ in 0..3 {
            courier.hurry();
            courier.run(i64::MAX, &mut app::Progress::silent()).unwrap();
        }
        drop(courier);
        crew.patrol.unlock(locked).unwrap();
        let coordinator = &mut crew.coordinator;
        let mut provider = crew.field.join(coordinator, "provider", crate::support::PROVIDER).unwrap();
        settle(&mut [&mut crew.coordinator, &mut crew.patrol, &mut provider]);
        for persona in [&mut crew.coordinator, &mut crew.patrol, &mut provider] {
            assert_eq!(count(persona, "people"), 1, "{}", persona.name());
            assert_eq!(values(persona, saved.person, "pronouns"), ["they/them"]);
        }
        assert_clean(&mut [&mut crew.coordinator, &mut crew.patrol, &mut provider]);
    }
}

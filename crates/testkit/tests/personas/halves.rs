//! One number, two changes, and readers who come while one of them is sent but not written again yet.

use domain::{ChangeHash, RecordId};
use footbridge_testkit::field::{Life, Persona};

use crate::bad_input::aside;
use crate::forge::Insider;
use crate::slices::fetch;
use crate::support::{Crew, assert_clean, assert_same, crew, meet_person, set, settle, sync, values};

/// Two copies of the EMS device said two things about one person under one number, in streams in which no relay sees it:
/// one of them had lost its mailbox in between, and what it had not sent moved. The copy's word stands first at the
/// relay. The other one is sent, with another change on it if `follows`; its device has not looked at what came.
fn used_twice(seed: u64, follows: bool) -> (Crew, Persona, RecordId) {
    let mut crew = crew(seed);
    let person = meet_person(&mut crew.ems, "Alder").person;
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    crew.ems.set_offline(true);
    set(&mut crew.ems, person, "pronouns", "she/her");
    if follows {
        set(&mut crew.ems, person, "name.given", "Mari");
    }
    crew.ems.close();
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(crew.ems.home().join(format!("mailbox.db{suffix}"))));
    }
    crew.ems.device().unwrap();
    set(&mut copy, person, "birth_date", "1990-04-01");
    sync(&mut copy);
    crew.ems.set_offline(false);
    fetch(&mut crew.ems);
    (crew, copy, person)
}

/// What stands, of a record, on a device.
fn hashes(persona: &mut Persona, record: RecordId) -> Vec<ChangeHash> {
    let insider = Insider::of(persona);
    insider.db.read(|tx| tx.history(record)).unwrap().into_iter().map(|row| row.hash).collect()
}

fn reasons(persona: &mut Persona) -> Vec<String> {
    aside(persona).into_iter().map(|(_, reason)| reason).collect()
}

/// What a reader had put aside is taken up when it was written again, in whatever batch that comes.
#[test]
fn what_was_put_aside_for_its_number_is_done_with_when_it_was_written_again() {
    for follows in [false, true] {
        let (mut crew, mut copy, person) = used_twice(431 + u64::from(follows), follows);
        let firsts = hashes(&mut copy, person);
        let waits = follows.then_some("parked.missing_change");
        for (persona, reason) in [(&mut crew.patrol, "fold.actor_reused"), (&mut copy, "parked.own_fork")] {
            sync(persona);
            let mut expected: Vec<&str> = [reason].into_iter().chain(waits).collect();
            let mut found = reasons(persona);
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{}", persona.name());
        }
        assert_eq!(hashes(&mut copy, person), firsts, "who stands first writes nothing again");
        let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
        settle(&mut all);
        assert_same(&mut all);
        for persona in &mut all {
            assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{}", persona.name());
            assert_eq!(values(persona, person, "birth_date"), ["1990-04-01"], "{}", persona.name());
            let given = if follows { "Mari" } else { "Marisol" };
            assert_eq!(values(persona, person, "name.given"), [given], "{}", persona.name());
            let now = hashes(persona, person);
            assert!(firsts.iter().all(|hash| now.contains(hash)), "{}: as it was", persona.name());
            assert_eq!(now.len(), firsts.len() + 1 + usize::from(follows), "{}", persona.name());
        }
        assert_clean(&mut all);
    }
}

/// A new key stops the stream of a device that has something aside for its number: what else it had not sent only moves.
#[test]
fn what_shares_no_number_moves_as_it_is_although_something_else_does() {
    let (mut crew, mut copy, _) = used_twice(433, false);
    sync(&mut copy);
    assert_eq!(reasons(&mut copy), ["parked.own_fork"]);
    let compartment = crew.coordinator.device().unwrap().compartments().unwrap()[0].compartment;
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    let other = meet_person(&mut copy, "Birch").person;
    let before = hashes(&mut copy, other);
    let report = sync(&mut copy);
    assert!(report.notices.iter().any(|one| one.code == "sync.stream_stopped"), "{report:?}");
    assert_eq!(reasons(&mut copy), ["parked.own_fork"]);
    assert_eq!(hashes(&mut copy, other), before);
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    settle(&mut all);
    assert_same(&mut all);
    assert_clean(&mut all);
}

/// A relay forgot a change on which somebody else had built, and has a copy's instead, under the same number. Its device
/// writes it again, and so does everybody what they had built on it: without that, their word would follow on what only
/// they hold.
#[test]
fn what_somebody_else_had_built_on_a_change_that_is_written_again_is_written_again_too() {
    for life in [Life::Renewed, Life::Same] {
        let mut crew = crew(437);
        let person = meet_person(&mut crew.ems, "Alder").person;
        crew.meet();
        let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
        let backup = crew.field.backup_relay().unwrap();
        set(&mut crew.ems, person, "pronouns", "she/her");
        sync(&mut crew.ems);
        sync(&mut crew.patrol);
        set(&mut crew.patrol, person, "name.given", "Mari");
        for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.coordinator] {
            sync(persona);
        }
        crew.field.restore_relay(backup, life).unwrap();
        let built = hashes(&mut crew.patrol, person).pop().unwrap();
        set(&mut copy, person, "birth_date", "1990-04-01");
        sync(&mut copy);
        crew.ems.sync_for(3_600_000).unwrap();
        assert!(
            hashes(&mut crew.ems, person).contains(&built),
            "others' work is not this device's to forget"
        );
        for _ in 0..3 {
            crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
            copy.sync_for(3_600_000).unwrap();
        }
        let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
        settle(&mut all);
        for persona in &mut all {
            let name = format!("{life:?} {}", persona.name());
            assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{name}");
            assert_eq!(values(persona, person, "name.given"), ["Mari"], "{name}");
            assert_eq!(values(persona, person, "birth_date"), ["1990-04-01"], "{name}");
        }
        assert_same(&mut all);
        assert_clean(&mut all);
    }
}

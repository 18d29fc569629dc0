//! A device whose whole home folder was copied, so that two machines believe to be the same one.

use app::{Progress, carry};
use domain::{ActorId, RecordId};
use footbridge_testkit::field::{Life, Mishap, Persona};

use crate::forge::Insider;
use crate::support::{
    assert_clean, assert_same, count, crew, meet_person, record, set, settle, sync, values,
};

/// Under which actor a person was recorded.
fn actor_of(persona: &mut Persona, person: RecordId) -> ActorId {
    record(persona, person).fields["name.family"][0].actor
}

#[test]
fn of_two_clones_the_second_to_sync_is_fenced_and_loses_nothing() {
    let mut crew = crew(31);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    let birch = meet_person(&mut crew.ems, "Birch");
    let cedar = meet_person(&mut clone, "Cedar");
    meet_person(&mut clone, "Dogwood");
    sync(&mut crew.ems);
    let report = sync(&mut clone);
    assert!(report.notices.iter().any(|one| one.code == "sync.stream_stopped"), "{report:?}");
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 4, "{}", persona.name());
    }
    // what only one of them holds is its own from then on, too: the other one may still use the number
    assert_ne!(actor_of(all[4], cedar.person), actor_of(all[4], birch.person));
    assert_clean(&mut all);
    // both write on, and neither is fenced again
    meet_person(all[2], "Elder");
    meet_person(all[4], "Fir");
    settle(&mut all);
    assert_same(&mut all);
    assert_eq!(count(all[0], "people"), 6);
    assert_clean(&mut all);
}

#[test]
fn clones_that_changed_the_same_record_keep_both_words() {
    let mut crew = crew(32);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    // the same actor and the same number, with another meaning
    set(&mut crew.ems, saved.person, "name.family", "Alders");
    set(&mut clone, saved.person, "name.family", "Alderman");
    set(&mut clone, saved.person, "pronouns", "she/her");
    sync(&mut crew.ems);
    sync(&mut clone);
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman", "Alders"]);
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her"]);
        assert_eq!(count(persona, "conflicts"), 1, "{}", persona.name());
    }
    assert_clean(&mut all);
}

#[test]
fn a_clone_with_unsent_work_says_it_once() {
    let mut crew = crew(33);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    // both hold the same unsent changes, and both send them
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    meet_person(&mut clone, "Birch");
    crew.ems.set_offline(false);
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 2);
    }
    assert_clean(&mut all);
}

#[test]
fn a_whole_home_put_back_from_a_backup_is_found_by_the_relay() {
    let mut crew = crew(34);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut backup = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, saved.person, "pronouns", "they/them");
    meet_person(&mut crew.ems, "Birch");
    crew.meet();
    // the machine died; the backup of the folder, with its token, takes over and goes on writing first
    crew.ems.close();
    set(&mut backup, saved.person, "pronouns", "she/her");
    meet_person(&mut backup, "Cedar");
    let mut all = vec![&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach, &mut backup];
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her", "they/them"]);
    }
    assert_clean(&mut all);
}

/// Who learns of the fence cannot act on it: the device is locked, or its process ends on the spot.
fn fenced_and_told_nobody(hear: impl Fn(&mut Persona)) {
    let mut crew = crew(35);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, saved.person, "name.family", "Alders");
    set(&mut clone, saved.person, "name.family", "Alderman");
    meet_person(&mut clone, "Birch");
    sync(&mut crew.ems);
    hear(&mut clone);
    meet_person(&mut clone, "Cedar");
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman", "Alders"]);
    }
    assert_clean(&mut all);
}

#[test]
fn a_clone_that_is_fenced_while_locked_starts_anew_when_it_is_opened() {
    fenced_and_told_nobody(|clone| {
        clone.close();
        let home = clone.home().to_owned();
        let report = carry(&home, 0, clone.platform()).unwrap();
        assert!(!report.up_to_date || report.notices.iter().any(|one| one.code == "sync.stream_stopped"));
    });
}

#[test]
fn a_clone_whose_process_ends_when_it_is_fenced_starts_anew_the_next_time() {
    for target in ["/v1/segments", "/v1/sync"] {
        fenced_and_told_nobody(|clone| {
            clone.befall(target, Mishap::Crash);
            clone.device().unwrap();
            assert!(clone.survive(|device| device.sync(0, &mut Progress::silent())).is_none());
        });
    }
}

#[test]
fn a_clone_whose_process_ends_at_any_draw_of_chance_after_the_fence_loses_nothing() {
    let mut crew = crew(36);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut clone = crew.field.copy_home(&mut crew.ems).unwrap();
    set(&mut crew.ems, saved.person, "name.family", "Alders");
    set(&mut clone, saved.person, "name.family", "Alderman");
    meet_person(&mut clone, "Birch");
    sync(&mut crew.ems);
    for draws in 0.. {
        assert!(draws < 500, "it never ends");
        let done = clone.until_crash(draws, |device| device.sync(0, &mut Progress::silent())).unwrap();
        if let Some(done) = done {
            done.unwrap();
            break;
        }
    }
    let mut all: Vec<_> = crew.all().into_iter().collect();
    all.push(&mut clone);
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman", "Alders"]);
    }
    assert_clean(&mut all);
}

/// Two disasters at once: what one copy sent was read, then forgotten by the relay, and the other copy came first.
#[test]
fn a_relay_that_forgot_which_copy_came_first_keeps_nobody_from_the_work_of_both() {
    let mut crew = crew(59);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    meet_person(&mut copy, "Birch");
    meet_person(&mut crew.ems, "Cedar");
    let backup = crew.field.backup_relay().unwrap();
    sync(&mut crew.ems);
    sync(&mut crew.patrol);
    crew.field.restore_relay(backup, Life::Same).unwrap();
    sync(&mut copy);
    for _ in 0..3 {
        crew.all().into_iter().for_each(|one| drop(sync(one)));
        sync(&mut copy);
    }
    for persona in crew.all().into_iter().chain([&mut copy]) {
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

/// A new key sends the work of both copies into streams of their own, where no relay sees that they share their numbers.
#[test]
fn copies_whose_streams_were_stopped_by_a_new_key_lose_nothing() {
    let mut crew = crew(60);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    let compartment = crew.coordinator.device().unwrap().compartments().unwrap()[0].compartment;
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    set(&mut copy, saved.person, "birth_date", "1990-04-01");
    for _ in 0..3 {
        crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
        copy.sync_for(3_600_000).unwrap();
    }
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her"], "{}", persona.name());
        assert_eq!(values(persona, saved.person, "birth_date"), ["1990-04-01"], "{}", persona.name());
    }
    assert_clean(&mut all);
    // the second one wrote its change again before it went out: as it was, it would only be put aside everywhere
    for persona in [&mut crew.ems, &mut copy] {
        let insider = Insider::of(persona);
        let streams = insider.db.read(|tx| tx.streams()).unwrap();
        let current = streams.iter().find(|row| row.current).unwrap();
        assert_eq!(insider.mailbox.outgoing_head(current.stream).unwrap().next_seq, 1);
        assert_eq!(insider.db.read(|tx| tx.meta_text("fence.pending")).unwrap(), None, "it is dealt with");
    }
}

/// Seen at the relay, and lost there since: what is not sent any more is not said to be.
#[test]
fn what_a_relay_showed_and_lost_again_counts_as_unsent_until_it_goes_out_in_another_stream() {
    let mut crew = crew(61);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    let backup = crew.field.backup_relay().unwrap();
    // behind what it has not fetched yet, so that its own comes back to it
    meet_person(&mut crew.patrol, "Dogwood");
    sync(&mut crew.patrol);
    let own = meet_person(&mut crew.ems, "Cedar");
    sync(&mut crew.ems);
    let insider = Insider::of(&mut crew.ems);
    let held = insider.db.read(|tx| tx.streams()).unwrap()[0].stream;
    let authored = insider.db.read(|tx| tx.authored(held, 0, 100)).unwrap();
    assert!(authored.iter().any(|change| change.record == own.person && change.position.is_some()));
    drop(insider);
    crew.field.restore_relay(backup, Life::Same).unwrap();
    meet_person(&mut copy, "Birch");
    sync(&mut copy);
    crew.ems.close();
    let home = crew.ems.home().to_owned();
    carry(&home, 3_600_000, crew.ems.platform()).unwrap();
    assert!(crew.ems.device().unwrap().unsent().unwrap() > 0);
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    settle(&mut all);
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(count(persona, "people"), 4, "{}", persona.name());
    }
    assert_clean(&mut all);
}

//! Processes that end in the middle, and connections that break in the middle.

use app::Progress;
use footbridge_testkit::field::{Mishap, Persona};

use crate::support::{Crew, assert_clean, assert_same, count, crew, meet_person, new_contact, settle, sync};

const UPLOAD: &str = "/v1/segments";
const SYNC: &str = "/v1/sync";

fn uploads(persona: &Persona) -> usize {
    persona.heard().iter().filter(|target| target.starts_with(UPLOAD)).count()
}

#[test]
fn a_process_that_ends_at_any_draw_of_chance_has_saved_a_contact_whole_or_not_at_all() {
    let mut crew = crew(51);
    let mut saved = 0;
    for draws in 0.. {
        assert!(draws < 500, "it never ends");
        let contact = new_contact(&format!("Alder{draws}"));
        let done = crew.ems.until_crash(draws, |device| device.record_contact(&contact)).unwrap();
        let people = count(&mut crew.ems, "people");
        assert!(people == saved || people == saved + 1, "half a contact: {people} after {saved}");
        let contacts = crew.ems.device().unwrap().counts().unwrap();
        assert_eq!((contacts.contacts, contacts.incidents), (people, people), "whole or not at all");
        saved = people;
        if let Some(done) = done {
            done.unwrap();
            break;
        }
    }
    assert!(saved > 1, "at least one process ended between the journal and the mailbox");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), saved, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_process_that_ends_at_any_draw_of_chance_while_opening_loses_nothing() {
    let mut crew = crew(52);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    // a new incarnation has to be made at the next start
    let token = crew.ems.home().join("rollback.token");
    for draws in 0.. {
        assert!(draws < 500, "it never ends");
        crew.ems.close();
        if token.exists() {
            std::fs::remove_file(&token).unwrap();
        }
        let contact = new_contact(&format!("Birch{draws}"));
        if crew.ems.open_until_crash(draws).unwrap() {
            crew.ems.device().unwrap().record_contact(&contact).unwrap();
            break;
        }
    }
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn an_upload_whose_answer_was_lost_is_taken_up_and_nothing_is_there_twice() {
    for mishap in [Mishap::AnswerLost, Mishap::RequestLost, Mishap::Repeated] {
        let mut crew = crew(53);
        for n in 0..3 {
            meet_person(&mut crew.ems, &format!("Alder{n}"));
        }
        crew.ems.befall(UPLOAD, mishap.clone());
        let report = crew.ems.sync().unwrap();
        let lost = mishap != Mishap::Repeated;
        assert_eq!(report.notices.iter().any(|one| one.code == "sync.relay_slow"), lost, "{report:?}");
        crew.meet();
        for persona in crew.all() {
            assert_eq!(count(persona, "people"), 3, "{mishap:?}");
        }
        assert_clean(&mut crew.all());
    }
}

#[test]
fn a_process_that_ends_right_after_the_relay_took_its_work_sends_it_once_more_and_no_harm_is_done() {
    let mut crew = crew(54);
    for n in 0..3 {
        meet_person(&mut crew.ems, &format!("Alder{n}"));
    }
    meet_person(&mut crew.patrol, "Birch");
    sync(&mut crew.patrol);
    for target in [UPLOAD, SYNC, UPLOAD, SYNC] {
        crew.ems.befall(target, Mishap::Crash);
        crew.ems.device().unwrap();
        let ended = crew.ems.survive(|device| device.sync(0, &mut Progress::silent())).is_none();
        assert!(ended, "{target}");
        meet_person(&mut crew.ems, "Cedar");
    }
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 8);
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_relay_that_is_slow_or_answers_garbage_is_tried_again_and_nothing_is_lost() {
    let mut crew = crew(55);
    meet_person(&mut crew.ems, "Alder");
    let page = b"<html>Welcome to the guest network</html>".to_vec();
    for mishap in [Mishap::Garbage(page), Mishap::Garbage(Vec::new()), Mishap::AnswerLost] {
        for target in [SYNC, UPLOAD] {
            crew.ems.befall(target, mishap.clone());
        }
    }
    let before = uploads(&crew.ems);
    let report = sync(&mut crew.ems);
    assert_eq!(report.unsent, 0);
    assert!(report.notices.iter().any(|one| one.code == "sync.relay_slow"), "{report:?}");
    assert!(report.notices.len() >= 2, "the retries are said: {report:?}");
    assert!(uploads(&crew.ems) > before + 1, "it was tried again");
    crew.meet();
    assert_clean(&mut crew.all());
}

#[test]
fn a_relay_that_stays_away_is_said_and_nothing_is_half_done() {
    let Crew { field: _field, mut ems, mut patrol, .. } = crew(56);
    meet_person(&mut ems, "Alder");
    ems.set_offline(true);
    let report = ems.sync_for(600_000).unwrap();
    assert!(!report.up_to_date && report.unsent > 0);
    assert!(report.notices.iter().any(|one| one.code == "sync.relay_unreachable"), "{report:?}");
    ems.set_offline(false);
    let mut both = [&mut ems, &mut patrol];
    settle(&mut both);
    assert_same(&mut both);
}

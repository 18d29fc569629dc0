//! A relay that lost what it had acknowledged, or was put back from older backups.

use testkit::field::{Life, Persona};

use crate::ending::{Book, assert_whole, end};
use crate::support::{PROVIDER, crew, settle, sync};

/// Published: a sync server lost 1,443 blocks that it had acknowledged, and nobody had them any more.
fn many_lost(life: Life) {
    let mut crew = crew(1443);
    let mut book = Book::default();
    book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let backup = crew.field.backup_relay().unwrap();
    let mut acknowledged = 0;
    for round in 0..40 {
        for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
            for one in 0..4 {
                book.meet(persona, &format!("Lost {round} {one} {}", persona.name()));
            }
            acknowledged += sync(persona).sent;
        }
    }
    assert!(acknowledged >= 1443, "{acknowledged}");
    // the medic goes on offline while the relay is put back, and the others find out first
    crew.ems.set_offline(true);
    crew.field.restore_relay(backup, life).unwrap();
    book.meet(&mut crew.ems, "Offline");
    book.meet(&mut crew.patrol, "Afterwards");
    settle(&mut [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach]);
    crew.ems.set_offline(false);
    end(&mut crew, &mut [], &book);
}

#[test]
fn a_relay_that_lost_1443_acknowledged_entries_is_given_them_back_by_the_book() {
    many_lost(Life::Renewed);
}

#[test]
fn a_relay_that_silently_lost_1443_acknowledged_entries_is_given_them_back() {
    many_lost(Life::Same);
}

/// Put back again and again, to older states and to newer ones, while people go on and some are away.
fn back_and_forth(life: Life) {
    let mut crew = crew(1444);
    let mut book = Book::default();
    let first = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    let mut backups = vec![crew.field.backup_relay().unwrap()];
    for (round, put_back) in [0, 1, 0, 2, 4, 1, 0].into_iter().enumerate() {
        crew.outreach.set_offline(round % 3 == 1);
        for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
            book.meet(persona, &format!("Round {round} {}", persona.name()));
        }
        for persona in [&mut crew.patrol, &mut crew.ems] {
            persona.sync_for(3_600_000).unwrap();
        }
        backups.push(crew.field.backup_relay().unwrap());
        crew.field.restore_relay(backups[put_back].clone(), life).unwrap();
        // somebody writes at the lost places before their owners come
        book.meet(&mut crew.outreach, &format!("First again {round}"));
        crew.outreach.sync().unwrap();
    }
    crew.outreach.set_offline(false);
    book.set(&mut crew.patrol, first.person, "pronouns", "they/them");
    end(&mut crew, &mut [], &book);
}

#[test]
fn a_relay_put_back_seven_times_by_the_book_ends_whole() {
    back_and_forth(Life::Renewed);
}

#[test]
fn a_relay_put_back_seven_times_in_silence_ends_whole() {
    back_and_forth(Life::Same);
}

/// A new key came in force between the backup and the loss: what was sealed under the old one goes out again.
#[test]
fn a_relay_that_lost_a_key_epoch_and_the_work_before_it_is_given_back_both() {
    for life in [Life::Renewed, Life::Same] {
        let mut crew = crew(1445);
        let mut book = Book::default();
        book.meet(&mut crew.ems, "Alder");
        settle(&mut crew.all());
        let backup = crew.field.backup_relay().unwrap();
        book.meet(&mut crew.ems, "Under the old key");
        settle(&mut crew.all());
        let compartment = crew.patrol.device().unwrap().compartments().unwrap()[0].compartment;
        crew.coordinator.device().unwrap().rotate(compartment).unwrap();
        book.meet(&mut crew.patrol, "Under the new key");
        settle(&mut crew.all());
        crew.field.restore_relay(backup, life).unwrap();
        book.meet(&mut crew.outreach, "Afterwards");
        for _ in 0..3 {
            crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
        }
        end(&mut crew, &mut [], &book);
    }
}

/// The relay lost what it had acknowledged, and the device that wrote it is gone: others hold it.
#[test]
fn what_a_lost_device_had_sent_is_given_back_to_a_lost_relay_by_who_holds_it() {
    let mut crew = crew(1446);
    let mut book = Book::default();
    book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let backup = crew.field.backup_relay().unwrap();
    book.meet(&mut crew.ems, "Only others have it");
    settle(&mut crew.all());
    crew.field.restore_relay(backup, Life::Renewed).unwrap();
    // the medic's tablet lies at the bottom of a river
    crew.ems.close();
    let mut left: Vec<&mut Persona> = vec![&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach];
    assert_whole(&mut left, &book, &[]);
    let mut newcomer = crew.field.join(left[0], "supervisor", PROVIDER).unwrap();
    left.push(&mut newcomer);
    assert_whole(&mut left, &book, &[]);
}

//! Copies of a device: of its whole home, once or several times, of any age.

use testkit::field::Persona;

use crate::ending::{Book, end};
use crate::support::{crew, settle, sync};

/// Published: one cloned client wedged everybody. Here four copies and their original all write on; nobody else is
/// ever out of step for it.
#[test]
fn five_devices_that_believe_to_be_one_hinder_nobody() {
    let mut crew = crew(501);
    let mut book = Book::default();
    let shared = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    let mut clones: Vec<Persona> = (0..4).map(|_| crew.field.copy_home(&mut crew.ems).unwrap()).collect();
    for round in 0..3 {
        for (number, clone) in clones.iter_mut().enumerate() {
            book.set(
                clone,
                shared.person,
                &format!("alias.{round}{number}"),
                &format!("Al {round} {number}"),
            );
            book.meet(clone, &format!("Clone {number} {round}"));
            clone.sync_for(3_600_000).unwrap();
            book.meet(&mut crew.patrol, &format!("Patrol {number} {round}"));
            sync(&mut crew.patrol);
            sync(&mut crew.outreach);
        }
        book.meet(&mut crew.ems, &format!("Original {round}"));
        sync(&mut crew.ems);
    }
    let mut others: Vec<&mut Persona> = clones.iter_mut().collect();
    end(&mut crew, &mut others, &book);
}

/// A copy of a copy, made after the first was fenced.
#[test]
fn a_clone_of_a_fenced_clone_is_fenced_too_and_loses_nothing() {
    let mut crew = crew(502);
    let mut book = Book::default();
    book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    let mut first = crew.field.copy_home(&mut crew.ems).unwrap();
    book.meet(&mut crew.ems, "Original");
    book.meet(&mut first, "First");
    sync(&mut crew.ems);
    sync(&mut first);
    let mut second = crew.field.copy_home(&mut first).unwrap();
    book.meet(&mut first, "First again");
    book.meet(&mut second, "Second");
    sync(&mut second);
    sync(&mut first);
    end(&mut crew, &mut [&mut first, &mut second], &book);
}

/// The same backup of a whole home is put back three times, each time after others had fetched the work since.
#[test]
fn a_home_put_back_three_times_from_one_backup_gets_back_what_others_fetched() {
    let mut crew = crew(503);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    crew.ems.close();
    let backup = tempfile::tempdir().unwrap();
    testkit::field::copy_folder(crew.ems.home(), backup.path()).unwrap();
    for round in 0..3 {
        book.set(&mut crew.ems, saved.person, &format!("alias.{round}"), &format!("Al {round}"));
        book.meet(&mut crew.ems, &format!("Lost with the machine {round}"));
        settle(&mut crew.all());
        crew.ems.close();
        std::fs::remove_dir_all(crew.ems.home()).unwrap();
        testkit::field::copy_folder(backup.path(), crew.ems.home()).unwrap();
        // it writes before it hears of anything
        crew.ems.set_offline(true);
        book.meet(&mut crew.ems, &format!("On the backup {round}"));
        crew.ems.set_offline(false);
        sync(&mut crew.ems);
    }
    end(&mut crew, &mut [], &book);
}

//! Numbers used twice in different streams, where no relay can see it: a backup of a whole home brings its token along,
//! and one of its mailbox begins another stream.

use std::path::Path;

use testkit::field::{Persona, copy_folder};

use crate::ending::{Book, end};
use crate::forge::Insider;
use crate::support::{Crew, assert_clean, assert_same, crew, meet_person, set, settle, sync, values};

fn put_back(backup: &Path, persona: &mut Persona) {
    persona.close();
    std::fs::remove_dir_all(persona.home()).unwrap();
    copy_folder(backup, persona.home()).unwrap();
}

fn put_mailbox_back(backup: &Path, persona: &mut Persona) {
    persona.close();
    for end in ["", "-wal", "-shm"] {
        let name = format!("mailbox.db{end}");
        let file = persona.home().join(&name);
        if file.exists() {
            std::fs::remove_file(&file).unwrap();
        }
        if backup.join(&name).exists() {
            std::fs::copy(backup.join(&name), file).unwrap();
        }
    }
}

/// Everybody knows one person; a backup of the EMS device from then.
fn with_backup(number: u64) -> (Crew, Book, domain::RecordId, tempfile::TempDir) {
    let mut crew = crew(number);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    crew.ems.close();
    let backup = tempfile::tempdir().unwrap();
    copy_folder(crew.ems.home(), backup.path()).unwrap();
    (crew, book, saved.person, backup)
}

/// What it sent went out in a stream that the backup does not know, so the relay takes both.
#[test]
fn a_home_put_back_after_its_mailbox_was_loses_neither_of_two_words_under_one_number() {
    let (mut crew, mut book, person, backup) = with_backup(511);
    crew.ems.set_offline(true);
    book.set(&mut crew.ems, person, "alias.first", "Before");
    put_mailbox_back(backup.path(), &mut crew.ems);
    crew.ems.set_offline(false);
    sync(&mut crew.ems);
    put_back(backup.path(), &mut crew.ems);
    crew.ems.set_offline(true);
    book.set(&mut crew.ems, person, "alias.second", "After");
    crew.ems.set_offline(false);
    settle(&mut crew.all());
    end(&mut crew, &mut [], &book);
}

/// The other way round: what was written after the home was put back goes out in another stream.
#[test]
fn a_mailbox_put_back_after_its_home_was_loses_neither_of_two_words_under_one_number() {
    let (mut crew, mut book, person, backup) = with_backup(512);
    book.set(&mut crew.ems, person, "alias.first", "Before");
    settle(&mut crew.all());
    put_back(backup.path(), &mut crew.ems);
    crew.ems.set_offline(true);
    book.set(&mut crew.ems, person, "alias.second", "After");
    put_mailbox_back(backup.path(), &mut crew.ems);
    // by then another incarnation
    book.set(&mut crew.ems, person, "alias.third", "After that");
    crew.ems.set_offline(false);
    settle(&mut crew.all());
    end(&mut crew, &mut [], &book);
}

/// What stands, of a record, on a device.
fn hashes(persona: &mut Persona, record: domain::RecordId) -> Vec<domain::ChangeHash> {
    let insider = Insider::of(persona);
    let mut all: Vec<_> =
        insider.db.read(|tx| tx.history(record)).unwrap().into_iter().map(|row| row.hash).collect();
    all.sort_unstable();
    all
}

/// Of two changes under one number the one that stands first at the relay stays as it is.
#[test]
fn who_stands_first_at_the_relay_with_a_number_used_twice_writes_nothing_again() {
    let mut crew = crew(611);
    let person = meet_person(&mut crew.ems, "Alder").person;
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    // without its mailbox it begins another stream, in which no relay sees that the number is used already
    crew.ems.close();
    for end in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(crew.ems.home().join(format!("mailbox.db{end}"))));
    }
    sync(&mut crew.ems);
    crew.ems.set_offline(true);
    copy.set_offline(true);
    set(&mut crew.ems, person, "pronouns", "she/her");
    set(&mut copy, person, "birth_date", "1990-04-01");
    copy.set_offline(false);
    let before = hashes(&mut copy, person);
    sync(&mut copy);
    crew.ems.set_offline(false);
    for _ in 0..4 {
        copy.sync_for(3_600_000).unwrap();
        crew.all().into_iter().for_each(|one| drop(one.sync_for(3_600_000).unwrap()));
    }
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    assert_same(&mut all);
    for persona in &mut all {
        assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{}", persona.name());
        assert_eq!(values(persona, person, "birth_date"), ["1990-04-01"], "{}", persona.name());
        let after = hashes(persona, person);
        assert!(before.iter().all(|hash| after.contains(hash)), "{}: as it was", persona.name());
        assert_eq!(after.len(), before.len() + 1, "{}: nothing twice", persona.name());
    }
    assert_clean(&mut all);
}

//! Numbers used twice in different streams, where no relay can see it: a backup of a whole home brings its token along,
//! and one of its mailbox begins another stream.

use std::path::Path;

use testkit::field::{Persona, copy_folder};

use crate::ending::{Book, end};
use crate::support::{Crew, crew, settle, sync};

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

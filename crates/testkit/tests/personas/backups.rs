//! Files of one device that were lost, or put back from another day.

use std::path::Path;

use app::carry;
use footbridge_testkit::field::{Persona, copy_folder};

use crate::support::{assert_clean, assert_same, count, crew, meet_person, record, set, settle, sync};

/// Removes one database with everything that belongs to it.
fn remove(home: &Path, file: &str) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let path = home.join(format!("{file}{suffix}"));
        if path.exists() {
            std::fs::remove_file(path).unwrap();
        }
    }
}

fn put_back(persona: &mut Persona, backup: &Path, file: &str) {
    persona.close();
    remove(persona.home(), file);
    for suffix in ["", "-wal", "-shm"] {
        let from = backup.join(format!("{file}{suffix}"));
        if from.exists() {
            std::fs::copy(from, persona.home().join(format!("{file}{suffix}"))).unwrap();
        }
    }
}

fn back_up(persona: &mut Persona) -> tempfile::TempDir {
    persona.close();
    let folder = tempfile::tempdir().unwrap();
    copy_folder(persona.home(), folder.path()).unwrap();
    folder
}

#[test]
fn a_database_put_back_from_a_backup_gets_back_what_it_sent_since() {
    let mut crew = crew(41);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = back_up(&mut crew.ems);
    set(&mut crew.ems, saved.person, "pronouns", "they/them");
    meet_person(&mut crew.ems, "Birch");
    crew.meet();
    put_back(&mut crew.ems, backup.path(), "footbridge.db");
    // it knows at once that it is not what it was: what it writes now is another incarnation's
    set(&mut crew.ems, saved.person, "birth_date", "1990-04-01");
    settle(&mut crew.all());
    let record = record(&mut crew.ems, saved.person);
    let actor = |key: &str| record.fields[key][0].actor;
    assert_ne!(actor("pronouns"), actor("birth_date"));
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_database_put_back_from_a_backup_gets_back_what_it_had_sealed_and_not_sent() {
    let mut crew = crew(42);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = back_up(&mut crew.ems);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Birch");
    put_back(&mut crew.ems, backup.path(), "footbridge.db");
    meet_person(&mut crew.ems, "Cedar");
    crew.ems.set_offline(false);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_database_put_back_gets_back_all_that_it_had_sealed_in_however_many_segments() {
    let mut crew = crew(57);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = back_up(&mut crew.ems);
    crew.ems.set_offline(true);
    for number in 0..20 {
        meet_person(&mut crew.ems, &format!("Birch {number}"));
    }
    put_back(&mut crew.ems, backup.path(), "footbridge.db");
    assert_eq!(count(&mut crew.ems, "people"), 21);
}

/// What only the mailbox knew must survive that its stream is refused.
#[test]
fn a_database_put_back_loses_nothing_although_the_key_changed_meanwhile() {
    let mut crew = crew(49);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = back_up(&mut crew.ems);
    let compartment = crew.coordinator.device().unwrap().compartments().unwrap()[0].compartment;
    // the second time the stream itself was begun after the backup
    for (round, family) in [(1, "Birch"), (2, "Cedar")] {
        crew.ems.set_offline(true);
        meet_person(&mut crew.ems, family);
        crew.coordinator.device().unwrap().rotate(compartment).unwrap();
        sync(&mut crew.coordinator);
        put_back(&mut crew.ems, backup.path(), "footbridge.db");
        assert!(crew.ems.device().unwrap().unsent().unwrap() > 0);
        crew.ems.set_offline(false);
        crew.meet();
        for persona in crew.all() {
            assert_eq!(count(persona, "people"), 1 + round, "{} {family}", persona.name());
        }
        assert_clean(&mut crew.all());
    }
}

#[test]
fn a_database_put_back_with_work_in_it_that_was_sent_meanwhile_says_nothing_twice() {
    let mut crew = crew(43);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    let backup = back_up(&mut crew.ems);
    crew.ems.set_offline(false);
    crew.meet();
    put_back(&mut crew.ems, backup.path(), "footbridge.db");
    meet_person(&mut crew.ems, "Birch");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_lost_mailbox_loses_nothing() {
    let mut crew = crew(44);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Birch");
    crew.ems.close();
    remove(crew.ems.home(), "mailbox.db");
    meet_person(&mut crew.ems, "Cedar");
    meet_person(&mut crew.patrol, "Dogwood");
    crew.ems.set_offline(false);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 4, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_lost_key_file_takes_no_unsent_work_with_it() {
    let mut crew = crew(46);
    crew.meet();
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    crew.ems.close();
    std::fs::remove_file(crew.ems.home().join("keyfile")).unwrap();
    crew.ems.set_offline(false);
    let profile = app::Profile::read("Example County EMS", "ems", None, None).unwrap();
    let code = crew.coordinator.device().unwrap().invite(profile, 1).unwrap().code.to_string();
    let platform = crew.ems.platform();
    let passphrase = footbridge_testkit::field::passphrase();
    let again = app::Device::enrol(crew.ems.home(), &passphrase, &code, platform).map(|_| ());
    assert_eq!(again.unwrap_err().code(), "home.unsent_work");
    assert!(crew.ems.home().join("mailbox.db").exists(), "what nobody else has is still there");
}

/// What damage to its write-ahead log does: the token and the beginning of a session survive, its end does not.
#[test]
fn a_database_that_lost_its_end_gets_it_back_from_the_mailbox_and_uses_no_number_twice() {
    let mut crew = crew(50);
    crew.meet();
    crew.ems.set_offline(true);
    crew.ems.device().unwrap();
    let earlier = tempfile::tempdir().unwrap();
    // as it is in the middle of the session
    copy_folder(crew.ems.home(), earlier.path()).unwrap();
    meet_person(&mut crew.ems, "Alder");
    put_back(&mut crew.ems, earlier.path(), "footbridge.db");
    meet_person(&mut crew.ems, "Birch");
    crew.ems.set_offline(false);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_device_whose_database_is_lost_sends_what_was_sealed_and_is_enrolled_anew() {
    let mut crew = crew(51);
    crew.meet();
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    crew.ems.close();
    remove(crew.ems.home(), "footbridge.db");
    assert_eq!(crew.ems.device().map(|_| ()).unwrap_err().code(), "home.database_lost");
    crew.ems.set_offline(false);
    let profile = app::Profile::read("Example County EMS", "ems", None, None).unwrap();
    let code = crew.coordinator.device().unwrap().invite(profile, 1).unwrap().code.to_string();
    let home = crew.ems.home().to_owned();
    let enrol = |ems: &mut Persona| {
        let platform = ems.platform();
        app::Device::enrol(&home, &footbridge_testkit::field::passphrase(), &code, platform).map(|_| ())
    };
    assert_eq!(enrol(&mut crew.ems).unwrap_err().code(), "home.unsent_work", "nothing is thrown away");
    assert_eq!(carry(&home, 0, crew.ems.platform()).unwrap().unsent, 0);
    enrol(&mut crew.ems).unwrap();
    assert!(home.join("keyfile.lost").exists(), "should the database turn up again");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 1, "{}", persona.name());
    }
}

#[test]
fn a_mailbox_put_back_from_a_backup_loses_nothing() {
    let mut crew = crew(45);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let backup = back_up(&mut crew.ems);
    set(&mut crew.ems, saved.person, "pronouns", "they/them");
    meet_person(&mut crew.ems, "Birch");
    crew.meet();
    // unsent as well
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Cedar");
    put_back(&mut crew.ems, backup.path(), "mailbox.db");
    meet_person(&mut crew.ems, "Dogwood");
    meet_person(&mut crew.patrol, "Elder");
    crew.ems.set_offline(false);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 5, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn without_its_database_a_mailbox_still_sends_what_was_sealed() {
    let mut crew = crew(46);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    crew.ems.close();
    remove(crew.ems.home(), "footbridge.db");
    crew.ems.set_offline(false);
    let home = crew.ems.home().to_owned();
    let report = carry(&home, 0, crew.ems.platform()).unwrap();
    assert!(report.sent > 0 && report.unsent == 0, "{report:?}");
    let mut others = [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach];
    settle(&mut others);
    assert_same(&mut others);
    for persona in others {
        assert_eq!(count(persona, "people"), 1);
        let found = persona.device().unwrap().search_people("Alder", 10).unwrap();
        assert_eq!(found.len(), 1);
    }
}

#[test]
fn a_locked_device_sends_and_fetches_and_opens_it_later() {
    let mut crew = crew(47);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    crew.ems.close();
    meet_person(&mut crew.patrol, "Birch");
    sync(&mut crew.patrol);
    crew.ems.set_offline(false);
    let home = crew.ems.home().to_owned();
    assert!(carry(&home, 0, crew.ems.platform()).unwrap().up_to_date);
    crew.ems.set_offline(true);
    // nothing is asked of the network any more
    crew.ems.sync().unwrap();
    assert_eq!(count(&mut crew.ems, "people"), 2);
    crew.ems.set_offline(false);
    crew.meet();
}

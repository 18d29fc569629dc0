//! The first version's home folder, whole: later versions open it, read every change in its journal, and hold the
//! same records.

use std::path::PathBuf;

use app::{Device, Passphrase};
use footbridge_testkit::field::{Field, copy_folder, passphrase};

use crate::support::{crew, fixture, meet_person, set};

fn home() -> PathBuf {
    fixture("golden/v1/home")
}

/// Of the one compartment, as the first version had it.
fn digest() -> String {
    std::fs::read_to_string(fixture("golden/v1/home.digest")).unwrap().trim().to_owned()
}

#[test]
#[ignore = "made once for each version; refuses to overwrite"]
fn make_golden_home() {
    assert!(!home().exists(), "the golden home is never made again");
    let mut crew = crew(2026);
    let saved = meet_person(&mut crew.ems, "Alder");
    crew.meet();
    crew.cut_off();
    set(&mut crew.ems, saved.person, "name.given", "Sam");
    set(&mut crew.patrol, saved.person, "name.given", "Samuel");
    meet_person(&mut crew.ems, "Birch");
    crew.reconnect();
    crew.meet();
    let ems = crew.ems.device().unwrap();
    let digest = ems.digests().unwrap()[0].2;
    crew.ems.close();
    copy_folder(crew.ems.home(), &home()).unwrap();
    for lock in ["lock", "lock.holder", "mailbox.db.lock", "mailbox.db.lock.holder"] {
        std::fs::remove_file(home().join(lock)).unwrap();
    }
    std::fs::write(fixture("golden/v1/home.digest"), format!("{digest}\n")).unwrap();
}

#[test]
fn the_first_home_opens_and_says_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&home(), folder.path()).unwrap();
    let mut field = Field::new(1).unwrap();
    let mut anybody = field.found("Anybody").unwrap();
    let wrong = Passphrase::new("another".to_owned());
    let refused = Device::open(folder.path(), &wrong, anybody.platform()).err().unwrap();
    assert_eq!(refused.code(), "vault.wrong_passphrase");
    let mut device = Device::open(folder.path(), &passphrase(), anybody.platform()).unwrap();
    assert_eq!(device.digests().unwrap()[0].2.to_string(), digest());
    let rebuilt = device.rebuild().unwrap();
    assert!(rebuilt.equal && rebuilt.changes > rebuilt.records, "{rebuilt:?}");
    assert_eq!(device.digests().unwrap()[0].2.to_string(), digest());
    let counts = device.counts().unwrap();
    assert_eq!((counts.people, counts.contacts, counts.conflicts), (2, 2, 1));
    let found = device.search_people("alder", 5).unwrap();
    let record = device.record(found[0].id).unwrap();
    let given: Vec<String> =
        record.distinct("name.given").iter().map(|held| held.value.to_string()).collect();
    assert_eq!(given.len(), 2, "{given:?}");
}

//! Who comes back after a long time, and everybody at once.

use app::{Device, Profile};
use testkit::field::passphrase;

use crate::ending::{Book, end};
use crate::support::{PROVIDER, crew, settle, sync};

const DAY_MS: i64 = 24 * 3_600_000;

/// A tablet that lay in a drawer for a year with work that nobody has.
#[test]
fn a_device_that_returns_after_a_year_brings_its_work_and_gets_everybodys() {
    let mut crew = crew(901);
    let mut book = Book::default();
    let shared = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let profile = Profile::read(PROVIDER, "provider", None, None).unwrap();
    let invitation = crew.coordinator.device().unwrap().invite(profile, 72).unwrap();
    crew.ems.set_offline(true);
    book.meet(&mut crew.ems, "Unsent for a year");
    book.set(&mut crew.ems, shared.person, "alias.1", "Al");
    let draft = crew.ems.device().unwrap().save_draft(None, None, b"typed".to_vec(), "name").unwrap();
    crew.ems.close();
    let compartment = crew.patrol.device().unwrap().compartments().unwrap()[0].compartment;
    for month in 0..12 {
        crew.field.clock().advance(30 * DAY_MS);
        for persona in [&mut crew.patrol, &mut crew.outreach] {
            book.meet(persona, &format!("Month {month} {}", persona.name()));
        }
        if month % 3 == 0 {
            crew.coordinator.device().unwrap().rotate(compartment).unwrap();
        }
        settle(&mut [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach]);
    }
    crew.field.clock().advance(5 * DAY_MS);
    // nobody enrols by an invitation of last year
    let home = tempfile::tempdir().unwrap();
    let platform = crew.patrol.platform();
    let late = Device::enrol(home.path(), &passphrase(), &invitation.code, platform).err().unwrap();
    assert_eq!(late.code(), "relay.invitation_expired");
    // its battery was empty: the clock is seven minutes behind
    crew.ems.clock().set_skew(-7 * 60_000);
    book.meet(&mut crew.ems, "First of the new year");
    assert_eq!(crew.ems.device().unwrap().draft(draft.id).unwrap().typed, b"typed");
    crew.ems.set_offline(false);
    sync(&mut crew.ems);
    end(&mut crew, &mut [], &book);
}

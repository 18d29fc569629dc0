//! A whole device on a disk that loses what was not synced: a contact that was called saved is there, whole, after a
//! power cut at any step of saving or of opening, and so is what was sealed of it.

use app::{TypedContact, TypedFields, Whom};
use footbridge_sim::disk::Disk;
use store::Mailbox;
use testkit::SeededRandom;
use testkit::field::{Field, Persona};
use whatif::{Flaw, with_flaw};

const STEPS_AT_MOST: u64 = 300;

fn typed(pairs: &[(&str, &str)]) -> TypedFields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn contact(number: u64) -> TypedContact {
    TypedContact {
        pathway: "naloxone_plus".to_owned(),
        whom: Whom::New(typed(&[("name.given", "Marisol"), ("name.family", &format!("Alder{number}"))])),
        fields: typed(&[("offer", "offered"), ("need.housing", "yes")]),
        narrative: Some("met at the footbridge".to_owned()),
        ..TypedContact::default()
    }
}

/// Two who know each other, the first of them on a disk, with one contact.
fn two(seed: u64) -> (Field, Persona, Persona, Disk) {
    let mut field = Field::new(seed).unwrap();
    let mut ems = field.found("Ridge County EMS").unwrap();
    let outreach = field.join(&mut ems, "outreach", "Bridgeway Outreach").unwrap();
    ems.sync().unwrap();
    ems.close();
    let disk = Disk::register(ems.home()).unwrap();
    ems.device().unwrap().record_contact(&contact(0)).unwrap();
    (field, ems, outreach, disk)
}

/// How many contacts are there. Each is there with its person and all that belongs to it, and the tables follow from
/// the journal.
fn contacts(persona: &mut Persona) -> u64 {
    let device = persona.device().unwrap();
    assert!(device.rebuild().unwrap().equal, "the tables do not follow from the journal");
    let counts = device.counts().unwrap();
    assert_eq!((counts.people, counts.incidents), (counts.contacts, counts.contacts), "a contact by half");
    counts.contacts
}

/// Every stream this device ever sealed in: another one would mean that it took itself for a restored backup.
fn streams(persona: &mut Persona) -> usize {
    persona.close();
    Mailbox::open(&persona.home().join("mailbox.db"), "test").unwrap().outgoing_streams().unwrap().len()
}

fn all_arrives(mut ems: Persona, mut outreach: Persona) {
    for _ in 0..3 {
        assert!(ems.sync().unwrap().up_to_date);
        assert!(outreach.sync().unwrap().up_to_date);
    }
    assert_eq!(contacts(&mut ems), contacts(&mut outreach));
    let [ours, theirs] = [&mut ems, &mut outreach].map(|one| one.device().unwrap());
    assert_eq!((ours.unsent().unwrap(), theirs.kept_aside().unwrap().len()), (0, 0));
    assert_eq!(ours.digests().unwrap(), theirs.digests().unwrap());
}

/// Cuts the power at every step of saving a contact.
fn cut_while_saving() {
    let (_field, mut ems, outreach, disk) = two(61);
    let mut rng = SeededRandom::new(1);
    let before = streams(&mut ems);
    let mut kept = contacts(&mut ems);
    for step in 0..STEPS_AT_MOST {
        let device = ems.device().unwrap();
        disk.crash_at(step);
        let saved = device.record_contact(&contact(step + 1)).is_ok();
        let through = !disk.has_crashed();
        // the power goes under the running process; what it still tries while it ends comes to nothing
        let outage = disk.power_cut(&mut rng).unwrap();
        ems.close();
        let found = contacts(&mut ems);
        let right = if saved { found == kept + 1 } else { found == kept || found == kept + 1 };
        assert!(right, "step {step}, {outage:?}: saved: {saved}, {found} after {kept}");
        kept = found;
        assert_eq!(
            streams(&mut ems),
            before,
            "step {step}, {outage:?}: it took itself for a restored backup"
        );
        if through {
            assert!(saved && step > 20, "{step} steps");
            return all_arrives(ems, outreach);
        }
    }
    panic!("it never ends");
}

#[test]
fn a_contact_called_saved_survives_a_power_cut_at_any_step_of_saving_it() {
    cut_while_saving();
}

#[test]
fn a_device_that_does_not_sync_is_caught() {
    for flaw in [Flaw::DropDeviceFsync, Flaw::DropMailboxFsync] {
        let held = std::panic::catch_unwind(|| with_flaw(flaw, cut_while_saving));
        assert!(held.is_err(), "{}", flaw.name());
    }
}

/// Cuts the power at every step of opening a device that was not closed, after `damage` to its home.
fn cut_while_opening(seed: u64, damage: impl Fn(&Persona)) -> (u64, Field, Persona, Persona) {
    let (field, mut ems, outreach, disk) = two(seed);
    let mut rng = SeededRandom::new(seed);
    for step in 0..STEPS_AT_MOST {
        ems.device().unwrap();
        disk.power_cut(&mut rng).unwrap();
        ems.close();
        damage(&ems);
        disk.crash_at(step);
        let opened = ems.device().is_ok();
        let through = !disk.has_crashed();
        let outage = disk.power_cut(&mut rng).unwrap();
        ems.close();
        assert_eq!(contacts(&mut ems), 1, "step {step}, {outage:?}");
        if through {
            assert!(opened);
            return (step, field, ems, outreach);
        }
    }
    panic!("it never ends");
}

#[test]
fn a_power_cut_at_any_step_of_opening_loses_nothing_and_is_no_restored_backup() {
    let (steps, _field, mut ems, outreach) = cut_while_opening(62, |_| ());
    assert!(steps > 2, "{steps} steps");
    assert_eq!(streams(&mut ems), 1, "it took itself for a restored backup");
    all_arrives(ems, outreach);
}

#[test]
fn a_power_cut_at_any_step_of_beginning_anew_loses_nothing() {
    let lose_token = |persona: &Persona| std::fs::remove_file(persona.home().join("rollback.token")).unwrap();
    let (steps, _field, ems, outreach) = cut_while_opening(64, lose_token);
    assert!(steps > 10, "{steps} steps");
    all_arrives(ems, outreach);
}

#[test]
fn a_contact_that_finds_no_room_is_refused_whole_and_fits_later() {
    let (_field, mut ems, _outreach, disk) = two(63);
    ems.close();
    let template = disk.snapshot().unwrap();
    for room in (0..).step_by(7919) {
        disk.restore(&template).unwrap();
        ems.device().unwrap();
        // as after it was given up
        std::fs::remove_file(ems.home().join("reserve")).unwrap();
        disk.full_after(room);
        let saved = ems.device().unwrap().record_contact(&contact(1));
        let counts = ems.device().unwrap().counts().unwrap();
        let whole = (counts.contacts, counts.people, counts.incidents);
        match &saved {
            Ok(_) => assert_eq!(whole, (2, 2, 2), "room for {room} bytes"),
            Err(error) => {
                assert_eq!((error.code(), whole), ("store.full", (1, 1, 1)), "room for {room} bytes")
            }
        }
        disk.free();
        ems.device().unwrap().record_contact(&contact(2)).unwrap();
        ems.close();
        assert_eq!(contacts(&mut ems), 2 + u64::from(saved.is_ok()), "room for {room} bytes");
        ems.close();
        if saved.is_ok() {
            assert!(room > 7919 * 3, "it fits in {room}");
            return;
        }
    }
}

#[test]
fn a_contact_is_saved_on_a_full_disk_from_the_reserve() {
    let (_field, mut ems, outreach, disk) = two(65);
    disk.full_after(0);
    ems.device().unwrap().record_contact(&contact(1)).unwrap();
    assert!(!ems.home().join("reserve").exists());
    disk.power_cut(&mut SeededRandom::new(1)).unwrap();
    ems.close();
    disk.free();
    assert_eq!(contacts(&mut ems), 2);
    all_arrives(ems, outreach);
}

//! What a process heard and did not live to act on, and what a member may not undo.

use app::{Device, Profile, Progress, TypedOffer, carry};
use domain::{Edit, RecordKind};
use footbridge_testkit::field::{Mishap, passphrase};

use crate::forge::{Insider, stamp_of};
use crate::support::{
    Crew, OUTREACH, PROVIDER, assert_clean, assert_same, count, crew, meet_person, new_contact, settle, sync,
};

/// Two copies of one device, each with work of its own; the first has sent its.
fn parted(seed: u64) -> (Crew, footbridge_testkit::field::Persona) {
    let mut crew = crew(seed);
    meet_person(&mut crew.ems, "Alder");
    crew.meet();
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    meet_person(&mut crew.ems, "Birch");
    sync(&mut crew.ems);
    meet_person(&mut copy, "Cedar");
    (crew, copy)
}

#[test]
fn a_copy_that_is_fenced_while_it_is_locked_loses_nothing() {
    let (mut crew, mut copy) = parted(81);
    copy.close();
    let home = copy.home().to_owned();
    carry(&home, 0, copy.platform()).unwrap();
    assert!(copy.device().unwrap().unsent().unwrap() > 0, "it does not say that all is sent");
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    settle(&mut all);
    assert_same(&mut all);
    assert_eq!(count(all[0], "people"), 3);
    assert_clean(&mut all);
}

#[test]
fn a_copy_whose_process_ends_right_after_it_was_fenced_loses_nothing() {
    let (mut crew, mut copy) = parted(82);
    copy.befall("/v1/sync", Mishap::Crash);
    assert!(copy.survive(|device| device.sync(0, &mut Progress::silent())).is_none());
    let mut all: Vec<_> = crew.all().into_iter().chain([&mut copy]).collect();
    settle(&mut all);
    assert_same(&mut all);
    assert_eq!(count(all[0], "people"), 3);
    assert_clean(&mut all);
}

#[test]
fn a_mailbox_that_is_lost_after_others_work_came_in_takes_it_in_again_without_a_word() {
    let mut crew = crew(83);
    for family in ["Alder", "Birch"] {
        meet_person(&mut crew.patrol, family);
        meet_person(&mut crew.ems, family);
        crew.meet();
    }
    crew.ems.close();
    for suffix in ["", "-wal", "-shm"] {
        std::fs::remove_file(crew.ems.home().join(format!("mailbox.db{suffix}"))).ok();
    }
    crew.meet();
    meet_person(&mut crew.patrol, "Cedar");
    crew.meet();
    assert_eq!(count(&mut crew.ems, "people"), 5);
    assert_clean(&mut crew.all());
}

#[test]
fn an_enrolment_that_was_interrupted_starts_over_with_another_code() {
    let mut crew = crew(84);
    let home = tempfile::tempdir().unwrap();
    let mut code = |role| {
        let profile = Profile::read(PROVIDER, role, None, None).unwrap();
        crew.coordinator.device().unwrap().invite(profile, 72).unwrap().code
    };
    let (first, second) = (code("provider"), code("clinician"));
    crew.patrol.befall("/v1/certificates", Mishap::RequestLost);
    let error = Device::enrol(home.path(), &passphrase(), &first, crew.patrol.platform()).err().unwrap();
    assert_eq!(error.code(), "net.timed_out");
    let mut device = Device::enrol(home.path(), &passphrase(), &second, crew.patrol.platform()).unwrap();
    assert_eq!(device.profile().role.word(), "clinician");
    device.record_contact(&new_contact("Alder")).unwrap();
    assert!(device.sync(0, &mut Progress::silent()).unwrap().up_to_date);
    crew.meet();
    assert_eq!(count(&mut crew.ems, "people"), 1);
}

#[test]
fn nobody_takes_back_what_another_agency_said_in_a_handoff() {
    let mut crew = crew(85);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    let offer = TypedOffer {
        contact: saved.contact.to_string(),
        to: vec![OUTREACH.to_owned()],
        ..TypedOffer::default()
    };
    let id = crew.patrol.device().unwrap().offer_handoff(&offer).unwrap().id;
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, id);
    let mut stamp_of_own = stamp;
    stamp_of_own.member = domain::MemberId(crew.coordinator.device().unwrap().member().0);
    let mut insider = Insider::of(&mut crew.coordinator);
    let row = insider.db.read(|tx| tx.record(id)).unwrap().unwrap();
    let folded = merge::Folded::decode(&row.folded).unwrap();
    let said = folded.visible().into_keys().find(|key| key.starts_with("event.")).unwrap();
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let taken_back =
        merge::author(&folded, &[Edit::clear(said.as_str())], actor, &stamp_of_own).unwrap().unwrap();
    let key = insider.record_key();
    let entry = insider.entry((RecordKind::Handoff.code(), 1), id, &key, &taken_back.bytes);
    insider.post(&[entry], &[key.0]);
    drop(insider);
    sync(&mut crew.coordinator);
    for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
        sync(persona);
        assert!(persona.device().unwrap().record(id).unwrap().fields.contains_key(&said));
        assert_eq!(count(persona, "quarantined"), 1, "{}", persona.name());
    }
}

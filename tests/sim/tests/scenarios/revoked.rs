//! A device is revoked while its work is on the way. The founder's root key speaks here itself: it may accept less than the
//! relay took, which the command never says.

use std::collections::BTreeMap;

use footbridge_relay::store::{Budget, Store};
use protocol::certificate::{Revoked, StreamHead};
use protocol::{DeviceId, Segment, Statement, StreamId};
use testkit::field::{Mishap, Persona};

use crate::ending::{Book, aside, assert_aside_only, assert_whole};
use crate::root::Root;
use crate::support::{Crew, PROVIDER, assert_same, count, crew, settle, sync};

const ALL: Budget = Budget { bytes: usize::MAX, items: usize::MAX };

/// Where the relay's streams of a device end, each after at most `max` segments.
pub fn heads(crew: &mut Crew, device: DeviceId, max: usize) -> Vec<StreamHead> {
    let handle = crew.patrol.device().unwrap().compartments().unwrap()[0].compartment.0;
    let stored = crew.field.relay_store().since(protocol::CompartmentHandle(handle), 0, ALL).unwrap();
    let mut heads: BTreeMap<StreamId, (usize, StreamHead)> = BTreeMap::new();
    for one in stored.segments {
        let segment = Segment::decode(&one.segment).unwrap();
        if segment.header.device != device {
            continue;
        }
        let stream = segment.header.stream;
        let count = heads.get(&stream).map_or(0, |(count, _)| *count);
        if count < max {
            let head = StreamHead {
                compartment: segment.header.compartment,
                stream,
                next_seq: segment.header.next_seq(),
                hash: segment.hash(),
            };
            heads.insert(stream, (count + 1, head));
        }
    }
    heads.into_values().map(|(_, head)| head).collect()
}

/// The root says that a device no longer belongs, and the last of its work that is accepted.
pub fn revoke(crew: &mut Crew, device: DeviceId, heads: Vec<StreamHead>) {
    let mut root = Root::of(&mut crew.coordinator);
    root.issue(Statement::Revoked(Revoked { device, heads }));
    root.post(&mut crew.coordinator);
}

/// The medic has six contacts to send; the line breaks after some of them.
pub fn half_sent(seed: u64) -> (Crew, Book, DeviceId, u64) {
    let mut crew = crew(seed);
    let mut book = Book::default();
    book.meet(&mut crew.patrol, "Alder");
    book.meet(&mut crew.ems, "Birch");
    settle(&mut crew.all());
    let ems = crew.ems.device().unwrap().id();
    crew.ems.set_offline(true);
    for family in ["One", "Two", "Three", "Four", "Five", "Six"] {
        book.meet(&mut crew.ems, family);
    }
    crew.ems.set_offline(false);
    for _ in 0..2 {
        crew.ems.befall("/v1/segments", Mishap::Spared);
    }
    crew.ems.befall("/v1/segments", Mishap::CutOff);
    crew.ems.sync().unwrap();
    let unsent = crew.ems.device().unwrap().unsent().unwrap();
    assert!(unsent > 0);
    (crew, book, ems, unsent)
}

/// It hears that it is revoked, keeps what nobody has, and stays usable.
fn is_told_and_keeps_its_work(crew: &mut Crew, book: &Book, unsent: u64) {
    crew.ems.set_offline(false);
    let before = crew.ems.heard().len();
    let report = crew.ems.sync_for(3_600_000).unwrap();
    assert!(report.notices.iter().any(|one| one.code == "relay.revoked"), "{report:?}");
    assert!(crew.ems.heard().len() - before < 100, "it does not ask for ever");
    assert!(crew.ems.device().unwrap().unsent().unwrap() >= unsent, "{report:?}");
    crew.ems.close();
    assert_eq!(count(&mut crew.ems, "people"), book.people());
}

#[test]
fn a_device_revoked_in_the_middle_of_an_upload_keeps_its_work_and_hinders_nobody() {
    let (mut crew, book, ems, unsent) = half_sent(1301);
    let taken = heads(&mut crew, ems, usize::MAX);
    revoke(&mut crew, ems, taken);
    is_told_and_keeps_its_work(&mut crew, &book, unsent);
    let sent_people = {
        settle(&mut [&mut crew.patrol]);
        count(&mut crew.patrol, "people")
    };
    assert!((3..8).contains(&sent_people), "what the relay took before stands: {sent_people}");
    // a new key, as every revocation asks for, and everybody else goes on
    let compartment = crew.patrol.device().unwrap().compartments().unwrap()[0].compartment;
    sync(&mut crew.patrol);
    crew.patrol.device().unwrap().rotate(compartment).unwrap();
    let mut after = Book::default();
    after.others = sent_people;
    after.meet(&mut crew.outreach, "After the revocation");
    let Crew { field, coordinator, patrol, outreach, .. } = &mut crew;
    let mut newcomer = field.join(coordinator, "supervisor", PROVIDER).unwrap();
    let mut left: Vec<&mut Persona> = vec![coordinator, patrol, outreach, &mut newcomer];
    assert_whole(&mut left, &after, &[]);
    // and it is not let in again by trying
    let report = crew.ems.sync_for(3_600_000).unwrap();
    assert!(!report.up_to_date && report.unsent >= unsent, "{report:?}");
}

/// The certificate accepts less than the relay took: what came later waits in quarantine, for who hears of the
/// revocation first.
#[test]
fn what_a_revoked_device_sent_after_its_last_accepted_work_waits_in_quarantine() {
    let (mut crew, book, ems, unsent) = half_sent(1302);
    let accepted = heads(&mut crew, ems, 1);
    revoke(&mut crew, ems, accepted);
    is_told_and_keeps_its_work(&mut crew, &book, unsent);
    let mut left = [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach];
    settle(&mut left);
    assert_same(&mut left);
    for persona in &mut left {
        assert!(aside(persona).iter().any(|one| one == "segment.after_revocation"), "{}", persona.name());
        assert_eq!(count(persona, "people"), 2, "{}", persona.name());
    }
    assert_aside_only(&mut left, &["segment.after_revocation"]);
}

/// One device had taken that later work in before it heard of the revocation, the others had not.
#[test]
fn devices_agree_on_a_revoked_devices_later_work_whenever_they_heard_of_the_revocation() {
    let (mut crew, _, ems, _) = half_sent(1303);
    sync(&mut crew.patrol);
    let accepted = heads(&mut crew, ems, 1);
    revoke(&mut crew, ems, accepted);
    let mut left = [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach];
    settle(&mut left);
    assert_same(&mut left);
}

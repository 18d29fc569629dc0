//! Exactly as much as fits, one less and one more: segments in an answer, entries in a segment, certificates in an
//! answer. Bytes of a page are `relay`'s and `sync`'s own tests.

use app::{ImportGroup, ImportRecord, Progress};
use domain::{Edit, RecordId, RecordKind, Scalar};
use protocol::certificate::{DeviceClass, Invited};
use protocol::limits::{CERTIFICATES_MAX, SEGMENT_MAX_ENTRIES, SEGMENTS_PER_ANSWER_MAX};
use protocol::{MemberId, Statement};
use testkit::field::Persona;
use vault::SigningKey;

use crate::ending::{Book, end};
use crate::forge::{Insider, named, person, stamp_of};
use crate::root::Root;
use crate::support::{Crew, PROVIDER, assert_clean, assert_same, count, crew, meet_person, settle, sync};

fn calls(persona: &Persona, target: &str) -> usize {
    persona.heard().iter().filter(|one| *one == target).count()
}

/// Three readers are 1,025, 1,024 and 1,023 segments behind: the greatest number in one answer is 1,024.
#[test]
fn answers_one_below_at_and_one_above_the_most_segments_lose_none() {
    let mut crew = crew(1601);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    settle(&mut crew.all());
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let send = |crew: &mut Crew, from: u32, to: u32| {
        let mut insider = Insider::of(&mut crew.coordinator);
        let own = insider.identity.device_id();
        // its dice are the same each time: throw those of the last time away
        (0..100 * from).for_each(|_| drop(insider.record_key()));
        for number in from..to {
            let actor = insider.actor(own);
            let key = insider.record_key();
            let mut id = [7; 16];
            id[..4].copy_from_slice(&number.to_be_bytes());
            let id = RecordId::from_bytes(id);
            let change = named(&merge::Folded::new(), &format!("Number {number}"), actor, &stamp);
            let entry = insider.entry((person(), 1), id, &key, &change.bytes);
            insider.post(&[entry], &[key.0]);
        }
        drop(insider);
        sync(&mut crew.coordinator);
    };
    let most = u32::try_from(SEGMENTS_PER_ANSWER_MAX).unwrap();
    send(&mut crew, 0, 1);
    sync(&mut crew.ems);
    send(&mut crew, 1, 2);
    sync(&mut crew.outreach);
    send(&mut crew, 2, most + 1);
    let mut asked = Vec::new();
    for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
        let before = calls(persona, "/v1/sync");
        sync(persona);
        asked.push(calls(persona, "/v1/sync") - before);
    }
    assert!(asked[0] > asked[1] && asked[1] == asked[2], "one above needs one more question: {asked:?}");
    let mut readers = [&mut crew.patrol, &mut crew.ems, &mut crew.outreach];
    settle(&mut readers);
    assert_same(&mut readers);
    assert_clean(&mut readers);
    for persona in &mut readers {
        assert_eq!(count(persona, "people"), 1 + u64::from(most) + 1, "{}", persona.name());
    }
}

/// The same for certificates: three readers are 1,025, 1,024 and 1,023 of them behind, and all know who joins next.
#[test]
fn answers_one_below_at_and_one_above_the_most_certificates_lose_none() {
    let mut crew = crew(1603);
    settle(&mut crew.all());
    let mut root = Root::of(&mut crew.coordinator);
    let mut send = |crew: &mut Crew, from: usize, to: usize| {
        for number in from..to {
            let mut seed = [5; 32];
            seed[..8].copy_from_slice(&(number as u64).to_be_bytes());
            let mut member = [6; 16];
            member[..8].copy_from_slice(&(number as u64).to_be_bytes());
            root.issue(Statement::Invited(Invited {
                invite: SigningKey::from_bytes(&seed).unwrap().public(),
                member: MemberId(member),
                class: DeviceClass::Care,
                expires_ms: i64::MAX,
            }));
        }
        root.post(&mut crew.coordinator);
    };
    send(&mut crew, 0, 1);
    sync(&mut crew.ems);
    send(&mut crew, 1, 2);
    sync(&mut crew.outreach);
    send(&mut crew, 2, CERTIFICATES_MAX + 1);
    let mut asked = Vec::new();
    for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
        let before = calls(persona, "/v1/sync");
        sync(persona);
        asked.push(calls(persona, "/v1/sync") - before);
    }
    assert!(asked[0] > asked[1] && asked[1] == asked[2], "one above needs one more question: {asked:?}");
    let mut book = Book::default();
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", PROVIDER).unwrap();
    book.meet(&mut provider, "By who came last");
    sync(&mut provider);
    end(&mut crew, &mut [&mut provider], &book);
}

/// One transaction of 4,097 changes: a full segment and one of a single entry.
#[test]
fn a_full_segment_and_the_one_entry_above_it_arrive() {
    let mut crew = crew(1602);
    settle(&mut crew.all());
    let count_of = SEGMENT_MAX_ENTRIES + 1;
    let record = |number: usize| {
        let mut id = [3; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let edits = vec![
            Edit::set("name.family", Scalar::text(format!("Number {number}"))),
            Edit::set("status", Scalar::text("ready")),
        ];
        ImportRecord { id: RecordId::from_bytes(id), kind: RecordKind::Person, edits, occurred: None }
    };
    let group =
        ImportGroup { key: vec!["all".to_owned()], records: (0..count_of).map(record).collect(), rows: 1 };
    let before = calls(&crew.patrol, "/v1/segments");
    let device = crew.patrol.device().unwrap();
    device.import_groups(&[group], None, &mut Progress::silent()).unwrap();
    sync(&mut crew.patrol);
    assert_eq!(calls(&crew.patrol, "/v1/segments") - before, 2);
    let mut two = [&mut crew.patrol, &mut crew.ems];
    settle(&mut two);
    for persona in &mut two {
        assert_eq!(count(persona, "people"), count_of as u64, "{}", persona.name());
    }
    assert_clean(&mut two);
    let digests = crew.patrol.device().unwrap().digests().unwrap();
    assert_eq!(crew.ems.device().unwrap().digests().unwrap(), digests);
}

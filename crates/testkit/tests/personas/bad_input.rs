//! What a device gets that is damaged, forged, newer than it, or early.

use app::KeptAside;
use domain::RecordId;
use footbridge_testkit::field::{Life, Persona};
use merge::Folded;
use protocol::{Decode, Encode};
use store::{NewParked, ParkReason};

use crate::forge::{Insider, named, new_id, person, stamp_of};
use crate::support::{Crew, assert_clean, assert_same, count, crew, meet_person, set, settle, sync, values};

/// Reasons of what is kept aside, each with whether it is quarantined, in order.
pub fn aside(persona: &mut Persona) -> Vec<(bool, String)> {
    let rows = persona.device().unwrap().kept_aside().unwrap();
    let mut reasons: Vec<_> = rows
        .into_iter()
        .map(|row| match row {
            KeptAside::Quarantined(row) => (true, row.reason),
            KeptAside::Parked(row) => (false, row.reason.code().to_owned()),
        })
        .collect();
    reasons.sort();
    reasons
}

pub fn families(persona: &mut Persona, record: RecordId) -> Vec<String> {
    match persona.device().unwrap().record(record) {
        Ok(_) => values(persona, record, "name.family"),
        Err(_) => Vec::new(),
    }
}

/// The ones that read what the coordinator's device forges.
fn readers(crew: &mut Crew) -> [&mut Persona; 3] {
    [&mut crew.patrol, &mut crew.ems, &mut crew.outreach]
}

#[test]
fn poison_in_a_validly_sealed_segment_is_quarantined_and_the_rest_goes_on() {
    let mut crew = crew(71);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut others_stamp = stamp.clone();
    others_stamp.member = domain::MemberId(crew.ems.device().unwrap().member().0);
    let others_device = crew.ems.device().unwrap().id();
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let others_actor = insider.actor(others_device);
    let good = named(&Folded::new(), "Sound", actor, &stamp);
    let mut flipped = good.bytes.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x10;
    let in_anothers_name = named(&Folded::new(), "Forged", actor, &others_stamp);
    let by_anothers_device = named(&Folded::new(), "Forged", others_actor, &stamp);
    let changes: [(u8, &[u8]); 5] = [
        (1, b"no change at all"),
        (2, &flipped),
        (3, &in_anothers_name.bytes),
        (4, &by_anothers_device.bytes),
        (5, &good.bytes),
    ];
    let mut entries = Vec::new();
    let mut keyboxes = Vec::new();
    // a record that is held as a person, changed as a note, comes last
    let note = (domain::RecordKind::Note.code(), saved.person, good.bytes.as_slice());
    let changes = changes.into_iter().map(|(id, bytes)| (person(), new_id(id), bytes));
    for (kind, record, bytes) in changes.chain([note]) {
        let key = insider.record_key();
        entries.push(insider.entry((kind, 1), record, &key, bytes));
        keyboxes.push(key.0);
    }
    insider.post(&entries, &keyboxes);
    drop(insider);
    sync(&mut crew.coordinator);
    meet_person(&mut crew.patrol, "Birch");
    let mut readers = readers(&mut crew);
    settle(&mut readers);
    assert_same(&mut readers);
    for persona in readers {
        assert_eq!(count(persona, "quarantined"), 5, "{:?}", aside(persona));
        assert!(aside(persona).iter().all(|(quarantined, _)| *quarantined));
        let reasons: Vec<String> = aside(persona).into_iter().map(|(_, reason)| reason).collect();
        for wanted in ["change.other_member", "change.other_device", "record.other_kind"] {
            assert!(reasons.iter().any(|reason| reason == wanted), "{reasons:?}");
        }
        assert_eq!(families(persona, new_id(5)), ["Sound"], "what stood beside the poison");
        assert_eq!(count(persona, "people"), 3);
        assert_eq!(families(persona, saved.person), ["Alder"]);
    }
    // the record it aimed at can be edited as ever
    set(&mut crew.ems, saved.person, "name.family", "Alders");
    let mut readers = [&mut crew.patrol, &mut crew.ems, &mut crew.outreach];
    settle(&mut readers);
    assert_same(&mut readers);
    assert_eq!(families(readers[0], saved.person), ["Alders"]);
}

#[test]
fn a_newer_kind_or_schema_is_parked_with_its_age_and_the_rest_goes_on() {
    let mut crew = crew(72);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let keys = [insider.record_key(), insider.record_key(), insider.record_key()];
    let actor = insider.actor(own);
    let change = named(&Folded::new(), "Tomorrow", actor, &stamp);
    let entries = [
        insider.entry((60_000, 1), new_id(1), &keys[0], &change.bytes),
        insider.entry((person(), 2), new_id(2), &keys[1], &change.bytes),
        insider.entry((person(), 1), new_id(3), &keys[2], &change.bytes),
    ];
    insider.post(&entries, &keys.map(|key| key.0));
    drop(insider);
    sync(&mut crew.coordinator);
    meet_person(&mut crew.patrol, "Birch");
    let mut readers = readers(&mut crew);
    settle(&mut readers);
    assert_same(&mut readers);
    for persona in readers {
        let newer = (false, "parked.newer_version".to_owned());
        assert_eq!(aside(persona), [newer.clone(), newer], "{}", persona.name());
        assert_eq!(families(persona, new_id(3)), ["Tomorrow"]);
        assert_eq!(count(persona, "people"), 3);
        // opened again by the same version it still waits
        persona.close();
        assert_eq!(count(persona, "parked"), 2);
    }
}

#[test]
fn what_an_older_version_parked_is_taken_up_after_the_upgrade() {
    let mut crew = crew(73);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let (key, own) = (insider.record_key(), insider.identity.device_id());
    let actor = insider.actor(own);
    let change = named(&Folded::new(), "Tomorrow", actor, &stamp);
    // to everybody as its newer schema, to the medic as the older version parked it
    let entry = insider.entry((person(), 1), new_id(1), &key, &change.bytes);
    let sealed = insider.post(std::slice::from_ref(&entry), std::slice::from_ref(&key.0));
    drop(insider);
    let medics = Insider::of(&mut crew.ems);
    let compartment = domain::CompartmentId(medics.compartment.0);
    let parked = NewParked {
        compartment,
        stream: sealed.header.stream,
        seq: 0,
        kind: entry.kind,
        record: Some(new_id(1)),
        schema: entry.schema,
        reason: ParkReason::NewerVersion,
        waits_for: None,
        position: None,
        bytes: &entry.encode(),
        since_ms: 0,
    };
    medics
        .db
        .write(|tx| {
            tx.put_stream_head(&store::StreamHeadRow {
                stream: sealed.header.stream,
                compartment,
                device: own,
                next_seq: 1,
                hash: sealed.hash(),
            })?;
            let keybox = store::KeyboxRow {
                handle: key.0.handle,
                record: new_id(1),
                compartment,
                key_epoch: key.0.key_epoch,
                key: store::Secret32(*key.1.expose()),
            };
            tx.put_keybox(&keybox, sealed.header.stream)?;
            tx.park(&parked)?;
            tx.set_meta("app.version", b"0.0.1")
        })
        .unwrap();
    drop(medics);
    crew.ems.set_offline(true);
    assert_eq!(families(&mut crew.ems, new_id(1)), ["Tomorrow"], "taken up when the new version opened");
    assert_clean(&mut [&mut crew.ems]);
    crew.ems.set_offline(false);
    sync(&mut crew.coordinator);
    let mut readers = readers(&mut crew);
    settle(&mut readers);
    assert_same(&mut readers);
}

#[test]
fn a_key_that_comes_after_the_data_opens_it_then() {
    let mut crew = crew(74);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let (key, own) = (insider.record_key(), insider.identity.device_id());
    let actor = insider.actor(own);
    let first = named(&Folded::new(), "Early", actor, &stamp);
    let mut folded = Folded::new();
    folded.fold(&first.change).unwrap();
    let second = named(&folded, "Later", actor, &stamp);
    let entry = insider.entry((person(), 1), new_id(1), &key, &first.bytes);
    insider.post(&[entry], &[]);
    drop(insider);
    sync(&mut crew.coordinator);
    for persona in readers(&mut crew) {
        sync(persona);
        assert_eq!(aside(persona), [(false, "parked.missing_key".to_owned())]);
        assert!(families(persona, new_id(1)).is_empty());
    }
    let mut insider = Insider::of(&mut crew.coordinator);
    let entry = insider.entry((person(), 1), new_id(1), &key, &second.bytes);
    // the same dice gave the same stream
    insider.post(&[entry], std::slice::from_ref(&key.0));
    drop(insider);
    sync(&mut crew.coordinator);
    let mut readers = readers(&mut crew);
    settle(&mut readers);
    assert_same(&mut readers);
    for persona in &mut readers {
        assert_eq!(families(persona, new_id(1)), ["Later"], "{:?}", aside(persona));
    }
    assert_clean(&mut readers);
}

#[test]
fn a_change_before_what_it_builds_on_waits_for_it() {
    let mut crew = crew(75);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let (key, own) = (insider.record_key(), insider.identity.device_id());
    let actor = insider.actor(own);
    let first = named(&Folded::new(), "First", actor, &stamp);
    let mut folded = Folded::new();
    folded.fold(&first.change).unwrap();
    let second = named(&folded, "Second", actor, &stamp);
    folded.fold(&second.change).unwrap();
    let third = named(&folded, "Third", actor, &stamp);
    for change in [&third, &second] {
        let entry = insider.entry((person(), 1), new_id(1), &key, &change.bytes);
        insider.post(&[entry], std::slice::from_ref(&key.0));
    }
    drop(insider);
    sync(&mut crew.coordinator);
    for persona in readers(&mut crew) {
        sync(persona);
        let waits = (false, "parked.missing_change".to_owned());
        assert_eq!(aside(persona), [waits.clone(), waits]);
    }
    let mut insider = Insider::of(&mut crew.coordinator);
    let entry = insider.entry((person(), 1), new_id(1), &key, &first.bytes);
    insider.post(&[entry], &[]);
    drop(insider);
    sync(&mut crew.coordinator);
    let mut readers = readers(&mut crew);
    settle(&mut readers);
    assert_same(&mut readers);
    for persona in &mut readers {
        assert_eq!(families(persona, new_id(1)), ["Third"]);
    }
    assert_clean(&mut readers);
}

/// Bits of a stored segment turned, and the relay's own sums made to fit: signature and seal are what is left.
#[test]
fn a_segment_damaged_at_the_relay_is_quarantined_and_its_author_brings_the_work_again() {
    let mut crew = crew(76);
    for family in ["Alder", "Birch"] {
        meet_person(&mut crew.patrol, family);
        sync(&mut crew.patrol);
    }
    meet_person(&mut crew.outreach, "Cedar");
    sync(&mut crew.outreach);
    let handle =
        protocol::CompartmentHandle(crew.patrol.device().unwrap().compartments().unwrap()[0].compartment.0);
    let patrols = crew.patrol.device().unwrap().id();
    let mut turned = 0;
    crew.field
        .damage_relay(handle, Life::Same, |bytes| {
            let segment = protocol::Segment::decode(bytes).unwrap();
            if segment.header.device == patrols && segment.header.first_seq > 0 {
                let near_the_end = bytes.len() - 100;
                bytes[near_the_end] ^= 1;
                turned += 1;
            }
        })
        .unwrap();
    assert_eq!(turned, 1);
    crew.ems.sync_for(3_600_000).unwrap();
    assert_eq!(aside(&mut crew.ems), [(true, "segment.signature".to_owned())]);
    assert_eq!(count(&mut crew.ems, "people"), 2, "the rest went on");
    settle(&mut crew.all());
    assert_same(&mut crew.all());
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 3, "{}: {:?}", persona.name(), aside(persona));
        assert_eq!(count(persona, "parked"), 0);
    }
}

/// Bits turned on the way or on the relay's disk, which the relay's own sums show: nothing of the page is used, and
/// all of it is once the relay is mended.
#[test]
fn a_page_that_does_not_add_up_is_not_used_and_asked_for_again() {
    let mut crew = crew(77);
    meet_person(&mut crew.patrol, "Alder");
    sync(&mut crew.patrol);
    crew.field.tamper(Some(Box::new(|request, mut answer| {
        if request.target == "/v1/sync"
            && let Ok(mut msg) = protocol::wire::SyncedMsg::decode(&answer.body)
        {
            for stored in msg.compartments.iter_mut().flat_map(|news| &mut news.segments) {
                let last = stored.segment.len() - 1;
                stored.segment[last] ^= 1;
            }
            answer.body = msg.encode();
        }
        answer
    })));
    let report = crew.ems.sync_for(600_000).unwrap();
    assert!(!report.up_to_date, "{report:?}");
    assert!(report.notices.iter().any(|one| one.code == "sync.chain_mismatch"), "{report:?}");
    assert_eq!((count(&mut crew.ems, "people"), count(&mut crew.ems, "quarantined")), (0, 0));
    crew.field.tamper(None);
    crew.meet();
    assert_eq!(count(&mut crew.ems, "people"), 1);
    assert_clean(&mut crew.all());
}

/// A relay that gives the same certificates again and again is told apart at once by the device that joins; when the
/// relay is itself again, the next one joins and nothing is spoilt.
#[test]
fn a_relay_that_repeats_certificates_ends_neither_in_a_loop_nor_in_a_spoilt_log() {
    let mut crew = crew(78);
    let repeat = |news: &mut protocol::wire::SyncedMsg, seen: &mut Vec<protocol::wire::LogNewsMsg>| {
        seen.extend(news.logs.iter().cloned());
        news.logs.clone_from(seen);
    };
    let mut seen: Vec<protocol::wire::LogNewsMsg> = Vec::new();
    let tamper = move |request: &app::net::NetRequest, mut answer: app::net::NetResponse| {
        if request.target == "/v1/sync"
            && let Ok(mut msg) = protocol::wire::SyncedMsg::decode(&answer.body)
        {
            repeat(&mut msg, &mut seen);
            answer.body = msg.encode();
        }
        answer
    };
    crew.field.tamper(Some(Box::new(tamper)));
    let refused = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").err().unwrap();
    assert!(refused.to_string().contains("cannot be read"), "{refused}");
    crew.field.tamper(None);
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", "Cedar House").unwrap();
    meet_person(&mut provider, "Alder");
    sync(&mut provider);
    crew.meet();
    assert_eq!(count(&mut crew.ems, "people"), 1);
}

//! What is parked: how it is tried again, and what becomes of it.

use app::Slice;
use footbridge_testkit::field::Persona;
use merge::Folded;
use protocol::certificate::{Place, Revoked, Statement, StreamHead};
use protocol::wire::{StoredSegmentMsg, SyncedMsg};
use protocol::{Decode, Encode, Hash, LogId, Segment, StreamId};
use store::{NewJournalEntry, Origin, ReceivedSegments};

use crate::bad_input::{aside, families};
use crate::forge::{Insider, named, new_id, person, stamp_of};
use crate::slices::{fetch, take_in};
use crate::support::{assert_clean, count, crew, meet_person, set, sync};

/// Signs off and on: after that everything parked is tried once. In how many slices of one entry, how many of which
/// brought something in.
fn tried_again(persona: &mut Persona) -> (usize, usize) {
    let locked = persona.lock().unwrap();
    let slices = take_in(persona.unlock(locked).unwrap(), Slice::of(1));
    (slices.len(), slices.iter().filter(|taken| taken.received > 0).count())
}

/// A relay that holds back the certificate which tells of a new key: the segments come first.
#[test]
fn segments_that_come_before_their_key_wait_in_their_order_and_are_read_when_it_comes() {
    let mut crew = crew(411);
    let compartment = crew.coordinator.device().unwrap().compartments().unwrap()[0].compartment;
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    sync(&mut crew.coordinator);
    sync(&mut crew.patrol);
    for family in ["Alder", "Birch"] {
        meet_person(&mut crew.patrol, family);
    }
    sync(&mut crew.patrol);
    crew.field.tamper(Some(Box::new(|request, mut answer| {
        if request.target == "/v1/sync"
            && let Ok(mut msg) = SyncedMsg::decode(&answer.body)
        {
            msg.logs.clear();
            answer.body = msg.encode();
        }
        answer
    })));
    sync(&mut crew.ems);
    let waiting = [(false, "parked.missing_key".to_owned()), (false, "parked.missing_segment".to_owned())];
    assert_eq!(aside(&mut crew.ems), waiting);
    assert_eq!(tried_again(&mut crew.ems), (3, 0), "each is tried once, and not over and over");
    crew.field.tamper(None);
    fetch(&mut crew.ems);
    take_in(crew.ems.device().unwrap(), Slice::of(1));
    assert_eq!(aside(&mut crew.ems), []);
    assert_eq!(count(&mut crew.ems, "people"), 2);
    crew.meet();
    assert_clean(&mut crew.all());
}

/// The first one's key never comes: what stands behind it is tried all the same.
#[test]
fn what_waits_in_vain_does_not_stand_in_the_way_of_what_waits_behind_it() {
    let mut crew = crew(412);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let keys = [insider.record_key(), insider.record_key()];
    let first = named(&Folded::new(), "Early", actor, &stamp);
    let entries = [1, 2]
        .map(|id: u8| insider.entry((person(), 1), new_id(id), &keys[usize::from(id) - 1], &first.bytes));
    insider.post(&entries, &[]);
    drop(insider);
    sync(&mut crew.coordinator);
    sync(&mut crew.ems);
    let waits = (false, "parked.missing_key".to_owned());
    assert_eq!(aside(&mut crew.ems), [waits.clone(), waits.clone()]);
    assert_eq!(tried_again(&mut crew.ems), (3, 0), "each is tried once, and not over and over");

    let mut folded = Folded::new();
    folded.fold(&first.change).unwrap();
    let mut insider = Insider::of(&mut crew.coordinator);
    let later = named(&folded, "Later", actor, &stamp);
    let entry = insider.entry((person(), 1), new_id(2), &keys[1], &later.bytes);
    insider.post(&[entry], std::slice::from_ref(&keys[1].0));
    drop(insider);
    sync(&mut crew.coordinator);
    fetch(&mut crew.ems);
    let device = crew.ems.device().unwrap();
    take_in(device, Slice::of(1));
    assert_eq!(take_in(device, Slice::of(1)).len(), 1, "nothing came, so nothing is tried");
    assert_eq!(families(&mut crew.ems, new_id(2)), ["Later"]);
    assert_eq!(aside(&mut crew.ems), [waits]);
}

/// A relay that withholds the records' keys, for so long that the device has asked once more in vain.
#[test]
fn keys_that_a_relay_withheld_are_asked_for_again_a_day_later_and_open_what_waits() {
    let mut crew = crew(417);
    meet_person(&mut crew.patrol, "Alder");
    sync(&mut crew.patrol);
    crew.field.tamper(Some(Box::new(|request, mut answer| {
        if request.target == "/v1/sync"
            && let Ok(mut msg) = SyncedMsg::decode(&answer.body)
        {
            let segments = msg.compartments.iter_mut().flat_map(|news| &mut news.segments);
            segments.for_each(|stored| stored.keyboxes.clear());
            answer.body = msg.encode();
        }
        answer
    })));
    sync(&mut crew.ems);
    let waiting = aside(&mut crew.ems);
    assert!(!waiting.is_empty() && waiting.iter().all(|(_, reason)| reason == "parked.missing_key"));
    sync(&mut crew.ems);
    crew.field.tamper(None);
    sync(&mut crew.ems);
    assert_eq!(aside(&mut crew.ems), waiting, "everything is a lot: it is not asked for at every chance");
    crew.field.clock().advance(23 * 3_600_000);
    sync(&mut crew.ems);
    sync(&mut crew.ems);
    assert_eq!(aside(&mut crew.ems), waiting, "nor before the day is over");
    crew.field.clock().advance(3_600_000);
    sync(&mut crew.ems);
    sync(&mut crew.ems);
    assert_eq!(aside(&mut crew.ems), []);
    assert_eq!(count(&mut crew.ems, "people"), 1);
    let late = Insider::of(&mut crew.ems).mailbox.late().unwrap();
    assert!(late.is_empty(), "what was taken is not taken again: {late:?}");
    crew.meet();
}

/// One actor says two things under one number: of this device's own that is a copy's work and waits, of another's not.
#[test]
fn another_devices_second_change_under_one_number_is_quarantined() {
    let mut crew = crew(413);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let (actor, key) = (insider.actor(own), insider.record_key());
    let entries = ["One", "Other"].map(|name| {
        let change = named(&Folded::new(), name, actor, &stamp);
        insider.entry((person(), 1), new_id(1), &key, &change.bytes)
    });
    insider.post(&entries, std::slice::from_ref(&key.0));
    drop(insider);
    sync(&mut crew.coordinator);
    sync(&mut crew.ems);
    assert_eq!(aside(&mut crew.ems), [(true, "fold.actor_reused".to_owned())]);
    assert_eq!(families(&mut crew.ems, new_id(1)), ["One"]);
}

/// A relay holds one segment at each place. It forgot the one that was read here and holds another: what follows on that
/// stands at the place that is next, and follows on nothing that is known here.
#[test]
fn what_follows_on_a_segment_that_the_relay_has_instead_of_the_one_it_gave_is_taken_in() {
    let mut crew = crew(414);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let mut sealed = |id, first_seq, previous| {
        let (actor, key) = (insider.actor(own), insider.record_key());
        let change = named(&Folded::new(), "Sound", actor, &stamp);
        let entry = insider.entry((person(), 1), new_id(id), &key, &change.bytes);
        (insider.seal(first_seq, previous, &[entry]), vec![key.0])
    };
    let given = sealed(1, 0, Hash::ZERO);
    let instead = sealed(2, 0, Hash::ZERO);
    let follows = sealed(3, 1, instead.0.hash());
    drop(insider);
    receive(&mut crew.ems, &[given, follows]);
    assert_eq!(aside(&mut crew.ems), []);
    for id in [1, 3] {
        assert_eq!(families(&mut crew.ems, new_id(id)), ["Sound"]);
    }
}

/// Lays segments into a persona's mailbox as if its relay had given them.
fn receive(persona: &mut Persona, sealed: &[(Segment, Vec<protocol::Keybox>)]) {
    let insider = Insider::of(persona);
    let cursor = insider.mailbox.cursor(insider.compartment).unwrap().unwrap();
    let stored = |(position, (segment, keyboxes)): (u64, &(Segment, Vec<protocol::Keybox>))| {
        StoredSegmentMsg { position, segment: segment.encode(), keyboxes: keyboxes.clone() }
    };
    let segments: Vec<StoredSegmentMsg> = (cursor.position + 1..).zip(sealed).map(stored).collect();
    insider.mailbox.receive(&[ReceivedSegments { cursor: &cursor, segments: &segments }], &[], 0).unwrap();
}

/// What nobody signed is put aside; a keybox that the relay brings to it later is nobody's either, whatever opens it.
#[test]
fn keyboxes_that_come_late_to_a_segment_with_a_wrong_signature_are_not_kept() {
    for signed in [true, false] {
        let mut crew = crew(418);
        let saved = meet_person(&mut crew.coordinator, "Alder");
        crew.meet();
        let stamp = stamp_of(&mut crew.coordinator, saved.person);
        let mut insider = Insider::of(&mut crew.coordinator);
        let own = insider.identity.device_id();
        let (actor, key) = (insider.actor(own), insider.record_key());
        let change = named(&Folded::new(), "Sound", actor, &stamp);
        let entry = insider.entry((person(), 1), new_id(1), &key, &change.bytes);
        let mut sealed = insider.seal(0, Hash::ZERO, &[entry]);
        drop(insider);
        if !signed {
            sealed.signature.0[0] ^= 1;
        }
        receive(&mut crew.ems, &[(sealed.clone(), Vec::new())]);
        let waits = if signed { (false, "parked.missing_key") } else { (true, "segment.signature") };
        assert_eq!(aside(&mut crew.ems), [(waits.0, waits.1.to_owned())]);
        receive(&mut crew.ems, &[(sealed, vec![key.0.clone()])]);
        let taken = if signed { vec![] } else { vec![(waits.0, waits.1.to_owned())] };
        assert_eq!(aside(&mut crew.ems), taken);
        let held = Insider::of(&mut crew.ems).db.read(|tx| tx.keybox(key.0.handle)).unwrap();
        assert_eq!(held.is_some(), signed);
    }
}

/// A revocation names the last of a device's work that is accepted, stream by stream.
#[test]
fn of_a_revoked_device_what_its_revocation_names_is_taken_in_and_the_rest_is_not() {
    let mut crew = crew(415);
    for family in ["Alder", "Birch", "Cedar"] {
        meet_person(&mut crew.patrol, family);
    }
    sync(&mut crew.patrol);
    let patrols = Insider::of(&mut crew.patrol);
    let stream = patrols.mailbox.outgoing_streams().unwrap()[0].stream;
    let sent = patrols.mailbox.outgoing(stream, 0, 10).unwrap();
    assert_eq!(sent.len(), 3);
    let (compartment, next_seq, hash) = (patrols.compartment, sent[2].first_seq, sent[1].hash);
    let accepted = StreamHead { compartment, stream, next_seq, hash };
    let device = patrols.identity.device_id();
    drop(patrols);
    fetch(&mut crew.ems);
    let founders = Insider::of(&mut crew.coordinator);
    let root = founders.db.read(|tx| tx.meta("device.root_key")).unwrap().unwrap();
    let root = vault::SigningKey::from_bytes(&root.try_into().unwrap()).unwrap();
    let log = founders.db.read(|tx| tx.meta("device.collaborative")).unwrap().unwrap();
    let log = LogId(log.try_into().unwrap());
    drop(founders);
    let emss = Insider::of(&mut crew.ems);
    let head = emss.mailbox.log_head(log).unwrap();
    let (index, previous) = (head.count, head.hash);
    let place = Place { log, index, previous, seen: index, issuer: root.public(), issuer_number: 1 << 40 };
    let statement = Statement::Revoked(Revoked { device, heads: vec![accepted] });
    let revoked = root.certify(place, statement, Vec::new()).unwrap();
    emss.mailbox.append_certificates(log, index, &[revoked.encode()]).unwrap();
    drop(emss);
    // opened, it takes in what waits
    assert_eq!(count(&mut crew.ems, "people"), 2);
    assert_eq!(aside(&mut crew.ems), [(true, "segment.after_revocation".to_owned())]);
}

/// As a later change that lay in the journal before an earlier one would be: each waits for what it follows.
#[test]
fn a_record_is_folded_anew_in_any_order_of_its_journal_and_without_what_follows_on_nothing() {
    let mut crew = crew(416);
    let saved = meet_person(&mut crew.ems, "Alder");
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    set(&mut crew.ems, saved.person, "birth_date", "1985");
    let stamp = stamp_of(&mut crew.ems, saved.person);
    let mut insider = Insider::of(&mut crew.ems);
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let held = insider.db.read(|tx| tx.record(saved.person)).unwrap().unwrap();
    let mut folded = Folded::decode(&held.folded).unwrap();
    folded.fold(&named(&folded, "Lost", actor, &stamp).change).unwrap();
    let stuck = named(&folded, "Stuck", actor, &stamp);
    let rows = insider.db.read(|tx| tx.history(saved.person)).unwrap();
    assert_eq!(rows.len(), 3);
    let stuck_at = Origin::Received { stream: StreamId([3; 16]), seq: 0, position: None };
    let found = rows.iter().rev().map(|row| (row.hash, row.bytes.as_slice(), row.origin));
    let all = found.chain([(stuck.change.hash(), stuck.bytes.as_slice(), stuck_at)]);
    let (kind, compartment, schema) = (held.kind, held.compartment, rows[0].schema);
    let journal = |tx: &store::Writing<'_>| -> store::Result<()> {
        tx.forget_authored(&rows.iter().map(|row| row.seq).collect::<Vec<_>>())?;
        for (hash, bytes, origin) in all {
            let record = saved.person;
            tx.journal(&NewJournalEntry {
                record,
                kind,
                compartment,
                schema,
                hash,
                bytes,
                origin,
                at_ms: 0,
            })?;
        }
        Ok(())
    };
    insider.db.write(journal).unwrap();
    drop(insider);
    let rebuilt = crew.ems.device().unwrap().rebuild().unwrap();
    assert!(rebuilt.equal, "{rebuilt:?}");
}

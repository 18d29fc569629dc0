//! Changes that were made to do harm: whatever comes in validly sealed, the record it aims at stays editable on every
//! device, and everything else goes on.

use std::num::NonZeroU64;

use automerge::legacy::{OpId, OpType};
use automerge::{Change, ExpandedChange, ObjType};
use domain::{Edit, RecordId, Scalar, Stamp};
use merge::Folded;
use protocol::limits::CHANGE_MAX_BYTES;
use testkit::field::Persona;

use crate::ending::{Book, aside, assert_whole};
use crate::forge::{Insider, named, new_id, person, stamp_of};
use crate::support::{Crew, PROVIDER, count, crew, settle, sync, values};

fn written_again(bytes: &[u8], change: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::try_from(bytes).unwrap().decode();
    change(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

/// The state of a record as the forger's device holds it.
fn held(insider: &Insider, id: RecordId) -> Folded {
    let row = insider.db.read(|tx| tx.record(id)).unwrap().unwrap();
    Folded::decode(&row.folded).unwrap()
}

/// The forger's device sends these changes of one record, each in an entry of its own.
fn post(crew: &mut Crew, id: RecordId, make: impl FnOnce(&mut Insider) -> Vec<Vec<u8>>) -> usize {
    let mut insider = Insider::of(&mut crew.coordinator);
    let changes = make(&mut insider);
    let key = insider.record_key();
    let entries: Vec<_> = changes.iter().map(|bytes| insider.entry((person(), 1), id, &key, bytes)).collect();
    insider.post(&entries, &[key.0]);
    drop(insider);
    sync(&mut crew.coordinator);
    changes.len()
}

/// The three that read what the forger sends, and who joins afterwards, end whole; and each can edit the record.
fn everybody_still_edits(crew: &mut Crew, book: &mut Book, target: RecordId, allowed: &[&str]) {
    let Crew { field, coordinator, patrol, ems, outreach } = crew;
    let mut newcomer = field.join(coordinator, "supervisor", PROVIDER).unwrap();
    let mut readers: Vec<&mut Persona> = vec![patrol, ems, outreach, &mut newcomer];
    settle(&mut readers);
    for (number, reader) in readers.iter_mut().enumerate() {
        book.set(reader, target, &format!("alias.edit{number}"), "Still editable");
        book.set(reader, target, "pronouns", &format!("they/{number}"));
        settle(&mut [&mut **reader]);
    }
    // of the same field the last one stands alone: each saw the one before
    settle(&mut readers);
    book.forget_edits_of("pronouns");
    assert_whole(&mut readers, book, allowed);
}

/// Start counters at the maximum, gaps, objects, counters, what others hold: automerge takes some of them, and the next
/// local edit would panic for ever.
#[test]
fn poison_for_a_record_that_everybody_holds_leaves_it_editable_everywhere() {
    let mut crew = crew(1201);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let stamp = stamp_of(&mut crew.patrol, saved.person);
    let stamp = Stamp { member: domain::MemberId(crew.coordinator.device().unwrap().member().0), ..stamp };
    let sent = post(&mut crew, saved.person, |insider| {
        let folded = held(insider, saved.person);
        let own = insider.identity.device_id();
        let mut poison = Vec::new();
        let mut forge = |insider: &mut Insider, change: &dyn Fn(&mut ExpandedChange)| {
            let actor = insider.actor(own);
            let honest = named(&folded, "Poison", actor, &stamp);
            poison.push(written_again(&honest.bytes, change));
        };
        for start in
            [u64::from(u32::MAX), u64::from(u32::MAX) - 1, u64::from(u32::MAX / 2), u64::MAX / 2, 9_999]
        {
            forge(insider, &|change| change.start_op = NonZeroU64::new(start).unwrap());
        }
        forge(insider, &|change| change.seq = u64::from(u32::MAX));
        forge(insider, &|change| change.operations[0].action = OpType::Make(ObjType::Map));
        forge(insider, &|change| change.operations[0].action = OpType::Increment(i64::MAX));
        forge(insider, &|change| {
            let nobody = automerge::ActorId::from([0xee; 16]);
            change.operations[0].pred = vec![OpId::new(u64::from(u32::MAX), &nobody)].into();
        });
        forge(insider, &|change| change.deps.clear());
        poison
    });
    book.meet(&mut crew.patrol, "The rest goes on");
    everybody_still_edits(
        &mut crew,
        &mut book,
        saved.person,
        &[
            "change.counter",
            "change.sequence",
            "change.operation",
            "fold.start_counter",
            "fold.sequence_gap",
            "fold.predecessor",
            "change.predecessors",
        ],
    );
    let reasons = aside(&mut crew.ems);
    assert_eq!(reasons.len(), sent, "{reasons:?}");
    assert_eq!(values(&mut crew.ems, saved.person, "name.family"), ["Alder"]);
}

/// A change of exactly the greatest size is like any other; one byte more is nobody's.
#[test]
fn a_change_at_the_size_limit_is_taken_and_one_above_is_refused_where_it_is_made() {
    let mut crew = crew(1202);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let stamp = stamp_of(&mut crew.patrol, saved.person);
    let stamp = Stamp { member: domain::MemberId(crew.coordinator.device().unwrap().member().0), ..stamp };
    let mut dice = testkit::SeededRandom::new(1202);
    let text: String =
        (0..CHANGE_MAX_BYTES).map(|_| char::from(b'a' + u8::try_from(dice.below(26)).unwrap())).collect();
    let at_limit = |insider: &mut Insider| {
        let own = insider.identity.device_id();
        let actor = insider.actor(own);
        let of = |len: usize| {
            let edits = [
                Edit::set("name.family", Scalar::text("Large")),
                Edit::set("note.large", Scalar::text(text.get(..len).unwrap())),
                Edit::set("status", Scalar::text("ready")),
            ];
            merge::author(&Folded::new(), &edits, actor, &stamp)
        };
        let mut len = CHANGE_MAX_BYTES - 2_000;
        let spare = CHANGE_MAX_BYTES - of(len).unwrap().unwrap().bytes.len();
        len += spare;
        while of(len).is_err() || of(len).unwrap().unwrap().bytes.len() > CHANGE_MAX_BYTES {
            len -= 1;
        }
        assert!(of(len + 1).is_err(), "{:?}", of(len + 1).map(|made| made.unwrap().bytes.len()));
        let bytes = of(len).unwrap().unwrap().bytes;
        assert_eq!(bytes.len(), CHANGE_MAX_BYTES);
        vec![bytes]
    };
    post(&mut crew, new_id(1), at_limit);
    book.others += 1;
    // what somebody types above the limit is refused before anything is saved
    let too_long = crate::support::typed(&[("note.x", &text), ("alias.x", "with it")]);
    let refused = crew.ems.device().unwrap().edit(saved.person, &too_long).unwrap_err();
    assert!(!refused.code().is_empty());
    assert!(values(&mut crew.ems, saved.person, "alias.x").is_empty());
    everybody_still_edits(&mut crew, &mut book, new_id(1), &[]);
    assert_eq!(count(&mut crew.ems, "people"), 2);
}

/// A long line of changes, each on the one before, whose first never comes: parked, bounded, and nobody waits for it.
#[test]
fn a_line_of_changes_without_its_beginning_waits_and_the_record_is_editable() {
    let mut crew = crew(1203);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    let stamp = stamp_of(&mut crew.patrol, saved.person);
    let stamp = Stamp { member: domain::MemberId(crew.coordinator.device().unwrap().member().0), ..stamp };
    let sent = post(&mut crew, saved.person, |insider| {
        let mut folded = held(insider, saved.person);
        let own = insider.identity.device_id();
        let actor = insider.actor(own);
        let mut line = Vec::new();
        for number in 0..200 {
            let next = named(&folded, &format!("Line {number}"), actor, &stamp);
            folded.fold(&next.change).unwrap();
            line.push(next.bytes);
        }
        line.remove(0);
        line
    });
    everybody_still_edits(&mut crew, &mut book, saved.person, &["parked.missing_change"]);
    assert_eq!(aside(&mut crew.ems).len(), sent);
}

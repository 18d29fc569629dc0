//! What one slice of taking in counts, says and leaves to the next.

use app::{Delivery, Device, Progress, Slice, Taken, TypedOffer, TypedStep};
use domain::role::Class;
use footbridge_testkit::field::Persona;
use merge::Folded;

use crate::forge::{Insider, named, new_id, person, stamp_of};
use crate::support::{OUTREACH, PROVIDER, assert_clean, count, crew, meet_person, set, sync, values};

/// Brings what the relay has into the mailbox, and no further.
pub fn fetch(persona: &mut Persona) {
    let mut courier = persona.device().unwrap().courier().unwrap();
    assert!(courier.run(0, &mut Progress::silent()).unwrap().up_to_date);
}

/// Takes in what waits: what each slice said, the last one included.
pub fn take_in(device: &mut Device, slice: Slice) -> Vec<Taken> {
    let mut slices = Vec::new();
    loop {
        assert!(slices.len() < 1000, "it never ends");
        let taken = device.take_delivery(&mut Delivery::default(), slice).unwrap();
        slices.push(taken);
        if !taken.more {
            return slices;
        }
    }
}

#[test]
fn a_segment_counts_for_a_few_entries_whatever_is_in_it() {
    let mut crew = crew(401);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    for year in 1981..=1986 {
        set(&mut crew.patrol, saved.person, "birth_date", &year.to_string());
    }
    sync(&mut crew.patrol);
    fetch(&mut crew.ems);
    let slices = take_in(crew.ems.device().unwrap(), Slice::of(4));
    let received: Vec<u64> = slices.iter().map(|taken| taken.received).collect();
    assert_eq!(received, [1, 1, 1, 1, 1, 1, 0], "six segments of one change each");
}

#[test]
fn a_slice_takes_in_no_more_entries_than_it_holds_of_however_many_segments() {
    let mut crew = crew(405);
    let saved = meet_person(&mut crew.coordinator, "Alder");
    crew.meet();
    let stamp = stamp_of(&mut crew.coordinator, saved.person);
    let mut insider = Insider::of(&mut crew.coordinator);
    let own = insider.identity.device_id();
    let actor = insider.actor(own);
    let change = named(&Folded::new(), "Birch", actor, &stamp);
    for first in [1, 7, 13] {
        let mut sealed = |id| {
            let key = insider.record_key();
            (insider.entry((person(), 1), new_id(id), &key, &change.bytes), key.0)
        };
        let (entries, keyboxes): (Vec<_>, Vec<_>) = (first..first + 6).map(&mut sealed).unzip();
        insider.post(&entries, &keyboxes);
    }
    drop(insider);
    sync(&mut crew.coordinator);
    fetch(&mut crew.ems);
    let slices = take_in(crew.ems.device().unwrap(), Slice::of(10));
    let received: Vec<u64> = slices.iter().map(|taken| taken.received).collect();
    assert_eq!(received, [10, 8, 0]);
}

/// Of an acceptance the one who offered takes note in a slice of its own, in which nothing comes in.
#[test]
fn every_slice_says_how_much_came_in_and_whether_anything_looks_different() {
    let mut crew = crew(402);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let offer = TypedOffer {
        contact: saved.contact.to_string(),
        to: vec![OUTREACH.to_owned()],
        ..TypedOffer::default()
    };
    let id = crew.patrol.device().unwrap().offer_handoff(&offer).unwrap().id;
    crew.meet();
    let accepted = TypedStep { step: "accepted".to_owned(), ..TypedStep::default() };
    crew.outreach.device().unwrap().step_handoff(id, &accepted).unwrap();
    set(&mut crew.outreach, saved.person, "pronouns", "she/her");
    let sent = sync(&mut crew.outreach).sent;
    for (persona, takes_note) in [(&mut crew.patrol, true), (&mut crew.ems, false)] {
        let name = persona.name();
        fetch(persona);
        let slices = take_in(persona.device().unwrap(), Slice::of(1));
        let (last, others) = slices.split_last().unwrap();
        assert_eq!(others.iter().map(|taken| taken.received).sum::<u64>(), sent, "{name}");
        assert!(others.iter().all(|taken| taken.changed == (taken.received > 0)), "{name}: {others:?}");
        assert_eq!((last.received, last.changed), (0, takes_note), "{name}");
        assert_eq!(persona.device().unwrap().unsent().unwrap() > 0, takes_note, "{name}");
        let again = take_in(persona.device().unwrap(), Slice::of(1));
        assert_eq!(again, [Taken::default()], "{name}: nothing is left");
    }
    crew.meet();
}

/// The numbers of the new mailbox are other ones: it has this device's own segments too.
#[test]
fn a_mailbox_that_is_lost_while_half_a_segment_was_taken_in_takes_in_all_of_it() {
    let mut crew = crew(403);
    meet_person(&mut crew.ems, "Alder");
    sync(&mut crew.ems);
    for family in ["Birch", "Cedar"] {
        meet_person(&mut crew.patrol, family);
        sync(&mut crew.patrol);
        sync(&mut crew.coordinator);
        if family == "Birch" {
            sync(&mut crew.ems);
        }
    }
    fetch(&mut crew.ems);
    let device = crew.ems.device().unwrap();
    let taken = device.take_delivery(&mut Delivery::default(), Slice::of(1)).unwrap();
    assert!(taken.more && taken.received == 1, "half of it: {taken:?}");
    crew.ems.close();
    for suffix in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(crew.ems.home().join(format!("mailbox.db{suffix}"))));
    }
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 3, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn a_records_later_changes_go_out_under_the_key_it_has() {
    let mut crew = crew(404);
    let saved = meet_person(&mut crew.ems, "Alder");
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    set(&mut crew.ems, saved.person, "birth_date", "1985");
    crew.meet();
    assert_eq!(values(&mut crew.patrol, saved.person, "birth_date"), ["1985"]);
    let insider = Insider::of(&mut crew.ems);
    let streams = insider.mailbox.outgoing_streams().unwrap();
    let all = insider.mailbox.outgoing(streams[0].stream, 0, 100).unwrap();
    let keyboxes: Vec<usize> = all.iter().map(|segment| segment.keyboxes.len()).collect();
    assert!(matches!(keyboxes.as_slice(), [first, 0, 0] if *first > 0), "{keyboxes:?}");
}

/// Let into a compartment, a device has to ask for what lies in it; other certificates give it nothing to ask for.
#[test]
fn a_slice_says_that_the_device_was_let_into_a_compartment_and_says_so_of_nothing_else() {
    let mut crew = crew(406);
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", PROVIDER).unwrap();
    sync(&mut provider);
    let shared = provider.device().unwrap().compartments().unwrap()[0].compartment;
    sync(&mut crew.outreach);
    let newcomer = provider.device().unwrap().id();
    let entered = |provider: &mut Persona| -> Vec<bool> {
        fetch(provider);
        let slices = take_in(provider.device().unwrap(), Slice::of(1));
        slices.iter().map(|taken| taken.entered).collect()
    };
    crew.coordinator.device().unwrap().rotate(shared).unwrap();
    assert!(entered(&mut provider).iter().all(|entered| !entered), "a new key");
    crew.outreach.device().unwrap().admit(care, newcomer).unwrap();
    assert_eq!(entered(&mut provider).iter().filter(|entered| **entered).count(), 1);
}

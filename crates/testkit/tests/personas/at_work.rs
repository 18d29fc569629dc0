//! A device in daily use: it is locked and unlocked, carries while locked, and takes in a slice at a time between what
//! people do.

use app::net::Hint;
use app::{Courier, Delivery, Device, LockedDevice, Progress, Slice, Taken, Wake};
use footbridge_testkit::field::{Mishap, PASSPHRASE, Persona};

use crate::support::{Crew, assert_same, count, counts, crew, meet_person, settle, sync};

fn run(courier: &mut Courier) -> Delivery {
    courier.run(0, &mut Progress::silent()).unwrap()
}

/// Takes all of it in, slice by slice; `between` runs after each. How many changes came in, in how many slices.
fn take(
    device: &mut Device,
    mut delivery: Delivery,
    slice: Slice,
    mut between: impl FnMut(&mut Device),
) -> (u64, u32) {
    let (mut received, mut slices) = (0, 0);
    loop {
        let taken: Taken = device.take_delivery(&mut delivery, slice).unwrap();
        (received, slices) = (received + taken.received, slices + 1);
        between(device);
        if !taken.more {
            return (received, slices);
        }
    }
}

/// What others recorded while one persona was away, and how many entries that is.
fn backlog(crew: &mut Crew) -> u64 {
    crew.outreach.set_offline(true);
    for family in ["Alder", "Birch", "Cedar"] {
        meet_person(&mut crew.patrol, family);
        meet_person(&mut crew.ems, family);
    }
    settle(&mut [&mut crew.coordinator, &mut crew.patrol, &mut crew.ems]);
    crew.outreach.set_offline(false);
    sync(&mut crew.coordinator);
    counts(&mut crew.coordinator).values().sum()
}

#[test]
fn slices_of_any_size_end_in_the_same_as_one_sync() {
    for entries in [1, 2, 7, 1000] {
        let mut crew = crew(301);
        backlog(&mut crew);
        let device = crew.outreach.device().unwrap();
        let mut courier = device.courier().unwrap();
        let delivery = run(&mut courier);
        assert!(delivery.incoming && delivery.up_to_date);
        let waiting = device.waiting().unwrap();
        let (received, slices) = take(device, delivery, Slice::of(entries), |_| {});
        assert!(received > 0 && waiting > 0 && device.waiting().unwrap() == 0);
        if entries == 1 {
            assert!(
                u64::from(slices) > received,
                "every entry is a slice of its own: {slices} for {received}"
            );
        }
        assert_same(&mut [&mut crew.outreach, &mut crew.coordinator]);
        crew.meet();
    }
}

#[test]
fn people_work_between_all_slices_and_nothing_is_lost() {
    let mut crew = crew(302);
    backlog(&mut crew);
    let device = crew.outreach.device().unwrap();
    let mut courier = device.courier().unwrap();
    let delivery = run(&mut courier);
    let mut made = 0;
    take(device, delivery, Slice::of(3), |device| {
        made += 1;
        device.record_contact(&crate::support::new_contact(&format!("Walker {made}"))).unwrap();
        // and the courier goes out at the same time
        run(&mut courier);
    });
    assert!(made > 3);
    crew.meet();
    let people = count(&mut crew.outreach, "people");
    assert_eq!(people, 6 + made);
    crate::support::assert_clean(&mut crew.all());
}

#[test]
fn a_device_that_is_locked_in_the_middle_goes_on_after_the_unlock() {
    for slices in 0..6 {
        let mut crew = crew(303);
        backlog(&mut crew);
        let device = crew.outreach.device().unwrap();
        let mut delivery = run(&mut device.courier().unwrap());
        for _ in 0..slices {
            device.take_delivery(&mut delivery, Slice::of(4)).unwrap();
        }
        drop(delivery);
        let locked = crew.outreach.lock().unwrap();
        assert!(locked.waiting().unwrap().unwrap() > 0, "after {slices} slices");
        crew.outreach.set_offline(true);
        let device = crew.outreach.unlock(locked).unwrap();
        take(device, Delivery::default(), Slice::of(4), |_| {});
        assert_same(&mut [&mut crew.outreach, &mut crew.coordinator]);
        crew.outreach.set_offline(false);
        crew.meet();
    }
}

#[test]
fn a_wrong_passphrase_leaves_the_device_locked_and_carrying() {
    let mut crew = crew(304);
    crew.ems.set_offline(true);
    meet_person(&mut crew.ems, "Alder");
    meet_person(&mut crew.patrol, "Birch");
    sync(&mut crew.patrol);
    let locked = crew.ems.lock().unwrap();
    let unsent = locked.unsent().unwrap();
    assert!(unsent > 0);
    assert_eq!(locked.waiting().unwrap(), Some(0));
    let mut courier = locked.courier().unwrap();
    assert!(!run(&mut courier).up_to_date);

    let wrong = app::Passphrase::new(format!("{PASSPHRASE}, nearly"));
    let (locked, error) = locked.unlock(&wrong).err().unwrap();
    assert_eq!(error.code(), "vault.wrong_passphrase");
    // nobody else got the home meanwhile
    let platform = crew.ems.platform();
    let other = LockedDevice::open(crew.ems.home(), platform).err().unwrap();
    assert_eq!(other.code(), "store.home_in_use");

    crew.ems.set_offline(false);
    courier.hurry();
    let delivery = run(&mut courier);
    assert!(delivery.up_to_date && delivery.incoming);
    assert_eq!((locked.unsent().unwrap(), locked.waiting().unwrap().unwrap() > 0), (0, true));
    take(crew.ems.unlock(locked).unwrap(), Delivery::default(), Slice::SHORT, |_| {});
    assert_eq!(count(&mut crew.ems, "people"), 2);
    crew.meet();
}

#[test]
fn locking_and_closing_do_not_wait_for_a_relay_that_is_silent() {
    let mut crew = crew(305);
    let mut courier = crew.ems.device().unwrap().courier().unwrap();
    let stop = courier.stop();
    crew.ems.befall("/v1/", Mishap::Dead);
    let thread = std::thread::spawn(move || courier.run(i64::MAX, &mut Progress::silent()).unwrap());
    while crew.ems.dead_calls() == 0 {
        std::thread::yield_now();
    }
    // the courier hangs in a call that would never end
    meet_person(&mut crew.ems, "Alder");
    let locked = crew.ems.lock().unwrap();
    assert!(locked.unsent().unwrap() > 0, "sealed, not sent");
    crew.ems.unlock(locked).unwrap();
    crew.ems.close();
    stop.set();
    let delivery = thread.join().unwrap();
    assert!(delivery.cancelled && !delivery.up_to_date);
    // the thread has let go of the mailbox: the home opens again
    crew.ems.device().unwrap();
    crew.meet();
}

#[test]
fn what_was_stopped_for_a_lock_works_after_the_next_sign_in() {
    let mut crew = crew(310);
    let device = crew.coordinator.device().unwrap();
    device.stopper().set();
    let ems = || app::Profile::read("Ridge County EMS", "ems", None, None).unwrap();
    assert_eq!(device.invite(ems(), 1).unwrap_err().code(), "net.stopped");
    let locked = crew.coordinator.lock().unwrap();
    crew.coordinator.unlock(locked).unwrap().invite(ems(), 1).unwrap();
}

#[test]
fn a_stopped_courier_calls_nobody_and_a_new_one_goes_on() {
    let mut crew = crew(306);
    meet_person(&mut crew.ems, "Alder");
    let device = crew.ems.device().unwrap();
    let mut courier = device.courier().unwrap();
    courier.stop().set();
    let delivery = run(&mut courier);
    assert!(delivery.cancelled && device.unsent().unwrap() > 0);
    let mut courier = device.courier().unwrap();
    assert!(run(&mut courier).up_to_date);
    assert_eq!(device.unsent().unwrap(), 0);
}

#[test]
fn a_hint_wakes_whoever_listens_and_says_where_to_look() {
    let mut crew = crew(307);
    let device = crew.ems.device().unwrap();
    let mut courier = device.courier().unwrap();
    assert!(run(&mut courier).up_to_date);
    let mut listener = device.listener().unwrap();
    let stop = listener.stop();
    let (tell, told) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        while let Some(wake) = listener.next() {
            tell.send(wake).unwrap();
        }
    });
    assert_eq!(told.recv().unwrap(), Wake::Listening);
    meet_person(&mut crew.patrol, "Alder");
    sync(&mut crew.patrol);
    let Wake::Hint(hint @ Hint::Segments { .. }) = told.recv().unwrap() else {
        panic!("something else came")
    };
    courier.hint(hint).unwrap();
    let delivery = run(&mut courier);
    assert!(delivery.incoming && delivery.up_to_date);
    take(crew.ems.device().unwrap(), delivery, Slice::SHORT, |_| {});
    assert_eq!(count(&mut crew.ems, "people"), 1);
    // what is known already is no reason to call
    let calls = crew.ems.heard().len();
    courier.hint(hint).unwrap();
    run(&mut courier);
    assert_eq!(crew.ems.heard().len(), calls);
    stop.set();
    thread.join().unwrap();
}

#[test]
fn certificates_of_one_part_do_not_stop_the_other() {
    let mut crew = crew(308);
    let mut courier = crew.coordinator.device().unwrap().courier().unwrap();
    run(&mut courier);
    // the device adds certificates while its courier is out, and others add theirs, in turns
    for (round, name) in ["supervisor", "outreach", "patrol"].into_iter().enumerate() {
        let mut joined = crew.field.join(&mut crew.coordinator, name, "Ridge County Courts").unwrap();
        sync(&mut joined);
        meet_person(&mut joined, &format!("Alder {round}"));
        sync(&mut joined);
        courier.hurry();
        let delivery = run(&mut courier);
        assert!(delivery.up_to_date && delivery.notices.is_empty(), "{:?}", delivery.notices);
        // not taken in yet: the device invites again on older certificates than its mailbox has
        if round == 1 {
            take(crew.coordinator.device().unwrap(), delivery, Slice::SHORT, |_| {});
        }
    }
    sync(&mut crew.coordinator);
    assert_eq!(count(&mut crew.coordinator, "people"), 3);
    crew.meet();
}

#[test]
fn a_fence_that_the_courier_hears_of_waits_for_what_the_copy_sent() {
    let mut crew = crew(309);
    let mut copy = crew.field.copy_home(&mut crew.ems).unwrap();
    meet_person(&mut copy, "Alder");
    sync(&mut copy);
    let device = crew.ems.device().unwrap();
    device.record_contact(&crate::support::new_contact("Birch")).unwrap();
    let mut courier = device.courier().unwrap();
    let mut deliveries = Vec::new();
    for _ in 0..4 {
        deliveries.push(run(&mut courier));
        // the last delivery may be lost to a lock
        if deliveries.len() == 2 {
            deliveries.clear();
            let locked = crew.ems.lock().unwrap();
            crew.ems.unlock(locked).unwrap();
        }
        for delivery in deliveries.drain(..) {
            take(crew.ems.device().unwrap(), delivery, Slice::of(1), |_| {});
        }
    }
    assert_eq!(count(&mut crew.ems, "people"), 2);
    let mut all: Vec<&mut Persona> = crew.all().into_iter().collect();
    all.push(&mut copy);
    settle(&mut all);
    assert_same(&mut all);
}

//! Data that comes before what opens it: its keybox, its epoch's key, its device's certificate.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use protocol::auth::Auth;
use protocol::wire::SyncedMsg;
use protocol::{Decode, DeviceId, Encode};
use testkit::field::{Field, Life};

use crate::ending::{Book, aside, end};
use crate::support::{PROVIDER, crew, settle, sync};

/// What the relay tells one device goes through `change` as long as the switch is on.
fn tell_otherwise(
    field: &mut Field,
    whom: DeviceId,
    change: impl Fn(&mut SyncedMsg) + Send + 'static,
) -> Arc<AtomicBool> {
    let on = Arc::new(AtomicBool::new(true));
    let switch = Arc::clone(&on);
    field.tamper(Some(Box::new(move |request, mut answer| {
        let asks = request.auth.as_deref().and_then(Auth::from_header).map(|auth| auth.device);
        if switch.load(Ordering::SeqCst)
            && request.target == "/v1/sync"
            && asks == Some(whom)
            && let Ok(mut msg) = SyncedMsg::decode(&answer.body)
        {
            change(&mut msg);
            answer.body = msg.encode();
        }
        answer
    })));
    on
}

fn without_keyboxes(msg: &mut SyncedMsg) {
    let segments = msg.compartments.iter_mut().flat_map(|news| &mut news.segments);
    segments.for_each(|stored| stored.keyboxes.clear());
}

/// A relay gives segments without their keyboxes, and later, asked again, with them.
fn keyboxes_come_later(life: Life) {
    let mut crew = crew(701);
    let mut book = Book::default();
    let backup = crew.field.backup_relay().unwrap();
    book.meet(&mut crew.patrol, "Alder");
    sync(&mut crew.patrol);
    let ems = crew.ems.device().unwrap().id();
    let withholds = tell_otherwise(&mut crew.field, ems, without_keyboxes);
    crew.ems.sync().unwrap();
    let missing = aside(&mut crew.ems);
    assert!(!missing.is_empty() && missing.iter().all(|one| one == "parked.missing_key"), "{missing:?}");
    withholds.store(false, Ordering::SeqCst);
    // the relay is mended: it goes back, and is given everything again
    crew.field.restore_relay(backup, life).unwrap();
    // somebody else is the first to write there, so that all of it has to be fetched again
    book.meet(&mut crew.outreach, "First at the lost place");
    crew.outreach.sync().unwrap();
    settle(&mut crew.all());
    assert_eq!(aside(&mut crew.ems), [""; 0], "opened by the keyboxes that came with the repeated segments");
    end(&mut crew, &mut [], &book);
}

#[test]
fn keyboxes_that_a_renewed_relay_gives_later_open_what_waited_for_them() {
    keyboxes_come_later(Life::Renewed);
}

#[test]
fn keyboxes_that_come_with_a_repeated_segment_open_what_waited_for_them() {
    keyboxes_come_later(Life::Same);
}

/// The relay is mended without ever going back: while something waits it is asked again, and not in a circle.
#[test]
fn keyboxes_that_were_withheld_are_asked_for_again_once_a_day() {
    let mut crew = crew(704);
    let mut book = Book::default();
    let ems = crew.ems.device().unwrap().id();
    let withholds = tell_otherwise(&mut crew.field, ems, without_keyboxes);
    for family in ["Alder", "Birch"] {
        book.meet(&mut crew.patrol, family);
        sync(&mut crew.patrol);
    }
    let before = crew.ems.heard().len();
    for _ in 0..20 {
        crew.ems.sync().unwrap();
        crew.field.clock().advance(60_000);
    }
    assert!(aside(&mut crew.ems).iter().all(|one| one == "parked.missing_key"));
    assert!(!aside(&mut crew.ems).is_empty());
    // once for each sync, and the pages of one time more
    assert!(crew.ems.heard().len() - before < 30, "{:?}", crew.ems.heard());
    withholds.store(false, Ordering::SeqCst);
    crew.field.clock().advance(24 * 3_600_000);
    // the first asks for everything again, the next one gets it
    sync(&mut crew.ems);
    sync(&mut crew.ems);
    assert_eq!(aside(&mut crew.ems), [""; 0]);
    end(&mut crew, &mut [], &book);
}

/// The certificates with a new key come after what is sealed under it.
#[test]
fn an_epoch_key_that_comes_after_the_data_opens_it() {
    let mut crew = crew(702);
    let mut book = Book::default();
    let ems = crew.ems.device().unwrap().id();
    let withholds = tell_otherwise(&mut crew.field, ems, |msg| msg.logs.clear());
    let compartment = crew.patrol.device().unwrap().compartments().unwrap()[0].compartment;
    crew.coordinator.device().unwrap().rotate(compartment).unwrap();
    for family in ["Alder", "Birch", "Cedar"] {
        book.meet(&mut crew.patrol, family);
        sync(&mut crew.patrol);
    }
    crew.ems.sync().unwrap();
    assert!(aside(&mut crew.ems).iter().all(|one| one.starts_with("parked.missing_")));
    assert!(!aside(&mut crew.ems).is_empty());
    // its own work waits meanwhile, and is not lost
    book.meet(&mut crew.ems, "Dogwood");
    crew.ems.sync().unwrap();
    withholds.store(false, Ordering::SeqCst);
    end(&mut crew, &mut [], &book);
}

/// What a new device writes comes before anybody says that it belongs.
#[test]
fn a_certificate_that_comes_after_the_data_lets_it_in() {
    let mut crew = crew(703);
    let mut book = Book::default();
    let ems = crew.ems.device().unwrap().id();
    let withholds = tell_otherwise(&mut crew.field, ems, |msg| msg.logs.clear());
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", PROVIDER).unwrap();
    for family in ["Alder", "Birch", "Cedar"] {
        book.meet(&mut provider, family);
        sync(&mut provider);
    }
    book.meet(&mut crew.patrol, "Dogwood");
    sync(&mut crew.patrol);
    crew.ems.sync().unwrap();
    let waiting = aside(&mut crew.ems);
    assert!(
        !waiting.is_empty() && waiting.iter().all(|one| one == "parked.missing_certificate"),
        "{waiting:?}"
    );
    assert_eq!(crate::support::count(&mut crew.ems, "people"), 1, "what others wrote goes on");
    withholds.store(false, Ordering::SeqCst);
    end(&mut crew, &mut [&mut provider], &book);
}

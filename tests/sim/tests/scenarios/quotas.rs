//! A relay without room, with limits, or behind a proxy that has its own: refused is tried again until there is room,
//! nothing is lost, and nobody asks in a hot loop.

use app::net::NetResponse;
use footbridge_relay::limits::Limits;
use protocol::wire::RefusalCode;
use testkit::field::Full;

use crate::door::{Doorman, open_door, refusal};
use crate::ending::{Book, end};
use crate::support::{crew, settle, sync};

const HOUR_MS: i64 = 3_600_000;

#[test]
fn a_full_relay_is_tried_again_until_there_is_room() {
    let mut crew = crew(801);
    let mut book = Book::default();
    book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    crew.field.fill_relay(Full::Yes);
    for round in 0..5 {
        for persona in [&mut crew.patrol, &mut crew.ems, &mut crew.outreach] {
            book.meet(persona, &format!("Round {round} {}", persona.name()));
            let before = persona.heard().len();
            let report = persona.sync_for(HOUR_MS).unwrap();
            assert!(!report.up_to_date && report.unsent > 0, "{report:?}");
            assert!(report.notices.iter().any(|one| one.code == "relay.full"), "{report:?}");
            let calls = persona.heard().len() - before;
            assert!((2..=200).contains(&calls), "{calls} calls in an hour");
        }
    }
    crew.field.fill_relay(Full::No);
    end(&mut crew, &mut [], &book);
}

/// Few requests and few bytes a minute for each device, and a backlog far above both.
#[test]
fn limits_of_one_device_are_kept_without_a_hot_loop_and_everything_arrives() {
    let mut crew = crew(802);
    let mut book = Book::default();
    settle(&mut crew.all());
    crew.cut_off();
    for round in 0..12 {
        for persona in [&mut crew.patrol, &mut crew.ems] {
            book.meet(persona, &format!("Round {round} {}", persona.name()));
        }
    }
    crew.reconnect();
    let limits = Limits {
        requests_per_minute: 6,
        requests_burst: 6,
        upload_bytes_per_minute: 20_000,
        upload_burst_bytes: 40_000,
        ..Limits::default()
    };
    crew.field.limit_relay(Some(limits)).unwrap();
    let start_ms = crew.field.clock().true_ms();
    for persona in [&mut crew.patrol, &mut crew.ems] {
        let before = persona.heard().len();
        persona.sync_for(12 * HOUR_MS).unwrap();
        let calls = i64::try_from(persona.heard().len() - before).unwrap();
        let minutes = (crew.field.clock().true_ms() - start_ms) / 60_000 + 1;
        // as many as the limits allow, and not twice as many that are refused
        assert!(calls <= 6 + 3 * 6 * minutes, "{}: {calls} calls in {minutes} minutes", persona.name());
        assert_eq!(persona.device().unwrap().unsent().unwrap(), 0, "{}", persona.name());
    }
    crew.field.limit_relay(None).unwrap();
    end(&mut crew, &mut [], &book);
}

/// Told to come back in a quarter of an hour, a device does, however often somebody asks it to hurry.
#[test]
fn a_wait_that_the_relay_asks_for_is_kept() {
    let mut crew = crew(803);
    let mut book = Book::default();
    settle(&mut crew.all());
    let door = Doorman::for_device(&mut crew.ems, Box::new(|_| Some(refusal(RefusalCode::Throttled, 900))));
    book.meet(&mut crew.ems, "Alder");
    let start_ms = crew.field.clock().true_ms();
    let locked = crew.ems.lock().unwrap();
    let mut courier = locked.courier().unwrap();
    for _ in 0..50 {
        courier.hurry();
        courier.run(0, &mut app::Progress::silent()).unwrap();
        crew.field.clock().advance(10_000);
    }
    let calls = door.calls("/v1/sync") + door.calls("/v1/segments");
    assert!(calls <= 4, "{calls} calls within {} s", (crew.field.clock().true_ms() - start_ms) / 1000);
    drop(courier);
    crew.ems.unlock(locked).unwrap();
    door.now(open_door());
    end(&mut crew, &mut [], &book);
}

/// A proxy in front of the relay that lets only small bodies through: what is larger waits, everything else goes on.
fn too_large(answer: impl Fn() -> NetResponse + Send + Clone + 'static) {
    const PROXY_MAX_BYTES: usize = 12_000;
    let mut crew = crew(804);
    let mut book = Book::default();
    let saved = book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    let door = Doorman::for_device(
        &mut crew.ems,
        Box::new(move |request| (request.body.len() > PROXY_MAX_BYTES).then(&answer)),
    );
    crew.ems.set_offline(true);
    // long enough not to shrink below the limit
    let mut dice = testkit::SeededRandom::new(804);
    let long: String =
        (0..30_000).map(|_| char::from(b'a' + u8::try_from(dice.below(26)).unwrap())).collect();
    book.set(&mut crew.ems, saved.person, "note.long", &long);
    book.meet(&mut crew.ems, "Behind the large one");
    crew.ems.set_offline(false);
    book.meet(&mut crew.patrol, "From elsewhere");
    sync(&mut crew.patrol);
    let report = crew.ems.sync_for(HOUR_MS).unwrap();
    assert!(report.unsent > 0, "{report:?}");
    let calls = door.calls("/v1/segments") + door.calls("/v1/sync");
    assert!((2..=200).contains(&calls), "{calls} calls in an hour");
    assert_eq!(crate::support::count(&mut crew.ems, "people"), 3, "fetching goes on");
    door.now(open_door());
    end(&mut crew, &mut [], &book);
}

#[test]
fn a_segment_too_large_for_the_relay_waits_and_fetching_goes_on() {
    too_large(|| refusal(RefusalCode::TooLarge, 0));
}

#[test]
fn a_segment_too_large_for_a_proxy_waits_and_fetching_goes_on() {
    too_large(|| NetResponse {
        status: 413,
        retry_after_s: 0,
        body: b"<html>413 Request Entity Too Large</html>".to_vec(),
    });
}

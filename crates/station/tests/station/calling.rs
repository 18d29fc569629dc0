//! Commands and events.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api::{Desk, DeskOptions};
use app::clock::SystemClock;
use app::{Chance, Random};
use testkit::field::{Field, passphrase};

use crate::support::{Station, Talk, head};

fn listen(station: &Station, session: &str) -> Talk {
    let mut talk = station.connect();
    talk.send(&head("GET /events", &[&format!("host: 127.0.0.1:{}", station.port), session]));
    let answer = talk.answer_head();
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
    talk
}

const SAVE: &str = r#"{"command":"settings_save","args":{"language":"es","theme":"night","size":"normal","sound":false,"lock_after_min":5}}"#;

#[test]
fn a_call_is_answered_or_refused_with_its_code() {
    let station = Station::start();
    let session = station.session();
    let shown = station.rpc(&session, r#"{"command":"desk_show","args":{}}"#);
    assert_eq!((shown.status, shown.header("content-type")), (200, "application/json"));
    assert_eq!(shown.json()["state"], "no_device");
    for (call, code) in [
        (r#"{"command":"board","args":{}}"#, "home.no_device"),
        (r#"{"command":"no_such_command","args":{}}"#, "call.unreadable"),
        ("not JSON", "call.unreadable"),
        ("", "call.unreadable"),
    ] {
        let refused = station.rpc(&session, call);
        assert_eq!(refused.refusal(), (422, code.into()), "{call}");
        assert_eq!(refused.json()["issues"], serde_json::json!([]));
    }
}

#[test]
fn a_stream_begins_with_the_desk_and_goes_on_with_what_happens() {
    let station = Station::start();
    let session = station.session();
    let mut first = listen(&station, &session);
    let told = first.event().unwrap();
    assert_eq!((&told["event"], &told["is"]["state"]), (&"desk".into(), &"no_device".into()));
    let mut second = listen(&station, &session);
    assert_eq!(second.event().unwrap()["event"], "desk");
    assert_eq!(station.rpc(&session, SAVE).status, 200);
    // on every screen, also on that of a second tab
    for talk in [&mut first, &mut second] {
        let told =
            std::iter::from_fn(|| talk.event()).find(|told| told["is"]["settings"]["theme"] == "night");
        assert_eq!(told.unwrap()["event"], "desk");
    }
    // who comes later begins with how it is now
    assert_eq!(listen(&station, &session).event().unwrap()["is"]["settings"]["language"], "es");
}

#[test]
fn streams_are_bounded_and_a_place_is_free_again_when_one_ends() {
    let station = Station::start();
    let session = station.session();
    let mut listening: Vec<Talk> = (0..32).map(|_| listen(&station, &session)).collect();
    let busy = station.ask("GET /events", &[&session], "");
    assert_eq!(busy.refusal(), (503, "station.busy".into()));
    drop(listening.pop());
    // the place is free when the station has seen the end: at the latest with the next word it has to say
    let again = std::iter::repeat_with(|| {
        let mut talk = station.connect();
        talk.send(&head("GET /events", &[&format!("host: 127.0.0.1:{}", station.port), &session]));
        talk.answer_head().status
    });
    assert_eq!(again.take(100_000).find(|status| *status != 503), Some(200));
}

/// Chance for which the core waits while somebody holds the gate.
struct Gated {
    honest: Chance,
    gate: Arc<Mutex<()>>,
}

impl Random for Gated {
    fn fill(&mut self, out: &mut [u8]) {
        if std::thread::current().name() == Some("desk core") {
            drop(self.gate.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.honest.fill(out);
    }
}

#[test]
fn what_must_not_wait_is_answered_although_many_calls_wait() {
    let mut field = Field::new(1).unwrap();
    let mut founder = field.found("Ridge County Health").unwrap();
    founder.close();
    founder.set_offline(true);
    let gate = Arc::new(Mutex::new(()));
    let mut platform = founder.platform();
    platform.clock = Arc::new(SystemClock);
    platform.random = Chance::new(Gated { honest: platform.random, gate: Arc::clone(&gate) });
    let desk = Desk::open(founder.home(), DeskOptions { platform, ..DeskOptions::default() }).unwrap();
    desk.unlock(&passphrase()).unwrap();
    let station = Station::of(desk, tempfile::tempdir().unwrap());
    let session = station.session();
    let host = format!("host: 127.0.0.1:{}", station.port);

    let held = gate.lock().unwrap();
    let record = r#"{"command":"contact_new","args":{"pathway":"active_outreach"}}"#;
    let length = format!("content-length: {}", record.len());
    let lines = [host.as_str(), &session, "content-type: application/json", &length, "connection: close"];
    let mut waiting: Vec<Talk> = Vec::new();
    for _ in 0..40 {
        let mut talk = station.connect();
        talk.send(&head("POST /rpc", &lines));
        talk.send(record);
        waiting.push(talk);
    }
    for call in [r#"{"command":"desk_show","args":{}}"#, r#"{"command":"cancel","args":{}}"#] {
        let mut talk = station.connect();
        talk.hangs_after(Duration::from_secs(60));
        let length = format!("content-length: {}", call.len());
        talk.send(&head("POST /rpc", &[&lines[..3], &[&length, "connection: close"]].concat()));
        talk.send(call);
        assert_eq!(talk.answer().status, 200, "{call}");
    }
    assert_eq!(station.get("/").status, 200);
    drop(held);
    for talk in &mut waiting {
        let answer = talk.answer();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

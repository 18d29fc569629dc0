//! The end: nothing is cut off, nothing holds it up, and the home is free again.

use api::{Desk, DeskOptions};
use footbridge_station::{Files, Options, Stop, serve};

use crate::support::{Station, head};

#[test]
fn open_streams_and_idle_connections_hold_nothing_up() {
    let mut station = Station::start();
    let session = station.session();
    let host = format!("host: 127.0.0.1:{}", station.port);
    let mut stream = station.connect();
    stream.send(&head("GET /events", &[&host, &session]));
    assert_eq!(stream.answer_head().status, 200);
    assert!(stream.event().is_some());
    // one that never said a word, and one kept for later
    let silent = station.connect();
    let mut kept = station.connect();
    kept.send(&head("HEAD /", &[&host]));
    assert_eq!(kept.answer_head().status, 200);
    station.ask_to_stop();
    assert!(station.ended().is_ok());
    assert_eq!(std::iter::from_fn(|| stream.event()).last(), None, "the stream has ended in good order");
    drop((silent, kept));
    // the home is free for another
    let desk = Desk::open(&station.folder.path().join("home"), DeskOptions::default()).unwrap();
    desk.close();
}

#[test]
fn a_request_in_flight_is_answered_first() {
    let mut station = Station::start();
    let session = station.session();
    let (host, call) = (format!("host: 127.0.0.1:{}", station.port), r#"{"command":"desk_show","args":{}}"#);
    let length = format!("content-length: {}", call.len());
    let mut talk = station.connect();
    let json = "content-type: application/json";
    talk.send(&head("POST /rpc", &[&host, &session, json, &length, "expect: 100-continue"]));
    // now the station has the head and waits for the body
    assert_eq!(talk.answer_head().status, 100);
    station.ask_to_stop();
    talk.send(call);
    let answer = talk.answer();
    assert_eq!((answer.status, &answer.json()["state"]), (200, &"no_device".into()));
    assert!(station.ended().is_ok());
}

#[test]
fn a_taken_port_is_an_error_with_its_code() {
    let station = Station::start();
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path(), DeskOptions::default()).unwrap();
    let options = Options { port: station.port, files: Files::of_folder(&station.ui().join("ui")).unwrap() };
    let failed = serve(desk, options, &Stop::new(), |_| {});
    assert_eq!(failed.unwrap_err().code(), "station.listen");
    // closed on the way out
    assert!(Desk::open(folder.path(), DeskOptions::default()).is_ok());
}

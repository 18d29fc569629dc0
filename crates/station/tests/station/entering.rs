//! The one-time link and the session it buys.

use footbridge_station::Why;

use crate::support::{Station, token};

#[test]
fn a_link_works_once_and_the_next_one_is_told() {
    let station = Station::start();
    let first = token(&station.first);
    assert_eq!(station.first.why, Why::Started);
    // 128 bits at least: base64 has six in a letter
    assert!(first.len() * 6 >= 128);
    let entered = station.enter(&first);
    assert_eq!(entered.status, 200);
    let session = entered.json()["session"].as_str().unwrap().to_owned();
    assert_eq!(station.enter(&first).refusal(), (401, "station.token".into()));
    let next = station.links.recv().unwrap();
    assert_eq!((next.why, next.port), (Why::Used, station.port));
    let again = station.enter(&token(&next)).json()["session"].as_str().unwrap().to_owned();
    assert_ne!(session, again);
    // the tab that came first goes on
    for session in [session, again] {
        let session = format!("authorization: Bearer {session}");
        assert_eq!(station.rpc(&session, r#"{"command":"desk_show","args":{}}"#).status, 200);
    }
}

#[test]
fn guesses_are_refused_and_replace_the_link() {
    let station = Station::start();
    let right = token(&station.first);
    let near: String = right.chars().rev().collect();
    for guess in ["", "0", "undefined", &near, &right[1..], &format!("{right}="), &"A".repeat(100_000)] {
        assert_eq!(station.enter(guess).refusal(), (401, "station.token".into()));
    }
    for _ in 0..3 {
        station.enter("guess");
    }
    let replaced = station.links.recv().unwrap();
    assert_eq!(replaced.why, Why::Guessed);
    assert_eq!(station.enter(&right).refusal(), (401, "station.token".into()));
    assert_eq!(station.enter(&token(&replaced)).status, 200);
}

#[test]
fn what_is_no_token_is_told_apart_and_costs_nothing() {
    let station = Station::start();
    for body in ["", "null", "[]", "{}", r#"{"token":7}"#, "token=x", "{\"token\":"] {
        let answer = station.ask("POST /enter", &["content-type: application/json"], body);
        assert_eq!(answer.refusal(), (400, "station.malformed".into()), "{body}");
    }
    // not counted as guesses of the ten
    assert_eq!(station.enter(&token(&station.first)).status, 200);
}

#[test]
fn without_a_session_nothing_is_answered() {
    let station = Station::start();
    let call = r#"{"command":"desk_show","args":{}}"#;
    let right = station.session();
    let text = right.strip_prefix("authorization: Bearer ").unwrap();
    let wrong = [
        "x: y".to_owned(),
        "authorization: Bearer ".to_owned(),
        format!("authorization: Basic {text}"),
        format!("authorization: {text}"),
        format!("authorization: Bearer {}", &text[1..]),
        format!("authorization: Bearer {}", token(&station.first)),
        format!("cookie: session={text}"),
    ];
    for session in &wrong {
        assert_eq!(station.rpc(session, call).refusal(), (401, "station.session".into()), "{session}");
        assert_eq!(station.ask("GET /events", &[session], "").refusal(), (401, "station.session".into()));
    }
    assert_eq!(station.rpc(&right, call).status, 200);
}

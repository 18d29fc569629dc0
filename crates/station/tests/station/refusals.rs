//! Who may not even ask, and what every answer carries.

use crate::support::{Answer, Station, token};

const CALL: &str = r#"{"command":"desk_show","args":{}}"#;
const JSON: &str = "content-type: application/json";

#[test]
fn a_bent_host_name_is_refused() {
    let station = Station::start();
    let session = station.session();
    let right = format!("host: 127.0.0.1:{}", station.port);
    for host in [
        format!("host: localhost:{}", station.port),
        format!("host: rebound.example:{}", station.port),
        "host: 127.0.0.1".to_owned(),
        "host: 127.0.0.1:1".to_owned(),
        format!("{right}\r\nhost: rebound.example"),
        "x-forwarded-host: 127.0.0.1".to_owned(),
    ] {
        for first in ["GET /", "GET /assets/index-1a2b3c.js", "GET /events", "POST /rpc", "POST /enter"] {
            let answer = station.ask_raw(first, &[&host, &session, JSON], "");
            if answer.status != 400 {
                assert_eq!(answer.refusal(), (403, "station.host".into()), "{first} {host}");
            }
            // a second or missing host is already broken HTTP: refused before us, or by us
            assert!(answer.status == 403 || answer.body.is_empty(), "{first} {host}: {answer:?}");
        }
    }
    let elsewhere = format!("GET http://rebound.example:{}/", station.port);
    assert_eq!(station.ask(&elsewhere, &[], "").refusal(), (403, "station.host".into()));
    assert_eq!(station.ask_raw("POST /rpc", &[&right, &session, JSON], CALL).status, 200);
}

#[test]
fn another_origin_is_refused_and_told_nothing_by_cors() {
    let station = Station::start();
    let session = station.session();
    let own = format!("origin: http://127.0.0.1:{}", station.port);
    for origin in [
        "origin: null",
        "origin: http://evil.example",
        "origin: http://127.0.0.1",
        "origin: http://localhost",
    ] {
        for (first, body) in [
            ("POST /rpc", CALL),
            ("POST /enter", "{}"),
            ("GET /events", ""),
            ("GET /", ""),
            ("OPTIONS /rpc", ""),
        ] {
            let asks =
                ["access-control-request-method: POST", "access-control-request-headers: authorization"];
            let answer = station.ask(first, &[origin, &session, JSON, asks[0], asks[1]], body);
            assert_eq!(answer.refusal(), (403, "station.origin".into()), "{first} {origin}");
            assert_no_cors(&answer);
        }
    }
    let answer = station.ask("POST /rpc", &[&own, &session, JSON], CALL);
    assert_eq!(answer.status, 200);
    assert_no_cors(&answer);
    let preflight = station.ask("OPTIONS /rpc", &[&own], "");
    assert_eq!(preflight.refusal(), (405, "station.method".into()));
    assert_no_cors(&preflight);
}

fn assert_no_cors(answer: &Answer) {
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{answer:?}");
}

#[test]
fn another_site_is_refused() {
    let station = Station::start();
    let session = station.session();
    for site in ["cross-site", "same-site"] {
        let site = format!("sec-fetch-site: {site}");
        for first in ["GET /", "GET /assets/index-1a2b3c.js", "GET /events", "POST /rpc"] {
            let answer = station.ask(first, &[&site, &session, JSON], CALL);
            assert_eq!(answer.refusal(), (403, "station.cross_site".into()), "{first} {site}");
        }
    }
    assert_eq!(station.ask("GET /", &["sec-fetch-site: none"], "").status, 200);
    assert_eq!(station.ask("POST /rpc", &["sec-fetch-site: same-origin", &session, JSON], CALL).status, 200);
}

#[test]
fn a_person_with_a_browser_is_shown_a_page() {
    let station = Station::start();
    let answer = station.ask("GET /", &["sec-fetch-site: cross-site", "accept: text/html,*/*"], "");
    assert_eq!((answer.status, answer.header("content-type")), (403, "text/html; charset=utf-8"));
    assert!(answer.body.contains("station.cross_site") && answer.body.contains("<html lang=\"en\">"));
    let session = station.session();
    let spanish = r#"{"command":"settings_save","args":{"language":"es","theme":"night","size":"normal","sound":true,"lock_after_min":10}}"#;
    assert_eq!(station.rpc(&session, spanish).status, 200);
    let answer = station.ask("GET /nowhere", &["accept: text/html"], "");
    assert!(answer.status == 404 && answer.body.contains("<html lang=\"es\">"), "{answer:?}");
}

#[test]
fn methods_sizes_and_types_are_held() {
    let station = Station::start();
    let session = station.session();
    for (first, allow) in [
        ("GET /rpc", "POST"),
        ("GET /enter", "POST"),
        ("PUT /rpc", "POST"),
        ("POST /events", "GET"),
        ("POST /", "GET, HEAD"),
        ("DELETE /index.html", "GET, HEAD"),
    ] {
        let answer = station.ask(first, &[&session, JSON], "");
        assert_eq!(answer.refusal(), (405, "station.method".into()), "{first}");
        assert_eq!(answer.header("allow"), allow, "{first}");
    }
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
    {
        let answer = station.ask("POST /rpc", &[&session, &format!("content-type: {kind}")], CALL);
        assert_eq!(answer.refusal(), (415, "station.content_type".into()), "{kind}");
    }
    assert_eq!(station.ask("POST /rpc", &[&session], CALL).refusal(), (415, "station.content_type".into()));
    let with_charset =
        station.ask("POST /rpc", &[&session, "content-type: application/json; charset=utf-8"], CALL);
    assert_eq!(with_charset.status, 200);
}

#[test]
fn what_is_too_large_is_refused_stated_or_not() {
    let station = Station::start();
    let session = station.session();
    let (host, limit) = (format!("host: 127.0.0.1:{}", station.port), 4 * 1024 * 1024);
    // stated: refused before a byte of it was read
    let mut talk = station.connect();
    let stated = format!("content-length: {}", limit + 1);
    talk.send(&crate::support::head("POST /rpc", &[&host, &session, JSON, &stated]));
    let answer = talk.answer_head();
    assert_eq!(answer.status, 413);
    // not stated
    let mut talk = station.connect();
    talk.send(&crate::support::head(
        "POST /rpc",
        &[&host, &session, JSON, "transfer-encoding: chunked", "connection: close"],
    ));
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 20, "x".repeat(1 << 20));
    for _ in 0..5 {
        talk.send(&chunk);
    }
    assert_eq!(talk.answer().refusal(), (413, "station.too_large".into()));
    let full = format!("{CALL}{}", " ".repeat(limit - CALL.len()));
    assert_eq!(station.rpc(&session, &full).status, 200);
}

#[test]
fn heads_are_bounded() {
    let station = Station::start();
    let many: Vec<String> = (0..100).map(|number| format!("x-{number}: y")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = format!("x-long: {}", "y".repeat(200_000));
    for headers in [many.as_slice(), &[&long]] {
        let answer = station.ask("GET /", headers, "");
        assert_eq!((answer.status, answer.body.as_str()), (431, ""));
    }
    assert_eq!(station.get("/").status, 200);
}

#[test]
fn every_answer_carries_the_same_protection() {
    let station = Station::start();
    let right = token(&station.first);
    let session = station.session();
    let answers = [
        station.get("/"),
        station.get("/assets/index-1a2b3c.js"),
        station.get("/nowhere"),
        station.ask("GET /nowhere", &["accept: text/html"], ""),
        station.ask("HEAD /", &[], ""),
        station.get("/rpc"),
        station.enter(&right),
        station.rpc(&session, CALL),
        station.rpc(&session, "not JSON"),
        station.rpc("x: y", CALL),
        station.ask("GET /", &["origin: null"], ""),
        station.ask("POST /rpc", &[&session, JSON], "\u{0}"),
    ];
    for answer in answers {
        let csp = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        assert_eq!(answer.header("content-security-policy"), csp, "{answer:?}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
        assert!(!answer.header("content-type").is_empty());
        assert_no_cors(&answer);
        assert!(!answer.headers.iter().any(|(name, _)| name == "set-cookie" || name == "server"));
    }
}

//! What a host says and what configuration files hold.

use footbridge_relay::config::Config;
use testkit::field::Field;

use super::{Target, Verdict, code, text};

const JSON: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\"",
    b"null",
    b"true",
    b"-0",
    b"1e999",
    b"18446744073709551616",
    b"\\u0000",
    b"\\ud800",
    b"\"args\":{}",
    b"{\"command\":\"",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"\"id\"",
    b"\"fields\":{}",
];
const TOML: &[&[u8]] = &[
    b"[",
    b"]",
    b"=",
    b"\"",
    b"\n",
    b"-1",
    b"0",
    b"18446744073709551616",
    b"0x",
    b"inf",
    b"[[",
    b"''",
    b"#",
];

pub(super) fn targets() -> Vec<Target> {
    vec![
        Target::text("call", calls, |bytes| api::fuzz::call(text(bytes)?)).words(JSON).weight(20),
        Target::text("desk", calls, desk).words(JSON).weight(5),
        Target::text("settings", settings, |bytes| api::fuzz::settings(text(bytes)?)).words(TOML),
        Target::text("relay_config", configs, relay_config).words(TOML),
    ]
}

fn calls(_: &str) -> Vec<Vec<u8>> {
    let id = "01890000-0000-7000-8000-000000000001";
    let calls = [
        r#"{"command":"desk_show","args":{}}"#.to_owned(),
        r#"{"command":"lock","args":{}}"#.to_owned(),
        r#"{"command":"touch","args":{}}"#.to_owned(),
        r#"{"command":"unlock","args":{"passphrase":"plainly fictional words"}}"#.to_owned(),
        r#"{"command":"board","args":{}}"#.to_owned(),
        r#"{"command":"place_save","args":{"path":"/people"}}"#.to_owned(),
        r#"{"command":"settings_save","args":{"language":"en","theme":"auto","size":"normal","sound":true,"lock_after_min":5}}"#.to_owned(),
        r#"{"command":"person_search","args":{"text":"alder","limit":20}}"#.to_owned(),
        r#"{"command":"follow_ups","args":{"hours":24}}"#.to_owned(),
        format!(r#"{{"command":"record_show","args":{{"id":"{id}"}}}}"#),
        format!(r#"{{"command":"record_edit","args":{{"id":"{id}","fields":{{"name.family":"Alder"}}}}}}"#),
        format!(r#"{{"command":"handoff_step","args":{{"id":"{id}","step":"accepted"}}}}"#),
    ];
    calls.into_iter().map(String::into_bytes).collect()
}

/// A desk without a device, as a person meets it first: any call is answered or refused with a code.
fn desk(bytes: &[u8]) -> Verdict {
    struct Seat {
        desk: api::Desk,
        _field: Field,
        _home: tempfile::TempDir,
    }
    thread_local! {
        static SEAT: Seat = {
            let mut field = Field::new(1).unwrap();
            let platform = field.found("Ridge County Health").unwrap().platform();
            let home = tempfile::tempdir().unwrap();
            let options = api::DeskOptions { platform, ..api::DeskOptions::default() };
            let desk = api::Desk::open(&home.path().join("nobody"), options).unwrap();
            Seat { desk, _field: field, _home: home }
        };
    }
    let text = text(bytes)?;
    SEAT.with(|seat| match seat.desk.call(text) {
        Ok(answer) => {
            assert!(!answer.is_empty());
            Ok(())
        }
        Err(error) => {
            let code = code(&error.code);
            assert_ne!(code, "desk.panicked", "a command panicked");
            Err(code)
        }
    })
}

fn settings(_: &str) -> Vec<Vec<u8>> {
    let text = "language = \"es\"\ntheme = \"night\"\nsize = \"glove\"\nsound = false\nlock_after_min = 7\n";
    vec![text.as_bytes().to_vec()]
}

fn configs(_: &str) -> Vec<Vec<u8>> {
    let text = "[store]\nmax_mib = 100\nreserve_mib = 20\n[limits]\nrequests_per_minute = 60\nrequests_burst = 9\n\
        upload_mib_per_minute = 5\nupload_burst_mib = 16\nunknown_requests_per_minute = 3\n[invitations]\ndays = 3\n\
        [log]\nlevel = \"debug\"\n";
    vec![text.as_bytes().to_vec(), Vec::new()]
}

fn relay_config(bytes: &[u8]) -> Verdict {
    let config = Config::parse(text(bytes)?).map_err(|error| error.code())?;
    let _ = (config.store_options(), config.limits());
    Ok(())
}

//! Several people at one desk, one after the other.

use footbridge_api::views::DeskState;
use footbridge_api::{Desk, TABLE};
use serde_json::{Value, json};
use testkit::field::{Field, PASSPHRASE};

use crate::support::*;

const SECRET: &str = "words of the second";
const TOKEN: &str = "Quillwort";

/// A desk that a second member of its agency signed up at; the first sits there.
fn desk_of_two(seed: u64) -> (Field, Desk, Value) {
    let (field, mut founder) = county(seed);
    let desk = open_desk(&field, &mut founder);
    assert!(!desk.view().asks_name);
    let named = json!({ "agency": HEALTH, "role": "coordinator", "member_name": "Riley Example" });
    let named = done(&desk, "member_name", named);
    let list = done(&desk, "member_sign_up", signing_up(&named["code"]));
    assert_eq!(list["members"].as_array().unwrap().len(), 2, "{list}");
    (field, desk, named)
}

fn signing_up(code: &Value) -> Value {
    json!({
        "code": code,
        "sign_in_name": "Birch",
        "passphrase": SECRET,
        "own_passphrase": PASSPHRASE,
        "own_sign_in_name": "Alder",
    })
}

/// `DraftShow` → `draft_show`.
fn as_sent(name: &str) -> String {
    let spelled =
        name.chars().map(|c| if c.is_uppercase() { format!("_{}", c.to_lowercase()) } else { c.to_string() });
    spelled.collect::<String>().trim_start_matches('_').to_owned()
}

fn sit_down(desk: &Desk, name: &str, passphrase: &str) -> Value {
    done(desk, "lock", json!({}));
    done(desk, "unlock", json!({ "name": name, "passphrase": passphrase }))
}

#[test]
fn who_signs_in_is_who_the_desk_knows() {
    let (_field, desk, named) = desk_of_two(1201);
    assert!(desk.view().asks_name, "from now on, without a lock");
    done(&desk, "lock", json!({}));
    assert!(desk.view().asks_name, "and while it is locked");
    for wrong in [
        json!({ "passphrase": PASSPHRASE }),
        json!({ "name": "birch", "passphrase": PASSPHRASE }),
        json!({ "name": "cedar", "passphrase": SECRET }),
    ] {
        assert_eq!(code(&desk, "unlock", wrong), "vault.wrong_passphrase");
    }
    assert_eq!(sit_down(&desk, "birch", SECRET)["state"], "open");
    let status = done(&desk, "status", json!({}));
    assert_eq!((&status["member"], &status["name"]), (&named["member"], &json!("Riley Example")));
    assert_eq!(desk.view().member.as_deref(), named["member"].as_str());
    assert_eq!(done(&desk, "lock", json!({}))["member"], Value::Null);
    done(&desk, "unlock", json!({ "name": "birch", "passphrase": SECRET }));
    let first = json!({ "name": "alder", "passphrase": PASSPHRASE });
    assert_eq!(code(&desk, "unlock", first), "member.other_signed_in", "first it is locked");
    assert_eq!(desk.view().state, DeskState::Open);
    assert_eq!(done(&desk, "status", json!({}))["member"], named["member"]);
    sit_down(&desk, "alder", PASSPHRASE);
    assert_ne!(done(&desk, "status", json!({}))["member"], named["member"]);
}

/// [I] Whatever the second asks, the words that the first has not finished are in no answer and no event; and the first
/// finds them as they were.
#[test]
fn nothing_that_the_second_asks_tells_of_the_firsts_draft() {
    let (_field, desk, _) = desk_of_two(1202);
    let typed = json!({
        "contact": {
            "pathway": "naloxone_plus",
            "person": { "new": { "name.family": TOKEN } },
            "narrative": TOKEN,
        },
        "focus": TOKEN,
    });
    let draft = done(&desk, "draft_save", typed);
    let id = draft["id"].as_str().unwrap().to_owned();
    done(&desk, "place_save", json!({ "route": format!("/draft/{TOKEN}"), "focus": TOKEN }));
    assert_eq!(desk.view().sync.drafts, 1);

    let events = desk.events();
    let locked = done(&desk, "lock", json!({}));
    assert_eq!(locked["sync"]["drafts"], 0, "whose would they be?");
    let open = done(&desk, "unlock", json!({ "name": "birch", "passphrase": SECRET }));
    assert_eq!((&open["sync"]["drafts"], &open["place"]), (&json!(0), &Value::Null));
    let mut told =
        vec![locked.to_string(), open.to_string(), done(&desk, "desk_show", json!({})).to_string()];
    for (name, ..) in TABLE {
        let name = as_sent(name);
        for args in [json!({}), json!({ "id": id }), json!({ "text": TOKEN }), json!({ "text": "naloxone" })]
        {
            told.push(match call(&desk, &name, args) {
                Ok(answer) => answer.to_string(),
                Err(error) => format!("{} {}", error.code, error.message),
            });
        }
    }
    done(&desk, "lock", json!({}));
    while let Ok(event) = events.recv_timeout(std::time::Duration::ZERO) {
        told.push(serde_json::to_string(&event).unwrap());
    }
    assert!(told.len() > 100, "the search itself must look somewhere");
    for one in told {
        assert!(!one.contains(TOKEN) && !one.contains(&id), "{one}");
    }

    let open = done(&desk, "unlock", json!({ "name": "alder", "passphrase": PASSPHRASE }));
    assert_eq!(open["place"]["focus"], TOKEN);
    assert_eq!(done(&desk, "draft_show", json!({ "id": id })), draft);
    assert_eq!(desk.view().sync.drafts, 1);
}

#[test]
fn each_finds_the_screens_as_they_had_them_and_the_minutes_are_the_devices() {
    let (_field, desk, _) = desk_of_two(1203);
    let settings = |language: &str, theme: &str, minutes: u32| {
        json!({
            "language": language, "theme": theme, "size": "normal", "sound": true, "lock_after_min": minutes,
        })
    };
    done(&desk, "settings_save", settings("es", "night", 4));
    sit_down(&desk, "birch", SECRET);
    done(&desk, "settings_save", settings("en", "day", 9));
    assert_eq!(sit_down(&desk, "alder", PASSPHRASE)["settings"], settings("es", "night", 9));
    assert_eq!(sit_down(&desk, "birch", SECRET)["settings"], settings("en", "day", 9));
}

#[test]
fn passphrases_are_changed_and_ways_in_taken_at_the_desk() {
    let (_field, desk, named) = desk_of_two(1204);
    let short = json!({ "old": PASSPHRASE, "new": "short" });
    assert_eq!(code(&desk, "passphrase_change", short), "passphrase.short");
    done(&desk, "passphrase_change", json!({ "old": PASSPHRASE, "new": "fresh words" }));
    sit_down(&desk, "alder", "fresh words");
    assert_eq!(code(&desk, "member_remove", json!({ "member": "cedar" })), "member.unknown");
    let left = done(&desk, "member_remove", json!({ "member": "birch" }));
    assert_eq!(left["members"].as_array().unwrap().len(), 1);
    done(&desk, "lock", json!({}));
    let gone = json!({ "name": "birch", "passphrase": SECRET });
    assert_eq!(code(&desk, "unlock", gone), "vault.wrong_passphrase");
    done(&desk, "unlock", json!({ "name": "alder", "passphrase": "fresh words" }));
    let again = done(&desk, "member_name", json!({ "member": named["member"] }));
    let mut typed = signing_up(&again["code"]);
    typed["own_passphrase"] = json!("fresh words");
    done(&desk, "member_sign_up", typed);
    sit_down(&desk, "birch", SECRET);
}

#[test]
fn no_secret_of_a_sign_up_stands_in_a_log() {
    let typed = signing_up(&json!("CODE-OF-RILEY"));
    let read: footbridge_api::Command =
        serde_json::from_value(json!({ "command": "member_sign_up", "args": typed })).unwrap();
    let changed: footbridge_api::Command = serde_json::from_value(
        json!({ "command": "passphrase_change", "args": { "old": PASSPHRASE, "new": SECRET } }),
    )
    .unwrap();
    let shown = format!("{read:?} {changed:?}");
    for secret in ["CODE-OF-RILEY", PASSPHRASE, SECRET] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

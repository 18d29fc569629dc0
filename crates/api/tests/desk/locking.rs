//! Signing in and out, and locking by itself.

use std::time::Duration;

use footbridge_api::views::DeskState;
use footbridge_api::{Desk, DeskOptions, Pace, Passphrase};
use serde_json::json;
use testkit::field::{PASSPHRASE, passphrase};

use crate::support::*;

const MINUTE_MS: i64 = 60_000;

/// Whatever is shipped: these tests choose their own minutes.
fn lock_after(desk: &Desk, minutes: u32) {
    let mut settings = json!({ "language": "en", "theme": "auto", "size": "normal", "sound": true });
    settings["lock_after_min"] = json!(minutes);
    done(desk, "settings_save", settings);
}

#[test]
fn while_locked_nothing_of_the_device_is_told() {
    let (field, mut founder) = county(1);
    let desk = locked_desk(&field, &mut founder);
    assert_eq!(desk.view().state, DeskState::Locked);
    for command in ["status", "board", "contact_list", "draft_list", "conflicts"] {
        assert_eq!(code(&desk, command, json!({})), "desk.locked", "{command}");
    }
    assert_eq!(code(&desk, "place_save", json!({ "route": "/board", "focus": "" })), "desk.locked");
    assert_eq!(code(&desk, "unlock", json!({ "passphrase": "not it" })), "vault.wrong_passphrase");
    assert_eq!(desk.view().state, DeskState::Locked);
    assert_eq!(done(&desk, "unlock", json!({ "passphrase": PASSPHRASE }))["state"], "open");
    assert_eq!(done(&desk, "status", json!({}))["agency"], HEALTH);
}

#[test]
fn work_and_place_survive_a_lock() {
    let (field, mut founder) = county(2);
    let desk = open_desk(&field, &mut founder);
    let draft =
        done(&desk, "draft_save", json!({ "contact": { "pathway": "naloxone_plus" }, "focus": "offer" }));
    let route = format!("/draft/{}", draft["id"].as_str().unwrap());
    done(&desk, "place_save", json!({ "route": route, "focus": "offer" }));
    assert_eq!(desk.view().sync.drafts, 1);

    let locked = done(&desk, "lock", json!({}));
    assert_eq!(
        (&locked["state"], &locked["place"]),
        (&json!("locked"), &json!(null)),
        "a place names records"
    );
    assert_eq!(locked["sync"]["drafts"], 1, "drafts are not sent, locked or not");

    let open = done(&desk, "unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(open["place"], json!({ "route": route, "focus": "offer" }));
    assert_eq!(done(&desk, "draft_show", json!({ "id": draft["id"] }))["focus"], "offer");
    let long = "x".repeat(2000);
    assert_eq!(code(&desk, "place_save", json!({ "route": long, "focus": "" })), "desk.place_too_long");
}

#[test]
fn who_signs_in_again_is_checked_and_stays() {
    let (field, mut founder) = county(3);
    let desk = open_desk(&field, &mut founder);
    let wrong = desk.unlock(&Passphrase::new("somebody else's".to_owned())).unwrap_err();
    assert_eq!((wrong.code.as_str(), desk.view().state), ("vault.wrong_passphrase", DeskState::Open));
    assert_eq!(done(&desk, "unlock", json!({ "passphrase": PASSPHRASE }))["state"], "open");
}

#[test]
fn another_screen_hears_of_a_lock() {
    let (field, mut founder) = county(4);
    let desk = open_desk(&field, &mut founder);
    let other = desk.clone();
    let events = other.events();
    done(&desk, "lock", json!({}));
    until_state(&events, DeskState::Locked);
    done(&other, "unlock", json!({ "passphrase": PASSPHRASE }));
    until_state(&events, DeskState::Open);
}

#[test]
fn a_device_nobody_touches_locks_itself() {
    let (field, mut founder) = county(5);
    let desk = open_desk(&field, &mut founder);
    lock_after(&desk, 15);
    let events = desk.events();
    field.clock().advance(14 * MINUTE_MS);
    done(&desk, "touch", json!({}));
    field.clock().advance(14 * MINUTE_MS);
    assert_eq!(call(&desk, "board", json!({})).err().map(|error| error.code), None, "touched 14 minutes ago");
    field.clock().advance(MINUTE_MS);
    until_state(&events, DeskState::Locked);
}

#[test]
fn only_what_a_person_does_puts_the_lock_off() {
    let (field, mut founder) = county(6);
    let desk = open_desk(&field, &mut founder);
    lock_after(&desk, 15);
    field.clock().advance(10 * MINUTE_MS);
    done(&desk, "draft_save", json!({ "contact": { "pathway": "naloxone_plus" } }));
    field.clock().advance(10 * MINUTE_MS);
    // screens ask this by themselves
    done(&desk, "contact_list", json!({}));
    done(&desk, "sync_now", json!({}));
    done(&desk, "place_save", json!({ "route": "/board", "focus": "" }));
    field.clock().advance(5 * MINUTE_MS);
    assert_eq!(code(&desk, "contact_list", json!({})), "desk.locked");
}

#[test]
fn what_comes_out_of_a_long_sleep_finds_it_locked() {
    let (field, mut founder) = county(7);
    let desk = open_desk(&field, &mut founder);
    field.clock().advance(8 * 60 * MINUTE_MS);
    // a touch is too late, and so is a change that was under way
    done(&desk, "touch", json!({}));
    assert_eq!(
        code(&desk, "draft_save", json!({ "contact": { "pathway": "naloxone_plus" } })),
        "desk.locked"
    );
}

#[test]
fn longer_minutes_do_not_keep_open_what_should_be_locked_by_now() {
    let (field, mut founder) = county(8);
    founder.close();
    // it looks at the clock only when something is asked of it
    let pace = Pace { tick: Duration::from_secs(3600), ..HASTE };
    let options = DeskOptions { platform: founder.platform(), pace };
    let desk = Desk::open(founder.home(), options).unwrap();
    desk.unlock(&passphrase()).unwrap();
    field.clock().advance(20 * MINUTE_MS);
    lock_after(&desk, 30);
    assert_eq!(code(&desk, "contact_list", json!({})), "desk.locked");
    desk.unlock(&passphrase()).unwrap();
    field.clock().advance(29 * MINUTE_MS);
    assert_eq!(contacts(&desk), 0, "the new minutes count from the sign-in");
}

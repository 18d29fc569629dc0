//! Signing in and out, and locking by itself.

use footbridge_api::Passphrase;
use footbridge_api::views::DeskState;
use serde_json::json;
use testkit::field::PASSPHRASE;

use crate::support::*;

const MINUTE_MS: i64 = 60_000;

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

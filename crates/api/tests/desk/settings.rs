//! Settings, before and after a device is set up.

use app::Profile;
use footbridge_api::views::{DeskEvent, DeskState, Theme};
use footbridge_api::{Desk, DeskOptions};
use serde_json::{Value, json};
use testkit::field::{PASSPHRASE, Persona};

use crate::support::*;

fn night() -> Value {
    json!({ "language": "es", "theme": "night", "size": "glove", "sound": false, "lock_after_min": 5 })
}

#[test]
fn settings_survive_and_every_screen_hears_of_them() {
    let (field, mut founder) = county(20);
    let desk = locked_desk(&field, &mut founder);
    let events = desk.events();
    assert_eq!(done(&desk, "settings_save", night()), night());
    let heard = until(&events, |event| match event {
        DeskEvent::Desk(view) => Some(view.settings.theme),
        _ => None,
    });
    assert_eq!(heard, Theme::Night);
    let mut never = night();
    never["lock_after_min"] = json!(31);
    assert_eq!(code(&desk, "settings_save", never), "settings.lock_after");
    desk.close();
    assert_eq!(json!(locked_desk(&field, &mut founder).settings()), night());
}

#[test]
fn a_shorter_lock_holds_from_now_on() {
    let (field, mut founder) = county(21);
    let desk = open_desk(&field, &mut founder);
    field.clock().advance(6 * 60_000);
    done(&desk, "touch", json!({}));
    done(&desk, "settings_save", night());
    field.clock().advance(5 * 60_000);
    assert_eq!(code(&desk, "board", json!({})), "desk.locked");
}

fn newcomer_desk(of: &mut Persona, home: &std::path::Path) -> Desk {
    Desk::open(home, DeskOptions { platform: of.platform(), pace: HASTE }).unwrap()
}

#[test]
fn a_device_is_set_up_at_its_screen() {
    let (_field, mut founder) = county(22);
    let profile = Profile::read(EMS, "ems", None, None).unwrap();
    let invitation = founder.device().unwrap().invite(profile, 72).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let desk = newcomer_desk(&mut founder, &home);
    assert_eq!(desk.view().state, DeskState::NoDevice);
    assert_eq!(code(&desk, "board", json!({})), "home.no_device");
    assert_eq!(code(&desk, "unlock", json!({ "passphrase": PASSPHRASE })), "home.no_device");
    done(&desk, "settings_save", night());
    assert!(!home.exists(), "no home before there is a device");

    let enrol = |code: &str| json!({ "code": code, "passphrase": PASSPHRASE });
    assert_eq!(code(&desk, "enrol", enrol("FB1-NO-SUCH-CODE")), "invitation.mistyped");
    assert_eq!(desk.view().state, DeskState::NoDevice);
    assert_eq!(done(&desk, "enrol", enrol(&invitation.code))["state"], "open");
    assert_eq!(done(&desk, "status", json!({}))["agency"], EMS);
    assert_eq!(code(&desk, "enrol", enrol(&invitation.code)), "home.device_exists");
    done(&desk, "lock", json!({}));
    assert_eq!(code(&desk, "enrol", enrol(&invitation.code)), "home.device_exists");
    assert_eq!(desk.view().state, DeskState::Locked);
    done(&desk, "unlock", json!({ "passphrase": PASSPHRASE }));
    drop(desk);
    assert_eq!(
        json!(newcomer_desk(&mut founder, &home).settings()),
        night(),
        "kept from when there is a home"
    );
}

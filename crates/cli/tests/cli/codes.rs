//! Codes that do not let a device in.

use crate::support::Town;

#[test]
fn a_code_works_once() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    let first = town.device();
    let joined: serde_json::Value = first.json(&["enrol", &code]);
    assert_eq!((&joined["agency"], &joined["role"]), (&"Example Outreach".into(), &"outreach".into()));
    let second = town.device();
    second.refused(&["enrol", &code], "relay.invitation_spent", 5);
    assert!(!second.is_set_up());
    // nor does it change who already joined
    let before = first.state();
    first.refused(&["enrol", &code], "home.device_exists", 3);
    assert_eq!(first.state(), before);
    // the home of the refused one is as good as new
    second.ok(&["enrol", &town.invite("Example Recovery Center", "provider")]);
}

#[test]
fn a_mistyped_code_is_known_before_anybody_is_asked() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    town.stop_relay();
    let device = town.device();
    let other = if code.starts_with('0') { '2' } else { '0' };
    let changed = format!("{other}{}", &code[1..]);
    let swapped: String = code.chars().rev().collect();
    let cut = &code[..code.len() - 3];
    for wrong in [changed.as_str(), &swapped, cut, "", "hello"] {
        device.refused(&["enrol", wrong], "invitation.mistyped", 1);
    }
    assert_eq!(device.files(), [""; 0], "nothing was made");
    // typed in another way, not mistyped
    town.start_relay(&[]);
    device.ok(&["enrol", &code.to_lowercase().replace('-', " ")]);
}

#[test]
fn an_expired_code_lets_nobody_in() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    town.tamper(|relay| {
        assert_eq!(relay.execute("UPDATE invitation SET expires_ms = 1", []).unwrap(), 1);
    });
    let device = town.device();
    device.refused(&["enrol", &code], "relay.invitation_expired", 5);
    assert!(!device.is_set_up());
    let refused = ["invite", "--agency", "Example Outreach", "--role", "outreach", "--expires-hours", "0"];
    town.coordinator.refused(&refused, "invitation.expires", 1);
}

#[test]
fn a_code_of_another_collaborative_lets_nobody_in() {
    let mut town = Town::new();
    let other = Town::new();
    let code = other.invite("Example Outreach", "outreach");
    // a member of one does not slip into the other
    let before = town.coordinator.state();
    town.coordinator.refused(&["enrol", &code], "home.device_exists", 3);
    assert_eq!(town.coordinator.state(), before);
    // where the code leads, another collaborative answers
    other.proxy.lead_to(town.relay().lock().unwrap().address);
    let device = town.device();
    device.refused(&["enrol", &code], "invitation.other_collaborative", 1);
    assert!(!device.is_set_up());
}

#[test]
fn only_who_may_invites_and_founds() {
    let mut town = Town::new();
    let device = town.enrol("Example Outreach", "outreach");
    let invite = ["invite", "--agency", "Example Outreach", "--role", "outreach"];
    device.refused(&invite, "invitation.not_root", 1);
    let wrong_role = ["invite", "--agency", "Example Outreach", "--role", "visitor"];
    town.coordinator.refused(&wrong_role, "member.role", 1);
    let second = town.device();
    let url = town.url();
    let init = ["init", "--relay", &url, "--agency", "Example Other County", "--role", "coordinator"];
    second.refused(&init, "relay.already_claimed", 5);
    assert!(!second.is_set_up());
    let before = device.state();
    device.refused(&init, "home.device_exists", 3);
    assert_eq!(device.state(), before);
}

#[test]
fn a_revoked_device_does_not_come_back_with_the_code_it_had() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    let device = town.device();
    device.ok(&["enrol", &code]);
    let id = device.json(&["status"])["device"].as_str().unwrap().to_owned();
    town.coordinator.sync();
    town.coordinator.ok(&["device", "revoke", &id]);
    device.refused(&["enrol", &code], "home.device_exists", 3);
    // in another home, or after the old one was thrown away
    town.device().refused(&["enrol", &code], "relay.invitation_spent", 5);
    // with a new invitation the person is back, on a device that is a new one to everybody
    let again = town.device();
    again.ok(&["enrol", &town.invite("Example Outreach", "outreach")]);
    assert_ne!(again.json(&["status"])["device"].as_str().unwrap(), id);
}

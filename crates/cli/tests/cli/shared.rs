//! One tablet, two medics: named, signed up, one after the other at work, seen as two by everybody else.

use serde_json::Value;

use crate::support::{Device, PASSPHRASE, Town, make_guessing_cheap_for};

const EMS: &str = "Example County EMS";
const SECRET: &str = "words of the second medic";
const FRESH: &str = "fresh words of the second";

/// The start code, alone on the last line.
fn name(town: &Town, arguments: &[&str]) -> String {
    let said = town.coordinator.ok(&[&["member", "name"], arguments].concat());
    said.lines().last().unwrap().to_owned()
}

fn sign_up(tablet: &Device, code: &str) -> Vec<String> {
    let words = ["member", "sign-up", code, "--sign-in", "Riley", "--own-sign-in", "sam"];
    let output = tablet.command(&words).env("FOOTBRIDGE_NEW_PASSPHRASE", SECRET).output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    said.into_iter().chain([output.status.to_string()]).collect()
}

fn who(device: &Device) -> (Value, Value) {
    let status = device.json(&["status"]);
    (status["member"].clone(), status["name"].clone())
}

/// Who wrote the note with this text.
fn author_of(device: &Device, body: &str) -> Value {
    let contacts = device.json(&["contact", "list"]);
    let ids = contacts["contacts"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let mut notes = ids.map(|id| device.json(&["contact", "show", id])["notes"][0].clone());
    notes.find(|note| note["body"] == body).unwrap()["member"].clone()
}

#[test]
fn two_medics_share_a_tablet_and_stay_two() {
    let mut town = Town::new();
    let mut tablet = town.enrol(EMS, "ems");
    let patrol = town.enrol("Example Police", "patrol");
    tablet.refused(&["member", "name", "--agency", EMS, "--role", "ems"], "member.not_root", 1);
    let officer = name(&town, &["--agency", "Example Police", "--role", "patrol"]);
    assert!(sign_up(&tablet, &officer)[1].contains("[member.other_class]"));
    let code = name(&town, &["--agency", EMS, "--role", "ems", "--member", "Riley Example"]);
    tablet.contact("Ana Wallflower", &["--note", "of the first"]);
    tablet.json(&["draft", "save", "--pathway", "naloxone_plus", "--name", "Ben Evergreen"]);
    let said = sign_up(&tablet, &code);
    assert!(said[0].contains("riley") && said[0].contains("sam"), "{said:?}");
    make_guessing_cheap_for(&tablet, &[("sam", PASSPHRASE), ("riley", SECRET)]);
    assert!(sign_up(&tablet, &code)[1].contains("[vault.wrong_passphrase]"), "a name is asked from now on");

    tablet.hand_over("Sam", PASSPHRASE);
    let (first, _) = who(&tablet);
    assert_eq!(tablet.count("people"), 1);
    tablet.refused(&["--as", "riley", "status"], "vault.wrong_passphrase", 3);
    tablet.hand_over("riley", SECRET);
    let (second, called) = who(&tablet);
    assert_ne!(first, second);
    assert_eq!(called, "Riley Example");
    assert_eq!(tablet.json(&["draft", "list"])["drafts"], Value::Array(vec![]));
    tablet.contact("Cleo Nightjar", &["--note", "of the second"]);
    tablet.sync();
    patrol.sync();
    assert_eq!(author_of(&patrol, "of the second"), "Riley Example");
    assert_ne!(author_of(&patrol, "of the first"), "Riley Example");
    assert_eq!((patrol.count("quarantined"), patrol.count("parked")), (0, 0));

    let change = tablet.command(&["passphrase", "change"]).env("FOOTBRIDGE_NEW_PASSPHRASE", FRESH).output();
    assert!(change.unwrap().status.success());
    tablet.refused(&["status"], "vault.wrong_passphrase", 3);
    tablet.hand_over("riley", FRESH);
    tablet.refused(&["member", "remove", "sam"], "member.not_allowed", 1);
    tablet.hand_over("sam", PASSPHRASE);
    assert_eq!(tablet.json(&["draft", "list"])["drafts"].as_array().unwrap().len(), 1);
    assert_eq!(tablet.json(&["member", "remove", "riley"])["members"].as_array().unwrap().len(), 1);
    tablet.hand_over("riley", FRESH);
    tablet.refused(&["status"], "vault.wrong_passphrase", 3);
}

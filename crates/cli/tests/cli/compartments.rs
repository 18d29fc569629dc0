//! Compartments beside the shared one: founded, opened to a device, closed to others, and how they come back.

use serde_json::{Value, json};

use crate::support::{Device, Town};

fn id(device: &Device) -> String {
    device.json(&["status"])["device"].as_str().unwrap().to_owned()
}

/// Names of compartments, in order: the lists are in that of their ids, which are random.
fn names_in(list: &Value) -> Vec<&str> {
    let mut names: Vec<&str> =
        list["compartments"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    names
}

fn names(device: &Device) -> Vec<String> {
    let listed = device.json(&["compartment", "list"]);
    names_in(&listed).into_iter().map(str::to_owned).collect()
}

/// The row of a device in another's list.
fn listed(by: &Device, whose: &str) -> Value {
    let list = by.json(&["device", "list"]);
    let mut rows = list["devices"].as_array().unwrap().iter();
    rows.find(|row| row["id"] == whose).unwrap_or_else(|| panic!("{whose} is not in {list}")).clone()
}

/// A town in which an outreach team founded a compartment for care.
fn town() -> (Town, Device) {
    let mut town = Town::new();
    let outreach = town.enrol("Example Outreach", "outreach");
    let founded = outreach.json(&["compartment", "found", "care", "--class", "care"]);
    assert_eq!(
        (&founded["name"], &founded["classes"], &founded["administered"], &founded["key_epoch"]),
        (&"care".into(), &json!(["care"]), &true.into(), &1.into())
    );
    assert_eq!((&founded["devices"], &founded["escrowed"]), (&json!([id(&outreach)]), &true.into()));
    (town, outreach)
}

#[test]
fn a_compartment_takes_in_whom_it_is_for_and_nobody_else() {
    let (mut town, outreach) = town();
    let provider = town.enrol("Example Recovery Center", "provider");
    let patrol = town.enrol("Example Police", "patrol");
    let contact = outreach.contact("Ana Example", &["--compartment", "care"]);
    let (newcomer, officer) = (id(&provider), id(&patrol));
    // who joined since: a start of the id is known after a sync, the whole id at once
    outreach.refused(&["compartment", "admit", "care", &newcomer[..8]], "device.unknown", 1);
    outreach.refused(&["compartment", "admit", "care", &officer], "certificate.other_class", 1);
    outreach.sync();
    outreach.refused(&["compartment", "admit", "care", &officer[..8]], "certificate.other_class", 1);
    assert_eq!(names_in(&listed(&outreach, &newcomer)), ["shared"]);
    let admitted = outreach.json(&["compartment", "admit", "care", &newcomer[..8].to_uppercase()]);
    assert_eq!(admitted["devices"].as_array().unwrap().len(), 2);
    outreach.refused(&["compartment", "admit", "care", &newcomer], "certificate.already_stands", 1);
    outreach.sync();
    provider.sync();
    patrol.sync();
    assert_eq!(names(&provider), ["care", "shared"]);
    assert_eq!(names(&patrol), ["shared"]);
    let person = contact["person"].as_str().unwrap();
    provider.json(&["person", "show", person]);
    patrol.refused(&["person", "show", person], "record.not_found", 1);
    provider.refused(&["compartment", "admit", "care", &officer], "compartment.not_administrator", 1);
    patrol.refused(&["compartment", "admit", "care", &officer], "compartment.unknown", 1);
    // to be let in is not to record there: that is said on the device
    let used = |device: &Device, which: &str| {
        let list = device.json(&["compartment", "list"]);
        let mut rows = list["compartments"].as_array().unwrap().iter();
        rows.find(|row| row["name"] == which).unwrap()["used"].as_bool().unwrap()
    };
    assert!(used(&outreach, "care") && !used(&provider, "care"));
    provider.refused(&["compartment", "use", "shared"], "compartment.other_readers", 1);
    patrol.refused(&["compartment", "use", "care"], "compartment.unknown", 1);
    assert_eq!(provider.json(&["compartment", "use", "care"])["used"], true);
    assert!(used(&provider, "care") && !used(&provider, "shared"));
    assert!(provider.ok(&["compartment", "list"]).contains("records in it"));
    // the key is renewed by anybody inside, and the work goes on
    let rotated = provider.json(&["compartment", "rotate", "care"]);
    assert_eq!((&rotated["key_epoch"], &rotated["escrowed"]), (&2.into(), &true.into()));
    provider.contact("Ben Example", &[]);
    provider.sync();
    outreach.sync();
    assert_eq!((outreach.count("people"), patrol.count("people")), (2, 0));
    patrol.refused(&["compartment", "rotate", "care"], "compartment.unknown", 1);
}

#[test]
fn the_recovery_kit_is_shown_until_it_is_put_away() {
    let (_town, outreach) = town();
    let kit = outreach.json(&["compartment", "kit", "care"])["kit"].as_str().unwrap().to_owned();
    let said = outreach.ok(&["compartment", "kit", "care"]);
    assert_eq!(said.lines().last(), Some(kit.as_str()), "the kit is alone on the last line");
    assert!(
        said.contains("What it is") && said.contains("Where to keep it") && said.contains("--kept"),
        "{said}"
    );
    assert!(outreach.ok(&["compartment", "list"]).contains("waits here"));
    let kept = outreach.json(&["compartment", "kit", "care", "--kept"]);
    assert_eq!((&kept["kit_waits"], &kept["escrowed"]), (&false.into(), &true.into()));
    outreach.refused(&["compartment", "kit", "care"], "recovery_kit.none", 1);
    let again = outreach.ok(&["compartment", "kit", "care", "--kept"]);
    assert!(again.starts_with("This device holds no recovery kit"), "{again}");
    assert!(!outreach.ok(&["compartment", "list"]).contains("waits here"));
}

#[test]
fn what_makes_no_sense_founds_nothing() {
    let (mut town, outreach) = town();
    let patrol = town.enrol("Example Police", "patrol");
    let before = names(&outreach);
    let found = |name, class| ["compartment", "found", name, "--class", class];
    for (device, call, code) in [
        (&outreach, found("care", "care"), "compartment.name"),
        (&outreach, found(" ", "care"), "compartment.name"),
        (&outreach, found("second", "nurses"), "compartment.classes"),
        (&patrol, found("care", "care"), "compartment.classes"),
    ] {
        device.refused(&call, code, 1);
    }
    outreach.refused(&["compartment", "found", "second"], "cli.usage", 2);
    outreach.refused(&["compartment", "kit", "nowhere"], "compartment.unknown", 1);
    outreach.refused(&["compartment", "kit", "shared"], "recovery_kit.none", 1);
    outreach.refused(&["compartment", "admit", "care", ""], "device.unknown", 1);
    town.stop_relay();
    outreach.refused(&found("second", "care"), "net.broken", 4);
    outreach.refused(&["compartment", "rotate", "care"], "net.broken", 4);
    assert_eq!(names(&outreach), before);
    assert_eq!(names(&patrol), ["shared"]);
}

#[test]
fn every_device_knows_who_is_here() {
    let (mut town, outreach) = town();
    let patrol = town.enrol("Example Police", "patrol");
    outreach.sync();
    let (here, there) = (id(&outreach), id(&patrol));
    let row = listed(&patrol, &here);
    assert_eq!(
        (&row["agency"], &row["role"], &row["class"], &row["revoked"], &row["own"]),
        (&"Example Outreach".into(), &"outreach".into(), &"care".into(), &false.into(), &false.into())
    );
    assert_eq!(names_in(&row), ["shared"], "patrol does not hear of care");
    assert_eq!(names_in(&listed(&outreach, &here)), ["care", "shared"]);
    assert_eq!(names_in(&listed(&outreach, &there)), ["shared"]);
    for device in [&outreach, &patrol] {
        assert_eq!(device.json(&["device", "list"])["devices"].as_array().unwrap().len(), 3);
        let said = device.ok(&["device", "list"]);
        assert_eq!(said.lines().filter(|line| line.contains("(this device)")).count(), 1, "{said}");
        assert!(said.contains("Example Police, patrol"), "{said}");
    }
}

/// Seventeen devices cannot all differ in the first digit of an id; mostly, five or six already do not.
#[test]
fn a_start_that_fits_two_devices_admits_neither() {
    let (mut town, outreach) = town();
    let mut firsts = vec![id(&outreach)[..1].to_owned(), id(&town.coordinator)[..1].to_owned()];
    while firsts[..firsts.len() - 1].iter().all(|one| Some(one) != firsts.last()) {
        let next = town.enrol("Example Recovery Center", "provider");
        let first = id(&next)[..1].to_owned();
        if firsts.contains(&first) {
            outreach.sync();
            outreach.refused(&["compartment", "admit", "care", &first], "device.ambiguous", 1);
        }
        firsts.push(first);
    }
}

#[test]
fn who_answers_for_devices_sees_when_they_were_last_there_and_nobody_else_does() {
    let mut town = Town::new();
    let outreach = town.enrol("Example Outreach", "outreach");
    outreach.sync();
    let id = outreach.json(&["status"])["device"].clone();
    let seen = town.coordinator.json(&["device", "contacts"]);
    let one = seen["contacts"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap().clone();
    assert_eq!(one["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(one["unsent_since_ms"], Value::Null);
    assert!(one["last_contact_ms"].as_i64().unwrap() > 1_700_000_000_000, "{one}");
    let said = town.coordinator.ok(&["device", "contacts"]);
    assert!(said.contains(id.as_str().unwrap()) && said.contains("nothing unsent"), "{said}");
    outreach.refused(&["device", "contacts"], "device.not_in_charge", 1);
    town.stop_relay();
    town.coordinator.refused(&["device", "contacts"], "net.broken", 4);
}

#[test]
fn an_invitation_is_drawn_in_the_terminal_only_when_somebody_wants_it() {
    let town = Town::new();
    let invite = ["invite", "--agency", "Example Fire", "--role", "ems"];
    assert!(!town.coordinator.ok(&invite).contains('▀'));
    let said = town.coordinator.ok(&[&invite[..], &["--qr"]].concat());
    let drawn: Vec<&str> = said.lines().filter(|line| line.contains("\u{1b}[30;107m")).collect();
    // a QR code of this length has at least 33 modules, and four of light around it: two rows in a line
    assert!(drawn.len() >= 20, "{said}");
    let json = town.coordinator.json(&[&invite[..], &["--qr"]].concat());
    assert_eq!(json["qr"]["rows"].as_array().unwrap().len() % 4, 1, "{json}");
}

//! A programme is agreed on, care gets a compartment of its own, its founder's device is lost: the whole story, and what
//! law enforcement has of it in the end, which is nothing.

use std::path::Path;

use serde_json::Value;

use crate::support::{Device, PASSPHRASE, Town};

/// What only care may read.
const IN_CARE: [&str; 4] = ["Wallflower", "Evergreen", "Nightjar", "prefers the quiet room"];

fn id(device: &Device) -> String {
    device.json(&["status"])["device"].as_str().unwrap().to_owned()
}

fn shipped() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../programmes/police-ems-care.toml");
    file.to_str().unwrap().to_owned()
}

/// One compartment, as a device lists it.
fn standing(device: &Device, name: &str) -> Value {
    let list = device.json(&["compartment", "list"]);
    let mut rows = list["compartments"].as_array().unwrap().iter();
    rows.find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name} in {list}")).clone()
}

fn care_in_export(device: &Device) -> Vec<&'static str> {
    let said = device.ok(&["export", "--json"]) + &device.ok(&["export"]);
    IN_CARE.into_iter().filter(|word| said.contains(word)).collect()
}

#[test]
fn a_programme_is_checked_adopted_and_shown() {
    let mut town = Town::new();
    let outreach = town.enrol("Example Outreach", "outreach");
    let file = shipped();
    let before = outreach.json(&["programme", "show"]);
    assert_eq!((&before["id"], &before["hash"]), (&"single-shared".into(), &Value::Null));
    assert!(outreach.ok(&["programme", "show"]).contains("nobody adopted"));
    // to check one takes no device
    let nobody = town.device();
    let checked = nobody.json(&["programme", "check", &file]);
    assert_eq!((&checked["id"], &checked["version"]), (&"police-ems-care".into(), &1.into()));
    let ids: Vec<&Value> = checked["compartments"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["law", "ems", "care", "shared"]);
    assert_eq!(checked["compartments"][2]["members"], serde_json::json!(["care"]));
    assert!(nobody.ok(&["programme", "check", &file]).contains("compartment care (care)"));
    assert_eq!(nobody.files(), [""; 0], "nothing was made");
    // what does not hold is told with its place
    let bad = town.folder().join("bad.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&bad, text.replace("members = [\"care\"]", "members = [\"care\", \"law\"]")).unwrap();
    let bad = bad.to_str().unwrap();
    let line = 1 + text.lines().position(|line| line == "members = [\"care\"]").unwrap();
    let error = nobody.refused(&["programme", "check", bad], "programme.member", 1);
    let place = format!("line {line}, column 20:");
    assert!(error["message"].as_str().unwrap().contains(&place), "{error} is not at {place}");
    nobody.refused(&["programme", "check", &format!("{bad}.nowhere")], "file.unreadable", 1);
    nobody.refused(&["programme", "adopt", &file], "home.no_device", 3);
    town.coordinator.refused(&["programme", "adopt", bad], "programme.member", 1);
    outreach.refused(&["programme", "adopt", &file], "programme.not_root", 1);
    // one says it, everybody goes by it
    let adopted = town.coordinator.json(&["programme", "adopt", &file]);
    assert_eq!(adopted, checked);
    assert_eq!(outreach.json(&["programme", "show"]), before);
    outreach.sync();
    assert_eq!(outreach.json(&["programme", "show"]), adopted);
}

struct Story {
    town: Town,
    outreach: Device,
    provider: Device,
    patrol: Device,
    /// The page that was printed.
    kit: String,
}

/// A programme in force; care with two devices in it, law with one; each has recorded something.
fn story() -> Story {
    let mut town = Town::new();
    let outreach = town.enrol("Example Outreach", "outreach");
    let provider = town.enrol("Example Recovery Center", "provider");
    let patrol = town.enrol("Example Police", "patrol");
    town.coordinator.ok(&["programme", "adopt", &shipped()]);
    for device in [&outreach, &provider, &patrol] {
        device.sync();
    }
    let contact = ["contact", "new", "--pathway", "active_outreach", "--name", "Ana Wallflower"];
    outreach.refused(&contact, "compartment.not_in", 1);
    assert_eq!(outreach.json(&["compartment", "found", "care", "--class", "care"])["used"], true);
    outreach.contact("Ana Wallflower", &["--note", "prefers the quiet room"]);
    let page = outreach.ok(&["compartment", "kit", "care"]);
    outreach.ok(&["compartment", "kit", "care", "--kept"]);
    outreach.refused(&["compartment", "admit", "care", &id(&patrol)], "certificate.other_class", 1);
    outreach.json(&["compartment", "admit", "care", &id(&provider)]);
    outreach.sync();
    provider.sync();
    assert_eq!(provider.count("people"), 1);
    provider.refused(&contact, "compartment.not_in", 1);
    provider.json(&["compartment", "use", "care"]);
    provider.contact("Ben Evergreen", &[]);
    provider.sync();
    outreach.sync();
    assert_eq!(outreach.count("people"), 2);
    patrol.json(&["compartment", "found", "law", "--class", "law"]);
    patrol.json(&["contact", "new", "--pathway", "community_response", "--name", "Cleo Bystander"]);
    patrol.sync();
    let kit = town.folder().join("kit.txt");
    std::fs::write(&kit, page).unwrap();
    Story { town, outreach, provider, patrol, kit: kit.to_str().unwrap().to_owned() }
}

/// A revoked device hears of it: what only it has is opened by the custodian with the kit, and by nobody else.
fn wipes_itself(lost: &Device, clinic: &Device, patrol: &Device, kit: &str) {
    let told = lost.command(&["sync", "--wait", "0"]).output().unwrap();
    assert_eq!(told.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&told.stdout).contains("relay.revoked"));
    assert!(String::from_utf8_lossy(&told.stderr).contains("home.revoked"));
    lost.refused(&["status"], "home.revoked", 3);
    lost.refused(&["sync", "--locked"], "home.revoked", 3);
    assert!(!lost.is_set_up());
    let left = lost.home.join("revoked-work").display().to_string();
    clinic.refused(&["recover-work", &left], "quarantine.not_custodian", 1);
    patrol.refused(&["recover-work", &left, "--kit-file", kit], "quarantine.not_custodian", 1);
    clinic.refused(&["recover-work", kit, "--kit-file", kit], "protocol.unreadable", 1);
    let words = clinic.ok(&["recover-work", &left, "--kit-file", kit]);
    assert!(
        words.contains("name.family = Unsent") && words.contains("Nothing of this was taken in"),
        "{words}"
    );
    let opened = clinic.json(&["recover-work", &left, "--kit-file", kit]);
    assert!(opened["parts"][0]["opened"].as_bool().unwrap() && opened.to_string().contains("Unsent"));
}

#[test]
fn care_comes_back_with_its_kit_and_goes_on_without_the_lost_device() {
    let Story { mut town, outreach, provider, patrol, kit } = story();
    let clinic = town.enrol("Example Clinic", "clinician");
    let restore = ["compartment", "restore", "--kit-file", &kit];
    patrol.refused(&restore, "certificate.other_class", 1);
    let back = clinic.json(&restore);
    assert_eq!((&back["name"], &back["administered"]), (&"care".into(), &true.into()));
    assert!(clinic.ok(&restore).starts_with("This device is in the compartment"), "again says the same");
    clinic.sync();
    assert_eq!(clinic.count("people"), 2);
    // the device that founded it is lost
    town.coordinator.sync();
    let lost = id(&outreach);
    provider.refused(&["device", "revoke", &lost], "device.not_root", 1);
    town.coordinator.refused(&["device", "revoke", &id(&town.coordinator)], "device.own", 1);
    town.coordinator.refused(&["device", "revoke", "no such"], "device.unknown", 1);
    let said = town.coordinator.ok(&["device", "revoke", &lost[..16].to_uppercase()]);
    for words in
        [lost.as_str(), "cut off", "relay refuses", "counts", "replaced", "cannot be unread", "wipes itself"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    town.coordinator.refused(&["device", "revoke", &lost], "certificate.already_stands", 1);
    // what only it has is sealed to the custodian, and the device is wiped
    outreach.contact("Dora Unsent", &[]);
    assert_eq!(outreach.count("people"), 3);
    wipes_itself(&outreach, &clinic, &patrol, &kit);
    assert!(clinic.ok(&["quarantine", "list"]).contains("nothing of a revoked device waits"));
    clinic.refused(&["quarantine", "adopt", &lost, "--kit-file", &kit], "quarantine.not_waiting", 1);
    // who is inside makes a new key, and goes on
    clinic.json(&["sync"]);
    provider.json(&["sync"]);
    assert_eq!(standing(&clinic, "care")["key_epoch"], 2);
    assert_eq!(standing(&provider, "care")["key_epoch"], 2);
    let exposed = clinic.json(&["device", "exposure", &lost]);
    let of_care = exposed["compartments"].as_array().unwrap().iter();
    let of_care = of_care.filter(|one| one["compartment"]["name"] == "care").collect::<Vec<_>>();
    let people =
        of_care[0]["records"].as_array().unwrap().iter().find(|one| one["kind"] == "person").unwrap();
    assert_eq!((&people["count"], &of_care[0]["key_replaced"]), (&2.into(), &true.into()), "{exposed}");
    assert_eq!(exposed["drafts"], Value::Null);
    assert!(clinic.ok(&["device", "exposure", &lost]).contains("What was read cannot be unread"));
    clinic.json(&["compartment", "use", "care"]);
    clinic.contact("Eli Nightjar", &[]);
    clinic.sync();
    provider.sync();
    assert_eq!((provider.count("people"), clinic.count("people")), (3, 3));
    // and police never saw any of it
    patrol.sync();
    assert_eq!(patrol.count("people"), 1);
    assert_eq!(care_in_export(&patrol), [""; 0]);
    assert_eq!(care_in_export(&town.coordinator), [""; 0]);
    assert_eq!(care_in_export(&provider), IN_CARE, "the search finds what is there");
    let revoked = town.coordinator.json(&["device", "revoke", &id(&patrol)]);
    assert_eq!(
        (&revoked["device"]["id"], &revoked["device"]["revoked"]),
        (&id(&patrol).into(), &true.into())
    );
    assert_eq!(revoked["waiting"], serde_json::json!([]), "the key of what is shared is replaced at once");
}

#[test]
fn a_kit_comes_from_a_file_or_standard_input_and_is_never_an_argument() {
    let Story { mut town, provider, kit: page, .. } = story();
    let restore = ["compartment", "restore"];
    let kit = std::fs::read_to_string(&page).unwrap().lines().last().unwrap().to_owned();
    provider.refused(&["compartment", "restore", &kit], "cli.usage", 2);
    provider.refused(&restore, "cli.no_recovery_kit", 2);
    provider.refused(&["compartment", "restore", "--kit-file", "nowhere.txt"], "cli.recovery_kit_file", 2);
    let nobody = town.device();
    nobody.refused(&restore, "home.no_device", 3);
    let clinic = town.enrol("Example Clinic", "clinician");
    let before = clinic.state();
    let wrong = clinic.piped(&[&restore[..], &["--json"]].concat(), &kit[..kit.len() - 3]);
    assert_eq!(wrong.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&wrong.stderr).unwrap();
    assert_eq!(error["code"], "recovery_kit.mistyped");
    assert_eq!(clinic.state(), before);
    // typed in another way, with an empty line after it
    let typed = kit.to_lowercase().replace('-', " ");
    let done = clinic.piped(&[&restore[..], &["--json"]].concat(), &format!("\n{typed}\n\n"));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let view: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&view["name"], &view["administered"]), (&"care".into(), &true.into()));
    for said in [&wrong.stdout, &wrong.stderr, &done.stdout, &done.stderr] {
        let said = String::from_utf8_lossy(said);
        assert!(!said.contains(&kit) && !said.contains(&typed) && !said.contains(PASSPHRASE), "{said}");
    }
}

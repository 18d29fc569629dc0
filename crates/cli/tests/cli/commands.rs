//! The calls that scripts rely on, as they are written down, and the keys of what they answer.

use serde_json::Value;

use crate::support::{Device, Town, extract};

const SUMMARY_KEYS: [&str; 13] = [
    "incidents",
    "people",
    "contacts",
    "people_given_naloxone",
    "administrations",
    "doses",
    "handoffs",
    "followups",
    "unsent",
    "conflicts",
    "quarantined",
    "parked",
    "outcomes",
];
const OUTCOMES: [&str; 9] = [
    "transported_to_treatment",
    "verbally_referred",
    "refused_transport",
    "hospital_conscious",
    "hospital_unconscious",
    "released",
    "arrest",
    "other",
    "unknown",
];

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn sorted<const N: usize>(mut words: [&str; N]) -> Vec<&str> {
    words.sort_unstable();
    words.to_vec()
}

#[test]
fn a_summary_has_these_keys_and_no_others() {
    let town = Town::new();
    let empty = town.coordinator.json(&["summary"]);
    assert_eq!(keys(&empty), sorted(SUMMARY_KEYS));
    assert_eq!(keys(&empty["outcomes"]), sorted(OUTCOMES));
    let imported = town.coordinator.json(&["import", "csv", "--map", "pa-oin", &extract()]);
    assert_eq!(
        keys(&imported),
        sorted([
            "rows",
            "records",
            "created",
            "changed",
            "unchanged",
            "clocks_started",
            "rejected",
            "warnings"
        ])
    );
    let summary = town.coordinator.json(&["summary"]);
    assert_eq!(keys(&summary), sorted(SUMMARY_KEYS));
    assert_eq!(keys(&summary["outcomes"]), sorted(OUTCOMES));
    let expected = [
        ("incidents", 239),
        ("people", 257),
        ("contacts", 257),
        ("people_given_naloxone", 172),
        ("administrations", 187),
        ("doses", 299),
        ("conflicts", 0),
        ("handoffs", 0),
    ];
    for (key, count) in expected {
        assert_eq!(summary[key], count, "{key}");
    }
    let expected = [15, 2, 18, 79, 7, 3, 5, 4, 32];
    for (key, people) in OUTCOMES.iter().zip(expected) {
        assert_eq!(summary["outcomes"][key], people, "{key}");
    }
    // once more: the same records
    let again = town.coordinator.json(&["import", "csv", "--map", "pa-oin", &extract()]);
    assert_eq!((&again["created"], &again["changed"]), (&0.into(), &0.into()));
    assert_eq!(town.coordinator.json(&["summary"]), summary);
}

#[test]
fn two_devices_with_a_half_each_end_with_the_whole() {
    let mut town = Town::new();
    let devices = [town.enrol("Example EMS", "ems"), town.enrol("Example County Police", "patrol")];
    let text = std::fs::read_to_string(extract()).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut halves = [header.to_owned(), header.to_owned()];
    for row in rows.lines() {
        let incident: usize = row.split(',').next().unwrap().parse().unwrap();
        halves[incident % 2].push_str(&format!("\n{row}"));
    }
    for (at, (device, half)) in devices.iter().zip(&halves).enumerate() {
        let file = town.folder().join(format!("half-{at}.csv"));
        std::fs::write(&file, format!("{half}\n")).unwrap();
        device.ok(&["import", "csv", "--map", "pa-oin", file.to_str().unwrap()]);
        device.sync();
    }
    // and one of them everything once more, before it knows of the other's half
    devices[0].ok(&["import", "csv", "--map", "pa-oin", &extract()]);
    for device in [&devices[0], &devices[1], &devices[0]] {
        device.sync();
    }
    for device in &devices {
        let summary = device.json(&["summary"]);
        assert_eq!((&summary["incidents"], &summary["people"]), (&239.into(), &257.into()));
        assert_eq!((&summary["conflicts"], &summary["parked"]), (&0.into(), &0.into()));
    }
    assert_eq!(devices[0].json(&["digest"]), devices[1].json(&["digest"]));
}

/// The step, and the state that it leads to.
fn step(device: &Device, step: &str, id: &str) -> Value {
    let view = device.json(&["handoff", step, id]);
    assert_eq!(
        keys(&view),
        sorted([
            "id",
            "state",
            "told",
            "accountable",
            "marks",
            "may",
            "person",
            "person_name",
            "events",
            "receipt",
            "acknowledge_due_ms",
            "may_not",
            "asked",
            "from",
            "mine",
            "not_told",
            "contact",
            "copied",
            "disclosures",
            "asks",
            "packet",
            "latest_ms",
            "mark"
        ])
    );
    assert!(!view["accountable"].as_array().unwrap().is_empty(), "nobody is accountable: {view}");
    view
}

/// A fresh offer from the first device, known to the second.
fn offered(from: &Device, to: &Device, contact: &str, agency: &str) -> String {
    let offer = from.json(&["handoff", "offer", "--contact", contact, "--to", agency, "--asks", "a visit"]);
    assert_eq!(
        (&offer["state"], &offer["accountable"][0]),
        (&"offered".into(), &"Example County Police".into())
    );
    from.sync();
    to.sync();
    offer["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_handoff_goes_every_way_it_can() {
    let mut town = Town::new();
    let patrol = town.enrol("Example County Police", "patrol");
    let outreach = town.enrol("Example Outreach", "outreach");
    patrol.sync();
    let saved = patrol.contact("Ana Example", &["--offer", "accepted"]);
    let contact = saved["contact"].as_str().unwrap();
    let agency = "Example Outreach";
    let first = offered(&patrol, &outreach, contact, agency);
    for (what, state) in [("acknowledge", "acknowledged"), ("accept", "accepted"), ("met", "met")] {
        assert_eq!(step(&outreach, what, &first)["state"], state, "{what}");
    }
    for what in ["transported", "arrived", "engaged"] {
        step(&outreach, what, &first);
    }
    outreach.sync();
    patrol.sync();
    let seen = patrol.json(&["handoff", "show", &first]);
    assert_eq!((&seen["state"], &seen["accountable"]), (&"engaged".into(), &vec![agency].into()));
    // not allowed now is said, with its reason
    patrol.refused(&["handoff", "withdraw", &first], "handoff.held_by_another", 1);
    let second = offered(&patrol, &outreach, contact, agency);
    let declined = step(&outreach, "decline", &second);
    assert_eq!(
        (&declined["state"], &declined["accountable"][0]),
        (&"declined".into(), &"Example County Police".into())
    );
    let third = offered(&patrol, &outreach, contact, agency);
    step(&outreach, "accept", &third);
    step(&outreach, "refused", &third);
    step(&outreach, "released", &third);
    for what in ["unattended", "rescheduled", "closed"] {
        step(&outreach, what, &third);
    }
    let fourth = offered(&patrol, &outreach, contact, agency);
    assert_eq!(step(&patrol, "withdraw", &fourth)["state"], "withdrawn");
    assert_eq!(patrol.json(&["handoff", "list"])["handoffs"].as_array().unwrap().len(), 4);
    let nobody = ["handoff", "offer", "--contact", contact, "--to", "Example Nobody"];
    patrol.refused(&nobody, "handoff.unknown_agency", 1);
    patrol.refused(&["handoff", "accept", "0123456789"], "record.not_found", 1);
}

#[test]
fn contacts_people_and_follow_ups_are_recorded_found_and_shown() {
    let town = Town::new();
    let device = &town.coordinator;
    let dose = ["--dose", "mg=4,route=nasal,at=now-5", "--note", "Met at the bridge.", "--cad", "CAD-77"];
    let overdose =
        [&["contact", "new", "--pathway", "naloxone_plus", "--name", "Ana Example"], &dose[..]].concat();
    let saved = device.json(&overdose);
    assert_eq!(keys(&saved), sorted(["contact", "incident", "person", "follow_up", "hints"]));
    let contact = saved["contact"].as_str().unwrap();
    let shown = device.json(&["contact", "show", contact]);
    assert_eq!(
        keys(&shown),
        sorted([
            "record",
            "incident",
            "person",
            "person_name",
            "administrations",
            "notes",
            "handoffs",
            "follow_ups"
        ])
    );
    let record = &shown["record"];
    assert_eq!(keys(record), sorted(["id", "kind", "compartment", "mark", "version", "fields", "issues"]));
    assert_eq!((&record["id"], &record["kind"]), (&saved["contact"], &"contact".into()));
    assert_eq!(device.json(&["record", "show", contact]), *record);
    let list = device.json(&["contact", "list"]);
    assert_eq!(list["contacts"][0]["id"], saved["contact"]);
    let found = device.json(&["person", "search", "exam"]);
    assert_eq!(
        (&found["people"][0]["id"], &found["people"][0]["name"]),
        (&saved["person"], &"Ana Example".into())
    );
    assert_eq!(device.json(&["person", "search", "\"; DROP", "nobody*"])["people"], Value::Array(vec![]));
    let due = device.json(&["followups"]);
    assert_eq!(due["follow_ups"][0]["id"], saved["follow_up"]);
    assert_eq!(device.json(&["followups", "--due-within", "1"])["follow_ups"], Value::Array(vec![]));
    let follow_up = saved["follow_up"].as_str().unwrap();
    let tried = device.json(&["followups", "--attempt", follow_up, "--outcome", "left_message"]);
    assert_eq!(tried["follow_ups"][0]["attempts"], 1);
    device.refused(&["followups", "--attempt", follow_up, "--outcome", "gone"], "follow_up.outcome", 1);
    let summary = device.json(&["summary"]);
    for (key, count) in [("contacts", 1), ("administrations", 1), ("doses", 1), ("followups", 1)] {
        assert_eq!(summary[key], count, "{key}");
    }
    device.refused(&["contact", "show", "0123456789"], "record.not_found", 1);
    let before = device.state();
    let officer = ["contact", "new", "--pathway", "officer_intervention", "--name", "Ben Example"];
    let error = device.refused(&officer, "record.not_ready", 1);
    assert!(!error["issues"].as_array().unwrap().is_empty());
    device.refused(&["contact", "new", "--pathway", "seventh"], "record.not_ready", 1);
    assert_eq!(device.state(), before, "a contact that was refused left something");
}

#[test]
fn digest_rebuild_and_export_agree_on_every_device() {
    let mut town = Town::new();
    let other = town.enrol("Example Outreach", "outreach");
    town.coordinator.contact("Ana Example", &["--note", "A plainly fictional note."]);
    town.coordinator.sync();
    other.sync();
    let devices = [&town.coordinator, &other];
    let [here, there] = devices.map(|device| device.ok(&["digest"]));
    assert_eq!(here, there);
    assert_eq!(here.lines().count(), 1, "one line for each compartment: {here}");
    let [here, there] = devices.map(|device| device.json(&["export"]));
    assert_eq!(here["records"], there["records"]);
    assert_eq!(here["records"].as_array().unwrap().len(), 4);
    for device in devices {
        let rebuilt = device.json(&["rebuild"]);
        assert_eq!(keys(&rebuilt), sorted(["records", "changes", "equal"]));
        assert_eq!((&rebuilt["records"], &rebuilt["equal"]), (&4.into(), &true.into()));
        assert_eq!(
            keys(&device.json(&["sync"])),
            sorted(["sent", "received", "unsent", "quarantined", "parked", "up_to_date", "notices"])
        );
    }
    let status = town.coordinator.json(&["status"]);
    let expected = sorted([
        "device",
        "member",
        "name",
        "agency",
        "role",
        "class",
        "relay",
        "compartments",
        "unsent",
        "drafts",
        "last_sync_ms",
    ]);
    assert_eq!(keys(&status), expected);
}

#[test]
fn every_role_joins_with_a_code_alone_on_the_last_line() {
    let mut town = Town::new();
    let roles = [
        ("patrol", "law"),
        ("ems", "ems"),
        ("outreach", "care"),
        ("provider", "care"),
        ("clinician", "care"),
        ("supervisor", "shared"),
        ("custodian", "shared"),
        ("coordinator", "shared"),
    ];
    for (role, class) in roles {
        let code = town.invite("Example Agency", role);
        assert!(!code.contains(char::is_whitespace) && code.len() > 40, "{code}");
        let device = town.device();
        let status = device.json(&["enrol", &code]);
        assert_eq!((&status["role"], &status["class"]), (&role.into(), &class.into()));
    }
    let invite = ["invite", "--agency", "Example EMS", "--role", "supervisor", "--agency-kind", "ems"];
    let invited = town.coordinator.json(&invite);
    assert_eq!(keys(&invited), sorted(["code", "agency", "role", "class", "expires_ms", "qr"]));
    assert_eq!(invited["class"], "ems");
}

#[test]
fn pages_are_for_scripts_and_for_people() {
    let town = Town::new();
    let device = &town.coordinator;
    let saved = device.json(&["contact", "new", "--pathway", "active_outreach", "--name", "Ana Example"]);
    let [contact, person] = ["contact", "person"].map(|key| saved[key].as_str().unwrap());
    let dosed = device.json(&[
        "contact",
        "dose",
        contact,
        "--dose",
        "mg=4,at=now-5",
        "--dose",
        "giver=family_or_friend",
    ]);
    assert_eq!(dosed["administrations"].as_array().unwrap().len(), 2);
    device.refused(&["contact", "dose", contact, "--dose", "route=sideways"], "record.not_ready", 1);
    let page = device.json(&["person", "show", person]);
    assert_eq!((&page["name"], &page["timeline"][0]["kind"]), (&"Ana Example".into(), &"contact".into()));
    let draft = device.json(&["draft", "save", "--code-name", "Blue coat"]);
    let draft_id = draft["id"].as_str().unwrap();
    assert_eq!(device.json(&["draft", "show", draft_id]), draft);
    let board = device.json(&["board"]);
    assert_eq!((&board["drafts"][0]["person_name"], &board["due_total"]), (&"Blue coat".into(), &0.into()));
    assert_eq!(board["recent"][0]["id"], saved["contact"]);
    let agencies = device.json(&["agencies"]);
    assert_eq!(agencies["agencies"][0]["own"], true);
    // what was seen is handed back; what was never seen is refused
    let version = page["record"]["version"].as_str().unwrap();
    device.ok(&["person", "edit", person, "pronouns=she/her", "--seen", version]);
    device.refused(&["person", "edit", person, "pronouns=they", "--seen", "12"], "record.unknown_version", 1);
    for (command, expect) in [
        (&["board"][..], "recent contacts: 1"),
        (&["person", "show", person], "what happened, newest first: "),
        (&["contact", "show", contact], "naloxone administrations: 2"),
        (&["draft", "show", draft_id], "on this device only"),
        (&["agencies"], "(this device's own)"),
    ] {
        let said = device.ok(command);
        assert!(said.contains(expect), "{command:?}: {said}");
    }
}

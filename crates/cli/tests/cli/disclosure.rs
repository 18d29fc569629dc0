//! What is written or sent outside the encrypted database holds no name, no note, no id of a record: the relay's
//! disk and log, everything between device and relay, the device's mailbox and its fullest log.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Device, PASSPHRASE, Town, extract};

/// Texts that must not be found, each with what it is.
struct Tokens(Vec<(String, Vec<u8>)>);

impl Tokens {
    fn text(&mut self, what: &str) {
        self.0.push((what.to_owned(), what.as_bytes().to_vec()));
    }

    /// An id as text, as hexadecimal digits, and as its bytes.
    fn id(&mut self, id: &Value) {
        let text = id.as_str().unwrap();
        let hex = text.replace('-', "");
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let bytes = (0..hex.len()).step_by(2).map(byte).collect();
        self.0.push((format!("the bytes of {text}"), bytes));
        self.text(text);
        self.text(&hex);
    }

    fn found_in<'a>(&'a self, bytes: &[u8]) -> Vec<&'a str> {
        let holds = |token: &[u8]| {
            bytes.windows(token.len()).any(|some| some[0] == token[0] && some.eq_ignore_ascii_case(token))
        };
        self.0.iter().filter(|(_, token)| holds(token)).map(|(what, _)| what.as_str()).collect()
    }
}

/// Every file below a folder or at a path, in one: no token is as long as a file's end.
fn read_all(path: &Path) -> Vec<u8> {
    if path.is_file() {
        return std::fs::read(path).unwrap();
    }
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|entry| read_all(&entry)).collect()
}

/// Words that the story says.
const TEXTS: [&str; 9] =
    ["Zebulon", "Quagmire", "narrowboat", "parrot", "kayak", "CAD-90417", "1971-02-03", "Zebby", "Quaggy"];

/// A shift on two devices that log all they can, through a relay that does too.
struct Told {
    town: Town,
    outreach: Device,
    /// Both devices' log.
    log: PathBuf,
    code: String,
    /// Ids of records: typed, derived, imported.
    ids: Vec<Value>,
    export: Vec<u8>,
}

fn tell() -> Told {
    let mut town = Town::unfounded();
    let config = town.folder().join("relay.toml");
    std::fs::write(&config, "[log]\nlevel = \"debug\"\n").unwrap();
    town.stop_relay();
    town.start_relay(&["--config", config.to_str().unwrap()]);
    let log = town.folder().join("device.log");
    town.coordinator.trace_to(log.clone());
    town.found();
    let mut outreach = town.device();
    outreach.trace_to(log.clone());
    let invite =
        ["invite", "--agency", "Example Outreach", "--role", "outreach", "--member", "Quentin Sample"];
    let code = town.coordinator.json(&invite)["code"].as_str().unwrap().to_owned();
    outreach.ok(&["enrol", &code]);
    let mut ids = record(&town.coordinator, &outreach);
    let export = town.coordinator.command(&["export", "--json"]).output().unwrap().stdout;
    let exported: Value = serde_json::from_slice(&export).unwrap();
    ids.extend(exported["records"].as_array().unwrap().iter().take(12).map(|record| record["id"].clone()));
    Told { town, outreach, log, code, ids, export }
}

/// A contact, a note, a handoff, an import, a draft, a conflict. The ids of what was typed.
fn record(here: &Device, there: &Device) -> Vec<Value> {
    let note = "Wants the narrowboat back.";
    let more = ["--note", note, "--cad", "CAD-90417", "--person-set", "birth_date=1971-02-03"];
    let saved = here.contact("Zebulon Quagmire", &more);
    let [contact, person] = ["contact", "person"].map(|key| saved[key].as_str().unwrap());
    let note = here.json(&["note", "add", contact, "Prefers mornings, brings a parrot."]);
    let to = ["--to", "Example Outreach", "--asks", "a kayak"];
    let offer = here.json(&[&["handoff", "offer", "--contact", contact], &to[..]].concat());
    here.ok(&["import", "csv", "--map", "pa-oin", &extract()]);
    here.json(&["person", "search", "Quagm"]);
    here.json(&["draft", "save", "--name", "Wilhelmina Draftonly"]);
    here.sync();
    there.sync();
    there.json(&["handoff", "accept", offer["id"].as_str().unwrap()]);
    there.json(&["person", "edit", person, "name.preferred=Zebby"]);
    here.json(&["person", "edit", person, "name.preferred=Quaggy"]);
    for device in [there, here, there] {
        device.sync();
        device.json(&["conflicts"]);
    }
    [&saved["contact"], &saved["person"], &saved["incident"], &note["id"], &offer["id"]]
        .map(Value::clone)
        .to_vec()
}

#[test]
fn nothing_readable_leaves_the_encrypted_database() {
    let told = tell();
    let mut tokens = Tokens(Vec::new());
    TEXTS.into_iter().for_each(|text| tokens.text(text));
    told.ids.iter().for_each(|id| tokens.id(id));
    // the scanner finds what it looks for, where it is
    let in_export = tokens.found_in(&told.export);
    assert!(TEXTS.iter().all(|text| in_export.contains(text)), "{in_export:?}");
    assert!(told.ids.iter().all(|id| in_export.contains(&id.as_str().unwrap())), "{in_export:?}");
    let raw: Vec<u8> = tokens.0.iter().flat_map(|(_, bytes)| [bytes, b"x".as_slice()].concat()).collect();
    assert_eq!(tokens.found_in(&raw).len(), tokens.0.len());
    let secrets = ["Example Outreach", "Quentin Sample", "Draftonly", "heroin", "Allegheny", PASSPHRASE];
    secrets.into_iter().for_each(|secret| tokens.text(secret));
    tokens.text(&told.code);

    // handles and module names are no secret: that they are there shows that the right places are scanned
    let here = &told.town.coordinator;
    let handle = here.json(&["status"])["compartments"][0]["handle"].clone();
    let mut known = Tokens(Vec::new());
    known.id(&handle);
    known.text("hyper_util");
    known.text("footbridge_relay");
    let handle = format!("the bytes of {}", handle.as_str().unwrap());
    let places = [
        ("relay's files", read_all(&told.town.relay_data()), handle.as_str()),
        ("relay's log", read_all(&told.town.relay_log()), "footbridge_relay"),
        ("traffic", told.town.proxy.traffic(), &handle),
        ("devices' log", read_all(&told.log), "hyper_util"),
        ("mailbox", read_all(&here.home.join("mailbox.db")), &handle),
        ("other mailbox", read_all(&told.outreach.home.join("mailbox.db")), &handle),
    ];
    for (place, bytes, control) in places {
        assert!(known.found_in(&bytes).contains(&control), "{place} has no {control}");
        assert_eq!(tokens.found_in(&bytes), [""; 0], "in the {place}");
    }
    for file in here.files().iter().filter(|file| !file.starts_with("mailbox")) {
        assert_eq!(tokens.found_in(&read_all(&here.home.join(file))), [""; 0], "in {file}");
    }
}

//! `station` as a process: its link, who may come in, and its end. What it refuses over HTTP is tested in
//! `crates/station/tests`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::{Device, Town};

/// A station that serves. Killed when dropped.
struct Station {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Station {
    fn start(device: &Device, options: &[&str]) -> Self {
        let ui = device.home.with_file_name("ui");
        std::fs::create_dir_all(&ui).unwrap();
        std::fs::write(ui.join("index.html"), "<html lang=\"en\">").unwrap();
        let mut command = device.command(&["station", "--with-parent", "--ui", ui.to_str().unwrap()]);
        let mut child = command.args(options).stdin(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Comes in by the next link.
    fn enter(&mut self) -> Tab {
        let link = self.line();
        let rest = link.strip_prefix("http://").unwrap_or_else(|| panic!("{link:?}"));
        let (address, token) = rest.split_once("/#enter=").unwrap();
        let mut tab = Tab { address: address.to_owned(), session: String::new() };
        let (status, entered) = tab.post("/enter", &json!({ "token": token }));
        assert_eq!(status, 200, "{entered}");
        tab.session = entered["session"].as_str().unwrap().to_owned();
        tab
    }

    /// As its parent's end would end it.
    fn parent_ends(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        // it may have ended already
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

struct Tab {
    address: String,
    session: String,
}

impl Tab {
    fn call(&self, command: &str, args: Value) -> (u16, Value) {
        self.post("/rpc", &json!({ "command": command, "args": args }))
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (body, Self { address, session }) = (body.to_string(), self);
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {session}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
    }

    fn state(&self) -> Value {
        let (status, shown) = self.call("desk_show", json!({}));
        assert_eq!(status, 200, "{shown}");
        shown["state"].clone()
    }
}

#[test]
fn somebody_who_signs_in_at_the_start_sees_records_at_once() {
    let town = Town::new();
    let saved = town.coordinator.contact("Ana Example", &[]);
    let mut station = Station::start(&town.coordinator, &["--unlock"]);
    let tab = station.enter();
    assert_eq!(tab.state(), "open");
    let (status, found) = tab.call("person_search", json!({ "text": "ana" }));
    assert_eq!((status, &found["people"][0]["id"]), (200, &saved["person"]), "{found}");
    // the device is in use: the command line says so and leaves it alone
    town.coordinator.refused(&["summary"], "store.home_in_use", 3);
    town.coordinator.refused(&["station", "--ui", "."], "station.no_ui_there", 1);
    // a tab that was closed is opened again by the next link
    assert_eq!(station.enter().state(), "open");
    assert_eq!(tab.state(), "open");
    station.parent_ends();
    assert_eq!(town.coordinator.count("contacts"), 1);
}

#[test]
fn a_station_starts_locked_and_is_unlocked_in_the_browser() {
    let town = Town::new();
    let mut station = Station::start(&town.coordinator, &[]);
    let tab = station.enter();
    assert_eq!(tab.state(), "locked");
    let (status, refused) = tab.call("board", json!({}));
    assert_eq!((status, &refused["code"]), (422, &"desk.locked".into()));
    let (status, refused) = tab.call("unlock", json!({ "passphrase": "another one" }));
    assert_eq!((status, &refused["code"]), (422, &"vault.wrong_passphrase".into()));
    let (status, shown) = tab.call("unlock", json!({ "passphrase": crate::support::PASSPHRASE }));
    assert_eq!((status, &shown["state"]), (200, &"open".into()), "{shown}");
    assert_eq!(tab.call("board", json!({})).0, 200);
    station.parent_ends();
}

#[test]
fn a_fresh_home_is_set_up_in_the_browser() {
    let mut town = Town::new();
    let code = town.invite("Example Outreach", "outreach");
    let device = town.device();
    let mut station = Station::start(&device, &["--json"]);
    let told: Value = serde_json::from_str(&station.line()).unwrap();
    assert!(told["url"].as_str().unwrap().contains(&format!("127.0.0.1:{}/#enter=", told["port"])), "{told}");
    station.parent_ends();
    let mut station = Station::start(&device, &[]);
    let tab = station.enter();
    assert_eq!(tab.state(), "no_device");
    let enrol = json!({ "code": code, "passphrase": crate::support::PASSPHRASE });
    let (status, shown) = tab.call("enrol", enrol);
    assert_eq!((status, &shown["state"]), (200, &"open".into()), "{shown}");
    station.parent_ends();
    assert_eq!(device.json(&["status"])["agency"], "Example Outreach");
}

#[test]
fn what_cannot_start_says_why_and_exits() {
    let mut town = Town::new();
    let nowhere = town.device();
    let ui = town.folder().join("ui");
    std::fs::create_dir_all(&ui).unwrap();
    let ui = |path: &Path| path.to_str().unwrap().to_owned();
    let folder = town.folder().join("ui");
    nowhere.refused(&["station", "--ui", &ui(&folder)], "station.no_ui_there", 1);
    nowhere.refused(&["station", "--ui", &ui(&folder.join("nothing"))], "station.no_ui_there", 1);
    std::fs::write(folder.join("index.html"), "<html>").unwrap();
    // nobody is asked for a passphrase of a device that is not there
    nowhere.refused(&["station", "--ui", &ui(&folder), "--unlock"], "home.no_device", 3);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    nowhere.refused(&["station", "--ui", &ui(&folder), "--port", &port], "station.listen", 1);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_good_order() {
    let town = Town::new();
    let mut station = Station::start(&town.coordinator, &["--unlock"]);
    let tab = station.enter();
    assert_eq!(tab.state(), "open");
    let pid = station.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert!(station.child.wait().unwrap().success());
    assert_eq!(town.coordinator.count("contacts"), 0, "the home is free again");
}

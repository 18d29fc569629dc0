//! A station on a free port over a fresh home, and a client that sends what it is told to, byte for byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use api::{Desk, DeskOptions};
use footbridge_station::{Files, Link, Options, StationError, Stop, serve};
use serde_json::Value;

pub const PAGE: &str =
    "<!doctype html><html lang=\"en\" data-theme=\"auto\" data-size=\"normal\"><p>Footbridge</p>";

/// A station; it stops when dropped.
pub struct Station {
    pub port: u16,
    pub links: Receiver<Link>,
    /// The link it printed first.
    pub first: Link,
    /// Has `home` and `ui` in it.
    pub folder: tempfile::TempDir,
    stop: Stop,
    serving: Option<JoinHandle<Result<(), StationError>>>,
}

impl Station {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(&folder.path().join("home"), DeskOptions::default()).unwrap();
        Self::of(desk, folder)
    }

    /// A station of this desk.
    pub fn of(desk: Desk, folder: tempfile::TempDir) -> Self {
        let ui = folder.path().join("ui");
        std::fs::create_dir_all(ui.join("assets")).unwrap();
        std::fs::write(ui.join("index.html"), PAGE).unwrap();
        std::fs::write(ui.join("assets/index-1a2b3c.js"), "export {};").unwrap();
        let options = Options { port: 0, files: Files::of_folder(&ui).unwrap() };
        let (stop, (sender, links)) = (Stop::new(), channel());
        let asked = stop.clone();
        let tell = move |link: &Link| drop(sender.send(link.clone()));
        let serving = Some(std::thread::spawn(move || serve(desk, options, &asked, tell)));
        let first = links.recv().unwrap();
        Self { port: first.port, links, first, folder, stop, serving }
    }

    pub fn ui(&self) -> &Path {
        self.folder.path()
    }

    pub fn ask_to_stop(&self) {
        self.stop.now();
    }

    /// Waits until it has ended.
    pub fn ended(&mut self) -> Result<(), StationError> {
        self.serving.take().unwrap().join().unwrap()
    }

    pub fn connect(&self) -> Talk {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        Talk { reader: BufReader::new(stream) }
    }

    /// One request with the right host; `headers` are whole lines, the first line has no version.
    pub fn ask(&self, first: &str, headers: &[&str], body: &str) -> Answer {
        let host = format!("host: 127.0.0.1:{}", self.port);
        self.ask_raw(first, &[&[host.as_str()], headers].concat(), body)
    }

    /// One request without any header of our own but those that frame it.
    pub fn ask_raw(&self, first: &str, headers: &[&str], body: &str) -> Answer {
        let mut talk = self.connect();
        let length = format!("content-length: {}", body.len());
        talk.send(&head(first, &[headers, &[length.as_str(), "connection: close"]].concat()));
        talk.send(body);
        talk.answer()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], "")
    }

    pub fn enter(&self, token: &str) -> Answer {
        let body = serde_json::json!({ "token": token }).to_string();
        self.ask("POST /enter", &["content-type: application/json"], &body)
    }

    /// The header line of a new session.
    pub fn session(&self) -> String {
        let entered = self.enter(&token(&self.first));
        assert_eq!(entered.status, 200, "{entered:?}");
        format!("authorization: Bearer {}", entered.json()["session"].as_str().unwrap())
    }

    pub fn rpc(&self, session: &str, call: &str) -> Answer {
        self.ask("POST /rpc", &["content-type: application/json", session], call)
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.stop.now();
        drop(self.serving.take().map(JoinHandle::join));
    }
}

/// The one-time token of a link.
pub fn token(link: &Link) -> String {
    let start = format!("http://127.0.0.1:{}/#enter=", link.port);
    link.url.strip_prefix(&start).unwrap_or_else(|| panic!("{}", link.url)).to_owned()
}

pub fn head(first: &str, headers: &[&str]) -> String {
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!("{first} HTTP/1.1\r\n{lines}\r\n")
}

/// One connection.
pub struct Talk {
    reader: BufReader<TcpStream>,
}

impl Talk {
    /// Fails instead of waiting longer than this for an answer.
    pub fn hangs_after(&mut self, span: Duration) {
        self.reader.get_mut().set_read_timeout(Some(span)).unwrap();
    }

    pub fn send(&mut self, text: &str) {
        // it may have answered already and hung up: what it said is still to be read
        drop(self.reader.get_mut().write_all(text.as_bytes()));
    }

    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next event of a stream, its chunk's frame left out; none when the stream has ended.
    pub fn event(&mut self) -> Option<Value> {
        loop {
            let mut line = String::new();
            if self.reader.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            if let Some(json) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(json).unwrap());
            }
        }
    }

    /// Status and headers; the body is left unread.
    pub fn answer_head(&mut self) -> Answer {
        let first = self.line();
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {first:?}"));
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        Answer { status, headers, body: String::new() }
    }

    /// A whole answer on a connection that is closed after it.
    pub fn answer(&mut self) -> Answer {
        let mut answer = self.answer_head();
        // a body of ours that was refused unread makes the system report a reset after the answer
        let mut bytes = Vec::new();
        drop(self.reader.read_to_end(&mut bytes));
        answer.body = String::from_utf8(bytes).unwrap();
        answer
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(given, _)| given == name);
        let value = found.next().map_or("", |(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Status and code of a refusal.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }
}

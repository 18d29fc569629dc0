//! A station and a tab in it: as much of a browser as it takes to come in and call commands.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::child::PATIENCE;
use crate::device::Device;
use crate::seen::text;

/// Kills a process whoever waits for it.
#[derive(Clone)]
pub struct Killer(Arc<Mutex<Child>>);

impl Killer {
    /// SIGKILL. Whether it was still alive.
    pub fn kill(&self) -> bool {
        let mut child = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let alive = matches!(child.try_wait(), Ok(None));
        // it may have ended already
        drop(child.kill());
        drop(child.wait());
        alive
    }
}

/// A station that serves. Killed when dropped.
pub struct Station {
    killer: Killer,
    lines: Receiver<String>,
}

/// What came of a call.
pub enum Answer {
    /// It was carried out.
    Done(Value),
    /// It was refused, with this code.
    Refused(String),
    /// Nobody answered, or not to the end.
    Cut,
}

impl Station {
    /// Starts it, signed in. Whether it came up is only known once a tab came in.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(device: &Device) -> Result<Self> {
        // a folder of its own for the page, so that any build will do
        let ui = device.home.with_file_name("ui");
        std::fs::create_dir_all(&ui)?;
        std::fs::write(ui.join("index.html"), "<html lang=\"en\">")?;
        let ui = ui.to_str().context("the folder's name is not UTF-8")?;
        let mut command = device.command(&["station", "--with-parent", "--unlock", "--ui", ui]);
        let log = device.home.with_file_name(format!("{}.station.log", device.name));
        let log = std::fs::File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().context("cannot start a station")?;
        let out = child.stdout.take().context("the station has no output")?;
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                sender.send(line).ok();
            }
        });
        Ok(Self { killer: Killer(Arc::new(Mutex::new(child))), lines })
    }

    /// What kills it.
    pub fn killer(&self) -> Killer {
        self.killer.clone()
    }

    /// Comes in by the link it prints; nothing when it ended before.
    ///
    /// # Errors
    /// When it does not speak as it should.
    pub fn enter(&self) -> Result<Option<Tab>> {
        let Ok(line) = self.lines.recv_timeout(PATIENCE) else { return Ok(None) };
        let Ok(told) = serde_json::from_str::<Value>(&line) else { return Ok(None) };
        let rest = text(&told, "url").strip_prefix("http://").and_then(|rest| rest.split_once("/#enter="));
        let (address, token) = rest.with_context(|| format!("no link: {line}"))?;
        let mut tab = Tab { address: address.to_owned(), session: String::new() };
        match tab.post("/enter", &json!({ "token": token })) {
            Answer::Done(entered) => tab.session = text(&entered, "session").to_owned(),
            Answer::Refused(code) => bail!("the link is refused: {code}"),
            Answer::Cut => return Ok(None),
        }
        Ok(Some(tab))
    }

    /// Comes in to a station that nobody kills.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn enter_at_peace(&self) -> Result<Tab> {
        self.enter()?.context("the station did not come up")
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.killer.kill();
    }
}

/// Somebody at the screens.
pub struct Tab {
    address: String,
    session: String,
}

impl Tab {
    /// One command.
    pub fn call(&self, command: &str, args: &Value) -> Answer {
        self.post("/rpc", &json!({ "command": command, "args": args }))
    }

    /// One command that must be carried out.
    ///
    /// # Errors
    /// When it is not.
    pub fn ok(&self, command: &str, args: &Value) -> Result<Value> {
        match self.call(command, args) {
            Answer::Done(answer) => Ok(answer),
            Answer::Refused(code) => bail!("{command} was refused: {code}"),
            Answer::Cut => bail!("{command} was not answered"),
        }
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).unwrap_or(Answer::Cut)
    }

    fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let (body, Self { address, session }) = (body.to_string(), self);
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {session}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
        // an answer that was cut off is none
        let answer: Value = serde_json::from_str(body).ok()?;
        Some(match status {
            200 => Answer::Done(answer),
            _ => Answer::Refused(text(&answer, "code").to_owned()),
        })
    }
}

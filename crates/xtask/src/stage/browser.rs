//! As much of a browser as it takes to come in by a link, call commands and hear what happens. Plain HTTP over a
//! socket: this crate links no library for it.

use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The longest wait for one answer or event.
const PATIENCE: Duration = Duration::from_secs(90);

/// A tab that came in by a link.
pub struct Browser {
    address: String,
    session: String,
}

/// What a station tells by itself, from when it was asked for on.
pub struct Happenings {
    lines: BufReader<TcpStream>,
}

impl Browser {
    /// Opens a link: the page must be there, and the token in the link buys a session.
    pub fn open(link: &str) -> anyhow::Result<Self> {
        let (page, token) = link.split_once("#enter=").with_context(|| format!("no link: {link}"))?;
        let address = page.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        let address = address.with_context(|| format!("no address: {link}"))?.to_owned();
        let mut tab = Self { address, session: String::new() };
        let shown = tab.ask("GET", "/", "")?;
        if !shown.contains("<html") {
            bail!("{page} shows no page: {shown}");
        }
        let entered = parsed(&tab.ask("POST", "/enter", &json!({ "token": token }).to_string())?)?;
        tab.session = entered.get("session").and_then(Value::as_str).context("no session")?.to_owned();
        Ok(tab)
    }

    /// One command; its answer.
    pub fn call(&self, command: &str, args: &Value) -> anyhow::Result<Value> {
        let call = json!({ "command": command, "args": args }).to_string();
        parsed(&self.ask("POST", "/rpc", &call).with_context(|| command.to_owned())?)
    }

    /// What happens from now on; the first is how the desk stands.
    pub fn listen(&self) -> anyhow::Result<Happenings> {
        let (status, lines) = self.send("GET", "/events", "")?;
        if status != 200 {
            bail!("{}/events answered {status}", self.address);
        }
        Ok(Happenings { lines })
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> anyhow::Result<String> {
        let (status, mut rest) = self.send(method, path, body)?;
        let mut text = String::new();
        rest.read_to_string(&mut text)?;
        if status != 200 {
            bail!("{method} {}{path} answered {status}: {text}", self.address);
        }
        Ok(text)
    }

    /// Status and what follows the head.
    fn send(&self, method: &str, path: &str, body: &str) -> anyhow::Result<(u16, BufReader<TcpStream>)> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut lines = BufReader::new(stream);
        let Self { address, session } = self;
        let length = body.len();
        lines.get_mut().write_all(
            format!(
                "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nauthorization: Bearer \
                 {session}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\
                 \r\n{body}"
            )
            .as_bytes(),
        )?;
        let mut line = String::new();
        lines.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| format!("{address} does not speak HTTP: {line:?}"))?;
        while !line.trim_end().is_empty() {
            line.clear();
            lines.read_line(&mut line)?;
        }
        Ok((status, lines))
    }
}

impl Happenings {
    /// Waits for an event that is wanted; the others are let go.
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).context("waited in vain for an event")? == 0 {
                bail!("the stream of events ended");
            }
            if let Some(json) = line.strip_prefix("data: ") {
                let event = parsed(json)?;
                if wanted(&event) {
                    return Ok(event);
                }
            }
        }
    }
}

fn parsed(json: &str) -> anyhow::Result<Value> {
    serde_json::from_str(json).with_context(|| format!("not JSON: {json}"))
}

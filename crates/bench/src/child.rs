//! This program once more, as a device or a relay of its own, killed when dropped.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, bail};
use serde_json::{Value, json};

/// A process that answers the peers' protocol.
pub struct Peer {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// A device, with its folder open.
    pub fn device(dir: &Path) -> anyhow::Result<Self> {
        let mut peer = Self::start(&["client"])?;
        peer.call("open", json!({ "dir": dir }))?;
        Ok(peer)
    }

    /// A relay that is ready.
    pub fn relay(port: u16, dir: &Path) -> anyhow::Result<Self> {
        let dir = dir.to_str().context("the folder's name is not UTF-8")?;
        let mut peer = Self::start(&["server", &port.to_string(), dir])?;
        peer.call("ready", Value::Null)?;
        Ok(peer)
    }

    fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let requests = child.stdin.take().context("no standard input")?;
        let answers = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, requests, answers })
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks and waits for the answer.
    pub fn call(&mut self, command: &str, arguments: Value) -> anyhow::Result<Value> {
        self.ask(command, arguments)?;
        self.answer(command)
    }

    /// Asks; [`Peer::answer`] waits.
    pub fn ask(&mut self, command: &str, arguments: Value) -> anyhow::Result<()> {
        let request = json!({ "seq": 1, "cmd": command, "args": arguments });
        writeln!(self.requests, "{request}")?;
        Ok(self.requests.flush()?)
    }

    /// The answer to what was asked.
    pub fn answer(&mut self, command: &str) -> anyhow::Result<Value> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let answer: Value = serde_json::from_str(&line).with_context(|| format!("{command}: it ended"))?;
        match answer.get("error") {
            Some(error) => bail!("{command}: {error}"),
            None => Ok(answer.get("result").cloned().unwrap_or_default()),
        }
    }
}

impl Drop for Peer {
    /// As a power cut would: nothing is closed or flushed.
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

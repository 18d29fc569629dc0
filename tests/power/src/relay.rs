//! The relay as a process.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, OpenFlags};

use crate::child::PATIENCE;
use crate::seen::Place;

/// A relay's folder, and the process that serves it, if one does.
pub struct Relay {
    program: PathBuf,
    data: PathBuf,
    log: PathBuf,
    options: Vec<String>,
    child: Option<Child>,
}

impl Relay {
    /// A relay that does not run yet. Its log lies beside its data.
    pub fn new(program: &Path, data: &Path, log: &Path) -> Self {
        let (program, data, log) = (program.to_owned(), data.to_owned(), log.to_owned());
        Self { program, data, log, options: Vec::new(), child: None }
    }

    /// More arguments from the next start on.
    pub fn with_options(mut self, options: &[&str]) -> Self {
        self.options = options.iter().map(|&one| one.to_owned()).collect();
        self
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn spawn(&mut self) -> Result<&mut Child> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--stop-with-parent", "--data"]);
        command.arg(&self.data).args(&self.options);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).spawn()?;
        Ok(self.child.insert(child))
    }

    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(&mut self) -> Result<SocketAddr> {
        let out = self.spawn()?.stdout.take().context("the relay has no output")?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            drop(BufReader::new(out).read_line(&mut line));
            sender.send(line).ok();
        });
        let line = receiver.recv_timeout(PATIENCE).unwrap_or_default();
        let address = line.trim_end().strip_prefix("listening on http://").map(str::parse);
        match address {
            Some(address) => Ok(address?),
            None => bail!("the relay did not come up; its log says:\n{}", self.log()),
        }
    }

    /// Starts it and kills it after a while. Whether it was still alive.
    ///
    /// # Errors
    /// When it does not start at all.
    pub fn start_and_kill(&mut self, after: Duration) -> Result<bool> {
        let child = self.spawn()?;
        std::thread::sleep(after);
        let alive = child.try_wait()?.is_none();
        self.kill()?;
        Ok(alive)
    }

    /// SIGKILL.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Every segment it holds, by place.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn places(&self) -> Result<Vec<Place>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let file = Connection::open_with_flags(self.data.join("relay.db"), flags)?;
        file.busy_timeout(PATIENCE)?;
        let mut rows = file.prepare("SELECT compartment, position, hash FROM segment ORDER BY 1, 2")?;
        let rows = rows.query_map([], |row| {
            Ok(Place { compartment: row.get(0)?, position: row.get(1)?, hash: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.kill());
    }
}

//! A device's screens, served by `footbridge station` as a child process.

use super::child;
use super::device::Device;
use anyhow::{Context, bail};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Signing in derives a key on purpose slowly, four times at once.
const START_MAX: Duration = Duration::from_secs(60);
const STOP_MAX: Duration = Duration::from_secs(30);

/// A running station. Dropping it ends it at once; [`Station::stop`] lets it finish in good order.
pub struct Station {
    name: String,
    child: Child,
    /// Held open: the station stops by itself when this end goes, even if we are killed.
    stdin: Option<ChildStdin>,
    links: Receiver<String>,
    log: PathBuf,
}

impl Station {
    /// Starts it with somebody signed in. It has printed no link yet: several can come up at once.
    pub fn start(device: &Device, log: &Path) -> anyhow::Result<Self> {
        let log_file = File::options().create(true).append(true).open(log)?;
        let mut command = device.command(&["station", "--unlock", "--with-parent"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log_file);
        let mut child = command.spawn().context("cannot start a station")?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let links = stdout.map(child::lines).context("the station has no output")?;
        Ok(Self { name: device.name().to_owned(), child, stdin, links, log: log.to_path_buf() })
    }

    /// Whose screens it serves.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Waits for the next link: the first when it has come up, another when the one before was used.
    pub fn next_link(&self) -> anyhow::Result<String> {
        self.links.recv_timeout(START_MAX).with_context(|| {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            format!("the station of {} printed no link; its log says:\n{log}", self.name)
        })
    }

    /// A link that was printed since the last look, if any.
    pub fn fresh_link(&self) -> Option<String> {
        self.links.try_iter().last()
    }

    /// Lets it end by itself: it answers what it was asked, then exits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        drop(self.stdin.take());
        match child::wait(&mut self.child, STOP_MAX)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                bail!("the station of {} ended with {status}; its log says:\n{log}", self.name)
            }
            None => bail!("the station of {} did not stop within {} s", self.name, STOP_MAX.as_secs()),
        }
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        child::end(&mut self.child);
    }
}

//! The relay as a child process.

use super::child;
use anyhow::{Context, bail};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

const START_MAX: Duration = Duration::from_secs(30);
const STOP_MAX: Duration = Duration::from_secs(15);

/// Where a relay listens.
#[derive(Clone, Copy)]
pub enum Listen<'a> {
    /// A free port of loopback, chosen by the system.
    Ephemeral,
    /// The address of an earlier run, as [`Relay::address`] gave it: devices have it in their settings.
    At(&'a str),
}

/// A running relay. Dropping it ends it at once; [`Relay::stop`] lets it finish in good order.
pub struct Relay {
    child: Child,
    /// Held open: the relay stops by itself when this end goes, even if we are killed.
    stdin: Option<ChildStdin>,
    address: String,
    log: PathBuf,
}

impl Relay {
    /// Starts it and waits until it listens. Its log goes to a file.
    pub fn start(program: &Path, data: &Path, log: &Path, listen: Listen<'_>) -> anyhow::Result<Self> {
        let listen = match listen {
            Listen::Ephemeral => "127.0.0.1:0",
            Listen::At(address) => address,
        };
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data).args(["--listen", listen, "--stop-with-parent"]);
        let log_file = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log_file);
        let mut child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let mut relay = Self { child, stdin, address: String::new(), log: log.to_path_buf() };
        let stdout = stdout.context("the relay has no output")?;
        relay.address = first_line(stdout).and_then(|line| address_in(&line)).with_context(|| {
            let log = std::fs::read_to_string(&relay.log).unwrap_or_default();
            format!("the relay did not come up; its log says:\n{log}")
        })?;
        Ok(relay)
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// `http://127.0.0.1:PORT`, as devices are given it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets it end by itself: it finishes what it is at, then exits.
    pub fn stop(mut self) -> anyhow::Result<()> {
        drop(self.stdin.take());
        match child::wait(&mut self.child, STOP_MAX)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("the relay ended with {status}; see {}", self.log.display()),
            None => bail!("the relay did not stop within {} s", STOP_MAX.as_secs()),
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        child::end(&mut self.child);
    }
}

/// The first line, or nothing when the program ends or says nothing in time.
fn first_line(output: impl Read + Send + 'static) -> Option<String> {
    child::lines(output).recv_timeout(START_MAX).ok()
}

fn address_in(line: &str) -> Option<String> {
    let address = line.strip_prefix("listening on http://")?;
    address.parse::<std::net::SocketAddr>().ok().map(|address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_names_the_address() {
        assert_eq!(address_in("listening on http://127.0.0.1:4711").as_deref(), Some("127.0.0.1:4711"));
        assert_eq!(address_in("listening on http://nowhere"), None);
        assert_eq!(address_in("Hello"), None);
    }

    #[test]
    fn a_program_that_says_nothing_gives_no_line() {
        assert_eq!(first_line(std::io::empty()), None);
        assert_eq!(first_line(&b"one\ntwo\n"[..]).as_deref(), Some("one"));
    }

    #[test]
    fn a_relay_that_ends_at_once_is_an_error_with_its_log() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let log = folder.path().join("log");
        let failed = Relay::start(Path::new("false"), folder.path(), &log, Listen::Ephemeral);
        assert!(failed.is_err_and(|error| error.to_string().contains("did not come up")));
    }
}

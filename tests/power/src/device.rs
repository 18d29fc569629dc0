//! One device, used by running `footbridge`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use vault::{Keyfile, PassphraseCost};

use crate::chance::Chance;
use crate::child::{Ended, Run};
use crate::seen::Held;

/// Of every device here: nothing on it is secret.
pub const PASSPHRASE: &str = "a plainly fictional passphrase";

/// A home folder, and the program that works on it.
#[derive(Clone, Debug)]
pub struct Device {
    /// What the story calls it.
    pub name: String,
    /// Its agency.
    pub agency: String,
    /// Its home.
    pub home: PathBuf,
    program: PathBuf,
}

impl Device {
    /// A device that is not set up yet.
    pub fn new(program: &Path, folder: &Path, name: &str, agency: &str) -> Self {
        let (name, agency, program) = (name.to_owned(), agency.to_owned(), program.to_owned());
        Self { home: folder.join(&name), name, agency, program }
    }

    /// A command on this device, not started yet. Warnings are said on standard error.
    pub fn command<S: AsRef<str>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(&self.home).arg("--json");
        command.args(arguments.iter().map(AsRef::as_ref));
        command.env("FOOTBRIDGE_PASSPHRASE", PASSPHRASE).env("FOOTBRIDGE_LOG", "footbridge_store=warn,error");
        command
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// When it does not start, or hangs.
    pub fn run<S: AsRef<str>>(&self, arguments: &[S]) -> Result<Ended> {
        let run = Run::start(&mut self.command(arguments))?;
        run.end().with_context(|| format!("{}: {}", self.name, line(arguments)))
    }

    /// Runs a command that must succeed, and gives its answer.
    ///
    /// # Errors
    /// When it does not.
    pub fn ok<S: AsRef<str>>(&self, arguments: &[S]) -> Result<Value> {
        let ended = self.run(arguments)?;
        self.answer(arguments, &ended)
    }

    /// The answer of a command that must have succeeded.
    ///
    /// # Errors
    /// When it has not.
    pub fn answer<S: AsRef<str>>(&self, arguments: &[S], ended: &Ended) -> Result<Value> {
        if ended.code != Some(0) {
            bail!(
                "{}: `{}` ended with {:?}: {}{}",
                self.name,
                line(arguments),
                ended.code,
                ended.out,
                ended.err
            );
        }
        serde_json::from_str(&ended.out)
            .with_context(|| format!("{}: {}: not JSON: {}", self.name, line(arguments), ended.out))
    }

    /// Runs a command that must be refused, and gives the code.
    ///
    /// # Errors
    /// When it succeeds, or says no code.
    pub fn refused<S: AsRef<str>>(&self, arguments: &[S]) -> Result<String> {
        let ended = self.run(arguments)?;
        let said = ended.err.lines().last().unwrap_or_default();
        let code = serde_json::from_str::<Value>(said)
            .ok()
            .and_then(|said| Some(said.get("code")?.as_str()?.to_owned()));
        match code {
            Some(code) if ended.code != Some(0) => Ok(code),
            _ => bail!(
                "{}: `{}` was not refused: {:?} {}{}",
                self.name,
                line(arguments),
                ended.code,
                ended.out,
                ended.err
            ),
        }
    }

    /// Everything it holds.
    ///
    /// # Errors
    /// When it does not open.
    pub fn held(&self) -> Result<Held> {
        Held::read(&self.ok(&["export"])?, &self.ok(&["draft", "list"])?)
    }

    /// How large a file of its home is; 0 when it is not there.
    pub fn size(&self, file: &str) -> u64 {
        std::fs::metadata(self.home.join(file)).map_or(0, |found| found.len())
    }

    /// Whether its database or its mailbox was left open by a process that is gone: `unclean` in the order database,
    /// mailbox.
    pub fn unclean(&self) -> [bool; 2] {
        ["footbridge.db-wal", "mailbox.db-wal"].map(|file| self.size(file) > 0)
    }

    /// Whether no process was killed on it since it was opened last.
    pub fn is_closed(&self) -> bool {
        self.unclean() == [false, false]
    }

    /// The same passphrase, without the work of a guess: else each of a thousand commands would do it again.
    ///
    /// # Errors
    /// When the key file cannot be read or written.
    pub fn make_guessing_cheap(&self) -> Result<()> {
        let path = self.home.join("keyfile");
        let key = Keyfile::decode(&std::fs::read(&path)?)?.unwrap_with(PASSPHRASE)?;
        let cheap = Keyfile::wrap(&key, PASSPHRASE, PassphraseCost::FOR_TESTS, &mut Chance::new(1))?;
        Ok(std::fs::write(&path, cheap.encode())?)
    }
}

/// As one would type it.
pub fn line<S: AsRef<str>>(arguments: &[S]) -> String {
    arguments.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ")
}

//! One device, used as a person uses it: by running `footbridge`.

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A device's home and the program that works on it.
pub struct Device {
    program: PathBuf,
    name: String,
    home: PathBuf,
}

impl Device {
    /// Of every device on a stage: nothing on it is secret.
    pub const PASSPHRASE: &str = "not a real passphrase";

    /// A device that is not initialised or enrolled yet.
    pub fn new(program: &Path, name: &str, home: PathBuf) -> Self {
        Self { program: program.to_path_buf(), name: name.to_owned(), home }
    }

    /// What the story calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its home folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// A command that must succeed; its standard output.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.output(arguments)?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            bail!("{}: footbridge {} → {}\n{said}{complaint}", self.name, arguments.join(" "), output.status);
        }
        Ok(said)
    }

    /// The last line of what a command says: an invitation code, a new id.
    pub fn last_line(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let said = self.run(arguments)?;
        let line = said.lines().rfind(|line| !line.trim().is_empty());
        Ok(line
            .with_context(|| format!("{}: footbridge {} said nothing", self.name, arguments.join(" ")))?
            .into())
    }

    /// A command with `--json`, read.
    pub fn json(&self, arguments: &[&str]) -> anyhow::Result<serde_json::Value> {
        let said = self.run(&[arguments, &["--json"]].concat())?;
        serde_json::from_str(&said)
            .with_context(|| format!("{} {}: not JSON: {said}", self.name, arguments.join(" ")))
    }

    /// A command that must fail; what it said on standard error.
    pub fn refused(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = self.output(arguments)?;
        if output.status.success() {
            bail!("{}: footbridge {} should have been refused", self.name, arguments.join(" "));
        }
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// A command on this device, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--home").arg(&self.home).args(arguments).stdin(Stdio::null());
        command.env("FOOTBRIDGE_PASSPHRASE", Self::PASSPHRASE);
        command
    }

    fn output(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let output = self.command(arguments).output();
        output.with_context(|| format!("cannot start {}", self.program.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(program: &str) -> Device {
        Device::new(Path::new(program), "patrol", PathBuf::from("nowhere"))
    }

    #[test]
    fn success_and_refusal_are_told_apart() {
        assert_eq!(device("echo").last_line(&["sync"]).unwrap(), "--home nowhere sync");
        assert!(device("echo").refused(&["sync"]).is_err());
        assert!(device("false").run(&["sync"]).is_err());
        assert!(device("false").refused(&["sync"]).is_ok());
    }

    #[test]
    fn what_is_not_json_is_an_error() {
        assert!(device("echo").json(&["summary"]).is_err());
    }
}

//! Where the checkout is, and running cargo in it.

use crate::console;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> anyhow::Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().nth(2).context("this crate is not at crates/xtask")?;
    if !root.join("Cargo.toml").is_file() {
        bail!("no Cargo.toml in {}: the checkout was moved, run `cargo clean -p xtask`", root.display());
    }
    Ok(root.to_path_buf())
}

/// The cargo that runs this command.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// The packages that may turn the switches by which a build misbehaves on purpose (`whatif`). No other build is made
/// together with them: cargo would switch the feature on for all.
pub const SWITCHED: [&str; 3] = ["footbridge-fuzz", "footbridge-power", "footbridge-sim"];

/// Makes a command on the whole workspace leave those packages out.
pub fn without_switched(command: &mut Command) -> &mut Command {
    for package in SWITCHED {
        command.args(["--exclude", package]);
    }
    command
}

/// A run of tests: nextest, which runs those of all crates side by side, or cargo's own runner, which is only slower.
/// Packages are still to be named.
pub fn nextest(root: &Path) -> Command {
    let mut command = cargo(root);
    if works(cargo(root).args(["nextest", "--version"])) {
        command.args(["nextest", "run", "--no-fail-fast", "--status-level", "slow"]);
    } else {
        command.args(["test", "--quiet", "--all-targets", "--no-fail-fast"]);
    }
    command
}

/// Runs a command to its end with the terminal as it is; anything but success is an error.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = line_of(command);
    console::say(&format!("   $ {line}"));
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Whether a command can be started and says that it is fine; its output is thrown away.
pub fn works(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// A command as a person would type it.
pub fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["fmt", "--check"]);
        assert_eq!(line_of(&command), "cargo fmt --check");
    }

    #[test]
    fn a_failing_command_is_an_error() {
        assert!(run(&mut Command::new("false")).is_err());
        assert!(run(&mut Command::new("no-such-program-anywhere")).is_err());
    }
}

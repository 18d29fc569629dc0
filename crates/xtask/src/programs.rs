//! Builds the programs and says where they are.

use crate::{console, workspace};
use anyhow::{Context, bail};
use cargo_metadata::Message;
use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How cargo builds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to build.
    Dev,
    /// As shipped; the only one worth measuring.
    Release,
}

/// The built programs.
#[derive(Clone, Debug)]
pub struct Programs {
    /// The device's command line.
    pub footbridge: PathBuf,
    /// The relay.
    pub relay: PathBuf,
}

impl Programs {
    /// Builds both. Cargo itself says where they went, so that any target folder works.
    pub fn build(root: &Path, profile: Profile) -> anyhow::Result<Self> {
        let built = build(root, &["footbridge-cli", "footbridge-relay"], profile)?;
        Ok(Self { footbridge: find(&built, "footbridge")?, relay: find(&built, "footbridge-relay")? })
    }

    /// Tells a test's process where they are.
    pub fn name_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("FOOTBRIDGE_BIN", &self.footbridge).env("FOOTBRIDGE_RELAY_BIN", &self.relay)
    }
}

/// Builds the program that is measured beside other systems, as shipped ones are built.
pub fn build_peer(root: &Path) -> anyhow::Result<PathBuf> {
    find(&build(root, &["footbridge-bench"], Profile::Release)?, "footbridge-peer")
}

/// Builds every program at once, as the tests of the whole workspace do: a library with other features for each
/// choice of programs would be compiled once more for each. The second is the window.
pub fn build_all(root: &Path) -> anyhow::Result<(Programs, PathBuf)> {
    let built = build(root, &[], Profile::Dev)?;
    let programs =
        Programs { footbridge: find(&built, "footbridge")?, relay: find(&built, "footbridge-relay")? };
    Ok((programs, find(&built, "footbridge-window")?))
}

/// Builds the window. The screens are compiled into it: they must be built before.
pub fn build_window(root: &Path) -> anyhow::Result<PathBuf> {
    find(&build(root, &["footbridge-window"], Profile::Dev)?, "footbridge-window")
}

/// Builds these packages, or everything when none is named.
fn build(root: &Path, packages: &[&str], profile: Profile) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    console::step("build");
    let mut command = workspace::cargo(root);
    command.arg("build");
    if packages.is_empty() {
        workspace::without_switched(command.args(["--workspace", "--bins"]));
    }
    for package in packages {
        command.args(["-p", package]);
    }
    command.arg("--message-format=json-render-diagnostics");
    if profile == Profile::Release {
        command.arg("--release");
    }
    console::say(&format!("   $ {}", workspace::line_of(&command)));
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let built = executables(BufReader::new(output))?;
    if !child.wait()?.success() {
        bail!("the build failed");
    }
    Ok(built)
}

fn find(built: &BTreeMap<String, PathBuf>, name: &str) -> anyhow::Result<PathBuf> {
    built.get(name).cloned().with_context(|| format!("the build made no `{name}`"))
}

fn executables(messages: impl std::io::BufRead) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    for message in Message::parse_stream(messages) {
        if let Message::CompilerArtifact(artifact) = message?
            && let Some(path) = artifact.executable
        {
            found.insert(artifact.target.name, path.into_std_path_buf());
        }
    }
    Ok(found)
}

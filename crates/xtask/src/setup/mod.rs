//! Set-up of a fresh machine: what each command needs is checked first, installed where we may (root with apt), and
//! otherwise named with the exact command. No build starts that would fail minutes later for a missing header.
//!
//! Needed for everything: Rust (the version of the root `Cargo.toml`), a C compiler and the headers of OpenSSL. For
//! the screens: Node. For the window: WebKitGTK. For the tests: a display without a screen, and drivers.

mod node;
mod packages;

use crate::{console, workspace};
use anyhow::{Context, bail};
use packages::Part;
use std::path::Path;
use std::process::Command;

/// What a command of ours is about to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Build and run the programs that have no screens.
    Build,
    /// Build the screens alone.
    Screens,
    /// Build and run the programs with their screens in a browser: no webview is needed.
    Demo,
    /// Build and open the window.
    App,
    /// Check everything.
    Test,
}

impl Purpose {
    fn parts(self) -> &'static [Part] {
        match self {
            Self::Screens => &[],
            Self::Build | Self::Demo => &[Part::Core],
            Self::App => &[Part::Core, Part::Webview],
            Self::Test => &[Part::Core, Part::Webview, Part::Trial],
        }
    }
}

/// Checks the machine; installs what is missing where it may.
pub fn ensure(root: &Path, purpose: Purpose) -> anyhow::Result<()> {
    console::step("set-up");
    rust(root)?;
    if purpose != Purpose::Build {
        node::ensure()?;
    }
    packages::ensure(purpose.parts())?;
    if purpose == Purpose::Test {
        component(root, "rustfmt", "fmt")?;
        component(root, "clippy", "clippy")?;
    }
    Ok(())
}

fn rust(root: &Path) -> anyhow::Result<()> {
    let manifest: toml::Table = std::fs::read_to_string(root.join("Cargo.toml"))?.parse()?;
    let wanted = manifest.get("workspace").and_then(|w| w.get("package")).and_then(|p| p.get("rust-version"));
    let wanted =
        wanted.and_then(toml::Value::as_str).context("no workspace.package.rust-version in Cargo.toml")?;
    let output = workspace::cargo(root).arg("--version").output().context("cannot start cargo")?;
    let found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let version = found.split_whitespace().nth(1).unwrap_or_default();
    if numbers(version) < numbers(wanted) {
        bail!("Rust {wanted} or newer is needed, this is {found:?}. With rustup: `rustup update stable`");
    }
    console::say(&format!("   {found}"));
    Ok(())
}

/// The parts of a version as numbers: "1.95.0-beta" → [1, 95, 0].
fn numbers(version: &str) -> Vec<u32> {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    core.split('.').map_while(|part| part.parse().ok()).collect()
}

/// A part of the Rust distribution that some systems package apart.
fn component(root: &Path, name: &str, subcommand: &str) -> anyhow::Result<()> {
    if workspace::works(workspace::cargo(root).args([subcommand, "--version"])) {
        return Ok(());
    }
    let command = format!("rustup component add {name}");
    if workspace::works(Command::new("rustup").arg("--version")) {
        return workspace::run(Command::new("rustup").args(["component", "add", name]));
    }
    bail!(
        "`cargo {subcommand}` is missing. With rustup: `{command}`; else install your system's {name} package"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(numbers("1.100.0") > numbers("1.95"));
        assert!(numbers("1.94.9-nightly") < numbers("1.95"));
        assert!(numbers("1.95.0") >= numbers("1.95"));
        assert!(numbers("") < numbers("1.95"));
    }
}

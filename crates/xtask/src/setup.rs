//! Makes a fresh machine ready, or says exactly what is missing and how to get it.
//!
//! Needed: Rust (the version of the root `Cargo.toml`), a C compiler (SQLCipher, zstd and AWS-LC are C) and the
//! headers of OpenSSL (SQLCipher uses the system's libcrypto: building a copy of it takes ten minutes).

use crate::{console, workspace};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a command of ours is about to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Build and run the programs.
    Build,
    /// Check the code as well.
    Check,
}

/// Checks the machine; installs what is missing where it may.
pub fn ensure(root: &Path, purpose: Purpose) -> anyhow::Result<()> {
    console::step("set-up");
    rust(root)?;
    system_packages()?;
    if purpose == Purpose::Check {
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

fn system_packages() -> anyhow::Result<()> {
    let missing = missing_packages();
    if missing.is_empty() {
        console::say("   C compiler and OpenSSL headers are here");
        return Ok(());
    }
    let may_install = is_root() && workspace::works(Command::new("apt-get").arg("--version"));
    if !may_install {
        bail!("{}", advice(&missing));
    }
    workspace::run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    workspace::run(install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(&missing))?;
    let still = missing_packages();
    if still.is_empty() { Ok(()) } else { bail!("installed, yet still not usable: {}", still.join(", ")) }
}

/// The Debian packages whose use fails here.
fn missing_packages() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if !compiles("#include <stdlib.h>\n") {
        missing.extend(["gcc", "libc6-dev"]);
    }
    let own_openssl = std::env::var_os("OPENSSL_DIR").is_some();
    if !missing.is_empty() || !(own_openssl || compiles("#include <openssl/crypto.h>\n")) {
        missing.push("libssl-dev");
    }
    missing
}

/// Whether the C preprocessor takes this source: asking the compiler knows every layout of folders.
fn compiles(source: &str) -> bool {
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(compiler);
    command.args(["-E", "-x", "c", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(source.as_bytes()).is_ok());
    child.wait().is_ok_and(|status| status.success()) && written
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// What to type where we may not install.
fn advice(missing: &[&str]) -> String {
    format!(
        "system packages are missing: {names}\n  Debian, Ubuntu: sudo apt-get update && sudo apt-get install -y \
         {names}\n  Fedora, RHEL:   sudo dnf install -y gcc openssl-devel\nthen run this command again",
        names = missing.join(" ")
    )
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

    #[test]
    fn what_to_type_names_every_missing_package() {
        let text = advice(&["gcc", "libssl-dev"]);
        assert!(text.contains("sudo apt-get install -y gcc libssl-dev"), "{text}");
    }

    #[test]
    fn a_header_that_is_nowhere_is_missed() {
        assert!(!compiles("#include <no/such/header/anywhere.h>\n"));
    }
}

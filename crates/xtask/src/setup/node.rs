//! Node, which builds and tests the screens. It is looked for and never installed: what distributions have is
//! often too old, and a second one beside it confuses everybody.

use super::numbers;
use crate::{console, workspace};
use anyhow::{Context, bail};
use std::process::Command;

/// What the screens' build tool needs (ui/package.json says the same to npm).
const OLDEST: &str = "20.19";

/// Checks Node and npm.
pub fn ensure() -> anyhow::Result<()> {
    let how = format!("Node {OLDEST} or newer with npm builds the screens: https://nodejs.org/en/download");
    let output = Command::new("node").arg("--version").output().with_context(|| how.clone())?;
    let found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if is_old(&found) {
        bail!("this is Node {found:?}. {how}");
    }
    if !workspace::works(Command::new("npm").arg("--version")) {
        bail!("npm is missing or does not start. {how}");
    }
    console::say(&format!("   node {found}"));
    Ok(())
}

fn is_old(version: &str) -> bool {
    numbers(version.trim_start_matches('v')) < numbers(OLDEST)
}

#[cfg(test)]
mod tests {
    use super::is_old;

    #[test]
    fn old_versions_are_told() {
        assert!(is_old("v18.20.4") && is_old("v20.9.0") && is_old(""));
        assert!(!is_old("v20.19.0") && !is_old("v22.12.0"));
    }
}

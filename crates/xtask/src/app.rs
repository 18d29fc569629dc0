//! `cargo xtask app`: the window, built and opened.

use crate::programs;
use crate::setup::{self, Purpose};
use crate::{ui, workspace};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the screens and the window, and stays until it is closed.
///
/// # Errors
/// When something is missing, does not build, or the window ends with an error.
pub fn run(root: &Path, home: Option<PathBuf>) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::App)?;
    ui::build(root)?;
    let mut window = Command::new(programs::build_window(root)?);
    if let Some(home) = home {
        window.arg("--home").arg(home);
    }
    workspace::run(&mut window)
}

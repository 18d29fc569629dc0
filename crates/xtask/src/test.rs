//! Everything that CI runs, cheapest first, so that a slip is told of before a long build.

use crate::setup::Purpose;
use crate::{console, setup, tidy, workspace};
use std::path::Path;
use std::time::Instant;

/// Runs every check; stops at the first that fails.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    setup::ensure(root, Purpose::Check)?;
    console::step("format");
    workspace::run(workspace::cargo(root).args(["fmt", "--all", "--check"]))?;
    console::step("tidy");
    tidy::run(root)?;
    console::step("lints");
    workspace::run(workspace::cargo(root).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    console::step("tests");
    workspace::run(workspace::cargo(root).args(tests(has_nextest(root))))?;
    console::step("documentation examples");
    workspace::run(workspace::cargo(root).args(["test", "--quiet", "--workspace", "--doc"]))?;
    console::say(&format!(
        "passed in {} s: format, tidy, lints, tests, documentation examples",
        began.elapsed().as_secs()
    ));
    Ok(())
}

/// Nextest runs the tests of all crates side by side; cargo's own runner does as well, only slower.
fn has_nextest(root: &Path) -> Runner {
    let found = workspace::works(workspace::cargo(root).args(["nextest", "--version"]));
    if found { Runner::Nextest } else { Runner::Cargo }
}

#[derive(Clone, Copy)]
enum Runner {
    Nextest,
    Cargo,
}

fn tests(runner: Runner) -> &'static [&'static str] {
    match runner {
        Runner::Nextest => &["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "slow"],
        Runner::Cargo => &["test", "--quiet", "--workspace", "--all-targets", "--no-fail-fast"],
    }
}

//! Everything that CI runs, cheapest first, so that a slip is told of before a long build.

use crate::programs;
use crate::setup::Purpose;
use crate::{console, fates, setup, tidy, ui, workspace};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

type Step = fn(&Path) -> anyhow::Result<()>;

const STEPS: [(&str, Step); 10] = [
    ("set-up", |root| setup::ensure(root, Purpose::Test)),
    ("format", |root| workspace::run(workspace::cargo(root).args(["fmt", "--all", "--check"]))),
    ("tidy", tidy::run),
    ("screens", ui::check),
    ("lints", lints),
    ("tests", tests),
    ("documentation examples", documentation),
    ("fates", fates::short),
    ("in a browser", browser),
    ("in the window", window),
];

/// Runs every check; stops at the first that fails.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let mut took = Vec::new();
    for (name, step) in STEPS {
        let began = Instant::now();
        if name != "set-up" {
            console::step(name);
        }
        step(root)?;
        let seconds = began.elapsed().as_secs();
        console::say(&format!("   {name}: {seconds} s"));
        took.push(format!("{name} {seconds}"));
    }
    console::say(&format!("passed in {} s: {}", began.elapsed().as_secs(), took.join(", ")));
    Ok(())
}

fn lints(root: &Path) -> anyhow::Result<()> {
    let mut clippy = workspace::cargo(root);
    workspace::run(clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn tests(root: &Path) -> anyhow::Result<()> {
    workspace::run(workspace::without_switched(workspace::nextest(root).arg("--workspace")))
}

fn documentation(root: &Path) -> anyhow::Result<()> {
    let mut cargo = workspace::cargo(root);
    workspace::run(workspace::without_switched(cargo.args(["test", "--quiet", "--workspace", "--doc"])))
}

/// The product in a browser: tests/e2e, on the built programs.
fn browser(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("tests/e2e");
    let (programs, _) = programs::build_all(root)?;
    ui::install(&folder)?;
    for script in ["check", "test"] {
        let mut npm = Command::new("npm");
        npm.current_dir(&folder).args(["run", "--silent", script]);
        workspace::run(programs.name_to(&mut npm))?;
    }
    Ok(())
}

/// The product in its window: tests/shell, on the built programs.
fn window(root: &Path) -> anyhow::Result<()> {
    let (programs, window) = programs::build_all(root)?;
    let mut node = Command::new("node");
    // one after the other: a display and a driver for each would only fight for the same two cores
    node.current_dir(root).args(["--test", "--test-concurrency=1", "tests/shell/"]);
    node.env("FOOTBRIDGE_WINDOW_BIN", window);
    workspace::run(programs.name_to(&mut node))
}

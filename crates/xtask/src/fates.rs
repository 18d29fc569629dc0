//! What tries to lose somebody's work: the simulator, the fuzzer, the killer of programs. Each is a program of its own
//! under `tests/`, with its own options; here they are built and started, long by hand and short in every test run.

use crate::programs::{self, Profile, Programs};
use crate::{console, workspace};
use std::path::Path;

/// In every test run: together a few minutes on two cores. More by the commands of their own.
const SHORT: [(&str, &[&str]); 4] = [
    ("footbridge-sim", &["--seeds", "200"]),
    ("footbridge-sim", &["--flaws"]),
    ("footbridge-fuzz", &["--inputs", "80000"]),
    ("footbridge-power", &["--kills", "40"]),
];

/// All of them, as short as a test run wants them: their own tests with the named scenarios first.
pub fn short(root: &Path) -> anyhow::Result<()> {
    let (built, _) = programs::build_all(root)?;
    let tests = workspace::SWITCHED.map(|package| ["-p", package]).concat();
    workspace::run(workspace::nextest(root).args(&tests))?;
    workspace::run(workspace::cargo(root).args(["test", "--quiet", "--doc"]).args(&tests))?;
    for (package, arguments) in SHORT {
        start(root, package, Profile::Dev, arguments, Some(&built))?;
    }
    Ok(())
}

/// The simulator, with its own options.
pub fn simulate(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    start(root, "footbridge-sim", Profile::Release, arguments, None)
}

/// The fuzzer, with its own options.
pub fn fuzz(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    start(root, "footbridge-fuzz", Profile::Release, arguments, None)
}

/// The killer of programs, with its own options.
pub fn kill(root: &Path, arguments: &[String]) -> anyhow::Result<()> {
    let built = Programs::build(root, Profile::Dev)?;
    start(root, "footbridge-power", Profile::Dev, arguments, Some(&built))
}

fn start(
    root: &Path,
    package: &str,
    profile: Profile,
    arguments: &[impl AsRef<std::ffi::OsStr>],
    programs: Option<&Programs>,
) -> anyhow::Result<()> {
    console::step(package);
    let mut command = workspace::cargo(root);
    command.args(["run", "--quiet", "-p", package]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    command.arg("--").args(arguments);
    if let Some(programs) = programs {
        programs.name_to(&mut command);
    }
    workspace::run(&mut command)
}

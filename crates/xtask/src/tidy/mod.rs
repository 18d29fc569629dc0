//! The rules of this project that no compiler holds. Each rule is a pure function from what it looks at to a
//! list of [`Problem`]s, so that its test can show it a bad case.

mod changelog;
mod documents;
mod edges;
pub mod errors;
mod findings;
mod libraries;
mod licences;
mod purity;
mod shape;
mod sources;
mod switches;
mod tokens;
mod ui;
mod words;

use crate::console;
use anyhow::bail;
use sources::Sources;
use std::fmt;
use std::path::Path;

/// Something that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    place: String,
    what: String,
}

impl Problem {
    /// At a file, a line of it (`path:12`), a crate or a library.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Checks every rule and tells of every problem.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let sources = Sources::load(root)?;
    let packages = cargo_metadata::MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .other_options(vec!["--filter-platform".into(), current_platform().into()])
        .exec()?;
    let mut problems = Vec::new();
    problems.extend(edges::check(&packages, &sources)?);
    problems.extend(switches::check(&packages));
    problems.extend(libraries::check(&packages, &sources)?);
    problems.extend(licences::check(&packages, &sources)?);
    problems.extend(purity::check(&sources));
    problems.extend(shape::check(&sources));
    problems.extend(words::check(&sources));
    problems.extend(ui::check(&sources));
    problems.extend(documents::check(root, &sources));
    problems.extend(errors::check(&sources));
    problems.extend(findings::check(&sources));
    problems.extend(changelog::check(&sources));
    problems.sort();
    problems.dedup();
    for problem in &problems {
        console::say(&format!("   {problem}"));
    }
    if problems.is_empty() {
        console::say(&format!("   tidy: {} files, nothing to mend", sources.files.len()));
        return Ok(());
    }
    bail!("tidy: {} to mend (the rules are explained in CONTRIBUTING.md)", problems.len())
}

/// The platform whose dependencies are looked at: what is built here, so that nothing more is downloaded.
fn current_platform() -> &'static str {
    if cfg!(all(target_arch = "aarch64", target_os = "linux")) {
        "aarch64-unknown-linux-gnu"
    } else if cfg!(target_os = "macos") {
        "aarch64-apple-darwin"
    } else if cfg!(windows) {
        "x86_64-pc-windows-msvc"
    } else {
        "x86_64-unknown-linux-gnu"
    }
}

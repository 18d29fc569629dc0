//! Mutation testing: changes the code where a mistake would lose somebody's work, one place at a time, and runs the
//! tests that have to notice. What they do not notice has a reason in `tests/mutants/accepted.toml`, or is a failure.
//!
//! Needs `cargo install cargo-mutants --version 27.1.0` and cargo-nextest. An area takes an hour or more on one core.

use crate::{console, workspace};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

const ACCEPTED: &str = "tests/mutants/accepted.toml";
const NEEDED: &str = "cargo-mutants is not installed: cargo install cargo-mutants --version 27.1.0 --locked";
/// In KiB. A loop that no longer ends may take memory until the machine stops.
const MEMORY_MAX: u32 = 8_000_000;

/// A part of the code that is mutated, and the tests that must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Area {
    /// Authoring, reading and folding changes.
    Merge,
    /// Who answers for a person; whether a consent stands.
    Handoff,
    /// From the journal through mailbox and relay to the other mailbox.
    Stream,
    /// From the mailbox into the records.
    Ingest,
}

impl Area {
    const ALL: [Self; 4] = [Self::Merge, Self::Handoff, Self::Stream, Self::Ingest];

    /// The crates and, as patterns, the files of them that are mutated.
    fn mutated(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Merge => (&["merge"], &["crates/merge/src/**"]),
            Self::Handoff => {
                (&["domain"], &["crates/domain/src/handoff/*.rs", "crates/domain/src/consent.rs"])
            }
            Self::Stream => (
                &["sync", "app", "store"],
                &[
                    "crates/sync/src/*.rs",
                    "crates/app/src/seal.rs",
                    "crates/app/src/fence.rs",
                    "crates/app/src/forks.rs",
                    "crates/app/src/line.rs",
                    "crates/app/src/device/incarnation.rs",
                    "crates/store/src/mailbox/outgoing.rs",
                ],
            ),
            Self::Ingest => (&["app"], &["crates/app/src/ingest/*.rs"]),
        }
    }

    /// The crates whose tests must notice.
    fn tested(self) -> &'static [&'static str] {
        match self {
            Self::Merge => &["merge"],
            Self::Handoff => &["domain"],
            Self::Stream => &["sync", "store", "app", "testkit", "sim"],
            Self::Ingest => &["app", "testkit", "sim"],
        }
    }

    /// Tests that are left out: too slow to run for each mutation, and a shorter one tries the same.
    fn without(self) -> Option<&'static str> {
        (self == Self::Handoff).then_some("not test(in_six_events)")
    }
}

/// Mutations that nobody noticed, or that need not be noticed: file and wording, with how many there are of it.
type Survivors = BTreeMap<(String, String), usize>;

/// Mutates one area, or all of them, and compares what survives with what is accepted. `arguments` go to cargo-mutants;
/// with any, only a part may have been tried, and what is accepted need not have survived.
pub fn run(root: &Path, area: Option<Area>, arguments: &[String]) -> anyhow::Result<()> {
    if !workspace::works(workspace::cargo(root).args(["mutants", "--version"])) {
        bail!(NEEDED);
    }
    let accepted = accepted(root)?;
    let mut faults = Vec::new();
    for area in area.map_or(Area::ALL.to_vec(), |area| vec![area]) {
        let found = survivors(&try_area(root, area, arguments)?)?;
        let here = |file: &str| area.mutated().1.iter().any(|pattern| covers(pattern, file));
        let expected = accepted.iter().filter(|((file, _), _)| here(file));
        let expected: Survivors = expected.map(|(key, count)| (key.clone(), *count)).collect();
        faults.extend(differences(&expected, &found, arguments.is_empty()));
    }
    faults.iter().for_each(|fault| console::say(fault));
    if faults.is_empty() { Ok(()) } else { bail!("{} mutations; see {ACCEPTED}", faults.len()) }
}

/// Runs cargo-mutants on a copy of the checkout; gives its list of what nobody noticed.
fn try_area(root: &Path, area: Area, arguments: &[String]) -> anyhow::Result<String> {
    console::step(&format!("mutants: {area:?}"));
    let out = root.join("target/mutants").join(format!("{area:?}").to_lowercase());
    std::fs::create_dir_all(&out)?;
    let mut command = limited(workspace::cargo(root));
    command.env("NEXTEST_PROFILE", "mutants").env("CARGO_TARGET_DIR", root.join("target/mutants/build"));
    command.args(["mutants", "--no-shuffle", "--output"]).arg(&out);
    let (packages, files) = area.mutated();
    for package in packages {
        command.args(["-p", &format!("footbridge-{package}")]);
    }
    for file in files {
        command.args(["-f", file]);
    }
    for package in area.tested() {
        command.args(["--test-package", &format!("footbridge-{package}")]);
    }
    command.args(arguments);
    command.args(area.without().map(|filter| ["--", "-E", filter]).into_iter().flatten());
    console::say(&format!("   $ {}", workspace::line_of(&command)));
    let status = command.status().context("cannot start cargo-mutants")?;
    // 2: some were not noticed; 3: some made a test hang
    match status.code() {
        Some(0 | 2 | 3) => {}
        _ => bail!("cargo-mutants ended with {status}"),
    }
    let missed = out.join("mutants.out/missed.txt");
    std::fs::read_to_string(&missed).with_context(|| missed.display().to_string())
}

/// The same command with a limit on memory, where there is a shell that can set one.
fn limited(command: Command) -> Command {
    if !cfg!(unix) {
        return command;
    }
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(format!("ulimit -v {MEMORY_MAX}; exec \"$0\" \"$@\"")).arg(command.get_program());
    if let Some(folder) = command.get_current_dir() {
        limited.current_dir(folder);
    }
    limited
}

/// From lines as `path:12:34: replace > with >= in name`.
fn survivors(list: &str) -> anyhow::Result<Survivors> {
    let mut out = Survivors::new();
    for line in list.lines() {
        let (place, what) = line.split_once(": ").with_context(|| format!("unknown line: {line}"))?;
        let file = place.split(':').next().unwrap_or(place);
        *out.entry((file.to_owned(), what.to_owned())).or_default() += 1;
    }
    Ok(out)
}

fn accepted(root: &Path) -> anyhow::Result<Survivors> {
    let text = std::fs::read_to_string(root.join(ACCEPTED)).context(ACCEPTED)?;
    let table: toml::Table = text.parse().context(ACCEPTED)?;
    let rows = table.get("accepted").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut out = Survivors::new();
    for row in rows {
        let part = |name: &str| row.get(name).and_then(toml::Value::as_str).filter(|text| !text.is_empty());
        let (Some(file), Some(mutation), Some(_)) = (part("file"), part("mutation"), part("reason")) else {
            bail!("{ACCEPTED}: needs file, mutation and reason: {row}");
        };
        let times = row.get("times").and_then(toml::Value::as_integer).unwrap_or(1);
        *out.entry((file.to_owned(), mutation.to_owned())).or_default() += usize::try_from(times)?;
    }
    Ok(out)
}

/// What survived and is not accepted; of a whole run also what is accepted and did not survive.
fn differences(accepted: &Survivors, found: &Survivors, whole: bool) -> Vec<String> {
    let count = |of: &Survivors, key| of.get(key).copied().unwrap_or(0);
    let line = |what: &str, (file, mutation): &(String, String)| format!("{what}: {file}: {mutation}");
    let new = found.keys().filter(|key| count(found, key) > count(accepted, key));
    let gone = accepted.keys().filter(|key| whole && count(found, key) < count(accepted, key));
    let new = new.map(|key| line("nobody notices", key));
    new.chain(gone.map(|key| line("accepted, and noticed now", key))).collect()
}

/// `a/**` covers everything below, `a/*.rs` the files of the folder itself.
fn covers(pattern: &str, file: &str) -> bool {
    if let Some(folder) = pattern.strip_suffix("**") {
        return file.starts_with(folder);
    }
    match pattern.strip_suffix("*.rs") {
        Some(folder) => file.strip_prefix(folder).is_some_and(|rest| !rest.contains('/')),
        None => pattern == file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survivors_are_told_apart_from_what_is_accepted() {
        let list = "crates/a.rs:1:2: replace > with >= in f\ncrates/a.rs:9:2: replace > with >= in f\n";
        let two = survivors(list).unwrap();
        let one = survivors(list.lines().next().unwrap()).unwrap();
        assert_eq!(differences(&two, &two, true), Vec::<String>::new());
        let line = "crates/a.rs: replace > with >= in f";
        assert_eq!(differences(&one, &two, true), [format!("nobody notices: {line}")]);
        assert_eq!(differences(&two, &one, true), [format!("accepted, and noticed now: {line}")]);
        assert_eq!(differences(&two, &one, false), Vec::<String>::new());
    }

    #[test]
    fn patterns_are_of_a_folder_or_of_all_below() {
        assert!(
            covers("a/src/**", "a/src/b/c.rs") && covers("a/*.rs", "a/b.rs") && covers("a/b.rs", "a/b.rs")
        );
        assert!(!covers("a/*.rs", "a/b/c.rs") && !covers("a/b.rs", "a/c.rs"));
    }

    /// What is accepted is of a function that is still there, in a file that is mutated.
    #[test]
    fn what_is_accepted_is_still_there() {
        let root = workspace::root().unwrap();
        for (file, mutation) in accepted(&root).unwrap().into_keys() {
            let text = std::fs::read_to_string(root.join(&file)).unwrap();
            let function = mutation.split(" in ").last().unwrap().split(" -> ").next().unwrap();
            let name = function.rsplit([':', ' ']).next().unwrap();
            assert!(text.contains(&format!("fn {name}")), "{file}: {mutation}");
            let mutated = |area: &Area| area.mutated().1.iter().any(|pattern| covers(pattern, &file));
            assert!(Area::ALL.iter().any(mutated), "{file}");
        }
    }
}

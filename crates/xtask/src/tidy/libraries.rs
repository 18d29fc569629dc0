//! Libraries, of cargo and of npm: one place for versions, each with a row in docs/reference/dependencies.md, none unused, all from
//! the public registry.

use super::{Problem, sources::Sources};
use anyhow::Context;
use cargo_metadata::Metadata;
use std::collections::BTreeSet;

const PAGE: &str = "docs/reference/dependencies.md";
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks the manifests against the page, and the lock file.
pub fn check(packages: &Metadata, sources: &Sources) -> anyhow::Result<Vec<Problem>> {
    let manifest: toml::Table = sources.text("Cargo.toml").parse().context("Cargo.toml")?;
    let mut declared = declared(&manifest);
    let used = packages.workspace_packages().into_iter().flat_map(|package| package.dependencies.iter());
    let mut used: BTreeSet<String> = used.map(|dependency| dependency.name.clone()).collect();
    let screens = of_npm(sources)?;
    declared.extend(screens.iter().cloned());
    used.extend(screens);
    let mut problems = compare(&declared, &used, &named_on(sources.text(PAGE)));
    problems.extend(manifests(sources));
    problems.extend(locked_sources(sources.text("Cargo.lock")));
    Ok(problems)
}

/// What the root manifest declares, without the project's own crates.
fn declared(manifest: &toml::Table) -> BTreeSet<String> {
    let table = manifest.get("workspace").and_then(|w| w.get("dependencies")).and_then(toml::Value::as_table);
    let outside = table.into_iter().flatten().filter(|(_, value)| value.get("path").is_none());
    outside.map(|(name, _)| name.clone()).collect()
}

/// What the screens and the tests in a browser declare.
fn of_npm(sources: &Sources) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for file in sources.files.iter().filter(|file| file.path.ends_with("package.json")) {
        let manifest: serde_json::Value =
            serde_json::from_str(&file.text).with_context(|| file.path.clone())?;
        for section in ["dependencies", "devDependencies"] {
            let libraries = manifest.get(section).and_then(serde_json::Value::as_object);
            names.extend(libraries.into_iter().flatten().map(|(name, _)| name.clone()));
        }
    }
    Ok(names)
}

/// The names in the first column of the page's tables.
fn named_on(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| Some(row.split_once('`')?.0.to_owned())).collect()
}

fn compare(declared: &BTreeSet<String>, used: &BTreeSet<String>, named: &BTreeSet<String>) -> Vec<Problem> {
    let unnamed = declared.difference(named);
    let unnamed = unnamed
        .map(|name| Problem::new(name, format!("has no row in {PAGE} (job, licence, what was rejected)")));
    let gone = named.difference(declared);
    let gone = gone.map(|name| {
        Problem::new(PAGE, format!("names {name}, which neither the root Cargo.toml nor a package.json has"))
    });
    let idle =
        declared.difference(used).map(|name| Problem::new("Cargo.toml", format!("no crate uses {name}")));
    unnamed.chain(gone).chain(idle).collect()
}

/// Crates take versions and lints from the workspace.
fn manifests(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    let of_a_crate = |path: &str| path.ends_with("/Cargo.toml");
    for file in sources.files.iter().filter(|file| of_a_crate(&file.path)) {
        let Ok(manifest) = file.text.parse::<toml::Table>() else {
            problems.push(Problem::new(&file.path, "cannot be read"));
            continue;
        };
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        if lints.and_then(toml::Value::as_bool) != Some(true) {
            problems.push(Problem::new(&file.path, "needs `[lints] workspace = true`"));
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let libraries = manifest.get(section).and_then(toml::Value::as_table).into_iter().flatten();
            let own = libraries
                .filter(|(_, value)| value.get("workspace").is_none() && value.get("path").is_none());
            let told = own.map(|(name, _)| {
                Problem::new(&file.path, format!("{name}: versions belong in the root Cargo.toml"))
            });
            problems.extend(told);
        }
    }
    problems
}

fn locked_sources(lock: &str) -> Vec<Problem> {
    let lines = lock.lines().filter_map(|line| line.strip_prefix("source = \"")?.strip_suffix('"'));
    let strange = lines.filter(|source| *source != REGISTRY);
    strange.map(|source| Problem::new("Cargo.lock", format!("{source} is not the public registry"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn own_crates_are_not_libraries() {
        let manifest = "[workspace.dependencies]\ndomain = { path = \"x\" }\ncsv = \"1\"\n".parse().unwrap();
        assert_eq!(declared(&manifest), set(&["csv"]));
    }

    #[test]
    fn the_screens_have_libraries_too() {
        let manifest = r#"{"dependencies":{"@tauri-apps/api":"2"},"devDependencies":{"svelte":"5"}}"#;
        let names = of_npm(&checkout(&[("ui/package.json", manifest)])).unwrap();
        assert_eq!(names, set(&["@tauri-apps/api", "svelte"]));
        assert!(of_npm(&checkout(&[("ui/package.json", "{")])).is_err());
    }

    #[test]
    fn every_kind_of_gap_is_told() {
        let problems = compare(&set(&["csv", "toml"]), &set(&["csv"]), &set(&["csv", "gone"]));
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(compare(&set(&["csv"]), &set(&["csv"]), &set(&["csv"])), []);
        assert_eq!(named_on("| `csv` | reads | MIT |\n| other |\n"), set(&["csv"]));
    }

    #[test]
    fn a_version_in_a_crate_is_told() {
        let good = "[lints]\nworkspace = true\n[dependencies]\ncsv.workspace = true\n";
        assert_eq!(manifests(&checkout(&[("crates/x/Cargo.toml", good)])), []);
        let bad = "[dependencies]\ncsv = \"1\"\n";
        assert_eq!(manifests(&checkout(&[("crates/x/Cargo.toml", bad)])).len(), 2);
    }

    #[test]
    fn another_registry_is_told() {
        assert_eq!(locked_sources(&format!("source = \"{REGISTRY}\"\n")), []);
        assert_eq!(locked_sources("source = \"git+https://example.org/x\"\n").len(), 1);
    }
}

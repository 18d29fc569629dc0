//! Who may depend on whom: the table in docs/ARCHITECTURE.md is the rule, cargo's metadata is what is so.

use super::{Problem, sources::Sources};
use anyhow::bail;
use cargo_metadata::{DependencyKind, Metadata};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "docs/ARCHITECTURE.md";
const TABLE_HEAD: &str = "| crate | ";
/// Where a name stands for every crate: tools and tests reach for whatever they try out.
const EVERYTHING: &str = "everything";

/// What may never be reached, over however many steps; said here once more so that a slip in the table shows.
const NEVER: [(&str, &[&str]); 5] = [
    ("relay", &["vault", "merge", "domain", "store", "sync", "app"]),
    ("sync", &["vault", "merge", "domain", "store"]),
    ("store", &["vault", "merge", "sync"]),
    ("protocol", &["domain", "vault"]),
    ("domain", &["protocol", "merge", "store"]),
];
/// The programs under `tests/`: never shipped, so they may stand on `testkit`.
const TESTS: [&str; 3] = ["sim", "fuzz", "power"];
/// Only the window may know the window's library.
const ONLY_FOR: [(&str, &str); 1] = [("tauri", "window")];

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Compares the two.
pub fn check(packages: &Metadata, sources: &Sources) -> anyhow::Result<Vec<Problem>> {
    let allowed = table(sources.text(TABLE))?;
    let used = used(packages);
    let mut problems = compare(&allowed, &used);
    problems.extend(never(&used));
    problems.extend(misplaced(packages));
    Ok(problems)
}

/// The rows of the table: `| name | what it owns | those it may use, or - |`.
fn table(text: &str) -> anyhow::Result<Edges> {
    let rows = text.lines().skip_while(|line| !line.starts_with(TABLE_HEAD)).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let mut allowed = Edges::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let (Some(name), Some(uses)) = (cells.first(), cells.last()) else { continue };
        let uses = uses.split([',', ' ']).filter(|name| !name.is_empty() && *name != "-");
        allowed.insert(bare(name), uses.map(bare).collect());
    }
    if allowed.is_empty() {
        bail!("{TABLE} has no table that starts with `{TABLE_HEAD}`");
    }
    Ok(allowed)
}

fn bare(name: &str) -> String {
    name.trim_matches('`').trim_start_matches("footbridge-").to_owned()
}

/// What each crate's programs are made of: dependencies of tests do not count.
fn used(packages: &Metadata) -> Edges {
    let own: BTreeSet<String> =
        packages.workspace_packages().iter().map(|package| bare(&package.name)).collect();
    let edges = packages.workspace_packages().into_iter().map(|package| {
        let real =
            package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        let names =
            real.filter(|dependency| dependency.path.is_some()).map(|dependency| bare(&dependency.name));
        (bare(&package.name), names.filter(|name| own.contains(name)).collect())
    });
    edges.collect()
}

fn compare(allowed: &Edges, used: &Edges) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, uses) in used {
        let Some(may) = allowed.get(name) else {
            problems.push(Problem::new(name, format!("has no row in the table of {TABLE}")));
            continue;
        };
        let wrong = uses.iter().filter(|other| !may.contains(*other) && !may.contains(EVERYTHING));
        problems.extend(wrong.map(|other| Problem::new(name, format!("may not use {other} ({TABLE})"))));
    }
    let is_test = |name: &str| name == "testkit" || TESTS.contains(&name);
    let users = used.iter().filter(|(name, uses)| !is_test(name) && uses.contains("testkit"));
    problems.extend(users.map(|(name, _)| Problem::new(name, "testkit is for tests: a dev-dependency only")));
    problems
}

fn never(used: &Edges) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, others) in NEVER {
        let reached = reached(used, name);
        let wrong = others.iter().filter(|other| reached.contains(**other));
        problems.extend(
            wrong.map(|other| Problem::new(name, format!("reaches {other}, directly or through others"))),
        );
    }
    problems
}

fn reached(used: &Edges, from: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        for next in used.get(&name).into_iter().flatten() {
            if found.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    found
}

fn misplaced(packages: &Metadata) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in packages.workspace_packages() {
        for (library, owner) in ONLY_FOR {
            let of_it = |name: &str| name == library || name.starts_with(&format!("{library}-"));
            let uses = package.dependencies.iter().any(|dependency| of_it(&dependency.name));
            if uses && bare(&package.name) != owner {
                problems.push(Problem::new(
                    bare(&package.name),
                    format!("may not use {library}: only {owner} may"),
                ));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A\n\n| crate | owns | may use |\n|---|---|---|\n| `domain` | words | - |\n\
                        | `relay` | server | `protocol` |\n| `xtask` | tools | everything |\n\nafter\n";

    fn edges(list: &[(&str, &[&str])]) -> Edges {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        list.iter().map(|(name, uses)| ((*name).to_owned(), set(uses))).collect()
    }

    #[test]
    fn the_table_is_read() {
        let allowed = table(TEXT).unwrap();
        assert_eq!(allowed, edges(&[("domain", &[]), ("relay", &["protocol"]), ("xtask", &["everything"])]));
        assert!(table("no table").is_err());
    }

    #[test]
    fn an_edge_outside_the_table_is_told() {
        let allowed = table(TEXT).unwrap();
        let used = edges(&[("relay", &["domain", "protocol"]), ("xtask", &["domain"]), ("stray", &[])]);
        let told: Vec<String> = compare(&allowed, &used).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|line| line.starts_with("relay: may not use domain")));
        assert!(told.iter().any(|line| line.starts_with("stray: has no row")));
    }

    #[test]
    fn testkit_in_a_program_is_told() {
        let allowed =
            edges(&[("app", &["everything"]), ("testkit", &["everything"]), ("sim", &["everything"])]);
        let used = edges(&[("app", &["testkit"]), ("testkit", &["app"]), ("sim", &["testkit"])]);
        assert_eq!(compare(&allowed, &used).len(), 1);
    }

    #[test]
    fn a_forbidden_crate_is_found_through_others() {
        let used = edges(&[("relay", &["helper"]), ("helper", &["vault"]), ("vault", &["protocol"])]);
        assert_eq!(never(&used), [Problem::new("relay", "reaches vault, directly or through others")]);
    }
}

//! No program that ships can be told to misbehave: only what lies under `tests/` turns the switches of `whatif`, by a
//! dependency of its own.

use super::Problem;
use cargo_metadata::Metadata;

const CRATE: &str = "footbridge-whatif";
const FEATURE: &str = "switches";
const TESTS: &str = "tests";

/// What one package says of the switches.
struct Asks<'a> {
    package: &'a str,
    /// The folder its folder lies in, from the root.
    folder: &'a str,
    /// Features of `whatif` that its dependencies turn on, those of its tests and builds too.
    turned: Vec<&'a str>,
    /// What its own features turn on, and what `whatif` has turned on by itself.
    forwarded: Vec<&'a str>,
}

/// Looks at every package of the workspace.
pub fn check(packages: &Metadata) -> Vec<Problem> {
    let root = packages.workspace_root.as_path();
    let all = packages.workspace_packages().into_iter().flat_map(|package| {
        let of_it = package.dependencies.iter().filter(|dependency| dependency.name == CRATE);
        let folder = package.manifest_path.strip_prefix(root).ok().and_then(|path| path.components().next());
        wrong(&Asks {
            package: &package.name,
            folder: folder.map_or("", |part| part.as_str()),
            turned: of_it.flat_map(|one| one.features.iter().map(String::as_str)).collect(),
            forwarded: package.features.values().flatten().map(String::as_str).collect(),
        })
    });
    all.collect()
}

fn wrong(asks: &Asks<'_>) -> Option<Problem> {
    let is_switch = |feature: &&str| *feature == FEATURE || feature.ends_with("/switches");
    let forwarded = asks.forwarded.iter().any(is_switch);
    let turned = asks.turned.iter().any(is_switch) && asks.folder != TESTS;
    (forwarded || turned).then(|| {
        Problem::new(asks.package, "turns the switches of whatif: only the dependencies of tests/* may")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(folder: &str, turned: &[&str], forwarded: &[&str], expect: bool) {
        let asks = Asks { package: "one", folder, turned: turned.to_vec(), forwarded: forwarded.to_vec() };
        assert_eq!(wrong(&asks).is_some(), expect, "{folder}: {turned:?} {forwarded:?}");
    }

    #[test]
    fn switches_turned_in_a_program_are_told() {
        check_one("tests", &["switches"], &[], false);
        check_one("crates", &[], &[], false);
        check_one("crates", &["switches"], &[], true);
        check_one("src-tauri", &["switches"], &[], true);
        check_one("crates", &[], &["whatif/switches"], true);
        check_one("crates", &[], &["whatif?/switches"], true);
        check_one("tests", &["switches"], &["whatif/switches"], true);
        // `default = ["switches"]` in whatif itself
        check_one("crates", &[], &["switches"], true);
    }
}

//! Documents: their links lead somewhere, they stay short, and a test they name exists.

use super::Problem;
use super::sources::{SourceFile, Sources};
use std::collections::BTreeSet;
use std::path::Path;

/// Pages that people must be able to read at one sitting.
const MAX_LINES: [(&str, usize); 4] =
    [("README.md", 150), ("CONTRIBUTING.md", 80), ("docs/adr/", 60), ("docs/ARCHITECTURE.md", 200)];
const INVARIANTS: &str = "docs/ARCHITECTURE.md";
/// The column head of the table whose last cells name tests.
const HELD_BY: &str = "| held by |";

/// Checks every Markdown page.
pub fn check(root: &Path, sources: &Sources) -> Vec<Problem> {
    let pages = sources.files.iter().filter(|file| file.path.ends_with(".md"));
    let each = pages.flat_map(|page| too_long(page).into_iter().chain(dead_links(root, page)));
    each.chain(missing_tests(sources)).collect()
}

fn too_long(page: &SourceFile) -> Option<Problem> {
    let (_, max) = MAX_LINES.iter().find(|(path, _)| page.path.starts_with(path))?;
    let lines = page.text.lines().count();
    (lines > *max).then(|| Problem::new(&page.path, format!("{lines} lines; at most {max}")))
}

fn dead_links(root: &Path, page: &SourceFile) -> Vec<Problem> {
    let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
    let dead = links(&page.text).into_iter().filter(|link| !root.join(folder).join(link).exists());
    dead.map(|link| Problem::new(&page.path, format!("links to {link}, which is not there"))).collect()
}

/// The relative targets of `[text](target)`, without their `#part`.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    let targets = targets.map(|target| target.split('#').next().unwrap_or_default());
    targets
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
        .collect()
}

/// Every test that the table of invariants names is a function somewhere.
fn missing_tests(sources: &Sources) -> Vec<Problem> {
    let functions: BTreeSet<&str> = sources
        .files
        .iter()
        .filter(|file| file.path.ends_with(".rs"))
        .flat_map(|file| file.text.split("fn ").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        .collect();
    let named = named_tests(sources.text(INVARIANTS));
    if named.is_empty() {
        return vec![Problem::new(INVARIANTS, "has no table of invariants and the tests that hold them")];
    }
    let missing = named.into_iter().filter(|name| !functions.contains(name));
    missing
        .map(|name| Problem::new(INVARIANTS, format!("names the test {name}, which is not there")))
        .collect()
}

/// What stands in backticks in the last column: `crate::path::test_name`.
fn named_tests(text: &str) -> Vec<&str> {
    let rows = text
        .lines()
        .skip_while(|line| !line.ends_with(HELD_BY))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
    let quoted = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    quoted.filter_map(|path| path.rsplit("::").next()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    #[test]
    fn only_links_into_the_checkout_are_followed() {
        let text = "[a](docs/a.md#part) [b](https://example.org) [c](#here) [d](../d.md)";
        assert_eq!(links(text), ["docs/a.md", "../d.md"]);
    }

    #[test]
    fn a_dead_link_is_told() {
        let page = SourceFile { path: "README.md".into(), text: "[x](no/such/page.md)".into() };
        assert_eq!(dead_links(Path::new("."), &page).len(), 1);
    }

    #[test]
    fn a_long_page_is_told() {
        let page = |lines: usize| SourceFile { path: "docs/adr/0001-x.md".into(), text: "x\n".repeat(lines) };
        assert_eq!(too_long(&page(60)), None);
        assert!(too_long(&page(61)).is_some());
    }

    #[test]
    fn a_test_that_is_named_must_be_there() {
        let table =
            "| invariant | held by |\n|---|---|\n| x | `domain::never_zero`, tidy |\n| y | `gone` |\n";
        let files = [("docs/ARCHITECTURE.md", table), ("crates/domain/src/tests.rs", "fn never_zero() {}")];
        let told = missing_tests(&checkout(&files));
        assert_eq!(told, [Problem::new(INVARIANTS, "names the test gone, which is not there")]);
        assert_eq!(missing_tests(&checkout(&[])).len(), 1);
    }
}

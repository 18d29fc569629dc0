//! The changelog tells what users will notice before they notice it.

use super::{Problem, sources::Sources};

const PAGE: &str = "CHANGELOG.md";

/// There is a section for what comes next or for the workspace's version, and it says something.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let manifest = sources.text("Cargo.toml").parse::<toml::Table>().unwrap_or_default();
    let version = manifest.get("workspace").and_then(|w| w.get("package")).and_then(|p| p.get("version"));
    let version = version.and_then(toml::Value::as_str).unwrap_or_default();
    newest_section(sources.text(PAGE), version)
        .err()
        .map(|what| Problem::new(PAGE, what))
        .into_iter()
        .collect()
}

fn newest_section(text: &str, version: &str) -> Result<(), String> {
    let mut sections = text.split("\n## ").skip(1);
    let newest = sections.next().ok_or("has no section")?;
    let title = newest.lines().next().unwrap_or_default();
    let numbered = format!("[{version}] - ");
    if title != "[Unreleased]" && !title.starts_with(&numbered) {
        return Err(format!("the first section is neither `## [Unreleased]` nor `## {numbered}DATE`"));
    }
    let says = newest.lines().any(|line| line.starts_with("- "));
    if says { Ok(()) } else { Err(format!("`{title}` says nothing")) }
}

#[cfg(test)]
mod tests {
    use super::newest_section;

    #[test]
    fn the_newest_section_must_say_something() {
        assert!(newest_section("# C\n\n## [Unreleased]\n\n- New: x\n", "0.1.0").is_ok());
        assert!(newest_section("# C\n\n## [0.1.0] - 2026-11-21\n- x\n", "0.1.0").is_ok());
        assert!(newest_section("# C\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-21\n- x\n", "0.1.0").is_err());
        assert!(newest_section("# C\n\n## [0.0.9] - 2026-11-21\n- x\n", "0.1.0").is_err());
        assert!(newest_section("# C\n", "0.1.0").is_err());
    }
}

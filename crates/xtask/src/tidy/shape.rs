//! How source files look: how long, how they open, and that what is switched off says why. The length of
//! functions is clippy's (`too_many_lines`).

use super::sources::{SourceFile, Sources};
use super::tokens::Token;
use super::{Problem, tokens};

/// A soft cap in the house style, a hard one here.
const FILE_MAX_LINES: usize = 500;

/// Checks every Rust file.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let rust = sources.files.iter().filter(|file| file.path.ends_with(".rs"));
    rust.flat_map(|file| [length(file), opening(file)].into_iter().flatten().chain(switched_off(file)))
        .collect()
}

fn length(file: &SourceFile) -> Option<Problem> {
    let lines = file.text.lines().count();
    let told = || {
        Problem::new(&file.path, format!("{lines} lines; at most {FILE_MAX_LINES}: split it by what it does"))
    };
    (lines > FILE_MAX_LINES).then(told)
}

/// A library says what it owns, what it does not know, its entry point, and shows one example.
fn opening(file: &SourceFile) -> Option<Problem> {
    if !file.path.starts_with("crates/") || !file.path.ends_with("/src/lib.rs") {
        return None;
    }
    let opening: Vec<&str> = file.text.lines().take_while(|line| line.starts_with("//!")).collect();
    let has = |what: &str| opening.iter().any(|line| line.contains(what));
    let missing = if opening.is_empty() {
        "opens without `//!`: say what the crate owns, what it deliberately does not know, and its entry point"
    } else if !has("```") {
        "opens without an example in ``` (CONTRIBUTING.md)"
    } else if !has("deliberately") {
        "opens without what the crate deliberately does not know"
    } else {
        return None;
    };
    Some(Problem::new(&file.path, missing))
}

/// A lint or a test that is switched off carries its reason.
fn switched_off(file: &SourceFile) -> Vec<Problem> {
    let Ok(all) = tokens::parse(&file.text) else { return Vec::new() };
    let all = tokens::flat(all);
    let attributes =
        all.iter().enumerate().filter(|(_, token)| token.text == "#").filter_map(|(at, token)| {
            let after = all.get(at + 1..)?;
            let after = if after.first()?.text == "!" { after.get(1..)? } else { after };
            let name = (after.first()?.text == "[").then(|| after.get(1))??;
            let end = after.iter().position(|token| token.text == "]")?;
            Some((token.line, name.text.as_str(), after.get(2..end)?))
        });
    let wrong = attributes.filter_map(|(line, name, rest)| {
        let says = |word: &str| rest.iter().any(|token: &Token| token.text == word);
        let bare = match name {
            "allow" | "expect" => !says("reason"),
            "ignore" => !says("="),
            _ => false,
        };
        bare.then(|| Problem::new(format!("{}:{line}", file.path), format!("`#[{name}]` without its reason")))
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    fn check_one(path: &str, text: &str) -> Vec<String> {
        check(&checkout(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_long_file_is_told() {
        assert_eq!(check_one("crates/x/src/a.rs", &"\n".repeat(500)).len(), 0);
        assert_eq!(check_one("crates/x/src/a.rs", &"\n".repeat(501)).len(), 1);
    }

    #[test]
    fn a_library_must_introduce_itself() {
        let good = "//! Owns x. It deliberately does not know y.\n//! ```\n//! ```\n";
        assert_eq!(check_one("crates/x/src/lib.rs", good).len(), 0);
        assert_eq!(check_one("crates/x/src/lib.rs", "//! Owns x, deliberately not y.\n").len(), 1);
        assert_eq!(check_one("crates/x/src/lib.rs", "//! x\n//! ```\n//! ```\n").len(), 1);
        assert_eq!(check_one("crates/x/src/lib.rs", "pub mod x;\n").len(), 1);
    }

    #[test]
    fn switching_off_needs_a_reason() {
        assert_eq!(check_one("a.rs", "#[allow(dead_code)]\nfn f() {}").len(), 1);
        assert_eq!(check_one("a.rs", "#![expect(dead_code)]").len(), 1);
        assert_eq!(check_one("a.rs", "#[allow(dead_code, reason = \"later\")]\nfn f() {}").len(), 0);
        assert_eq!(check_one("a.rs", "#[test]\n#[ignore]\nfn f() {}").len(), 1);
        assert_eq!(check_one("a.rs", "#[test]\n#[ignore = \"writes fixtures\"]\nfn f() {}").len(), 0);
    }
}

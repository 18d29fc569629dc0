//! The project's own text files, read once.

use super::tokens::{self, Token};
use anyhow::Context;
use std::path::Path;

/// Folders that are built, fetched or not ours.
const SKIPPED_FOLDERS: [&str; 7] =
    ["target", "node_modules", ".git", "dist", "fixtures", "test-results", "playwright-report"];
/// What is read. Anything else (images, databases) is not text of ours.
const SUFFIXES: [&str; 12] =
    ["rs", "md", "toml", "yml", "yaml", "ts", "svelte", "service", "css", "html", "mjs", "js"];
/// Files without a suffix that are read too.
const NAMES: [&str; 3] = ["run", "Cargo.lock", "package.json"];

/// One file.
pub struct SourceFile {
    /// From the root, with `/`.
    pub path: String,
    /// As it stands.
    pub text: String,
}

/// Every file.
pub struct Sources {
    /// By path.
    pub files: Vec<SourceFile>,
}

impl SourceFile {
    /// The crate's folder name, for a file of a crate's `src`; the window's stands apart from the others.
    pub fn crate_name(&self) -> Option<&str> {
        if self.path.starts_with("src-tauri/src/") {
            return Some("window");
        }
        let (name, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(name)
    }

    /// Whether it is Rust that ends up in a program: not a test, a bench or an example.
    pub fn is_shipped_rust(&self) -> bool {
        let stem = self.path.strip_suffix(".rs").unwrap_or_default();
        let test_like = |part: &str| part == "tests" || part.ends_with("_tests") || part.ends_with("_test");
        !stem.is_empty() && self.crate_name().is_some() && !stem.split('/').any(test_like)
    }

    /// The Rust tokens without comments and test code, or where the file cannot be read.
    pub fn tokens(&self) -> Result<Vec<Token>, String> {
        tokens::without_tests(&self.text)
    }
}

impl Sources {
    /// Reads the checkout.
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let mut files = Vec::new();
        walk(root, root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// One file's text; empty when it is not there, which the rule that needs it then reports.
    pub fn text(&self, path: &str) -> &str {
        self.files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
    }

    /// Every Rust file that ends up in a program.
    pub fn shipped_rust(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.is_shipped_rust())
    }
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                walk(root, &path, files)?;
            }
        } else if kind.is_file() && is_text(&path, &name) {
            let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path, text });
        }
    }
    Ok(())
}

fn is_text(path: &Path, name: &str) -> bool {
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().into_owned());
    NAMES.contains(&name) || suffix.is_some_and(|suffix| SUFFIXES.contains(&suffix.as_str()))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A checkout of these files, for the tests of the rules.
    pub fn checkout(files: &[(&str, &str)]) -> Sources {
        let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).into(), text: (*text).into() };
        Sources { files: files.iter().map(file).collect() }
    }

    #[test]
    fn tests_are_not_shipped() {
        let shipped = |path: &str| SourceFile { path: path.into(), text: String::new() }.is_shipped_rust();
        assert!(shipped("crates/domain/src/handoff/state.rs"));
        assert!(!shipped("crates/domain/src/handoff/tests.rs"));
        assert!(!shipped("crates/domain/src/tests/story.rs"));
        assert!(!shipped("crates/domain/tests/story.rs"));
        assert!(!shipped("crates/domain/src/codes.md"));
    }
}

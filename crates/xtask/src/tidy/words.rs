//! Words that belong in no file: paths of somebody's machine, marks of unfinished work, and labels for people
//! that the field has left behind (they may stand in imported data and in tests against them, never in ours).

use super::Problem;
use super::sources::{SourceFile, Sources};

/// The only file that may say them: this list.
const EXEMPT: [&str; 1] = ["crates/xtask/src/tidy/words.rs"];

const PATHS: [&str; 6] = ["/home/", "/root/", "/Users/", "C:\\Users", "/mnt/", "/work/"];
const UNFINISHED: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];
const LABELS: [&str; 6] = ["addict", "offender", "junkie", "drug abuser", "alcoholic", "the homeless"];

/// Checks every file but lock files.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let read = sources.files.iter().filter(|file| !file.path.ends_with(".lock"));
    read.filter(|file| !EXEMPT.contains(&file.path.as_str())).flat_map(in_file).collect()
}

fn in_file(file: &SourceFile) -> Vec<Problem> {
    // a test that refuses a label has to say it; tests stand at the end of a file or in files of their own
    let rust = file.path.ends_with(".rs");
    let tests_from = file.text.lines().position(|line| line.trim() == "#[cfg(test)]").filter(|_| rust);
    let labels_until = if rust && !file.is_shipped_rust() { 0 } else { tests_from.unwrap_or(usize::MAX) };
    let lines = file.text.lines().enumerate();
    let found = lines.flat_map(|(at, line)| {
        let labels = if at < labels_until { labels(line) } else { Vec::new() };
        let place = format!("{}:{}", file.path, at + 1);
        in_line(line).into_iter().chain(labels).map(move |what| Problem::new(place.clone(), what))
    });
    found.collect()
}

fn in_line(line: &str) -> Vec<String> {
    let paths = PATHS.iter().filter(|path| starts_a_path(line, path));
    let paths = paths.map(|path| format!("`{path}` is a path of one machine"));
    let unfinished = UNFINISHED.iter().filter(|mark| has_word(line, mark));
    let unfinished =
        unfinished.map(|mark| format!("`{mark}`: finish it, or write down the gap in plain words"));
    paths.chain(unfinished).collect()
}

fn labels(line: &str) -> Vec<String> {
    let lower = line.to_lowercase();
    let found = LABELS.iter().filter(|label| has_word(&lower, label));
    found.map(|label| format!("`{label}`: say person, and what happened")).collect()
}

/// Whether the path stands at the start of a path, not inside a longer one (`data/home/x`).
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|before| !before.is_alphanumeric() && !"._-~/}".contains(before))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let plural = after == Some('s');
        apart(before) && (apart(after) || plural)
    })
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    fn check_line(line: &str, expect: usize) {
        assert_eq!(in_line(line).len() + labels(line).len(), expect, "{line}");
    }

    #[test]
    fn each_kind_is_told() {
        check_line("see /home/somebody/notes", 1);
        check_line("let path = \"/root/data\";", 1);
        check_line("// TODO later", 1);
        check_line("the addicts", 1);
        check_line("An Offender", 1);
    }

    #[test]
    fn innocent_words_stay() {
        check_line("https://example.org/home/page", 0);
        check_line("a mastodon", 0);
        check_line("let XXXL = 1;", 0);
        check_line("addiction medicine", 0);
        check_line("crates/work/src", 0);
    }

    #[test]
    fn a_test_may_name_what_it_refuses() {
        let code = "fn f() {}\n#[cfg(test)]\nmod tests { const OUT: &str = \"junkie\"; }\n";
        assert_eq!(check(&checkout(&[("crates/x/src/a.rs", code), ("crates/x/tests/b.rs", "junkie")])), []);
        assert_eq!(check(&checkout(&[("crates/x/src/a.rs", "// junkie"), ("b.md", "junkie")])).len(), 2);
    }

    #[test]
    fn the_place_is_named() {
        let problems = check(&checkout(&[("README.md", "ok\nFIXME\n"), ("Cargo.lock", "FIXME")]));
        assert_eq!(
            problems.first().map(ToString::to_string).as_deref(),
            Some("README.md:2: `FIXME`: finish it, or write down the gap in plain words")
        );
        assert_eq!(problems.len(), 1);
    }
}

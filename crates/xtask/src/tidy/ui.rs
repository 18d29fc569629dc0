//! The screens' house rules: short files, one door to the window, nothing from elsewhere, no way around the types or
//! the content policy.

use super::Problem;
use super::sources::{SourceFile, Sources};

const FOLDER: &str = "ui/src/";
/// Long by nature: what is generated, and wording.
const FREE: [&str; 3] = ["ui/src/gen/", "ui/src/i18n/en/", "ui/src/i18n/es/"];
/// The one file that knows the window's library (and its test).
const WINDOW_DOOR: [&str; 2] = ["ui/src/host/tauri.ts", "ui/src/host/tauri.test.ts"];
const MAX_LINES: [(&str, usize); 2] = [(".svelte", 150), (".ts", 300)];

/// Where a rule looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum In {
    /// Markup and styles beside code.
    Components,
    Everything,
}

/// What stands nowhere, and why.
const NEVER: [(In, &str, &str); 14] = [
    (In::Components, "{@html", "markup from data; show text"),
    (In::Components, "style=\"", "refused by the content policy; use a class or `style:x={}`"),
    (In::Components, "style={", "refused by the content policy; use a class or `style:x={}`"),
    (
        In::Components,
        "type=\"date",
        "the webview shows today in grey as if filled in; use TimeField or TextField",
    ),
    (In::Components, "type=\"time", "the webview shows now in grey as if filled in; use TimeField"),
    (In::Everything, "http://", "nothing comes from elsewhere"),
    (In::Everything, "https://", "nothing comes from elsewhere"),
    (In::Everything, ": any", "say the type, or `unknown`"),
    (In::Everything, "as any", "say the type, or `unknown`"),
    (In::Everything, "<any", "say the type, or `unknown`"),
    (In::Everything, "any[]", "say the type, or `unknown`"),
    (In::Everything, "@ts-ignore", "mend what the compiler found"),
    (In::Everything, "@ts-nocheck", "mend what the compiler found"),
    (In::Everything, "eslint-disable", "mend what was found"),
];
/// Names of vocabularies, which are never fetched.
const NAMESPACES: [&str; 1] = ["http://www.w3.org/"];

/// Checks every file of the screens.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let ours = sources.files.iter().filter(|file| file.path.starts_with(FOLDER));
    ours.flat_map(|file| length(file).into_iter().chain(door(file)).chain(never(file))).collect()
}

fn length(file: &SourceFile) -> Option<Problem> {
    if FREE.iter().any(|folder| file.path.starts_with(folder)) {
        return None;
    }
    let (_, max) = MAX_LINES.iter().find(|(suffix, _)| file.path.ends_with(suffix))?;
    let lines = file.text.lines().count();
    (lines > *max)
        .then(|| Problem::new(&file.path, format!("{lines} lines; at most {max}: split it by what it does")))
}

fn door(file: &SourceFile) -> Option<Problem> {
    let knows = file.text.contains("@tauri-apps") && !WINDOW_DOOR.contains(&file.path.as_str());
    knows.then(|| Problem::new(&file.path, format!("@tauri-apps belongs in {} only", WINDOW_DOOR[0])))
}

fn never(file: &SourceFile) -> Vec<Problem> {
    let component = file.path.ends_with(".svelte");
    let test = file.path.contains(".test.");
    let rules = NEVER.iter().filter(|(place, ..)| component || *place == In::Everything);
    // a test of what is refused has to say it
    let rules: Vec<_> = rules.filter(|(_, what, _)| !test || !what.contains("://")).collect();
    let generated = file.path.starts_with(FREE[0]);
    if generated {
        return Vec::new();
    }
    let lines = without_comments(&file.text);
    let found = lines.iter().enumerate().flat_map(|(at, line)| {
        let line = NAMESPACES.iter().fold(line.clone(), |line, name| line.replace(name, ""));
        let wrong = rules.iter().filter(move |(_, what, _)| stands_in(&line, what));
        wrong.map(move |(_, what, why)| {
            Problem::new(format!("{}:{}", file.path, at + 1), format!("`{}`: {why}", what.trim()))
        })
    });
    // what switches the compiler off stands in comments
    let switches = file.text.lines().enumerate().flat_map(|(at, line)| {
        let wrong = rules
            .iter()
            .filter(|(_, what, _)| (what.starts_with('@') || what.contains("eslint")) && line.contains(what));
        wrong.map(move |(_, what, why)| {
            Problem::new(format!("{}:{}", file.path, at + 1), format!("`{what}`: {why}"))
        })
    });
    found.chain(switches).collect()
}

/// Whether it stands there and is not the beginning of a longer word (`: anyone`).
fn stands_in(line: &str, what: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let word = what.ends_with(is_word);
    let begins = what.starts_with(is_word);
    line.match_indices(what).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + what.len()..).and_then(|after| after.chars().next());
        let free_before = !begins || !before.is_some_and(is_word);
        let free_after = !word || what.starts_with("type=") || !after.is_some_and(is_word);
        free_before && free_after
    })
}

/// The lines with comments blanked out: `//`, `/* */`, `<!-- -->`. Not a parser: a `//` within quotes ends the line
/// too, but an address (`://`) does not.
fn without_comments(text: &str) -> Vec<String> {
    let mut until: Option<&str> = None;
    let lines = text.lines().map(|line| {
        let (mut kept, mut rest) = (String::new(), line);
        loop {
            if let Some(end) = until {
                let Some((_, after)) = rest.split_once(end) else { break };
                (until, rest) = (None, after);
            }
            let opening = [("/*", "*/"), ("<!--", "-->"), ("//", "")].into_iter();
            let opening =
                opening.filter_map(|(start, end)| Some((comment_at(rest, start)?, start, end))).min();
            let Some((at, start, end)) = opening else {
                kept.push_str(rest);
                break;
            };
            kept.push_str(rest.get(..at).unwrap_or_default());
            if end.is_empty() {
                break;
            }
            (until, rest) = (Some(end), rest.get(at + start.len()..).unwrap_or_default());
        }
        kept
    });
    lines.collect()
}

fn comment_at(line: &str, start: &str) -> Option<usize> {
    let starts = line.match_indices(start).map(|(at, _)| at);
    let mut real = starts.filter(|at| start != "//" || !line.get(..*at).unwrap_or_default().ends_with(':'));
    real.next()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    fn check_one(path: &str, text: &str, expect: usize) {
        let problems = check(&checkout(&[(path, text)]));
        assert_eq!(problems.len(), expect, "{path}: {problems:?}");
    }

    #[test]
    fn long_files_are_told() {
        check_one("ui/src/kit/Button.svelte", &"\n".repeat(151), 1);
        check_one("ui/src/kit/time.ts", &"\n".repeat(300), 0);
        check_one("ui/src/kit/time.ts", &"\n".repeat(301), 1);
        check_one("ui/src/gen/api.ts", &"\n".repeat(3000), 0);
        check_one("ui/src/i18n/es/contact.ts", &"\n".repeat(3000), 0);
    }

    #[test]
    fn the_window_has_one_door() {
        let code = "import { invoke } from \"@tauri-apps/api/core\";";
        check_one("ui/src/host/tauri.ts", code, 0);
        check_one("ui/src/host/http.ts", code, 1);
        check_one("ui/src/features/lock/Lock.svelte", code, 1);
    }

    #[test]
    fn ways_around_are_told() {
        check_one("ui/src/a.svelte", "{@html text}", 1);
        check_one("ui/src/a.svelte", "<p style=\"color: red\">", 1);
        check_one("ui/src/a.svelte", "<p style:width={x}>", 0);
        check_one("ui/src/a.svelte", "<input type=\"datetime-local\">", 1);
        check_one("ui/src/a.svelte", "<input type=\"text\">", 0);
        check_one("ui/src/a.ts", "let x: any;", 1);
        check_one("ui/src/a.ts", "let x: anyone; // as any time: any", 0);
        check_one("ui/src/a.ts", "const many = y as anything;", 0);
        check_one("ui/src/a.ts", "// @ts-ignore", 1);
    }

    #[test]
    fn nothing_comes_from_elsewhere() {
        check_one("ui/src/a.ts", "fetch(\"https://example.org/x\");", 1);
        check_one("ui/src/a.css", "/* see https://example.org */", 0);
        check_one("ui/src/a.svelte", "<!-- http://example.org\nhttps://example.org --><b>", 0);
        check_one("ui/src/a.svelte", "<svg xmlns=\"http://www.w3.org/2000/svg\">", 0);
        check_one("ui/src/host/http.test.ts", "refused(\"https://example.org\");", 0);
    }
}

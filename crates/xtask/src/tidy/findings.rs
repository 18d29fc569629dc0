//! docs/reference/findings.md: codes that are not errors of a type but remarks made in passing, such as a rule of
//! the field that a record breaks, or what a relay was caught at. A person writes their meaning; this holds that
//! the page and the sources name the same ones.

use super::tokens::{Token, code_in};
use super::{Problem, sources::Sources};
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "docs/reference/findings.md";
/// The page of the codes that types have (see `errors`).
const ERRORS: &str = "docs/reference/errors.md";
/// In this crate every code of this family that stands in the code is meant for somebody to see.
const FAMILIES: [(&str, &str); 2] = [("sync", "sync."), ("app", "sync.")];
/// In this crate a code is what one of these is given last.
const CALLS: [(&str, &[&str]); 2] = [
    ("domain", &["block", "hint", "never", "blocking", "bad", "Err"]),
    ("app", &["Quarantine", "NotAllowed", "Err", "blocking", "not_open"]),
];
/// In these crates a code is also what a field of this name is given.
const FIELDS: ([&str; 2], &str) = (["app", "api"], "code");

/// Compares the page with the sources.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let (made, errors) = (made(sources), listed(sources.text(ERRORS)));
    let listed = listed(sources.text(PAGE));
    let missing = made.iter().filter(|(code, _)| !listed.contains(*code) && !errors.contains(*code));
    let missing = missing.map(|(code, place)| Problem::new(place, format!("{code} has no row in {PAGE}")));
    let gone = listed.iter().filter(|code| !made.contains_key(*code));
    let gone = gone.map(|code| Problem::new(PAGE, format!("{code} is made nowhere any more")));
    missing.chain(gone).collect()
}

/// Every code with one place that makes it.
fn made(sources: &Sources) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for file in sources.shipped_rust() {
        let (name, tokens) = (file.crate_name().unwrap_or_default(), file.tokens().unwrap_or_default());
        let family = FAMILIES.iter().find(|(owner, _)| *owner == name).map(|(_, family)| *family);
        for (at, token) in tokens.iter().enumerate() {
            let Some(code) = code_in(&token.text) else { continue };
            let of_family = family.is_some_and(|family| code.starts_with(family));
            let calls = CALLS.iter().find(|(owner, _)| *owner == name).map_or(&[][..], |(_, calls)| *calls);
            if of_family || is_given_last(&tokens, at, calls) || is_field(name, &tokens, at) {
                found.insert(code, format!("{}:{}", file.path, token.line));
            }
        }
    }
    found
}

/// Whether the token is what a field `code` is given.
fn is_field(name: &str, tokens: &[Token], at: usize) -> bool {
    let before =
        |steps: usize| at.checked_sub(steps).and_then(|at| tokens.get(at)).map(|token| token.text.as_str());
    FIELDS.0.contains(&name) && before(1) == Some(":") && before(2) == Some(FIELDS.1)
}

/// Whether the token is the last argument of one of `calls`.
fn is_given_last(tokens: &[Token], at: usize, calls: &[&str]) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let ends = text(at + 1) == ")" || (text(at + 1) == "," && text(at + 2) == ")");
    let mut depth = 0_usize;
    for before in (0..at).rev() {
        match text(before) {
            ")" | "]" | "}" => depth += 1,
            "(" if depth == 0 => {
                return ends && before.checked_sub(1).is_some_and(|name| calls.contains(&text(name)));
            }
            "(" | "[" | "{" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The codes in the first column.
fn listed(page: &str) -> BTreeSet<String> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(code, _)| code.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    const RULES: &str = r#"fn f() {
        found.block("offer.reason", "offer.reason_required");
        found.hint(&format!("{id}", (1, 2)), "dose.alone");
        text(values, "naloxone.given");
    }"#;

    #[test]
    fn only_the_last_of_a_call_is_a_code() {
        let made = made(&checkout(&[("crates/domain/src/validate/rules.rs", RULES)]));
        assert_eq!(made.keys().collect::<Vec<_>>(), ["dose.alone", "offer.reason_required"]);
    }

    #[test]
    fn a_family_is_found_wherever_it_stands() {
        let code = "fn f() -> Verdict { Verdict::Fault(\"sync.position_gap\") }";
        assert_eq!(made(&checkout(&[("crates/sync/src/page.rs", code)])).len(), 1);
        assert_eq!(made(&checkout(&[("crates/store/src/page.rs", code)])).len(), 0);
    }

    #[test]
    fn the_page_and_the_sources_name_the_same() {
        let rules = ("crates/domain/src/validate/rules.rs", RULES);
        let page = "| code | meaning |\n|---|---|\n| `offer.reason_required` | x |\n| `gone.code` | x |\n";
        let told: Vec<String> =
            check(&checkout(&[rules, (PAGE, page)])).iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        let full = "| `offer.reason_required` | x |\n";
        assert_eq!(check(&checkout(&[rules, (PAGE, full), (ERRORS, "| `dose.alone` | x | y |\n")])), []);
    }
}

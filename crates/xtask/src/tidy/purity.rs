//! Time, randomness and the outside world are arguments: pure crates have none of them, the others read them in
//! named places only.

use super::tokens::{Token, lines_of};
use super::{Problem, sources::Sources};

/// Crates without clock, randomness, input, output or async (docs/ARCHITECTURE.md).
const PURE: [&str; 4] = ["domain", "merge", "sync", "measures"];
/// Where the time is read: one file of the device, the outermost part of the relay.
const CLOCK_PLACES: [&str; 2] = ["crates/app/src/clock.rs", "crates/relay/src/server/"];
/// Where randomness is drawn.
const RANDOM_PLACES: [&str; 2] = ["crates/app/src/random.rs", "crates/relay/src/server/"];

const CLOCK: [&[&str]; 4] = [
    &["SystemTime", "::", "now"],
    &["Utc", "::", "now"],
    &["Local", "::", "now"],
    &["Timestamp", "::", "now"],
];
const RANDOM: [&[&str]; 8] = [
    &["SystemRandom"],
    &["OsRng"],
    &["ThreadRng"],
    &["getrandom"],
    &["rand", "::", "fill"],
    &["Ed25519KeyPair", "::", "generate"],
    &["Uuid", "::", "now_v7"],
    &["Uuid", "::", "new_v4"],
];
const OUTSIDE: [&[&str]; 15] = [
    &["Instant", "::", "now"],
    &["SystemTime"],
    &["std", "::", "fs"],
    &["std", "::", "net"],
    &["std", "::", "env"],
    &["std", "::", "process"],
    &["std", "::", "thread"],
    &["std", "::", "io"],
    &["thread_local"],
    &["async", "fn"],
    &["async", "move"],
    &["async", "{"],
    &[".", "await"],
    &["tokio"],
    &["futures_util"],
];

/// Checks every file that ends up in a program. The project's own commands may do as they like.
pub fn check(sources: &Sources) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in sources.shipped_rust().filter(|file| file.crate_name() != Some("xtask")) {
        let tokens = match file.tokens() {
            Ok(tokens) => tokens,
            Err(error) => {
                problems.push(Problem::new(&file.path, format!("is not Rust: {error}")));
                continue;
            }
        };
        let pure = file.crate_name().is_some_and(|name| PURE.contains(&name));
        if !at_one_of(&file.path, &CLOCK_PLACES) {
            problems.extend(found(
                &file.path,
                &tokens,
                &CLOCK,
                "time is an argument; the clock is read in app::clock",
            ));
        }
        if !at_one_of(&file.path, &RANDOM_PLACES) {
            problems.extend(found(
                &file.path,
                &tokens,
                &RANDOM,
                "randomness is an argument; it is drawn in app::random",
            ));
        }
        if pure {
            problems.extend(found(
                &file.path,
                &tokens,
                &OUTSIDE,
                "this crate has no clock, disk, network, thread or async",
            ));
        }
    }
    problems
}

fn at_one_of(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

fn found(path: &str, tokens: &[Token], sequences: &[&[&str]], why: &str) -> Vec<Problem> {
    let each = sequences.iter().flat_map(|sequence| {
        let lines = lines_of(tokens, sequence);
        lines
            .into_iter()
            .map(|line| Problem::new(format!("{path}:{line}"), format!("`{}`: {why}", sequence.concat())))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::super::sources::tests::checkout;
    use super::*;

    fn check_one(path: &str, code: &str, expect: usize) {
        let problems = check(&checkout(&[(path, code)]));
        assert_eq!(problems.len(), expect, "{path}: {problems:?}");
    }

    #[test]
    fn the_clock_has_its_place() {
        let code = "fn f() { std::time::SystemTime::now(); }";
        check_one("crates/app/src/clock.rs", code, 0);
        check_one("crates/relay/src/server/mod.rs", code, 0);
        check_one("crates/relay/src/relay.rs", code, 1);
        check_one("crates/app/src/ingest.rs", code, 1);
        check_one("crates/app/src/tests.rs", code, 0);
        check_one("crates/xtask/src/main.rs", code, 0);
    }

    #[test]
    fn randomness_has_its_place() {
        let code = "fn f() { aws_lc_rs::rand::fill(&mut [0; 4]); uuid::Uuid::now_v7(); }";
        check_one("crates/app/src/random.rs", code, 0);
        check_one("crates/vault/src/seal.rs", code, 2);
    }

    #[test]
    fn pure_crates_know_no_outside() {
        let code = "use std::fs; async fn f() { g().await } // std::net";
        check_one("crates/domain/src/x.rs", code, 3);
        check_one("crates/store/src/x.rs", code, 0);
        check_one("crates/merge/src/x.rs", "thread_local! { static N: u8 = 1; }", 1);
    }

    #[test]
    fn what_is_not_rust_is_told() {
        check_one("crates/domain/src/x.rs", "fn f() {", 1);
    }
}

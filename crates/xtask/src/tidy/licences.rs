//! Every library's licence is one that deny.toml allows. Here and not only in cargo-deny, which is not on every
//! machine: a licence slip should not wait for one that has it.

use super::{Problem, sources::Sources};
use anyhow::Context;
use cargo_metadata::Metadata;

/// Checks every package that is built here.
pub fn check(packages: &Metadata, sources: &Sources) -> anyhow::Result<Vec<Problem>> {
    let policy: toml::Table = sources.text("deny.toml").parse().context("deny.toml")?;
    let allowed = policy.get("licenses").and_then(|licences| licences.get("allow"));
    let allowed = allowed.and_then(toml::Value::as_array).context("no licenses.allow in deny.toml")?;
    let allowed: Vec<&str> = allowed.iter().filter_map(toml::Value::as_str).collect();
    let built = packages.resolve.iter().flat_map(|resolve| &resolve.nodes).map(|node| &packages[&node.id]);
    let told = built.filter_map(|package| {
        let licence = package.license.as_deref().unwrap_or("no licence stated");
        let wrong = !allows(licence, &allowed);
        wrong.then(|| Problem::new(package.name.as_str(), format!("{licence} is not allowed by deny.toml")))
    });
    Ok(told.collect())
}

/// Whether an SPDX expression can be met with these licences alone. `/` is the old way to write OR.
fn allows(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let met = any(&mut rest, allowed);
    met && rest.is_empty()
}

fn any(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = all(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= all(words, allowed);
    }
    met
}

fn all(words: &mut &[&str], allowed: &[&str]) -> bool {
    let mut met = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut &[&str], allowed: &[&str]) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = any(words, allowed);
            let closed = words.first() == Some(&")");
            *words = words.get(1..).unwrap_or_default();
            met && closed
        }
        [name, "WITH", exception, rest @ ..] => {
            *words = rest;
            allowed.contains(name) || allowed.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, rest @ ..] => {
            *words = rest;
            allowed.contains(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expect: bool) {
        assert_eq!(allows(expression, &["MIT", "Apache-2.0", "ISC"]), expect, "{expression}");
    }

    #[test]
    fn expressions_are_understood() {
        check("MIT", true);
        check("MIT/Apache-2.0", true);
        check("GPL-3.0-only OR MIT", true);
        check("GPL-3.0-only", false);
        check("MIT AND GPL-3.0-only", false);
        check("ISC AND (Apache-2.0 OR BSD-3-Clause)", true);
        check("ISC AND (BSD-3-Clause OR GPL-2.0-only)", false);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("no licence stated", false);
        check("", false);
        check("(MIT", false);
    }
}

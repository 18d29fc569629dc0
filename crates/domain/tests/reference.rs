//! `docs/reference/fields.md` and `docs/reference/codes.md` say what the tables say. `UPDATE_EXPECT=1` writes
//! them anew.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::fmt::Write as _;
use std::path::Path;

use footbridge_domain::RecordKind;
use footbridge_domain::codes;
use footbridge_domain::fields::{self, Key, Merge, Need, Rest, Rule, Value};

fn check(name: &str, expect: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, expect).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == expect, "{name} is behind the tables: run the tests once with UPDATE_EXPECT=1");
}

fn key(rule: &Rule) -> String {
    match rule.key {
        Key::Exact(key) => format!("`{key}`"),
        Key::Under(prefix, rest) => {
            let rest = match rest {
                Rest::Id => "<uuid>".to_owned(),
                Rest::Slug => "<slug>".to_owned(),
                Rest::Digits => "<digits>".to_owned(),
                Rest::Code(list) => format!("<{}>", list.name),
                Rest::Field => "<field key>".to_owned(),
            };
            format!("`{prefix}.{rest}`")
        }
    }
}

fn value(rule: &Rule) -> String {
    let list = |list: &codes::CodeList| format!("[{0}](codes.md#{0})", list.name);
    match rule.value {
        Value::Text(max) => format!("text, at most {max} characters"),
        Value::Code(codes) => format!("code: {}", list(codes)),
        Value::CodeOrLabel(codes) => format!("code: {}, or a label", list(codes)),
        Value::Moment => "moment".to_owned(),
        Value::Date => "date".to_owned(),
        Value::Int(low, high) => format!("whole number, {low} to {high}"),
        Value::Real(low, high) => format!("number, {low} to {high}"),
        Value::Flag => "`true`".to_owned(),
        Value::Record(kind) => format!("id of a {}", kind.name()),
        Value::Fact(parts) => {
            format!("fact: {}", parts.iter().map(|p| format!("`{p}`")).collect::<Vec<_>>().join(" "))
        }
        Value::Copy => "as the field it copies".to_owned(),
    }
}

fn table(out: &mut String, rules: &[Rule]) {
    out.push_str("| key | holds | merges | needed | meaning |\n|---|---|---|---|---|\n");
    for rule in rules {
        let need = if rule.need == Need::AtReady { "at Ready" } else { "" };
        writeln!(
            out,
            "| {} | {} | {} | {need} | {} |",
            key(rule),
            value(rule),
            rule.merge.word(),
            rule.about
        )
        .unwrap();
    }
}

const FIELDS: &str = "\
# Fields

Written by a test from the table in `crates/domain/src/fields`; to change it, change the table and run
`UPDATE_EXPECT=1 cargo test -p footbridge-domain --test reference`.

A record is a flat map from keys to values. Moments are RFC 9557 text
(`2018-01-04T00:42:00-05:00[America/New_York]`), dates may be partial (`1985-11`), facts are one canonical
`application/x-www-form-urlencoded` text with its keys in order (`administration=<uuid>&mg=4&route=nasal`). A key
that is not listed was made by a newer version: it is kept, shown and flagged. Keys for social security and
driver-licence numbers are refused, however they are spelt.

How concurrent edits merge. A conflict is more than one *distinct* concurrent value.

| merges | what is shown | asked of a person |
|---|---|---|
";

fn merges(out: &mut String) {
    let rows = [
        (Merge::KeepAll, "the latest by automerge order first, all others with it"),
        (Merge::SaferAlerts, "the same; the safer value drives alerts until somebody decides"),
        (Merge::Latest, "the latest by automerge order; history on demand"),
        (Merge::AddWins, "every member; adding wins over a concurrent removal"),
        (
            Merge::Fact,
            "every fact; a correction is a new fact that supersedes; one id with two texts is a conflict",
        ),
        (Merge::Sighting, "the newest by stated time first, with its age"),
        (Merge::Report, "the latest by stated time, fading to unknown"),
        (Merge::Event, "a state derived from the whole set"),
    ];
    for (merge, shown) in rows {
        writeln!(out, "| {} | {shown} | {} |", merge.word(), if merge.asks() { "yes" } else { "no" })
            .unwrap();
    }
}

#[test]
fn generated_fields_page_is_the_table() {
    let mut out = FIELDS.to_owned();
    merges(&mut out);
    out.push_str("\n## every kind\n\n");
    table(&mut out, fields::common());
    for kind in RecordKind::ALL {
        writeln!(out, "\n## {}\n", kind.name()).unwrap();
        match fields::of(kind) {
            [] => out.push_str("Not yet used.\n"),
            rules => table(&mut out, rules),
        }
    }
    check("fields.md", &out);
}

const CODES: &str = "\
# Code lists

Written by a test from `crates/domain/src/codes`; to change it, add a version there and run
`UPDATE_EXPECT=1 cargo test -p footbridge-domain --test reference`. Codes never change their meaning. What an older
version offered stays readable; what is offered is the newest. Wording, in any language, is data elsewhere.
";

#[test]
fn generated_codes_page_is_the_lists() {
    let mut out = CODES.to_owned();
    for list in codes::ALL {
        writeln!(out, "\n## {}", list.name).unwrap();
        for version in list.versions.iter().rev() {
            let codes: Vec<String> = version.codes.iter().map(|code| format!("`{code}`")).collect();
            writeln!(out, "\nVersion {} ({}):\n{}", version.number, version.source, codes.join(" · "))
                .unwrap();
        }
        for (old, new) in list.renamed {
            writeln!(out, "\n`{old}` is `{new}` today.").unwrap();
        }
    }
    check("codes.md", &out);
}

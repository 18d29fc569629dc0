//! Holds the interface's generated types in step with the command table, and the table in step with itself.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use footbridge_api::{Command, TABLE, fields_typescript, typescript};

const ERRORS: &str = include_str!("../../../docs/reference/errors.md");
const FINDINGS: &str = include_str!("../../../docs/reference/findings.md");

/// Every code an error of a command can carry: those of the error types, and findings that stop a command.
fn error_codes() -> BTreeSet<&'static str> {
    let first_cell = |line: &'static str| line.strip_prefix("| `")?.split_once('`').map(|(code, _)| code);
    let on_a_command = FINDINGS.split("## On a command").nth(1).unwrap_or_default();
    ERRORS.lines().chain(on_a_command.lines()).filter_map(first_cell).collect()
}

fn check(name: &str, expect: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/gen").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, expect).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expect, "run `cargo xtask gen-types`: ui/src/gen/{name} is not what the tables give");
}

#[test]
fn generated_types_are_in_step() {
    check("api.ts", &typescript(error_codes()));
}

#[test]
fn generated_fields_are_in_step() {
    check("fields.ts", &fields_typescript());
}

#[test]
fn the_errors_page_names_codes_of_every_layer() {
    let codes = error_codes();
    for code in ["store.full", "vault.wrong_passphrase", "net.unreachable", "relay.stream_fork", "csv.empty"]
    {
        assert!(codes.contains(code), "{code} in {codes:?}");
    }
}

/// A host sends what TypeScript was told: the name in snake case and the request as `args`.
#[test]
fn every_command_is_read_by_its_generated_name() {
    for (name, ..) in TABLE {
        let snake: String = name
            .char_indices()
            .flat_map(|(at, c)| {
                (c.is_uppercase() && at > 0).then_some('_').into_iter().chain(c.to_lowercase())
            })
            .collect();
        let sent = format!("{{\"command\":\"{snake}\",\"args\":{{}}}}");
        // a request with needed fields is refused for the missing field, never for the command's name
        let refused = serde_json::from_str::<Command>(&sent).err().map(|error| error.to_string());
        assert!(refused.is_none_or(|error| error.contains("missing field")), "{snake}");
    }
    assert!(serde_json::from_str::<Command>("{\"command\":\"no_such\",\"args\":{}}").is_err());
}

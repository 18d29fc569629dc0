//! The edge at which a host's text becomes a command. What stands in a call is hostile until it is read.

use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

use crate::error::DeskError;
use crate::table::{Command, DESK_TABLE, DeskCommand};
use crate::typescript::snake;

/// A call in bytes at most. The longest narrative is some hundred kilobytes.
pub const CALL_MAX_BYTES: usize = 4 * 1024 * 1024;

/// A call that was read.
pub(super) enum Call {
    /// About the desk.
    Desk(DeskCommand),
    /// About the device, with its name.
    Device(String, Box<Command>),
}

/// The name alone, so that what else stands there is copied nowhere before it is known what it is.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    command: Cow<'a, str>,
    #[serde(rename = "args")]
    _args: Option<IgnoredAny>,
}

/// Reads a call.
///
/// # Errors
/// `call.too_large`, `call.unreadable`.
pub(super) fn read(call: &str) -> Result<Call, DeskError> {
    if call.len() > CALL_MAX_BYTES {
        return Err(DeskError::TooLarge(call.len()));
    }
    let named: Named<'_> = serde_json::from_str(call).map_err(|error| unreadable(&error))?;
    if DESK_TABLE.iter().any(|(name, ..)| snake(name) == named.command) {
        return Ok(Call::Desk(serde_json::from_str(call).map_err(|error| unreadable(&error))?));
    }
    let command = serde_json::from_str(call).map_err(|error| unreadable(&error))?;
    Ok(Call::Device(named.command.into_owned(), Box::new(command)))
}

/// Only where, never what: the reader's own words quote what stood there.
fn unreadable(error: &serde_json::Error) -> DeskError {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a name or a value does not fit",
        _ => "not JSON",
    };
    DeskError::Unreadable(format!("{kind}, line {} column {}", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(call: &str) -> String {
        read(call).err().map(|error| format!("{} {error}", error.code())).unwrap_or_default()
    }

    #[test]
    fn both_tables_are_read() {
        assert!(matches!(read(r#"{"command":"lock","args":{}}"#), Ok(Call::Desk(DeskCommand::Lock(_)))));
        let Ok(Call::Device(name, command)) = read(r#"{"command":"board","args":{}}"#) else { panic!() };
        assert_eq!((name.as_str(), matches!(*command, Command::Board(_))), ("board", true));
    }

    #[test]
    fn hostile_calls_are_refused() {
        let deep = format!(r#"{{"command":"board","args":{}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let calls = [
            "",
            "null",
            "[]",
            "{}",
            "\u{0}",
            "{\"command\":7}",
            r#"{"command":"no_such","args":{}}"#,
            r#"{"command":"Board","args":{}}"#,
            r#"{"command":"board"}"#,
            r#"{"command":"board","args":[1]}"#,
            r#"{"command":"board","args":{}} more"#,
            r#"{"command":"lock","command":"board","args":{}}"#,
            r#"{"command":"unlock","args":{}}"#,
            r#"{"command":"settings_save","args":{"lock_after_min":-1}}"#,
            deep.as_str(),
        ];
        for call in calls {
            assert!(refused(call).starts_with("call.unreadable"), "{}", call.get(..60).unwrap_or(call));
        }
        let large = format!(r#"{{"command":"board","args":{{}}}}{}"#, " ".repeat(CALL_MAX_BYTES));
        assert!(refused(&large).starts_with("call.too_large"));
    }

    #[test]
    fn what_stood_there_is_not_told() {
        let calls = [
            r#"{"command":"unlock","args":{"passphrase":{"a secret":1}}}"#,
            r#"{"command":"unlock","args":{"passphrase":20101985}}"#,
            r#"{"command":"unlock","args":"a secret"}"#,
            r#"{"command":"a secret","args":{}}"#,
        ];
        for call in calls {
            let told = refused(call);
            assert!(!told.is_empty() && !told.contains("secret") && !told.contains("1985"), "{told}");
        }
    }
}

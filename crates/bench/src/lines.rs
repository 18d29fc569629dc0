//! One JSON value a line, in and out: the one place of this crate that writes to the terminal.

use std::io::{BufRead, Write};

use anyhow::Context;
use serde_json::{Value, json};

/// One line on standard output. A reader that went away is no reason to stop.
pub fn say(value: &Value) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{value}").and_then(|()| out.flush()).ok();
}

/// One line on standard error.
pub fn complain(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").ok();
}

/// Answers requests until standard input ends: `{"seq", "cmd", "args"}` → `{"seq", "result"}` or `{"seq", "error"}`.
pub fn answer(mut work: impl FnMut(&str, &Value) -> anyhow::Result<Value>) -> anyhow::Result<()> {
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?).context("a request is not JSON")?;
        let command = request.get("cmd").and_then(Value::as_str).context("a request without cmd")?;
        let arguments = request.get("args").unwrap_or(&Value::Null);
        let seq = request.get("seq").unwrap_or(&Value::Null);
        say(&match work(command, arguments) {
            Ok(result) => json!({ "seq": seq, "result": result }),
            Err(error) => json!({ "seq": seq, "error": format!("{error:#}") }),
        });
    }
    Ok(())
}

/// A text among a request's arguments.
pub fn text<'a>(arguments: &'a Value, name: &str) -> anyhow::Result<&'a str> {
    arguments.get(name).and_then(Value::as_str).with_context(|| format!("no text `{name}` in the request"))
}

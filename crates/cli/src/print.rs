//! Answers and errors on the terminal: JSON for scripts, words for people.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use api::{ApiError, Flow, Progress, Reply};

use crate::error::CliError;
use crate::{answer, explain};

/// Writes the answer to standard output.
pub fn reply(json: bool, reply: &Reply) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, reply)?;
        writeln!(out)?;
    } else {
        answer::words(&mut out, reply)?;
    }
    Ok(out.flush()?)
}

/// Whether nobody reads the answer any more (`footbridge … | head -1`).
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(std::io::ErrorKind::BrokenPipe)
    };
    error.chain().any(closed)
}

/// Writes the error to standard error and says with which code to exit.
pub fn failure(json: bool, error: &anyhow::Error) -> ExitCode {
    let (said, exit) = match error.downcast_ref::<ApiError>() {
        Some(error) => (error.clone(), error.exit_code()),
        None => (unasked(error), USAGE_EXIT),
    };
    let mut err = std::io::stderr().lock();
    let written = match json {
        true => writeln!(err, "{}", serde_json::json!(said)),
        false => writeln!(err, "footbridge: {}", in_words(&said)),
    };
    // nobody reads standard error: the exit code still tells
    ExitCode::from(if written.is_ok() { exit } else { exit.max(1) })
}

/// An error for a person: where it says no more than a code, the code's meaning.
fn in_words(error: &ApiError) -> String {
    let meaning = explain::words(&error.code).unwrap_or(&error.code);
    let mut said = format!("{} [{}]", error.message.replace(&error.code, meaning), error.code);
    for issue in &error.issues {
        said.push_str(&format!("\n  {}: {}", issue.field, explain::with_code(&issue.code)));
    }
    said
}

/// The exit code when no device was asked.
const USAGE_EXIT: u8 = 2;

/// What went wrong before any device was asked.
fn unasked(error: &anyhow::Error) -> ApiError {
    let unnamed = || CliError::Usage(String::new()).code();
    let code = error.downcast_ref::<CliError>().map_or_else(unnamed, CliError::code);
    ApiError { code: code.to_owned(), message: format!("{error:#}"), issues: Vec::new() }
}

/// Hears Ctrl-C from here on, for work that can be called off so that nothing of it is done. Everything else may
/// be ended at any moment, and is: what was saved is on the disk.
pub fn call_off_on_ctrl_c() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed))?;
    Ok(stop)
}

/// Progress on a terminal, silence elsewhere; heeds `stop`.
pub fn progress(json: bool, stop: Arc<AtomicBool>) -> Progress<'static> {
    let show = !json && std::io::stderr().is_terminal();
    Progress::new(move |step| {
        if show {
            let mut err = std::io::stderr().lock();
            let end = if step.total > 0 && step.done >= step.total { '\n' } else { '\r' };
            let shown = match step.total {
                0 => write!(err, "{} {}   {end}", step.done, step.what),
                total => write!(err, "{} of {total} {}   {end}", step.done, step.what),
            };
            if shown.is_err() {
                return Flow::Go; // a closed terminal is no reason to stop the work
            }
        }
        if stop.load(Ordering::Relaxed) { Flow::Cancel } else { Flow::Go }
    })
}

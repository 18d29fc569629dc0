//! Answers and errors on the terminal: JSON for scripts, words for people.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use api::views::{ContactSavedView, FieldView, HandoffView, ImportView, RecordView, SyncView};
use api::{ApiError, Flow, Progress, Reply};

use crate::error::CliError;

/// Writes the answer to standard output.
pub fn reply(json: bool, reply: &Reply) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, reply)?;
        writeln!(out)?;
    } else {
        words(&mut out, reply)?;
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
        false => writeln!(err, "footbridge: {said}"),
    };
    // nobody reads standard error: the exit code still tells
    ExitCode::from(if written.is_ok() { exit } else { exit.max(1) })
}

/// The exit code when no device was asked.
const USAGE_EXIT: u8 = 2;

/// What went wrong before any device was asked.
fn unasked(error: &anyhow::Error) -> ApiError {
    let unnamed = || CliError::Usage(String::new()).code();
    let code = error.downcast_ref::<CliError>().map_or_else(unnamed, CliError::code);
    ApiError { code: code.to_owned(), message: format!("{error:#}"), issues: Vec::new() }
}

/// Progress on a terminal, silence elsewhere; Ctrl-C cancels so that nothing is half-done.
pub fn progress(json: bool) -> Result<Progress<'static>> {
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed))?;
    let show = !json && std::io::stderr().is_terminal();
    Ok(Progress::new(move |step| {
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
    }))
}

fn words(out: &mut impl Write, reply: &Reply) -> Result<()> {
    match reply {
        Reply::Sync(view) => sync(out, view)?,
        Reply::Invite(view) => {
            writeln!(
                out,
                "For one {} of {} ({}). Use it once, before it expires:",
                view.role, view.agency, view.class
            )?;
            writeln!(out, "{}", view.code)?;
        }
        Reply::ImportCsv(view) => import(out, view)?,
        Reply::ContactNew(view) | Reply::DraftReady(view) => saved(out, view)?,
        Reply::ContactList(view) => {
            for row in &view.contacts {
                writeln!(out, "{}  {}  {}  {}", row.id, row.pathway, row.agency, named(&row.person_name))?;
            }
        }
        Reply::PersonSearch(view) => {
            for hit in &view.people {
                let born = hit.birth_date.as_deref().unwrap_or("");
                let conflicts = if hit.conflicts > 0 { "  needs a decision" } else { "" };
                writeln!(out, "{}  {}  {born}{conflicts}", hit.id, named(&hit.name))?;
            }
        }
        Reply::RecordShow(view) | Reply::RecordEdit(view) | Reply::Settle(view) | Reply::NoteAdd(view) => {
            record(out, view)?;
        }
        Reply::HandoffOffer(view) | Reply::HandoffStep(view) | Reply::HandoffShow(view) => {
            handoff(out, view)?
        }
        Reply::HandoffList(view) => {
            for one in &view.handoffs {
                writeln!(out, "{}  {}  accountable: {}", one.id, one.state, one.accountable.join(", "))?;
            }
        }
        Reply::FollowUps(view) | Reply::FollowUpAttempt(view) => {
            for one in &view.follow_ups {
                writeln!(out, "{}  {}  {}  {}", one.id, one.state, one.reason, named(&one.person_name))?;
            }
        }
        Reply::Conflicts(view) => {
            for one in &view.conflicts {
                writeln!(out, "{} {}", one.kind, one.id)?;
                field(out, &one.field)?;
            }
        }
        Reply::Digest(view) => {
            for one in &view.compartments {
                writeln!(out, "{}  {}  {}", one.compartment, one.digest, one.name)?;
            }
        }
        other => plain(out, &serde_json::to_value(other)?)?,
    }
    Ok(())
}

/// Any other answer: one `key: value` line for each plain value.
fn plain(out: &mut impl Write, value: &serde_json::Value) -> Result<()> {
    let Some(map) = value.as_object() else {
        return Ok(writeln!(out, "{value}")?);
    };
    for (key, value) in map {
        match value {
            serde_json::Value::String(text) => writeln!(out, "{key}: {text}")?,
            serde_json::Value::Array(items) => {
                writeln!(out, "{key}: {}", items.len())?;
                for item in items {
                    writeln!(out, "  {item}")?;
                }
            }
            serde_json::Value::Object(inner) => {
                writeln!(out, "{key}:")?;
                for (key, value) in inner {
                    writeln!(out, "  {key}: {value}")?;
                }
            }
            other => writeln!(out, "{key}: {other}")?,
        }
    }
    Ok(())
}

fn named(name: &str) -> &str {
    if name.is_empty() { "(no name)" } else { name }
}

fn sync(out: &mut impl Write, view: &SyncView) -> Result<()> {
    writeln!(out, "sent {}, received {}, not yet sent {}", view.sent, view.received, view.unsent)?;
    if view.quarantined + view.parked > 0 {
        writeln!(out, "kept aside: {} quarantined, {} parked (see `aside`)", view.quarantined, view.parked)?;
    }
    for notice in &view.notices {
        writeln!(out, "{} [{}]", notice.text, notice.code)?;
    }
    Ok(writeln!(out, "{}", if view.up_to_date { "in step with the relay" } else { "not in step yet" })?)
}

fn import(out: &mut impl Write, view: &ImportView) -> Result<()> {
    writeln!(
        out,
        "{} rows: {} records, {} new, {} changed, {} already held; {} clocks started",
        view.rows, view.records, view.created, view.changed, view.unchanged, view.clocks_started
    )?;
    for row in &view.rejected {
        let column = row.column.as_deref().map(|name| format!(", {name}")).unwrap_or_default();
        writeln!(out, "left out: line {}{column} [{}]", row.line, row.code)?;
    }
    if !view.warnings.is_empty() {
        writeln!(out, "{} values worth a look (--json lists them)", view.warnings.len())?;
    }
    Ok(())
}

fn saved(out: &mut impl Write, view: &ContactSavedView) -> Result<()> {
    writeln!(out, "Saved on this device.")?;
    writeln!(out, "contact: {}", view.contact)?;
    writeln!(out, "incident: {}", view.incident)?;
    writeln!(out, "person: {}", view.person)?;
    if let Some(follow_up) = &view.follow_up {
        writeln!(out, "follow-up: {follow_up}")?;
    }
    for hint in &view.hints {
        writeln!(out, "hint: {} [{}]", hint.field, hint.code)?;
    }
    Ok(())
}

fn record(out: &mut impl Write, view: &RecordView) -> Result<()> {
    writeln!(out, "{} {}", view.kind, view.id)?;
    view.fields.iter().try_for_each(|one| field(out, one))?;
    for issue in &view.issues {
        writeln!(out, "  ! {} [{}]", issue.field, issue.code)?;
    }
    Ok(())
}

fn field(out: &mut impl Write, view: &FieldView) -> Result<()> {
    if view.conflict.is_empty() {
        return Ok(writeln!(out, "  {} = {}", view.key, view.value)?);
    }
    writeln!(out, "  {}: {} values, a person must decide", view.key, view.conflict.len())?;
    for one in &view.conflict {
        let off = if one.clock_off { ", clock off" } else { "" };
        writeln!(out, "    {}  ({}, {}{off})", one.value, one.agency, one.at)?;
    }
    if let Some(alert) = &view.alert {
        writeln!(out, "    until then: {alert}")?;
    }
    Ok(())
}

fn handoff(out: &mut impl Write, view: &HandoffView) -> Result<()> {
    writeln!(out, "handoff {}: {}", view.id, view.state)?;
    writeln!(out, "  accountable: {}", view.accountable.join(", "))?;
    if !view.marks.is_empty() {
        writeln!(out, "  marks: {}", view.marks.join(", "))?;
    }
    for event in &view.events {
        let code = event.code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
        let to = event.to.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
        writeln!(out, "  {}  {} by {}{to}{code}", event.at, event.kind, event.party)?;
    }
    writeln!(out, "  receipt: {}", view.receipt)?;
    Ok(writeln!(out, "  may: {}", view.may.join(", "))?)
}

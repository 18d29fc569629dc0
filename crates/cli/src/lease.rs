//! The lease in words.

use std::io::Write;

use anyhow::Result;
use api::Reply;
use api::views::{LeaseCodeView, LeaseState, LeaseView};

/// How it stands, and what to read out to whom.
pub fn lease(out: &mut impl Write, view: &LeaseView) -> Result<()> {
    match view.state {
        LeaseState::Over => writeln!(
            out,
            "over: what others recorded is hidden until this device syncs, or a code is typed. Recording goes on."
        )?,
        LeaseState::Running | LeaseState::Ending => {
            writeln!(out, "days left without contact: {} of {}", view.days_left, view.days)?;
        }
    }
    let Some(request) = &view.request else { return Ok(()) };
    writeln!(out, "request to read out: {request}")?;
    writeln!(out, "to one of these, who answers with a code for `lease unlock`:")?;
    for one in &view.answered_by {
        let name = if one.name.is_empty() { "no name given" } else { &one.name };
        writeln!(out, "  {}, {} ({name})", one.agency, one.role)?;
    }
    Ok(())
}

/// What is read out, and to whom.
pub fn code(out: &mut impl Write, view: &LeaseCodeView) -> Result<()> {
    let name = if view.name.is_empty() { "no name given" } else { &view.name };
    writeln!(
        out,
        "For the device of {}, {} ({name}). Read it out only to somebody you know:",
        view.agency, view.role
    )?;
    Ok(writeln!(out, "{}", view.code)?)
}

/// Whether something is left out of this answer.
pub fn leaves_out(reply: &Reply) -> bool {
    match reply {
        Reply::Aside(view) => view.hidden,
        Reply::Export(view) => view.hidden,
        Reply::ContactList(view) => view.hidden,
        Reply::Board(view) => view.hidden,
        Reply::PersonShow(view) => view.hidden,
        Reply::PersonSearch(view) => view.hidden,
        Reply::Conflicts(view) => view.hidden,
        Reply::HandoffList(view) => view.hidden,
        Reply::FollowUps(view) | Reply::FollowUpAttempt(view) => view.hidden,
        _ => false,
    }
}

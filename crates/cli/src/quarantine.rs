//! Answers about the later work of revoked devices, and about what was readable on them, in words.

use std::io::Write;

use anyhow::Result;
use api::views::{
    DeviceExposureView, ExposedCompartmentView, QuarantineDecidedView, QuarantineListView,
    QuarantinedChangeView, QuarantinedWorkView, RecoveredWorkView,
};

use crate::compartments::{device, name};

/// What waits and what was rejected; with every change where that was asked for.
pub fn list(out: &mut impl Write, view: &QuarantineListView) -> Result<()> {
    if view.work.is_empty() {
        writeln!(out, "nothing of a revoked device waits here")?;
    }
    view.work.iter().try_for_each(|one| work(out, one))
}

fn work(out: &mut impl Write, one: &QuarantinedWorkView) -> Result<()> {
    let state = if one.rejected { "rejected" } else { "waits for the custodian" };
    let who = [one.agency.as_str(), one.name.as_str()];
    let who: Vec<&str> = who.into_iter().filter(|word| !word.is_empty()).collect();
    writeln!(out, "{}  {state}", one.id)?;
    writeln!(
        out,
        "  {} changes in {}, by device {} ({}), here since {}",
        one.entries,
        name(&one.compartment.name),
        one.device,
        who.join(", "),
        api::local_time(one.since_ms)
    )?;
    one.changes.iter().try_for_each(|one| change(out, one))
}

fn change(out: &mut impl Write, one: &QuarantinedChangeView) -> Result<()> {
    writeln!(out, "  {} {}  {}", one.kind, one.record, one.at)?;
    for edit in &one.edits {
        writeln!(out, "    {} = {}", edit.key, edit.value.as_deref().unwrap_or("(cleared)"))?;
    }
    Ok(())
}

/// What a revoked device had not sent.
pub fn recovered(out: &mut impl Write, view: &RecoveredWorkView) -> Result<()> {
    for part in &view.parts {
        writeln!(out, "Device {}, for {}:", part.device, name(&part.compartment.name))?;
        if !part.opened {
            writeln!(
                out,
                "  sealed to others: its custodian opens it with the recovery kit of that compartment"
            )?;
        }
        part.changes.iter().try_for_each(|one| change(out, one))?;
        for draft in &part.drafts {
            writeln!(out, "  draft  {draft}")?;
        }
    }
    Ok(writeln!(
        out,
        "\nNothing of this was taken in: what is to count, somebody records again. `--json` gives all of it to a program."
    )?)
}

/// What was decided, and what follows.
pub fn decided(out: &mut impl Write, view: &QuarantineDecidedView) -> Result<()> {
    let (entries, segments) = (view.entries, view.segments);
    if view.adopted {
        return Ok(writeln!(
            out,
            "Adopted: {entries} changes in {segments} segments. They count here now, and on every other device with its\n\
             next sync."
        )?);
    }
    Ok(writeln!(
        out,
        "Rejected: {entries} changes in {segments} segments. They stay out of the records for good, and stay here to be\n\
         looked at. What others wrote upon them their devices write again without them: look at `conflicts` after that."
    )?)
}

/// What was readable on a device.
pub fn exposure(out: &mut impl Write, view: &DeviceExposureView) -> Result<()> {
    device(out, &view.device)?;
    if let Some(at_ms) = view.revoked_heard_ms {
        writeln!(out, "Cut off; this device heard of it on {}.", api::local_time(at_ms))?;
    }
    writeln!(out, "\nReadable on it, as far as is known here:")?;
    if view.compartments.is_empty() {
        writeln!(out, "- nothing of the compartments that this device is in")?;
    }
    view.compartments.iter().try_for_each(|one| exposed(out, one))?;
    match view.drafts {
        Some(count) => writeln!(out, "- drafts on it: {count}")?,
        None => {
            writeln!(out, "- drafts on it: not known; a draft leaves its device only when it is finished")?
        }
    }
    writeln!(
        out,
        "\nOther compartments that it may have been in are not known here: ask their custodians.\n\
         What was read cannot be unread: a new key protects what is written after it."
    )?;
    Ok(())
}

fn exposed(out: &mut impl Write, one: &ExposedCompartmentView) -> Result<()> {
    let time = |ms: Option<i64>| ms.map_or_else(|| "none known".to_owned(), api::local_time);
    writeln!(out, "- {}: everything in it, from its beginning", name(&one.compartment.name))?;
    let kinds: Vec<String> = one.records.iter().map(|kind| format!("{} {}", kind.count, kind.kind)).collect();
    writeln!(out, "    records: {}", if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") })?;
    writeln!(out, "    first work of it here: {}", time(one.first_work_ms))?;
    writeln!(out, "    latest work of it here: {}", time(one.last_work_ms))?;
    let key = if one.key_replaced { "replaced by one it does not know" } else { "known to it" };
    Ok(writeln!(out, "    the compartment's key: {key}")?)
}

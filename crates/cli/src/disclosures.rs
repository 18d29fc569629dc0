//! Who was told what, in words.

use std::io::Write;

use anyhow::Result;
use api::views::{
    DisclosureListView, DisclosureView, FieldView, HandoffPreviewView, HandoffView, OfferPreviewView,
};

use crate::answer::when;
use crate::explain;

/// The disclosures of a person.
pub fn list(out: &mut impl Write, view: &DisclosureListView) -> Result<()> {
    if view.disclosures.is_empty() {
        writeln!(out, "nobody outside was told anything of this person")?;
    }
    view.disclosures.iter().try_for_each(|one| line(out, one))
}

fn line(out: &mut impl Write, view: &DisclosureView) -> Result<()> {
    let DisclosureView { id, to, about, standing, .. } = view;
    let what = said(view);
    Ok(writeln!(out, "  {}  {about} to {to}: {what}  [{}]  {id}", when(&view.at), words(standing))?)
}

/// What was told, by the names of the fields.
fn said(view: &DisclosureView) -> String {
    let fields = view.fields.iter().map(|field| field.key.clone());
    let told = view.told.iter().map(|told| told.kind.clone());
    let asks = (!view.asks.is_empty()).then(|| "asks".to_owned());
    let all: Vec<String> = fields.chain(told).chain(asks).collect();
    if all.is_empty() { "no field".to_owned() } else { all.join(", ") }
}

fn words(standing: &str) -> &str {
    match standing {
        "waiting" => "waits to be sent",
        "stopped" => "stopped before it left",
        "in_reliance" => "had left when the consent was taken back",
        other => other,
    }
}

/// One disclosure.
pub fn show(out: &mut impl Write, view: &DisclosureView) -> Result<()> {
    writeln!(out, "disclosure {}", view.id)?;
    line(out, view)?;
    if let Some(person) = &view.person {
        writeln!(out, "  person: {person}")?;
    }
    if let Some(handoff) = &view.handoff {
        writeln!(out, "  handoff: {handoff}")?;
    }
    writeln!(out, "  purpose: {}; leg: {}", view.purpose, view.leg)?;
    writeln!(out, "  on the consent: {}", view.consents.join(", "))?;
    if !view.by.is_empty() {
        writeln!(out, "  by: {}", view.by)?;
    }
    if !view.standing_at.is_empty() {
        writeln!(out, "  {} since {}", words(&view.standing), when(&view.standing_at))?;
    }
    view.fields.iter().try_for_each(|field| value(out, field))?;
    if !view.asks.is_empty() {
        writeln!(out, "    asks = {}", view.asks)?;
    }
    for told in &view.told {
        writeln!(out, "    {} {}", told.kind, when(&told.at))?;
    }
    if view.omitted {
        writeln!(out, "    and something was left out")?;
    }
    Ok(())
}

fn value(out: &mut impl Write, field: &FieldView) -> Result<()> {
    Ok(writeln!(out, "    {} = {}", field.key, field.value)?)
}

/// What an offer would tell.
pub fn preview(out: &mut impl Write, view: &HandoffPreviewView) -> Result<()> {
    view.agencies.iter().try_for_each(|one| preview_of(out, one))
}

fn preview_of(out: &mut impl Write, view: &OfferPreviewView) -> Result<()> {
    writeln!(out, "{}", view.agency)?;
    if view.reads {
        return Ok(writeln!(out, "  reads the contact itself: nothing is copied")?);
    }
    if let Some(code) = &view.refused {
        writeln!(out, "  nothing may go: {}", explain::with_code(code))?;
    }
    view.fields.iter().try_for_each(|field| value(out, field))?;
    for left in &view.left_out {
        writeln!(out, "    left out: {}: {}", left.key, explain::with_code(&left.code))?;
    }
    if !view.consents.is_empty() {
        writeln!(out, "  on the consent: {}", view.consents.join(", "))?;
    }
    if view.notice {
        writeln!(out, "  with the notice of 42 CFR 2.32")?;
    }
    Ok(())
}

/// What crossed for a handoff.
pub fn of_handoff(out: &mut impl Write, view: &HandoffView) -> Result<()> {
    if let Some(copied) = &view.copied {
        writeln!(out, "  copied from {} on {} under consent", copied.from, when(&copied.at))?;
        if !copied.revoked.is_empty() {
            writeln!(out, "  the person took the consent back on {}", when(&copied.revoked))?;
        }
        view.packet.iter().try_for_each(|field| value(out, field))?;
        copied.notice.lines().try_for_each(|line| writeln!(out, "  | {line}"))?;
    }
    for told in &view.told {
        let code = told.code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
        writeln!(out, "  told by {}: {} {}{code}", told.agency, told.kind, when(&told.at))?;
    }
    for one in &view.not_told {
        writeln!(out, "  not told to {}: {}: {}", one.agency, one.kind, explain::with_code(&one.code))?;
    }
    view.disclosures.iter().try_for_each(|one| line(out, one))
}

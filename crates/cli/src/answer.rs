//! Answers in words, for a person at the terminal.

use std::io::Write;

use anyhow::Result;
use api::Reply;
use api::views::{
    ContactSavedView, DraftView, FieldView, HandoffView, ImportView, IssueView, RecordView, StatusView,
    SummaryView, SyncView,
};

use crate::{
    compartments, consents, directory, disclosures, explain, lease, members, pages, programme, quarantine,
};

/// Writes an answer for a person.
pub fn words(out: &mut impl Write, reply: &Reply) -> Result<()> {
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
        Reply::ImportHsds(view) => directory::imported(out, view)?,
        Reply::ServiceSearch(view) => directory::services(out, view)?,
        Reply::ServiceShow(view) => directory::service(out, view)?,
        Reply::ContactNew(view) | Reply::DraftReady(view) => saved(out, view)?,
        Reply::RecordShow(view)
        | Reply::RecordEdit(view)
        | Reply::Settle(view)
        | Reply::Unsettle(view)
        | Reply::NoteAdd(view) => {
            record(out, view)?;
        }
        Reply::HandoffOffer(view) | Reply::HandoffStep(view) | Reply::HandoffShow(view) => {
            handoff(out, view)?
        }
        Reply::ConsentNew(view)
        | Reply::ConsentShow(view)
        | Reply::ConsentRevoke(view)
        | Reply::ConsentRenew(view)
        | Reply::ConsentEnd(view)
        | Reply::ConsentInError(view) => consents::consent(out, view)?,
        Reply::ConsentList(view) => consents::list(out, view)?,
        Reply::ConsentText(view) => consents::text(out, view)?,
        Reply::ConsentDraftSave(view) | Reply::ConsentDraftShow(view) => consents::draft(out, view)?,
        Reply::ConsentPrint(view) => write!(out, "{}", view.html)?,
        Reply::Digest(view) => {
            for one in &view.compartments {
                writeln!(out, "{}  {}  {}", one.compartment, one.digest, one.name)?;
            }
        }
        Reply::HandoffPreview(view) => disclosures::preview(out, view)?,
        Reply::DisclosureList(view) => disclosures::list(out, view)?,
        Reply::DisclosureShow(view) => disclosures::show(out, view)?,
        Reply::DisclosureExport(view) => write!(out, "{}", view.csv)?,
        Reply::Board(view) => pages::board(out, view)?,
        Reply::PersonShow(view) => pages::person(out, view)?,
        Reply::ContactShow(view) | Reply::DoseAdd(view) => pages::contact(out, view)?,
        Reply::Agencies(view) => pages::agencies(out, view)?,
        Reply::Status(view) => status(out, view)?,
        Reply::Summary(view) => summary(out, view)?,
        Reply::Export(view) => view.records.iter().try_for_each(|one| record(out, one))?,
        other => administration(out, other)?,
    }
    if lease::leaves_out(reply) {
        writeln!(out, "what others recorded is hidden: see `lease show`")?;
    }
    Ok(())
}

/// The answers about devices, compartments, members and the programme.
fn administration(out: &mut impl Write, reply: &Reply) -> Result<()> {
    match reply {
        Reply::MemberList(view) | Reply::MemberSignUp(view) | Reply::MemberRemove(view) => {
            members::list(out, view)?
        }
        Reply::MemberName(view) => members::named(out, view)?,
        Reply::PassphraseChange(_) => writeln!(out, "The passphrase was changed.")?,
        Reply::VoiceGrant(_) => {
            writeln!(out, "The invitation is at the new device, which sets itself up with it.")?
        }
        Reply::CompartmentFound(view)
        | Reply::CompartmentAdmit(view)
        | Reply::CompartmentUse(view)
        | Reply::CompartmentRotate(view) => compartments::compartment(out, view)?,
        Reply::CompartmentRestore(view) => compartments::restored(out, view)?,
        Reply::DeviceRevoke(view) => compartments::revoked(out, view)?,
        Reply::ProgrammeShow(view) | Reply::ProgrammeCheck(view) | Reply::ProgrammeAdopt(view) => {
            programme::programme(out, view)?
        }
        Reply::CompartmentKit(view) => compartments::kit(out, view)?,
        Reply::CompartmentKitKept(view) => compartments::kept(out, view)?,
        Reply::LeaseShow(view) | Reply::LeaseUnlock(view) => lease::lease(out, view)?,
        Reply::LeaseCode(view) => lease::code(out, view)?,
        other => list(out, other)?,
    }
    Ok(())
}

/// The answers that are lists.
fn list(out: &mut impl Write, reply: &Reply) -> Result<()> {
    match reply {
        Reply::ContactList(view) => {
            none_of(out, &view.contacts, "no contacts")?;
            view.contacts.iter().try_for_each(|row| pages::contact_row(out, row))?;
        }
        Reply::PersonSearch(view) => {
            none_of(out, &view.people, "nobody found on this device")?;
            for hit in &view.people {
                let born = hit.birth_date.as_deref().unwrap_or("");
                let conflicts = if hit.conflicts > 0 { "  needs a decision" } else { "" };
                let error = if hit.entered_in_error { "  entered in error" } else { "" };
                let (who, contacts) = (named(&hit.name), hit.contacts);
                writeln!(out, "{}  {who}  {born}  contacts: {contacts}{conflicts}{error}", hit.id)?;
            }
        }
        Reply::HandoffList(view) => {
            none_of(out, &view.handoffs, "no handoffs")?;
            view.handoffs.iter().try_for_each(|one| pages::handoff(out, one))?;
        }
        Reply::FollowUps(view) | Reply::FollowUpAttempt(view) => {
            none_of(out, &view.follow_ups, "no follow-ups")?;
            view.follow_ups.iter().try_for_each(|one| pages::follow_up(out, one))?;
        }
        Reply::DraftList(view) => {
            none_of(out, &view.drafts, "no drafts")?;
            view.drafts.iter().try_for_each(|one| draft(out, one))?;
        }
        Reply::DraftSave(view) | Reply::DraftShow(view) => draft(out, view)?,
        Reply::Conflicts(view) => {
            none_of(out, &view.conflicts, "no conflicts")?;
            for one in &view.conflicts {
                writeln!(out, "{} {}", one.kind, one.id)?;
                field(out, &one.field)?;
            }
        }
        Reply::QuarantineList(view) | Reply::QuarantineShow(view) => quarantine::list(out, view)?,
        Reply::QuarantineAdopt(view) | Reply::QuarantineReject(view) => quarantine::decided(out, view)?,
        Reply::RecoverWork(view) => quarantine::recovered(out, view)?,
        Reply::DeviceExposure(view) => quarantine::exposure(out, view)?,
        Reply::CompartmentList(view) => compartments::list(out, view)?,
        Reply::DeviceList(view) => compartments::devices(out, view)?,
        Reply::DeviceContacts(view) => compartments::contacts(out, view)?,
        Reply::Aside(view) => {
            none_of(out, &view.entries, "nothing is kept aside")?;
            for one in &view.entries {
                let record = one.record.as_deref().unwrap_or("record unknown");
                writeln!(out, "{}  {}  {record}  {}", one.number, one.state, explain::with_code(&one.code))?;
            }
        }
        other => plain(out, &serde_json::to_value(other)?)?,
    }
    Ok(())
}

fn draft(out: &mut impl Write, view: &DraftView) -> Result<()> {
    let what = if view.contact.pathway.is_empty() { "no pathway yet" } else { view.contact.pathway.as_str() };
    writeln!(out, "draft {}: {what}, {} fields, on this device only", view.id, view.contact.fields.len())?;
    issues(out, &view.issues)
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

/// A line that says so when a list is empty.
fn none_of<T>(out: &mut impl Write, list: &[T], words: &str) -> Result<()> {
    if list.is_empty() {
        writeln!(out, "{words}")?;
    }
    Ok(())
}

fn status(out: &mut impl Write, view: &StatusView) -> Result<()> {
    writeln!(out, "{}, {} ({})", view.agency, view.role, view.class)?;
    writeln!(out, "device: {}", view.device)?;
    let name = if view.name.is_empty() { String::new() } else { format!("{}, ", view.name) };
    writeln!(out, "member: {name}{}", view.member)?;
    writeln!(out, "relay: {}", view.relay)?;
    for one in &view.compartments {
        writeln!(out, "compartment: {} ({})", one.name, one.handle)?;
    }
    writeln!(out, "not yet sent: {}", view.unsent)?;
    writeln!(out, "drafts: {}", view.drafts)?;
    let synced = if view.last_sync_ms.is_some() { "yes" } else { "not yet" };
    Ok(writeln!(out, "was in step with the relay: {synced}")?)
}

fn summary(out: &mut impl Write, view: &SummaryView) -> Result<()> {
    let counts = [
        ("incidents", view.incidents),
        ("people", view.people),
        ("contacts", view.contacts),
        ("people given naloxone", view.people_given_naloxone),
        ("administrations", view.administrations),
        ("doses", view.doses),
        ("handoffs", view.handoffs),
        ("follow-ups", view.followups),
        ("not yet sent", view.unsent),
        ("conflicts", view.conflicts),
        ("quarantined", view.quarantined),
        ("parked", view.parked),
    ];
    for (what, count) in counts {
        writeln!(out, "{what}: {count}")?;
    }
    for (code, people) in &view.outcomes {
        writeln!(out, "outcome {code}: {people} people")?;
    }
    Ok(())
}

/// A moment as a person reads it: `2026-11-21T14:32:05-05:00[America/New_York]` → `2026-11-21 14:32:05 America/New_York`.
pub(crate) fn when(moment: &str) -> String {
    let (local, zone) = moment.split_once('[').unwrap_or((moment, ""));
    let seconds: String = local.chars().take("2026-11-21T14:32:05".len()).collect();
    format!("{} {}", seconds.replace('T', " "), zone.trim_end_matches(']')).trim_end().to_owned()
}

pub(crate) fn named(name: &str) -> &str {
    if name.is_empty() { "(no name)" } else { name }
}

fn sync(out: &mut impl Write, view: &SyncView) -> Result<()> {
    writeln!(out, "sent {}, received {}, not yet sent {}", view.sent, view.received, view.unsent)?;
    if view.quarantined + view.parked > 0 {
        writeln!(out, "kept aside: {} quarantined, {} parked (see `aside`)", view.quarantined, view.parked)?;
    }
    for notice in &view.notices {
        let meaning = explain::words(&notice.code).map(|words| format!(": {words}")).unwrap_or_default();
        writeln!(out, "{}{meaning} [{}]", notice.text, notice.code)?;
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
        writeln!(out, "left out: line {}{column}: {}", row.line, explain::with_code(&row.code))?;
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
        writeln!(out, "hint: {}: {}", hint.field, explain::with_code(&hint.code))?;
    }
    Ok(())
}

pub(crate) fn record(out: &mut impl Write, view: &RecordView) -> Result<()> {
    writeln!(out, "{} {}", view.kind, view.id)?;
    view.fields.iter().try_for_each(|one| field(out, one))?;
    issues(out, &view.issues)
}

fn issues(out: &mut impl Write, issues: &[IssueView]) -> Result<()> {
    for issue in issues {
        writeln!(out, "  ! {}: {}", issue.field, explain::with_code(&issue.code))?;
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
        writeln!(out, "    {}  (by {}, {}, {}{off})", one.value, one.member, one.agency, when(&one.at))?;
    }
    if let Some(alert) = &view.alert {
        writeln!(out, "    until then: {alert}")?;
    }
    Ok(())
}

fn handoff(out: &mut impl Write, view: &HandoffView) -> Result<()> {
    writeln!(out, "handoff {}: {}", view.id, view.state)?;
    writeln!(out, "  person: {}", named(&view.person_name))?;
    if !view.asks.is_empty() {
        writeln!(out, "  asks: {}", view.asks)?;
    }
    writeln!(out, "  offered by {} to {}", view.from, view.asked.join(", "))?;
    writeln!(out, "  accountable: {}", view.accountable.join(", "))?;
    if !view.marks.is_empty() {
        writeln!(out, "  marks: {}", view.marks.join(", "))?;
    }
    for event in &view.events {
        let code = event.code.as_deref().map(|code| format!(" ({code})")).unwrap_or_default();
        let to = event.to.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
        writeln!(out, "  {}  {} by {}{to}{code}", when(&event.at), event.kind, event.party)?;
    }
    disclosures::of_handoff(out, view)?;
    writeln!(out, "  receipt: {}", view.receipt)?;
    let may = if view.may.is_empty() { "nothing now".to_owned() } else { view.may.join(", ") };
    writeln!(out, "  this agency may: {may}")?;
    for refused in &view.may_not {
        writeln!(out, "  not now: {}: {}", refused.step, explain::with_code(&refused.code))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_with_its_zone() {
        assert_eq!(
            when("2026-11-21T14:32:05-05:00[America/New_York]"),
            "2026-11-21 14:32:05 America/New_York"
        );
        assert_eq!(when("2026-11-21"), "2026-11-21");
    }
}

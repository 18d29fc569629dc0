//! The board, a person's page, a contact's page and the agencies, in words.

use std::io::Write;

use anyhow::Result;
use api::views::{
    AdministrationView, AgencyListView, BoardView, ContactRowView, ContactView, FollowUpView, HandoffView,
    NoteView, PersonView, TimelineItemView,
};

use crate::answer::{named, record, when};

/// What a shift needs to see first.
pub fn board(out: &mut impl Write, view: &BoardView) -> Result<()> {
    heading(out, "waiting for this agency", view.waiting.len())?;
    view.waiting.iter().try_for_each(|one| handoff(out, one))?;
    heading(out, "in hand", view.mine.len())?;
    view.mine.iter().try_for_each(|one| handoff(out, one))?;
    writeln!(out, "follow-ups overdue or due within 24 hours: {}", view.due_total)?;
    view.due.iter().try_for_each(|one| follow_up(out, one))?;
    heading(out, "drafts, on this device only", view.drafts.len())?;
    for one in &view.drafts {
        let what = match (one.kind.as_str(), one.pathway.as_str()) {
            ("consent", _) => "consent, not signed",
            (_, "") => "no pathway yet",
            (_, pathway) => pathway,
        };
        writeln!(out, "  {}  {what}  {}  kept {}", one.id, named(&one.person_name), at(Some(one.saved_ms)))?;
    }
    heading(out, "recent contacts", view.recent.len())?;
    for row in &view.recent {
        write!(out, "  ")?;
        contact_row(out, row)?;
    }
    if view.conflicts > 0 {
        writeln!(out, "{} fields need a decision (see `conflicts`)", view.conflicts)?;
    }
    if view.quarantined + view.parked > 0 {
        writeln!(out, "kept aside: {} quarantined, {} parked (see `aside`)", view.quarantined, view.parked)?;
    }
    Ok(())
}

/// A contact in a list.
pub fn contact_row(out: &mut impl Write, row: &ContactRowView) -> Result<()> {
    let error = if row.entered_in_error { "  entered in error" } else { "" };
    let (began, who) = (at(row.started_ms), named(&row.person_name));
    let (offer, mark) = (offer(&row.offer), mark(&row.mark));
    Ok(writeln!(out, "{}  {began}  {}  {}  {who}{offer}{error}{mark}", row.id, row.pathway, row.agency)?)
}

/// A person with everything that happened.
pub fn person(out: &mut impl Write, view: &PersonView) -> Result<()> {
    writeln!(out, "{}{}", named(&view.name), mark(&view.record.mark))?;
    record(out, &view.record)?;
    heading(out, "open handoffs", view.handoffs.len())?;
    view.handoffs.iter().try_for_each(|one| handoff(out, one))?;
    heading(out, "open follow-ups", view.follow_ups.len())?;
    view.follow_ups.iter().try_for_each(|one| follow_up(out, one))?;
    heading(out, "what happened, newest first", view.timeline.len())?;
    view.timeline.iter().try_for_each(|one| item(out, one))
}

fn item(out: &mut impl Write, item: &TimelineItemView) -> Result<()> {
    let TimelineItemView { id, kind, agency, code, text, .. } = item;
    let tags = if item.tags.is_empty() { String::new() } else { format!(" ({})", item.tags.join(", ")) };
    let what = [code.as_str(), text.as_str()].into_iter().find(|one| !one.is_empty()).unwrap_or_default();
    let (when, mark) = (at(item.at_ms), mark(&item.mark));
    Ok(writeln!(out, "  {when}  {kind}  {agency}: {what}{tags}{mark}  {id}")?)
}

/// A contact with everything that hangs on it.
pub fn contact(out: &mut impl Write, view: &ContactView) -> Result<()> {
    writeln!(out, "contact with {}{}", named(&view.person_name), mark(&view.record.mark))?;
    record(out, &view.record)?;
    if let Some(incident) = &view.incident {
        record(out, incident)?;
    }
    heading(out, "naloxone administrations", view.administrations.len())?;
    view.administrations.iter().try_for_each(|one| administration(out, one))?;
    heading(out, "notes", view.notes.len())?;
    view.notes.iter().try_for_each(|one| note(out, one))?;
    heading(out, "handoffs", view.handoffs.len())?;
    view.handoffs.iter().try_for_each(|one| handoff(out, one))?;
    heading(out, "follow-ups", view.follow_ups.len())?;
    view.follow_ups.iter().try_for_each(|one| follow_up(out, one))
}

fn administration(out: &mut impl Write, view: &AdministrationView) -> Result<()> {
    let agency = if view.agency.is_empty() { String::new() } else { format!(" of {}", view.agency) };
    let response = if view.response.is_empty() { "response not said" } else { view.response.as_str() };
    writeln!(out, "  by {}{agency}: {response}", view.giver)?;
    for dose in &view.doses {
        let mg = if dose.mg.is_empty() { "strength unknown".to_owned() } else { format!("{} mg", dose.mg) };
        let route = if dose.route.is_empty() { "route not said" } else { dose.route.as_str() };
        let given = if dose.at.is_empty() { "time unknown".to_owned() } else { when(&dose.at) };
        writeln!(out, "    {mg}, {route}, {given}")?;
    }
    Ok(())
}

fn note(out: &mut impl Write, view: &NoteView) -> Result<()> {
    let amends = view.amends.as_deref().map(|id| format!(", amends {id}")).unwrap_or_default();
    let error = if view.entered_in_error { ", entered in error" } else { "" };
    let mark = mark(&view.mark);
    writeln!(
        out,
        "  {}  by {}, {}{amends}{error}{mark}  {}",
        when(&view.at),
        view.member,
        view.agency,
        view.id
    )?;
    view.body.lines().try_for_each(|line| Ok(writeln!(out, "    {line}")?))
}

/// A handoff in a list.
pub fn handoff(out: &mut impl Write, view: &HandoffView) -> Result<()> {
    let due =
        view.acknowledge_due_ms.map(|due| format!("  answer due {}", at(Some(due)))).unwrap_or_default();
    let marks = if view.marks.is_empty() { String::new() } else { format!("  {}", view.marks.join(", ")) };
    let (who, accountable) = (named(&view.person_name), view.accountable.join(", "));
    let mark = mark(&view.mark);
    Ok(writeln!(out, "  {}  {}  {who}  accountable: {accountable}{due}{marks}{mark}", view.id, view.state)?)
}

/// A follow-up in a list.
pub fn follow_up(out: &mut impl Write, view: &FollowUpView) -> Result<()> {
    let (who, due, mark) = (named(&view.person_name), when(&view.due), mark(&view.mark));
    let last = match view.attempts {
        0 => String::new(),
        attempts => format!("  attempts: {attempts}, last {}", view.last_outcome),
    };
    let place = if view.place.is_empty() { String::new() } else { format!("  at {}", view.place) };
    Ok(writeln!(out, "  {}  {}  {}  {who}  due {due}{place}{last}{mark}", view.id, view.state, view.reason)?)
}

/// Who can be asked to take a person over.
pub fn agencies(out: &mut impl Write, view: &AgencyListView) -> Result<()> {
    for one in &view.agencies {
        let own = if one.own { "  (this device's own)" } else { "" };
        writeln!(out, "{}: {}{own}", one.name, one.roles.join(", "))?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, words: &str, count: usize) -> Result<()> {
    Ok(writeln!(out, "{words}: {count}")?)
}

fn offer(code: &str) -> String {
    if code.is_empty() { String::new() } else { format!("  offer: {code}") }
}

/// Nothing for what is sent, as on a screen.
fn mark(word: &str) -> &'static str {
    match word {
        "ready" => "  [not sent yet]",
        "needs_attention" => "  [needs attention]",
        _ => "",
    }
}

fn at(ms: Option<i64>) -> String {
    ms.map_or_else(|| "time unknown".to_owned(), |ms| when(&api::local_time(ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_has_no_mark_and_everything_else_has_words() {
        assert_eq!(mark("sent"), "");
        assert_eq!(mark("ready"), "  [not sent yet]");
        assert_eq!(mark("needs_attention"), "  [needs attention]");
    }

    #[test]
    fn an_instant_without_a_time_says_so() {
        assert_eq!(at(None), "time unknown");
        assert!(at(Some(1_772_460_000_000)).starts_with("2026-03-0"));
    }
}

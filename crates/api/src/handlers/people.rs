//! People: found and shown.

use app::domain::RecordId;
use app::domain::follow_up::FollowUp;
use app::{ContactRow, Device, HandoffSeen, Marks, NoteSeen, PersonHistory, Progress, Standing};

use super::{follow_ups, handoffs, records};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

/// Characters of a note that the timeline shows.
const NOTE_CHARS: usize = 240;
/// The tag of a record that should not have been made.
const IN_ERROR: &str = "record.entered_in_error";

pub(crate) fn search(
    device: &mut Device,
    request: PersonSearchRequest,
    _: &mut Progress<'_>,
) -> Result<PersonListView, ApiError> {
    let rows = device.search_people(&request.text, request.limit.unwrap_or(20).clamp(1, 200))?;
    let contacts = device.contacts_of(rows.iter().map(|row| row.id))?;
    let hit = |row: app::PersonRow| {
        let contacts = contacts.get(&row.id).copied().unwrap_or_default();
        PersonHitView {
            id: row.id.to_string(),
            name: row.display_name,
            birth_date: row.birth_date,
            conflicts: row.conflicts,
            contacts: contacts.count,
            last_contact_ms: contacts.latest_ms,
            entered_in_error: row.standing == Standing::EnteredInError,
        }
    };
    Ok(PersonListView { people: rows.into_iter().map(hit).collect(), hidden: device.hides_others() })
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<PersonView, ApiError> {
    let id = device.find(&request.id)?;
    device.require(id, app::domain::RecordKind::Person)?;
    let PersonHistory { contacts, notes, mut handoffs, mut follow_ups } = device.history_of(id)?;
    let ids = contacts.iter().map(|(row, _)| row.id).chain(notes.iter().map(|one| one.note.id));
    let ids = ids.chain(follow_ups.iter().map(|one| one.id));
    let marks = device.marks(ids.chain(handoffs.iter().flat_map(HandoffSeen::parts).copied()))?;
    let mut timeline: Vec<TimelineItemView> = contacts
        .iter()
        .map(|(row, dispositions)| contact(row, dispositions.iter().map(|one| one.code.as_str()), &marks))
        .collect();
    timeline.extend(notes.iter().map(|one| note(device, one, &marks)));
    timeline.extend(handoffs.iter().map(|one| handoff(one, &marks)));
    timeline.extend(follow_ups.iter().map(|one| follow_up(device.now_ms(), one, &marks)));
    // what nobody dated stands at the end
    timeline.sort_by_key(|item| (item.at_ms.is_none(), std::cmp::Reverse(item.at_ms)));
    handoffs.retain(|one| one.state.is_open());
    follow_ups.retain(is_open);
    Ok(PersonView {
        record: records::view(device, id)?,
        name: device.person_name(Some(id))?,
        timeline,
        handoffs: handoffs::views(device, &handoffs)?,
        follow_ups: follow_ups::views(device, &follow_ups)?,
        hidden: device.hides_others(),
    })
}

fn is_open(one: &FollowUp) -> bool {
    one.entered_in_error.is_none() && one.clock.as_ref().is_some_and(|clock| clock.met.is_none())
}

fn item(id: RecordId, kind: &str, mark: app::Mark) -> TimelineItemView {
    TimelineItemView {
        id: id.to_string(),
        kind: kind.to_owned(),
        at_ms: None,
        agency: String::new(),
        code: String::new(),
        text: String::new(),
        tags: Vec::new(),
        mark: mark.word().to_owned(),
    }
}

fn contact<'a>(
    row: &ContactRow,
    dispositions: impl Iterator<Item = &'a str>,
    marks: &Marks,
) -> TimelineItemView {
    let mut tags: Vec<String> = Vec::new();
    tags.extend(row.offer.as_deref().map(|code| format!("offer.{code}")));
    if row.naloxone_given.as_deref() == Some("yes") {
        tags.push("naloxone.given".to_owned());
    }
    tags.extend(dispositions.map(|code| format!("disposition.{code}")));
    if row.standing == Standing::EnteredInError {
        tags.push(IN_ERROR.to_owned());
    }
    TimelineItemView {
        at_ms: row.started_ms,
        agency: row.agency.clone().unwrap_or_default(),
        code: row.pathway.clone().unwrap_or_default(),
        tags,
        ..item(row.id, "contact", marks.of(row.id))
    }
}

fn note(device: &Device, seen: &NoteSeen, marks: &Marks) -> TimelineItemView {
    let note = &seen.note;
    let text = note.body.as_deref().unwrap_or_default().chars().take(NOTE_CHARS).collect();
    let in_error = note.entered_in_error.as_ref().map(|_| IN_ERROR.to_owned());
    TimelineItemView {
        at_ms: seen.at.map(|at| at.unix_ms()),
        agency: device.names_of(seen.author).agency,
        text,
        tags: in_error.into_iter().collect(),
        ..item(note.contact.unwrap_or(note.id), "note", marks.of(note.id))
    }
}

fn handoff(seen: &HandoffSeen, marks: &Marks) -> TimelineItemView {
    TimelineItemView {
        at_ms: Some(seen.latest_ms()),
        agency: seen.events.sender().map(ToString::to_string).unwrap_or_default(),
        code: seen.state.phase.word().to_owned(),
        tags: seen.state.flags.iter().map(|flag| format!("handoff_mark.{flag}")).collect(),
        ..item(seen.id, "handoff", marks.worst(seen.parts().iter().copied()))
    }
}

/// Dated by what happened last: the latest attempt, else the event that started its clock.
fn follow_up(now_ms: i64, one: &FollowUp, marks: &Marks) -> TimelineItemView {
    let last = one.attempts.last();
    let started = one.clock.as_ref().map(|clock| clock.started.unix_ms());
    let mut tags: Vec<String> = Vec::new();
    tags.extend(one.clock.as_ref().map(|clock| format!("follow_up_state.{}", clock.standing(now_ms).word())));
    tags.extend(last.map(|attempt| format!("attempt_outcome.{}", attempt.outcome)));
    if one.entered_in_error.is_some() {
        tags.push(IN_ERROR.to_owned());
    }
    TimelineItemView {
        at_ms: last.map(|attempt| attempt.at.unix_ms()).or(started),
        agency: last
            .and_then(|attempt| attempt.by.clone())
            .or_else(|| one.agency.clone())
            .unwrap_or_default(),
        code: one.reason.clone().unwrap_or_default(),
        tags,
        ..item(one.id, "follow_up", marks.of(one.id))
    }
}

//! What is due, by its clock.

use app::domain::follow_up::FollowUp;
use app::{Device, Progress};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn list(
    device: &mut Device,
    request: FollowUpsRequest,
    _: &mut Progress<'_>,
) -> Result<FollowUpListView, ApiError> {
    let found = device.follow_ups(request.due_within_hours)?;
    Ok(FollowUpListView { follow_ups: views(device, &found)?, hidden: device.hides_others() })
}

pub(crate) fn attempt(
    device: &mut Device,
    request: FollowUpAttemptRequest,
    _: &mut Progress<'_>,
) -> Result<FollowUpListView, ApiError> {
    let id = device.find(&request.id)?;
    device.attempt(id, &request.outcome)?;
    // one that is hidden was met all the same
    let shown = device.shown_if_held(id)?.map(|shown| FollowUp::read(&shown.record));
    let follow_ups = views(device, shown.as_slice())?;
    Ok(FollowUpListView { follow_ups, hidden: device.hides_others() })
}

/// Follow-ups for a screen; names, places and marks are looked up for all of them at once. One whose clock cannot
/// be read is left out.
pub(super) fn views(device: &Device, found: &[FollowUp]) -> Result<Vec<FollowUpView>, ApiError> {
    let names = device.person_names(found.iter().filter_map(|one| one.person))?;
    let places = device.places_of(found.iter().filter_map(|one| one.contact))?;
    let marks = device.marks(found.iter().map(|one| one.id))?;
    let now_ms = device.now_ms();
    let view = |one: &FollowUp| {
        let clock = one.clock.as_ref()?;
        let last = one.attempts.last();
        Some(FollowUpView {
            id: one.id.to_string(),
            person: one.person.map(|id| id.to_string()),
            person_name: one.person.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
            reason: one.reason.clone().unwrap_or_default(),
            state: clock.standing(now_ms).word().to_owned(),
            due: clock.due.to_string(),
            from_ms: clock.opens.unix_ms(),
            due_ms: clock.due.unix_ms(),
            attempts: u32::try_from(one.attempts.len()).unwrap_or(u32::MAX),
            last_outcome: last.map(|attempt| attempt.outcome.word().to_owned()).unwrap_or_default(),
            last_attempt_ms: last.map(|attempt| attempt.at.unix_ms()),
            contact: one.contact.map(|id| id.to_string()),
            agency: one.agency.clone().unwrap_or_default(),
            place: one.contact.and_then(|id| places.get(&id).cloned()).unwrap_or_default(),
            mark: marks.of(one.id).word().to_owned(),
        })
    };
    Ok(found.iter().filter_map(view).collect())
}

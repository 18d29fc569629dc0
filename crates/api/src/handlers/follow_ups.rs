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
    let views = found.iter().map(|one| view(device, one)).collect::<Result<Vec<_>, _>>()?;
    Ok(FollowUpListView { follow_ups: views.into_iter().flatten().collect() })
}

pub(crate) fn attempt(
    device: &mut Device,
    request: FollowUpAttemptRequest,
    _: &mut Progress<'_>,
) -> Result<FollowUpListView, ApiError> {
    let id = device.find(&request.id)?;
    device.attempt(id, &request.outcome)?;
    let follow_up = FollowUp::read(&device.record(id)?);
    Ok(FollowUpListView { follow_ups: view(device, &follow_up)?.into_iter().collect() })
}

/// Nothing for a follow-up whose clock cannot be read.
fn view(device: &Device, one: &FollowUp) -> Result<Option<FollowUpView>, ApiError> {
    let Some(clock) = &one.clock else { return Ok(None) };
    Ok(Some(FollowUpView {
        id: one.id.to_string(),
        person: one.person.map(|id| id.to_string()),
        person_name: device.person_name(one.person)?,
        reason: one.reason.clone().unwrap_or_default(),
        state: clock.standing(device.now_ms()).word().to_owned(),
        due: clock.due.to_string(),
        from_ms: clock.opens.unix_ms(),
        due_ms: clock.due.unix_ms(),
        attempts: u32::try_from(one.attempts.len()).unwrap_or(u32::MAX),
    }))
}

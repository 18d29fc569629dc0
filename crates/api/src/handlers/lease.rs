//! The lease: shown, answered for another device, started again with a code.

use app::{Device, LeaseSeen, Progress};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn show(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<LeaseView, ApiError> {
    let LeaseSeen { standing, days, request, answered_by } = device.lease();
    let LeaseStateView { state, days_left } = standing.into();
    let answerer =
        |one: app::MemberNamesView| LeaseAnswererView { agency: one.agency, role: one.role, name: one.name };
    Ok(LeaseView {
        state,
        days_left,
        days,
        last_sync_ms: device.last_sync_ms()?,
        request,
        answered_by: answered_by.into_iter().map(answerer).collect(),
    })
}

pub(crate) fn code(
    device: &mut Device,
    request: LeaseCodeRequest,
    _: &mut Progress<'_>,
) -> Result<LeaseCodeView, ApiError> {
    let answer = device.answer_lease(&request.request)?;
    Ok(LeaseCodeView {
        code: answer.code,
        device: answer.device.to_string(),
        agency: answer.names.agency,
        role: answer.names.role,
        name: answer.names.name,
    })
}

pub(crate) fn unlock(
    device: &mut Device,
    request: LeaseUnlockRequest,
    progress: &mut Progress<'_>,
) -> Result<LeaseView, ApiError> {
    device.unlock_lease(&request.code)?;
    show(device, Nothing {}, progress)
}

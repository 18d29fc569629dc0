//! Inviting by voice, at the inviter.

use app::{Device, Profile, Progress, VoiceOpened, VoiceSeen};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn invite(
    device: &mut Device,
    request: InviteRequest,
    _: &mut Progress<'_>,
) -> Result<VoiceOpenedView, ApiError> {
    let (kind, name) = (request.agency_kind.as_deref(), request.member_name.as_deref());
    let profile = Profile::read(&request.agency, &request.role, kind, name)?;
    let hours = request.expires_hours.unwrap_or(super::exchange::INVITE_HOURS);
    let VoiceOpened { code, relay, expires_ms } = device.voice_invite(profile, hours)?;
    Ok(VoiceOpenedView { code, relay, expires_ms })
}

pub(crate) fn look(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<VoiceSeenView, ApiError> {
    Ok(device.voice_look()?.into())
}

pub(crate) fn grant(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<VoiceSeenView, ApiError> {
    Ok(device.voice_grant()?.into())
}

pub(crate) fn end(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<Nothing, ApiError> {
    device.voice_end();
    Ok(Nothing {})
}

impl From<VoiceSeen> for VoiceSeenView {
    fn from(seen: VoiceSeen) -> Self {
        let (state, number, confirmed) = match seen {
            VoiceSeen::Waiting => (VoiceState::Waiting, None, false),
            VoiceSeen::Compare { number, confirmed } => (VoiceState::Compare, Some(number), confirmed),
            VoiceSeen::Sent => (VoiceState::Sent, None, true),
        };
        Self { state, number, confirmed }
    }
}

//! A device that is set up by voice: the meeting is kept here until the invitation has come. It runs on the caller's
//! thread, as every enrolment does.

use app::{AppError, Passphrase, VoiceGuest, VoiceSeen};

use super::Desk;
use super::events::held;
use crate::error::ApiError;
use crate::requests::{EnrolRequest, GuestBeginRequest, GuestEnrolRequest};
use crate::views::{DeskView, VoiceSeenView};

fn none() -> ApiError {
    AppError::Input { code: "voice.none", what: "no invitation by voice is under way here: begin one" }.into()
}

impl Desk {
    pub(super) fn guest_begin(&self, request: &GuestBeginRequest) -> Result<VoiceSeenView, ApiError> {
        let shared = &self.inner.shared;
        let guest = VoiceGuest::begin(&request.relay, &request.code, &mut shared.device_platform())?;
        *held(&shared.guest) = Some(guest);
        Ok(VoiceSeen::Waiting.into())
    }

    pub(super) fn guest_look(&self) -> Result<VoiceSeenView, ApiError> {
        let mut guest = held(&self.inner.shared.guest);
        Ok(guest.as_mut().ok_or_else(none)?.look()?.into())
    }

    pub(super) fn guest_confirm(&self) -> Result<VoiceSeenView, ApiError> {
        let mut guest = held(&self.inner.shared.guest);
        guest.as_mut().ok_or_else(none)?.confirm()?;
        Ok(VoiceSeen::Waiting.into())
    }

    pub(super) fn guest_enrol(&self, request: GuestEnrolRequest) -> Result<DeskView, ApiError> {
        let came = held(&self.inner.shared.guest).as_mut().ok_or_else(none)?.invitation()?;
        let Some(code) = came else {
            return Err(AppError::Input {
                code: "voice.not_sent",
                what: "the invitation has not come yet: the inviter has to say that both numbers are the same",
            }
            .into());
        };
        let desk = self.enrol(EnrolRequest { code: code.to_string(), passphrase: request.passphrase })?;
        *held(&self.inner.shared.guest) = None;
        Ok(desk)
    }
}

/// Whether a device can be set up in a home: asked by hosts that do not hold a desk.
///
/// # Errors
/// `home.device_exists`, `home.unfinished`, `vault.wrong_passphrase`; `store.*`.
pub fn may_enrol(home: &std::path::Path, passphrase: &Passphrase) -> Result<(), ApiError> {
    Ok(app::Device::may_enrol(home, passphrase)?)
}

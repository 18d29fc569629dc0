//! Inviting by voice: the inviter reads eight digits out, the new device is told them, both show a number of six, and
//! when both people said that it is the same the invitation's code goes from device to device. Nothing here outlives the
//! process: what is interrupted begins anew.

use protocol::rendezvous::LIFE_MS;
use protocol::wire::RefusalCode;
use protocol::{InvitationCode, RendezvousCode};
use vault::voice::{Guest, GuestCompares, GuestWaits, Inviter, InviterCompares};
use zeroize::Zeroizing;

use super::invite::check_hours;
use super::relay::{RelayLine, Signer};
use crate::device::secrets;
use crate::{AppError, Device, Platform, Profile};

/// The messages, in order.
const COMMITMENT: u8 = 0;
const SHARE: u8 = 1;
const REVEAL: u8 = 2;
const CONFIRMATION: u8 = 3;
const INVITATION: u8 = 4;
/// A code that somebody else meets under is not used: another one is drawn, so often.
const DRAWS: usize = 8;

/// How the meeting stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VoiceSeen {
    /// The other device has not answered yet.
    Waiting,
    /// The number is to be compared.
    Compare {
        /// As it is read aloud: `123 456`.
        number: String,
        /// Whether the other side said that it is the same.
        confirmed: bool,
    },
    /// The invitation was sent.
    Sent,
}

/// An invitation by voice that is under way at the inviter.
pub(crate) struct VoiceInvitation {
    meet: RendezvousCode,
    profile: Profile,
    expires_hours: u32,
    step: InviterStep,
}

enum InviterStep {
    Waits(Box<Inviter>),
    /// With the reveal, until the relay has it.
    Compares(Box<InviterCompares>, Option<Vec<u8>>),
    /// With the sealed invitation, until the relay has it.
    Grants(Option<Vec<u8>>),
}

/// What the inviter reads out first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceOpened {
    /// Eight digits: `1234 5678`.
    pub code: String,
    /// The relay's address, which the new device needs, too.
    pub relay: String,
    /// Until when the two can meet, milliseconds since 1970.
    pub expires_ms: i64,
}

impl Device {
    /// Begins an invitation by voice. One that was under way here is given up.
    ///
    /// # Errors
    /// As [`Device::invite`]; `relay.rendezvous_taken` when every code that was drawn is in use.
    pub fn voice_invite(&mut self, profile: Profile, expires_hours: u32) -> Result<VoiceOpened, AppError> {
        check_hours(expires_hours)?;
        let root = self.db.read(secrets::root_key)?;
        root.ok_or(AppError::NotAllowed("invitation.not_root"))?;
        self.voice = None;
        self.at_relay(|device, line, signer| {
            for _ in 0..DRAWS {
                let meet = RendezvousCode::from_random(device.platform.bytes());
                let (inviter, commitment) = Inviter::begin(meet, &mut device.platform.random)?;
                match line.send("PUT", &meet.path(COMMITMENT), commitment, Some(signer)) {
                    Err(AppError::Refused(RefusalCode::RendezvousTaken)) => continue,
                    other => other?,
                };
                let expires_ms = line.time_ms(signer.now_ms).saturating_add(LIFE_MS);
                let step = InviterStep::Waits(Box::new(inviter));
                device.voice = Some(VoiceInvitation { meet, profile, expires_hours, step });
                return Ok(VoiceOpened { code: meet.to_string(), relay: device.relay_url()?, expires_ms });
            }
            Err(AppError::Refused(RefusalCode::RendezvousTaken))
        })
    }

    /// How the invitation by voice stands: asks the relay.
    ///
    /// # Errors
    /// `voice.none` when none is under way, `voice.nobody` when its ten minutes are over; `voice.*` when somebody may be in
    /// between: it is given up then. `relay.*`, `net.*`: asked again it goes on.
    pub fn voice_look(&mut self) -> Result<VoiceSeen, AppError> {
        self.with_voice(|_, voice, line, signer| voice.look(line, signer))
    }

    /// The inviter said that both numbers are the same: invites, and sends the code to the new device.
    ///
    /// # Errors
    /// As [`Device::voice_look`]; `voice.not_confirmed` as long as the other side did not say so, too.
    pub fn voice_grant(&mut self) -> Result<VoiceSeen, AppError> {
        self.with_voice(|device, voice, line, signer| voice.grant(device, line, signer))
    }

    /// Gives an invitation by voice up: the numbers differ, or nobody came. Nobody was invited.
    pub fn voice_end(&mut self) {
        self.voice = None;
    }

    fn with_voice(
        &mut self,
        work: impl FnOnce(
            &mut Self,
            &mut VoiceInvitation,
            &mut RelayLine,
            &Signer<'_>,
        ) -> Result<VoiceSeen, AppError>,
    ) -> Result<VoiceSeen, AppError> {
        let mut voice = self.voice.take().ok_or(AppError::Input {
            code: "voice.none",
            what: "no invitation by voice is under way here: begin one",
        })?;
        let seen = self.at_relay(|device, line, signer| work(device, &mut voice, line, signer));
        // of one that somebody meddled with, or that is over, nothing is left
        if !matches!(seen, Err(AppError::Voice(_) | AppError::Input { code: "voice.nobody", .. })) {
            self.voice = Some(voice);
        }
        seen
    }
}

impl VoiceInvitation {
    fn look(&mut self, line: &mut RelayLine, signer: &Signer<'_>) -> Result<VoiceSeen, AppError> {
        if matches!(self.step, InviterStep::Waits(_)) {
            let share = fetch(line, self.meet, SHARE, Some(signer))?;
            if share.is_empty() {
                return Ok(VoiceSeen::Waiting);
            }
            let done = InviterStep::Grants(None);
            if let InviterStep::Waits(inviter) = std::mem::replace(&mut self.step, done) {
                let (compares, reveal) = inviter.meet(&share)?;
                self.step = InviterStep::Compares(Box::new(compares), Some(reveal));
            }
        }
        match &mut self.step {
            InviterStep::Compares(compares, reveal) => {
                leave(line, self.meet, REVEAL, reveal, Some(signer))?;
                let confirmation = fetch(line, self.meet, CONFIRMATION, Some(signer))?;
                if !confirmation.is_empty() {
                    compares.check(&confirmation)?;
                }
                let number = compares.number().to_string();
                Ok(VoiceSeen::Compare { number, confirmed: !confirmation.is_empty() })
            }
            InviterStep::Waits(_) => Ok(VoiceSeen::Waiting),
            InviterStep::Grants(_) => Ok(VoiceSeen::Sent),
        }
    }

    fn grant(
        &mut self,
        device: &mut Device,
        line: &mut RelayLine,
        signer: &Signer<'_>,
    ) -> Result<VoiceSeen, AppError> {
        if !matches!(self.step, InviterStep::Grants(_)) {
            let confirmation = fetch(line, self.meet, CONFIRMATION, Some(signer))?;
            let InviterStep::Compares(compares, None) = &self.step else { return Err(not_confirmed()) };
            if confirmation.is_empty() {
                return Err(not_confirmed());
            }
            compares.check(&confirmation)?;
            let invitation = device.invite(self.profile.clone(), self.expires_hours)?;
            let code: InvitationCode = invitation.code.parse().map_err(super::enrol::bad_code)?;
            let done = InviterStep::Grants(None);
            if let InviterStep::Compares(compares, _) = std::mem::replace(&mut self.step, done) {
                self.step = InviterStep::Grants(Some(compares.grant(&confirmation, &code)?));
            }
        }
        if let InviterStep::Grants(sealed) = &mut self.step {
            leave(line, self.meet, INVITATION, sealed, Some(signer))?;
        }
        Ok(VoiceSeen::Sent)
    }
}

/// A new device that is invited by voice.
pub struct VoiceGuest {
    meet: RendezvousCode,
    line: RelayLine,
    step: GuestStep,
}

enum GuestStep {
    /// With the share, until the relay has it.
    Waits(Box<Guest>, Option<Vec<u8>>),
    Compares(Box<GuestCompares>),
    /// With the confirmation, until the relay has it.
    Confirmed(Box<GuestWaits>, Option<Vec<u8>>),
    /// Somebody meddled.
    Over,
}

impl VoiceGuest {
    /// Comes to the meeting: the relay's address and the eight digits, as they were read out.
    ///
    /// # Errors
    /// `voice.code` for a code that is mistyped, `voice.nobody` when nobody waits under it (any more),
    /// `relay.rendezvous_taken` when somebody else came first; `net.*`.
    pub fn begin(relay: &str, code: &str, platform: &mut Platform) -> Result<Self, AppError> {
        let meet: RendezvousCode = code
            .parse()
            .map_err(|_| AppError::Input { code: "voice.code", what: "the code to meet has eight digits" })?;
        let mut line = RelayLine::open(relay.trim().trim_end_matches('/'), platform)?;
        let commitment = fetch(&mut line, meet, COMMITMENT, None)?;
        let (guest, share) = Guest::begin(meet, &commitment, &mut platform.random)?;
        let mut own = Self { meet, line, step: GuestStep::Waits(Box::new(guest), Some(share)) };
        if let GuestStep::Waits(_, share) = &mut own.step {
            leave(&mut own.line, meet, SHARE, share, None)?;
        }
        Ok(own)
    }

    /// How it stands: asks the relay.
    ///
    /// # Errors
    /// `voice.nobody` when its ten minutes are over; `voice.*` when somebody may be in between. `net.*`: asked again it
    /// goes on.
    pub fn look(&mut self) -> Result<VoiceSeen, AppError> {
        if let GuestStep::Waits(..) = &self.step {
            let reveal = fetch(&mut self.line, self.meet, REVEAL, None)?;
            if reveal.is_empty() {
                return Ok(VoiceSeen::Waiting);
            }
            if let GuestStep::Waits(guest, _) = std::mem::replace(&mut self.step, GuestStep::Over) {
                self.step = GuestStep::Compares(Box::new(guest.meet(&reveal)?));
            }
        }
        match &self.step {
            GuestStep::Compares(compares) => {
                Ok(VoiceSeen::Compare { number: compares.number().to_string(), confirmed: false })
            }
            GuestStep::Waits(..) | GuestStep::Confirmed(..) => Ok(VoiceSeen::Waiting),
            GuestStep::Over => Err(nobody()),
        }
    }

    /// The person said that both numbers are the same. Asked again after a broken line it is said again.
    ///
    /// # Errors
    /// As [`VoiceGuest::look`]; `voice.not_confirmed` when there is no number yet.
    pub fn confirm(&mut self) -> Result<(), AppError> {
        match std::mem::replace(&mut self.step, GuestStep::Over) {
            GuestStep::Compares(compares) => {
                let (waits, confirmation) = compares.confirm()?;
                self.step = GuestStep::Confirmed(Box::new(waits), Some(confirmation));
            }
            other => self.step = other,
        }
        match &mut self.step {
            GuestStep::Confirmed(_, confirmation) => {
                leave(&mut self.line, self.meet, CONFIRMATION, confirmation, None)
            }
            GuestStep::Over => Err(nobody()),
            GuestStep::Waits(..) | GuestStep::Compares(_) => Err(not_confirmed()),
        }
    }

    /// The invitation's code, once the inviter sent it: what [`Device::enrol`] takes. It is shown to nobody.
    ///
    /// # Errors
    /// As [`VoiceGuest::look`]; `voice.not_confirmed` before [`VoiceGuest::confirm`].
    pub fn invitation(&mut self) -> Result<Option<Zeroizing<String>>, AppError> {
        let GuestStep::Confirmed(waits, None) = &self.step else { return Err(not_confirmed()) };
        let sealed = fetch(&mut self.line, self.meet, INVITATION, None)?;
        if sealed.is_empty() {
            return Ok(None);
        }
        Ok(Some(Zeroizing::new(waits.open(&sealed)?.to_string())))
    }
}

/// A message of the other side; empty while it is not there.
fn fetch(
    line: &mut RelayLine,
    meet: RendezvousCode,
    message: u8,
    signer: Option<&Signer<'_>>,
) -> Result<Vec<u8>, AppError> {
    let answer = line.send("GET", &meet.path(message), Vec::new(), signer);
    Ok(answer.map_err(of_nobody)?.body)
}

/// Leaves a message unless that was done before. Once the relay has it, it is not kept here.
fn leave(
    line: &mut RelayLine,
    meet: RendezvousCode,
    place: u8,
    message: &mut Option<Vec<u8>>,
    signer: Option<&Signer<'_>>,
) -> Result<(), AppError> {
    if let Some(bytes) = message {
        line.send("PUT", &meet.path(place), bytes.clone(), signer).map_err(of_nobody)?;
        *message = None;
    }
    Ok(())
}

fn nobody() -> AppError {
    AppError::Input {
        code: "voice.nobody",
        what: "nobody waits under this code, or not any more: it stands for ten minutes. Begin anew, with another code",
    }
}

fn of_nobody(error: AppError) -> AppError {
    match error {
        AppError::Refused(RefusalCode::NotFound) => nobody(),
        other => other,
    }
}

fn not_confirmed() -> AppError {
    AppError::Input {
        code: "voice.not_confirmed",
        what: "both have to say first that they see the same number",
    }
}

//! What each call does: which go to the core, which are answered where they come in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use app::{AppError, Device, Flow, Passphrase, Place, Progress};
use serde::Serialize;

use super::Desk;
use super::core::{Core, Seat};
use super::effect::{Effect, effect};
use crate::error::{ApiError, DeskError};
use crate::requests::{EnrolRequest, Nothing};
use crate::table::{Command, DeskCommand, dispatch};
use crate::views::{DeskView, PlaceView};

/// A place is an address within the app, and a field's name.
const PLACE_MAX_BYTES: usize = 1024;

fn json(view: &impl Serialize) -> Result<String, ApiError> {
    // views hold nothing that JSON cannot say
    Ok(serde_json::to_string(view).map_err(|error| DeskError::Unreadable(error.to_string()))?)
}

impl Desk {
    /// Those that never wait for a command are answered here: a screen must look right, stop an import and put off
    /// the lock while a long command runs.
    pub(super) fn about_the_desk(&self, command: DeskCommand) -> Result<String, ApiError> {
        let shared = &self.inner.shared;
        if shared.closing.load(Ordering::SeqCst) {
            return Err(DeskError::Closed.into());
        }
        match command {
            DeskCommand::DeskShow(Nothing {}) => json(&self.view()),
            DeskCommand::Unlock(request) => json(&self.unlock(&Passphrase::new(request.passphrase))?),
            DeskCommand::Lock(Nothing {}) => {
                // who locks wants it now: a long command stops, half-done is nothing
                shared.cancel();
                json(&self.ask(|core| Ok(core.lock()))?)
            }
            DeskCommand::Enrol(request) => json(&self.enrol(request)?),
            DeskCommand::Touch(Nothing {}) => {
                shared.touch();
                json(&Nothing {})
            }
            DeskCommand::SyncNow(Nothing {}) => {
                shared.carrier.now();
                json(&shared.glance.sync())
            }
            DeskCommand::SettingsSave(settings) => {
                let saved = shared.glance.save_settings(settings)?;
                shared.touch();
                json(&saved)
            }
            DeskCommand::PlaceSave(place) => {
                self.ask(move |core| core.save_place(place))?;
                json(&Nothing {})
            }
            DeskCommand::Cancel(Nothing {}) => {
                shared.cancel();
                json(&Nothing {})
            }
        }
    }

    /// Sets the device up on this thread: the relay may take its time, and the screen goes on meanwhile.
    fn enrol(&self, request: EnrolRequest) -> Result<DeskView, ApiError> {
        let EnrolRequest { code, passphrase } = request;
        let passphrase = Passphrase::new(passphrase);
        self.ask(Core::make_room)?;
        let shared = &self.inner.shared;
        let set_up = || Device::enrol(&shared.home, &passphrase, &code, shared.device_platform());
        let device = match catch_unwind(AssertUnwindSafe(set_up)) {
            Ok(device) => device.map_err(ApiError::from),
            Err(_) => Err(DeskError::Panicked.into()),
        };
        self.ask(move |core| core.adopt(device))
    }
}

impl super::Shared {
    /// Somebody is there. Not when the device should be locked by now: a touch that comes out of a machine's sleep
    /// does not keep it open.
    fn touch(&self) {
        if !self.is_idle() {
            self.idle.touch();
        }
    }

    pub fn is_idle(&self) -> bool {
        self.idle.idle_ms() >= self.glance.lock_after_ms()
    }

    fn cancel(&self) {
        self.cancel.store(true, Ordering::SeqCst);
    }

    fn flow(&self) -> Flow {
        let stop = self.cancel.load(Ordering::SeqCst) || self.closing.load(Ordering::SeqCst);
        if stop { Flow::Cancel } else { Flow::Go }
    }
}

impl Core {
    /// The device, if somebody is signed in.
    fn device(&mut self) -> Result<&mut Device, ApiError> {
        match &mut self.seat {
            Seat::Open(device) => Ok(device),
            Seat::Locked(_) => Err(DeskError::Locked.into()),
            Seat::Enrolling => Err(DeskError::Busy.into()),
            Seat::Empty => match app::require_home(&self.shared.home) {
                Ok(()) => Err(DeskError::Locked.into()),
                Err(error) => Err(AppError::into(error)),
            },
        }
    }

    /// Carries out a command of the device.
    pub fn command(&mut self, name: &str, command: Command) -> Result<String, ApiError> {
        let effect = effect(name, &command);
        let shared = std::sync::Arc::clone(&self.shared);
        let device = self.device()?;
        match effect {
            Effect::Reads => {}
            Effect::Types | Effect::Changes => shared.idle.touch(),
            Effect::Syncs => return Err(DeskError::SyncsItself.into()),
        }
        // what was to be stopped before is over
        shared.cancel.store(false, Ordering::SeqCst);
        let report = |progressed| {
            shared.glance.progress(progressed);
            shared.flow()
        };
        let reply = json(&dispatch(device, command, &mut Progress::new(report))?)?;
        match effect {
            Effect::Reads | Effect::Syncs => {}
            Effect::Types => self.count(),
            Effect::Changes => self.after_a_change(),
        }
        Ok(reply)
    }

    fn after_a_change(&mut self) {
        self.count();
        self.shared.glance.changed();
        self.tell_alerts();
        self.shared.carrier.soon();
    }

    fn save_place(&mut self, place: PlaceView) -> Result<(), ApiError> {
        if place.route.len() > PLACE_MAX_BYTES || place.focus.len() > PLACE_MAX_BYTES {
            return Err(DeskError::PlaceTooLong.into());
        }
        let kept = Place { route: place.route.clone(), focus: place.focus.clone() };
        self.device()?.set_place(&kept)?;
        self.shared.glance.remember_place(place);
        Ok(())
    }
}

//! What each call does: which go to the core, which are answered where they come in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use app::{AppError, Device, Flow, Passphrase, Place, Progress};
use serde::Serialize;

use super::Desk;
use super::core::{Core, Seat};
use super::effect::{Effect, effect};
use super::events::held;
use crate::error::{ApiError, DeskError};
use crate::requests::{EnrolRequest, Nothing};
use crate::table::{Command, DeskCommand, dispatch};
use crate::views::{DeskState, DeskView, PlaceView};

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
            DeskCommand::Unlock(request) => {
                let name = request.name.unwrap_or_default();
                json(&self.unlock(&Passphrase::new(request.passphrase).of(&name))?)
            }
            DeskCommand::Lock(Nothing {}) => {
                shared.stop_for_the_lock();
                json(&self.ask(|core| Ok(core.lock()))?)
            }
            DeskCommand::Enrol(request) => json(&self.enrol(request)?),
            DeskCommand::GuestBegin(request) => json(&self.guest_begin(&request)?),
            DeskCommand::GuestLook(Nothing {}) => json(&self.guest_look()?),
            DeskCommand::GuestConfirm(Nothing {}) => json(&self.guest_confirm()?),
            DeskCommand::GuestEnrol(request) => json(&self.guest_enrol(request)?),
            DeskCommand::QrRead(request) => json(&crate::qr::read(&request)?),
            DeskCommand::Touch(Nothing {}) => {
                shared.touch();
                json(&Nothing {})
            }
            DeskCommand::SyncNow(Nothing {}) => {
                shared.carrier.now();
                json(&shared.glance.sync())
            }
            DeskCommand::SettingsSave(settings) => {
                // looked at by the old minutes: longer ones do not keep open what should be locked by now
                let due = shared.is_idle();
                let saved = shared.glance.save_settings(settings)?;
                if !due {
                    shared.touch();
                }
                // whose they are is kept when the device has time for it; a desk that closes does so by itself
                self.inner.jobs.send(Box::new(Core::keep_settings)).ok();
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
    pub(super) fn enrol(&self, request: EnrolRequest) -> Result<DeskView, ApiError> {
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

    /// Whether nobody touched it for too long. Once that was seen it stays so until somebody signs in.
    pub fn is_idle(&self) -> bool {
        self.idle.is_over(self.glance.lock_after_ms())
    }

    /// Who locks wants it now: long commands stop, also those that wait in line, and half-done is nothing; so does
    /// what waits for a relay. Only of an open device: what sets one up goes on.
    fn stop_for_the_lock(&self) {
        self.locking.store(true, Ordering::SeqCst);
        if self.glance.view().state == DeskState::Open {
            held(&self.device_line).set();
        }
    }

    fn cancel(&self) {
        self.cancel.store(true, Ordering::SeqCst);
    }

    fn flow(&self) -> Flow {
        let stop = [&self.cancel, &self.locking, &self.closing].iter().any(|one| one.load(Ordering::SeqCst));
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
        self.look_at_lease();
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use testkit::field::{Field, passphrase};

    use super::super::call::{Call, read};
    use super::super::{DeskOptions, Pace};
    use super::*;

    #[test]
    fn a_long_command_that_waits_in_line_stops_for_the_lock() {
        let mut field = Field::new(82).unwrap();
        let mut founder = field.found("Ridge County Health").unwrap();
        founder.close();
        let options = DeskOptions { platform: founder.platform(), pace: Pace::DESIGNED };
        let desk = Desk::open(founder.home(), options).unwrap();
        desk.unlock(&passphrase()).unwrap();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/pa-oin/extract.csv");
        let args = serde_json::json!({ "map": "pa-oin", "file": file, "skip_damaged": true });
        let import = serde_json::json!({ "command": "import_csv", "args": args }).to_string();
        let Ok(Call::Device(name, import)) = read(&import) else { panic!("not read") };

        let (release, released) = channel::<()>();
        desk.inner.jobs.send(Box::new(move |_| assert!(released.recv().is_err()))).unwrap();
        let (reply, answer) = channel();
        let waits = move |core: &mut Core| drop(reply.send(core.command(&name, *import)));
        desk.inner.jobs.send(Box::new(waits)).unwrap();
        let locking = desk.clone();
        let lock = std::thread::spawn(move || locking.call(r#"{"command":"lock","args":{}}"#));
        while !desk.inner.shared.locking.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        drop(release);
        assert_eq!(answer.recv().unwrap().unwrap_err().code, "import.cancelled");
        lock.join().unwrap().unwrap();
        assert_eq!(desk.view().state, DeskState::Locked);
    }
}

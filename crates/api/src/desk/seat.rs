//! Who sits at the desk: signing in and out, setting a device up, and coming back after a fault.

use std::sync::atomic::Ordering;

use app::{AppError, Device, LockedDevice, Passphrase};

use super::core::{Core, Seat};
use super::settings;
use crate::error::{ApiError, DeskError};
use crate::views::{DeskState, DeskView, LeaseStateView, PlaceView, SettingsView};

impl Core {
    /// Opens the home without signing in: at the start, and after a fault. Without a device the seat stays empty.
    pub fn open_locked(&mut self) -> Result<(), ApiError> {
        self.shared.carrier.put_down();
        self.seat = Seat::Empty;
        self.intake.pause();
        let opened = LockedDevice::open(&self.shared.home, self.shared.device_platform());
        let (state, done) = match opened {
            Ok(locked) => {
                self.seat = Seat::Locked(Box::new(locked));
                (DeskState::Locked, Ok(()))
            }
            Err(AppError::NoDevice) => (DeskState::NoDevice, Ok(())),
            Err(error) => (DeskState::Locked, Err(error.into())),
        };
        self.carry();
        self.count();
        self.shared.glance.stand(state);
        done
    }

    /// Starts what carries, if nothing does. A device whose mailbox was lost does not know its relay until somebody
    /// signs in.
    pub fn carry(&self) {
        if self.shared.carrier.has_one() {
            return;
        }
        let made = match &self.seat {
            Seat::Locked(locked) => locked.courier().map(|courier| (courier, locked.listener())),
            Seat::Open(device) => device.courier().map(|courier| (courier, device.listener())),
            Seat::Empty | Seat::Enrolling => return,
        };
        match made {
            Ok((courier, listener)) => self.shared.carrier.pick_up(courier, listener.ok()),
            Err(error) => tracing::warn!(code = error.code(), "nothing is carried for now"),
        }
    }

    /// Signs in. Somebody who does so although the device is open is checked all the same.
    pub fn unlock(&mut self, passphrase: &Passphrase) -> Result<DeskView, ApiError> {
        if let Seat::Open(device) = &self.seat {
            device.check_passphrase(passphrase)?;
            self.shared.idle.touch();
            return Ok(self.shared.glance.view());
        }
        if matches!(self.seat, Seat::Empty) {
            // set up by another program meanwhile, or left by a fault
            self.open_locked()?;
        }
        match std::mem::replace(&mut self.seat, Seat::Empty) {
            Seat::Locked(locked) => match locked.unlock(passphrase) {
                Ok(device) if device.is_cut_off()? => {
                    self.seat = Seat::Open(Box::new(device));
                    self.leave()
                }
                Ok(device) => Ok(self.sit_down(device)),
                Err((locked, error)) => {
                    self.seat = Seat::Locked(Box::new(locked));
                    Err(error.into())
                }
            },
            other => {
                let error = match other {
                    Seat::Enrolling => DeskError::Busy.into(),
                    _ => AppError::NoDevice.into(),
                };
                self.seat = other;
                Err(error)
            }
        }
    }

    /// Somebody is signed in from now on.
    fn sit_down(&mut self, device: Device) -> DeskView {
        let place = device.place().unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "where somebody was is not known");
            None
        });
        self.shared.hold_line(device.stopper());
        self.take_up_settings(&device);
        let lease = LeaseStateView::from(device.lease_standing());
        self.seat = Seat::Open(Box::new(device));
        self.intake.begin();
        self.shared.idle.touch();
        self.carry();
        self.count();
        let place = place.map(|place| PlaceView { route: place.route, focus: place.focus });
        let view = self.shared.glance.stand_open(place, lease);
        self.alerts.forget();
        self.tell_alerts();
        self.shared.carrier.soon();
        view
    }

    /// Locks: keys are wiped. Nothing to do when it is locked already.
    pub fn lock(&mut self) -> DeskView {
        self.shared.locking.store(false, Ordering::SeqCst);
        self.keep_settings();
        match std::mem::replace(&mut self.seat, Seat::Empty) {
            Seat::Open(device) => {
                self.seat = Seat::Locked(Box::new(device.lock()));
                self.intake.pause();
                self.count();
                // sealing may have added to what is to be sent
                self.shared.carrier.soon();
                self.shared.glance.stand(DeskState::Locked)
            }
            other => {
                self.seat = other;
                self.shared.glance.view()
            }
        }
    }

    /// Where several sign in, the screens are as who sits down had them. When the device locks itself is the device's.
    fn take_up_settings(&self, device: &Device) {
        if !device.is_shared() {
            return;
        }
        let kept = device.own_settings().map_err(ApiError::from).and_then(|bytes| {
            let Some(bytes) = bytes else { return Ok(()) };
            let own = settings::parse(&String::from_utf8_lossy(&bytes))?;
            let lock_after_min = self.shared.glance.settings().lock_after_min;
            self.shared.glance.save_settings(SettingsView { lock_after_min, ..own })?;
            Ok(())
        });
        if let Err(error) = kept {
            tracing::warn!(code = error.code, "somebody's settings are not taken up");
        }
    }

    /// Keeps how the screens are for who sits there.
    pub fn keep_settings(&mut self) {
        let Seat::Open(device) = &mut self.seat else { return };
        if !device.is_shared() {
            return;
        }
        let text = settings::written(&self.shared.glance.settings()).map_err(ApiError::from);
        let kept = text.and_then(|text| Ok(device.keep_own_settings(text.as_bytes())?));
        if let Err(error) = kept {
            tracing::warn!(code = error.code, "somebody's settings are not kept");
        }
    }

    /// The device was revoked, and that is proven: it seals what it had not sent and wipes itself. Where that fails,
    /// nothing was wiped; it is locked, and whoever signs in tries again.
    pub fn leave(&mut self) -> Result<DeskView, ApiError> {
        let Seat::Open(device) = std::mem::replace(&mut self.seat, Seat::Empty) else {
            return Ok(self.shared.glance.view());
        };
        self.shared.carrier.put_down();
        self.intake.pause();
        match device.surrender() {
            Ok(_) => {
                self.shared.glance.stand(DeskState::Locked);
                Err(AppError::Revoked.into())
            }
            Err((device, error)) => {
                self.seat = Seat::Locked(Box::new(device.lock()));
                self.shared.glance.stand(DeskState::Locked);
                Err(error.into())
            }
        }
    }

    /// Makes room for a device that another thread sets up.
    pub fn make_room(&mut self) -> Result<(), ApiError> {
        match self.seat {
            Seat::Open(_) => Err(AppError::DeviceExists.into()),
            Seat::Enrolling => Err(DeskError::Busy.into()),
            // also a locked one: it may be one whose enrolment was interrupted
            Seat::Empty | Seat::Locked(_) => {
                self.shared.carrier.put_down();
                self.seat = Seat::Enrolling;
                Ok(())
            }
        }
    }

    /// The device was set up, or not.
    pub fn adopt(&mut self, device: Result<Device, ApiError>) -> Result<DeskView, ApiError> {
        match device {
            Ok(device) => Ok(self.sit_down(device)),
            Err(error) => {
                self.open_locked().ok();
                Err(error)
            }
        }
    }
}

//! The thread that owns the device. Commands reach it one by one, in the order they were given; between them it
//! takes in, slice by slice, what the sync brought.
//!
//! A thread with a queue, and not a lock around the device: a queue is fair, so that neither a burst of commands
//! nor a long ingest starves the other; the device stays where it is; and a fault in one command ends nothing but
//! that command.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};

use app::{Device, LockedDevice};

use super::Shared;
use super::alerts::Alerts;
use super::intake::Intake;
use crate::error::{ApiError, DeskError};

/// One thing to do with the device.
pub(super) type Job = Box<dyn FnOnce(&mut Core) + Send>;

/// What stands behind the screen.
pub(super) enum Seat {
    /// No device is set up in this home, or it could not be opened.
    Empty,
    /// Another thread is setting a device up.
    Enrolling,
    /// Set up, nobody signed in.
    Locked(Box<LockedDevice>),
    /// Somebody is signed in.
    Open(Box<Device>),
}

/// See the module.
pub(super) struct Core {
    pub shared: Arc<Shared>,
    pub seat: Seat,
    pub alerts: Alerts,
    /// What the sync brought and waits to be taken in.
    pub intake: Intake,
    closed: bool,
}

impl Core {
    pub fn new(shared: Arc<Shared>) -> Self {
        let alerts = Alerts::default();
        Self { shared, seat: Seat::Empty, alerts, intake: Intake::default(), closed: false }
    }

    /// Works until the desk closes. What a command authored is sealed when it returns, so nothing is left to do then.
    pub fn run(mut self, jobs: &Receiver<Job>) {
        while !self.closed {
            let job = match self.next(jobs) {
                Ok(job) => Some(job),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            // before the job: one that comes out of a machine's sleep must find the device locked
            self.watch_the_clock();
            if let Some(job) = job {
                job(&mut self);
            }
            if self.intake.waits() && !self.closed {
                self.take_in();
            }
        }
    }

    /// The next job. With something to take in nobody waits for one.
    fn next(&self, jobs: &Receiver<Job>) -> Result<Job, RecvTimeoutError> {
        if !self.intake.waits() {
            // only an open device has a lock to watch
            return match self.seat {
                Seat::Open(_) => jobs.recv_timeout(self.shared.pace.tick),
                _ => jobs.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
        }
        jobs.try_recv().map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        })
    }

    fn take_in(&mut self) {
        let taken = self.guarded(Self::take_slice);
        if taken.is_err_and(|error| error.code == DeskError::Panicked.code()) {
            self.intake.give_up();
        }
    }

    /// Runs `work`. A fault of the program in it ends `work` alone: the device is closed and opened again, locked.
    pub fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, ApiError>) -> Result<T, ApiError> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or_else(|_| {
            tracing::error!(code = DeskError::Panicked.code(), "a command failed; locking");
            // what the fault left of the device is dropped, keys are wiped with it
            if catch_unwind(AssertUnwindSafe(|| self.open_locked())).is_err() {
                tracing::error!(code = DeskError::Panicked.code(), "the device could not be opened again");
            }
            Err(DeskError::Panicked.into())
        })
    }

    /// Locks a device that nobody touched for too long, and looks for clocks of the field about to be missed.
    fn watch_the_clock(&mut self) {
        if !matches!(self.seat, Seat::Open(_)) {
            return;
        }
        let watched = self.guarded(|core| {
            if core.shared.is_idle() {
                core.lock();
            } else {
                core.look_at_clocks();
            }
            Ok(())
        });
        if let Err(error) = watched {
            tracing::warn!(code = error.code, "looking at the clock failed");
        }
    }

    /// The last job: seals what is not sealed. The home is released when this thread ends.
    pub fn close(&mut self) {
        self.closed = true;
        self.guarded(|core| {
            core.lock();
            Ok(())
        })
        .ok();
    }
}

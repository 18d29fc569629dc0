//! Taking in what the sync brought, a slice at a time, and counting what is where.

use std::time::Duration;

use app::{AppError, Delivery, Slice};

use super::core::{Core, Seat};
use crate::error::{ApiError, DeskError};
use crate::views::{AlertKind, AlertView, SyncStateView};

/// While much comes in, screens are told so often that it came: they ask for everything they show again.
const TELL_MS: i64 = 500;
/// What arrives within this time of what arrived before, while locked, is one burst.
const BURST: Duration = Duration::from_secs(60);
/// The notice after which what a stream still held goes out in another.
const STREAM_STOPPED: &str = "sync.stream_stopped";

/// What waits to be taken in.
#[derive(Default)]
pub(super) struct Intake {
    /// The oldest first; none when all is taken in.
    deliveries: std::collections::VecDeque<Delivery>,
    /// What changed since screens were last told.
    untold: bool,
    told_ms: i64,
    /// Taking in ended in a fault of the program. It is not tried again in this process, so that the device can be
    /// used without it.
    failed: bool,
    /// When something last arrived while locked, on the steady clock.
    arrived_ms: Option<i64>,
}

impl Intake {
    pub fn waits(&self) -> bool {
        !self.deliveries.is_empty()
    }

    /// Nothing is taken in until somebody signs in; the mailbox and the database know what is left.
    pub fn pause(&mut self) {
        self.deliveries.clear();
        self.untold = false;
    }

    /// Everything that waits in the mailbox is looked at.
    pub fn begin(&mut self) {
        self.arrived_ms = None;
        if !self.failed {
            self.deliveries.push_back(Delivery::default());
        }
    }

    /// As [`Intake::failed`].
    pub fn give_up(&mut self) {
        self.failed = true;
        self.pause();
    }
}

impl Core {
    /// Something came, or the relay has what was sent.
    pub fn deliver(&mut self, delivery: Delivery) {
        match &self.seat {
            Seat::Open(_) => {
                if !self.intake.failed {
                    self.intake.deliveries.push_back(delivery);
                }
                self.count();
            }
            Seat::Locked(_) => {
                let before = self.shared.glance.sync().waiting;
                self.count();
                if self.shared.glance.sync().waiting > before {
                    self.tell_arrival();
                }
            }
            Seat::Empty | Seat::Enrolling => {}
        }
    }

    fn tell_arrival(&mut self) {
        let now_ms = self.shared.idle.elapsed_ms();
        let burst_ms = i64::try_from(BURST.as_millis()).unwrap_or(i64::MAX);
        let before = self.intake.arrived_ms.replace(now_ms);
        if before.is_none_or(|before| now_ms.saturating_sub(before) >= burst_ms) {
            let kind = AlertKind::Arrived;
            self.shared.glance.alert(AlertView { kind, record: None, record_kind: None, due_ms: None });
        }
    }

    /// Takes in one slice.
    pub fn take_slice(&mut self) -> Result<(), ApiError> {
        let Seat::Open(device) = &mut self.seat else { return Ok(()) };
        let Some(delivery) = self.intake.deliveries.front_mut() else { return Ok(()) };
        let taken = match device.take_delivery(delivery, Slice::SHORT) {
            Ok(taken) => taken,
            Err(error) => {
                // a full disk, say: the next delivery goes on where this one ended
                tracing::warn!(code = error.code(), "taking in waits");
                self.intake.deliveries.clear();
                return Err(error.into());
            }
        };
        self.intake.untold |= taken.changed;
        let lease = device.lease_standing().into();
        self.shared.glance.change_lease(lease);
        if taken.entered {
            // what lies in a compartment that this device was let into does not wait for the next look
            self.shared.carrier.now();
        }
        if taken.more {
            self.tell_now_and_then();
            return Ok(());
        }
        if device.is_cut_off()? {
            return self.leave().map(|_| ());
        }
        let moved = delivery.notices.iter().any(|notice| notice.code == STREAM_STOPPED);
        // the relay answered just now: a key that a revoked device knows does not wait for somebody to type a command
        let renewed = delivery.up_to_date && renew_keys(device);
        self.intake.deliveries.pop_front();
        let before = self.shared.glance.sync().unsent;
        self.count();
        // what the app said by itself on seeing what came
        if moved || renewed || self.shared.glance.sync().unsent > before {
            self.shared.carrier.soon();
        }
        if std::mem::take(&mut self.intake.untold) {
            self.shared.glance.changed();
            self.tell_alerts();
        }
        Ok(())
    }

    fn tell_now_and_then(&mut self) {
        let now_ms = self.shared.idle.elapsed_ms();
        if now_ms.saturating_sub(self.intake.told_ms) < TELL_MS {
            return;
        }
        self.intake.told_ms = now_ms;
        self.count();
        if std::mem::take(&mut self.intake.untold) {
            self.shared.glance.changed();
        }
    }

    /// Counts what is where, for every screen's status line.
    pub fn count(&self) {
        let counted = match &self.seat {
            Seat::Open(device) => self.count_open(device),
            Seat::Locked(locked) => count_locked(locked),
            Seat::Empty | Seat::Enrolling => return,
        };
        match counted {
            Ok(counted) => {
                self.shared.glance.seat(counted.shared, counted.member.clone());
                self.shared.glance.change_sync(|sync| counted.write(sync));
            }
            Err(error) => tracing::warn!(code = error.code(), "counting failed"),
        }
    }

    fn count_open(&self, device: &app::Device) -> Result<Counted, AppError> {
        let waiting = device.waiting()?;
        Ok(Counted {
            unsent: device.unsent()?,
            drafts: Some(device.draft_count()?),
            waiting,
            taken_in: waiting == 0 && !self.intake.waits() && !self.intake.failed,
            code: self.intake.failed.then(|| DeskError::Panicked.code()),
            last_sync_ms: device.last_sync_ms()?,
            shared: device.is_shared(),
            member: Some(device.member().to_string()),
        })
    }
}

fn renew_keys(device: &mut app::Device) -> bool {
    device.renew_keys().unwrap_or_else(|error| {
        tracing::warn!(code = error.code(), "a new key waits");
        false
    })
}

/// While locked drafts are as many as they were. Where several sign in none are told of: whose would they be?
fn count_locked(locked: &app::LockedDevice) -> Result<Counted, AppError> {
    let waiting = locked.waiting()?.unwrap_or(0);
    let shared = locked.is_shared();
    Ok(Counted {
        unsent: locked.unsent()?,
        drafts: shared.then_some(0),
        waiting,
        taken_in: waiting == 0,
        code: None,
        last_sync_ms: locked.last_sync_ms()?,
        shared,
        member: None,
    })
}

struct Counted {
    unsent: u64,
    drafts: Option<u64>,
    waiting: u64,
    taken_in: bool,
    code: Option<&'static str>,
    last_sync_ms: Option<i64>,
    /// Whether several members sign in.
    shared: bool,
    /// Who is signed in.
    member: Option<String>,
}

impl Counted {
    fn write(self, sync: &mut SyncStateView) {
        sync.unsent = self.unsent;
        sync.drafts = self.drafts.unwrap_or(sync.drafts);
        sync.waiting = self.waiting;
        sync.taken_in = self.taken_in;
        sync.last_sync_ms = self.last_sync_ms;
        if let Some(code) = self.code {
            sync.code = Some(code.to_owned());
        }
    }
}

//! A whole sync in one go: the courier runs, what it brought is taken in, until nothing more is to be sent or fetched.
//! The command line works this way; a device in daily use does the same two things on two threads.

use std::path::Path;

use store::StopReason;
use whatif::Flaw;

use crate::courier::{Delivery, Notice};
use crate::fence::left_behind;
use crate::ingest::Slice;
use crate::progress::Progress;
use crate::{AppError, Device, LockedDevice, Platform};

/// What a sync did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Changes that the relay took.
    pub sent: u64,
    /// Changes that came in and are part of records now.
    pub received: u64,
    /// Changes still only on this device.
    pub unsent: u64,
    /// Entries in quarantine.
    pub quarantined: u64,
    /// Entries parked.
    pub parked: u64,
    /// Whether this device and the relay are in step.
    pub up_to_date: bool,
    /// What else happened, each kind once.
    pub notices: Vec<Notice>,
}

/// Rounds of one sync: each ends because something was authored or moved meanwhile.
const ROUNDS_MAX: usize = 8;

impl SyncReport {
    fn take(&mut self, delivery: Delivery) {
        self.up_to_date = delivery.up_to_date;
        for notice in delivery.notices {
            if !self.notices.contains(&notice) {
                self.notices.push(notice);
            }
        }
    }
}

impl Device {
    /// Sends what is not sent and takes what is new. Keeps trying for `wait_ms` when the relay does not answer;
    /// nothing is lost when it does not.
    ///
    /// # Errors
    /// Only of this device's own files. What the relay or the network does ends in the report.
    pub fn sync(&mut self, wait_ms: i64, progress: &mut Progress<'_>) -> Result<SyncReport, AppError> {
        // stopped while the device was locked, or right before its process ended
        self.note_stops()?;
        self.seal()?;
        let before = self.unsent()?;
        let until_ms = self.platform.clock.now_ms().saturating_add(wait_ms.max(0));
        let mut report = SyncReport::default();
        let mut courier = self.courier()?;
        // what a round authored or moved to another stream goes out in the next
        for _ in 0..ROUNDS_MAX {
            let mut delivery = courier.run(until_ms, progress)?;
            let mut entered = false;
            loop {
                let taken = self.take_delivery(&mut delivery, Slice::BULK)?;
                report.received += taken.received;
                entered |= taken.entered;
                if !taken.more {
                    break;
                }
            }
            let moved = delivery.stopped && !delivery.cancelled;
            let more = delivery.up_to_date && self.mailbox.unsent_entries()? > 0;
            report.take(delivery);
            if entered {
                courier.hurry();
            }
            if !(moved || more || entered) {
                break;
            }
        }
        if report.up_to_date && self.renew_keys()? {
            courier.hurry();
            report.take(courier.run(until_ms, progress)?);
        }
        report.unsent = self.unsent()?;
        report.sent = before.saturating_sub(report.unsent);
        (report.quarantined, report.parked) = self.db.read(|tx| tx.held_back())?;
        report.up_to_date &= report.unsent == 0;
        Ok(report)
    }

    /// Changes on this device that the relay does not have, sealed or not.
    ///
    /// # Errors
    /// `store.*`.
    pub fn unsent(&self) -> Result<u64, AppError> {
        let mut count = self.mailbox.unsent_entries()?;
        let stops = self.mailbox.stops()?;
        for stream in self.db.read(|tx| tx.streams())? {
            if let Some(stop) = stops.iter().find(|stop| stop.stream == stream.stream) {
                count += self.db.read(|tx| left_behind(tx, stop))?.len() as u64;
            } else {
                let authored = self.db.read(|tx| tx.next_authored_seq(stream.stream))?;
                count += authored.saturating_sub(self.mailbox.outgoing_head(stream.stream)?.next_seq);
            }
        }
        Ok(count)
    }

    /// Remembers which streams were stopped and still hold something. The mailbox says which they are: what was heard of
    /// a stop is gone with the process that heard it, and a locked device can do nothing about it.
    pub(crate) fn note_stops(&mut self) -> Result<(), AppError> {
        let stops = self.mailbox.stops()?;
        let streams = self.db.read(|tx| tx.streams())?;
        for stop in stops {
            let Some(row) = streams.iter().find(|row| row.stream == stop.stream) else { continue };
            if !row.current && self.db.read(|tx| left_behind(tx, &stop))?.is_empty() {
                continue;
            }
            // sealed under the key that was refused, it would be refused for ever
            if stop.reason == StopReason::OldEpoch && whatif::flawed(Flaw::OldEpochDropped) {
                continue;
            }
            self.note_stop(&stop)?;
        }
        Ok(())
    }
}

/// Sends and fetches for a device that stays locked: nothing is opened.
///
/// # Errors
/// As [`Device::sync`].
pub fn carry(dir: &Path, wait_ms: i64, platform: Platform) -> Result<SyncReport, AppError> {
    let locked = LockedDevice::open(dir, platform)?;
    let before = locked.unsent()?;
    let until_ms = locked.platform.clock.now_ms().saturating_add(wait_ms.max(0));
    let mut report = SyncReport::default();
    report.take(locked.courier()?.run(until_ms, &mut Progress::silent())?);
    report.unsent = locked.unsent()?;
    report.sent = before.saturating_sub(report.unsent);
    Ok(report)
}

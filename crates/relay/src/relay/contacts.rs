//! Which devices were here, and when: for whoever keeps them in order. Said to nobody else: when a colleague is at work
//! is not for every colleague to see.

use protocol::DeviceId;
use protocol::wire::{DeviceContactMsg, DeviceContactsMsg, RefusalCode, ReportMsg};

use super::Relay;
use super::members::{Caller, Members};
use super::request::{Answer, Refusal};
use crate::store::{ContactRow, Store};

/// A contact is noted again after this long, or when what the device says of itself changed: an idle device costs no
/// write at each look, and when exactly somebody was there is nobody's business.
const GRAIN_MS: i64 = 600_000;

impl<S: Store> Relay<S> {
    /// Notes that a device asked for news. What cannot be noted costs the device nothing.
    pub(super) fn note_contact(&self, now_ms: i64, device: DeviceId, report: Option<&ReportMsg>) {
        let age_ms = report.map_or(0, |report| i64::from(report.unsent_for_s).saturating_mul(1000));
        let row = ContactRow {
            at_ms: now_ms,
            version: report.map(|report| report.version.clone()).unwrap_or_default(),
            unsent_since_ms: if age_ms == 0 { 0 } else { now_ms.saturating_sub(age_ms).max(1) },
        };
        let noted = self.store.contact(device).and_then(|held| match held {
            Some(held) if says_the_same(&held, &row) => Ok(()),
            _ => self.store.set_contact(device, &row),
        });
        if let Err(error) = noted {
            tracing::debug!(code = error.code(), "a contact was not noted");
        }
    }

    /// Which devices were here. To the root key all of them, to an administrator's key those in its compartments.
    pub(super) fn contacts(&self, caller: Caller) -> Result<Answer, Refusal> {
        let Caller::Administrator(key) = caller else { return Err(RefusalCode::Forbidden.into()) };
        let members = self.members.current(&self.store)?;
        let all = self.store.contacts()?;
        let seen = all.into_iter().filter(|(device, _)| members.may_watch(&key, device));
        let message = |(device, row): (DeviceId, ContactRow)| DeviceContactMsg {
            device,
            at_ms: row.at_ms,
            version: row.version,
            unsent_since_ms: row.unsent_since_ms,
        };
        Ok(Answer::of(&DeviceContactsMsg { devices: seen.map(message).collect() }))
    }
}

/// Whether a new row would tell nobody anything new.
fn says_the_same(held: &ContactRow, row: &ContactRow) -> bool {
    let fresh = (0..GRAIN_MS).contains(&row.at_ms.saturating_sub(held.at_ms));
    let waits = |row: &ContactRow| row.unsent_since_ms > 0;
    fresh && held.version == row.version && waits(held) == waits(row)
}

impl Members {
    /// Whether the holder of this key answers for the device.
    fn may_watch(&self, key: &protocol::PublicKey, device: &DeviceId) -> bool {
        let is_root = self.roster.collaborative().is_some_and(|known| known.root == *key);
        is_root
            || self
                .roster
                .compartments()
                .any(|one| one.administrators.contains(key) && one.admitted.contains(device))
    }
}

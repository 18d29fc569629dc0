//! Follow-ups: tasks with an hour-level clock. The clock is derived from facts, never stored.

use std::collections::BTreeMap;

use domain::follow_up::{Attempt, AttemptOutcome, FollowUp};
use domain::{RecordId, RecordKind};
use store::{FollowUpRow, Page};

use crate::records::RecordWrite;
use crate::{AppError, Device};

/// Milliseconds in an hour.
pub(crate) const HOUR_MS: i64 = 3_600_000;
/// Follow-ups read at once.
const LIST_MAX: u32 = 10_000;

impl Device {
    /// Open follow-ups, the one due first leading: overdue ones always, others when their window opens within
    /// `hours`.
    pub fn follow_ups(&self, hours: Option<u32>) -> Result<Vec<FollowUp>, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let until_ms = hours.map_or(i64::MAX, |hours| now_ms.saturating_add(i64::from(hours) * HOUR_MS));
        let rows = self.db.read(|tx| tx.follow_ups_due(until_ms, Page { skip: 0, limit: LIST_MAX }))?;
        self.read_follow_ups(&rows)
    }

    /// Every follow-up that a contact started, met or not, the one due first leading.
    pub fn follow_ups_after(&self, contact: RecordId) -> Result<Vec<FollowUp>, AppError> {
        let rows = self.db.read(|tx| tx.follow_ups_after(contact))?;
        self.read_follow_ups(&rows)
    }

    /// Every follow-up of a person, met or not, the one due first leading.
    pub fn follow_ups_of(&self, person: RecordId) -> Result<Vec<FollowUp>, AppError> {
        let rows = self.db.read(|tx| tx.follow_ups_of(person))?;
        self.read_follow_ups(&rows)
    }

    pub(crate) fn read_follow_ups(&self, rows: &[FollowUpRow]) -> Result<Vec<FollowUp>, AppError> {
        rows.iter().map(|row| Ok(FollowUp::read(&self.record(row.id)?))).collect()
    }

    /// Where these contacts were, in words for a list; those unknown or without a place are left out.
    pub fn places_of(
        &self,
        contacts: impl IntoIterator<Item = RecordId>,
    ) -> Result<BTreeMap<RecordId, String>, AppError> {
        self.db.read(|tx| {
            let mut places = BTreeMap::new();
            for id in contacts {
                places.extend(tx.contact(id)?.and_then(|row| Some((id, row.place?))));
            }
            Ok(places)
        })
    }

    /// Records an attempt, made now by this device's agency.
    ///
    /// # Errors
    /// `follow_up.outcome` when the code is none of `AttemptOutcome`.
    pub fn attempt(&mut self, id: RecordId, outcome: &str) -> Result<(), AppError> {
        let record = self.whole_of(id, RecordKind::FollowUp)?;
        let outcome: AttemptOutcome = outcome.parse().map_err(|_| AppError::Input {
            code: "follow_up.outcome",
            what: "an attempt ends in met_in_person, reached_by_phone, left_message, not_found, moved, \
                   rescheduled, declined, unsafe_to_approach or other",
        })?;
        let attempt = Attempt {
            id: self.new_id().0,
            at: self.now()?,
            outcome,
            by: Some(self.me.profile.agency.clone()),
        };
        let edits = vec![attempt.edit()];
        self.write(&[RecordWrite {
            id,
            kind: RecordKind::FollowUp,
            compartment: record.compartment,
            edits,
        }])?;
        Ok(())
    }
}

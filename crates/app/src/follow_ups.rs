//! Follow-ups: tasks with an hour-level clock. The clock is derived from facts, never stored.

use domain::follow_up::{Attempt, AttemptOutcome, FollowUp};
use domain::{RecordId, RecordKind};
use store::Page;

use crate::records::RecordWrite;
use crate::{AppError, Device};

/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;
/// Follow-ups read at once.
const LIST_MAX: u32 = 10_000;

impl Device {
    /// Open follow-ups, the one due first leading: overdue ones always, others when their window opens within
    /// `hours`.
    pub fn follow_ups(&self, hours: Option<u32>) -> Result<Vec<FollowUp>, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let until_ms = hours.map_or(i64::MAX, |hours| now_ms.saturating_add(i64::from(hours) * HOUR_MS));
        let rows = self.db.read(|tx| tx.follow_ups_due(until_ms, Page { skip: 0, limit: LIST_MAX }))?;
        rows.iter().map(|row| Ok(FollowUp::read(&self.record(row.id)?))).collect()
    }

    /// Records an attempt, made now by this device's agency.
    ///
    /// # Errors
    /// `follow_up.outcome` when the code is none of `AttemptOutcome`.
    pub fn attempt(&mut self, id: RecordId, outcome: &str) -> Result<(), AppError> {
        let record = self.record_of(id, RecordKind::FollowUp)?;
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

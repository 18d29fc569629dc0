//! What somebody of this agency should be told although nobody looks. The rules are `domain::alert`'s; here they are
//! asked of the few rows they can be about.

use domain::alert;
use domain::handoff::Party;
use domain::{Record, RecordId, RecordKind};
use store::Page;

pub use domain::alert::{Alert, AlertKind};

use crate::derived::outcome_id;
use crate::{AppError, Device};

/// Open handoffs that are looked at, the latest first; an agency with more has other troubles.
const HANDOFFS_MAX: u32 = 200;
/// Follow-ups whose window closes about now that are looked at.
const FOLLOW_UPS_MAX: u32 = 500;

impl Device {
    /// What is to be told now: a function of what this device holds and of the clock. An alert is there until what it
    /// is about was answered; its key stays the same meanwhile, so that each is told once.
    ///
    /// Reads projections, and of records only open handoffs.
    ///
    /// # Errors
    /// `store.*`.
    pub fn alerts(&self) -> Result<Vec<Alert>, AppError> {
        let now_ms = self.platform.clock.now_ms();
        let own = Party::agency(self.me.profile.agency.clone());
        let page = |limit| Page { skip: 0, limit };
        let (handoffs, follow_ups) = self.db.read(|tx| {
            let [after_ms, until_ms] = alert::follow_up_span(now_ms);
            Ok::<_, AppError>((
                tx.open_handoffs(page(HANDOFFS_MAX))?,
                tx.follow_ups_closing(after_ms, until_ms, &own.agency, page(FOLLOW_UPS_MAX))?,
            ))
        })?;
        let mut alerts = Vec::new();
        for row in handoffs {
            let parts: Vec<Record> = self.both_parts(row.id)?;
            let handoff = domain::handoff::Handoff::read(&parts);
            alerts.extend(handoff.alerts(row.id, &own, now_ms));
        }
        for row in follow_ups {
            alerts.extend(alert::of_follow_up(
                row.id,
                row.agency.as_deref(),
                row.due_ms,
                row.met_ms,
                &own,
                now_ms,
            ));
        }
        Ok(alerts)
    }

    /// The handoff's record and its outcome's, as far as they are held.
    fn both_parts(&self, id: RecordId) -> Result<Vec<Record>, AppError> {
        let handoff = self.held(id)?.filter(|record| record.kind == RecordKind::Handoff);
        Ok(handoff.into_iter().chain(self.held(outcome_id(id))?).collect())
    }
}

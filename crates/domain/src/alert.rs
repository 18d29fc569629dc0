//! What somebody should be told although nobody looks: a new offer, a decline, a clock about to be missed. Nobody has
//! to look at the app to be accountable.
//!
//! Alerts are derived from what is held and from the clock, like every clock here; none is stored. Each has a key that
//! stays the same for as long as it stands, so that a host tells each of them once.

use crate::clock::HOUR_MS;
use crate::handoff::Party;
use crate::{RecordId, RecordKind};

/// Before an answer is due, its clock is about to be missed for so long: ten minutes.
pub const ANSWER_DUE_MS: i64 = 10 * 60_000;
/// Before a follow-up's window closes, it is about to be missed for so long: two hours.
pub const FOLLOW_UP_DUE_MS: i64 = 2 * HOUR_MS;
/// A clock that was missed is told for so long: whoever comes on shift hears of it, last year's are only on the lists.
pub const MISSED_MS: i64 = 24 * HOUR_MS;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// A handoff was offered to this party, and nobody of it has answered in any way.
    Offer,
    /// Everybody who was asked declined, and this party answers for the person.
    Declined,
    /// A clock of this party is about to be missed, or was.
    Clock,
}

impl AlertKind {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Declined => "declined",
            Self::Clock => "clock",
        }
    }
}

/// Something to be told. It names records by their ids only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// The record to open.
    pub record: RecordId,
    /// A handoff or a follow-up.
    pub record_kind: RecordKind,
    /// Until when, milliseconds since 1970; `None` when nobody said.
    pub due_ms: Option<i64>,
    /// Names this alert for as long as it stands.
    pub key: String,
}

/// Whether a clock that is due at `due_ms` is to be told of at `now_ms`, when that begins `ahead_ms` before.
pub(crate) fn is_closing(due_ms: i64, now_ms: i64, ahead_ms: i64) -> bool {
    let left_ms = due_ms.saturating_sub(now_ms);
    (-MISSED_MS..=ahead_ms).contains(&left_ms)
}

/// Follow-ups that can be told of at `now_ms` are due between these, both included: what a query has to look at.
pub fn follow_up_span(now_ms: i64) -> [i64; 2] {
    [now_ms.saturating_sub(MISSED_MS), now_ms.saturating_add(FOLLOW_UP_DUE_MS)]
}

/// The alert of a follow-up: its window closes soon or has closed, it was not met, and it is this party's or nobody's.
pub fn of_follow_up(
    id: RecordId,
    agency: Option<&str>,
    due_ms: Option<i64>,
    met_ms: Option<i64>,
    own: &Party,
    now_ms: i64,
) -> Option<Alert> {
    let due_ms = due_ms.filter(|due_ms| is_closing(*due_ms, now_ms, FOLLOW_UP_DUE_MS))?;
    if met_ms.is_some() || agency.is_some_and(|agency| agency != own.agency) {
        return None;
    }
    Some(Alert {
        kind: AlertKind::Clock,
        record: id,
        record_kind: RecordKind::FollowUp,
        due_ms: Some(due_ms),
        key: format!("clock:{id}:{due_ms}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUE: i64 = 1_795_000_000_000;

    fn check(agency: Option<&str>, met: Option<i64>, now_ms: i64, expect: bool) {
        let id = RecordId::from_bytes([1; 16]);
        let own = Party::agency("Example Outreach");
        let found = of_follow_up(id, agency, Some(DUE), met, &own, now_ms);
        assert_eq!(found.is_some(), expect, "{agency:?} met {met:?} at {}", now_ms - DUE);
        let [from, until] = follow_up_span(now_ms);
        assert!(found.is_none() || (from..=until).contains(&DUE), "outside of what is looked at");
    }

    #[test]
    fn a_window_that_closes_is_told_of_to_whose_it_is() {
        for agency in [None, Some("Example Outreach")] {
            check(agency, None, DUE - FOLLOW_UP_DUE_MS - 1, false);
            check(agency, None, DUE - FOLLOW_UP_DUE_MS, true);
            check(agency, None, DUE, true);
            check(agency, None, DUE + MISSED_MS, true);
            check(agency, None, DUE + MISSED_MS + 1, false);
            check(agency, Some(DUE - 5), DUE, false);
        }
        check(Some("Example EMS"), None, DUE, false);
    }

    #[test]
    fn what_has_no_clock_is_no_alert() {
        let own = Party::agency("Example Outreach");
        assert_eq!(of_follow_up(RecordId::from_bytes([1; 16]), None, None, None, &own, DUE), None);
    }
}

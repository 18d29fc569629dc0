//! The board: what waits for this device's agency, and what it has in hand. Every list is bounded, and nothing here
//! reads more records than it shows, but for the handoffs that may be waited for.

use std::collections::BTreeSet;

use domain::RecordId;
use domain::follow_up::FollowUp;
use store::{ContactRow, HandoffRow, Page};

use crate::drafts::Draft;
use crate::follow_ups::HOUR_MS;
use crate::handoffs::HandoffSeen;
use crate::{AppError, Device};

/// Contacts and follow-ups that the board shows.
const SHOWN: u32 = 20;
/// Handoffs in hand that the board shows.
const MINE_MAX: u32 = 50;
/// Handoffs that are looked into for whether they wait for this agency.
const LOOKED_INTO_MAX: u32 = 500;
/// How far ahead a follow-up is due soon.
const SOON_HOURS: i64 = 24;

/// See the module.
#[derive(Clone, Debug)]
pub struct Board {
    /// Drafts, the one typed in last first.
    pub drafts: Vec<Draft>,
    /// Handoffs that want something of this agency, the most urgent first.
    pub waiting: Vec<HandoffSeen>,
    /// Other open handoffs that this agency answers for, latest event first, at most 50.
    pub mine: Vec<HandoffSeen>,
    /// Contacts that this agency made and that count, newest first, at most 20.
    pub recent: Vec<ContactRow>,
    /// Follow-ups overdue or due within 24 hours, the most urgent first, at most 20.
    pub due: Vec<FollowUp>,
    /// How many are in all.
    pub due_total: u64,
    /// Fields for a person to decide.
    pub conflicts: u64,
    /// Entries in quarantine.
    pub quarantined: u64,
    /// Entries parked.
    pub parked: u64,
}

impl Device {
    /// What a shift needs to see first.
    pub fn board(&self) -> Result<Board, AppError> {
        let agency = self.profile().agency.clone();
        let until_ms = self.now_ms().saturating_add(SOON_HOURS * HOUR_MS);
        let (unsettled, answered) = self.db.read(|tx| {
            let unsettled = tx.handoffs_unsettled(LOOKED_INTO_MAX)?;
            Ok::<_, AppError>((unsettled, tx.handoffs_answered_by(&agency, MINE_MAX)?))
        })?;
        let (recent, due, due_total) = self.db.read(|tx| {
            let due = tx.follow_ups_due(until_ms, Page { skip: 0, limit: SHOWN })?;
            Ok::<_, AppError>((tx.contacts_by(&agency, SHOWN)?, due, tx.follow_ups_due_count(until_ms)?))
        })?;
        let (conflicts, (quarantined, parked)) =
            self.db.read(|tx| Ok::<_, AppError>((tx.conflict_count()?, tx.held_back()?)))?;
        let waiting = self.wanting(&unsettled)?;
        let shown: BTreeSet<RecordId> = waiting.iter().map(|one| one.id).collect();
        let others = answered.iter().filter(|row| !shown.contains(&row.id));
        Ok(Board {
            drafts: self.drafts()?,
            mine: others.map(|row| self.handoff(row.id)).collect::<Result<_, _>>()?,
            waiting,
            recent,
            due: self.read_follow_ups(&due)?,
            due_total,
            conflicts,
            quarantined,
            parked,
        })
    }

    /// Those that want something of this agency: by when an answer is due, then the latest event first.
    fn wanting(&self, rows: &[HandoffRow]) -> Result<Vec<HandoffSeen>, AppError> {
        let mut out = Vec::new();
        for row in rows {
            let seen = self.handoff(row.id)?;
            if seen.wants.is_some() {
                out.push(seen);
            }
        }
        out.sort_by_key(|one| {
            let due = one.state.answer_due.map(|due| due.unix_ms());
            (due.is_none(), due, std::cmp::Reverse(one.latest_ms()), one.id)
        });
        Ok(out)
    }
}

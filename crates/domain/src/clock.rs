//! Hour-level clocks, derived from facts. Nothing here is ever stored: a clock is what follows from when it
//! started, how long it runs and what was done; whether it is overdue is an overlay computed from `now`.

use crate::{BadMoment, Moment};

/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// From how many hours after the start until how many hours after it something is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// Not before this many hours after the start.
    pub from_hours: u32,
    /// At the latest this many hours after the start.
    pub due_hours: u32,
}

/// A clock as the facts have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Clock {
    /// When it began, in the zone it was lived in.
    pub started: Moment,
    /// When it may first be met.
    pub opens: Moment,
    /// When it is due, the last moment included.
    pub due: Moment,
    /// When it was first met.
    pub met: Option<Moment>,
}

/// How a met clock was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeliness {
    /// Before the window opened: it counts, and is said.
    Early,
    /// Inside the window.
    OnTime,
    /// After it was due.
    Late,
}

/// Where a clock stands at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The window has not opened.
    Waiting {
        /// Until it opens.
        opens_in_ms: i64,
    },
    /// The window is open.
    Due {
        /// Until it closes.
        left_ms: i64,
    },
    /// The window closed and nothing was done. The work is open again; nobody is closed out by it.
    Missed {
        /// Since when.
        overdue_ms: i64,
    },
    /// It was met.
    Met(Timeliness),
}

impl Standing {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Due { .. } => "due",
            Self::Missed { .. } => "missed",
            Self::Met(Timeliness::Early) => "met_early",
            Self::Met(Timeliness::OnTime) => "met",
            Self::Met(Timeliness::Late) => "met_late",
        }
    }
}

impl Clock {
    /// A clock that began at `started`, met first at the earliest of `met`.
    ///
    /// # Errors
    /// When the window ends beyond the calendar.
    pub fn new(
        started: Moment,
        window: Window,
        met: impl IntoIterator<Item = Moment>,
    ) -> Result<Self, BadMoment> {
        let met = met.into_iter().min_by_key(Moment::unix_ms);
        Ok(Self {
            started,
            opens: after(&started, window.from_hours)?,
            due: after(&started, window.due_hours)?,
            met,
        })
    }

    /// Where it stands at `now_ms`.
    pub fn standing(&self, now_ms: i64) -> Standing {
        if let Some(met) = &self.met {
            return Standing::Met(self.timeliness(met));
        }
        let (opens, due) = (self.opens.unix_ms(), self.due.unix_ms());
        if now_ms > due {
            Standing::Missed { overdue_ms: now_ms.saturating_sub(due) }
        } else if now_ms < opens {
            Standing::Waiting { opens_in_ms: opens.saturating_sub(now_ms) }
        } else {
            Standing::Due { left_ms: due.saturating_sub(now_ms) }
        }
    }

    fn timeliness(&self, met: &Moment) -> Timeliness {
        if met.unix_ms() > self.due.unix_ms() {
            Timeliness::Late
        } else if met.unix_ms() < self.opens.unix_ms() {
            Timeliness::Early
        } else {
            Timeliness::OnTime
        }
    }

    /// Not met, and due within `hours` of `now_ms` or overdue: what belongs on a worklist.
    pub fn on_worklist(&self, now_ms: i64, hours: u32) -> bool {
        let horizon = now_ms.saturating_add(i64::from(hours).saturating_mul(HOUR_MS));
        self.met.is_none() && self.opens.unix_ms() <= horizon
    }
}

/// Whether an event that happened at `started` still starts a clock at `now_ms`: recording or importing an
/// old event starts none whose window has already passed.
pub fn may_start(started: &Moment, window: Window, now_ms: i64) -> bool {
    after(started, window.due_hours).is_ok_and(|due| now_ms <= due.unix_ms())
}

/// So many hours on the clock of the world, not of the wall: 24 h across a change to summer time is 24 h.
fn after(moment: &Moment, hours: u32) -> Result<Moment, BadMoment> {
    let ms = moment.unix_ms().checked_add(i64::from(hours) * HOUR_MS).ok_or(BadMoment)?;
    Moment::at(ms, moment.zone())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WINDOW: Window = Window { from_hours: 24, due_hours: 72 };

    fn at(hour: i64) -> Moment {
        Moment::at(1_795_000_000_000 + hour * HOUR_MS, chrono_tz::America::New_York).unwrap()
    }

    fn check(now: i64, met: Option<i64>, expect: Standing, listed: bool) {
        let clock = Clock::new(at(0), WINDOW, met.map(at)).unwrap();
        assert_eq!(clock.standing(at(now).unix_ms()), expect, "at {now} met {met:?}");
        assert_eq!(clock.on_worklist(at(now).unix_ms(), 72), listed, "at {now} met {met:?}");
    }

    #[test]
    fn a_clock_stands_where_the_facts_put_it() {
        check(0, None, Standing::Waiting { opens_in_ms: 24 * HOUR_MS }, true);
        check(-60, None, Standing::Waiting { opens_in_ms: 84 * HOUR_MS }, false);
        check(24, None, Standing::Due { left_ms: 48 * HOUR_MS }, true);
        check(72, None, Standing::Due { left_ms: 0 }, true);
        check(73, None, Standing::Missed { overdue_ms: HOUR_MS }, true);
        check(73, Some(40), Standing::Met(Timeliness::OnTime), false);
        check(99, Some(73), Standing::Met(Timeliness::Late), false);
        check(30, Some(2), Standing::Met(Timeliness::Early), false);
    }

    #[test]
    fn the_first_time_it_was_met_counts() {
        let clock = Clock::new(at(0), WINDOW, [at(80), at(30)]).unwrap();
        assert_eq!(clock.standing(0), Standing::Met(Timeliness::OnTime));
    }

    #[test]
    fn hours_are_hours_across_a_change_of_the_clocks() {
        // New York puts its clocks back at 2 a.m. on 1 November 2026.
        let started: Moment = "2026-10-31T12:00:00-04:00[America/New_York]".parse().unwrap();
        let clock = Clock::new(started, Window { from_hours: 0, due_hours: 24 }, []).unwrap();
        assert_eq!(clock.due.to_string(), "2026-11-01T11:00:00-05:00[America/New_York]");
    }

    #[test]
    fn an_old_event_starts_no_clock() {
        assert!(may_start(&at(0), WINDOW, at(72).unix_ms()));
        assert!(!may_start(&at(0), WINDOW, at(72).unix_ms() + 1));
    }

    proptest! {
        #[test]
        fn it_is_always_exactly_one_of_them(now in -200i64..200, met in prop::option::of(-100i64..200)) {
            let clock = Clock::new(at(0), WINDOW, met.map(at)).unwrap();
            let standing = clock.standing(at(now).unix_ms());
            prop_assert_eq!(matches!(standing, Standing::Met(_)), met.is_some());
            if let Standing::Missed { overdue_ms } = standing {
                prop_assert!(overdue_ms > 0 && now > 72);
            }
        }
    }
}

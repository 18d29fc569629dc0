//! The lease: how long a device that is out of contact shows what others recorded.
//!
//! A device hears of its own revocation only from the relay. One that is kept away from it (stolen, or in a place
//! without a network) would show what it holds for as long as its passphrase is known. So every contact starts a lease
//! ([`crate::programme::Programme::lease_days`]); when it is spent, other people's records are hidden until the next
//! contact, or until a supervisor's spoken code starts another. Recording goes on meanwhile and nothing is deleted.
//!
//! What is counted is time *spent*, never the distance between two clock readings: the clock of a device is set by who
//! holds it. Time is spent by what the wall clock moves on beyond the latest time it ever showed, or by how long the
//! program ran, whichever is more. So a clock that is set back stops nothing while the device is used; one that is set
//! far ahead, also by mistake, spends the lease at once, which the next contact or a code cures. Time in which the
//! device was off *and* its clock was set back before it was used again cannot be seen.

use crate::programme::LEASE_DAYS_RANGE;
use crate::role::Role;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 24 * 3_600_000;
/// From so many days before its end on, people are told.
pub const ENDING_DAYS: i64 = 3;
/// Wrong codes after which no more are tried for a while, and the request counts no longer.
pub const WRONG_MAX: u8 = 5;
/// How long that is.
pub const SHUT_MS: i64 = 15 * 60_000;
/// Requests are numbered up to here, then never again: a spoken request has room for twenty bits.
pub const REQUEST_MAX: u32 = (1 << 20) - 1;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The latest time that the wall clock ever showed since the lease began, milliseconds since 1970.
    pub latest_ms: i64,
    /// How much of the lease is spent, in milliseconds.
    pub spent_ms: i64,
    /// Which request for a code stands: a code answers one request.
    pub request: u32,
    /// Wrong codes typed for it.
    pub wrong: u8,
    /// No code is tried before so much is spent.
    pub shut_until_ms: i64,
}

/// How a lease stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing to tell.
    Running {
        /// What is left, in milliseconds.
        left_ms: i64,
    },
    /// It will be over in [`ENDING_DAYS`] or less.
    Ending {
        /// What is left, in milliseconds.
        left_ms: i64,
    },
    /// Other people's records are hidden.
    Over,
}

/// Why a code was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The lease runs: there is nothing to unlock.
    Running,
    /// It does not answer the request that stands on this device.
    Wrong,
    /// Too many were wrong.
    Shut {
        /// For how long yet, in milliseconds.
        left_ms: i64,
    },
}

impl Refused {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "lease.running",
            Self::Wrong => "lease.code_wrong",
            Self::Shut { .. } => "lease.code_shut",
        }
    }
}

impl Standing {
    /// Whether other people's records are hidden.
    pub fn hides(self) -> bool {
        self == Self::Over
    }

    /// What is left, in milliseconds.
    pub fn left_ms(self) -> i64 {
        match self {
            Self::Running { left_ms } | Self::Ending { left_ms } => left_ms,
            Self::Over => 0,
        }
    }

    /// Whole days left, a started one counted.
    pub fn left_days(self) -> i64 {
        self.left_ms().saturating_add(DAY_MS - 1) / DAY_MS
    }
}

impl Lease {
    /// A lease that begins now.
    pub fn begin(now_ms: i64) -> Self {
        Self { latest_ms: now_ms, spent_ms: 0, request: 0, wrong: 0, shut_until_ms: 0 }
    }

    /// A lease of which nothing is known any more: over, until contact or code.
    pub fn unknown(now_ms: i64) -> Self {
        let longest = i64::from(*LEASE_DAYS_RANGE.end()) * DAY_MS;
        Self { spent_ms: longest, ..Self::begin(now_ms) }
    }

    /// The device is used: the wall clock shows `now_ms`, and the program ran for `ran_ms` since this was last said.
    pub fn seen(&mut self, now_ms: i64, ran_ms: i64) {
        let forward_ms = now_ms.saturating_sub(self.latest_ms);
        self.spent_ms = self.spent_ms.saturating_add(forward_ms.max(ran_ms).max(0));
        self.latest_ms = self.latest_ms.max(now_ms);
    }

    /// The relay answered as one that knows this device: by the device's clock at `at_ms`, by the relay's at
    /// `relay_ms`. A request that was told while the lease was over counts no longer, nor does what answers it.
    pub fn in_touch(&mut self, at_ms: i64, relay_ms: i64, days: u16) {
        let request = if self.standing(days).hides() { self.next_request() } else { self.request };
        // a device whose clock is behind will be put right some day: that is no time spent
        *self = Self { request, ..Self::begin(at_ms.max(relay_ms)) };
    }

    /// How it stands under a programme that gives so many days.
    pub fn standing(&self, days: u16) -> Standing {
        let left_ms = (i64::from(days) * DAY_MS).saturating_sub(self.spent_ms);
        if left_ms <= 0 {
            Standing::Over
        } else if left_ms <= ENDING_DAYS.min(i64::from(days) - 1) * DAY_MS {
            Standing::Ending { left_ms }
        } else {
            Standing::Running { left_ms }
        }
    }

    /// Somebody typed a code; `answers` says whether it answers the request of the number it is given. A code that does
    /// starts the lease again, by what the clock shows now: a mistake of the clock ends with it.
    ///
    /// # Errors
    /// [`Refused`]; a wrong one is counted.
    pub fn unlock(
        &mut self,
        now_ms: i64,
        days: u16,
        answers: impl FnOnce(u32) -> bool,
    ) -> Result<(), Refused> {
        if matches!(self.standing(days), Standing::Running { .. }) {
            return Err(Refused::Running);
        }
        if self.spent_ms < self.shut_until_ms {
            return Err(Refused::Shut { left_ms: self.shut_until_ms.saturating_sub(self.spent_ms) });
        }
        if answers(self.request) {
            *self = Self { request: self.next_request(), ..Self::begin(now_ms) };
            return Ok(());
        }
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong >= WRONG_MAX {
            self.wrong = 0;
            self.request = self.next_request();
            self.shut_until_ms = self.spent_ms.saturating_add(SHUT_MS);
        }
        Err(Refused::Wrong)
    }

    fn next_request(&self) -> u32 {
        self.request.saturating_add(1).min(REQUEST_MAX)
    }
}

/// Whether a member of this role may give a code to a device; `same_agency` says whether both are of one agency. Who
/// answers for others' work does so in the own agency, a coordinator for everybody.
pub fn may_answer(role: Role, same_agency: bool) -> bool {
    match role {
        Role::Supervisor | Role::Custodian => same_agency,
        Role::Coordinator => true,
        Role::Patrol | Role::Ems | Role::Outreach | Role::Provider | Role::Clinician => false,
    }
}

#[cfg(test)]
mod tests;

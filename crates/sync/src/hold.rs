//! Waiting after a failure, longer each time.

use whatif::Flaw;

use crate::config::jittered;
use crate::{Config, Random};

/// Who wants the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reason {
    /// Our own patience: may be cut short.
    #[default]
    Backoff,
    /// The relay said so: is kept.
    Imposed,
}

/// Something that failed so many times in a row, and when it may be tried again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hold {
    failures: u32,
    not_before_ms: Option<i64>,
    reason: Reason,
}

impl Hold {
    /// Whether it may be tried.
    pub(crate) fn is_open(&self, now_ms: i64) -> bool {
        self.not_before_ms.is_none_or(|at| at <= now_ms)
    }

    /// When it may be tried again, if that is still to come.
    pub(crate) fn until_ms(&self, now_ms: i64) -> Option<i64> {
        self.not_before_ms.filter(|at| *at > now_ms)
    }

    /// It failed again; returns when to try next.
    pub(crate) fn fail(
        &mut self,
        now_ms: i64,
        retry_after_ms: i64,
        config: &Config,
        rng: &mut dyn Random,
    ) -> i64 {
        let doubled = config.backoff_first_ms.saturating_mul(1i64 << self.failures.min(30));
        self.failures = if whatif::flawed(Flaw::NoBackOff) { 0 } else { self.failures.saturating_add(1) };
        let own = jittered(doubled.min(config.backoff_max_ms), rng);
        let imposed = retry_after_ms.min(config.retry_after_max_ms);
        self.reason = if imposed > own { Reason::Imposed } else { Reason::Backoff };
        // everybody was told the same number of seconds: a little chance on top spreads them out
        let wait = if imposed > own { imposed.saturating_add(own / 8) } else { own };
        let at = now_ms.saturating_add(wait);
        self.not_before_ms = Some(at);
        at
    }

    /// Counts a failure that may be mended at once; false when it is not the first.
    pub(crate) fn forgive_once(&mut self) -> bool {
        let first = self.failures == 0;
        self.failures = self.failures.saturating_add(1);
        first
    }

    /// Somebody is in a hurry: our own patience ends, an imposed wait does not.
    pub(crate) fn hurry(&mut self) {
        if self.reason == Reason::Backoff {
            self.not_before_ms = None;
        }
    }

    /// The clock was set back by `delta_ms` (negative): waits stay as long as they were.
    pub(crate) fn shift(&mut self, delta_ms: i64) {
        self.not_before_ms = self.not_before_ms.map(|at| at.saturating_add(delta_ms));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Highest;

    impl Random for Highest {
        fn fill(&mut self, out: &mut [u8]) {
            out.fill(0xff);
        }
    }

    fn waits(retry_after_ms: i64, times: usize) -> Vec<i64> {
        let mut hold = Hold::default();
        (0..times).map(|_| hold.fail(0, retry_after_ms, &Config::default(), &mut Highest)).collect()
    }

    #[test]
    fn waits_double_up_to_the_cap() {
        assert_eq!(waits(0, 4), [1_000, 2_000, 4_000, 8_000]);
        assert_eq!(waits(0, 80).last(), Some(&300_000));
    }

    #[test]
    fn what_the_relay_asks_for_is_kept_but_capped() {
        assert_eq!(waits(60_000, 1), [60_125]);
        assert!(waits(i64::MAX, 1)[0] < 2 * Config::default().retry_after_max_ms);
    }

    /// A wait is over at the moment it was to last until.
    #[test]
    fn what_may_be_tried_does_not_wait() {
        let mut hold = Hold::default();
        let at = hold.fail(0, 0, &Config::default(), &mut Highest);
        for (now_ms, until_ms) in [(at - 1, Some(at)), (at, None), (at + 1, None)] {
            assert_eq!((hold.until_ms(now_ms), hold.is_open(now_ms)), (until_ms, until_ms.is_none()));
        }
    }

    /// What the relay asks for is imposed only when it is longer than what we would have waited anyway.
    #[test]
    fn a_wait_that_is_our_own_anyway_is_not_imposed() {
        let own = Config::default().backoff_first_ms;
        for (retry_after_ms, wait, cut_short) in [(own, own, true), (own + 1, own + 1 + own / 8, false)] {
            let mut hold = Hold::default();
            assert_eq!(hold.fail(0, retry_after_ms, &Config::default(), &mut Highest), wait);
            hold.hurry();
            assert_eq!(hold.is_open(0), cut_short);
        }
    }

    #[test]
    fn hurry_cuts_our_own_wait_only() {
        let mut own = Hold::default();
        own.fail(0, 0, &Config::default(), &mut Highest);
        own.hurry();
        assert!(own.is_open(0));
        let mut imposed = Hold::default();
        imposed.fail(0, 60_000, &Config::default(), &mut Highest);
        imposed.hurry();
        assert!(!imposed.is_open(0));
    }
}

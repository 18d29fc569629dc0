//! One clock for the whole field: it moves when somebody waits, and when the test says so. A device's own clock may be
//! off by some span, which can change at any moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::Stop;
use app::clock::Clock;
use chrono_tz::Tz;

/// The field's clock, as one device sees it.
#[derive(Clone, Debug)]
pub struct FieldClock {
    true_ms: Arc<AtomicI64>,
    /// How far this device's clock is ahead.
    skew_ms: Arc<AtomicI64>,
    zone: Tz,
}

impl FieldClock {
    /// A clock that stands at `now_ms` (milliseconds since 1970).
    pub fn new(now_ms: i64, zone: Tz) -> Self {
        Self { true_ms: Arc::new(AtomicI64::new(now_ms)), skew_ms: Arc::default(), zone }
    }

    /// A clock of its own for another device: the same time, until it is set wrong.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { skew_ms: Arc::default(), ..self.clone() }
    }

    /// Lets time pass, in milliseconds.
    pub fn advance(&self, span_ms: i64) {
        self.true_ms.fetch_add(span_ms, Ordering::SeqCst);
    }

    /// What time it really is, milliseconds since 1970.
    pub fn true_ms(&self) -> i64 {
        self.true_ms.load(Ordering::SeqCst)
    }

    /// Sets this device's clock: from now on it is so many milliseconds ahead, or behind.
    pub fn set_skew(&self, ahead_ms: i64) {
        self.skew_ms.store(ahead_ms, Ordering::SeqCst);
    }

    /// How far this device's clock is ahead.
    pub fn skew_ms(&self) -> i64 {
        self.skew_ms.load(Ordering::SeqCst)
    }
}

impl Clock for FieldClock {
    fn now_ms(&self) -> i64 {
        self.true_ms().saturating_add(self.skew_ms())
    }

    fn elapsed_ms(&self) -> i64 {
        self.true_ms()
    }

    fn zone(&self) -> Tz {
        self.zone
    }

    fn wait_until(&self, at_ms: i64, _stop: &Stop) {
        self.true_ms.fetch_max(at_ms.saturating_sub(self.skew_ms()), Ordering::SeqCst);
    }
}

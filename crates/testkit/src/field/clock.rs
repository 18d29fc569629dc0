//! One clock for the whole field: it moves when somebody waits, and when the test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::Stop;
use app::clock::Clock;
use chrono_tz::Tz;

/// The field's clock, as one device sees it.
#[derive(Clone, Debug)]
pub struct FieldClock {
    now_ms: Arc<AtomicI64>,
    zone: Tz,
}

impl FieldClock {
    /// A clock that stands at `now_ms` (milliseconds since 1970).
    pub fn new(now_ms: i64, zone: Tz) -> Self {
        Self { now_ms: Arc::new(AtomicI64::new(now_ms)), zone }
    }

    /// Lets time pass, in milliseconds.
    pub fn advance(&self, span_ms: i64) {
        self.now_ms.fetch_add(span_ms, Ordering::SeqCst);
    }
}

impl Clock for FieldClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn zone(&self) -> Tz {
        self.zone
    }

    fn wait_until(&self, at_ms: i64, _stop: &Stop) {
        self.now_ms.fetch_max(at_ms, Ordering::SeqCst);
    }
}

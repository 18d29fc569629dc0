//! The device's clock and zone: the one place that reads them.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use chrono_tz::Tz;

use crate::Stop;

/// Says what time it is. Tests and the simulator bring their own.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn now_ms(&self) -> i64;

    /// Milliseconds since some moment, for spans: never goes back, and does not jump when the clock is set. It may
    /// stand still while the machine sleeps.
    fn elapsed_ms(&self) -> i64 {
        self.now_ms()
    }

    /// The zone this device is set to.
    fn zone(&self) -> Tz;

    /// Waits until `at_ms`, or until `stop` is set.
    fn wait_until(&self, at_ms: i64, stop: &Stop);
}

/// The operating system's clock and zone.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.ok().and_then(|elapsed| i64::try_from(elapsed.as_millis()).ok()).unwrap_or(0)
    }

    fn elapsed_ms(&self) -> i64 {
        static START: OnceLock<Instant> = OnceLock::new();
        let elapsed = START.get_or_init(Instant::now).elapsed();
        i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
    }

    /// `TZ` first, as every browser and webview reads it: a time typed there must mean the same here. UTC when nothing
    /// names a zone: shown as UTC, never guessed.
    fn zone(&self) -> Tz {
        let parsed = |name: String| name.trim_start_matches(':').parse().ok();
        let told = std::env::var("TZ").ok().and_then(parsed);
        told.or_else(|| iana_time_zone::get_timezone().ok().and_then(parsed)).unwrap_or(Tz::UTC)
    }

    fn wait_until(&self, at_ms: i64, stop: &Stop) {
        let left = at_ms.saturating_sub(self.now_ms());
        if let Ok(left) = u64::try_from(left) {
            stop.wait(Duration::from_millis(left));
        }
    }
}

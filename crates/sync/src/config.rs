//! What may be tuned, and where chance comes from.

/// Chance, handed in by the host. Used for jitter only, never for keys.
pub trait Random {
    /// Fills `out` with random bytes.
    fn fill(&mut self, out: &mut [u8]);
}

/// How eager the engine is. All times in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// How many bytes of segments to ask for at once.
    pub page_max_bytes: u32,
    /// About how long to wait between two looks at an idle relay; half of it is chance.
    pub poll_ms: i64,
    /// The wait after the first failure; doubles with each further one.
    pub backoff_first_ms: i64,
    /// The longest wait that failures lead to.
    pub backoff_max_ms: i64,
    /// The longest wait that a relay can impose with `Retry-After`.
    pub retry_after_max_ms: i64,
    /// After how long a call without any answer counts as failed. The host's own timeouts (10 s to connect,
    /// 30 s without a byte) are shorter for a relay that is silent; this is for one that trickles.
    pub call_deadline_ms: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            page_max_bytes: 4 * 1024 * 1024,
            poll_ms: 60_000,
            backoff_first_ms: 1_000,
            backoff_max_ms: 300_000,
            retry_after_max_ms: 3_600_000,
            call_deadline_ms: 300_000,
        }
    }
}

/// A time between half of `span_ms` and all of it: devices that failed together do not come back together.
pub(crate) fn jittered(span_ms: i64, rng: &mut dyn Random) -> i64 {
    let mut bytes = [0u8; 4];
    rng.fill(&mut bytes);
    let half = span_ms / 2;
    let share = i128::from(u32::from_be_bytes(bytes)) * i128::from(span_ms - half) / i128::from(u32::MAX);
    half.saturating_add(i64::try_from(share).unwrap_or(0))
}

//! What one device may ask for. Token buckets in memory: a second relay process has its own, so the limits are
//! per process. Agencies are sealed in the certificates, so the relay cannot count by agency.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use protocol::DeviceId;

/// Milliseconds in the unit that rates are given in.
const MINUTE_MS: u64 = 60_000;

/// Calls of strangers to all rendezvous together, in the long run; as many at once. Two people who meet make one every two
/// seconds. In the ten minutes that a code stands, somebody who tries codes out gets through a few thousand of a hundred
/// million.
const RENDEZVOUS_PER_MINUTE: u64 = 240;

/// What the relay allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests of one device, in the long run.
    pub requests_per_minute: u64,
    /// Requests of one device, at once.
    pub requests_burst: u64,
    /// Body bytes of one device, in the long run.
    pub upload_bytes_per_minute: u64,
    /// Body bytes of one device, at once.
    pub upload_burst_bytes: u64,
    /// Requests of all unknown callers together, in the long run; as many at once.
    pub unknown_requests_per_minute: u64,
    /// How long an invitation's blob lies here at most.
    pub invitation_life_ms: i64,
}

/// Refills at a steady rate up to a burst. Counted in thousandths, so that slow rates refill smoothly.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    level_milli: u64,
    at_ms: i64,
}

impl Bucket {
    fn full(burst: u64, now_ms: i64) -> Self {
        Self { level_milli: burst.saturating_mul(1000), at_ms: now_ms }
    }

    /// Takes `amount`, or says in how many seconds it will be there.
    fn take(&mut self, amount: u64, per_minute: u64, burst: u64, now_ms: i64) -> Result<(), u32> {
        // a clock that went back adds nothing and starts anew from there
        let passed_ms = u64::try_from(now_ms.saturating_sub(self.at_ms)).unwrap_or(0);
        let refill_milli = passed_ms.saturating_mul(per_minute) / (MINUTE_MS / 1000);
        // keep the rest of a division: many quick calls at a slow rate must not starve the bucket
        if refill_milli > 0 || now_ms < self.at_ms {
            self.at_ms = now_ms;
        }
        self.level_milli = self.level_milli.saturating_add(refill_milli).min(burst.saturating_mul(1000));
        let wanted_milli = amount.saturating_mul(1000);
        match self.level_milli.checked_sub(wanted_milli) {
            Some(left) => {
                self.level_milli = left;
                Ok(())
            }
            None => {
                let missing_milli = wanted_milli - self.level_milli;
                let wait_s =
                    missing_milli.saturating_mul(60).div_ceil(per_minute.saturating_mul(1000).max(1));
                Err(u32::try_from(wait_s).unwrap_or(u32::MAX).max(1))
            }
        }
    }
}

#[derive(Clone, Copy)]
struct DeviceBuckets {
    requests: Bucket,
    upload: Bucket,
}

/// Counts who asked for how much. Holds one small entry for each device that proved who it is.
pub struct Meter {
    limits: Limits,
    devices: Mutex<BTreeMap<DeviceId, DeviceBuckets>>,
    unknown: Mutex<Option<Bucket>>,
    rendezvous: Mutex<Option<Bucket>>,
}

impl Meter {
    /// Full buckets for everybody.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            devices: Mutex::new(BTreeMap::new()),
            unknown: Mutex::new(None),
            rendezvous: Mutex::new(None),
        }
    }

    /// Counts one request with a body of so many bytes, or says in how many seconds to come back.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn device(&self, device: DeviceId, body_bytes: usize, now_ms: i64) -> Result<(), u32> {
        let limits = &self.limits;
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        let buckets = devices.entry(device).or_insert_with(|| DeviceBuckets {
            requests: Bucket::full(limits.requests_burst, now_ms),
            upload: Bucket::full(limits.upload_burst_bytes, now_ms),
        });
        buckets.requests.take(1, limits.requests_per_minute, limits.requests_burst, now_ms)?;
        let bytes = body_bytes as u64;
        buckets.upload.take(bytes, limits.upload_bytes_per_minute, limits.upload_burst_bytes, now_ms)
    }

    /// Counts one request of somebody unknown.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn unknown(&self, now_ms: i64) -> Result<(), u32> {
        take_one(&self.unknown, self.limits.unknown_requests_per_minute, now_ms)
    }

    /// Counts one call of somebody unknown to a rendezvous.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn stranger_at_rendezvous(&self, now_ms: i64) -> Result<(), u32> {
        take_one(&self.rendezvous, RENDEZVOUS_PER_MINUTE, now_ms)
    }
}

/// Takes one from a bucket that all share, which begins full.
fn take_one(bucket: &Mutex<Option<Bucket>>, rate: u64, now_ms: i64) -> Result<(), u32> {
    let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
    bucket.get_or_insert(Bucket::full(rate, now_ms)).take(1, rate, rate, now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter() -> Meter {
        Meter::new(Limits {
            requests_per_minute: 60,
            requests_burst: 3,
            upload_bytes_per_minute: 6_000,
            upload_burst_bytes: 1_000,
            unknown_requests_per_minute: 2,
            invitation_life_ms: 0,
        })
    }

    const A: DeviceId = DeviceId([1; 16]);
    const B: DeviceId = DeviceId([2; 16]);

    #[test]
    fn a_burst_is_allowed_then_the_rate_holds_for_that_device_alone() {
        let meter = meter();
        for _ in 0..3 {
            meter.device(A, 0, 0).unwrap();
        }
        assert_eq!(meter.device(A, 0, 0), Err(1));
        assert_eq!(meter.device(B, 0, 0), Ok(()));
        assert_eq!(meter.device(A, 0, 999), Err(1));
        assert_eq!(meter.device(A, 0, 1_000), Ok(()));
        assert_eq!(meter.device(A, 0, 1_000), Err(1));
    }

    #[test]
    fn bytes_are_counted_too_and_the_wait_is_long_enough() {
        let meter = meter();
        meter.device(A, 1_000, 0).unwrap();
        let wait_s = meter.device(A, 500, 0).unwrap_err();
        assert_eq!(wait_s, 5);
        assert_eq!(meter.device(A, 500, i64::from(wait_s) * 1000), Ok(()));
    }

    #[test]
    fn a_clock_that_goes_back_neither_fills_nor_locks() {
        let meter = meter();
        for _ in 0..3 {
            meter.device(A, 0, 1_000_000).unwrap();
        }
        assert_eq!(meter.device(A, 0, 0), Err(1));
        assert_eq!(meter.device(A, 0, 1_000), Ok(()));
    }

    #[test]
    fn quick_calls_at_a_slow_rate_are_served_in_the_end() {
        let meter = meter();
        meter.unknown(0).unwrap();
        meter.unknown(0).unwrap();
        // 2 a minute: one every 30 s, although somebody asks every 10 ms
        let served = (1..=3_000).filter(|tick| meter.unknown(tick * 10).is_ok()).count();
        assert_eq!(served, 1);
    }
}

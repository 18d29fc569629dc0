//! The one way to what is held: the database behind the lease. While the lease is over every reading shows what this
//! device itself wrote, whoever asks and whatever for; the program's own work (sealing, settling, what an edit stands
//! on) says that it wants the whole, and shows nothing of it.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::lease::{Lease, Standing};
use domain::programme::LEASE_DAYS;
use store::{Database, Reading, StoreError, Writing};

use crate::AppError;
use crate::clock::Clock;

/// Under this name the database keeps the lease.
const LEASE: &str = "lease";
/// A lease is written again once it moved so far: not for every command.
pub(super) const KEEP_MS: i64 = 5 * 60_000;
/// Numbers in what is kept.
const FIELDS: usize = 6;

/// See the module.
pub(crate) struct Records {
    db: Database,
    clock: Arc<dyn Clock>,
    watch: Mutex<Watch>,
}

/// A lease and what it is measured by.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    pub lease: Lease,
    /// What the programme in force gives.
    pub days: u16,
    /// When the mailbox last said that the relay had answered, by this device's clock then.
    pub heard_ms: Option<i64>,
    /// The steady clock when the lease was last looked at.
    ran_ms: i64,
    /// As it was last written, with `heard_ms`.
    kept: Option<(Lease, Option<i64>)>,
}

impl Deref for Records {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.db
    }
}

impl Records {
    /// # Errors
    /// `store.*`.
    pub fn open(db: Database, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let now_ms = clock.now_ms();
        let bytes = db.read(|tx| tx.meta(LEASE))?;
        let read = bytes.as_deref().map(decode);
        let (lease, heard_ms, kept) = match read {
            None => (Lease::begin(now_ms), None, None),
            Some(Some((lease, heard_ms))) => (lease, heard_ms, Some((lease, heard_ms))),
            Some(None) => {
                tracing::warn!("the lease cannot be read: it is over until the next contact");
                (Lease::unknown(now_ms), None, None)
            }
        };
        let ran_ms = clock.elapsed_ms();
        let watch = Watch { lease, days: LEASE_DAYS, heard_ms, ran_ms, kept };
        Ok(Self { db, clock, watch: Mutex::new(watch) })
    }

    /// As [`Database::read`], of what may be shown now.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.standing().hides() { self.db.read_own(work) } else { self.db.read(work) }
    }

    /// As [`Database::read`], of everything: for what the program does by itself. Nothing of it may be shown.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read_whole<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reading<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.db.read(work)
    }

    /// How the lease stands at this moment.
    pub fn standing(&self) -> Standing {
        let watch = self.look();
        watch.lease.standing(watch.days)
    }

    /// What the programme in force gives from now on.
    pub fn set_lease_days(&self, days: u16) {
        self.look().days = days;
    }

    /// The lease, with the time that passed since it was last looked at.
    pub(super) fn look(&self) -> MutexGuard<'_, Watch> {
        let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
        let ran_ms = self.clock.elapsed_ms();
        let span_ms = ran_ms.saturating_sub(watch.ran_ms);
        watch.ran_ms = ran_ms;
        watch.lease.seen(self.clock.now_ms(), span_ms);
        watch
    }

    /// Writes the lease, if it is worth writing.
    ///
    /// # Errors
    /// `store.*`.
    pub(super) fn keep(&self) -> Result<(), AppError> {
        let watch = *self.look();
        let is_worth = watch.kept.is_none_or(|(kept, heard_ms)| {
            let now = watch.lease;
            let moved = |from: i64, to: i64| to.abs_diff(from) >= KEEP_MS.unsigned_abs();
            let heard = match (heard_ms, watch.heard_ms) {
                (Some(from), Some(to)) => moved(from, to),
                (from, to) => from != to,
            };
            let same = Lease { spent_ms: kept.spent_ms, latest_ms: kept.latest_ms, ..now } == kept;
            heard || !same || moved(kept.spent_ms, now.spent_ms) || moved(kept.latest_ms, now.latest_ms)
        });
        if is_worth {
            self.db.write(|tx| write(tx, &watch))?;
            self.look().kept = Some((watch.lease, watch.heard_ms));
        }
        Ok(())
    }
}

fn write(tx: &Writing<'_>, watch: &Watch) -> Result<(), StoreError> {
    let Lease { latest_ms, spent_ms, request, wrong, shut_until_ms } = watch.lease;
    let heard_ms = watch.heard_ms.unwrap_or(i64::MIN);
    let fields: [i64; FIELDS] =
        [latest_ms, spent_ms, i64::from(request), i64::from(wrong), shut_until_ms, heard_ms];
    tx.set_meta(LEASE, fields.map(i64::to_be_bytes).as_flattened())
}

fn decode(bytes: &[u8]) -> Option<(Lease, Option<i64>)> {
    let (fields, []) = bytes.as_chunks::<8>() else { return None };
    let fields: &[[u8; 8]; FIELDS] = fields.try_into().ok()?;
    let [latest_ms, spent_ms, request, wrong, shut_until_ms, heard_ms] = fields.map(i64::from_be_bytes);
    let (request, wrong) = (request.try_into().ok()?, wrong.try_into().ok()?);
    let lease = Lease { latest_ms, spent_ms, request, wrong, shut_until_ms };
    Some((lease, Some(heard_ms).filter(|at| *at != i64::MIN)))
}

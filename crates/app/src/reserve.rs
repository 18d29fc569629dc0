//! What is being typed is saved although the disk is full: room was kept for that.

use store::{MayBeFull, Writing};

use crate::{AppError, Device};

/// Between two tries to keep room on a disk that had none: a minute.
const AGAIN_MS: i64 = 60_000;

impl MayBeFull for AppError {
    fn is_full(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_full())
    }
}

impl Device {
    /// As [`store::Database::write`]. When the disk is full, the reserve is given up for it and it is tried once more:
    /// for what somebody has typed and would lose.
    pub(crate) fn write_with_reserve<T>(
        &self,
        work: impl Fn(&Writing<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let give_up = || {
            tracing::warn!("the disk is full: the reserve is given up to save what was typed");
            self.home.spend_reserve()
        };
        self.db.write_giving_up(give_up, work)
    }

    /// Whether the room that is kept for what is being typed is gone: the disk is full, or nearly. Somebody must be
    /// told to free some; everything saved so far is safe.
    pub fn reserve_spent(&self) -> bool {
        !self.home.has_reserve()
    }

    /// Keeps room again once there is some. What goes wrong here is shown by [`Device::reserve_spent`].
    pub(crate) fn keep_reserve(&mut self) {
        let now_ms = self.platform.clock.now_ms();
        if now_ms < self.taking.no_reserve_until_ms {
            return;
        }
        if let Err(error) = self.home.keep_reserve() {
            tracing::warn!(code = error.code(), "no room can be kept for a full disk");
            self.taking.no_reserve_until_ms = now_ms.saturating_add(AGAIN_MS);
        }
    }
}

//! Keyboxes that a relay gave later than their segment: they are taken now, and then what waits for a key is tried again.
//! It gives them when it gives the segment again, so it is asked to while something waits.

use std::sync::Arc;

use store::{ParkReason, StoreError};

use super::segment;
use crate::device::handle;
use crate::{AppError, Device};

/// When a relay was last asked for everything again, milliseconds since 1970: 8 bytes.
const ASKED: &str = "ingest.asked_again_ms";
/// Everything is a lot: it is asked for again at most once in so long.
const ASK_AGAIN_MS: i64 = 24 * 3_600_000;

impl Device {
    /// Takes the keyboxes that came to segments which were here already. Whether there were any.
    pub(super) fn take_late_keyboxes(&mut self) -> Result<bool, AppError> {
        let late = self.mailbox.late()?;
        if late.is_empty() {
            return Ok(false);
        }
        let mailbox = Arc::clone(&self.mailbox);
        let (_, done) = self.batch_of(|intake| {
            let mut done = Vec::new();
            for n in late {
                let row = mailbox.incoming_at(n)?;
                if row.map_or(Ok(true), |row| segment::take_keyboxes(intake, &row))? {
                    done.push(n);
                }
            }
            Ok(done)
        })?;
        // after they are kept: a process that ends in between takes them once more
        if !done.is_empty() {
            self.mailbox.forget_late(&done)?;
        }
        Ok(!done.is_empty())
    }

    /// An honest relay keeps a keybox with its segment. Where entries came without, it withheld or lost them, and may
    /// have been mended since.
    pub(super) fn ask_for_missing_keyboxes(&self) -> Result<(), AppError> {
        let waiting = self.db.read_whole(|tx| tx.parked_in(ParkReason::MissingKey))?;
        if waiting.is_empty() {
            return Ok(());
        }
        let now_ms = self.platform.clock.now_ms();
        let asked = self.db.read(|tx| tx.meta(ASKED))?.and_then(|bytes| bytes.try_into().ok());
        let since = asked.map(|bytes| now_ms.saturating_sub(i64::from_be_bytes(bytes)));
        // a clock that was set back must not put it off for years
        if since.is_some_and(|since| (0..ASK_AGAIN_MS).contains(&since)) {
            return Ok(());
        }
        waiting.into_iter().try_for_each(|compartment| self.mailbox.fetch_again(handle(compartment)))?;
        self.db.write(|tx| -> Result<(), StoreError> { tx.set_meta(ASKED, &now_ms.to_be_bytes()) })?;
        Ok(())
    }
}

//! How each record stands between this device and the others: what the mark beside it in every list says.

use std::collections::BTreeMap;

use domain::RecordId;
use protocol::StreamId;
use store::{AuthoredPlace, Reading, StopReason, StoreError};

use crate::ingest::Waiting;
use crate::{AppError, Device};

/// The mark of a record. The worse one is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Everything that this device knows of it is at the relay.
    #[default]
    Sent,
    /// A change of it, made here, is not proven to be at the relay.
    Ready,
    /// Something that was received about it is in quarantine or parked, or a change of it stands on what waits there.
    NeedsAttention,
}

impl Mark {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Ready => "ready",
            Self::NeedsAttention => "needs_attention",
        }
    }
}

/// The marks of some records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(BTreeMap<RecordId, Mark>);

impl Marks {
    /// The mark of one record; of several that are shown as one, see [`Marks::worst`].
    pub fn of(&self, id: RecordId) -> Mark {
        self.0.get(&id).copied().unwrap_or_default()
    }

    /// The worst mark of these.
    pub fn worst(&self, ids: impl IntoIterator<Item = RecordId>) -> Mark {
        ids.into_iter().map(|id| self.of(id)).max().unwrap_or_default()
    }
}

/// How far one stream of this device is proven to be at the relay.
pub(crate) struct Proven {
    /// Nothing from here on is.
    up_to: u64,
    /// Authored here so far.
    next_seq: u64,
    /// Stopped by a fence: what a copy of this device sent was seen at the relay all the same.
    fenced: bool,
}

impl Proven {
    /// Whether the change with this number is at the relay; `seen` says whether it came back from there.
    pub fn holds(&self, seq: u64, seen: bool) -> bool {
        seq < self.up_to || self.fenced && seen
    }
}

impl Device {
    /// The marks of these records: each by its own changes, so a contact says nothing of its notes. Two look-ups by
    /// index for each record, and none while nothing is unsent and nothing is kept aside.
    pub fn marks(&self, ids: impl IntoIterator<Item = RecordId>) -> Result<Marks, AppError> {
        let proven = self.proven()?;
        let unsent = proven.values().any(|stream| stream.up_to < stream.next_seq);
        self.db.read(|tx| {
            let held_back = tx.held_back()? != (0, 0);
            let waiting = Waiting::read(tx)?.records();
            let mut marks = BTreeMap::new();
            if unsent || held_back || !waiting.is_empty() {
                for id in ids {
                    if held_back && tx.is_held_back(id)? || waiting.contains(&id) {
                        marks.insert(id, Mark::NeedsAttention);
                    } else if unsent && is_unproven(tx, id, &proven)? {
                        marks.insert(id, Mark::Ready);
                    }
                }
            }
            Ok(Marks(marks))
        })
    }

    /// Read before the journal is: what is acknowledged meanwhile is only shown as sent a little later.
    pub(crate) fn proven(&self) -> Result<BTreeMap<StreamId, Proven>, AppError> {
        let stops = self.mailbox.stops()?;
        let mut out = BTreeMap::new();
        for row in self.db.read(|tx| tx.streams())? {
            let stop = stops.iter().find(|stop| stop.stream == row.stream);
            let proven = Proven {
                up_to: self.mailbox.acknowledged_seq(row.stream)?,
                next_seq: self.db.read(|tx| tx.next_authored_seq(row.stream))?,
                fenced: stop.is_some_and(|stop| stop.reason == StopReason::Fenced),
            };
            out.insert(row.stream, proven);
        }
        Ok(out)
    }
}

fn is_unproven(
    tx: &Reading<'_>,
    record: RecordId,
    proven: &BTreeMap<StreamId, Proven>,
) -> Result<bool, StoreError> {
    let unproven = |place: &AuthoredPlace| match proven.get(&place.stream) {
        Some(stream) => !stream.holds(place.seq, place.seen),
        None => true,
    };
    Ok(tx.authored_places(record)?.iter().any(unproven))
}

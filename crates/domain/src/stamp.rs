//! Who changed something, when, and how far that device's clock could be trusted.

use crate::{MemberId, Moment};

/// What is known of the clock that wrote a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockQuality {
    /// Compared with a relay's clock within the last day and within two minutes of it.
    Checked,
    /// Not compared lately: probably right, nobody knows.
    Unchecked,
    /// Known to be off by more than two minutes; shown with a mark.
    Off,
}

/// Who, when and how sure: stands in every change's own message and time, so that history survives compaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The member signed in on the device; checked against the certificate of the signing device.
    pub member: MemberId,
    /// The device's clock, in the zone it was set to. Orders nothing but sightings.
    pub at: Moment,
    /// How far to trust `at`.
    pub clock: ClockQuality,
}

//! What can go wrong between a device and its relay.

/// Faults of one device's connection. Chances are in a thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    /// No connection at all.
    pub offline: bool,
    /// A request or an answer is lost; the device's own timeout ends the call.
    pub lost: u64,
    /// A request reaches the relay twice, and both answers come back.
    pub repeated: u64,
    /// An answer is damaged, or a captive portal's.
    pub garbled: u64,
    /// A letter takes up to so many milliseconds, so that letters overtake each other.
    pub delay_max_ms: u64,
}

impl Faults {
    /// A good connection.
    pub const NONE: Self = Self { offline: false, lost: 0, repeated: 0, garbled: 0, delay_max_ms: 20 };
    /// No connection.
    pub const OFFLINE: Self = Self { offline: true, ..Self::NONE };
    /// A vehicle in the hills.
    pub const BAD: Self = Self { offline: false, lost: 250, repeated: 150, garbled: 50, delay_max_ms: 8_000 };
}

impl Default for Faults {
    fn default() -> Self {
        Self::NONE
    }
}

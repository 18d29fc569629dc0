//! Caps on one change. Units last. They are part of the format: a change over one of them is refused everywhere.

/// One change, header included; the same figure as `protocol::limits::CHANGE_MAX_BYTES`.
pub const CHANGE_MAX_BYTES: usize = 256 * 1024;
/// One field key.
pub const KEY_MAX_BYTES: usize = 256;
/// The stamp's text.
pub const STAMP_MAX_BYTES: usize = 160;
/// The highest operation counter. automerge keeps counters in 32 bits and adds to them unchecked; half of that
/// leaves room for every sum that is made of two.
pub const COUNTER_MAX: u32 = u32::MAX / 2;
/// Changes of one actor in one record.
pub const SEQUENCE_MAX: u32 = COUNTER_MAX;
/// Operations in one change, and predecessors in one change: no honest change of at most
/// [`CHANGE_MAX_BYTES`] has more, and a run-length column of a few bytes may claim any number.
pub const OPERATIONS_MAX: usize = 65_536;
/// Changes that one change names as those it follows.
pub const DEPENDENCIES_MAX: usize = 4096;
/// Values that an author surely replaces in one change, all keys together: with an actor each they take a sixth of
/// [`CHANGE_MAX_BYTES`]. Not part of the format.
pub(crate) const REPLACED_MAX: usize = 2048;

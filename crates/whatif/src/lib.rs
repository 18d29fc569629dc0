//! What if this build were wrong, or were another version? Switches that only tests can turn.
//!
//! **Owns** the deliberate flaws (what a programmer could get wrong, at the place where it would be written) and the
//! version that a device passes for. A simulated run that does not notice a flaw is a hole in its checks.
//! It **deliberately does not know** what a flaw does: that is one line where the slip would be.
//! **Entry point**: [`flawed`]. Without the feature `switches` it is a constant `false`, [`schema`] and [`release`]
//! give back what they get, and nothing can turn anything: that is what every program is built with. With it, the
//! switches belong to one thread, as each simulated run does.
//!
//! ```
//! use footbridge_whatif::{Flaw, flawed};
//!
//! assert!(!flawed(Flaw::WinnerByArrival));
//! assert_eq!(footbridge_whatif::schema(1), 1);
//! ```

mod flaw;
#[cfg(feature = "switches")]
mod switches;

pub use flaw::Flaw;
#[cfg(feature = "switches")]
pub use switches::{Release, flawed, release, schema, with_flaw, with_release};

/// Whether the code that asks is to be wrong here. Never, in a program that ships.
#[cfg(not(feature = "switches"))]
#[inline(always)]
pub const fn flawed(_: Flaw) -> bool {
    false
}

/// The version of the record schema that this device writes and understands: `current`, that of the build.
#[cfg(not(feature = "switches"))]
#[inline(always)]
pub const fn schema(current: u16) -> u16 {
    current
}

/// The version of the app that this device runs: `current`, that of the build.
#[cfg(not(feature = "switches"))]
#[inline(always)]
pub const fn release(current: &'static str) -> &'static str {
    current
}

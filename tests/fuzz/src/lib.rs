//! Any bytes, into every decoder and into the path that a change takes into a record.
//!
//! **Owns** the targets, one seeded mutator for all of them, what counts as harm, and the inputs that once did harm
//! (`crashers`). **Does not know** how to mend anything, and draws on no chance but its seed: a target, a seed and a
//! number are an input on every machine.
//!
//! Harm is: a panic that escapes, a process that dies or stands still, more memory than a cap, an encoding that is
//! not the one there is, a relay that says 500, a record that cannot be edited any more, a fold that automerge does
//! not share. A panic inside a guard of the product's own is no harm, but is counted and told.
//!
//! **Entry points**: [`targets::all`], [`Worker`]; the program `footbridge-fuzz`; `tests/crashers.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test: it may panic, and the harness looks at what panicked where"
)]

pub mod chance;
pub mod changes;
pub mod guard;
pub mod hex;
pub mod minimise;
pub mod mutate;
pub mod pack;
pub mod site;
pub mod tally;
pub mod targets;
mod worker;

pub use targets::{Target, Verdict};
pub use worker::{Harm, Worker};

//! Tries to lose somebody's work, by seed: whole devices with their own files, the product's own relay, one clock, one
//! chance, and everything that goes wrong in the field. What was promised is checked after every step and at the end.
//!
//! **Owns** the plan that a seed makes, what people and fates do ([`Deed`]), the memory of what was said to be saved,
//! the promises ([`Promise`]) and the one list of excuses (`excuse.rs`). **Does not know** how the product keeps its
//! promises: devices, courier, relay and wire are `testkit::field`'s.
//!
//! **Entry points**: [`run`] for one seed, [`shrink`] for a failure; the program `footbridge-sim`.
//!
//! ```
//! use footbridge_sim::{Options, run};
//! let summary = run(1, &Options::default()).unwrap();
//! println!("{}", summary.story);
//! ```
#![allow(
    clippy::indexing_slicing,
    reason = "a crate for tests only: a place that is not there is a mistake of the simulator, and ends the run"
)]

mod along;
mod automerge_oracle;
mod certificates;
pub mod disk;
mod disks;
mod draw;
mod end;
mod excuse;
mod excused_changes;
mod fates;
pub mod flaws;
mod heal;
mod lens;
mod plan;
mod relay;
mod run;
mod sealed;
mod shrink;
mod story;
mod view;
mod violation;
mod work;
mod world;

pub use plan::{Deed, Fate, Lifetime, Part, Pick, Plan, Power, Step};
pub use run::{Failure, Options, Summary, run, run_plan};
pub use shrink::shrink;
pub use story::Story;
pub use violation::{Promise, Violation};

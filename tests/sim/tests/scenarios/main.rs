//! The field's known disasters by name, each on whole devices with their files and the real relay (`testkit::field`),
//! or, where forty devices are needed, on engines (`testkit::World`). One ordinary test each; one clock, one seed.
//!
//! What a scenario does not double is named in `docs/reference/fates.md`, with the test that covers it. Every one ends
//! with [`ending`]: everybody in step, equal digests, everything once on every device, nothing aside but what the
//! story says, and a newcomer who gets the same from the relay alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

// the modules shared with the personas call it by its whole name
extern crate testkit as footbridge_testkit;

#[allow(dead_code, reason = "shared with the personas' tests; not all of it is used here")]
#[path = "../../../../crates/testkit/tests/personas/forge.rs"]
mod forge;
#[allow(dead_code, reason = "as above")]
#[path = "../../../../crates/testkit/tests/personas/support.rs"]
mod support;

mod boundaries;
mod clocks;
mod clones;
mod door;
mod ending;
mod imports;
mod late_keys;
mod later_work;
mod pages;
mod poison;
mod quotas;
mod relay_loss;
mod returns;
mod revoked;
mod root;
mod storm;
mod used_twice;
mod versions;

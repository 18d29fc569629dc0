//! People with devices in the field. `engine` has them on the level of sealed segments; in the others the whole
//! device and the relay are the product's own, with their files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod anew;
mod at_work;
mod backups;
mod bad_input;
mod clones;
mod consents;
mod contacts;
mod crashes;
mod disclosures;
mod edits;
mod engine;
mod epochs;
mod forge;
mod golden;
mod halves;
mod handoffs;
mod imports;
mod interrupted;
mod lease;
mod letters;
mod marks;
mod relays;
mod revoked;
mod said;
mod seen;
mod shared;
mod slices;
mod support;
mod voice;
mod waiting;
mod wall;

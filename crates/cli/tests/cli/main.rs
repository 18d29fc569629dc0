//! The real programs, used as a person or a script uses them: `footbridge` and `footbridge-relay` as processes on
//! loopback, their files, their output, their exit codes, and what they do with bad input.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets the unexpected should fail there"
)]

mod codes;
mod commands;
mod compartments;
mod consents;
mod csv_files;
mod device_files;
mod disclosure;
mod disclosures;
mod killed;
mod lease;
mod relays;
mod segments;
mod shared;
mod station;
mod support;
mod voice;
mod wall;

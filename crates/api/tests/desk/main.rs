//! The desk: a device in use at a screen, with its own files, a relay without a socket, and the field's clock. What
//! is waited for is an event; nothing here measures time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

mod alerts;
mod closing;
mod edge;
mod faults;
mod lease;
mod locking;
mod settings;
mod shared;
mod support;
mod syncing;

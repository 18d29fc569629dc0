//! The store by its public face: files on a real disk, no clock, no randomness.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod board;
mod golden;
mod held_back;
mod home;
mod journal;
mod letters;
mod mailbox;
mod open;
mod projections;
mod search;
mod support;
mod transactions;

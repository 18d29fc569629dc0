//! The simulated disk, by what it does to the product's own stores: what was reported as done survives every crash
//! and power cut, nothing is there by halves, and a full disk refuses whole.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests, and what only they use"
)]

mod device;
mod full;
mod sqlite;
mod stores;
mod support;

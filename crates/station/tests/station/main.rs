//! A served station, asked as a browser, a script and an attacker would ask it: bytes over a socket.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets the unexpected should fail there"
)]

mod calling;
mod ending;
mod entering;
mod files;
mod refusals;
mod support;

//! The relay from outside: the stores' shared story, the calls in process, and the real program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets the unexpected should fail there"
)]

mod certificates;
mod contacts;
mod hostile;
mod invitations;
mod letters;
mod process;
mod rendezvous;
mod segments;
mod story;
mod sync;
mod town;

//! Tests of the formats: each goes there and back, refuses what is not it, and says why.

mod certificate;
mod codec;
mod entry;
mod fuzz;
mod invitation;
mod lease;
mod segment;
pub(crate) mod support;
mod wire;

//! Tests of sealing and opening: what was sealed opens, anything else does not, and says why.

mod at_rest;
mod change;
mod damage;
mod epoch;
mod golden;
mod identity;
pub(crate) mod invitation;
mod lease;
mod letter;
mod oracle;
mod segment;
mod slots;
mod start;
pub(crate) mod support;
mod voice;

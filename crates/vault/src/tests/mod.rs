//! Tests of sealing and opening: what was sealed opens, anything else does not, and says why.

mod at_rest;
mod change;
mod damage;
mod epoch;
mod golden;
mod identity;
pub(crate) mod invitation;
mod lease;
mod oracle;
mod segment;
pub(crate) mod support;

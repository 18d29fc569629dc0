//! What carries each command out: requests in, use cases of `app`, views out. Nothing is decided here.

pub(crate) mod board;
pub(crate) mod compartments;
pub(crate) mod consents;
pub(crate) mod contacts;
pub(crate) mod directory;
pub(crate) mod disclosures;
pub(crate) mod drafts;
pub(crate) mod exchange;
pub(crate) mod follow_ups;
pub(crate) mod handoffs;
pub(crate) mod later_work;
pub(crate) mod lease;
pub(crate) mod members;
pub(crate) mod people;
pub(crate) mod programme;
pub(crate) mod records;
pub(crate) mod status;
pub(crate) mod voice;

/// Rows of a list when nobody says how many.
const LIST_DEFAULT: u32 = 50;
/// Rows of a list at most.
const LIST_MAX: u32 = 1000;

/// How many rows were asked for, within bounds.
fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(LIST_DEFAULT).clamp(1, LIST_MAX)
}

//! Can it be true what the relay says of one compartment? Pure: compares an answer with what was asked.

use protocol::wire::{CompartmentNewsMsg, CursorMsg, checkpoint_bytes, next_chain};
use protocol::{CompartmentHandle, GenerationId, Hash, PublicKey, Segment, sha256};
use whatif::Flaw;

/// Databases count in signed numbers.
pub(crate) const POSITION_MAX: u64 = i64::MAX as u64;

/// What one compartment's news amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It continues what is held.
    Fits(Page),
    /// The relay no longer has what it had: it does not reach the cursor, or another log stands there.
    WentBack,
    /// It cannot be true. The code says what.
    Fault(&'static str),
}

/// How far the compartment is held with this page, and by which hash each of its segments is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) cursor: CursorMsg,
    /// Positions and hashes in the order of the segments.
    pub(crate) places: Vec<(u64, Hash)>,
    /// Segments that the relay holds after these.
    pub(crate) left: u64,
}

/// Compares news with the cursor that was sent.
pub(crate) fn check(
    asked: &CursorMsg,
    news: &CompartmentNewsMsg,
    generation: GenerationId,
    key: &PublicKey,
) -> Verdict {
    let signed = checkpoint_bytes(generation, news.compartment, news.head_position, news.head_chain);
    // nothing else is believed before this holds, least of all that something was lost
    if !key.verify(&signed, &news.checkpoint) {
        return Verdict::Fault("sync.checkpoint_invalid");
    }
    if news.head_position > POSITION_MAX {
        return Verdict::Fault("sync.position_out_of_range");
    }
    let kept = news.head_position >= asked.position && news.chain_at_cursor == Some(asked.chain);
    if asked.position > 0 && !kept {
        return Verdict::WentBack;
    }
    walk(asked, news, generation).map_or_else(Verdict::Fault, Verdict::Fits)
}

/// Follows the chain from the cursor through the segments.
fn walk(
    asked: &CursorMsg,
    news: &CompartmentNewsMsg,
    generation: GenerationId,
) -> Result<Page, &'static str> {
    let (mut position, mut chain) = (asked.position, asked.chain);
    let mut places = Vec::with_capacity(news.segments.len());
    for stored in &news.segments {
        if stored.position != position.saturating_add(1) {
            return Err("sync.position_gap");
        }
        if stored.position > news.head_position {
            return Err("sync.position_beyond_head");
        }
        let boxes_fit = stored.keyboxes.iter().all(|keybox| keybox.compartment == asked.compartment);
        if !boxes_fit || is_foreign(&stored.segment, asked.compartment) {
            return Err("sync.foreign_segment");
        }
        let hash = sha256(&stored.segment);
        (position, chain) = (stored.position, next_chain(chain, hash));
        places.push((position, hash));
    }
    if position == news.head_position && chain != news.head_chain {
        return Err("sync.chain_mismatch");
    }
    if whatif::flawed(Flaw::CursorPastPage) {
        (position, chain) = (news.head_position, news.head_chain);
    }
    let cursor = CursorMsg { compartment: asked.compartment, generation, position, chain };
    Ok(Page { cursor, places, left: news.head_position - position })
}

/// A segment that cannot be read is not foreign: ingest will put it aside and name the reason, while a
/// refusal here would hold up everything after it for ever.
fn is_foreign(segment: &[u8], compartment: CompartmentHandle) -> bool {
    Segment::decode(segment).is_ok_and(|segment| segment.header.compartment != compartment)
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;

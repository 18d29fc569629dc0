//! Reads a change from untrusted bytes.
//!
//! automerge panics on some damaged changes, spins on others (a run of 2⁶⁰ operations takes nine bytes) and
//! accepts some that break the document later. So the bytes are read here, strictly and within caps, and only
//! what was read is given to automerge's encoder: if it writes the same bytes, automerge reads them as we did.
//!
//! Format: <https://automerge.org/automerge-binary-format-spec/>, change chunks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::{ActorId, ChangeHash};
use sha2::{Digest, Sha256};

use crate::build::build;
use crate::bytes::Input;
use crate::change::Inspected;
use crate::limits::{CHANGE_MAX_BYTES, COUNTER_MAX, DEPENDENCIES_MAX, SEQUENCE_MAX};
use crate::operations::{OpColumns, read_ops};
use crate::stamp::from_message;
use crate::{Reject, Remedy};

const MAGIC: &[u8] = &[0x85, 0x6f, 0x4a, 0x83];
const CHUNK_KIND_CHANGE: u8 = 1;

/// Reads and validates one change: exactly one uncompressed automerge change chunk of at most 256 KiB that only
/// puts scalars into the root map and deletes from it, says who and when, and is written as automerge writes it.
///
/// Never panics and takes time and memory in proportion to the bytes given.
///
/// # Errors
/// The first reason found to refuse it; see [`Reject::remedy`] for what to do with the bytes.
pub fn inspect(bytes: &[u8]) -> Result<Inspected, Reject> {
    catch_unwind(AssertUnwindSafe(|| inspect_unguarded(bytes))).unwrap_or(Err(Reject::Panicked))
}

fn inspect_unguarded(bytes: &[u8]) -> Result<Inspected, Reject> {
    if bytes.len() > CHANGE_MAX_BYTES {
        return Err(Reject::TooLarge);
    }
    let mut change = read_content(read_chunk(bytes)?).map_err(|reject| match reject.remedy() {
        // damage may look like a newer version, and would wait for ever
        Remedy::RetryAfterUpgrade if !checksum_holds(bytes) => Reject::Checksum,
        _ => reject,
    })?;
    let (hash, written) = build(&change)?;
    if written != bytes {
        // the checksum stands in the first bytes: with all else equal, it is what is wrong
        let content_differs = written.get(8..) != bytes.get(8..);
        return Err(if content_differs { Reject::NotCanonical } else { Reject::Checksum });
    }
    change.hash = hash;
    Ok(change)
}

/// Whether the four bytes after the magic are the beginning of the hash of all that follows.
fn checksum_holds(bytes: &[u8]) -> bool {
    let hash = bytes.get(8..).map(Sha256::digest);
    hash.is_some_and(|hash| hash.get(..4) == bytes.get(4..8))
}

/// The content of the one chunk that `bytes` must be. The checksum is compared when the chunk is written again.
fn read_chunk(bytes: &[u8]) -> Result<Input<'_>, Reject> {
    let mut input = Input::new(bytes);
    if input.take(MAGIC.len()) != Ok(MAGIC) {
        return Err(Reject::NotAChange);
    }
    input.take(4)?;
    match input.byte()? {
        CHUNK_KIND_CHANGE => {}
        kind => return Err(Reject::ChunkKind(kind)),
    }
    let content = input.prefixed()?;
    if input.is_empty() { Ok(Input::new(content)) } else { Err(Reject::Trailing) }
}

fn read_content(mut input: Input<'_>) -> Result<Inspected, Reject> {
    let deps = read_deps(&mut input)?;
    let actor = read_actor(&mut input)?;
    let seq = ranged(input.unsigned()?, SEQUENCE_MAX).ok_or(Reject::Sequence)?;
    let start_op = ranged(input.unsigned()?, COUNTER_MAX).ok_or(Reject::Counter)?;
    let time_ms = input.signed()?;
    let stamp = from_message(input.text()?, time_ms)?;
    let mut actors = vec![actor];
    let others = input.size()?;
    for _ in 0..others {
        actors.push(read_actor(&mut input)?);
    }
    let columns = OpColumns::read(&mut input)?;
    if !input.is_empty() {
        return Err(Reject::Extra);
    }
    let ops = read_ops(&columns, &actors, start_op)?;
    let last = ops.len().checked_sub(1).ok_or(Reject::Empty)?;
    let last = u32::try_from(last).map_err(|_| Reject::TooMany("operations"))?;
    if start_op.checked_add(last).is_none_or(|max_op| max_op > COUNTER_MAX) {
        return Err(Reject::Counter);
    }
    Ok(Inspected { hash: ChangeHash([0; 32]), actor, seq, start_op, deps, stamp, ops })
}

fn read_deps(input: &mut Input<'_>) -> Result<Vec<ChangeHash>, Reject> {
    let count = input.size()?;
    if count > DEPENDENCIES_MAX {
        return Err(Reject::TooMany("dependencies"));
    }
    let mut deps: Vec<ChangeHash> = Vec::new();
    for _ in 0..count {
        let hash = ChangeHash(input.array()?);
        if deps.last().is_some_and(|before| *before >= hash) {
            return Err(Reject::Dependencies);
        }
        deps.push(hash);
    }
    Ok(deps)
}

fn read_actor(input: &mut Input<'_>) -> Result<ActorId, Reject> {
    Ok(ActorId(input.prefixed()?.try_into().map_err(|_| Reject::Actor)?))
}

fn ranged(value: u64, max: u32) -> Option<u32> {
    u32::try_from(value).ok().filter(|value| (1..=max).contains(value))
}

//! After a fork: unsent changes are made again under a new actor.

use std::collections::BTreeMap;

use domain::{ActorId, ChangeHash};

use crate::author::{AuthorError, Authored, finish};
use crate::change::{Inspected, OpId};

/// One change that was made again.
#[derive(Clone, Debug, PartialEq)]
pub struct Reauthored {
    /// The change it stands for, which is to be forgotten.
    pub old: ChangeHash,
    /// The new one.
    pub new: Authored,
}

/// Makes one record's unsent changes of a forked incarnation again under `actor`: the same edits, the same stamp,
/// the same place among other people's changes. `unsent` are all that the old actor made in this record and did
/// not send, in order; `actor` must not have made any change in this record.
///
/// The state is then that of the remaining history and the new changes: fold it anew ([`crate::fold_all`]).
///
/// # Errors
/// [`AuthorError::NotOneChain`] if they are not of one actor, in order and without a gap, or if one of them
/// already depends on `actor`.
pub fn reauthor(unsent: &[Inspected], actor: ActorId) -> Result<Vec<Reauthored>, AuthorError> {
    let Some(first) = unsent.first() else { return Ok(Vec::new()) };
    let (old, from) = (first.actor, first.start_op);
    let is_chain =
        unsent.iter().zip(first.seq..).all(|(change, seq)| change.actor == old && change.seq == seq);
    if !is_chain || old == actor {
        return Err(AuthorError::NotOneChain);
    }
    let renamed = |id: &OpId| if id.actor == old && id.counter >= from { OpId { actor, ..*id } } else { *id };
    let mut hashes: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
    let mut out = Vec::with_capacity(unsent.len());
    for (change, seq) in unsent.iter().zip(1..) {
        let mut again = Inspected { actor, seq, ..change.clone() };
        for dep in &mut again.deps {
            *dep = hashes.get(dep).copied().unwrap_or(*dep);
        }
        again.deps.sort_unstable();
        for op in &mut again.ops {
            if op.predecessors.iter().any(|id| id.actor == actor) {
                return Err(AuthorError::NotOneChain);
            }
            op.predecessors = op.predecessors.iter().map(renamed).collect();
            // the new name may stand elsewhere in the order
            op.predecessors.sort_unstable();
        }
        let new = finish(again)?;
        hashes.insert(change.hash, new.change.hash);
        out.push(Reauthored { old: change.hash, new });
    }
    Ok(out)
}

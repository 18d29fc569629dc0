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

/// Makes one record's changes of a forked incarnation again, each under the actor that `by` gives: the same edits, the
/// same stamp, the same place among other people's changes. `forked` are all changes of this device that are to be
/// forgotten, of one incarnation or of several, each following on the one before it; whatever else follows on one of
/// them must be among them, too. The new actors must not have made any change in this record.
///
/// The state is then that of the remaining history and the new changes: fold it anew ([`crate::fold_all`]). The same
/// changes made again under the same actors are the same bytes, whoever does it.
///
/// # Errors
/// [`AuthorError::NotOneChain`] if they do not follow on one another without a gap, or if one of them already depends on
/// one of the new actors.
pub fn reauthor(
    forked: &[Inspected],
    by: impl Fn(&Inspected) -> ActorId,
) -> Result<Vec<Reauthored>, AuthorError> {
    let actors: Vec<ActorId> = forked.iter().map(by).collect();
    if !is_chain(forked) || forked.iter().any(|change| actors.contains(&change.actor)) {
        return Err(AuthorError::NotOneChain);
    }
    let renamed = |id: &OpId| {
        let made_it =
            |change: &Inspected| change.actor == id.actor && change.op_counters().contains(&id.counter);
        let found = forked.iter().zip(&actors).find(|(change, _)| made_it(change));
        found.map_or(*id, |(_, actor)| OpId { actor: *actor, ..*id })
    };
    let mut hashes: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
    let mut made: BTreeMap<ActorId, u32> = BTreeMap::new();
    let mut out = Vec::with_capacity(forked.len());
    for (change, actor) in forked.iter().zip(&actors) {
        let seq = made.entry(*actor).or_default();
        *seq += 1;
        let mut again = Inspected { actor: *actor, seq: *seq, ..change.clone() };
        for dep in &mut again.deps {
            *dep = hashes.get(dep).copied().unwrap_or(*dep);
        }
        again.deps.sort_unstable();
        for op in &mut again.ops {
            if op.predecessors.iter().any(|id| actors.contains(&id.actor)) {
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

/// Each follows on the one before it: as the next number of its actor, or, where another incarnation went on, by naming
/// it.
fn is_chain(changes: &[Inspected]) -> bool {
    changes.windows(2).all(|pair| match pair {
        [before, after] if before.actor == after.actor => before.seq.checked_add(1) == Some(after.seq),
        [before, after] => after.deps.contains(&before.hash) && after.start_op >= before.op_counters().end,
        _ => true,
    })
}

//! Makes a change out of what a person edited.

use std::collections::BTreeMap;

use domain::{ActorId, ChangeHash, Edit, Scalar, Stamp};
use thiserror::Error;

use crate::Reject;
use crate::build::build;
use crate::change::{Inspected, Op, OpId};
use crate::folded::Folded;
use crate::history::{HistoryError, fold_at};
use crate::limits::{
    CHANGE_MAX_BYTES, COUNTER_MAX, DEPENDENCIES_MAX, OPERATIONS_MAX, REPLACED_MAX, SEQUENCE_MAX,
};
use crate::operations::is_key;
use crate::stamp::is_in_range;

/// One change, ready to be journaled, folded and sealed.
#[derive(Clone, Debug, PartialEq)]
pub struct Authored {
    /// The change as [`crate::inspect`] would read it back; fold this.
    pub change: Inspected,
    /// The change's bytes.
    pub bytes: Vec<u8>,
}

impl Authored {
    /// Names the change.
    pub fn hash(&self) -> ChangeHash {
        self.change.hash
    }
}

/// Why no change could be made.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AuthorError {
    /// An empty key, one over 256 bytes, or one with a control character.
    #[error("no field can be called {0:?}")]
    Key(String),
    /// A number that is not finite.
    #[error("the value of {0} is not a finite number")]
    NotFinite(String),
    /// The stamp's time is not between the years 1 and 9999.
    #[error("the time is out of range")]
    Time,
    /// All edits together are over 256 KiB: author them in several changes.
    #[error("the change is too large")]
    TooLarge,
    /// The record has had more operations than automerge can count.
    #[error("the record cannot take more changes")]
    Exhausted,
    /// The history does not lead to where the edit was made.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// automerge could not write the change.
    #[error("the change could not be written: {0}")]
    Encoder(Reject),
    /// The new actor already made changes, or the changes to author again are of several actors or out of order.
    #[error("these changes cannot be authored again")]
    NotOneChain,
}

impl AuthorError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Key(_) => "author.key",
            Self::NotFinite(_) => "author.not_finite",
            Self::Time => "author.time",
            Self::TooLarge => "author.too_large",
            Self::Exhausted => "author.exhausted",
            Self::History(_) => "author.history",
            Self::Encoder(_) => "author.encoder",
            Self::NotOneChain => "author.not_one_chain",
        }
    }
}

/// Makes the change that `edits` are on top of `base`; `None` if they change nothing. Where `edits` names a key
/// twice the last one counts. An edit that sets what already stands alone is left out; one that settles a
/// conflict is not, even if it sets the value that was shown first.
///
/// The bytes are those that automerge's own transaction writes, but for one case: to settle a conflict in favour
/// of the value shown first, automerge only deletes the others. That would be lost beside somebody else's decision
/// and would not say who decided, so the value is written again. Where more values stand beside each
/// other than one change can replace, the newest are replaced and the rest is left to the next edit.
///
/// # Errors
/// If a key or value cannot be written, or a limit is reached.
pub fn author(
    base: &Folded,
    edits: &[Edit],
    actor: ActorId,
    stamp: &Stamp,
) -> Result<Option<Authored>, AuthorError> {
    write_ops(base, ops_for(base, edits)?, actor, stamp)
}

/// As [`author`], but replaces nothing: each value comes to stand beside those that stand, as if it had been
/// written without knowing of them. That is how a decision between several values is taken back. A value that
/// stands already is left out.
///
/// # Errors
/// As [`author`].
pub fn author_beside(
    base: &Folded,
    edits: &[Edit],
    actor: ActorId,
    stamp: &Stamp,
) -> Result<Option<Authored>, AuthorError> {
    let mut ops = ops_for(base, edits)?;
    ops.retain(|op| {
        let stands = |value| base.standing(&op.key).iter().any(|put| put.value.same_as(value));
        op.value.as_ref().is_some_and(|value| !stands(value))
    });
    for op in &mut ops {
        op.predecessors.clear();
    }
    write_ops(base, ops, actor, stamp)
}

/// Makes the change; `None` when there is nothing in it.
fn write_ops(
    base: &Folded,
    ops: Vec<Op>,
    actor: ActorId,
    stamp: &Stamp,
) -> Result<Option<Authored>, AuthorError> {
    if !is_in_range(stamp.at.unix_ms()) {
        return Err(AuthorError::Time);
    }
    if ops.is_empty() {
        return Ok(None);
    }
    let start_op = base.max_op().saturating_add(1);
    let len = u32::try_from(ops.len()).unwrap_or(u32::MAX);
    let seq = base.seq_of(&actor).saturating_add(1);
    if start_op.saturating_add(len) > COUNTER_MAX || seq > SEQUENCE_MAX {
        return Err(AuthorError::Exhausted);
    }
    let write = |deps, ops| {
        let stamp = stamp.clone();
        finish(Inspected { hash: ChangeHash([0; 32]), actor, seq, start_op, deps, stamp, ops })
    };
    let deps = base.deps_for(&actor);
    let replaced: usize = ops.iter().map(|op| op.predecessors.len()).sum();
    let fits = deps.len() <= DEPENDENCIES_MAX && replaced <= OPERATIONS_MAX;
    if fits && replaced <= REPLACED_MAX {
        return write(deps, ops).map(Some);
    }
    match if fits { write(deps, ops.clone()) } else { Err(AuthorError::TooLarge) } {
        Err(AuthorError::TooLarge) => {
            let (deps, ops) = within_limits(base, ops, &actor);
            if ops.is_empty() { Err(AuthorError::TooLarge) } else { write(deps, ops).map(Some) }
        }
        made => made.map(Some),
    }
}

/// What one change can say where more stands beside each other than it can name: it follows the newest changes and
/// replaces the newest values. The rest stays beside it, and is in reach of the edits after this one. Nobody gets
/// there by honest work; but no record may be made uneditable.
fn within_limits(base: &Folded, mut ops: Vec<Op>, actor: &ActorId) -> (Vec<ChangeHash>, Vec<Op>) {
    let most = (REPLACED_MAX / ops.len().max(1)).max(1);
    let (deps, is_followed) = base.newest_deps_for(actor, DEPENDENCIES_MAX);
    for op in &mut ops {
        op.predecessors.retain(&is_followed);
        let older = op.predecessors.len().saturating_sub(most);
        op.predecessors.drain(..older);
    }
    // nothing is left to remove by it
    ops.retain(|op| op.value.is_some() || !op.predecessors.is_empty());
    (deps, ops)
}

/// As [`author`], for an edit made while the record looked as it did at the changes `at`: what came since stays
/// beside it as concurrent. The author's own changes are always taken as seen, but not what they follow: it may have
/// come in behind the form that this edit was made on. `history` is the record's changes, each after those it follows.
///
/// # Errors
/// As [`author`]; if the history cannot be read or does not contain `at`.
pub fn author_at<'a>(
    history: impl IntoIterator<Item = &'a [u8]>,
    at: &[ChangeHash],
    edits: &[Edit],
    actor: ActorId,
    stamp: &Stamp,
) -> Result<Option<Authored>, AuthorError> {
    let history: Vec<&[u8]> = history.into_iter().collect();
    let base = fold_at(history.iter().copied(), at, Some(&actor))?;
    let shown = fold_at(history, at, None)?;
    let mut ops = ops_for(&base, edits)?;
    for op in &mut ops {
        let was_shown = |id: &OpId| shown.standing(&op.key).iter().any(|put| put.id == *id);
        op.predecessors.retain(|id| id.actor == actor || was_shown(id));
    }
    ops.retain(|op| match (shown.standing(&op.key), &op.value) {
        // typed as it stood in the form, which nothing of the author's own has changed since
        ([alone], Some(value)) => !op.predecessors.is_empty() || !alone.value.same_as(value),
        // nothing is left to remove by it
        (_, None) => !op.predecessors.is_empty(),
        _ => true,
    });
    write_ops(&base, ops, actor, stamp)
}

/// The operations of those edits that change something, by key.
fn ops_for(base: &Folded, edits: &[Edit]) -> Result<Vec<Op>, AuthorError> {
    let mut last: BTreeMap<&str, Option<&Scalar>> = BTreeMap::new();
    for edit in edits {
        check_edit(edit)?;
        last.insert(&edit.key, edit.value.as_ref());
    }
    let mut ops = Vec::with_capacity(last.len());
    for (key, value) in last {
        let standing = base.standing(key);
        let changes_nothing = match (standing, value) {
            ([], None) => true,
            ([alone], Some(value)) => alone.value.same_as(value),
            _ => false,
        };
        if !changes_nothing {
            let predecessors: Vec<_> = standing.iter().map(|put| put.id).collect();
            ops.push(Op { key: key.to_owned(), value: value.cloned(), predecessors });
        }
    }
    if ops.len() > OPERATIONS_MAX { Err(AuthorError::TooLarge) } else { Ok(ops) }
}

fn check_edit(edit: &Edit) -> Result<(), AuthorError> {
    if !is_key(&edit.key) {
        return Err(AuthorError::Key(edit.key.clone()));
    }
    match edit.value {
        Some(Scalar::Real(number)) if !number.is_finite() => Err(AuthorError::NotFinite(edit.key.clone())),
        _ => Ok(()),
    }
}

/// Writes the change and gives it its hash.
pub(crate) fn finish(mut change: Inspected) -> Result<Authored, AuthorError> {
    let (hash, bytes) = build(&change).map_err(AuthorError::Encoder)?;
    if bytes.len() > CHANGE_MAX_BYTES {
        return Err(AuthorError::TooLarge);
    }
    change.hash = hash;
    Ok(Authored { change, bytes })
}

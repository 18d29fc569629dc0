//! A record's history: its changes as they stand in the journal, each after those it follows.

use std::collections::{BTreeSet, HashMap};

use domain::{ActorId, ChangeHash};
use thiserror::Error;

use crate::change::Inspected;
use crate::folded::{FoldRefusal, Folded};
use crate::{Reject, inspect};

/// Why a history does not fold.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum HistoryError {
    /// One of its changes cannot be read.
    #[error("change {at} of the history cannot be read: {why}")]
    Unreadable {
        /// Which one, counted from 0.
        at: usize,
        /// Why.
        why: Reject,
    },
    /// One of its changes does not fit those before it.
    #[error("change {at} of the history does not fit: {why}")]
    Unfit {
        /// Which one, counted from 0.
        at: usize,
        /// Why.
        why: FoldRefusal,
    },
    /// It does not contain a change that is asked for.
    #[error("the history does not contain {0}")]
    Missing(ChangeHash),
}

impl HistoryError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "history.unreadable",
            Self::Unfit { .. } => "history.unfit",
            Self::Missing(_) => "history.missing",
        }
    }
}

/// Folds a record's history, each change after those it follows, into its state. Changes that come twice count
/// once.
///
/// # Errors
/// At the first change that cannot be read or does not fit.
pub fn fold_all<'a>(history: impl IntoIterator<Item = &'a [u8]>) -> Result<Folded, HistoryError> {
    let mut folded = Folded::new();
    for (at, bytes) in history.into_iter().enumerate() {
        let change = inspect(bytes).map_err(|why| HistoryError::Unreadable { at, why })?;
        folded.fold(&change).map_err(|why| HistoryError::Unfit { at, why })?;
    }
    Ok(folded)
}

/// The state at the changes `heads`: with all that they follow, without anything that came since. `history` is the
/// record's changes, each after those it follows.
///
/// # Errors
/// If the history cannot be read or does not contain `heads`.
pub fn state_at<'a>(
    history: impl IntoIterator<Item = &'a [u8]>,
    heads: &[ChangeHash],
) -> Result<Folded, HistoryError> {
    fold_at(history, heads, None)
}

/// The state at the changes `heads`, together with all of `actor`'s own changes.
pub(crate) fn fold_at<'a>(
    history: impl IntoIterator<Item = &'a [u8]>,
    heads: &[ChangeHash],
    actor: Option<&ActorId>,
) -> Result<Folded, HistoryError> {
    let unreadable = |(at, bytes)| inspect(bytes).map_err(|why| HistoryError::Unreadable { at, why });
    let changes = history.into_iter().enumerate().map(unreadable).collect::<Result<Vec<_>, _>>()?;
    let wanted = with_past(&changes, heads, actor)?;
    let mut folded = Folded::new();
    for (at, change) in changes.iter().enumerate().filter(|(_, change)| wanted.contains(&change.hash)) {
        folded.fold(change).map_err(|why| HistoryError::Unfit { at, why })?;
    }
    Ok(folded)
}

/// `heads`, the changes of `actor`, and all that these follow.
fn with_past(
    changes: &[Inspected],
    heads: &[ChangeHash],
    actor: Option<&ActorId>,
) -> Result<BTreeSet<ChangeHash>, HistoryError> {
    let by_hash: HashMap<ChangeHash, &Inspected> =
        changes.iter().map(|change| (change.hash, change)).collect();
    let own = changes.iter().filter(|change| Some(&change.actor) == actor).map(|change| change.hash);
    let mut open: Vec<ChangeHash> = heads.iter().copied().chain(own).collect();
    let mut seen = BTreeSet::new();
    while let Some(hash) = open.pop() {
        if seen.insert(hash) {
            open.extend(&by_hash.get(&hash).ok_or(HistoryError::Missing(hash))?.deps);
        }
    }
    Ok(seen)
}

//! Compares a folded state with what automerge makes of the same history. For samples in the field and for tests.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{AutoCommit, Change, ReadDoc, ScalarValue, Value};
use domain::ChangeHash;
use thiserror::Error;

use crate::build::written_value;
use crate::folded::Folded;
use crate::{HistoryError, fold_all};

/// Where folded state and automerge part.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CheckError {
    /// The history cannot be folded.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// automerge cannot read the history, or panicked on it.
    #[error("automerge cannot read the history")]
    Unreadable,
    /// The history, folded anew, is not the given state.
    #[error("the history folds to another state")]
    OtherState,
    /// automerge has other newest changes.
    #[error("automerge has other heads")]
    Heads,
    /// automerge has other keys.
    #[error("automerge has other keys")]
    Keys,
    /// automerge shows other values.
    #[error("automerge shows other values in {0}")]
    Values(String),
}

impl CheckError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::History(_) => "check.history",
            Self::Unreadable => "check.unreadable",
            Self::OtherState => "check.other_state",
            Self::Heads => "check.heads",
            Self::Keys => "check.keys",
            Self::Values(_) => "check.values",
        }
    }
}

/// Whether `folded` is what `history` folds to and what automerge shows for it: the same heads, the same keys, in
/// each the same values in the same order. Slow (it opens a document): meant for a sample of records.
///
/// # Errors
/// The first difference.
pub fn self_check(history: &[&[u8]], folded: &Folded) -> Result<(), CheckError> {
    let again = fold_all(history.iter().copied())?;
    if again != *folded {
        return Err(CheckError::OtherState);
    }
    let compare = || compare_with_document(history, folded);
    catch_unwind(AssertUnwindSafe(compare)).unwrap_or(Err(CheckError::Unreadable))
}

fn compare_with_document(history: &[&[u8]], folded: &Folded) -> Result<(), CheckError> {
    let changes: Result<Vec<Change>, _> = history.iter().map(|bytes| Change::try_from(*bytes)).collect();
    let mut document = AutoCommit::new();
    document
        .apply_changes(changes.map_err(|_| CheckError::Unreadable)?)
        .map_err(|_| CheckError::Unreadable)?;
    let mut heads: Vec<ChangeHash> = document.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
    heads.sort_unstable();
    if !folded.heads().eq(heads) {
        return Err(CheckError::Heads);
    }
    let visible = folded.visible();
    if !document.keys(automerge::ROOT).eq(visible.keys().cloned()) {
        return Err(CheckError::Keys);
    }
    for (key, held) in &visible {
        let ours: Vec<ScalarValue> = held.iter().map(|held| written_value(&held.value)).collect();
        let theirs = scalars(&document, key).ok_or_else(|| CheckError::Values(key.clone()))?;
        if ours != theirs || shown_first(&document, key).as_ref() != ours.first() {
            return Err(CheckError::Values(key.clone()));
        }
    }
    Ok(())
}

/// All values of a key, the one that `get` shows first.
fn scalars(document: &AutoCommit, key: &str) -> Option<Vec<ScalarValue>> {
    let all = document.get_all(automerge::ROOT, key).ok()?;
    all.into_iter().rev().map(|(value, _)| scalar(value)).collect()
}

fn shown_first(document: &AutoCommit, key: &str) -> Option<ScalarValue> {
    scalar(document.get(automerge::ROOT, key).ok()??.0)
}

fn scalar(value: Value<'_>) -> Option<ScalarValue> {
    value.into_scalar().ok()
}

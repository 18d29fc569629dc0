//! Changes by somebody who knows the format: valid histories, mutated in their bytes, their columns and what they
//! say, with sums and lengths that hold.

mod chunk;
mod columns;
mod expanded;
mod histories;

use std::collections::BTreeMap;

use automerge::{Change, ChangeHash, ExpandedChange};

use crate::chance::Chance;
use crate::mutate::mutate;
use crate::pack::{pack, unpack};

pub use histories::{Author, histories, wide};

/// An input for the change path: a packed history in which some changes were tampered with.
pub fn make(chance: &mut Chance, examples: &[Vec<u8>]) -> Vec<u8> {
    let mut history = unpack(chance.pick::<Vec<u8>>(examples));
    let donors = unpack(chance.pick::<Vec<u8>>(examples));
    for _ in 0..1 + chance.below(3) {
        tamper(&mut history, &donors, chance);
    }
    for _ in 0..chance.below(3) {
        reorder(&mut history, &donors, chance);
    }
    pack(&history)
}

fn tamper(history: &mut Vec<Vec<u8>>, donors: &[Vec<u8>], chance: &mut Chance) {
    if history.is_empty() {
        history.extend_from_slice(donors);
    }
    // the later a change, the more there is for it to contradict
    let at = history.len() - 1 - chance.below(chance.clone().below(history.len()) + 1);
    let old = history[at].clone();
    let donor = donors.get(chance.below(donors.len())).cloned().unwrap_or_else(|| old.clone());
    let new = match chance.below(10) {
        0..=5 => expanded::tampered(&old, history, chance),
        6 | 7 => columns::tampered(&old, &donor, chance),
        8 => {
            let mut content = chunk::content(&old).to_vec();
            mutate(&mut content, &donor, &[], chance);
            chunk::of_content(&content)
        }
        _ => {
            let mut bytes = old.clone();
            mutate(&mut bytes, &donor, &[], chance);
            bytes
        }
    };
    match chance.below(4) {
        // beside the one it was made of
        0 => history.insert(at + 1, new),
        1 => history.push(new),
        2 => history[at] = new,
        _ => {
            history[at] = new;
            relink(history, at, &old);
        }
    }
}

/// Those after it follow the changed one.
fn relink(history: &mut [Vec<u8>], at: usize, old: &[u8]) {
    let mut renamed: BTreeMap<ChangeHash, ChangeHash> = BTreeMap::new();
    let note = |renamed: &mut BTreeMap<_, _>, old: &[u8], new: &[u8]| {
        if let (Some(old), Some(new)) = (chunk::hash(old), chunk::hash(new)) {
            renamed.insert(old, new);
        }
    };
    note(&mut renamed, old, &history[at]);
    for bytes in history.iter_mut().skip(at + 1) {
        let before = bytes.clone();
        let Some(mut change) = expand(&before) else { continue };
        let deps: Vec<ChangeHash> = change.deps.iter().map(|dep| *renamed.get(dep).unwrap_or(dep)).collect();
        if deps == change.deps {
            continue;
        }
        change.deps = deps;
        change.deps.sort_unstable();
        if let Some(after) = written(change) {
            note(&mut renamed, &before, &after);
            *bytes = after;
        }
    }
}

fn reorder(history: &mut Vec<Vec<u8>>, donors: &[Vec<u8>], chance: &mut Chance) {
    if history.len() < 2 {
        return;
    }
    let (one, two) = (chance.below(history.len()), chance.below(history.len()));
    match chance.below(5) {
        0 => history.swap(one, two),
        1 => drop(history.remove(one)),
        2 => history.insert(one, history[two].clone()),
        3 => history.reverse(),
        _ => history.extend(donors.iter().take(3).cloned()),
    }
}

/// The change as automerge's own legacy form says it; none where automerge cannot read it.
fn expand(bytes: &[u8]) -> Option<ExpandedChange> {
    quietly(|| Change::try_from(bytes).ok().map(|change| change.decode()))
}

/// The bytes that automerge writes for it; none where automerge fails.
fn written(change: ExpandedChange) -> Option<Vec<u8>> {
    quietly(|| Some(Change::from(change).raw_bytes().to_vec()))
}

/// automerge panics on much of what is made here. That is the maker's affair and no finding.
fn quietly<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    crate::guard::quietly(work)
}

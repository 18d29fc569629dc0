//! Folds one change in. Either all of it is, or nothing.
//!
//! Whether a change fits depends on the changes it follows only, never on what else is here: so every device
//! comes to the same answer. (The one exception is two changes of one actor with one number, which a cloned
//! device makes: the first to come stays.)

use std::collections::{BTreeMap, BTreeSet};

use domain::{ActorId, ChangeHash};
use thiserror::Error;
use whatif::Flaw;

use super::{Folded, Known, Place, Put};
use crate::Inspected;
use crate::change::{Op, OpId};
use crate::limits::COUNTER_MAX;

/// What folding a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// It is part of the state now.
    Applied,
    /// It was already.
    Known,
}

/// Why a change does not fit into the record. Nothing was applied.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FoldRefusal {
    /// It follows changes that are not here (yet): park it until they are.
    #[error("{} change(s) that it follows are missing", .0.len())]
    MissingDependency(Vec<ChangeHash>),
    /// The same actor already made another change with this number: a cloned device, or a forgery.
    #[error("the actor made another change with this number")]
    ActorReused {
        /// The change that is here.
        known: ChangeHash,
    },
    /// It does not follow directly on the actor's change before it.
    #[error("it does not follow the actor's change before it")]
    SequenceGap {
        /// The number that would follow.
        expected: u32,
    },
    /// Its first operation is not numbered one above the highest of the changes it follows.
    #[error("its operations are not numbered from {expected}")]
    StartCounter {
        /// The number that would be right.
        expected: u32,
    },
    /// It replaces an operation that never wrote that key in the changes it follows.
    #[error("it replaces what was never written")]
    Predecessor,
}

impl FoldRefusal {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingDependency(_) => "fold.missing_dependency",
            Self::ActorReused { .. } => "fold.actor_reused",
            Self::SequenceGap { .. } => "fold.sequence_gap",
            Self::StartCounter { .. } => "fold.start_counter",
            Self::Predecessor => "fold.predecessor",
        }
    }

    /// Whether it may fit later, when what it follows has come.
    pub fn may_fit_later(&self) -> bool {
        matches!(self, Self::MissingDependency(_))
    }
}

impl Folded {
    /// Folds one change in.
    ///
    /// # Errors
    /// Why it does not fit; the state is then as it was.
    pub fn fold(&mut self, change: &Inspected) -> Result<Fold, FoldRefusal> {
        if let Some(known) = self.known(Place { actor: change.actor, seq: change.seq }) {
            let same = known.hash == change.hash;
            if same && whatif::flawed(Flaw::AppliedTwice) {
                self.apply_all(change);
                return Ok(Fold::Applied);
            }
            return if same { Ok(Fold::Known) } else { Err(FoldRefusal::ActorReused { known: known.hash }) };
        }
        let deps = self.places_of(&change.deps)?;
        self.check_sequence(change, &deps)?;
        let max_op = self.check_counter(change, &deps)?;
        self.check_predecessors(change, &deps)?;
        self.apply_all(change);
        for dep in &change.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(change.hash);
        let known =
            Known { hash: change.hash, start_op: change.start_op, max_op, deps, stamp: change.stamp.clone() };
        self.chains.entry(change.actor).or_default().push(known);
        Ok(Fold::Applied)
    }

    fn places_of(&self, deps: &[ChangeHash]) -> Result<Vec<Place>, FoldRefusal> {
        let found: Vec<(ChangeHash, Option<Place>)> =
            deps.iter().map(|hash| (*hash, self.place_of(hash))).collect();
        let missing: Vec<ChangeHash> =
            found.iter().filter(|(_, place)| place.is_none()).map(|(hash, _)| *hash).collect();
        if !missing.is_empty() {
            return Err(FoldRefusal::MissingDependency(missing));
        }
        let mut places: Vec<Place> = found.into_iter().filter_map(|(_, place)| place).collect();
        places.sort_unstable();
        Ok(places)
    }

    /// An actor never works beside itself: each of its changes names the one before among those it follows, as
    /// automerge's own author does.
    fn check_sequence(&self, change: &Inspected, deps: &[Place]) -> Result<(), FoldRefusal> {
        let before = self.seq_of(&change.actor);
        let expected = before.saturating_add(1);
        let names_it = before == 0 || deps.contains(&Place { actor: change.actor, seq: before });
        if change.seq == expected && names_it { Ok(()) } else { Err(FoldRefusal::SequenceGap { expected }) }
    }

    /// automerge derives the first counter from the dependencies when it loads a saved document, so any other
    /// counter would come back as another change. Returns the counter of the last operation.
    fn check_counter(&self, change: &Inspected, deps: &[Place]) -> Result<u32, FoldRefusal> {
        let highest = deps.iter().filter_map(|place| self.known(*place)).map(|known| known.max_op).max();
        let expected = highest.unwrap_or(0).saturating_add(1);
        let refusal = FoldRefusal::StartCounter { expected };
        let len = u32::try_from(change.ops.len()).map_err(|_| refusal.clone())?;
        let max_op = expected.checked_add(len).and_then(|end| end.checked_sub(1));
        match max_op {
            Some(max_op) if change.start_op == expected && len > 0 && max_op <= COUNTER_MAX => Ok(max_op),
            _ => Err(refusal),
        }
    }

    fn check_predecessors(&self, change: &Inspected, deps: &[Place]) -> Result<(), FoldRefusal> {
        if change.ops.iter().all(|op| op.predecessors.is_empty()) {
            return Ok(());
        }
        let follows_all = self.heads.iter().all(|head| change.deps.binary_search(head).is_ok());
        let past = if follows_all { None } else { Some(self.past_of(deps)) };
        let is_past = |id: &OpId| match &past {
            None => true,
            Some(past) => past.get(&id.actor).is_some_and(|max_op| id.counter <= *max_op),
        };
        for op in &change.ops {
            let written = |id: &OpId| self.fields.get(&op.key).is_some_and(|field| field.was_put(id));
            if !op.predecessors.iter().all(|id| is_past(id) && written(id)) {
                return Err(FoldRefusal::Predecessor);
            }
        }
        Ok(())
    }

    /// For each actor the highest counter among the changes at `places` and all that they follow. Linear in
    /// those; asked for only where a change does not follow everything that is here.
    fn past_of(&self, places: &[Place]) -> BTreeMap<ActorId, u32> {
        let mut newest: BTreeMap<ActorId, u32> = BTreeMap::new();
        let mut open: Vec<Place> = places.to_vec();
        while let Some(place) = open.pop() {
            let seen = newest.entry(place.actor).or_default();
            let from = *seen;
            if place.seq <= from {
                continue;
            }
            *seen = place.seq;
            let chain = self.chains.get(&place.actor).map(Vec::as_slice).unwrap_or_default();
            let len = usize::try_from(place.seq - from).unwrap_or(usize::MAX);
            let fresh = chain.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)).take(len);
            open.extend(fresh.flat_map(|known| known.deps.iter().copied()));
        }
        let max_op = |(actor, seq)| self.known(Place { actor, seq }).map(|known| (actor, known.max_op));
        newest.into_iter().filter_map(max_op).collect()
    }

    fn apply_all(&mut self, change: &Inspected) {
        for (op, counter) in change.ops.iter().zip(change.start_op..) {
            self.apply(op, OpId { counter, actor: change.actor });
        }
    }

    fn apply(&mut self, op: &Op, id: OpId) {
        if !self.fields.contains_key(&op.key) {
            self.fields.insert(op.key.clone(), super::Field::default());
        }
        let Some(field) = self.fields.get_mut(&op.key) else { return };
        for replaced in op.predecessors.iter().filter(|_| !whatif::flawed(Flaw::PredecessorsIgnored)) {
            field.replace(replaced);
        }
        if let Some(value) = &op.value {
            let at =
                field.standing.partition_point(|put| put.id < id || whatif::flawed(Flaw::WinnerByArrival));
            field.standing.insert(at, Put { id, value: value.clone() });
            while let ([earliest, _, ..], true) =
                (field.standing.as_slice(), whatif::flawed(Flaw::ConcurrentDropped))
            {
                let earliest = earliest.id;
                field.replace(&earliest);
            }
        }
    }
}

impl super::Field {
    fn position(&self, id: &OpId) -> Option<usize> {
        self.standing.binary_search_by(|put| put.id.cmp(id)).ok()
    }

    fn was_put(&self, id: &OpId) -> bool {
        self.position(id).is_some() || self.replaced.binary_search(id).is_ok()
    }

    fn replace(&mut self, id: &OpId) {
        if let Some(at) = self.position(id) {
            self.standing.remove(at);
            let at = self.replaced.partition_point(|other| other < id);
            self.replaced.insert(at, *id);
        }
    }
}

/// What an author needs to know.
impl Folded {
    /// The values that stand in `key`, by id ascending.
    pub(crate) fn standing(&self, key: &str) -> &[Put] {
        self.fields.get(key).map(|field| field.standing.as_slice()).unwrap_or_default()
    }

    /// The heads and, where it is not one of them, the actor's own change before: what automerge's author names.
    pub(crate) fn deps_for(&self, actor: &ActorId) -> Vec<ChangeHash> {
        let mut deps: BTreeSet<ChangeHash> = self.heads.clone();
        deps.extend(self.last_of(actor).map(|known| known.hash));
        deps.into_iter().collect()
    }

    /// As [`Folded::deps_for`], but at most so many: the actor's own change before and the newest heads. And which
    /// operations are theirs or of changes before them.
    pub(crate) fn newest_deps_for(
        &self,
        actor: &ActorId,
        most: usize,
    ) -> (Vec<ChangeHash>, impl Fn(&OpId) -> bool) {
        let newest = |place: &Place| std::cmp::Reverse(self.known(*place).map(|known| known.max_op));
        let mut places: Vec<Place> = self.heads.iter().filter_map(|head| self.place_of(head)).collect();
        places.sort_by_key(newest);
        let own = Place { actor: *actor, seq: self.seq_of(actor) };
        places.retain(|place| *place != own);
        if own.seq > 0 {
            places.insert(0, own);
        }
        places.truncate(most);
        let past = self.past_of(&places);
        let mut deps: Vec<ChangeHash> =
            places.iter().filter_map(|place| Some(self.known(*place)?.hash)).collect();
        deps.sort_unstable();
        (deps, move |id| past.get(&id.actor).is_some_and(|max_op| id.counter <= *max_op))
    }

    /// The highest counter of all operations.
    pub(crate) fn max_op(&self) -> u32 {
        self.chains.values().filter_map(|chain| chain.last()).map(|known| known.max_op).max().unwrap_or(0)
    }
}

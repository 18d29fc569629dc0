//! Who answers for the person: the one rule that may never leave nobody.
//!
//! A *stand* is an event by which a party says that it answers: an offer (until somebody takes over), an
//! acceptance, a reassignment (the supervisor, until the new party accepts), an arrival, and an
//! acknowledgement by a party that stands already. A stand ends, it is *covered*, only by
//!
//! 1. `relieved`, written by the same party, when it had seen **another party stand after** every stand of its
//!    own (and, for who accepted, after it asked to be let go);
//! 2. `reassigned` from that party, by somebody who had seen the stand (who reassigns stands);
//! 3. `arrived`, by somebody who had seen the stand (who reports an arrival stands); or `relieved`, when the
//!    party had seen another's arrival and itself stood only before it or unaware of it.
//!
//! Each of the first two and the arrival points forward in the order of knowing, so the last stand in that
//! order is covered by nothing; where there was an arrival, the same holds for the last stand after it.
//! Hence in every view somebody answers, and so does somebody *in that party's own view*. The exhaustive test
//! holds both; forged events that claim to have seen each other are caught by a fallback in [`State`].
//!
//! [`State`]: super::State

use super::bits::Bits;
use super::event::{Event, Kind, Party, What};
use whatif::Flaw;

/// In what part a party stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capacity {
    /// It offered (or reassigned), and nobody has taken over as far as it knows.
    Sender,
    /// It took over, or reported the arrival.
    Holder,
}

/// The events of one handoff as one reader holds them, with who knew what.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub(super) events: Vec<Event>,
    /// For each event all events of this view that its author knew, directly or through another.
    pub(super) past: Vec<Bits>,
    /// For each event, whether it is a stand.
    pub(super) stands: Vec<Option<Capacity>>,
    /// For each event of kind `relieved`, whether it had reason to be.
    relief: Vec<bool>,
    pub(super) all: Bits,
}

impl Graph {
    /// `events` in the order of their ids, each id once.
    pub(super) fn new(events: Vec<Event>) -> Self {
        let past = pasts(&events);
        let mut all = Bits::default();
        (0..events.len()).for_each(|index| all.insert(index));
        let count = events.len();
        let mut graph = Self { events, past, stands: vec![None; count], relief: vec![false; count], all };
        // An event knows strictly more than any event it knows, so this order never looks ahead.
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|index| graph.past_of(*index).len());
        for index in order {
            let stand = graph.stand_of(index);
            let relief = graph.relief_of(index);
            if let Some(slot) = graph.stands.get_mut(index) {
                *slot = stand;
            }
            if let Some(slot) = graph.relief.get_mut(index) {
                *slot = relief;
            }
        }
        graph
    }

    pub(super) fn past_of(&self, index: usize) -> &Bits {
        const NOTHING: &Bits = &Bits::EMPTY;
        self.past.get(index).unwrap_or(NOTHING)
    }

    pub(super) fn knew(&self, later: usize, earlier: usize) -> bool {
        self.past_of(later).contains(earlier)
    }

    pub(super) fn capacity(&self, index: usize) -> Option<Capacity> {
        self.stands.get(index).copied().flatten()
    }

    /// The events of `view`, with their places.
    pub(super) fn within<'a>(&'a self, view: &'a Bits) -> impl Iterator<Item = (usize, &'a Event)> {
        view.iter().filter_map(|index| Some((index, self.events.get(index)?)))
    }

    /// The stands of `party` that nothing in `view` covers.
    pub(super) fn open_stands(&self, party: &Party, view: &Bits) -> Vec<usize> {
        self.within(view)
            .filter(|(index, event)| self.capacity(*index).is_some() && event.party.same_side(party))
            .map(|(index, _)| index)
            .filter(|index| !self.covered(*index, view))
            .collect()
    }

    /// Whether anything in `view` ends this stand.
    pub(super) fn covered(&self, stand: usize, view: &Bits) -> bool {
        let Some(party) = self.events.get(stand).map(|event| &event.party) else { return true };
        self.within(view).filter(|(index, _)| self.knew(*index, stand)).any(|(index, event)| {
            match &event.what {
                What::Reassigned { from, .. } => from.same_side(party),
                what => match what.kind() {
                    Kind::Arrived => true,
                    Kind::Relieved => {
                        event.party.same_side(party) && self.relief.get(index).copied().unwrap_or(false)
                    }
                    _ => false,
                },
            }
        })
    }

    /// Whether a party asked to be let go after the last time it took over, within `view`.
    pub(super) fn letting_go(&self, party: &Party, view: &Bits) -> bool {
        let held = self.held_by(party, view);
        !held.is_empty() && self.request(party, view, &held, Kind::Released).is_some()
    }

    fn held_by(&self, party: &Party, view: &Bits) -> Vec<usize> {
        let mut open = self.open_stands(party, view);
        open.retain(|stand| self.capacity(*stand) == Some(Capacity::Holder));
        open
    }

    /// An event of this kind by `party`, written when it knew all of `stands`.
    fn request(&self, party: &Party, view: &Bits, stands: &[usize], kind: Kind) -> Option<usize> {
        self.within(view)
            .find(|(index, event)| {
                event.kind() == kind
                    && event.party.same_side(party)
                    && stands.iter().all(|stand| self.knew(*index, *stand))
            })
            .map(|(index, _)| index)
    }

    /// Whether a party that knows `view` may say that it no longer answers, and on account of whom.
    pub(super) fn relieved_by(&self, party: &Party, view: &Bits) -> Option<usize> {
        let mine = self.open_stands(party, view);
        if mine.is_empty() {
            return None;
        }
        self.takeover(party, view, &mine).or_else(|| self.arrival(party, view, &mine))
    }

    /// Another party's stand after every one of `mine`, and after this party asked to be let go.
    fn takeover(&self, party: &Party, view: &Bits, mine: &[usize]) -> Option<usize> {
        let held: Vec<usize> =
            mine.iter().copied().filter(|stand| self.capacity(*stand) == Some(Capacity::Holder)).collect();
        self.within(view)
            .filter(|(index, event)| {
                !event.party.same_side(party) && mine.iter().all(|stand| self.knew(*index, *stand))
            })
            .find(|(index, _)| {
                let before = self.past_of(*index);
                let asked = |kind| self.request(party, before, &held, kind).is_some();
                match self.capacity(*index) {
                    None => false,
                    Some(Capacity::Holder) => {
                        held.is_empty() || asked(Kind::Released) || asked(Kind::Offered)
                    }
                    Some(Capacity::Sender) => !held.is_empty() && asked(Kind::Released),
                }
            })
            .map(|(index, _)| index)
    }

    /// Whether `by` said that it stands, knowing all by which `party` stands and, if it asked to be let go, that too:
    /// to say it once more would change nothing.
    pub(super) fn was_told(&self, party: &Party, by: &Party) -> bool {
        let theirs = self.open_stands(party, &self.all);
        let held = self.held_by(party, &self.all);
        let asks = self.letting_go(party, &self.all);
        self.within(&self.all).any(|(index, event)| {
            let asked = || self.request(party, self.past_of(index), &held, Kind::Released).is_some();
            event.kind() == Kind::Acknowledged
                && event.party == *by
                && theirs.iter().all(|stand| self.knew(index, *stand))
                && (!asks || asked())
        })
    }

    /// Another's arrival, when this party stood only before it or unaware of it.
    fn arrival(&self, party: &Party, view: &Bits, mine: &[usize]) -> Option<usize> {
        let arrivals: Vec<usize> = self
            .within(view)
            .filter(|(_, event)| event.kind() == Kind::Arrived)
            .map(|(index, _)| index)
            .collect();
        let after_one =
            |stand: &usize| arrivals.iter().any(|arrival| arrival == stand || self.knew(*stand, *arrival));
        if mine.iter().any(after_one) {
            return None;
        }
        let by_other =
            |index: &usize| self.events.get(*index).is_some_and(|event| !event.party.same_side(party));
        arrivals.into_iter().find(by_other)
    }

    fn stand_of(&self, index: usize) -> Option<Capacity> {
        let event = self.events.get(index)?;
        match event.kind() {
            Kind::Offered | Kind::Reassigned => Some(Capacity::Sender),
            Kind::Accepted | Kind::Arrived => Some(Capacity::Holder),
            Kind::Acknowledged => {
                let before = self.past_of(index);
                let open = self.open_stands(&event.party, before);
                if self.letting_go(&event.party, before) {
                    return None;
                }
                open.into_iter().filter_map(|stand| self.capacity(stand)).max()
            }
            _ => None,
        }
    }

    fn relief_of(&self, index: usize) -> bool {
        let Some(event) = self.events.get(index) else { return false };
        let seen = |party| self.relieved_by(party, self.past_of(index)).is_some();
        event.kind() == Kind::Relieved && (seen(&event.party) || whatif::flawed(Flaw::RelievedUnseen))
    }
}

/// What each event's author knew, through others too. Ids that the reader does not hold are passed over.
fn pasts(events: &[Event]) -> Vec<Bits> {
    let place = |id| events.binary_search_by_key(&id, |event| event.id).ok();
    let mut past: Vec<Bits> = events
        .iter()
        .map(|event| {
            let mut seen = Bits::default();
            event.seen.iter().filter_map(|id| place(*id)).for_each(|index| seen.insert(index));
            seen
        })
        .collect();
    loop {
        let before = past.clone();
        let mut grew = false;
        for seen in &mut past {
            for index in seen.clone().iter() {
                grew |= before.get(index).is_some_and(|more| seen.add(more));
            }
        }
        if !grew {
            break;
        }
    }
    for (index, seen) in past.iter_mut().enumerate() {
        seen.remove(index);
    }
    past
}

//! Never zero accountable parties, held by trying everything: every history of up to six events that three
//! honest parties can write (each writes only what its own view allows, knowing any part of what the others
//! wrote), and for each history every partial view.
//!
//! Two things must hold. In every partial view somebody answers. And in no delivery of the events does every
//! party believe that it is free: some party answers *in its own view*.
//!
//! `exhaustive/words.rs` holds the other sentences of the design over the same histories, with every kind of event;
//! `exhaustive/foreign.rs` tries the events that no honest party of this version writes.

mod foreign;
mod words;

use std::collections::HashSet;

use super::bits::Bits;
use super::*;
use crate::Moment;
use crate::role::{Author, Role};

const PARTIES: usize = 3;

/// A set of events as bits: event number `n` is bit `n`.
type Mask = u8;

/// A history: the events in an order in which each comes after what it has seen.
#[derive(Clone)]
struct History {
    events: Vec<Event>,
    /// For each event, what its author knew.
    past: Vec<Mask>,
    author: Vec<usize>,
    /// For each event a number that is the same in every history in which it was made alike.
    likeness: Vec<u64>,
    /// What each party wrote itself: no view of its own is without it.
    own: [Mask; PARTIES],
    /// Whether there is a view that each party can be in and in which it does not answer.
    can_be_free: [bool; PARTIES],
}

fn actors() -> [Actor; PARTIES] {
    let actor = |name: &str, role| Actor { party: Party::agency(name), author: Author::of(role) };
    [actor("A", Role::Patrol), actor("B", Role::Outreach), actor("C", Role::Supervisor)]
}

/// The same with units: an agency as a whole is the same side as each of its units.
fn units() -> [Actor; PARTIES] {
    let [mut whole, mut one, mut other] = actors();
    whole.party = Party::agency("A");
    one.party = Party::unit("A", "1");
    other.party = Party::unit("A", "2");
    [whole, one, other]
}

/// Everything an actor might try to say about who answers.
fn sayings(actors: &[Actor; PARTIES], who: usize) -> Vec<What> {
    let mut out = vec![What::Offered { to: None, due: None }, What::Declined { code: "other".to_owned() }];
    let plain = [
        Plain::Acknowledged,
        Plain::Accepted,
        Plain::Withdrawn,
        Plain::Relieved,
        Plain::Released,
        Plain::Arrived,
    ];
    out.extend(plain.map(What::from));
    for from in (0..PARTIES).filter(|from| *from != who) {
        let to = (0..PARTIES).find(|to| *to != from && *to != who).unwrap_or(who);
        let (from, to) = (actors[from].party.clone(), actors[to].party.clone());
        out.push(What::Reassigned { from, to, due: None });
    }
    out
}

fn at() -> Moment {
    "2026-11-21T08:00:00-05:00[America/New_York]".parse().unwrap()
}

impl History {
    fn empty() -> Self {
        Self {
            events: vec![],
            past: vec![],
            author: vec![],
            likeness: vec![],
            own: [0; PARTIES],
            can_be_free: [true; PARTIES],
        }
    }

    fn all(&self) -> Mask {
        u8::try_from((1u16 << self.events.len()) - 1).unwrap()
    }

    /// Every view that is whole: with an event also all that its author knew.
    fn views(&self) -> Vec<Mask> {
        let whole =
            |view: Mask| (0..self.events.len()).all(|n| view >> n & 1 == 0 || self.past[n] & !view == 0);
        (0..=self.all()).filter(|view| whole(*view)).collect()
    }

    fn handoff(&self, view: Mask) -> Handoff {
        Handoff::from_events(
            self.events.iter().enumerate().filter(|(n, _)| view >> n & 1 == 1).map(|(_, e)| e.clone()),
        )
    }

    fn with(&self, who: usize, view: Mask, event: Event) -> Self {
        let mut next = self.clone();
        let mut seen: Vec<u64> =
            (0..self.events.len()).filter(|n| view >> n & 1 == 1).map(|n| self.likeness[n]).collect();
        seen.sort_unstable();
        next.likeness.push(mix(&(who, &event.what, seen)));
        next.own[who] |= 1 << self.events.len();
        next.events.push(event);
        next.past.push(view);
        next.author.push(who);
        next
    }

    /// The same for two orders of writing the same events.
    fn sameness(&self) -> u64 {
        let mut all = self.likeness.clone();
        all.sort_unstable();
        mix(&all)
    }
}

fn mix(value: &impl std::hash::Hash) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

/// Every history one event longer, of what `says` lets each party try.
fn longer(history: &History, actors: &[Actor; PARTIES], says: Says) -> Vec<History> {
    let mut out = Vec::new();
    let id = uuid::Uuid::from_u128(history.events.len() as u128 + 1);
    for view in history.views() {
        let held = history.handoff(view);
        for (who, actor) in actors.iter().enumerate() {
            // Only the sender begins; the others would be the same history under other names.
            if history.own[who] & !view != 0 || (history.events.is_empty() && who != 0) {
                continue;
            }
            for what in says(actors, who) {
                if let Ok(event) = held.event(actor, what, id, at()) {
                    out.push(history.with(who, view, event));
                }
            }
        }
    }
    out
}

/// What each party might try to say.
type Says = fn(&[Actor; PARTIES], usize) -> Vec<What>;

/// Tries every history of at most `depth` events; gives how many there are of each length.
fn every(
    actors: &[Actor; PARTIES],
    says: Says,
    depth: usize,
    mut check: impl FnMut(&mut History),
) -> Vec<usize> {
    let mut level = vec![History::empty()];
    let mut tried = Vec::new();
    for now in 1..=depth {
        let mut known = HashSet::new();
        let mut next = Vec::new();
        for mut history in level.iter().flat_map(|history| longer(history, actors, says)) {
            if known.insert(history.sameness()) {
                check(&mut history);
                if now < depth {
                    next.push(history);
                }
            }
        }
        tried.push(known.len());
        level = next;
    }
    tried
}

/// Checks a history in the views that its last event made possible: the others were checked before.
fn check(history: &mut History, actors: &[Actor; PARTIES]) {
    let graph = history.handoff(history.all()).graph;
    let last = history.events.len() - 1;
    let author = history.author[last];
    // The author's view holds its own event; what the others can believe without it, they still can.
    history.can_be_free[author] = false;
    for view in history.views().into_iter().filter(|view| view >> last & 1 == 1) {
        let mut bits = Bits::default();
        (0..=last).filter(|n| view >> n & 1 == 1).for_each(|n| bits.insert(n));
        let answering = super::state::accountable(&graph, &bits);
        assert!(!answering.is_empty(), "nobody answers in view {view:b} of {:#?}", history.events);
        for (who, actor) in actors.iter().enumerate() {
            let own_view = history.own[who] & !view == 0;
            let answers = answering.iter().any(|one| one.party.same_side(&actor.party));
            history.can_be_free[who] |= own_view && !answers;
        }
    }
    assert!(history.can_be_free.contains(&false), "everybody can believe to be free: {:#?}", history.events);
}

/// The shortcut above asks the whole history's graph about a part of it; a reader who holds only that part
/// must come to the same answer.
fn check_partial_views(history: &History) {
    let graph = history.handoff(history.all()).graph;
    for view in history.views() {
        let mut bits = Bits::default();
        (0..history.events.len()).filter(|n| view >> n & 1 == 1).for_each(|n| bits.insert(n));
        assert_eq!(history.handoff(view).accountable, super::state::accountable(&graph, &bits));
    }
}

// In each the numbers are how many were tried: fewer would mean that the honest parties no longer try everything.

#[test]
fn somebody_always_answers_in_four_events() {
    let actors = actors();
    let tried = every(&actors, sayings, 4, |history| {
        check(history, &actors);
        if history.events.len() <= 3 {
            check_partial_views(history);
        }
    });
    assert_eq!(tried, [1, 14, 223, 4191]);
}

#[test]
fn somebody_always_answers_in_six_events() {
    let actors = actors();
    let tried = every(&actors, sayings, 6, |history| check(history, &actors));
    assert_eq!(tried, [1, 14, 223, 4191, 92_577, 2_331_886]);
}

#[test]
fn somebody_always_answers_among_units_of_one_agency() {
    let units = units();
    let tried = every(&units, sayings, 5, |history| check(history, &units));
    assert_eq!(tried, [1, 13, 223, 4601, 108_747]);
}

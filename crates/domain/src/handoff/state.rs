//! The state of a handoff: a pure function of the set of events a reader holds.

use std::collections::BTreeSet;

use super::Handoff;
use super::bits::Bits;
use super::event::{Event, EventId, Kind, Party, What};
use super::stand::{Capacity, Graph};
use crate::Moment;
use crate::role::words;
use whatif::Flaw;

words! {
    /// How far a handoff has come, as one word. What must not be hidden by it stands beside it in [`State`].
    Phase {
        /// The reader holds no offer.
        Unknown = "unknown",
        /// Offered; nobody has answered.
        Offered = "offered",
        /// A recipient has read it.
        Acknowledged = "acknowledged",
        /// Everybody it was offered to declined.
        Declined = "declined",
        /// The sender took it back.
        Withdrawn = "withdrawn",
        /// Somebody took over.
        Accepted = "accepted",
        /// The person did not come.
        Unattended = "unattended",
        /// Another time was agreed.
        Rescheduled = "rescheduled",
        /// The person was met.
        Met = "met",
        /// The person was brought somewhere.
        Transported = "transported",
        /// The person refused, and nothing has happened since.
        Refused = "refused",
        /// The person arrived.
        Arrived = "arrived",
        /// The person is engaged in care.
        Engaged = "engaged",
        /// Nothing more is to be done.
        Closed = "closed",
    }
}

words! {
    /// What somebody must look at.
    Flag {
        /// Two parties took over without knowing of each other: both answer, nobody is cancelled.
        Contested = "contested",
        /// Somebody took over an offer that was withdrawn: the acceptance stands.
        AcceptedWhileWithdrawn = "accepted_while_withdrawn",
        /// Somebody took over after an answer was due: the acceptance stands.
        AcceptedLate = "accepted_late",
        /// The person refused at some time.
        RefusedByPerson = "refused_by_person",
        /// Who answers has asked to be let go.
        LettingGo = "letting_go",
        /// Some party knew of events that this reader does not hold.
        Incomplete = "incomplete",
    }
}

/// Whether who answers wants to go on doing so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grip {
    /// It does.
    Firm,
    /// It asked to be let go, and answers until it has seen another one stand.
    LettingGo,
}

/// A party that answers for the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Accountable {
    /// Who.
    pub party: Party,
    /// As whom.
    pub capacity: Capacity,
    /// Whether it wants to go on.
    pub grip: Grip,
}

/// One acceptance, and the marks it bears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The event.
    pub event: EventId,
    /// Who took over.
    pub party: Party,
    /// When, by that party's clock.
    pub at: Moment,
    /// `Contested`, `AcceptedWhileWithdrawn` and `AcceptedLate`, as they apply to it.
    pub marks: BTreeSet<Flag>,
}

/// A refusal by the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The event.
    pub event: EventId,
    /// Who recorded it.
    pub party: Party,
    /// When.
    pub at: Moment,
}

/// A party that declined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Declined {
    /// Who.
    pub party: Party,
    /// A code of `handoff_declined`.
    pub code: String,
}

/// What the events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// How far it has come.
    pub phase: Phase,
    /// Who answers for the person. Empty only while the reader holds no event by which anybody stands.
    pub accountable: Vec<Accountable>,
    /// What somebody must look at.
    pub flags: BTreeSet<Flag>,
    /// Every acceptance, in the order of the events' ids.
    pub acceptances: Vec<Acceptance>,
    /// Every refusal by the person; never emptied by what comes later.
    pub refusals: Vec<Refusal>,
    /// Who declined.
    pub declined: Vec<Declined>,
    /// When the earliest unanswered offer wants an answer by.
    pub answer_due: Option<Moment>,
    /// Why it was closed: a code of `handoff_closed`.
    pub closed: Option<String>,
    /// Events that some party knew and this reader does not hold.
    pub missing: BTreeSet<EventId>,
}

/// What is waited for at one instant: an overlay, never an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Waiting {
    /// Nothing.
    No,
    /// An answer, with or without a time by which it is wanted.
    ForAnswer {
        /// Until it is overdue, in milliseconds.
        left_ms: Option<i64>,
    },
    /// An answer that should have come.
    Overdue {
        /// Since when, in milliseconds.
        overdue_ms: i64,
    },
}

impl State {
    /// What is waited for at `now_ms`.
    pub fn waiting(&self, now_ms: i64) -> Waiting {
        if !matches!(self.phase, Phase::Offered | Phase::Acknowledged) {
            return Waiting::No;
        }
        match self.answer_due.map(|due| due.unix_ms().saturating_sub(now_ms)) {
            Some(left_ms) if left_ms < 0 => Waiting::Overdue { overdue_ms: left_ms.saturating_neg() },
            left_ms => Waiting::ForAnswer { left_ms },
        }
    }

    /// Whether `party` answers for the person.
    pub fn answers(&self, party: &Party) -> bool {
        self.accountable.iter().any(|one| one.party.same_side(party))
    }
}

impl Handoff {
    /// What the events say.
    pub fn state(&self) -> State {
        let graph = &self.graph;
        let accountable = self.accountable.clone();
        let acceptances = acceptances(graph, &accountable);
        let refusals: Vec<Refusal> = of_kind(graph, Kind::Refused)
            .map(|(_, event)| Refusal { event: event.id, party: event.party.clone(), at: event.at })
            .collect();
        let missing = missing(graph);
        let mut flags: BTreeSet<Flag> =
            acceptances.iter().flat_map(|one| one.marks.iter().copied()).collect();
        let mut flag = |flag, holds: bool| {
            if holds {
                flags.insert(flag);
            }
        };
        flag(Flag::RefusedByPerson, !refusals.is_empty());
        flag(Flag::LettingGo, accountable.iter().any(|one| one.grip == Grip::LettingGo));
        flag(Flag::Incomplete, !missing.is_empty());
        State {
            phase: phase(graph),
            declined: declined(graph),
            answer_due: unanswered(graph).filter_map(|(_, offer)| offer.due).min_by_key(Moment::unix_ms),
            closed: of_kind(graph, Kind::Closed).find_map(|(_, event)| match &event.what {
                What::Closed { code } => Some(code.clone()),
                _ => None,
            }),
            accountable,
            flags,
            acceptances,
            refusals,
            missing,
        }
    }
}

/// Nothing more is waited for.
pub(super) fn outcome_is_final(graph: &Graph) -> bool {
    of_kind(graph, Kind::Closed).next().is_some()
}

pub(super) fn of_kind(graph: &Graph, kind: Kind) -> impl Iterator<Item = (usize, &Event)> {
    graph.events.iter().enumerate().filter(move |(_, event)| event.kind() == kind)
}

/// Who answers, as far as `view` goes.
pub(super) fn accountable(graph: &Graph, view: &Bits) -> Vec<Accountable> {
    let stands: Vec<usize> = view.iter().filter(|index| graph.capacity(*index).is_some()).collect();
    let mut open: Vec<usize> = stands.iter().copied().filter(|index| !graph.covered(*index, view)).collect();
    if whatif::flawed(Flaw::LaterAcceptanceWins) {
        let acceptance = |index: &usize| {
            graph.events.get(*index).filter(|event| event.kind() == Kind::Accepted).map(|event| event.id)
        };
        let last = open.iter().filter_map(acceptance).max();
        open.retain(|index| acceptance(index).is_none_or(|id| Some(id) == last));
    }
    if open.is_empty() && !whatif::flawed(Flaw::RelievedUnseen) {
        // Only forged events can have seen each other in a circle: then everybody who ever stood answers.
        open = stands;
    }
    let mut out: Vec<Accountable> = Vec::new();
    for index in open {
        let (Some(event), Some(capacity)) = (graph.events.get(index), graph.capacity(index)) else {
            continue;
        };
        match out.iter_mut().find(|one| one.party == event.party) {
            Some(one) => one.capacity = one.capacity.max(capacity),
            None => {
                let grip = if graph.letting_go(&event.party, view) { Grip::LettingGo } else { Grip::Firm };
                out.push(Accountable { party: event.party.clone(), capacity, grip });
            }
        }
    }
    out.sort();
    out
}

/// An offer, whoever made it.
pub(super) struct Offer<'a> {
    pub(super) by: &'a Party,
    pub(super) to: Option<&'a Party>,
    pub(super) due: Option<Moment>,
}

impl Offer<'_> {
    pub(super) fn reaches(&self, party: &Party) -> bool {
        !self.by.same_side(party) && self.to.is_none_or(|to| to.same_side(party))
            || self.to.is_some_and(|to| to == party)
    }
}

pub(super) fn offers(graph: &Graph) -> impl Iterator<Item = (usize, Offer<'_>)> {
    graph.events.iter().enumerate().filter_map(|(index, event)| {
        let (to, due) = match &event.what {
            What::Offered { to, due } => (to.as_ref(), *due),
            What::Reassigned { to, due, .. } => (Some(to), *due),
            _ => return None,
        };
        Some((index, Offer { by: &event.party, to, due }))
    })
}

pub(super) fn withdrawn(graph: &Graph, offer: usize) -> bool {
    let Some(by) = graph.events.get(offer).map(|event| &event.party) else { return false };
    of_kind(graph, Kind::Withdrawn)
        .any(|(index, event)| event.party.same_side(by) && graph.knew(index, offer))
}

/// Offers that still stand and that nobody has taken over after.
pub(super) fn unanswered(graph: &Graph) -> impl Iterator<Item = (usize, Offer<'_>)> {
    offers(graph).filter(|(index, _)| {
        let taken = |(later, event): (usize, &Event)| {
            matches!(event.kind(), Kind::Accepted | Kind::Arrived) && graph.knew(later, *index)
        };
        !withdrawn(graph, *index)
            && !graph.covered(*index, &graph.all)
            && !graph.events.iter().enumerate().any(taken)
    })
}

fn acceptances(graph: &Graph, accountable: &[Accountable]) -> Vec<Acceptance> {
    let contested = contested(graph, accountable);
    let mark = |index: usize, event: &Event| {
        let answered: Vec<(usize, Offer<'_>)> =
            offers(graph).filter(|(offer, o)| graph.knew(index, *offer) && o.reaches(&event.party)).collect();
        let dues = answered.iter().filter_map(|(_, offer)| offer.due).map(|due| due.unix_ms());
        let mut marks = BTreeSet::new();
        if contested.contains(&event.party) && !graph.covered(index, &graph.all) {
            marks.insert(Flag::Contested);
        }
        if !answered.is_empty() && answered.iter().all(|(offer, _)| withdrawn(graph, *offer)) {
            marks.insert(Flag::AcceptedWhileWithdrawn);
        }
        if dues.max().is_some_and(|due| event.at.unix_ms() > due) {
            marks.insert(Flag::AcceptedLate);
        }
        marks
    };
    of_kind(graph, Kind::Accepted)
        .map(|(index, event)| Acceptance {
            event: event.id,
            party: event.party.clone(),
            at: event.at,
            marks: mark(index, event),
        })
        .collect()
}

/// The parties that hold firmly, when they are more than one and nobody has arrived.
pub(super) fn contested(graph: &Graph, accountable: &[Accountable]) -> Vec<Party> {
    let firm: Vec<Party> = accountable
        .iter()
        .filter(|one| one.capacity == Capacity::Holder && one.grip == Grip::Firm)
        .map(|one| one.party.clone())
        .collect();
    let two = firm.iter().any(|a| firm.iter().any(|b| !a.same_side(b)));
    if two && of_kind(graph, Kind::Arrived).next().is_none() { firm } else { Vec::new() }
}

fn declined(graph: &Graph) -> Vec<Declined> {
    let mut out: Vec<Declined> = of_kind(graph, Kind::Declined)
        .filter_map(|(_, event)| match &event.what {
            What::Declined { code } => Some(Declined { party: event.party.clone(), code: code.clone() }),
            _ => None,
        })
        .collect();
    out.sort();
    out.dedup();
    out
}

fn missing(graph: &Graph) -> BTreeSet<EventId> {
    let held = |id: &EventId| graph.events.binary_search_by_key(id, |event| event.id).is_ok();
    graph.events.iter().flat_map(|event| &event.seen).filter(|id| !held(id)).copied().collect()
}

/// The furthest of the latest: outcomes that another outcome knew of are behind it; of those that did not
/// know of each other the furthest counts.
fn phase(graph: &Graph) -> Phase {
    let outcomes: Vec<(usize, Phase)> = graph
        .events
        .iter()
        .enumerate()
        .filter_map(|(index, event)| Some((index, outcome(event.kind())?)))
        .collect();
    let behind = |index: usize| outcomes.iter().any(|(later, _)| graph.knew(*later, index));
    let latest = outcomes.iter().filter(|(index, _)| !behind(*index)).map(|(_, phase)| *phase).max();
    latest.unwrap_or_else(|| answer(graph))
}

fn outcome(kind: Kind) -> Option<Phase> {
    match kind {
        Kind::Met => Some(Phase::Met),
        Kind::Transported => Some(Phase::Transported),
        Kind::Arrived => Some(Phase::Arrived),
        Kind::Unattended => Some(Phase::Unattended),
        Kind::Rescheduled => Some(Phase::Rescheduled),
        Kind::Refused => Some(Phase::Refused),
        Kind::Engaged => Some(Phase::Engaged),
        Kind::Closed => Some(Phase::Closed),
        _ => None,
    }
}

/// Before anything happened with the person.
fn answer(graph: &Graph) -> Phase {
    let holds = of_kind(graph, Kind::Accepted).any(|(index, _)| !graph.covered(index, &graph.all));
    if holds {
        return Phase::Accepted;
    }
    let mut all = offers(graph).peekable();
    if all.peek().is_none() {
        return if of_kind(graph, Kind::Accepted).next().is_some() {
            Phase::Accepted
        } else {
            Phase::Unknown
        };
    }
    let standing: Vec<usize> =
        all.map(|(index, _)| index).filter(|index| !withdrawn(graph, *index)).collect();
    if standing.is_empty() {
        return Phase::Withdrawn;
    }
    let answered = |kind: Kind, offer: usize| {
        of_kind(graph, kind).any(|(index, event)| {
            let reaches = offers(graph).any(|(at, o)| at == offer && o.reaches(&event.party));
            reaches && graph.knew(index, offer)
        })
    };
    let addressed = |offer: usize| offers(graph).any(|(at, o)| at == offer && o.to.is_some());
    if standing.iter().all(|offer| addressed(*offer) && answered(Kind::Declined, *offer)) {
        Phase::Declined
    } else if standing.iter().any(|offer| answered(Kind::Acknowledged, *offer)) {
        Phase::Acknowledged
    } else {
        Phase::Offered
    }
}

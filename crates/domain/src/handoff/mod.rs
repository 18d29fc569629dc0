//! Warm handoffs: one party offers, another takes over, somebody always answers for the person.
//!
//! A handoff is a *set of events* ([`Event`]); its [`State`] is a pure function of the events that a reader
//! holds, the same in every order of arrival. Who answers is derived in `stand`; what a party may do next in
//! `allowed`, what it wants from one in `worklist`; deadlines are overlays computed from `now` and never events.
//!
//! ```
//! # use footbridge_domain::{Moment, handoff::*, role::*};
//! # let at: Moment = "2026-01-02T03:04:05-05:00[America/New_York]".parse().unwrap();
//! # let (a, b, c) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2), uuid::Uuid::from_u128(3));
//! let patrol = Actor { party: Party::agency("Example Police"), author: Author::of(Role::Patrol) };
//! let outreach = Actor { party: Party::agency("Example Outreach"), author: Author::of(Role::Outreach) };
//! let mut handoff = Handoff::default();
//! let to = Some(outreach.party.clone());
//! handoff = handoff.with(handoff.event(&patrol, What::Offered { to, due: None }, a, at).unwrap());
//! handoff = handoff.with(handoff.event(&outreach, Plain::Accepted.into(), b, at).unwrap());
//! assert_eq!(handoff.automatic(&patrol), [Plain::Relieved]); // the app writes it when it sees the acceptance
//! handoff = handoff.with(handoff.event(&patrol, Plain::Relieved.into(), c, at).unwrap());
//! assert_eq!(handoff.state().accountable[0].party, outreach.party);
//! ```

mod alert;
mod allowed;
pub mod authorship;
mod bits;
pub mod crosswalk;
mod event;
pub mod packet;
mod receipt;
mod stand;
mod state;
mod worklist;

use std::collections::BTreeMap;

pub use allowed::{Actor, Permission, Reason};
pub use event::{Event, EventId, Kind, Part, Party, Plain, What};
pub use receipt::receipt;
pub use stand::Capacity;
pub use state::{Acceptance, Accountable, Declined, Flag, Grip, Phase, Refusal, State, Waiting};
pub use worklist::Wants;

use crate::{Record, RecordKind};
use stand::Graph;

/// Until when an offer wants an answer, in minutes after it was made: the default, until the programme says
/// otherwise.
pub const ANSWER_MINUTES: i64 = 30;

/// The events of one handoff that a reader holds.
#[derive(Clone, Debug, Default)]
pub struct Handoff {
    graph: Graph,
    /// Kept because every question about what may be done next asks it.
    accountable: Vec<Accountable>,
}

impl Handoff {
    /// From events in any order. An event that was copied back arrives twice and counts once; of two texts
    /// under one id, which no honest app writes, every device keeps the same one.
    pub fn from_events(events: impl IntoIterator<Item = Event>) -> Self {
        let mut kept: BTreeMap<EventId, Event> = BTreeMap::new();
        for event in events {
            match kept.get(&event.id) {
                Some(other) if *other == event || other.fact() <= event.fact() => {}
                _ => {
                    kept.insert(event.id, event);
                }
            }
        }
        let graph = Graph::new(kept.into_values().collect());
        let accountable = state::accountable(&graph, &graph.all);
        Self { graph, accountable }
    }

    /// From the handoff record and whichever outcome records the reader has. Events that cannot be read are
    /// left out here and flagged by validation.
    pub fn read<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let of_handoff = |record: &&Record| matches!(record.kind, RecordKind::Handoff | RecordKind::Outcome);
        Self::from_events(records.into_iter().filter(of_handoff).flat_map(events_of))
    }

    /// With one more event.
    #[must_use]
    pub fn with(&self, event: Event) -> Self {
        Self::from_events(self.graph.events.iter().cloned().chain([event]))
    }

    /// The events, in the order of their ids.
    pub fn events(&self) -> &[Event] {
        &self.graph.events
    }

    /// The events in an order in which each comes after all that its author knew; ties by stated time, then by
    /// id. For timelines only.
    pub fn timeline(&self) -> Vec<&Event> {
        let mut out: Vec<(usize, &Event)> = self.graph.events.iter().enumerate().collect();
        out.sort_by_key(|(index, event)| (self.graph.past_of(*index).len(), event.at.unix_ms(), event.id));
        out.into_iter().map(|(_, event)| event).collect()
    }
}

fn events_of(record: &Record) -> impl Iterator<Item = Event> {
    record.under("event").flat_map(|(id, held)| {
        let id = id.parse();
        held.iter().filter_map(move |held| {
            let fact = held.value.as_text()?.parse().ok()?;
            Event::read(id.clone().ok()?, &fact).ok()
        })
    })
}

#[cfg(test)]
mod alert_tests;
#[cfg(test)]
mod edge_tests;
#[cfg(test)]
mod exhaustive;
#[cfg(test)]
mod tests;

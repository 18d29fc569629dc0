//! The consent of a person to a disclosure, after 42 CFR Part 2: what it covers ([`Consent`]), whether it has every
//! element that it must have ([`validity`]), and whether it stands ([`standing`]).
//!
//! [`standing`] is the one rule of how concurrent edits of a consent merge, a function of the *set* of events that a
//! reader holds: a revocation wins over a concurrent grant or renewal. That a consent has run out is an overlay
//! computed from `now`, never an event. What a consent then permits is [`crate::disclosure::decide`].

pub mod authorship;
mod copied;
mod drawn;
mod element;
mod statement;
mod text;
mod verdict;
mod view;
mod words;

use std::collections::BTreeSet;

use uuid::Uuid;

pub use copied::{copy_of, read_copy};
pub use drawn::{DRAWN_CHARS_MAX, DRAWN_HEIGHT, DRAWN_WIDTH, Drawn};
pub use element::{Missing, validity};
pub use statement::Statement;
pub use text::{CONSENT_DAYS, CONSENT_DAYS_RANGE, ConsentRules, ConsentText};
pub use verdict::Verdict;
pub use view::{Consent, Reading, Stage};
pub use words::{Designation, ExpiryEvent, Purpose, Return, Saying, Scope, SignatureKind};

/// What is said about a consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The person consents, until this instant in milliseconds where one is named.
    Granted(Option<i64>),
    /// The person consents for longer, or for less long. Says nothing without a grant that stands.
    Renewed(Option<i64>),
    /// The person takes it back.
    Revoked,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub what: What,
    /// The events that its author knew, directly or through others.
    pub seen: BTreeSet<Uuid>,
}

/// Whether a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Nobody granted it, as far as the reader knows.
    NotGranted,
    /// It is in force.
    InForce,
    /// It ran out, and nobody revoked it.
    Expired,
    /// It was revoked, and not granted again by somebody who knew of the revocation.
    Revoked,
}

/// Whether the consent stands at `now_ms`. A grant or a renewal stands when its author had seen every revocation
/// that the reader holds; a renewal also needs a grant that stands and that its author had seen. Of several that
/// stand the one that no other has seen counts, of those that did not know of each other the one that runs out first.
pub fn standing(events: &[Event], now_ms: i64) -> Standing {
    let latest = counting(events);
    if !latest.is_empty() {
        let runs_out = |event: &&Event| until(event).is_some_and(|until| until <= now_ms);
        return if latest.iter().any(runs_out) { Standing::Expired } else { Standing::InForce };
    }
    let revoked = events.iter().any(|event| event.what == What::Revoked);
    if revoked { Standing::Revoked } else { Standing::NotGranted }
}

/// Until when an event says that the person consents.
fn until(event: &Event) -> Option<i64> {
    match event.what {
        What::Granted(until) | What::Renewed(until) => until,
        What::Revoked => None,
    }
}

/// The grants and renewals that stand and that no other of them has seen.
fn counting(events: &[Event]) -> Vec<&Event> {
    let is_grant = |event: &&Event| matches!(event.what, What::Granted(_));
    let stands = |event: &&Event| {
        let revoked = |other: &Event| other.what == What::Revoked && !event.seen.contains(&other.id);
        event.what != What::Revoked && !events.iter().any(revoked)
    };
    let granted: BTreeSet<Uuid> =
        events.iter().filter(is_grant).filter(stands).map(|event| event.id).collect();
    let backed = |event: &&Event| granted.contains(&event.id) || !granted.is_disjoint(&event.seen);
    let standing: Vec<&Event> = events.iter().filter(stands).filter(backed).collect();
    let replaced = |event: &&Event| {
        standing.iter().any(|later| later.seen.contains(&event.id) && !event.seen.contains(&later.id))
    };
    standing.iter().copied().filter(|event| !replaced(event)).collect()
}

#[cfg(test)]
mod exhaustive;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

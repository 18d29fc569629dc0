//! What a party may do next. "Not now" is a value with a reason, never an error: the screen says why and what
//! would allow it.

use std::collections::BTreeSet;

use super::Handoff;
use super::event::{Event, EventId, Kind, Party, Plain, What};
use super::stand::Capacity;
use super::state::{Accountable, Grip, of_kind, offers, unanswered, withdrawn};
use crate::Moment;
use crate::role::{Author, Class};
use whatif::Flaw;

/// Who acts, and in what role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// For whom.
    pub party: Party,
    /// In what role.
    pub author: Author,
}

/// Whether something may be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Allowed,
    /// It may not, because of this.
    NotNow(Reason),
}

/// Why not now. The wording, and what would allow it, hang on [`Reason::code`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was offered yet.
    NothingOffered,
    /// It was not offered to this party.
    NotOfferedToYou,
    /// The sender took the offer back; a new offer would allow it.
    Withdrawn,
    /// This party took over already.
    YoursAlready,
    /// Another party holds it; its release would allow it.
    HeldBy(Party),
    /// Only who answers for the person may; these do.
    OnlyAccountable(Vec<Party>),
    /// There is nothing to acknowledge.
    NothingToAcknowledge,
    /// It was declined already.
    DeclinedAlready,
    /// Who took over cannot decline or withdraw any more, but can ask to be let go.
    ReleaseInstead,
    /// This party made no offer that stands.
    NoOfferOfYours,
    /// Nobody else stands yet; this party answers until somebody does.
    NobodyElseStands,
    /// It asked to be let go already, and waits until somebody else stands.
    ReleasedAlready,
    /// This party did not take over.
    NotYours,
    /// A supervisor or a coordinator may.
    RoleMayNot,
    /// That party does not answer for the person, so nothing can be taken from it.
    NotAccountable(Party),
    /// Only who answers, a recipient or the care side may record what happened.
    NotInvolved,
}

impl Reason {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NothingOffered => "handoff.nothing_offered",
            Self::NotOfferedToYou => "handoff.not_offered_to_you",
            Self::Withdrawn => "handoff.withdrawn",
            Self::YoursAlready => "handoff.yours_already",
            Self::HeldBy(_) => "handoff.held_by_another",
            Self::OnlyAccountable(_) => "handoff.only_accountable",
            Self::NothingToAcknowledge => "handoff.nothing_to_acknowledge",
            Self::DeclinedAlready => "handoff.declined_already",
            Self::ReleaseInstead => "handoff.release_instead",
            Self::NoOfferOfYours => "handoff.no_offer_of_yours",
            Self::NobodyElseStands => "handoff.nobody_else_stands",
            Self::ReleasedAlready => "handoff.released_already",
            Self::NotYours => "handoff.not_yours",
            Self::RoleMayNot => "handoff.role_may_not",
            Self::NotAccountable(_) => "handoff.not_accountable",
            Self::NotInvolved => "handoff.not_involved",
        }
    }
}

/// Allowed, when it holds.
fn when(holds: bool, otherwise: Reason) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(otherwise) }
}

impl Handoff {
    /// Whether `actor` may do something of this kind now. For a reassignment the party it is taken from is
    /// checked by [`Handoff::event`].
    pub fn may(&self, actor: &Actor, kind: Kind) -> Permission {
        match self.check(actor, kind) {
            Ok(()) => Permission::Allowed,
            Err(reason) => Permission::NotNow(reason),
        }
    }

    /// Every kind, with whether `actor` may do it now.
    pub fn next(&self, actor: &Actor) -> Vec<(Kind, Permission)> {
        Kind::ALL.iter().map(|kind| (*kind, self.may(actor, *kind))).collect()
    }

    /// The event by which `actor` says `what`, knowing all that this reader holds.
    ///
    /// # Errors
    /// The reason why it may not be said now.
    pub fn event(&self, actor: &Actor, what: What, id: EventId, at: Moment) -> Result<Event, Reason> {
        self.check(actor, what.kind())?;
        if let What::Reassigned { from, .. } = &what {
            let answers = self.accountable.iter().any(|one| one.party.same_side(from));
            when(answers, Reason::NotAccountable(from.clone()))?;
        }
        let seen: BTreeSet<EventId> = self.events().iter().map(|event| event.id).collect();
        Ok(Event { id, what, party: actor.party.clone(), at, seen })
    }

    /// What the app of `actor` writes by itself on seeing these events: that it is relieved, when somebody
    /// else stands; else that it stands, when who held it asks to be let go.
    pub fn automatic(&self, actor: &Actor) -> Vec<Plain> {
        if self.check(actor, Kind::Relieved).is_ok() {
            vec![Plain::Relieved]
        } else if self.must_stand(&actor.party) {
            vec![Plain::Acknowledged]
        } else {
            Vec::new()
        }
    }

    fn check(&self, actor: &Actor, kind: Kind) -> Result<(), Reason> {
        let party = &actor.party;
        if self.events().is_empty() {
            return when(kind == Kind::Offered, Reason::NothingOffered);
        }
        match kind {
            Kind::Offered => self.only_accountable(party),
            Kind::Acknowledged => {
                when(self.unread(party) || self.must_stand(party), Reason::NothingToAcknowledge)
            }
            Kind::Accepted => self.may_accept(party),
            Kind::Declined => self.may_decline(party),
            Kind::Withdrawn => self.may_withdraw(party),
            Kind::Reassigned => when(actor.author.role.may_reassign(), Reason::RoleMayNot),
            Kind::Relieved => self.may_be_relieved(party),
            Kind::Released => match self.standing(party) {
                Some(Accountable { capacity: Capacity::Holder, grip: Grip::Firm, .. }) => Ok(()),
                Some(Accountable { capacity: Capacity::Holder, .. }) => Err(Reason::ReleasedAlready),
                _ => Err(Reason::NotYours),
            },
            Kind::Met
            | Kind::Transported
            | Kind::Arrived
            | Kind::Unattended
            | Kind::Rescheduled
            | Kind::Refused
            | Kind::Engaged => when(self.involved(actor), Reason::NotInvolved),
            Kind::Closed => self.only_accountable(party),
        }
    }

    fn standing(&self, party: &Party) -> Option<Accountable> {
        self.accountable.iter().find(|one| one.party.same_side(party)).cloned()
    }

    fn firm_holder_but(&self, party: &Party) -> Option<Party> {
        let firm = |one: &Accountable| {
            one.capacity == Capacity::Holder && one.grip == Grip::Firm && !one.party.same_side(party)
        };
        self.accountable.iter().find(|one| firm(one)).map(|one| one.party.clone())
    }

    fn only_accountable(&self, party: &Party) -> Result<(), Reason> {
        let all = &self.accountable;
        let answers = all.iter().any(|one| one.party.same_side(party));
        when(answers, Reason::OnlyAccountable(all.iter().map(|one| one.party.clone()).collect()))
    }

    fn offered(&self, party: &Party) -> bool {
        offers(&self.graph).any(|(_, offer)| offer.reaches(party))
    }

    /// An offer to this party that it has not answered in any way.
    fn unread(&self, party: &Party) -> bool {
        unanswered(&self.graph).filter(|(_, offer)| offer.reaches(party)).any(|(index, _)| {
            let answer = |kind| matches!(kind, Kind::Acknowledged | Kind::Accepted | Kind::Declined);
            let answers = |(later, event): (usize, &Event)| {
                answer(event.kind()) && event.party.same_side(party) && self.graph.knew(later, index)
            };
            !self.events().iter().enumerate().any(answers)
        })
    }

    /// Somebody asks to be let go, and waits for this party to say that it stands: a firm holder, or, when
    /// there is none, the sender.
    fn must_stand(&self, party: &Party) -> bool {
        let Some(own) = self.standing(party).filter(|own| own.grip == Grip::Firm) else { return false };
        if own.capacity == Capacity::Sender && self.firm_holder_but(party).is_some() {
            return false;
        }
        self.accountable.iter().any(|other| {
            let asks = other.grip == Grip::LettingGo
                || (other.capacity == Capacity::Sender && own.capacity == Capacity::Holder);
            asks && !other.party.same_side(party)
                && self.graph.relieved_by(&other.party, &self.graph.all).is_none()
                && !self.graph.was_told(&other.party, party)
        })
    }

    fn may_accept(&self, party: &Party) -> Result<(), Reason> {
        if let Some(Accountable { capacity: Capacity::Holder, grip: Grip::Firm, .. }) = self.standing(party) {
            return Err(Reason::YoursAlready);
        }
        when(self.offered(party), Reason::NotOfferedToYou)?;
        let mut to_me = offers(&self.graph).filter(|(_, offer)| offer.reaches(party));
        when(to_me.any(|(index, _)| !withdrawn(&self.graph, index)), Reason::Withdrawn)?;
        self.firm_holder_but(party).map_or(Ok(()), |holder| Err(Reason::HeldBy(holder)))
    }

    fn may_decline(&self, party: &Party) -> Result<(), Reason> {
        if let Some(Accountable { capacity: Capacity::Holder, .. }) = self.standing(party) {
            return Err(Reason::ReleaseInstead);
        }
        when(self.offered(party), Reason::NotOfferedToYou)?;
        let mut to_me = offers(&self.graph).filter(|(_, offer)| offer.reaches(party));
        let declined = |offer: usize| {
            of_kind(&self.graph, Kind::Declined)
                .any(|(index, event)| event.party.same_side(party) && self.graph.knew(index, offer))
        };
        when(to_me.any(|(index, _)| !declined(index)), Reason::DeclinedAlready)
    }

    fn may_withdraw(&self, party: &Party) -> Result<(), Reason> {
        let mut mine = offers(&self.graph)
            .filter(|(index, offer)| offer.by.same_side(party) && !withdrawn(&self.graph, *index));
        when(mine.next().is_some(), Reason::NoOfferOfYours)?;
        self.firm_holder_but(party).map_or(Ok(()), |holder| Err(Reason::HeldBy(holder)))
    }

    /// Another one stands as far as the rule goes, and holds firmly (or this party itself asked to go).
    fn may_be_relieved(&self, party: &Party) -> Result<(), Reason> {
        let own = self.standing(party).ok_or(Reason::NotYours)?;
        if whatif::flawed(Flaw::RelievedUnseen) {
            return Ok(());
        }
        let basis = self.graph.relieved_by(party, &self.graph.all).ok_or(Reason::NobodyElseStands)?;
        let by = self.graph.events.get(basis).and_then(|event| self.standing(&event.party));
        let firm = by.is_some_and(|by| by.grip == Grip::Firm) || self.firm_holder_but(party).is_some();
        when(firm || own.grip == Grip::LettingGo, Reason::NobodyElseStands)
    }

    fn involved(&self, actor: &Actor) -> bool {
        actor.author.class == Class::Care
            || self.standing(&actor.party).is_some()
            || self.offered(&actor.party)
    }
}

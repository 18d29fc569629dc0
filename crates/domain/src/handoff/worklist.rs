//! What a handoff wants from one party: whether it belongs on that party's board, and which steps a person
//! would look for in vain. Overlays for a screen; what may be done is `allowed`'s.

use super::allowed::{Actor, Permission, Reason};
use super::event::{Kind, Part, Party};
use super::state::{Offer, Phase, State, contested, of_kind, offers, unanswered};
use super::{Graph, Handoff};
use crate::role::words;

words! {
    /// Why a handoff waits for a party.
    Wants {
        /// Two parties hold it without having known of each other, and this one is a holder or the sender.
        Contest = "contested",
        /// This party is asked and has neither accepted nor declined. Having read it is no answer.
        Answer = "answer",
        /// This party answers for the person, and everybody it asked has declined or let the time pass.
        AnotherWay = "another_way",
    }
}

impl State {
    /// Whether something may still be done about it: there is an offer, neither taken back by everybody who
    /// made one nor closed.
    pub fn is_open(&self) -> bool {
        !matches!(self.phase, Phase::Unknown | Phase::Withdrawn | Phase::Closed)
    }
}

impl Handoff {
    /// What it wants from `party` at `now_ms`; `None` when it waits for others, or for nobody.
    pub fn wants(&self, party: &Party, now_ms: i64) -> Option<Wants> {
        if !self.state().is_open() {
            return None;
        }
        let graph = &self.graph;
        let answers = self.accountable.iter().any(|one| one.party.same_side(party));
        let offered_by = |offer: &Offer<'_>| offer.by.same_side(party);
        let involved = answers || offers(graph).any(|(_, offer)| offered_by(&offer));
        if involved && !contested(graph, &self.accountable).is_empty() {
            return Some(Wants::Contest);
        }
        let asked = |(index, offer): (usize, Offer<'_>)| {
            offer.reaches(party) && !offered_by(&offer) && !declined_by(graph, party, index)
        };
        if unanswered(graph).any(asked) {
            return Some(Wants::Answer);
        }
        let mut own = unanswered(graph).filter(|(_, offer)| offered_by(offer)).peekable();
        let over = |(index, offer): (usize, Offer<'_>)| {
            let declined = offer.to.is_some_and(|to| declined_by(graph, to, index));
            declined || offer.due.is_some_and(|due| due.unix_ms() < now_ms)
        };
        (answers && own.peek().is_some() && own.all(over)).then_some(Wants::AnotherWay)
    }

    /// Who was asked, in the order of asking, each once.
    pub fn asked(&self) -> Vec<Party> {
        let mut out: Vec<Party> = Vec::new();
        for event in self.timeline() {
            let asked = offers(&self.graph)
                .find(|(index, _)| self.graph.events.get(*index).is_some_and(|one| one.id == event.id));
            if let Some(to) = asked.and_then(|(_, offer)| offer.to)
                && !out.contains(to)
            {
                out.push(to.clone());
            }
        }
        out
    }

    /// Who offered it first, as far as this reader knows.
    pub fn sender(&self) -> Option<&Party> {
        self.timeline().into_iter().find(|event| event.kind() == Kind::Offered).map(|event| &event.party)
    }

    /// The steps that `actor` may not do now although somebody in its place would look for them, with why. Steps
    /// that were never its to do are left out, except that who has no part in it learns so.
    pub fn refusals(&self, actor: &Actor) -> Vec<(Kind, Reason)> {
        let graph = &self.graph;
        let party = &actor.party;
        let asked = offers(graph).any(|(_, offer)| offer.reaches(party) && !offer.by.same_side(party));
        let sender = offers(graph).any(|(_, offer)| offer.by.same_side(party));
        let accepted = of_kind(graph, Kind::Accepted).any(|(_, event)| event.party.same_side(party));
        let part = asked || sender || accepted;
        let looked_for = |kind: Kind| match kind {
            Kind::Accepted | Kind::Declined => asked || !part,
            Kind::Withdrawn => sender,
            Kind::Released => accepted,
            Kind::Reassigned | Kind::Closed => part,
            kind => kind.part() == Part::Outcome,
        };
        let refusal = |(kind, permission)| match permission {
            Permission::NotNow(reason) if looked_for(kind) => Some((kind, reason)),
            _ => None,
        };
        self.next(actor).into_iter().filter_map(refusal).collect()
    }
}

/// Whether `party` declined this offer, having read it.
fn declined_by(graph: &Graph, party: &Party, offer: usize) -> bool {
    of_kind(graph, Kind::Declined)
        .any(|(index, event)| event.party.same_side(party) && graph.knew(index, offer))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Plain, What};
    use super::*;
    use crate::Moment;
    use crate::role::{Author, Role};

    fn at(minute: i64) -> Moment {
        Moment::at(1_795_000_000_000 + minute * 60_000, chrono_tz::America::New_York).unwrap()
    }

    fn actor(agency: &str, role: Role) -> Actor {
        Actor { party: Party::agency(agency), author: Author::of(role) }
    }

    fn cast() -> [Actor; 4] {
        [
            actor("Example Police", Role::Patrol),
            actor("Example Outreach", Role::Outreach),
            actor("Example House", Role::Provider),
            actor("Example EMS", Role::Ems),
        ]
    }

    fn say(held: &Handoff, who: &Actor, what: impl Into<What>) -> Handoff {
        let id = Uuid::from_u128(u128::from(held.events().len() as u64) + 1);
        held.with(held.event(who, what.into(), id, at(0)).unwrap())
    }

    /// Offered by the first to these, an answer wanted within 30 minutes.
    fn offered(to: &[&Actor]) -> Handoff {
        to.iter().fold(Handoff::default(), |held, one| {
            say(&held, &cast()[0], What::Offered { to: Some(one.party.clone()), due: Some(at(30)) })
        })
    }

    /// What the handoff wants from police, outreach, house and EMS at this minute.
    fn check(held: &Handoff, minute: i64, expect: [Option<Wants>; 4]) {
        let found = cast().map(|one| held.wants(&one.party, at(minute).unix_ms()));
        assert_eq!(found, expect, "{:?}", held.timeline());
    }

    #[test]
    fn it_wants_an_answer_from_who_is_asked_and_another_way_from_who_asked_in_vain() {
        use Wants::{AnotherWay, Answer};
        let [police, outreach, house, _] = cast();
        let both = offered(&[&outreach, &house]);
        check(&both, 1, [None, Some(Answer), Some(Answer), None]);
        check(&both, 31, [Some(AnotherWay), Some(Answer), Some(Answer), None]);
        let read = say(&both, &outreach, Plain::Acknowledged);
        check(&read, 1, [None, Some(Answer), Some(Answer), None]);
        let one_declined = say(&read, &outreach, What::Declined { code: "other".to_owned() });
        check(&one_declined, 1, [None, None, Some(Answer), None]);
        check(&one_declined, 31, [Some(AnotherWay), None, Some(Answer), None]);
        let all_declined = say(&one_declined, &house, What::Declined { code: "other".to_owned() });
        check(&all_declined, 1, [Some(AnotherWay), None, None, None]);
        let taken = say(&one_declined, &house, Plain::Accepted);
        check(&taken, 99, [None; 4]);
        let withdrawn = say(&all_declined, &police, Plain::Withdrawn);
        check(&withdrawn, 99, [None; 4]);
        assert_eq!(both.asked(), [outreach.party, house.party]);
        assert_eq!(both.sender(), Some(&police.party));
    }

    #[test]
    fn a_contest_is_for_the_holders_and_the_sender() {
        use Wants::Contest;
        let [_, outreach, house, _] = cast();
        let both = offered(&[&outreach, &house]);
        let accepted = |who: &Actor, id: u128| {
            both.event(who, Plain::Accepted.into(), Uuid::from_u128(id), at(2)).unwrap()
        };
        let contested = both.with(accepted(&outreach, 50)).with(accepted(&house, 51));
        check(&contested, 3, [Some(Contest), Some(Contest), Some(Contest), None]);
        let settled = say(&contested, &house, Plain::Arrived);
        check(&settled, 3, [None; 4]);
    }

    #[test]
    fn a_holder_that_passes_it_on_waits_and_the_next_is_asked() {
        let [_, outreach, house, _] = cast();
        let taken = say(&offered(&[&outreach]), &outreach, Plain::Accepted);
        let on = say(&taken, &outreach, What::Offered { to: Some(house.party.clone()), due: Some(at(30)) });
        check(&on, 1, [None, None, Some(Wants::Answer), None]);
        check(&on, 31, [None, Some(Wants::AnotherWay), Some(Wants::Answer), None]);
    }

    #[test]
    fn steps_that_one_looks_for_in_vain_are_told_with_why() {
        let [police, outreach, house, ems] = cast();
        let taken = say(&offered(&[&outreach, &house]), &outreach, Plain::Accepted);
        let codes = |who: &Actor| -> Vec<(Kind, &str)> {
            taken.refusals(who).into_iter().map(|(kind, reason)| (kind, reason.code())).collect()
        };
        assert!(codes(&house).contains(&(Kind::Accepted, "handoff.held_by_another")));
        assert!(codes(&outreach).contains(&(Kind::Accepted, "handoff.yours_already")));
        assert!(codes(&outreach).contains(&(Kind::Declined, "handoff.release_instead")));
        assert!(!codes(&outreach).iter().any(|(kind, _)| *kind == Kind::Withdrawn), "never its to do");
        assert!(codes(&police).contains(&(Kind::Withdrawn, "handoff.held_by_another")));
        assert!(!codes(&police).iter().any(|(kind, _)| *kind == Kind::Accepted));
        assert!(codes(&ems).contains(&(Kind::Accepted, "handoff.not_offered_to_you")));
        assert!(codes(&ems).contains(&(Kind::Met, "handoff.not_involved")));
    }
}

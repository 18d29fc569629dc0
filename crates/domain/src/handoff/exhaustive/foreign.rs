//! Events that no honest party of this version writes: an app with an older, newer or broken rule may write any kind
//! at any time and claim to have seen anything, also what comes after it or what nobody holds. Ingest keeps them (it
//! only sees to it that a party speaks for itself), so the state has to be total, the same in every order of arrival,
//! and never without somebody who answers.

use super::*;

/// One event without its id.
#[derive(Clone)]
struct Claim {
    party: Party,
    what: What,
    /// What it claims to have seen: a bit for each other event of the set, before it or after it, and one for what
    /// nobody can have seen (itself, and an event that nobody holds).
    seen: u8,
}

/// Every claim by these parties of these kinds, `bits` bits of what was seen.
fn claims(parties: &[Party], kinds: &[Kind], bits: u32) -> Vec<Claim> {
    let mut out = Vec::new();
    for party in parties {
        for what in kinds.iter().flat_map(|kind| whats(*kind, parties)) {
            out.extend((0..1u8 << bits).map(|seen| Claim { party: party.clone(), what: what.clone(), seen }));
        }
    }
    out
}

fn whats(kind: Kind, parties: &[Party]) -> Vec<What> {
    let last = parties.last().cloned();
    match kind {
        Kind::Offered => {
            vec![What::Offered { to: None, due: None }, What::Offered { to: last, due: Some(at()) }]
        }
        Kind::Declined => vec![What::Declined { code: "a newer word".to_owned() }],
        Kind::Closed => vec![What::Closed { code: "a newer word".to_owned() }],
        Kind::Reassigned => parties
            .iter()
            .zip(parties.iter().rev())
            .map(|(from, to)| What::Reassigned { from: from.clone(), to: to.clone(), due: None })
            .collect(),
        plain => vec![What::Plain(plain.word().parse().unwrap())],
    }
}

/// Every set of `count` claims: the order of the ids is the order of the claims, so none is left out but those that
/// differ in ids alone.
fn every_set(claims: &[Claim], count: usize, mut check: impl FnMut(&[Event])) -> usize {
    let mut chosen = vec![0; count];
    let mut tried = 0;
    loop {
        let events: Vec<Event> =
            chosen.iter().enumerate().map(|(n, c)| event(&claims[*c], n, count)).collect();
        check(&events);
        tried += 1;
        // The next in the order of the claims, as a counter whose digits never fall from left to right.
        let Some(digit) = (0..count).rev().find(|digit| chosen[*digit] + 1 < claims.len()) else {
            return tried;
        };
        let next = chosen[digit] + 1;
        chosen[digit..].fill(next);
    }
}

fn event(claim: &Claim, n: usize, count: usize) -> Event {
    const NOBODY_HOLDS: u128 = 77;
    let ids = (0..count).filter(|other| *other != n).map(|other| vec![other as u128 + 1]);
    let ids = ids.chain([vec![n as u128 + 1, NOBODY_HOLDS]]);
    let seen = ids.enumerate().filter(|(bit, _)| claim.seen >> bit & 1 == 1).flat_map(|(_, ids)| ids);
    Event {
        id: uuid::Uuid::from_u128(n as u128 + 1),
        what: claim.what.clone(),
        party: claim.party.clone(),
        at: at(),
        seen: seen.map(uuid::Uuid::from_u128).collect(),
    }
}

fn check_claims(events: &[Event], actors: &[Actor; PARTIES]) {
    let held = Handoff::from_events(events.iter().cloned());
    let state = held.state();
    let stood = |event: &Event| {
        matches!(event.kind(), Kind::Offered | Kind::Reassigned | Kind::Accepted | Kind::Arrived)
    };
    assert_eq!(events.iter().any(stood), !state.accountable.is_empty(), "nobody answers: {events:#?}");
    for one in &state.accountable {
        assert!(events.iter().any(|event| stood(event) && event.party.same_side(&one.party)), "{events:#?}");
    }
    let count = |kind| events.iter().filter(|event| event.kind() == kind).count();
    assert_eq!(state.acceptances.len(), count(Kind::Accepted));
    assert_eq!(state.refusals.len(), count(Kind::Refused));
    // the other way round, and what a party at this reader may do next: any answer, but an answer
    let reversed = Handoff::from_events(events.iter().rev().chain(events).cloned());
    assert_eq!(reversed.state(), state, "{events:#?}");
    for actor in actors {
        held.next(actor);
        held.automatic(actor);
        held.wants(&actor.party, at().unix_ms());
    }
}

#[test]
fn any_two_events_of_any_kind() {
    let actors = actors();
    let parties = actors.clone().map(|actor| actor.party);
    let tried = every_set(&claims(&parties, Kind::ALL, 2), 2, |events| check_claims(events, &actors));
    assert_eq!(tried, 26_106);
}

/// Those by which a party stands, or says that it stands no longer.
const STANDING: [Kind; 7] = [
    Kind::Offered,
    Kind::Acknowledged,
    Kind::Accepted,
    Kind::Reassigned,
    Kind::Relieved,
    Kind::Released,
    Kind::Arrived,
];

#[test]
fn any_three_events_about_who_answers() {
    for (actors, expect) in [(actors(), 64_824), (units(), 64_824)] {
        let parties = actors.clone().map(|actor| actor.party);
        let claims = claims(&parties[..2], &STANDING, 2);
        assert_eq!(every_set(&claims, 3, |events| check_claims(events, &actors)), expect);
    }
}

#[test]
fn of_two_texts_under_one_id_every_device_keeps_the_same() {
    let parties = actors().map(|actor| actor.party);
    let claims = claims(&parties, Kind::ALL, 1);
    let texts: Vec<Event> = claims.iter().map(|claim| event(claim, 0, 1)).collect();
    for (one, other) in texts.iter().flat_map(|one| texts.iter().map(move |other| (one, other))) {
        let there = Handoff::from_events([one.clone(), other.clone()]);
        let back = Handoff::from_events([other.clone(), one.clone()]);
        assert_eq!(there.events(), back.events());
        let kept = if one.fact() <= other.fact() { one } else { other };
        assert_eq!(there.events()[0].fact(), kept.fact(), "and so does every version");
        assert_eq!(there.state(), back.state());
    }
}

//! The sentences of the design about a handoff, each said once more in plain terms (no graph, no stand, only which
//! events there are and what their authors had seen) and held against every small history of every kind of event,
//! in every order of arrival and in every part of it, whole or torn.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::*;
use crate::fixture::{record, text};
use crate::{Edit, RecordId, Scalar};

/// Every kind of event, in every direction, with a time by which an answer is wanted.
fn everything(actors: &[Actor; PARTIES], who: usize) -> Vec<What> {
    let mut out = sayings(actors, who);
    let due = Some(minute(2));
    let others = (0..PARTIES).filter(|to| *to != who).map(|to| actors[to].party.clone());
    out.extend(others.map(|to| What::Offered { to: Some(to), due }));
    out.push(What::Closed { code: "other".to_owned() });
    let outcomes = [
        Plain::Met,
        Plain::Transported,
        Plain::Unattended,
        Plain::Rescheduled,
        Plain::Refused,
        Plain::Engaged,
    ];
    out.extend(outcomes.map(What::from));
    out
}

/// What can be contested, withdrawn, late or refused, and what could hide it.
fn acceptances_and_what_follows(_: &[Actor; PARTIES], _: usize) -> Vec<What> {
    let plain = [Plain::Accepted, Plain::Withdrawn, Plain::Released, Plain::Arrived, Plain::Refused];
    let mut out: Vec<What> = plain.map(What::from).into();
    out.push(What::Offered { to: None, due: Some(minute(2)) });
    out.push(What::Closed { code: "other".to_owned() });
    out
}

fn minute(minute: i64) -> Moment {
    Moment::at(at().unix_ms() + minute * 60_000, chrono_tz::America::New_York).unwrap()
}

/// The events of a history, event number `n` written in minute `clock(n)`.
fn dated(history: &History, clock: impl Fn(usize) -> i64) -> Vec<Event> {
    let dated = |(n, event): (usize, &Event)| Event { at: minute(clock(n)), ..event.clone() };
    history.events.iter().enumerate().map(dated).collect()
}

fn as_written(history: &History) -> Vec<Event> {
    dated(history, |n| i64::try_from(n).unwrap())
}

fn is(kind: Kind) -> impl Fn(&&Event) -> bool {
    move |event| event.kind() == kind
}

/// Nothing that was said is missing from the state, whatever else was said.
fn nothing_is_hidden(held: &Handoff) {
    let (state, events) = (held.state(), held.events());
    let ids = |kind| events.iter().filter(is(kind)).map(|event| event.id).collect::<Vec<_>>();
    assert_eq!(state.acceptances.iter().map(|one| one.event).collect::<Vec<_>>(), ids(Kind::Accepted));
    assert_eq!(state.refusals.iter().map(|one| one.event).collect::<Vec<_>>(), ids(Kind::Refused));
    assert_eq!(state.flags.contains(&Flag::RefusedByPerson), !state.refusals.is_empty());
    for event in events.iter().filter(is(Kind::Declined)) {
        assert!(state.declined.iter().any(|one| one.party == event.party), "{events:#?}");
    }
    assert_eq!(state.closed.is_some(), !ids(Kind::Closed).is_empty());
    let known: BTreeSet<EventId> = events.iter().map(|event| event.id).collect();
    let missing: BTreeSet<EventId> =
        events.iter().flat_map(|event| &event.seen).filter(|id| !known.contains(id)).copied().collect();
    assert_eq!(state.flags.contains(&Flag::Incomplete), !missing.is_empty());
    assert_eq!(state.missing, missing);
}

/// Nobody asked to be let go, was relieved, had it taken from it or saw an arrival: whoever accepted, holds.
fn undisturbed(events: &[Event], party: &Party) -> bool {
    !events.iter().any(|event| match &event.what {
        What::Reassigned { from, .. } => from == party,
        what => match what.kind() {
            Kind::Arrived => true,
            Kind::Released | Kind::Relieved => event.party == *party,
            _ => false,
        },
    })
}

/// Two acceptances that did not know of each other: both answer, both are marked, both and the sender are told.
fn contests_stand(held: &Handoff) {
    let (state, events) = (held.state(), held.events());
    let accepted: Vec<&Event> =
        events.iter().filter(is(Kind::Accepted)).filter(|one| undisturbed(events, &one.party)).collect();
    for one in &accepted {
        let holds = Accountable { party: one.party.clone(), capacity: Capacity::Holder, grip: Grip::Firm };
        assert!(state.accountable.contains(&holds), "who accepted answers: {events:#?}");
        let unaware = |other: &&&Event| !other.seen.contains(&one.id) && !one.seen.contains(&other.id);
        let Some(other) = accepted.iter().filter(unaware).find(|other| other.party != one.party) else {
            continue;
        };
        assert!(state.flags.contains(&Flag::Contested), "{events:#?}");
        let marked =
            |id| state.acceptances.iter().any(|a| a.event == id && a.marks.contains(&Flag::Contested));
        assert!(marked(one.id) && marked(other.id), "{events:#?}");
        let sender = held.sender().unwrap();
        for told in [&one.party, &other.party, sender].into_iter().filter(|_| state.is_open()) {
            assert_eq!(held.wants(told, minute(9).unix_ms()), Some(Wants::Contest), "{told}: {events:#?}");
        }
    }
    let arrived = events.iter().any(|event| event.kind() == Kind::Arrived);
    assert!(!(arrived && state.flags.contains(&Flag::Contested)), "an arrival settles it: {events:#?}");
}

/// Offers that the author of `acceptance` knew and that were made to it.
fn answered<'a>(events: &'a [Event], acceptance: &'a Event) -> impl Iterator<Item = &'a Event> {
    let known = events.iter().filter(|event| acceptance.seen.contains(&event.id));
    known.filter(|event| match &event.what {
        What::Offered { to: None, .. } => event.party != acceptance.party,
        What::Offered { to: Some(to), .. } | What::Reassigned { to, .. } => *to == acceptance.party,
        _ => false,
    })
}

/// Accepted while withdrawn or accepted late is marked so, and stands.
fn acceptances_are_marked(held: &Handoff) {
    let (state, events) = (held.state(), held.events());
    for (one, event) in state.acceptances.iter().zip(events.iter().filter(is(Kind::Accepted))) {
        let withdrawn = |offer: &Event| {
            let by = |event: &&Event| event.party == offer.party && event.seen.contains(&offer.id);
            events.iter().filter(is(Kind::Withdrawn)).any(|event| by(&event))
        };
        let due = |offer: &Event| match &offer.what {
            What::Offered { due, .. } | What::Reassigned { due, .. } => *due,
            _ => None,
        };
        let all_withdrawn = answered(events, event).all(withdrawn);
        assert_eq!(one.marks.contains(&Flag::AcceptedWhileWithdrawn), all_withdrawn, "{events:#?}");
        let last = answered(events, event).filter_map(due).map(|due| due.unix_ms()).max();
        let late = last.is_some_and(|last| event.at.unix_ms() > last);
        assert_eq!(one.marks.contains(&Flag::AcceptedLate), late, "{events:#?}");
        assert!(one.marks.is_subset(&state.flags));
        if undisturbed(events, &event.party) {
            assert!(state.answers(&event.party), "{events:#?}");
        }
    }
}

/// The same without what a clock may touch: the stated times, and whether an acceptance came late.
fn timeless(held: &Handoff) -> State {
    let mut state = held.state();
    state.flags.remove(&Flag::AcceptedLate);
    for one in &mut state.acceptances {
        one.marks.remove(&Flag::AcceptedLate);
        one.at = at();
    }
    state.refusals.iter_mut().for_each(|one| one.at = at());
    state
}

/// Clocks order nothing: the same events written at any other times say the same.
fn clocks_order_nothing(history: &History) {
    let held = Handoff::from_events(as_written(history));
    let backwards = Handoff::from_events(dated(history, |n| 99 - i64::try_from(n).unwrap()));
    let at_once = Handoff::from_events(dated(history, |_| -5_000_000));
    assert_eq!(timeless(&held), timeless(&backwards));
    assert_eq!(timeless(&held), timeless(&at_once));
}

/// Overdue is an overlay: it appears after the time that was asked for, and nothing else changes.
fn overdue_is_an_overlay(held: &Handoff) {
    let before = held.state();
    let waits = matches!(before.phase, Phase::Offered | Phase::Acknowledged);
    for now in [i64::MIN, 0, minute(2).unix_ms(), minute(2).unix_ms() + 1, i64::MAX] {
        let expect = match before.answer_due.map(|due| due.unix_ms()) {
            _ if !waits => Waiting::No,
            None => Waiting::ForAnswer { left_ms: None },
            Some(due) if due < now => Waiting::Overdue { overdue_ms: now.saturating_sub(due) },
            Some(due) => Waiting::ForAnswer { left_ms: Some(due.saturating_sub(now)) },
        };
        assert_eq!(before.waiting(now), expect, "{now}");
    }
    assert_eq!(held.state(), before);
}

/// The bytes that a receipt is a hash of, after the handoff's own.
fn receipt_of(held: &Handoff) -> Vec<u8> {
    let hashed = RefCell::new(Vec::new());
    receipt(RecordId::from_bytes([3; 16]), held, |bytes| {
        hashed.borrow_mut().push(bytes.to_vec());
        [0; 32]
    });
    hashed.into_inner().swap_remove(1)
}

/// Every order in which `events` can arrive, and the first of them twice.
fn arrivals(events: &[Event]) -> Vec<Vec<Event>> {
    let Some((first, rest)) = events.split_first() else { return vec![vec![]] };
    let mut out = Vec::new();
    for shorter in arrivals(rest) {
        for place in 0..=shorter.len() {
            let mut longer = shorter.clone();
            longer.insert(place, first.clone());
            out.push(longer);
        }
    }
    out.iter_mut().for_each(|order| order.extend(order.first().cloned()));
    out
}

fn the_order_of_arrival_does_not_matter(events: &[Event]) {
    let held = Handoff::from_events(events.iter().cloned());
    let (state, code) = (held.state(), receipt_of(&held));
    for order in arrivals(events) {
        let one_by_one = order.iter().fold(Handoff::default(), |held, event| held.with(event.clone()));
        assert_eq!(one_by_one.state(), state, "{events:#?}");
        assert_eq!(receipt_of(&one_by_one), code);
    }
}

/// A reader may hold any part of it, also an event without what its author knew.
fn every_part_says_what_it_holds(events: &[Event]) {
    for part in 0..1u32 << events.len() {
        let part = (0..events.len()).filter(|n| part >> n & 1 == 1).map(|n| events[n].clone());
        let held = Handoff::from_events(part);
        nothing_is_hidden(&held);
        let stands = |kind| matches!(kind, Kind::Offered | Kind::Reassigned | Kind::Accepted | Kind::Arrived);
        let somebody = !held.state().accountable.is_empty();
        assert_eq!(somebody, held.events().iter().any(|event| stands(event.kind())), "{:#?}", held.events());
    }
}

/// However the events lie in the records, and whatever stands beside them, they are read as they were said.
fn the_records_say_the_same(events: &[Event]) {
    let edits: Vec<Edit> = events.iter().map(Event::edit).collect();
    let pairs: Vec<(&str, Scalar)> =
        edits.iter().map(|edit| (edit.key.as_str(), edit.value.clone().unwrap())).collect();
    let newer = ("event.01890000-0000-7000-8000-000000000001", text("kind=a_newer_word&party=A"));
    let held = Handoff::from_events(events.iter().cloned());
    for split in 0..=pairs.len() {
        let beside: Vec<(&str, Scalar)> = pairs[split..].iter().cloned().chain([newer.clone()]).collect();
        let records = [
            record(RecordKind::Outcome, &beside),
            record(RecordKind::Handoff, &pairs[..split]),
            record(RecordKind::Outcome, &beside),
            record(RecordKind::Contact, &pairs),
        ];
        assert_eq!(Handoff::read(&records).events(), held.events());
    }
    assert!(Handoff::read(&[record(RecordKind::Contact, &pairs)]).events().is_empty());
}

/// Everybody has seen everything, and every app writes what it writes by itself, until none has anything to write.
fn at_rest(events: &[Event], actors: &[Actor; PARTIES]) -> Handoff {
    let mut held = Handoff::from_events(events.iter().cloned());
    for round in 0..9 {
        let automatic = actors.iter().find_map(|actor| Some((actor, *held.automatic(actor).first()?)));
        let Some((actor, plain)) = automatic else { return held };
        let id = uuid::Uuid::from_u128(1000 + round);
        held = held.with(held.event(actor, plain.into(), id, at()).unwrap());
    }
    panic!("the apps never come to rest: {:#?}", held.events());
}

/// Who asked to be let go is let go once another one holds, and so is who offered it.
fn nobody_else_answers_beside_who_holds(held: &Handoff) {
    let state = held.state();
    let firm = |one: &Accountable| one.capacity == Capacity::Holder && one.grip == Grip::Firm;
    if state.accountable.iter().any(firm) {
        assert!(state.accountable.iter().all(firm), "{:#?} {:#?}", state.accountable, held.events());
    }
}

fn check_words(history: &History) {
    let held = Handoff::from_events(as_written(history));
    nothing_is_hidden(&held);
    contests_stand(&held);
    acceptances_are_marked(&held);
    overdue_is_an_overlay(&held);
}

#[test]
fn the_design_holds_for_every_kind_of_event() {
    let actors = actors();
    let mut codes = HashSet::new();
    let tried = every(&actors, everything, 3, |history| {
        check(history, &actors);
        check_partial_views(history);
        check_words(history);
        clocks_order_nothing(history);
        let events = as_written(history);
        the_order_of_arrival_does_not_matter(&events);
        every_part_says_what_it_holds(&events);
        the_records_say_the_same(&events);
        assert!(codes.insert(receipt_of(&Handoff::from_events(events))), "a receipt names one state");
    });
    assert_eq!(tried, [3, 104, 4708]);
}

#[test]
fn the_apps_let_everybody_go_but_who_holds_it_and_come_to_rest() {
    let (actors, units) = (actors(), units());
    every(&actors, sayings, 4, |history| {
        nobody_else_answers_beside_who_holds(&at_rest(&history.events, &actors));
    });
    // A unit is the same side as its agency, so neither lets the other go.
    every(&units, sayings, 4, |history| drop(at_rest(&history.events, &units)));
}

#[test]
fn acceptances_and_refusals_are_never_hidden_in_five_events() {
    let actors = actors();
    let tried = every(&actors, acceptances_and_what_follows, 5, |history| {
        check(history, &actors);
        check_words(history);
    });
    assert_eq!(tried, [1, 13, 211, 4159, 96_541]);
}

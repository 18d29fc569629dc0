use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::role::{Author, Role};
use crate::{Edit, Moment, RecordId};

fn at(minute: i64) -> Moment {
    Moment::at(1_795_000_000_000 + minute * 60_000, chrono_tz::America::New_York).unwrap()
}

fn actor(agency: &str, role: Role) -> Actor {
    Actor { party: Party::agency(agency), author: Author::of(role) }
}

fn patrol() -> Actor {
    actor("Example Police", Role::Patrol)
}

fn outreach() -> Actor {
    actor("Example Outreach", Role::Outreach)
}

fn provider() -> Actor {
    actor("Example House", Role::Provider)
}

fn offer(to: Option<&Actor>) -> What {
    What::Offered { to: to.map(|actor| actor.party.clone()), due: Some(at(30)) }
}

/// Adds what an actor says, knowing all of it, at a minute.
fn say(held: &Handoff, who: &Actor, what: impl Into<What>, minute: i64) -> Handoff {
    let id = Uuid::from_u128(u128::from(held.events().len() as u64) + 1 + ((minute as u128) << 32));
    held.with(held.event(who, what.into(), id, at(minute)).unwrap())
}

fn both(a: &Handoff, b: &Handoff) -> Handoff {
    Handoff::from_events(a.events().iter().chain(b.events()).cloned())
}

fn answering(held: &Handoff) -> Vec<String> {
    held.state().accountable.into_iter().map(|one| one.party.agency).collect()
}

fn refused(held: &Handoff, who: &Actor, kind: Kind) -> &'static str {
    match held.may(who, kind) {
        Permission::Allowed => "allowed",
        Permission::NotNow(reason) => reason.code(),
    }
}

#[test]
fn the_plain_case() {
    let held = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    assert_eq!((held.state().phase, answering(&held)), (Phase::Offered, vec!["Example Police".to_owned()]));
    let held = say(&held, &outreach(), Plain::Acknowledged, 1);
    assert_eq!(held.state().phase, Phase::Acknowledged);
    let held = say(&held, &outreach(), Plain::Accepted, 2);
    assert_eq!(answering(&held), ["Example Outreach", "Example Police"], "until the sender has seen it");
    assert_eq!(held.automatic(&patrol()), [Plain::Relieved]);
    let held = say(&held, &patrol(), Plain::Relieved, 3);
    assert_eq!(answering(&held), ["Example Outreach"]);
    assert_eq!(held.automatic(&patrol()), []);
    let held = say(&held, &outreach(), Plain::Met, 4);
    let held = say(&held, &provider(), Plain::Arrived, 5);
    assert_eq!((held.state().phase, answering(&held)), (Phase::Arrived, vec!["Example House".to_owned()]));
    let held = say(&held, &provider(), Plain::Engaged, 6);
    assert_eq!(held.state().phase, Phase::Engaged);
    assert!(held.state().flags.is_empty(), "{:?}", held.state().flags);
}

#[test]
fn two_acceptances_that_did_not_know_of_each_other_are_contested_until_one_lets_go() {
    let open = say(&Handoff::default(), &patrol(), offer(None), 0);
    let one = say(&open, &outreach(), Plain::Accepted, 1);
    let other = say(&open, &provider(), Plain::Accepted, 2);
    let held = both(&one, &other);
    let state = held.state();
    assert!(state.flags.contains(&Flag::Contested));
    assert!(state.acceptances.iter().all(|one| one.marks.contains(&Flag::Contested)));
    assert_eq!(state.accountable.len(), 3, "nobody is cancelled");
    let held = say(&held, &outreach(), Plain::Released, 3);
    assert!(!held.state().flags.contains(&Flag::Contested));
    assert!(held.state().answers(&outreach().party), "until the other has said that it stands");
    assert_eq!(refused(&held, &outreach(), Kind::Relieved), "handoff.nobody_else_stands");
    assert_eq!(held.automatic(&provider()), [Plain::Acknowledged]);
    let held = say(&held, &provider(), Plain::Acknowledged, 4);
    let held = say(&held, &outreach(), Plain::Relieved, 5);
    let held = say(&held, &patrol(), Plain::Relieved, 6);
    assert_eq!(answering(&held), ["Example House"]);
}

#[test]
fn an_arrival_settles_a_contest() {
    let open = say(&Handoff::default(), &patrol(), offer(None), 0);
    let one = say(&open, &outreach(), Plain::Accepted, 1);
    let other = say(&say(&open, &provider(), Plain::Accepted, 2), &provider(), Plain::Arrived, 3);
    let held = both(&one, &other);
    assert!(!held.state().flags.contains(&Flag::Contested));
    assert_eq!(held.automatic(&outreach()), [Plain::Relieved], "though the arrival knew nothing of it");
    let held = say(&held, &outreach(), Plain::Relieved, 4);
    assert_eq!(answering(&held), ["Example House"]);
}

#[test]
fn both_letting_go_at_once_leaves_both_until_the_sender_stands() {
    let open = say(&Handoff::default(), &patrol(), offer(None), 0);
    let one = say(&open, &outreach(), Plain::Accepted, 1);
    let other = say(&open, &provider(), Plain::Accepted, 2);
    let contested = both(&one, &other);
    let held = both(
        &say(&contested, &outreach(), Plain::Released, 3),
        &say(&contested, &provider(), Plain::Released, 4),
    );
    assert_eq!(held.state().accountable.len(), 3);
    assert_eq!(refused(&held, &outreach(), Kind::Relieved), "handoff.nobody_else_stands");
    assert_eq!(refused(&held, &patrol(), Kind::Relieved), "handoff.nobody_else_stands");
    assert_eq!(held.automatic(&patrol()), [Plain::Acknowledged]);
    let held = say(&held, &patrol(), Plain::Acknowledged, 5);
    let held = say(&say(&held, &outreach(), Plain::Relieved, 6), &provider(), Plain::Relieved, 7);
    assert_eq!(answering(&held), ["Example Police"]);
}

#[test]
fn accepted_while_withdrawn_stands_and_says_so() {
    let open = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held =
        both(&say(&open, &patrol(), Plain::Withdrawn, 1), &say(&open, &outreach(), Plain::Accepted, 2));
    let state = held.state();
    assert_eq!(state.phase, Phase::Accepted);
    assert!(state.flags.contains(&Flag::AcceptedWhileWithdrawn));
    assert!(state.answers(&outreach().party));
    let withdrawn = say(&open, &patrol(), Plain::Withdrawn, 1);
    assert_eq!(withdrawn.state().phase, Phase::Withdrawn);
    assert_eq!(answering(&withdrawn), ["Example Police"]);
    assert_eq!(refused(&withdrawn, &outreach(), Kind::Accepted), "handoff.withdrawn");
}

#[test]
fn late_is_a_mark_and_overdue_is_an_overlay() {
    let open = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    assert_eq!(open.state().waiting(at(10).unix_ms()), Waiting::ForAnswer { left_ms: Some(20 * 60_000) });
    assert_eq!(open.state().waiting(at(31).unix_ms()), Waiting::Overdue { overdue_ms: 60_000 });
    let held = say(&open, &outreach(), Plain::Accepted, 31);
    assert!(held.state().flags.contains(&Flag::AcceptedLate));
    assert_eq!(held.state().phase, Phase::Accepted);
    assert_eq!(held.state().waiting(at(90).unix_ms()), Waiting::No);
    assert!(!say(&open, &outreach(), Plain::Accepted, 30).state().flags.contains(&Flag::AcceptedLate));
}

#[test]
fn a_refusal_is_never_hidden() {
    let held = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held = say(&say(&held, &outreach(), Plain::Accepted, 1), &outreach(), Plain::Refused, 2);
    assert_eq!(held.state().phase, Phase::Refused);
    let held = say(&held, &outreach(), Plain::Met, 3);
    assert_eq!(held.state().phase, Phase::Met, "what came later leads");
    let held = say(&held, &outreach(), Plain::Engaged, 4);
    assert_eq!(held.state().phase, Phase::Engaged, "a journey, not an event");
    assert_eq!(held.state().refusals.len(), 1);
    assert!(held.state().flags.contains(&Flag::RefusedByPerson));
}

#[test]
fn a_supervisor_takes_it_from_who_fell_silent() {
    let supervisor = actor("Example County", Role::Supervisor);
    let held = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held = say(&say(&held, &outreach(), Plain::Accepted, 1), &patrol(), Plain::Relieved, 2);
    let to = |from: &Actor| What::Reassigned { from: from.party.clone(), to: provider().party, due: None };
    assert_eq!(refused(&held, &patrol(), Kind::Reassigned), "handoff.role_may_not");
    let id = Uuid::from_u128(99);
    assert_eq!(
        held.event(&supervisor, to(&patrol()), id, at(3)),
        Err(Reason::NotAccountable(patrol().party)),
        "the sender was relieved"
    );
    let held = say(&held, &supervisor, to(&outreach()), 3);
    assert_eq!(answering(&held), ["Example County"], "who reassigns stands until the other has accepted");
    let held = say(&say(&held, &provider(), Plain::Accepted, 4), &supervisor, Plain::Relieved, 5);
    assert_eq!(answering(&held), ["Example House"]);
}

#[test]
fn not_allowed_now_says_why() {
    let empty = Handoff::default();
    assert_eq!(refused(&empty, &outreach(), Kind::Accepted), "handoff.nothing_offered");
    let held = say(&empty, &patrol(), offer(Some(&outreach())), 0);
    assert_eq!(refused(&held, &provider(), Kind::Accepted), "handoff.not_offered_to_you");
    assert_eq!(refused(&held, &patrol(), Kind::Accepted), "handoff.not_offered_to_you");
    assert_eq!(refused(&held, &patrol(), Kind::Relieved), "handoff.nobody_else_stands");
    assert_eq!(refused(&held, &outreach(), Kind::Released), "handoff.not_yours");
    assert_eq!(refused(&held, &outreach(), Kind::Closed), "handoff.only_accountable");
    assert_eq!(refused(&held, &actor("Example EMS", Role::Ems), Kind::Met), "handoff.not_involved");
    let declined = say(&held, &outreach(), What::Declined { code: "no_capacity".to_owned() }, 1);
    assert_eq!(declined.state().phase, Phase::Declined);
    assert_eq!(refused(&declined, &outreach(), Kind::Declined), "handoff.declined_already");
    let held = say(&held, &outreach(), Plain::Accepted, 1);
    assert_eq!(refused(&held, &outreach(), Kind::Accepted), "handoff.yours_already");
    assert_eq!(refused(&held, &outreach(), Kind::Declined), "handoff.release_instead");
    assert_eq!(refused(&held, &patrol(), Kind::Withdrawn), "handoff.held_by_another");
    let held = say(&held, &outreach(), Plain::Released, 2);
    assert_eq!(refused(&held, &outreach(), Kind::Released), "handoff.released_already");
}

#[test]
fn units_of_one_agency_hand_over_to_each_other() {
    let unit = |name: &str| Actor { party: Party::unit("Example Fire", name), author: Author::of(Role::Ems) };
    let (medic, team) = (unit("Medic 5"), unit("Response Team"));
    let held = say(&Handoff::default(), &medic, offer(Some(&team)), 0);
    let held = say(&say(&held, &team, Plain::Accepted, 1), &medic, Plain::Relieved, 2);
    assert_eq!(held.state().accountable[0].party, team.party);
    // Who speaks for the whole agency speaks for each unit.
    let whole = Actor { party: Party::agency("Example Fire"), author: Author::of(Role::Supervisor) };
    assert_eq!(refused(&held, &whole, Kind::Released), "allowed");
}

#[test]
fn forged_events_that_saw_each_other_leave_everybody_answering() {
    let party = |name: &str| Party::agency(name);
    let event = |id: u128, what: What, name: &str, seen: &[u128]| Event {
        id: Uuid::from_u128(id),
        what,
        party: party(name),
        at: at(0),
        seen: seen.iter().map(|id| Uuid::from_u128(*id)).collect(),
    };
    let plain = |plain: Plain| What::from(plain);
    let held = Handoff::from_events([
        event(1, plain(Plain::Accepted), "A", &[2, 3, 4]),
        event(2, plain(Plain::Accepted), "B", &[1, 3, 4]),
        event(3, plain(Plain::Arrived), "A", &[1, 2, 4]),
        event(4, plain(Plain::Arrived), "B", &[1, 2, 3]),
    ]);
    assert_eq!(answering(&held), ["A", "B"]);
}

#[test]
fn who_says_relieved_without_reason_still_answers() {
    let open = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held = say(&open, &outreach(), Plain::Accepted, 1);
    // No honest app writes this: it never asked to be let go.
    let id = Uuid::from_u128(99);
    let seen = held.events().iter().map(|event| event.id).collect();
    let party = outreach().party;
    let held = held.with(Event { id, what: Plain::Relieved.into(), party, at: at(2), seen });
    assert_eq!(answering(&held), ["Example Outreach", "Example Police"]);
}

#[test]
fn what_is_not_held_is_named() {
    let open = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held = say(&say(&open, &outreach(), Plain::Accepted, 1), &patrol(), Plain::Relieved, 2);
    let part = Handoff::from_events(held.events().iter().filter(|e| e.kind() != Kind::Accepted).cloned());
    let state = part.state();
    assert!(state.flags.contains(&Flag::Incomplete));
    assert_eq!(state.missing.len(), 1);
    assert_eq!(answering(&part), ["Example Police"], "a relief without its reason relieves nobody");
}

#[test]
fn receipts_tell_states_apart() {
    // a stand-in for SHA-256: any function of all the bytes will do here
    let hash = |bytes: &[u8]| {
        let mut out = [7u8; 32];
        for (at, byte) in bytes.iter().enumerate() {
            out[at % 5] = out[at % 5].wrapping_mul(31).wrapping_add(*byte);
        }
        out
    };
    let id = RecordId::from_bytes([3; 16]);
    let open = say(&Handoff::default(), &patrol(), offer(Some(&outreach())), 0);
    let held = say(&open, &outreach(), Plain::Accepted, 1);
    let code = receipt(id, &held, hash);
    assert_eq!(code.len(), 19, "{code}");
    assert!(
        code.chars().all(|c| c == '-' || (c.is_ascii_alphanumeric() && !"ILOUilou".contains(c))),
        "{code}"
    );
    assert_ne!(code, receipt(id, &open, hash));
    let half = |code: &str| code.chars().take(9).collect::<String>();
    assert_eq!(half(&code), half(&receipt(id, &open, hash)), "the first half names the handoff");
    assert_ne!(half(&code), half(&receipt(RecordId::from_bytes([4; 16]), &held, hash)));
}

#[test]
fn every_kind_survives_its_fact() {
    let party = Party::unit("Éx & Co", "7");
    let whats = Kind::ALL.iter().map(|kind| match kind {
        Kind::Offered => What::Offered { to: Some(party.clone()), due: Some(at(3)) },
        Kind::Reassigned => What::Reassigned { from: Party::agency("A"), to: party.clone(), due: None },
        Kind::Declined => What::Declined { code: "hours".to_owned() },
        Kind::Closed => What::Closed { code: "engaged".to_owned() },
        plain => What::Plain(plain.word().parse().unwrap()),
    });
    for what in whats {
        let seen = BTreeSet::from([Uuid::from_u128(5), Uuid::from_u128(4)]);
        let event = Event { id: Uuid::from_u128(9), what, party: party.clone(), at: at(1), seen };
        let text = event.fact().to_string();
        assert_eq!(Event::read(event.id, &text.parse().unwrap()), Ok(event.clone()), "{text}");
        let Edit { key, value } = event.edit();
        assert_eq!(
            crate::fields::lookup(RecordKind::Handoff, &key).map(|rule| rule.merge.word()),
            Some("event")
        );
        assert_eq!(value.unwrap().as_text(), Some(text.as_str()));
    }
}

/// A history that honest parties wrote: each step says who acts, what of it, and how much that party has
/// received by then.
fn history(steps: &[(u8, u8, u8)]) -> Handoff {
    let actors = [patrol(), outreach(), provider(), actor("Example County", Role::Supervisor)];
    let mut views = vec![Handoff::default(); actors.len()];
    let mut all = Handoff::default();
    for (number, (who, what, receive)) in steps.iter().enumerate() {
        let who = usize::from(*who) % actors.len();
        if receive % 3 != 0 || views[who].events().is_empty() {
            views[who] = both(&views[who], &views[usize::from(*receive) % actors.len()]);
        }
        let (view, actor) = (&views[who], &actors[who]);
        let allowed: Vec<Kind> = view
            .next(actor)
            .into_iter()
            .filter(|(_, may)| *may == Permission::Allowed)
            .map(|(kind, _)| kind)
            .collect();
        let Some(kind) = allowed.get(usize::from(*what) % allowed.len().max(1)) else { continue };
        let what = match kind {
            Kind::Offered => offer(None),
            Kind::Reassigned => What::Reassigned {
                from: view.state().accountable[0].party.clone(),
                to: outreach().party,
                due: None,
            },
            Kind::Declined => What::Declined { code: "hours".to_owned() },
            Kind::Closed => What::Closed { code: "other".to_owned() },
            plain => What::Plain(plain.word().parse().unwrap()),
        };
        if let Ok(event) = view.event(actor, what, Uuid::from_u128(number as u128 + 1), at(number as i64)) {
            views[who] = view.with(event.clone());
            all = all.with(event);
        }
    }
    // Whatever was delivered, somebody answers in its own view.
    let someone = actors.iter().zip(&views).any(|(actor, view)| view.state().answers(&actor.party));
    assert!(all.events().is_empty() || someone, "{:#?}", all.events());
    all
}

proptest! {
    #[test]
    fn the_state_is_a_function_of_the_set(
        steps in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..24),
        order in any::<u64>(),
    ) {
        let held = history(&steps);
        let mut events = held.events().to_vec();
        let count = events.len().max(1);
        for index in 0..events.len() {
            events.swap(index, (order as usize).wrapping_mul(index + 7) % count);
        }
        let twice = events.iter().chain(events.iter().rev()).cloned();
        prop_assert_eq!(Handoff::from_events(twice).state(), held.state());
        // any part of it, whole or torn, still has somebody answering once somebody stands in it
        let part = Handoff::from_events(events.into_iter().take((order % 8) as usize + 1));
        let stands = part.events().iter().any(|e| matches!(e.kind(), Kind::Offered | Kind::Accepted | Kind::Arrived));
        prop_assert!(!stands || !part.state().accountable.is_empty());
    }
}

//! Edges that only mutation testing pointed at (`cargo xtask mutants --area handoff`).

use uuid::Uuid;

use super::crosswalk::{BserStatus, HmisResult, TaskStatus};
use super::*;
use crate::role::{Author, Role};
use crate::{Moment, RecordId};

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

fn offer(to: Option<&Actor>) -> What {
    What::Offered { to: to.map(|one| one.party.clone()), due: Some(at(30)) }
}

fn no() -> What {
    What::Declined { code: "other".to_owned() }
}

#[test]
fn what_happened_is_the_phase_and_has_a_name_in_each_standard() {
    let [police, outreach, ..] = cast();
    let open = say(&Handoff::default(), &police, offer(None));
    let taken = say(&open, &outreach, Plain::Accepted);
    let check = |what: What, phase: Phase, names: (TaskStatus, BserStatus, Option<HmisResult>)| {
        let state = say(&taken, &outreach, what).state();
        assert_eq!(state.phase, phase);
        let found = (TaskStatus::of(&state), BserStatus::of(&state), HmisResult::of(&state));
        assert_eq!(found, (Some(names.0), Some(names.1), names.2), "{phase}");
    };
    let going = |bser| (TaskStatus::InProgress, bser, Some(HmisResult::Successful));
    check(Plain::Met.into(), Phase::Met, going(BserStatus::EventCompleted));
    check(Plain::Transported.into(), Phase::Transported, going(BserStatus::EventCompleted));
    check(Plain::Arrived.into(), Phase::Arrived, going(BserStatus::EventCompleted));
    check(Plain::Unattended.into(), Phase::Unattended, going(BserStatus::EventUnattended));
    check(Plain::Rescheduled.into(), Phase::Rescheduled, going(BserStatus::EventScheduled));
    let closed = |code: &str| What::Closed { code: code.to_owned() };
    let done = (TaskStatus::Completed, BserStatus::FulfillmentCompleted, Some(HmisResult::Successful));
    check(closed("engaged"), Phase::Closed, done);
    check(closed("other"), Phase::Closed, (TaskStatus::Cancelled, BserStatus::FulfillmentCancelled, None));
    assert_eq!(HmisResult::of(&open.state()), None);
    assert_eq!(TaskStatus::of(&Handoff::default().state()), None);
}

#[test]
fn declined_is_only_what_everybody_who_was_asked_declined() {
    let [police, outreach, house, _] = cast();
    let one = say(&Handoff::default(), &police, offer(Some(&outreach)));
    let declined = say(&one, &outreach, no());
    assert_eq!(declined.state().phase, Phase::Declined);
    // asked again without knowing of the answer, which was no answer to that
    let again = Event { id: Uuid::from_u128(50), ..one.events()[0].clone() };
    assert_eq!(declined.with(again).state().phase, Phase::Offered);
    // one of two declined, who had read both offers
    let two = say(&one, &police, offer(Some(&house)));
    assert_eq!(say(&two, &house, no()).state().phase, Phase::Offered);
    assert_eq!(say(&say(&two, &house, no()), &outreach, no()).state().phase, Phase::Declined);
    // whom it was made to declined, and anybody else may still take it
    let anybody = say(&one, &police, offer(None));
    assert_eq!(say(&anybody, &outreach, no()).state().phase, Phase::Offered);
}

#[test]
fn who_answers_and_whether_it_is_open() {
    let [police, outreach, ..] = cast();
    assert!(!Handoff::default().state().is_open());
    let held = say(&Handoff::default(), &police, offer(Some(&outreach)));
    let state = held.state();
    assert!(state.is_open() && state.answers(&police.party) && !state.answers(&outreach.party));
    assert!(!say(&held, &police, Plain::Withdrawn).state().is_open());
    assert_eq!(Party::unit("Example Fire", "Medic 5").to_string(), "Example Fire / Medic 5");
    assert_eq!(Party::agency("Example Fire").to_string(), "Example Fire");
}

#[test]
fn an_answer_is_in_time_until_the_time_is_over() {
    let [police, outreach, _, ems] = cast();
    let held = say(&Handoff::default(), &police, offer(Some(&outreach)));
    let due = at(30).unix_ms();
    assert_eq!(held.wants(&police.party, due), None);
    assert_eq!(held.wants(&police.party, due + 1), Some(Wants::AnotherWay));
    let refused: Vec<Kind> = held.refusals(&ems).into_iter().map(|(kind, _)| kind).collect();
    assert!(!refused.contains(&Kind::Closed), "who was not asked is not told that it may not close it");
}

/// An author names what it knew; what those knew it knew as well, whatever the order of the ids.
#[test]
fn what_was_known_was_known_through_others_too() {
    let event = |n: u128| Event {
        id: Uuid::from_u128(100 - n),
        what: Plain::Refused.into(),
        party: cast()[0].party.clone(),
        at: at(0),
        seen: n.checked_sub(1).map(|before| Uuid::from_u128(100 - before)).into_iter().collect(),
    };
    let held = Handoff::from_events((0..7).map(event));
    let order: Vec<Uuid> = held.timeline().into_iter().map(|event| event.id).collect();
    assert_eq!(order, (0..7).map(|n| Uuid::from_u128(100 - n)).collect::<Vec<_>>());
    assert!((0..7).all(|place| held.graph.past_of(place).len() as usize == 6 - place));
}

#[test]
fn a_receipt_reads_five_bits_a_letter() {
    let mut hash = [0; 32];
    hash[..5].copy_from_slice(&[0x00, 0x44, 0x32, 0x14, 0xc7]);
    let code = receipt(RecordId::from_bytes([3; 16]), &Handoff::default(), |_| hash);
    assert_eq!(code, "0123-4567-0123-4567");
}

//! Warm handoffs over devices that see different things at different times.

use app::domain::handoff::{Flag, Phase};
use app::{AlertKind, HandoffSeen, TypedOffer, TypedStep};
use domain::RecordId;
use footbridge_testkit::field::Persona;

use crate::forge::Insider;
use crate::support::{Crew, EMS, OUTREACH, PATROL, assert_clean, crew, meet_person, sync};

fn offer(persona: &mut Persona, contact: RecordId, to: &[&str]) -> RecordId {
    let to = to.iter().map(|agency| (*agency).to_owned()).collect();
    let typed = TypedOffer {
        contact: contact.to_string(),
        to,
        asks: "a bed tonight".to_owned(),
        ..Default::default()
    };
    persona.device().unwrap().offer_handoff(&typed).unwrap().id
}

fn step(persona: &mut Persona, id: RecordId, step: &str) -> HandoffSeen {
    let typed = TypedStep { step: step.to_owned(), ..TypedStep::default() };
    persona.device().unwrap().step_handoff(id, &typed).unwrap()
}

fn seen(persona: &mut Persona, id: RecordId) -> HandoffSeen {
    persona.device().unwrap().handoff(id).unwrap()
}

/// Who answers for the person, as this device sees it, in order.
fn answering(persona: &mut Persona, id: RecordId) -> Vec<String> {
    let state = seen(persona, id).state;
    let mut names: Vec<String> = state.accountable.into_iter().map(|one| one.party.agency).collect();
    names.sort();
    names
}

/// [I] Never zero accountable parties, on any device, at any moment.
fn assert_somebody_answers(crew: &mut Crew, id: RecordId) {
    for persona in crew.all() {
        let name = persona.name();
        if persona.device().unwrap().record(id).is_ok() {
            assert!(!answering(persona, id).is_empty(), "{name}: nobody answers");
        }
    }
}

/// Each device in turn syncs once, and after each somebody answers everywhere.
fn meet_watching(crew: &mut Crew, id: RecordId) {
    for _ in 0..3 {
        for which in 0..4 {
            sync(crew.all()[which]);
            assert_somebody_answers(crew, id);
        }
    }
    crew.meet();
}

#[test]
fn offered_offline_accepted_elsewhere_relieved_by_itself_and_never_nobody() {
    let mut crew = crew(11);
    crew.cut_off();
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    assert_somebody_answers(&mut crew, id);
    assert_eq!(answering(&mut crew.patrol, id), [PATROL]);
    crew.patrol.set_offline(false);
    sync(&mut crew.patrol);
    crew.outreach.set_offline(false);
    sync(&mut crew.outreach);
    assert_somebody_answers(&mut crew, id);
    // accepted with no network either
    crew.outreach.set_offline(true);
    let accepted = step(&mut crew.outreach, id, "accepted");
    assert_eq!(accepted.state.phase, Phase::Accepted);
    assert_somebody_answers(&mut crew, id);
    assert_eq!(answering(&mut crew.patrol, id), [PATROL], "the sender has not seen it yet");
    crew.reconnect();
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        assert_eq!(answering(persona, id), [OUTREACH], "{}", persona.name());
        let state = seen(persona, id).state;
        assert_eq!((state.phase, state.flags.contains(&Flag::Contested)), (Phase::Accepted, false));
    }
    let receipts: Vec<String> = crew.all().map(|persona| seen(persona, id).receipt).to_vec();
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    assert_clean(&mut crew.all());
}

#[test]
fn two_acceptances_unknown_to_each_other_are_contested_on_all_until_one_lets_go() {
    let mut crew = crew(12);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH, EMS]);
    crew.meet();
    crew.cut_off();
    step(&mut crew.outreach, id, "accepted");
    step(&mut crew.ems, id, "accepted");
    crew.reconnect();
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        let state = seen(persona, id).state;
        assert!(state.flags.contains(&Flag::Contested), "{}: {:?}", persona.name(), state.flags);
        let names = answering(persona, id);
        for party in [EMS, OUTREACH] {
            assert!(names.iter().any(|name| name == party), "{}: {names:?}", persona.name());
        }
    }
    step(&mut crew.ems, id, "released");
    assert_somebody_answers(&mut crew, id);
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        let state = seen(persona, id).state;
        assert!(!state.flags.contains(&Flag::Contested), "{}: {:?}", persona.name(), state.flags);
        assert_eq!(answering(persona, id), [OUTREACH], "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

#[test]
fn accepted_while_withdrawn_stands_and_is_flagged() {
    let mut crew = crew(13);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    crew.meet();
    crew.cut_off();
    step(&mut crew.outreach, id, "accepted");
    step(&mut crew.patrol, id, "withdrawn");
    assert_somebody_answers(&mut crew, id);
    crew.reconnect();
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        let state = seen(persona, id).state;
        assert!(state.flags.contains(&Flag::AcceptedWhileWithdrawn), "{:?}", state.flags);
        assert!(answering(persona, id).contains(&OUTREACH.to_owned()));
    }
}

#[test]
fn an_acceptance_after_the_answer_was_due_stands_and_is_marked_late() {
    let mut crew = crew(14);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    crew.meet();
    crew.field.clock().advance(31 * 60_000);
    step(&mut crew.outreach, id, "accepted");
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        assert!(seen(persona, id).state.flags.contains(&Flag::AcceptedLate));
        assert_eq!(answering(persona, id), [OUTREACH]);
    }
}

#[test]
fn a_refusal_by_the_person_is_never_hidden_by_a_later_state() {
    let mut crew = crew(15);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    crew.meet();
    step(&mut crew.outreach, id, "accepted");
    step(&mut crew.outreach, id, "refused");
    crew.meet();
    step(&mut crew.outreach, id, "met");
    meet_watching(&mut crew, id);
    for persona in crew.all() {
        let state = seen(persona, id).state;
        assert_eq!((state.phase, state.refusals.len()), (Phase::Met, 1));
        assert!(state.flags.contains(&Flag::RefusedByPerson));
    }
}

/// Kinds and keys of what a persona is told now.
fn told(persona: &mut Persona) -> Vec<(AlertKind, String)> {
    let alerts = persona.device().unwrap().alerts().unwrap();
    alerts.into_iter().map(|alert| (alert.kind, alert.key)).collect()
}

fn kinds(persona: &mut Persona) -> Vec<AlertKind> {
    told(persona).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn an_offer_is_told_once_and_what_became_of_it_to_who_answers() {
    let mut crew = crew(19);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.field.clock().advance(60_000);
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    crew.meet();
    let first = told(&mut crew.outreach);
    assert_eq!((kinds(&mut crew.outreach), kinds(&mut crew.patrol)), (vec![AlertKind::Offer], vec![]));
    assert_eq!(kinds(&mut crew.ems), [], "nobody else is asked");
    crew.meet();
    assert_eq!(told(&mut crew.outreach), first, "the same alert, under the same name");

    crew.field.clock().advance(21 * 60_000);
    assert_eq!(kinds(&mut crew.outreach), [AlertKind::Offer, AlertKind::Clock]);
    assert_eq!(kinds(&mut crew.patrol), [AlertKind::Clock]);
    step(&mut crew.outreach, id, "acknowledged");
    assert_eq!(kinds(&mut crew.outreach), [AlertKind::Clock]);
    step(&mut crew.outreach, id, "declined");
    assert_eq!(kinds(&mut crew.outreach), []);
    crew.meet();
    assert_eq!(kinds(&mut crew.patrol), [AlertKind::Declined]);
    step(&mut crew.patrol, id, "withdrawn");
    assert_eq!(kinds(&mut crew.patrol), []);

    let again = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    crew.meet();
    assert_eq!(kinds(&mut crew.outreach), [AlertKind::Offer]);
    assert_ne!(told(&mut crew.outreach), first, "another offer has another name");
    step(&mut crew.outreach, again, "accepted");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(kinds(persona), [], "{}", persona.name());
    }
}

#[test]
fn a_follow_up_is_told_before_its_window_closes_until_it_is_met() {
    const HOUR_MS: i64 = 3_600_000;
    let mut crew = crew(20);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let visit = saved.follow_up.unwrap();
    crew.meet();
    crew.field.clock().advance(69 * HOUR_MS);
    assert_eq!(kinds(&mut crew.outreach), []);
    crew.field.clock().advance(2 * HOUR_MS);
    // it is nobody's by name: everybody's
    for persona in crew.all() {
        assert_eq!(kinds(persona), [AlertKind::Clock], "{}", persona.name());
    }
    crew.outreach.device().unwrap().attempt(visit, "not_found").unwrap();
    assert_eq!(kinds(&mut crew.outreach), [AlertKind::Clock]);
    crew.outreach.device().unwrap().attempt(visit, "met_in_person").unwrap();
    assert_eq!(kinds(&mut crew.outreach), []);
    crew.meet();
    assert_eq!(kinds(&mut crew.patrol), []);
}

#[test]
fn handoffs_of_a_version_without_packets_are_found_after_the_upgrade() {
    let mut crew = crew(29);
    let saved = meet_person(&mut crew.patrol, "Alder");
    let id = offer(&mut crew.patrol, saved.contact, &[OUTREACH]);
    let found = |persona: &mut Persona| -> Vec<RecordId> {
        let about = persona.device().unwrap().handoffs_about(saved.person).unwrap();
        about.into_iter().map(|one| one.id).collect()
    };
    assert_eq!(found(&mut crew.patrol), [id]);
    let packet = seen(&mut crew.patrol, id).packet.unwrap().id;
    // as if no row of it had ever been made
    let insider = Insider::of(&mut crew.patrol);
    let row = store::PacketRow {
        id: packet,
        compartment: domain::CompartmentId(insider.compartment.0),
        handoff: packet,
        contact: None,
        person: None,
    };
    let forget = |tx: &store::Writing<'_>| {
        tx.project(packet, &store::Projection::Packet(row), &[])?;
        tx.clear_meta("projected.packets")
    };
    insider.db.write(forget).unwrap();
    drop(insider);
    assert_eq!(found(&mut crew.patrol), [id]);
    assert!(crew.patrol.device().unwrap().rebuild().unwrap().equal);
}

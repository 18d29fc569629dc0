//! What a revoked device signed past its last accepted work: the custodian adopts or rejects it, and every device ends
//! with the same, whenever it heard of what.

use app::{AppError, Mark};
use domain::RecordId;
use domain::role::Class;
use protocol::Hash;
use testkit::field::Persona;

use crate::ending::{Book, aside, assert_aside_only};
use crate::revoked::{half_sent, heads, revoke};
use crate::support::{Crew, EMS, PROVIDER, assert_same, count, crew, meet_person, set, settle, sync, values};

/// The medic's first segment is accepted. Patrol had taken in more of it, and wrote upon that; outreach had not.
fn told_apart(seed: u64) -> (Crew, RecordId, u64) {
    let (mut crew, book, ems, _) = half_sent(seed);
    sync(&mut crew.patrol);
    let before = count(&mut crew.patrol, "people");
    assert!((3..8).contains(&before));
    let person = person_called(&book, &mut crew.patrol, "One");
    set(&mut crew.patrol, person, "pronouns", "she/her");
    set(&mut crew.patrol, person, "name.family", "One-Rivers");
    sync(&mut crew.patrol);
    let accepted = heads(&mut crew, ems, 1);
    revoke(&mut crew, ems, accepted);
    (crew, person, before)
}

fn person_called(book: &Book, persona: &mut Persona, family: &str) -> RecordId {
    let people = book.people_met();
    let found = people.iter().find(|(_, called)| called == family).unwrap();
    assert_eq!(values(persona, found.0, "name.family"), [family]);
    found.0
}

/// Every device but the revoked one.
fn left(crew: &mut Crew) -> [&mut Persona; 3] {
    [&mut crew.coordinator, &mut crew.patrol, &mut crew.outreach]
}

fn waiting(persona: &mut Persona) -> Vec<Hash> {
    let held = persona.device().unwrap().held_later_work().unwrap();
    held.into_iter().filter(|one| !one.rejected).map(|one| one.segment).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    result.unwrap_err().code()
}

fn mark(persona: &mut Persona, id: RecordId) -> Mark {
    persona.device().unwrap().marks([id]).unwrap().of(id)
}

/// [I] Out of the records while it waits, with what stands on it; and back as it was, on who had it and on who never had.
#[test]
fn adopted_work_is_everywhere_as_if_nothing_had_happened() {
    let (mut crew, person, before) = told_apart(1304);
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    assert!(
        crew.patrol.device().unwrap().record(person).is_err(),
        "it waits with the work that it stands on"
    );
    assert_eq!(mark(&mut crew.patrol, person), Mark::NeedsAttention);
    assert_eq!(count(&mut crew.patrol, "people"), 2);
    // who writes there meanwhile uses no number twice
    let meanwhile = meet_person(&mut crew.patrol, "Meanwhile");
    let segments = waiting(&mut crew.coordinator);
    assert_eq!(segments.len(), waiting(&mut crew.outreach).len());
    let shown = crew.outreach.device().unwrap().held_later_work().unwrap();
    let says = |one: &app::LaterWorkHeld| one.changes.iter().any(|change| change.record == person);
    assert!(shown.iter().any(says), "the custodian sees what it says before deciding");
    assert!(shown.iter().all(|one| one.names.agency == EMS && one.changes.len() == one.entries as usize));

    let refused = crew.patrol.device().unwrap().decide_later_work(&segments, true, None);
    assert_eq!(code(refused), "quarantine.not_custodian");
    let nothing = crew.coordinator.device().unwrap().decide_later_work(&[Hash([7; 32])], true, None);
    assert_eq!(code(nothing), "quarantine.not_waiting");
    let settled = crew.coordinator.device().unwrap().decide_later_work(&segments, true, None).unwrap();
    assert_eq!(settled.segments, segments.len());
    let again = crew.coordinator.device().unwrap().decide_later_work(&segments, false, None);
    assert_eq!(code(again), "quarantine.not_waiting", "a decision stands");

    settle(&mut left(&mut crew));
    assert_aside_only(&mut left(&mut crew), &[]);
    for persona in left(&mut crew) {
        assert_eq!(count(persona, "people"), before + 1, "{}", persona.name());
        assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{}", persona.name());
        assert_eq!(values(persona, person, "name.family"), ["One-Rivers"], "{}", persona.name());
        assert!(persona.device().unwrap().record(meanwhile.person).is_ok());
    }
    assert_eq!(mark(&mut crew.patrol, person), Mark::Sent);
    let Crew { field, coordinator, patrol, outreach, .. } = &mut crew;
    let mut newcomer = field.join(coordinator, "supervisor", EMS).unwrap();
    let mut all = [coordinator, patrol, outreach, &mut newcomer];
    settle(&mut all);
    assert_same(&mut all);
}

/// [I] Rejected, it is out for good; nobody else's words go with it: who wrote upon it has them written again without it.
#[test]
fn what_others_wrote_upon_rejected_work_is_written_again_without_it() {
    let (mut crew, person, _) = told_apart(1305);
    settle(&mut left(&mut crew));
    let segments = waiting(&mut crew.coordinator);
    crew.coordinator.device().unwrap().decide_later_work(&segments, false, None).unwrap();
    settle(&mut left(&mut crew));
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    for persona in left(&mut crew) {
        let name = persona.name();
        assert!(waiting(persona).is_empty(), "{name}");
        assert_eq!(aside(persona), vec!["segment.rejected"; segments.len()], "{name}");
        assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{name}");
        assert_eq!(values(persona, person, "name.family"), ["One-Rivers"], "{name}");
        assert_eq!(
            values(persona, person, "name.given"),
            Vec::<String>::new(),
            "{name}: the medic's own word"
        );
        assert_eq!(mark(persona, person), Mark::Sent, "{name}");
    }
    set(&mut crew.patrol, person, "pronouns", "they/them");
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    assert_eq!(values(&mut crew.outreach, person, "pronouns"), ["they/them"]);
}

/// A device that was away through all of it hears of the revocation and of both decisions at once.
#[test]
fn who_was_away_ends_with_the_same_after_some_was_adopted_and_some_rejected() {
    let (mut crew, book, ems, _) = half_sent(1306);
    sync(&mut crew.patrol);
    let person = person_called(&book, &mut crew.patrol, "One");
    crew.patrol.set_offline(true);
    set(&mut crew.patrol, person, "pronouns", "she/her");
    let accepted = heads(&mut crew, ems, 1);
    revoke(&mut crew, ems, accepted);
    settle(&mut [&mut crew.coordinator, &mut crew.outreach]);
    let segments = waiting(&mut crew.coordinator);
    assert!(segments.len() > 1, "{segments:?}");
    let coordinator = crew.coordinator.device().unwrap();
    coordinator.decide_later_work(&segments[1..], true, None).unwrap();
    coordinator.decide_later_work(&segments[..1], false, None).unwrap();
    crew.patrol.set_offline(false);
    for _ in 0..2 {
        settle(&mut left(&mut crew));
    }
    assert_same(&mut left(&mut crew));
    assert_aside_only(&mut left(&mut crew), &["segment.rejected"]);
    for persona in left(&mut crew) {
        assert_eq!(values(persona, person, "pronouns"), ["she/her"], "{}", persona.name());
        assert_eq!(mark(persona, person), Mark::Sent, "{}", persona.name());
    }
}

/// The mailbox is lost after the segments were folded in, and the relay gives everything again: the end is the same.
#[test]
fn a_lost_mailbox_changes_nothing_in_what_waits() {
    let (mut crew, person, before) = told_apart(1307);
    settle(&mut left(&mut crew));
    crew.patrol.close();
    for suffix in ["", "-wal", "-shm"] {
        let path = crew.patrol.home().join(format!("mailbox.db{suffix}"));
        assert!(std::fs::remove_file(path).is_ok() || !suffix.is_empty());
    }
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    let segments = waiting(&mut crew.patrol);
    assert_eq!(segments.len(), waiting(&mut crew.coordinator).len());
    crew.coordinator.device().unwrap().decide_later_work(&segments, true, None).unwrap();
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    assert_eq!(count(&mut crew.patrol, "people"), before);
    assert_eq!(values(&mut crew.outreach, person, "pronouns"), ["she/her"]);
}

/// [I] Who wrote upon what waits, and writes in that record again before it is decided, uses no number twice.
#[test]
fn words_written_while_the_work_beneath_waits_stand_beside_it_once_it_is_adopted() {
    let mut crew = crew(1308);
    let person = meet_person(&mut crew.patrol, "Alder").person;
    meet_person(&mut crew.ems, "Birch");
    settle(&mut crew.all());
    let ems = crew.ems.device().unwrap().id();
    let accepted = heads(&mut crew, ems, usize::MAX);
    set(&mut crew.ems, person, "pronouns", "he/him");
    sync(&mut crew.ems);
    sync(&mut crew.patrol);
    set(&mut crew.patrol, person, "pronouns", "she/her");
    sync(&mut crew.patrol);
    revoke(&mut crew, ems, accepted);
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    assert_eq!(values(&mut crew.patrol, person, "pronouns"), Vec::<String>::new());
    set(&mut crew.patrol, person, "pronouns", "they/them");
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    let segments = waiting(&mut crew.coordinator);
    crew.coordinator.device().unwrap().decide_later_work(&segments, true, None).unwrap();
    for _ in 0..2 {
        settle(&mut left(&mut crew));
    }
    assert_aside_only(&mut left(&mut crew), &[]);
    assert_same(&mut left(&mut crew));
    for persona in left(&mut crew) {
        assert_eq!(values(persona, person, "pronouns"), ["she/her", "they/them"], "{}", persona.name());
    }
}

/// [I] In a compartment with a charter nobody but the holder of its kit decides: not its administrator, not the root.
#[test]
fn in_a_compartment_with_a_charter_only_its_recovery_kit_decides() {
    let mut crew = crew(1309);
    let care = crew.outreach.device().unwrap().found_compartment("care", &[Class::Care]).unwrap().compartment;
    let kit = crew.outreach.device().unwrap().recovery_kit(care).unwrap();
    crew.outreach.device().unwrap().kit_is_kept(care).unwrap();
    let other =
        crew.outreach.device().unwrap().found_compartment("other", &[Class::Care]).unwrap().compartment;
    let others = crew.outreach.device().unwrap().recovery_kit(other).unwrap();
    let mut provider = crew.field.join(&mut crew.coordinator, "provider", PROVIDER).unwrap();
    settle(&mut crew.all());
    let lost = provider.device().unwrap().id();
    crew.outreach.device().unwrap().admit(care, lost).unwrap();
    settle(&mut [&mut crew.outreach, &mut provider]);
    provider.device().unwrap().use_compartment(care).unwrap();
    let person = meet_person(&mut provider, "Alder").person;
    sync(&mut provider);
    sync(&mut crew.outreach);
    assert_eq!(values(&mut crew.outreach, person, "name.family"), ["Alder"]);
    revoke(&mut crew, lost, Vec::new());
    settle(&mut left(&mut crew));
    assert!(crew.outreach.device().unwrap().record(person).is_err(), "nothing of it is accepted");
    assert_eq!(waiting(&mut crew.coordinator), [], "who is not in the compartment has nothing to decide");
    let segments = waiting(&mut crew.outreach);
    let outreach = crew.outreach.device().unwrap();
    assert_eq!(code(outreach.decide_later_work(&segments, true, None)), "quarantine.not_custodian");
    let wrong = outreach.decide_later_work(&segments, true, Some(others.as_str()));
    assert_eq!(code(wrong), "recovery_kit.other_compartment");
    assert_eq!(code(outreach.decide_later_work(&segments, true, Some("ABC"))), "recovery_kit.mistyped");
    outreach.decide_later_work(&segments, true, Some(kit.as_str())).unwrap();
    settle(&mut left(&mut crew));
    assert_same(&mut left(&mut crew));
    assert_eq!(values(&mut crew.outreach, person, "name.family"), ["Alder"]);
    assert_aside_only(&mut left(&mut crew), &[]);
}

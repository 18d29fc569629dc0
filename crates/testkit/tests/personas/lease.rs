//! A device out of contact: in a place without a network, or stolen and kept from hearing that it was revoked. What it
//! says to whom is `footbridge-api`'s test of every command; here is when, and what ends it.

use app::domain::lease::{DAY_MS, SHUT_MS, Standing, WRONG_MAX};
use app::{AppError, LeaseAnswer, carry};
use domain::RecordId;
use footbridge_testkit::field::Persona;

use crate::support::{Crew, EMS, PATROL, crew, meet_person, settle, sync};

const HOUR_MS: i64 = 3_600_000;

/// The crew with a supervisor of patrol's agency and one of another, and somebody whom the EMS crew met.
fn county(seed: u64) -> (Crew, Persona, Persona, RecordId) {
    let mut crew = crew(seed);
    let mut sergeant = crew.field.join(&mut crew.coordinator, "supervisor", PATROL).unwrap();
    let mut chief = crew.field.join(&mut crew.coordinator, "supervisor", EMS).unwrap();
    let person = meet_person(&mut crew.ems, "Example").person;
    for _ in 0..2 {
        settle(&mut crew.all());
        settle(&mut [&mut sergeant, &mut chief]);
    }
    (crew, sergeant, chief, person)
}

fn is_shown(persona: &mut Persona, person: RecordId) -> bool {
    match persona.device().unwrap().record(person) {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code(), "lease.over");
            false
        }
    }
}

fn days_left(persona: &mut Persona) -> i64 {
    persona.device().unwrap().lease_standing().left_days()
}

fn request(persona: &mut Persona) -> String {
    persona.device().unwrap().lease().request.unwrap()
}

fn answer(persona: &mut Persona, request: &str) -> Result<LeaseAnswer, &'static str> {
    persona.device().unwrap().answer_lease(request).map_err(|error| error.code())
}

fn unlock(persona: &mut Persona, code: &str) -> Result<(), &'static str> {
    persona.device().unwrap().unlock_lease(code).map_err(|error: AppError| error.code())
}

#[test]
fn fifteen_days_without_contact_hide_what_others_recorded_and_contact_brings_it_back() {
    let (mut crew, .., person) = county(1501);
    let own = meet_person(&mut crew.patrol, "Own").person;
    crew.patrol.set_offline(true);
    let told: Vec<(i64, bool)> = (1..=15)
        .map(|_| {
            crew.field.clock().advance(DAY_MS);
            // as people use it: opened in the morning, closed at night, tried in vain to sync
            assert!(!crew.patrol.sync().unwrap().up_to_date);
            let day = (days_left(&mut crew.patrol), is_shown(&mut crew.patrol, person));
            crew.patrol.close();
            day
        })
        .collect();
    let expected: Vec<(i64, bool)> = (1..=15).map(|day| ((14 - day).max(0), day < 14)).collect();
    assert_eq!(told, expected);
    let seen = crew.patrol.device().unwrap().lease();
    assert_eq!((seen.standing, seen.days), (Standing::Over, 14));
    assert!(is_shown(&mut crew.patrol, own));
    // nothing was destroyed, and what was recorded meanwhile arrives
    let later = meet_person(&mut crew.patrol, "Later").person;
    crew.patrol.set_offline(false);
    sync(&mut crew.patrol);
    assert!(is_shown(&mut crew.patrol, person));
    assert_eq!(days_left(&mut crew.patrol), 14);
    assert_eq!(crew.patrol.device().unwrap().lease().request, None);
    crew.meet();
    assert!(crew.ems.device().unwrap().record(later).is_ok());
}

#[test]
fn a_device_that_is_carried_for_while_locked_is_in_contact() {
    let (mut crew, .., person) = county(1502);
    crew.patrol.close();
    crew.field.clock().advance(13 * DAY_MS);
    let platform = crew.patrol.platform();
    assert!(carry(crew.patrol.home(), HOUR_MS, platform).unwrap().up_to_date);
    crew.patrol.set_offline(true);
    crew.field.clock().advance(13 * DAY_MS);
    assert!(is_shown(&mut crew.patrol, person));
    assert_eq!(days_left(&mut crew.patrol), 1);
    crew.patrol.close();
    crew.field.clock().advance(DAY_MS);
    assert!(!is_shown(&mut crew.patrol, person));
}

/// [I] A relay that refuses is no contact: a device that was revoked gets no more time by calling it.
#[test]
fn a_device_that_was_revoked_is_not_in_contact() {
    let (mut crew, .., person) = county(1503);
    let lost = crew.patrol.device().unwrap().id();
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    for _ in 0..14 {
        crew.field.clock().advance(DAY_MS);
        crew.patrol.sync_for(60_000).unwrap();
    }
    assert!(!is_shown(&mut crew.patrol, person));
}

#[test]
fn a_clock_that_is_set_back_does_not_lengthen_it() {
    let (mut crew, .., person) = county(1504);
    crew.patrol.set_offline(true);
    // set back every evening, the program running
    for day in 1..=14 {
        assert!(is_shown(&mut crew.patrol, person), "day {day}");
        for _ in 0..24 {
            crew.field.clock().advance(HOUR_MS);
            assert!(!crew.patrol.sync().unwrap().up_to_date);
        }
        crew.patrol.clock().set_skew(-day * DAY_MS);
    }
    assert!(!is_shown(&mut crew.patrol, person));
    // nor by a restart, nor set back to before the lease began
    crew.patrol.close();
    crew.patrol.clock().set_skew(-60 * DAY_MS);
    assert!(!is_shown(&mut crew.patrol, person));
}

#[test]
fn what_was_spent_is_known_after_a_restart_with_the_clock_set_back() {
    let (mut crew, .., person) = county(1505);
    crew.patrol.set_offline(true);
    crew.field.clock().advance(10 * DAY_MS);
    assert_eq!(days_left(&mut crew.patrol), 4);
    let locked = crew.patrol.lock().unwrap();
    crew.patrol.clock().set_skew(-10 * DAY_MS);
    crew.patrol.unlock(locked).unwrap();
    assert_eq!(days_left(&mut crew.patrol), 4);
    crew.patrol.close();
    assert_eq!(days_left(&mut crew.patrol), 4);
    assert!(is_shown(&mut crew.patrol, person));
    // put right again, it goes on where it was
    crew.patrol.clock().set_skew(0);
    crew.field.clock().advance(4 * DAY_MS);
    assert!(!is_shown(&mut crew.patrol, person));
}

#[test]
fn a_clock_far_ahead_by_mistake_ends_it_and_contact_or_a_code_cures_that() {
    let (mut crew, mut sergeant, _, person) = county(1506);
    for by_code in [false, true] {
        crew.patrol.set_offline(true);
        crew.patrol.clock().set_skew(3650 * DAY_MS);
        assert!(!is_shown(&mut crew.patrol, person));
        crew.patrol.clock().set_skew(0);
        assert!(!is_shown(&mut crew.patrol, person));
        if by_code {
            let code = answer(&mut sergeant, &request(&mut crew.patrol)).unwrap().code;
            unlock(&mut crew.patrol, &code).unwrap();
        } else {
            crew.patrol.set_offline(false);
            sync(&mut crew.patrol);
            crew.patrol.set_offline(true);
        }
        assert_eq!(days_left(&mut crew.patrol), 14);
        // and the days count again, from the right time on
        crew.field.clock().advance(13 * DAY_MS);
        assert_eq!(days_left(&mut crew.patrol), 1);
        crew.field.clock().advance(DAY_MS);
        assert!(!is_shown(&mut crew.patrol, person));
    }
}

#[test]
fn the_programme_says_how_long() {
    let (mut crew, .., person) = county(1507);
    let shipped = include_str!("../../../../programmes/single-shared.toml");
    let shorter = shipped.replace("lease_days = 14", "lease_days = 2");
    assert_ne!(shorter, shipped);
    crew.coordinator.device().unwrap().adopt_programme(shorter.as_bytes()).unwrap();
    crew.meet();
    crew.patrol.set_offline(true);
    crew.field.clock().advance(DAY_MS);
    crew.patrol.close();
    assert_eq!(days_left(&mut crew.patrol), 1);
    crew.field.clock().advance(DAY_MS);
    assert!(!is_shown(&mut crew.patrol, person));
}

#[test]
fn a_supervisor_s_spoken_code_starts_it_again_once() {
    let (mut crew, mut sergeant, mut chief, person) = county(1508);
    let all = [
        &mut crew.patrol,
        &mut sergeant,
        &mut chief,
        &mut crew.coordinator,
        &mut crew.ems,
        &mut crew.outreach,
    ];
    for one in all {
        one.set_offline(true);
    }
    assert_eq!(unlock(&mut crew.patrol, "04106-105E1").unwrap_err(), "lease.running");
    crew.field.clock().advance(15 * DAY_MS);
    let asked = request(&mut crew.patrol);
    let who: Vec<String> =
        crew.patrol.device().unwrap().lease().answered_by.into_iter().map(|one| one.role).collect();
    assert_eq!(who, ["coordinator", "supervisor"], "the other agency's supervisor is not named");
    // who may: over itself or not, as without a relay all leases end at once
    assert_eq!(answer(&mut crew.ems, &asked).unwrap_err(), "lease.not_yours_to_give");
    assert_eq!(answer(&mut crew.outreach, &asked).unwrap_err(), "lease.not_yours_to_give");
    assert_eq!(answer(&mut chief, &asked).unwrap_err(), "lease.not_yours_to_give");
    assert_eq!(answer(&mut crew.patrol, &asked).unwrap_err(), "lease.own_request");
    assert_eq!(answer(&mut sergeant, "00000-00000").unwrap_err(), "lease.request_unknown");
    assert_eq!(answer(&mut sergeant, "what?").unwrap_err(), "lease.request_unknown");
    let said = answer(&mut sergeant, &asked.to_lowercase().replace('-', " ")).unwrap();
    assert_eq!((said.names.agency.as_str(), said.names.role.as_str()), (PATROL, "patrol"));
    assert_eq!(said.device, crew.patrol.device().unwrap().id());
    assert_eq!(crew.coordinator.device().unwrap().lease().answered_by, [], "nobody answers themselves");
    // a code for another device is none for this one
    crew.outreach.device().unwrap();
    let for_outreach = request(&mut crew.outreach);
    let other = answer(&mut crew.coordinator, &for_outreach).unwrap().code;
    assert_eq!(unlock(&mut crew.patrol, &other).unwrap_err(), "lease.code_wrong");
    assert_eq!(unlock(&mut crew.patrol, "never").unwrap_err(), "lease.code_mistyped");
    unlock(&mut crew.patrol, &said.code.to_lowercase()).unwrap();
    assert!(is_shown(&mut crew.patrol, person));
    crew.patrol.close();
    assert_eq!(days_left(&mut crew.patrol), 14);
    // neither the code nor another answer to the old request counts again
    crew.field.clock().advance(14 * DAY_MS);
    assert_ne!(request(&mut crew.patrol), asked);
    let late = answer(&mut crew.coordinator, &asked).unwrap().code;
    for code in [&said.code, &late] {
        assert_eq!(unlock(&mut crew.patrol, code).unwrap_err(), "lease.code_wrong");
    }
    assert!(!is_shown(&mut crew.patrol, person));
    let fresh = request(&mut crew.patrol);
    let code = answer(&mut crew.coordinator, &fresh).unwrap().code;
    unlock(&mut crew.patrol, &code).unwrap();
    assert!(is_shown(&mut crew.patrol, person));
}

#[test]
fn guesses_are_few_and_known_after_a_restart_whatever_the_clock_shows() {
    let (mut crew, mut sergeant, _, person) = county(1509);
    crew.patrol.set_offline(true);
    crew.field.clock().advance(15 * DAY_MS);
    let asked = request(&mut crew.patrol);
    let code = answer(&mut sergeant, &asked).unwrap().code;
    for _ in 0..WRONG_MAX {
        assert_eq!(unlock(&mut crew.patrol, "04106-105E1").unwrap_err(), "lease.code_wrong");
        crew.patrol.close();
    }
    assert_eq!(unlock(&mut crew.patrol, &code).unwrap_err(), "lease.code_shut");
    crew.patrol.close();
    crew.patrol.clock().set_skew(-DAY_MS);
    assert_eq!(unlock(&mut crew.patrol, &code).unwrap_err(), "lease.code_shut");
    crew.patrol.clock().set_skew(0);
    crew.field.clock().advance(SHUT_MS);
    assert_eq!(unlock(&mut crew.patrol, &code).unwrap_err(), "lease.code_wrong", "of the old request");
    let asked = request(&mut crew.patrol);
    let code = answer(&mut sergeant, &asked).unwrap().code;
    unlock(&mut crew.patrol, &code).unwrap();
    assert!(is_shown(&mut crew.patrol, person));
}

#[test]
fn a_request_from_before_a_contact_is_answered_in_vain_and_a_revoked_device_by_nobody_who_knows() {
    let (mut crew, mut sergeant, _, person) = county(1510);
    crew.patrol.set_offline(true);
    crew.field.clock().advance(15 * DAY_MS);
    let code = answer(&mut sergeant, &request(&mut crew.patrol)).unwrap().code;
    crew.patrol.set_offline(false);
    sync(&mut crew.patrol);
    crew.patrol.set_offline(true);
    crew.field.clock().advance(15 * DAY_MS);
    assert_eq!(unlock(&mut crew.patrol, &code).unwrap_err(), "lease.code_wrong");
    let lost = crew.patrol.device().unwrap().id();
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    let asked = request(&mut crew.patrol);
    assert_eq!(answer(&mut crew.coordinator, &asked).unwrap_err(), "lease.device_revoked");
    // who has not heard of it cannot know: that is why the person is to be recognised by the voice
    assert!(answer(&mut sergeant, &asked).is_ok());
    sync(&mut sergeant);
    assert_eq!(answer(&mut sergeant, &asked).unwrap_err(), "lease.device_revoked");
    assert!(!is_shown(&mut crew.patrol, person));
}

/// [I] What the mailbox says of a contact counts once, although the clock is set back to just after it.
#[test]
fn a_contact_that_was_counted_is_not_counted_again_with_the_clock_set_back() {
    let (mut crew, .., person) = county(1511);
    crew.field.clock().advance(HOUR_MS);
    sync(&mut crew.patrol);
    crew.patrol.set_offline(true);
    crew.patrol.close();
    crew.field.clock().advance(13 * DAY_MS);
    assert_eq!(days_left(&mut crew.patrol), 1);
    for day in 1..=3 {
        crew.patrol.close();
        crew.patrol.clock().set_skew(-(12 + day) * DAY_MS);
        assert_eq!(days_left(&mut crew.patrol), 1, "set back to the day of the contact");
        crew.field.clock().advance(DAY_MS);
    }
    crew.patrol.sync().unwrap();
    assert!(!is_shown(&mut crew.patrol, person));
}

#[test]
fn a_supervisor_s_device_that_was_revoked_gives_no_code() {
    let (mut crew, mut sergeant, _, person) = county(1512);
    let lost = sergeant.device().unwrap().id();
    crew.coordinator.device().unwrap().revoke(lost).unwrap();
    sergeant.set_offline(true);
    crew.meet();
    crew.patrol.set_offline(true);
    crew.field.clock().advance(15 * DAY_MS);
    let seen = crew.patrol.device().unwrap().lease();
    assert_eq!(seen.answered_by.into_iter().map(|one| one.role).collect::<Vec<_>>(), ["coordinator"]);
    // it has not heard of it, and answers; the one that asks has
    let code = answer(&mut sergeant, &seen.request.unwrap()).unwrap().code;
    assert_eq!(unlock(&mut crew.patrol, &code).unwrap_err(), "lease.code_wrong");
    assert!(!is_shown(&mut crew.patrol, person));
}

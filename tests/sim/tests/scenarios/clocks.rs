//! Clocks that are years off or jump while in use, and stamps from the future.

use app::{Device, Profile};
use testkit::field::{Persona, passphrase};

use crate::ending::{Book, end};
use crate::support::{PROVIDER, crew, meet_person, record, set, settle, sync, values};

/// Milliseconds since 1970 of the first moment of some years.
const Y1970: i64 = 0;
const Y2099: i64 = 4_070_908_800_000;
const Y9998: i64 = 253_339_228_800_000;
const DAY_MS: i64 = 24 * 3_600_000;

fn set_clock(persona: &mut Persona, to_ms: i64) {
    let clock = persona.clock();
    clock.set_skew(to_ms - clock.true_ms());
}

/// Codes that a device shows about a record.
fn issues(persona: &mut Persona, id: domain::RecordId) -> Vec<&'static str> {
    let record = record(persona, id);
    persona.device().unwrap().issues(&record).into_iter().map(|issue| issue.code).collect()
}

/// Works and syncs by a clock that is years off: nothing waits, what is written says how sure it is.
fn years_off(to_ms: i64, far_future: bool) {
    let mut crew = crew(601);
    let mut book = Book::default();
    let shared = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    set_clock(&mut crew.ems, to_ms);
    // before the relay could tell it
    let early = book.meet(&mut crew.ems, "Offline by a wrong clock");
    let draft = crew.ems.device().unwrap().save_draft(None, None, b"typed".to_vec(), "name").unwrap();
    if far_future {
        // by this clock nobody was heard of for years: what others recorded is hidden until the relay is met
        let edit = crate::support::typed(&[("alias.1", "Al")]);
        let hidden = crew.ems.device().unwrap().edit(shared.person, &edit);
        assert_eq!(hidden.unwrap_err().code(), "lease.over");
    } else {
        book.set(&mut crew.ems, shared.person, "alias.1", "Al");
    }
    let before = crew.ems.heard().len();
    sync(&mut crew.ems);
    assert!(crew.ems.heard().len() - before < 12, "{:?}", crew.ems.heard());
    if far_future {
        book.set(&mut crew.ems, shared.person, "alias.1", "Al");
    }
    let late = book.meet(&mut crew.ems, "Told that it is wrong");
    let stamp = record(&mut crew.ems, late.person).fields["name.family"][0].stamp.clone();
    assert_eq!(stamp.clock, domain::ClockQuality::Off);
    crew.ems.close();
    assert_eq!(crew.ems.device().unwrap().draft(draft.id).unwrap().typed, b"typed");
    // whoever edits later, by a right clock, is what is shown: a stamp wins nothing
    settle(&mut crew.all());
    set(&mut crew.patrol, early.person, "pronouns", "she/her");
    settle(&mut crew.all());
    set(&mut crew.outreach, early.person, "pronouns", "they/them");
    settle(&mut crew.all());
    for persona in [&mut crew.patrol, &mut crew.outreach] {
        assert_eq!(values(persona, early.person, "pronouns"), ["they/them"]);
        let told = issues(persona, early.person);
        assert_eq!(told.contains(&"stamp.far_future"), far_future, "{told:?}");
    }
    end(&mut crew, &mut [], &book);
}

#[test]
fn a_clock_at_1970_hinders_nothing() {
    years_off(Y1970, false);
}

#[test]
fn a_clock_in_2099_hinders_nothing_and_its_stamps_are_flagged() {
    years_off(Y2099, true);
}

#[test]
fn a_clock_in_the_year_9998_hinders_nothing_and_its_stamps_are_flagged() {
    years_off(Y9998, true);
}

/// It jumps between any two things that a person does, forwards and back, with calls under way and waits running.
#[test]
fn a_clock_that_jumps_while_in_use_neither_waits_for_years_nor_loses_anything() {
    let mut crew = crew(602);
    let mut book = Book::default();
    let shared = book.meet(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    for (round, to_ms) in [Y2099, Y1970, Y9998, Y1970 + DAY_MS, Y2099].into_iter().enumerate() {
        set_clock(&mut crew.ems, to_ms);
        book.meet(&mut crew.ems, &format!("Jump {round}"));
        let locked = crew.ems.lock().unwrap();
        let mut courier = locked.courier().unwrap();
        // one run by this clock that meets nobody, and so waits; the next after the clock was set again
        crew.ems.set_offline(true);
        let mut silent = app::Progress::silent();
        let waits = courier.run(0, &mut silent).unwrap().wake_at_ms.unwrap();
        assert!(waits - to_ms < 2 * DAY_MS, "{waits}");
        set_clock(&mut crew.ems, crew.field.clock().true_ms());
        crew.ems.set_offline(false);
        courier.hurry();
        assert!(courier.run(0, &mut silent).unwrap().up_to_date, "round {round}");
        drop(courier);
        crew.ems.unlock(locked).unwrap();
        // what was heard so soon after the last time is not counted: the next time is
        sync(&mut crew.ems);
        book.set(&mut crew.ems, shared.person, &format!("alias.{round}"), &format!("Al {round}"));
    }
    let start_ms = crew.field.clock().true_ms();
    sync(&mut crew.ems);
    assert!(crew.field.clock().true_ms() - start_ms < DAY_MS);
    end(&mut crew, &mut [], &book);
}

/// The relay's own clock is what is wrong: people's is right, and theirs is what counts in records.
#[test]
fn a_relay_whose_clock_jumps_by_years_hinders_nothing() {
    let mut crew = crew(603);
    let mut book = Book::default();
    book.meet(&mut crew.ems, "Alder");
    settle(&mut crew.all());
    for ahead_ms in [Y2099, -Y2099 / 4] {
        // the field's true time is the relay's: it moves, and everybody's own clock does not follow
        crew.field.clock().advance(ahead_ms);
        for persona in crew.all() {
            let skew = persona.clock().skew_ms();
            persona.clock().set_skew(skew - ahead_ms);
        }
        book.meet(&mut crew.patrol, &format!("After {ahead_ms}"));
        settle(&mut crew.all());
    }
    end(&mut crew, &mut [], &book);
}

/// An invitation lasts as long as it says, whatever the clock of who makes it.
#[test]
fn an_invitation_by_a_clock_that_is_years_off_lasts_as_long_as_it_says() {
    for to_ms in [Y1970, Y2099] {
        let mut crew = crew(605);
        set_clock(&mut crew.coordinator, to_ms);
        let profile = |role| Profile::read(PROVIDER, role, None, None).unwrap();
        let mut invite = |role| crew.coordinator.device().unwrap().invite(profile(role), 72).unwrap();
        let (in_time, too_late) = (invite("provider"), invite("clinician"));
        let home = tempfile::tempdir().unwrap();
        let mut enrol = |code: &str, folder| {
            let platform = crew.patrol.platform();
            Device::enrol(&home.path().join(folder), &passphrase(), code, platform).map(|_| ())
        };
        enrol(&in_time.code, "in time").unwrap();
        crew.field.clock().advance(73 * 3_600_000);
        assert_eq!(enrol(&too_late.code, "late").unwrap_err().code(), "relay.invitation_expired", "{to_ms}");
    }
}

#[test]
fn an_edit_stamped_in_the_future_beside_an_honest_one_wins_nothing() {
    let mut crew = crew(604);
    let saved = meet_person(&mut crew.patrol, "Alder");
    settle(&mut crew.all());
    crew.cut_off();
    // within the lease: further off it would be hidden
    let ahead_ms = crew.field.clock().true_ms() + 10 * DAY_MS;
    set_clock(&mut crew.ems, ahead_ms);
    set(&mut crew.ems, saved.person, "pronouns", "from/later");
    set(&mut crew.patrol, saved.person, "pronouns", "she/her");
    set_clock(&mut crew.ems, crew.field.clock().true_ms());
    crew.reconnect();
    settle(&mut crew.all());
    for persona in crew.all() {
        // both stand, for a person to settle
        assert_eq!(values(persona, saved.person, "pronouns"), ["from/later", "she/her"]);
        assert!(issues(persona, saved.person).contains(&"stamp.far_future"));
    }
    set(&mut crew.outreach, saved.person, "pronouns", "she/her");
    crew.meet();
    for persona in crew.all() {
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her"]);
    }
}

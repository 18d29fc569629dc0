use proptest::prelude::*;

use super::*;

const NOON: i64 = 1_772_460_000_000;
const HOUR_MS: i64 = 3_600_000;

/// What happens to a device that is out of contact. Hours are what really passed.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// In use.
    Runs { hours: i64 },
    /// Off.
    Off { hours: i64 },
    /// Somebody sets its clock so far from the truth.
    Set { ahead_hours: i64 },
}

struct Tablet {
    lease: Lease,
    true_ms: i64,
    ahead_ms: i64,
    ran_ms: i64,
}

impl Tablet {
    fn new() -> Self {
        Self { lease: Lease::begin(NOON), true_ms: NOON, ahead_ms: 0, ran_ms: 0 }
    }

    fn now_ms(&self) -> i64 {
        self.true_ms + self.ahead_ms
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Runs { hours } => {
                // looked at every hour, as a device in use is at least
                for _ in 0..hours {
                    self.true_ms += HOUR_MS;
                    self.ran_ms += HOUR_MS;
                    self.lease.seen(self.now_ms(), HOUR_MS);
                }
            }
            Step::Off { hours } => {
                self.true_ms += hours * HOUR_MS;
                self.lease.seen(self.now_ms(), 0);
            }
            Step::Set { ahead_hours } => {
                self.ahead_ms = ahead_hours * HOUR_MS;
                self.lease.seen(self.now_ms(), 0);
            }
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0_i64..100).prop_map(|hours| Step::Runs { hours }),
        (0_i64..500).prop_map(|hours| Step::Off { hours }),
        (-10_000_i64..10_000).prop_map(|ahead_hours| Step::Set { ahead_hours }),
    ];
    prop::collection::vec(step, 0..24)
}

#[test]
fn it_runs_is_told_before_it_ends_and_is_over_on_the_day() {
    for days in LEASE_DAYS_RANGE {
        let total = i64::from(days) * DAY_MS;
        for hour in 0..=(i64::from(days) + 2) * 24 {
            let mut lease = Lease::begin(NOON);
            lease.seen(NOON + hour * HOUR_MS, 0);
            let left_ms = total - hour * HOUR_MS;
            let told_from = (ENDING_DAYS * DAY_MS).min(total - DAY_MS);
            let expected = match left_ms {
                ..=0 => Standing::Over,
                _ if left_ms <= told_from => Standing::Ending { left_ms },
                _ => Standing::Running { left_ms },
            };
            let standing = lease.standing(days);
            assert_eq!(standing, expected, "{days} days, hour {hour}");
            assert_eq!(standing.hides(), hour >= i64::from(days) * 24);
            assert_eq!(standing.left_days(), (i64::from(days) - hour / 24).max(0));
        }
    }
}

#[test]
fn a_clock_that_is_set_back_every_day_stops_nothing() {
    let mut tablet = Tablet::new();
    for day in 1..=14 {
        assert!(!tablet.lease.standing(14).hides(), "day {day}");
        tablet.step(Step::Runs { hours: 24 });
        tablet.step(Step::Set { ahead_hours: -24 * day });
    }
    assert_eq!(tablet.now_ms(), NOON, "its clock shows the first day");
    assert!(tablet.lease.standing(14).hides());
}

#[test]
fn a_clock_far_ahead_by_mistake_is_cured_by_contact_and_by_a_code() {
    let mut tablet = Tablet::new();
    tablet.step(Step::Set { ahead_hours: 10 * 365 * 24 });
    tablet.step(Step::Set { ahead_hours: 0 });
    assert!(tablet.lease.standing(14).hides());
    let (mut by_contact, mut by_code) = (tablet.lease, tablet.lease);
    by_contact.in_touch(NOON, NOON, 14);
    by_code.unlock(NOON, 14, |_| true).unwrap();
    for mut cured in [by_contact, by_code] {
        assert_eq!(cured.standing(14), Standing::Running { left_ms: 14 * DAY_MS });
        cured.seen(NOON + 13 * DAY_MS, 0);
        assert_eq!(cured.standing(14), Standing::Ending { left_ms: DAY_MS });
        cured.seen(NOON + 14 * DAY_MS, 0);
        assert!(cured.standing(14).hides(), "its days are counted from the right time again");
    }
}

#[test]
fn a_clock_that_was_behind_at_the_contact_costs_nothing_when_it_is_put_right() {
    let mut lease = Lease::begin(0);
    lease.in_touch(1000, NOON, 14);
    lease.seen(NOON + DAY_MS, 0);
    assert_eq!(lease.standing(14).left_days(), 13);
}

#[test]
fn a_code_answers_one_request_once() {
    let mut lease = Lease::begin(NOON);
    assert_eq!(lease.unlock(NOON, 14, |_| true), Err(Refused::Running), "nothing is to be unlocked");
    lease.seen(NOON + 12 * DAY_MS, 0);
    let before = lease.request;
    // also before it is over: somebody may leave for a place without a network
    lease.unlock(NOON + 12 * DAY_MS, 14, |request| request == before).unwrap();
    lease.seen(NOON + 40 * DAY_MS, 0);
    let again = lease.unlock(NOON + 40 * DAY_MS, 14, |request| request == before);
    assert_eq!(again, Err(Refused::Wrong), "used before");
}

#[test]
fn contact_ends_a_request_that_was_told() {
    let mut lease = Lease::unknown(NOON);
    let told = lease.request;
    lease.in_touch(NOON, NOON, 14);
    lease.seen(NOON + 20 * DAY_MS, 0);
    assert_eq!(lease.unlock(NOON, 14, |request| request == told), Err(Refused::Wrong));
    // contact every half minute uses up no numbers
    let request = lease.request;
    (0..1000).for_each(|_| Lease::begin(NOON).in_touch(NOON, NOON, 14));
    lease.in_touch(NOON, NOON, 14);
    lease.in_touch(NOON, NOON, 14);
    assert_eq!(lease.request, request + 1);
}

#[test]
fn guesses_are_few_whatever_the_clock_says() {
    let mut lease = Lease::unknown(NOON);
    let first = lease.request;
    for _ in 0..WRONG_MAX {
        assert_eq!(lease.unlock(NOON, 14, |_| false), Err(Refused::Wrong));
    }
    assert_ne!(lease.request, first, "what answers the first request counts no longer");
    assert_eq!(lease.unlock(NOON, 14, |_| true), Err(Refused::Shut { left_ms: SHUT_MS }));
    lease.seen(NOON - 400 * DAY_MS, 0);
    assert_eq!(lease.unlock(NOON, 14, |_| true), Err(Refused::Shut { left_ms: SHUT_MS }));
    lease.seen(NOON - 400 * DAY_MS, SHUT_MS - 1);
    assert_eq!(lease.unlock(NOON, 14, |_| true), Err(Refused::Shut { left_ms: 1 }));
    lease.seen(NOON - 400 * DAY_MS, 1);
    lease.unlock(NOON, 14, |_| true).unwrap();
    assert!(!lease.standing(14).hides());
}

#[test]
fn requests_end_and_never_begin_again() {
    let mut lease = Lease { request: REQUEST_MAX, ..Lease::unknown(NOON) };
    lease.unlock(NOON, 14, |_| true).unwrap();
    assert_eq!(lease.request, REQUEST_MAX);
}

#[test]
fn who_answers_for_others_gives_codes() {
    let words = |same| Role::ALL.iter().copied().filter(|role| may_answer(*role, same)).collect::<Vec<_>>();
    assert_eq!(words(true), [Role::Supervisor, Role::Custodian, Role::Coordinator]);
    assert_eq!(words(false), [Role::Coordinator]);
}

proptest! {
    /// [I] Whoever sets the clock to whatever, and switches off when they like: what runs for as long as the lease, in
    /// pieces, is over; and what is spent never becomes less.
    #[test]
    fn no_clock_gives_more_than_the_lease(steps in steps(), days in LEASE_DAYS_RANGE) {
        let mut tablet = Tablet::new();
        for step in steps {
            let before = tablet.lease.spent_ms;
            tablet.step(step);
            prop_assert!(tablet.lease.spent_ms >= before);
            if tablet.ran_ms >= i64::from(days) * DAY_MS {
                prop_assert!(tablet.lease.standing(days).hides());
            }
        }
    }

    /// [I] Nobody is shut out early by an honest clock.
    #[test]
    fn an_honest_clock_spends_what_passes(steps in steps()) {
        let mut tablet = Tablet::new();
        for step in steps.into_iter().filter(|step| !matches!(step, Step::Set { .. })) {
            tablet.step(step);
        }
        prop_assert_eq!(tablet.lease.spent_ms, tablet.true_ms - NOON);
    }

    /// [I] Contact and code begin a whole lease, whatever was before.
    #[test]
    fn contact_and_code_begin_a_whole_lease(steps in steps(), days in LEASE_DAYS_RANGE) {
        let mut tablet = Tablet::new();
        steps.into_iter().for_each(|step| tablet.step(step));
        let (mut touched, mut unlocked) = (tablet.lease, tablet.lease);
        touched.in_touch(tablet.now_ms(), tablet.true_ms, days);
        prop_assert_eq!(touched.standing(days).left_ms(), i64::from(days) * DAY_MS);
        match unlocked.unlock(tablet.now_ms(), days, |_| true) {
            Ok(()) => prop_assert_eq!(unlocked.standing(days).left_ms(), i64::from(days) * DAY_MS),
            Err(refused) => prop_assert_eq!(refused, Refused::Running),
        }
    }
}

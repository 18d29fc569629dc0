//! Every history of up to five events that two writers can make, each knowing any part of what the other wrote, and
//! every part of each history, whole or torn, before and after the instant at which a consent runs out.

use std::collections::HashSet;

use super::*;

const WRITERS: usize = 2;
const RUNS_OUT: i64 = 10;
const SAYINGS: [What; 4] =
    [What::Granted(None), What::Granted(Some(RUNS_OUT)), What::Renewed(Some(RUNS_OUT + 5)), What::Revoked];

/// Who wrote which event, each after those it knew.
type History = Vec<(usize, Event)>;

fn id(n: usize) -> Uuid {
    Uuid::from_u128(n as u128 + 1)
}

/// The events of a part, a bit for each.
fn part(history: &History, bits: u8) -> Vec<Event> {
    (0..history.len()).filter(|n| bits >> n & 1 == 1).map(|n| history[n].1.clone()).collect()
}

fn is_whole(events: &[Event]) -> bool {
    events.iter().all(|event| event.seen.iter().all(|id| events.iter().any(|other| other.id == *id)))
}

/// Every history one event longer.
fn longer(history: &History) -> Vec<History> {
    let mut out = Vec::new();
    for bits in 0..1u8 << history.len() {
        let known = part(history, bits);
        let seen: BTreeSet<Uuid> = known.iter().map(|event| event.id).collect();
        for writer in (0..WRITERS).filter(|writer| *writer == 0 || !history.is_empty()) {
            let forgot = history.iter().any(|(who, event)| *who == writer && !seen.contains(&event.id));
            if is_whole(&known) && !forgot {
                out.extend(SAYINGS.map(|what| {
                    let event = Event { id: id(history.len()), what, seen: seen.clone() };
                    history.iter().cloned().chain([(writer, event)]).collect()
                }));
            }
        }
    }
    out
}

/// The same for two orders of writing the same events.
fn sameness(history: &History) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (writer, event) in history {
        let mut seen: Vec<&str> =
            (0..names.len()).filter(|n| event.seen.contains(&id(*n))).map(|n| names[n].as_str()).collect();
        seen.sort_unstable();
        names.push(format!("{writer}{:?}[{}]", event.what, seen.join(" ")));
    }
    names.sort_unstable();
    names
}

fn check(events: &[Event]) {
    let [early, late, at_last] = [RUNS_OUT - 1, RUNS_OUT, RUNS_OUT + 5].map(|now| standing(events, now));
    let grants = || events.iter().filter(|event| matches!(event.what, What::Granted(_)));
    let revocations = || events.iter().filter(|event| event.what == What::Revoked);
    let saw_all = |grant: &&Event| revocations().all(|one| grant.seen.contains(&one.id));
    let in_force = |now| now == Standing::InForce;

    // A revocation wins over every grant and renewal that did not know of it.
    let granted = grants().any(|grant| saw_all(&grant));
    assert_eq!(early == Standing::Revoked, revocations().next().is_some() && !granted, "{events:#?}");
    assert_eq!(early == Standing::NotGranted, grants().next().is_none() && revocations().next().is_none());
    // A grant that knew of it stands; nothing runs out before its time.
    assert_eq!(in_force(early), granted, "{events:#?}");
    // Running out is an overlay: it ends a consent and begins none.
    assert!(in_force(early) || !in_force(late) && !in_force(at_last));
    assert!(in_force(late) || !in_force(at_last));
    let never_ends = |event: &&Event| event.what == What::Granted(None) && saw_all(event);
    let replaced = |one: &Event| events.iter().any(|later| later.seen.contains(&one.id));
    if in_force(at_last) {
        assert!(grants().any(|grant| never_ends(&grant) && !replaced(grant)), "{events:#?}");
    }
    if granted && events.iter().all(|event| matches!(event.what, What::Granted(None) | What::Revoked)) {
        assert!(in_force(at_last), "{events:#?}");
    }
    // What was said last, by somebody who knew of everything else, decides how long it lasts.
    let last = |one: &&Event| events.iter().all(|other| other.id == one.id || one.seen.contains(&other.id));
    if let Some(What::Granted(until) | What::Renewed(until)) = events.iter().find(last).map(|one| one.what) {
        let lasts = |now| granted && until.is_none_or(|until| now < until);
        assert_eq!(
            (in_force(late), in_force(at_last)),
            (lasts(RUNS_OUT), lasts(RUNS_OUT + 5)),
            "{events:#?}"
        );
    }
    // It is a function of the set.
    let twice: Vec<Event> = events.iter().rev().chain(events).cloned().collect();
    assert_eq!(standing(&twice, RUNS_OUT), late);
    // One more revocation, by whoever knows all of it or nothing, ends it.
    for known in [0, events.len()] {
        let seen = events.iter().take(known).map(|event| event.id).collect();
        let revoked = Event { id: id(99), what: What::Revoked, seen };
        let with: Vec<Event> = events.iter().cloned().chain([revoked]).collect();
        assert_eq!(standing(&with, 0), Standing::Revoked, "{events:#?}");
    }
}

#[test]
fn a_revocation_wins_over_what_did_not_know_of_it() {
    let mut level: Vec<History> = vec![Vec::new()];
    let mut tried = Vec::new();
    for _ in 1..=5 {
        let mut known = HashSet::new();
        level = level.iter().flat_map(longer).filter(|history| known.insert(sameness(history))).collect();
        for history in &level {
            // Parts without the last event are parts of a shorter history; the torn ones of the longest are many.
            let last = 1u8 << (history.len() - 1);
            let parts = (0..last).map(|bits| part(history, bits | last));
            parts.filter(|part| history.len() < 5 || is_whole(part)).for_each(|part| check(&part));
        }
        tried.push(level.len());
    }
    // Fewer would mean that the writers no longer try everything.
    assert_eq!(tried, [4, 48, 576, 7168, 92_160]);
}

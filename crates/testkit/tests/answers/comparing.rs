//! What a relay that went back is given.

use super::*;

/// A relay that takes nothing can still be read from.
#[test]
fn fetching_goes_on_although_the_relay_refuses_what_it_is_compared_by() {
    let (mut desk, id) = comparing();
    let effects = desk.refuse(id, RefusalCode::Full);
    assert!(matches!(call(&effects), Some((_, RelayCall::Sync(_)))), "{effects:?}");
}

/// Fetching waits for the comparison: the engine does not ask to be woken for what it cannot do.
#[test]
fn an_engine_that_waits_for_a_comparison_does_not_spin() {
    let (mut desk, id) = comparing();
    desk.answer(id, Err(CallError::Unreachable));
    assert!(desk.engine.wake_at_ms().unwrap() > desk.now_ms);
}

/// "Not now" to certificates is no "no": the same are brought again when the wait is over.
#[test]
fn certificates_that_were_refused_for_now_are_brought_again() {
    let mut desk = Desk::new();
    desk.mailbox.follow(LOG, vec![certificate(LOG)]);
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    let Some((id, RelayCall::Certificates(_))) = call(&effects) else { panic!("{effects:?}") };
    let Err(CallError::Refused(refusal)) = desk.refusal(RefusalCode::Throttled) else { unreachable!() };
    let refusal = RefusalMsg { retry_after_s: 20, ..refusal };
    let effects = desk.answer(id, Err(CallError::Refused(refusal)));
    assert_eq!(call(&effects), None, "{effects:?}");
    desk.now_ms += 60_000;
    let effects = desk.tell(Event::Tick);
    let Some((_, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(msg.certificates, [certificate(LOG)]);
}

/// A log that waits for what another one brings lets the other one go first.
#[test]
fn a_log_that_cannot_be_given_back_yet_lets_the_others_go_first() {
    let mut desk = Desk::new();
    let other = LogId([0x11; 16]);
    desk.mailbox.follow(LOG, vec![certificate(LOG)]);
    desk.mailbox.follow(other, vec![certificate(other)]);
    desk.post();
    let id = desk.upload();
    let mut effects = desk.refuse(id, RefusalCode::LogConflict);
    let mut brought = Vec::new();
    for _ in 0..2 {
        let Some((id, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
        let log = Certificate::decode(&msg.certificates[0]).unwrap().place.log;
        brought.push(log);
        let Err(CallError::Refused(refusal)) = desk.refusal(RefusalCode::LogConflict) else { unreachable!() };
        let logs = vec![protocol::wire::LogHeadMsg { log, count: 0, hash: Hash::ZERO }];
        effects = desk.answer(id, Err(CallError::Refused(RefusalMsg { logs, ..refusal })));
    }
    assert_eq!(brought, [LOG, other]);
}

/// A relay whose log is another one is told of, not given what cannot follow there; and sending goes on.
#[test]
fn a_relay_with_another_log_is_given_none_of_ours() {
    let (mut desk, id, _) = giving_back_two();
    let effects = desk.log_stands(id, 1, Hash([0xee; 32]));
    assert!(is_refused(&effects, "sync.log_forked"), "{effects:?}");
    assert!(matches!(call(&effects), Some((_, RelayCall::Upload(_)))), "{effects:?}");
}

/// A relay that stands where the certificate follows and does not take it is asked three times, and no more.
#[test]
fn a_certificate_that_fits_and_is_not_taken_is_brought_three_times() {
    let (mut desk, mut id, all) = giving_back_two();
    for _ in 0..2 {
        let effects = desk.log_stands(id, 1, protocol::sha256(&all[0]));
        let Some((next, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
        assert_eq!(msg.certificates, all[1..]);
        id = next;
    }
    let effects = desk.log_stands(id, 1, protocol::sha256(&all[0]));
    assert!(is_refused(&effects, "sync.log_refused"), "{effects:?}");
    assert!(matches!(call(&effects), Some((_, RelayCall::Upload(_)))), "{effects:?}");
}

/// A relay that lost more is given more, and every time it is heard of its patience is new.
#[test]
fn a_relay_that_stands_further_back_is_given_everything_from_there() {
    let (mut desk, mut id, all) = giving_back_two();
    for (count, hash) in [(1, protocol::sha256(&all[0])), (1, protocol::sha256(&all[0]))] {
        let effects = desk.log_stands(id, count, hash);
        id = call(&effects).unwrap().0;
    }
    for _ in 0..3 {
        let effects = desk.log_stands(id, 0, Hash::ZERO);
        let Some((next, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
        assert_eq!(msg.certificates, all);
        id = next;
    }
    assert!(is_refused(&desk.log_stands(id, 0, Hash::ZERO), "sync.log_refused"));
}

/// What it takes is heard of it, too: what follows is brought as often as anything.
#[test]
fn a_relay_that_took_certificates_has_patience_for_the_next_ones() {
    let mut desk = Desk::new();
    let all = issued(40);
    desk.mailbox.follow(LOG, all.clone());
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    let mut id = call(&effects).unwrap().0;
    for _ in 0..3 {
        id = call(&desk.log_stands(id, 0, Hash::ZERO)).unwrap().0;
    }
    let taken = Answer::Certificates(protocol::wire::LogHeadsMsg { heads: Vec::new() });
    let mut effects = desk.answer(id, Ok(taken));
    for _ in 0..2 {
        let Some((id, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
        assert_eq!(msg.certificates, all[32..]);
        effects = desk.log_stands(id, 32, protocol::sha256(&all[31]));
        assert!(!is_refused(&effects, "sync.log_refused"), "{effects:?}");
    }
}

/// A log of which the device holds nothing has nothing that could be given back.
#[test]
fn an_empty_log_is_not_given_back() {
    let mut desk = Desk::new();
    desk.mailbox.follow(LOG, Vec::new());
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    assert!(matches!(call(&effects), Some((_, RelayCall::Upload(_)))), "{effects:?}");
}

/// What one message does not hold of a log goes out before the next log's: that may follow on it.
#[test]
fn a_long_log_is_given_back_whole_before_the_next_one() {
    let mut desk = Desk::new();
    let other = LogId([0x11; 16]);
    let all = issued(40);
    desk.mailbox.follow(LOG, all.clone());
    desk.mailbox.follow(other, vec![certificate(other)]);
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    let mut effects = desk.log_stands(call(&effects).unwrap().0, 0, Hash::ZERO);
    let mut brought = Vec::new();
    while let Some((id, RelayCall::Certificates(msg))) = call(&effects) {
        brought.extend(msg.certificates);
        let taken = Answer::Certificates(protocol::wire::LogHeadsMsg { heads: Vec::new() });
        effects = desk.answer(id, Ok(taken));
    }
    assert_eq!(brought, [all, vec![certificate(other)]].concat());
}

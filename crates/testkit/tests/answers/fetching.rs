//! What is asked for, and when again.

use super::*;

/// An answer too large for the way is asked for in halves, down to a size that every way must carry.
#[test]
fn after_an_answer_that_was_too_large_half_as_much_is_asked_for() {
    let mut desk = Desk::new();
    let mut effects = desk.tell(Event::Start);
    let mut asked = Vec::new();
    for _ in 0..8 {
        let (id, RelayCall::Sync(msg)) = call(&effects).unwrap() else { panic!("{effects:?}") };
        asked.push(msg.max_bytes / 1024);
        assert_eq!(call(&desk.answer(id, Err(CallError::TooLarge))), None, "not at once");
        effects = desk.wake();
    }
    assert_eq!(asked, [4096, 2048, 1024, 512, 256, 128, 64, 64]);
}

/// "No" is told, "not now" is only waited for; certificates mend neither.
#[test]
fn a_refused_question_is_told_unless_it_passes_and_put_again_later() {
    for (code, told) in [
        (RefusalCode::Revoked, true),
        (RefusalCode::Internal, true),
        (RefusalCode::Throttled, false),
        (RefusalCode::Unavailable, false),
    ] {
        let mut desk = Desk::new();
        desk.mailbox.follow(LOG, vec![certificate(LOG)]);
        let effects = desk.tell(Event::Start);
        let answer = desk.refusal(code);
        let effects = desk.answer(call(&effects).unwrap().0, answer);
        assert_eq!(is_refused(&effects, code.as_str()), told, "{code:?}");
        assert_eq!(call(&effects), None, "{code:?}: not at once");
        let effects = desk.wake();
        assert!(matches!(call(&effects), Some((_, RelayCall::Sync(_)))), "{code:?}: {effects:?}");
    }
}

/// A clock that was wrong is corrected and the question put again at once; once only.
#[test]
fn a_wrong_clock_is_forgiven_once() {
    let mut desk = Desk::new();
    let effects = desk.tell(Event::Start);
    let answer = desk.refusal(RefusalCode::ClockSkew);
    let effects = desk.answer(call(&effects).unwrap().0, answer);
    let again = call(&effects).expect("at once");
    let answer = desk.refusal(RefusalCode::ClockSkew);
    assert_eq!(call(&desk.answer(again.0, answer)), None, "then with patience");
}

/// Failures that are over do not lengthen the waits of later ones.
#[test]
fn after_a_sound_answer_patience_begins_anew() {
    let mut desk = Desk::new();
    let mut effects = desk.tell(Event::Start);
    for _ in 0..12 {
        desk.answer(call(&effects).unwrap().0, Err(CallError::Unreachable));
        effects = desk.wake();
    }
    let sound = desk.nothing_new();
    desk.answer(call(&effects).unwrap().0, sound);
    effects = desk.wake();
    desk.answer(call(&effects).unwrap().0, Err(CallError::Unreachable));
    let wait_ms = desk.engine.wake_at_ms().unwrap() - desk.now_ms;
    assert!(wait_ms <= Config::default().backoff_first_ms, "{wait_ms}");
}

/// What was asked before it was stopped is not answered any more.
#[test]
fn an_engine_that_is_started_again_does_not_wait_for_an_old_call() {
    let mut desk = Desk::new();
    let old = call(&desk.tell(Event::Start)).unwrap();
    desk.tell(Event::Stopped);
    let fresh = call(&desk.tell(Event::Start)).expect("a call of its own");
    assert_ne!(old.0, fresh.0);
    let late = desk.nothing_new();
    assert_eq!(desk.answer(old.0, late), [], "an answer to nobody");
}

/// The relay's time is kept when it is two seconds or more from what is known.
#[test]
fn a_clock_is_wrong_from_two_seconds_on() {
    for (off_ms, kept) in [(1_999, 0), (-1_999, 0), (2_000, 2_000), (-2_000, -2_000)] {
        let mut desk = Desk::new();
        let effects = desk.tell(Event::Start);
        let mut sound = desk.nothing_new();
        if let Ok(Answer::Synced(msg)) = &mut sound {
            msg.time_ms = desk.now_ms + off_ms;
        }
        desk.answer(call(&effects).unwrap().0, sound);
        assert_eq!(desk.mailbox.clock_offset_ms().unwrap(), kept);
    }
}

/// Anybody may let a device into compartments. More logs than one question may name would end its syncing for good.
#[test]
fn as_many_logs_are_followed_as_one_question_can_name_and_no_more() {
    for (followed, taken) in [(COMPARTMENTS_MAX - 1, 1), (COMPARTMENTS_MAX, 1), (COMPARTMENTS_MAX + 1, 0)] {
        let mut desk = Desk::new();
        for number in 0..followed {
            let log = LogId([0x20 + u8::try_from(number).unwrap(); 16]);
            desk.mailbox.follow(log, vec![certificate(log)]);
        }
        let effects = desk.tell(Event::Start);
        let answer = desk.news_of(LOG);
        let effects = desk.answer(call(&effects).unwrap().0, answer);
        assert_eq!(desk.follows(LOG), taken, "beside {followed}");
        assert!(!effects.iter().any(|one| matches!(one, Effect::Notify(SyncNotice::Refused { .. }))));
    }
}

/// The question did not name the log yet: what came meanwhile by another way is not taken twice.
#[test]
fn a_log_that_is_followed_since_the_question_is_not_taken_twice() {
    let mut desk = Desk::new();
    let effects = desk.tell(Event::Start);
    desk.mailbox.follow(LOG, vec![certificate(LOG)]);
    let answer = desk.news_of(LOG);
    let effects = desk.answer(call(&effects).unwrap().0, answer);
    assert_eq!(desk.follows(LOG), 1);
    assert!(!effects.iter().any(|one| matches!(one, Effect::Notify(SyncNotice::Incoming { .. }))));
}

/// What the roster does not accept is told once and left alone for a while, not taken up with every answer.
#[test]
fn a_new_log_that_is_refused_is_left_alone_for_a_while() {
    let mut desk = Desk::new();
    desk.mailbox.refused_logs.push(LOG);
    let effects = desk.tell(Event::Start);
    let answer = desk.news_of(LOG);
    let effects = desk.answer(call(&effects).unwrap().0, answer);
    assert!(is_refused(&effects, "sync.certificates_refused"));
    // a hint makes it ask before that while is over
    desk.mailbox.hold(COMPARTMENT);
    let effects = desk.tell(Event::Hint { compartment: COMPARTMENT, position: 1 });
    let answer = desk.news_of(LOG);
    let effects = desk.answer(call(&effects).unwrap().0, answer);
    assert!(!is_refused(&effects, "sync.certificates_refused"), "{effects:?}");
}

/// The network is back: what reaches the relay one way opens the other, whatever patience was left there.
#[test]
fn an_answer_to_a_question_sends_at_once_what_the_network_had_cut_off() {
    let mut desk = Desk::new();
    desk.post();
    let effects = desk.tell(Event::Start);
    let calls: Vec<_> = effects
        .iter()
        .filter_map(|one| match one {
            Effect::Call { call, request } => Some((*call, request.clone())),
            _ => None,
        })
        .collect();
    let [(upload, RelayCall::Upload(_)), (question, RelayCall::Sync(_))] = calls.as_slice() else {
        panic!("{calls:?}")
    };
    assert_eq!(call(&desk.answer(*upload, Err(CallError::Unreachable))), None, "with patience");
    let sound = desk.nothing_new();
    let effects = desk.answer(*question, sound);
    assert!(matches!(call(&effects), Some((_, RelayCall::Upload(_)))), "{effects:?}");
}

/// A compartment that was left alone is asked for as soon as its wait is over, not with the next look around.
#[test]
fn what_was_left_alone_is_asked_for_when_its_wait_is_over() {
    let mut desk = Desk::new();
    desk.mailbox.hold(COMPARTMENT);
    let effects = desk.tell(Event::Start);
    let Ok(Answer::Synced(mut msg)) = desk.nothing_new() else { unreachable!() };
    msg.compartments.push(CompartmentNewsMsg {
        compartment: COMPARTMENT,
        head_position: 1,
        head_chain: Hash([1; 32]),
        chain_at_cursor: Some(Hash::ZERO),
        checkpoint: Signature([7; 64]),
        segments: Vec::new(),
    });
    let start_ms = desk.now_ms;
    let effects = desk.answer(call(&effects).unwrap().0, Ok(Answer::Synced(msg)));
    assert!(is_refused(&effects, "sync.checkpoint_invalid"), "{effects:?}");
    let effects = desk.wake();
    let Some((_, RelayCall::Sync(msg))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(msg.cursors.len(), 1);
    assert!(desk.now_ms - start_ms <= Config::default().backoff_first_ms);
}

#[test]
fn the_largest_answer_that_may_be_is_read() {
    use sync::http::{ANSWER_MAX_BYTES, HttpAnswer, answer};
    let body = vec![0; ANSWER_MAX_BYTES];
    let read = answer(&RelayCall::Info, HttpAnswer { status: 200, retry_after_s: 0, body: &body });
    assert_eq!(read, Err(CallError::Garbage { status: 200, retry_after_s: 0 }));
}

//! What is sent, and when again.

use super::*;

/// Positions begin at one; no relay counts past what a database can hold.
#[test]
fn a_position_that_cannot_be_is_no_acknowledgement() {
    let most = i64::MAX as u64;
    for (position, taken) in [(0, false), (1, true), (most, true), (most + 1, false)] {
        let mut desk = Desk::new();
        desk.post();
        let effects = desk.tell(Event::Start);
        let mut uploads = effects.iter().filter_map(|one| match one {
            Effect::Call { call, request: RelayCall::Upload(_) } => Some(*call),
            _ => None,
        });
        let id = uploads.next_back().unwrap();
        let msg = UploadedMsg { generation: GENERATION, position, chain: Hash([5; 32]) };
        let effects = desk.answer(id, Ok(Answer::Uploaded(msg)));
        let held = desk.mailbox.outgoing().next().unwrap().position;
        assert_eq!(held, taken.then_some(position));
        assert_eq!(is_refused(&effects, "sync.position_out_of_range"), !taken, "{position}");
        let told = |one: &Effect| {
            matches!(one, Effect::Notify(SyncNotice::Progress { sent: 1, received: 0, left: 0 }))
        };
        assert_eq!(effects.iter().any(told), taken, "{position}: {effects:?}");
    }
}

/// A relay that lacks the key's certificate is given all certificates, once: if that does not help, the stream waits.
#[test]
fn a_segment_whose_key_the_relay_does_not_know_comes_after_certificates_and_then_waits() {
    let mut desk = Desk::new();
    desk.mailbox.follow(LOG, vec![certificate(LOG)]);
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    assert!(!is_refused(&effects, RefusalCode::LogConflict.as_str()));
    let Some((id, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(msg.certificates, [certificate(LOG)]);
    let taken = Answer::Certificates(protocol::wire::LogHeadsMsg { heads: Vec::new() });
    let effects = desk.answer(id, Ok(taken));
    let Some((id, RelayCall::Upload(_))) = call(&effects) else { panic!("{effects:?}") };
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    assert_eq!(call(&effects), None, "not for ever");
    assert!(is_refused(&effects, RefusalCode::LogConflict.as_str()));
}

/// What is wrong with one stream's segment holds up that stream; what is wrong with the device holds up all.
#[test]
fn a_refused_segment_holds_up_its_own_stream_only() {
    for (code, goes_on) in [
        (RefusalCode::BadSignature, true),
        (RefusalCode::Forbidden, true),
        (RefusalCode::Revoked, false),
        (RefusalCode::Full, false),
        (RefusalCode::Throttled, false),
    ] {
        let mut desk = Desk::new();
        desk.post();
        let mut other = desk.mailbox.outgoing().next().unwrap().outgoing.clone();
        (other.stream, other.hash, other.bytes) = (StreamId([9; 16]), Hash([9; 32]), vec![9]);
        desk.mailbox.post(other);
        let id = desk.upload();
        let effects = desk.refuse(id, code);
        let next = call(&effects).map(|(_, request)| request);
        match next {
            Some(RelayCall::Upload(msg)) => assert!(goes_on && msg.segment == [9], "{code:?}"),
            other => assert!(other.is_none() && !goes_on, "{code:?}: {other:?}"),
        }
        assert_eq!(is_refused(&effects, code.as_str()), code != RefusalCode::Throttled, "{code:?}");
    }
}

/// A clock that was wrong is corrected and the segment sent again at once; once only, and only for the clock.
#[test]
fn a_wrong_clock_is_forgiven_once_when_sending() {
    let mut desk = Desk::new();
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::ClockSkew);
    let Some((id, RelayCall::Upload(_))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(call(&desk.refuse(id, RefusalCode::ClockSkew)), None, "then with patience");
    let mut desk = Desk::new();
    desk.post();
    let id = desk.upload();
    assert_eq!(call(&desk.refuse(id, RefusalCode::Internal)), None);
}

/// Only a relay that does not know the device is given certificates.
#[test]
fn certificates_go_to_a_relay_that_does_not_know_the_device_and_to_no_other() {
    for code in [RefusalCode::Unauthenticated, RefusalCode::Full, RefusalCode::Internal] {
        let mut desk = Desk::new();
        desk.mailbox.follow(LOG, vec![certificate(LOG)]);
        desk.post();
        let id = desk.upload();
        desk.refuse(id, code);
        let mut calls = Vec::new();
        for _ in 0..6 {
            let effects = desk.wake();
            calls.extend(effects.iter().filter_map(|one| match one {
                Effect::Call { request: RelayCall::Certificates(_), .. } => Some(()),
                _ => None,
            }));
        }
        assert_eq!(!calls.is_empty(), code == RefusalCode::Unauthenticated, "{code:?}");
    }
}
/// A relay that came back with something else in the stream: only what is ours there needs not go out again.
#[test]
fn of_a_stream_that_a_relay_holds_otherwise_all_goes_out_again_that_it_does_not_hold_as_ours() {
    for (hash, from_seq) in [(segment_hash(1), 2), (Hash([0xee; 32]), 0)] {
        let mut desk = Desk::new();
        desk.stream(4, 4);
        let effects = desk.tell(Event::Start);
        let Ok(Answer::Synced(msg)) = desk.nothing_new() else { unreachable!() };
        let restored = SyncedMsg { generation: GenerationId([8; 16]), ..msg };
        let effects = desk.answer(call(&effects).unwrap().0, Ok(Answer::Synced(restored)));
        // what it has is asked by sending the last one again
        let Some((id, RelayCall::Upload(msg))) = call(&effects) else { panic!("{effects:?}") };
        assert!(msg.segment.iter().all(|seq| *seq == msg.segment[0]));
        desk.contradict(id, RefusalCode::StreamFork, 2, hash);
        let stops: Vec<_> = desk.mailbox.stops().map(|stop| (stop.why, stop.from_seq)).collect();
        assert_eq!(stops, [(sync::StopReason::Displaced, from_seq)]);
    }
}

/// What a relay lacks before a segment can only be before it: anything else is not believed, and nothing is forgotten.
#[test]
fn a_gap_is_before_the_segment_or_is_none() {
    for (next_seq, believed) in [(0, true), (1, true), (2, false), (3, false)] {
        let mut desk = Desk::new();
        desk.stream(4, 2);
        let id = desk.upload();
        let hash = match next_seq {
            0 => Hash::ZERO,
            next => segment_hash(u8::try_from(next).unwrap() - 1),
        };
        let effects = desk.contradict(id, RefusalCode::StreamGap, next_seq, hash);
        assert_eq!(is_refused(&effects, "sync.head_invalid"), !believed, "{next_seq}: {effects:?}");
        let left = desk.mailbox.outgoing().filter(|one| one.position.is_some()).count();
        assert_eq!(left as u64, if believed { next_seq } else { 2 });
    }
}

/// Of an upload the cursor moves on only where nothing else came in between, and the relay's chain says so.
#[test]
fn a_cursor_moves_past_an_upload_only_when_nothing_came_in_between() {
    let right = protocol::wire::next_chain(Hash::ZERO, segment_hash(0));
    for (position, chain, moved) in
        [(1, right, 1), (1, Hash([5; 32]), 0), (2, right, 0), (2, Hash([5; 32]), 0)]
    {
        let mut desk = Desk::new();
        desk.stream(1, 0);
        let id = desk.upload();
        desk.answer(id, Ok(Answer::Uploaded(UploadedMsg { generation: GENERATION, position, chain })));
        assert_eq!(desk.mailbox.outgoing().next().unwrap().position, Some(position));
        assert_eq!(desk.mailbox.cursor(COMPARTMENT).unwrap().unwrap().position, moved);
    }
}

//! Pages that a relay signed, and what the device did while it waited for them.

use protocol::sha256;
use protocol::wire::{StoredSegmentMsg, checkpoint_bytes, next_chain};

use super::*;

/// A desk that holds a compartment and nothing in it, and the relay's key.
fn signed_desk() -> (Desk, Signer) {
    let signer = Signer::new(&mut SeededRandom::new(5));
    let mut desk = Desk::new();
    desk.mailbox.set_relay(&KnownRelay { generation: GENERATION, key: signer.public() }).unwrap();
    desk.mailbox.hold(COMPARTMENT);
    (desk, signer)
}

/// Segments that nobody reads here.
fn segments(count: u8) -> Vec<Vec<u8>> {
    (0..count).map(|number| vec![0x50 + number]).collect()
}

fn chain(log: &[Vec<u8>]) -> Hash {
    log.iter().fold(Hash::ZERO, |chain, segment| next_chain(chain, sha256(segment)))
}

/// The relay holds `log`; it gives at most `page` of it to a device that stands at `from`.
fn page(signer: &Signer, life: GenerationId, log: &[Vec<u8>], from: usize, page: usize) -> Answer {
    let (head_position, head_chain) = (log.len() as u64, chain(log));
    let given = (1..).zip(log).skip(from).take(page);
    let given = given.map(|(position, segment)| StoredSegmentMsg {
        position,
        segment: segment.clone(),
        keyboxes: Vec::new(),
    });
    let news = CompartmentNewsMsg {
        compartment: COMPARTMENT,
        head_position,
        head_chain,
        chain_at_cursor: Some(chain(&log[..from])),
        checkpoint: signer.sign(&checkpoint_bytes(life, COMPARTMENT, head_position, head_chain)),
        segments: given.collect(),
    };
    let compartments = vec![news];
    Answer::Synced(SyncedMsg { generation: life, time_ms: 1_000_000_000, compartments, logs: Vec::new() })
}

impl Desk {
    /// Lays out segments of one stream.
    fn lay_out(&mut self, stream: StreamId, all: &[Vec<u8>]) {
        for (first_seq, bytes) in (0..).zip(all) {
            self.mailbox.post(Outgoing {
                compartment: COMPARTMENT,
                stream,
                first_seq,
                count: 1,
                hash: sha256(bytes),
                bytes: bytes.clone(),
                keyboxes: Vec::new(),
            });
        }
    }

    /// Starts: the upload and the question that go out side by side.
    fn start_both(&mut self) -> (CallId, CallId) {
        let effects = self.tell(Event::Start);
        let calls: Vec<_> = effects
            .iter()
            .filter_map(|one| match one {
                Effect::Call { call, request } => Some((*call, request)),
                _ => None,
            })
            .collect();
        let [(upload, RelayCall::Upload(_)), (question, RelayCall::Sync(_))] = calls.as_slice() else {
            panic!("{calls:?}")
        };
        (*upload, *question)
    }

    /// The relay took a segment at this place of its log.
    fn uploaded(&mut self, id: CallId, log: &[Vec<u8>]) -> Vec<Effect> {
        let (position, chain) = (log.len() as u64, chain(log));
        self.answer(id, Ok(Answer::Uploaded(UploadedMsg { generation: GENERATION, position, chain })))
    }

    fn position(&self) -> u64 {
        self.mailbox.cursor(COMPARTMENT).unwrap().unwrap().position
    }
}

fn incoming(effects: &[Effect]) -> Option<u64> {
    effects.iter().find_map(|one| match one {
        Effect::Notify(SyncNotice::Incoming { segments, .. }) => Some(*segments),
        _ => None,
    })
}

/// More is left, and something came: the next page is asked for at once.
#[test]
fn page_follows_page_without_a_wait() {
    let (mut desk, signer) = signed_desk();
    let log = segments(3);
    let mut effects = desk.tell(Event::Start);
    for from in 0..3 {
        let Some((id, RelayCall::Sync(msg))) = call(&effects) else { panic!("{effects:?}") };
        assert_eq!(msg.cursors[0].position, from as u64);
        effects = desk.answer(id, Ok(page(&signer, GENERATION, &log, from, 1)));
        assert_eq!(incoming(&effects), Some(1));
        assert!(!is_refused(&effects, "sync.empty_page"), "{effects:?}");
    }
    assert_eq!(call(&effects), None, "nothing is left");
}

/// What the device sent itself while the question was under way is not taken for something that came in.
#[test]
fn of_a_page_only_what_the_device_does_not_hold_comes_in() {
    let (mut desk, signer) = signed_desk();
    let log = segments(3);
    desk.lay_out(StreamId([3; 16]), &log[..1]);
    let (upload, question) = desk.start_both();
    desk.uploaded(upload, &log[..1]);
    assert_eq!(desk.position(), 1);
    let effects = desk.answer(question, Ok(page(&signer, GENERATION, &log, 0, 3)));
    assert_eq!(incoming(&effects), Some(2), "{effects:?}");
    assert_eq!(desk.mailbox.incoming().len(), 2);
    assert_eq!(desk.position(), 3);
}

/// The relay answered before it took what the device has sent since.
#[test]
fn an_answer_that_comes_late_takes_the_device_back_by_nothing() {
    let (mut desk, signer) = signed_desk();
    let log = segments(2);
    desk.lay_out(StreamId([3; 16]), &log);
    let (upload, question) = desk.start_both();
    let effects = desk.uploaded(upload, &log[..1]);
    let Some((upload, RelayCall::Upload(_))) = call(&effects) else { panic!("{effects:?}") };
    desk.uploaded(upload, &log);
    let effects = desk.answer(question, Ok(page(&signer, GENERATION, &log[..1], 0, 1)));
    assert_eq!((desk.position(), incoming(&effects)), (2, None), "{effects:?}");
}

/// A relay that is another one now and stands where it stood: the device stands there in its new life.
#[test]
fn a_device_follows_its_relay_into_a_new_life() {
    let (mut desk, signer) = signed_desk();
    let log = segments(2);
    let effects = desk.tell(Event::Start);
    desk.answer(call(&effects).unwrap().0, Ok(page(&signer, GENERATION, &log, 0, 2)));
    let effects = desk.wake();
    let renewed = GenerationId([8; 16]);
    desk.answer(call(&effects).unwrap().0, Ok(page(&signer, renewed, &log, 2, 0)));
    let cursor = desk.mailbox.cursor(COMPARTMENT).unwrap().unwrap();
    assert_eq!((cursor.generation, cursor.position), (renewed, 2));
}

/// Its log goes on where the device stands, and ends before what it had acknowledged: it is told at once.
#[test]
fn a_log_that_ends_before_what_was_acknowledged_went_back() {
    let (mut desk, signer) = signed_desk();
    let log = segments(3);
    let stream = StreamId([3; 16]);
    desk.lay_out(stream, &[vec![0x70]]);
    let chain = chain(&log[..2]);
    let cursor = Some(CursorMsg { compartment: COMPARTMENT, generation: GENERATION, position: 2, chain });
    desk.mailbox
        .acknowledge(&sync::Acknowledgement {
            stream,
            first_seq: 0,
            hash: sha256(&[0x70]),
            position: 5,
            cursor,
        })
        .unwrap();
    let effects = desk.tell(Event::Start);
    let effects = desk.answer(call(&effects).unwrap().0, Ok(page(&signer, GENERATION, &log, 2, 1)));
    let about = Subject::Compartment(COMPARTMENT);
    assert!(effects.contains(&Effect::Notify(SyncNotice::RelayRolledBack { about })), "{effects:?}");
}

/// Fetching waits for what is compared, so that does not wait for a backlog.
#[test]
fn what_a_relay_is_compared_by_goes_before_what_was_never_sent() {
    let (mut desk, _) = signed_desk();
    let (backlog, compared) = (segments(3), vec![vec![0x70]]);
    desk.lay_out(StreamId([1; 16]), &backlog);
    let stream = StreamId([9; 16]);
    desk.lay_out(stream, &compared);
    desk.mailbox
        .acknowledge(&sync::Acknowledgement {
            stream,
            first_seq: 0,
            hash: sha256(&[0x70]),
            position: 1,
            cursor: None,
        })
        .unwrap();
    let (upload, question) = desk.start_both();
    let Ok(Answer::Synced(msg)) = desk.nothing_new() else { unreachable!() };
    desk.answer(question, Ok(Answer::Synced(SyncedMsg { generation: GenerationId([8; 16]), ..msg })));
    let effects = desk.uploaded(upload, &backlog[..1]);
    let Some((_, RelayCall::Upload(msg))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(msg.segment, compared[0]);
}

/// The relay says nothing of a log, though of another one: it stands where the device does. Should it lack certificates
/// after that, they are given back once more.
#[test]
fn a_log_of_which_a_relay_has_no_news_is_trusted_again() {
    let (mut desk, _) = signed_desk();
    let log = LogId::from(COMPARTMENT);
    desk.mailbox.follow(log, vec![certificate(log)]);
    desk.lay_out(StreamId([3; 16]), &segments(1));
    let (upload, question) = desk.start_both();
    let effects = desk.refuse(upload, RefusalCode::LogConflict);
    let Some((id, RelayCall::Certificates(_))) = call(&effects) else { panic!("{effects:?}") };
    let taken = Answer::Certificates(protocol::wire::LogHeadsMsg { heads: Vec::new() });
    let effects = desk.answer(id, Ok(taken));
    let Some((id, RelayCall::Upload(_))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(call(&desk.refuse(id, RefusalCode::LogConflict)), None, "once");
    let other = LogId([0x77; 16]);
    let news = desk.news_of(other);
    desk.answer(question, news);
    assert_eq!(desk.follows(other), 1);
    for _ in 0..20 {
        let effects = desk.wake();
        for one in effects {
            let Effect::Call { call: id, request } = one else { continue };
            if let RelayCall::Upload(_) = request {
                let effects = desk.refuse(id, RefusalCode::LogConflict);
                let certificates =
                    |one: &Effect| matches!(one, Effect::Call { request: RelayCall::Certificates(_), .. });
                assert!(effects.iter().any(certificates), "{effects:?}");
                return;
            }
        }
    }
    panic!("it was never sent again");
}

//! One engine, its answers made by hand: when it asks again, and what it asks for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests")]

use footbridge_testkit::{COMPARTMENT, Signer};
use footbridge_testkit::{MemoryMailbox, SeededRandom};
use protocol::certificate::{Certificate, Place, Statement};
use protocol::limits::COMPARTMENTS_MAX;
use protocol::wire::{
    CompartmentNewsMsg, CursorMsg, LogNewsMsg, RefusalCode, RefusalMsg, SyncedMsg, UploadedMsg,
};
use protocol::{GenerationId, Hash, LogId, PublicKey, Signature, StreamId};
use sync::{
    Answer, CallError, CallId, Config, Effect, Engine, Event, KnownRelay, Mailbox, Outgoing, RelayCall,
    Subject, SyncNotice,
};

mod comparing;
mod fetching;
mod pages;
mod sending;

const GENERATION: GenerationId = GenerationId([7; 16]);

/// An engine that has met its relay, and the time.
struct Desk {
    engine: Engine,
    mailbox: MemoryMailbox,
    rng: SeededRandom,
    now_ms: i64,
}

impl Desk {
    fn new() -> Self {
        let mut mailbox = MemoryMailbox::new();
        mailbox.set_relay(&KnownRelay { generation: GENERATION, key: PublicKey([2; 32]) }).unwrap();
        Self {
            engine: Engine::new(Config::default()),
            mailbox,
            rng: SeededRandom::new(61),
            now_ms: 1_000_000_000,
        }
    }

    fn tell(&mut self, event: Event) -> Vec<Effect> {
        self.engine.handle(&mut self.mailbox, self.now_ms, &mut self.rng, event).unwrap()
    }

    fn answer(&mut self, call: CallId, result: Result<Answer, CallError>) -> Vec<Effect> {
        self.tell(Event::Answered { call, result })
    }

    /// Goes to the time that the engine waits for.
    fn wake(&mut self) -> Vec<Effect> {
        self.now_ms = self.engine.wake_at_ms().unwrap();
        self.tell(Event::Tick)
    }

    fn nothing_new(&self) -> Result<Answer, CallError> {
        let (compartments, logs) = (Vec::new(), Vec::new());
        Ok(Answer::Synced(SyncedMsg { generation: GENERATION, time_ms: self.now_ms, compartments, logs }))
    }

    fn refusal(&self, code: RefusalCode) -> Result<Answer, CallError> {
        let (time_ms, retry_after_s) = (self.now_ms, 0);
        Err(CallError::Refused(RefusalMsg { code, head: None, logs: Vec::new(), time_ms, retry_after_s }))
    }
}

fn call(effects: &[Effect]) -> Option<(CallId, RelayCall)> {
    let mut calls = effects.iter().filter_map(|one| match one {
        Effect::Call { call, request } => Some((*call, request.clone())),
        _ => None,
    });
    let first = calls.next();
    assert_eq!(calls.next(), None, "one at a time");
    first
}

fn is_refused(effects: &[Effect], wanted: &str) -> bool {
    let mut all = effects.iter();
    all.any(|one| matches!(one, Effect::Notify(SyncNotice::Refused { code, .. }) if *code == wanted))
}

const LOG: LogId = LogId([0x10; 16]);

fn certificate(log: LogId) -> Vec<u8> {
    let issuer = Signer::new(&mut SeededRandom::new(1));
    let place =
        Place { log, index: 0, previous: Hash::ZERO, seen: 0, issuer: issuer.public(), issuer_number: 0 };
    let statement = Statement::Unknown { kind: 999, clear: vec![1, 2, 3] };
    Certificate::issue(place, statement, Vec::new(), |bytes| issuer.sign(bytes)).encode()
}

impl Desk {
    /// The first certificate of a log, and no news of anything else.
    fn news_of(&self, log: LogId) -> Result<Answer, CallError> {
        let Ok(Answer::Synced(mut msg)) = self.nothing_new() else { unreachable!() };
        msg.logs.push(LogNewsMsg { log, count: 1, certificates: vec![certificate(log)] });
        Ok(Answer::Synced(msg))
    }

    fn follows(&self, log: LogId) -> u32 {
        let heads = self.mailbox.log_heads().unwrap();
        heads.iter().find(|head| head.log == log).map_or(0, |head| head.count)
    }

    fn post(&mut self) {
        self.mailbox.hold(COMPARTMENT);
        self.mailbox.post(Outgoing {
            compartment: COMPARTMENT,
            stream: StreamId([3; 16]),
            first_seq: 0,
            count: 1,
            hash: Hash([4; 32]),
            bytes: vec![1],
            keyboxes: Vec::new(),
        });
    }
}

impl Desk {
    /// Starts, and gives the upload that went out beside the question.
    fn upload(&mut self) -> CallId {
        let effects = self.tell(Event::Start);
        let mut uploads = effects.iter().filter_map(|one| match one {
            Effect::Call { call, request: RelayCall::Upload(_) } => Some(*call),
            _ => None,
        });
        uploads.next_back().unwrap()
    }

    fn refuse(&mut self, id: CallId, code: RefusalCode) -> Vec<Effect> {
        let answer = self.refusal(code);
        self.answer(id, answer)
    }
}

fn segment_hash(seq: u8) -> Hash {
    Hash([0x40 + seq; 32])
}

impl Desk {
    /// So many segments of one entry each, of which the relay acknowledged the first ones.
    fn stream(&mut self, count: u8, acknowledged: u8) {
        self.mailbox.hold(COMPARTMENT);
        for seq in 0..count {
            let (stream, first_seq) = (StreamId([3; 16]), u64::from(seq));
            self.mailbox.post(Outgoing {
                compartment: COMPARTMENT,
                stream,
                first_seq,
                count: 1,
                hash: segment_hash(seq),
                bytes: vec![seq],
                keyboxes: Vec::new(),
            });
            if seq < acknowledged {
                let position = first_seq + 1;
                // fetched as far as it was sent
                let chain = Hash([seq; 32]);
                let cursor =
                    Some(CursorMsg { compartment: COMPARTMENT, generation: GENERATION, position, chain });
                self.mailbox
                    .acknowledge(&sync::Acknowledgement {
                        stream,
                        first_seq,
                        hash: segment_hash(seq),
                        position,
                        cursor,
                    })
                    .unwrap();
            }
        }
    }

    /// The relay says what it has of the stream.
    fn contradict(&mut self, id: CallId, code: RefusalCode, next_seq: u64, hash: Hash) -> Vec<Effect> {
        let Err(CallError::Refused(refusal)) = self.refusal(code) else { unreachable!() };
        let head = Some(protocol::wire::StreamHeadMsg { next_seq, hash });
        self.answer(id, Err(CallError::Refused(RefusalMsg { head, ..refusal })))
    }
}

/// A desk whose relay came back as another one, with the upload by which it is compared.
fn comparing() -> (Desk, CallId) {
    let mut desk = Desk::new();
    desk.stream(4, 4);
    let effects = desk.tell(Event::Start);
    let Ok(Answer::Synced(msg)) = desk.nothing_new() else { unreachable!() };
    let restored = SyncedMsg { generation: GenerationId([8; 16]), ..msg };
    let effects = desk.answer(call(&effects).unwrap().0, Ok(Answer::Synced(restored)));
    let Some((id, RelayCall::Upload(_))) = call(&effects) else { panic!("{effects:?}") };
    (desk, id)
}

/// The first certificates of a log.
fn issued(count: u32) -> Vec<Vec<u8>> {
    let issuer = Signer::new(&mut SeededRandom::new(1));
    let mut previous = Hash::ZERO;
    let mut issue = |index: u32| {
        let issuer_number = u64::from(index);
        let place = Place { log: LOG, index, previous, seen: index, issuer: issuer.public(), issuer_number };
        let statement = Statement::Unknown { kind: 999, clear: vec![1, 2, 3] };
        let one = Certificate::issue(place, statement, Vec::new(), |bytes| issuer.sign(bytes));
        previous = one.hash();
        one.encode()
    };
    (0..count).map(&mut issue).collect()
}

/// A log of two, given back from its last one on.
fn giving_back_two() -> (Desk, CallId, Vec<Vec<u8>>) {
    let all = issued(2);
    let mut desk = Desk::new();
    desk.mailbox.follow(LOG, all.clone());
    desk.post();
    let id = desk.upload();
    let effects = desk.refuse(id, RefusalCode::LogConflict);
    let Some((id, RelayCall::Certificates(msg))) = call(&effects) else { panic!("{effects:?}") };
    assert_eq!(msg.certificates, all[1..]);
    (desk, id, all)
}

impl Desk {
    /// The relay's log stands there.
    fn log_stands(&mut self, id: CallId, count: u32, hash: Hash) -> Vec<Effect> {
        let Err(CallError::Refused(refusal)) = self.refusal(RefusalCode::LogConflict) else { unreachable!() };
        let logs = vec![protocol::wire::LogHeadMsg { log: LOG, count, hash }];
        self.answer(id, Err(CallError::Refused(RefusalMsg { logs, ..refusal })))
    }
}

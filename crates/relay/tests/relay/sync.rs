//! One request for everything new.

use footbridge_relay::store::MemoryStore;
use footbridge_relay::{Claim, limits::Limits};
use protocol::wire::{
    CertificatesMsg, CompartmentNewsMsg, CursorMsg, LogHeadMsg, RefusalCode, RelayInfoMsg, SyncMsg,
    SyncedMsg, checkpoint_bytes, next_chain,
};
use protocol::{Encode, GenerationId, Hash, Header, LogId, Segment, sha256};

use crate::town::{
    CARE, COLLABORATIVE, Device, FRESH, SHARED, Town, cursor, no_log, relay_over, start, town,
};

fn chain_of<P: crate::town::Port>(town: &Town<P>, count: usize) -> Vec<Segment> {
    let mut all: Vec<Segment> = Vec::new();
    for _ in 0..count {
        let next = town.founder.segment(1, all.last(), 1);
        town.upload(&town.founder, &next);
        all.push(next);
    }
    all
}

fn positions(news: &CompartmentNewsMsg) -> Vec<u64> {
    news.segments.iter().map(|one| one.position).collect()
}

#[test]
fn news_are_chained_and_signed_and_then_there_is_nothing_new() {
    let town = town();
    let sent = chain_of(&town, 3);
    let synced = town.sync(&town.founder, start(SHARED));
    assert_eq!((synced.generation, synced.time_ms), (FRESH.generation, town.now_ms));
    let news = &synced.compartments[0];
    assert_eq!((positions(news), news.chain_at_cursor), (vec![1, 2, 3], Some(Hash::ZERO)));
    let mut chain = Hash::ZERO;
    for (stored, sent) in news.segments.iter().zip(&sent) {
        assert_eq!(stored.segment, sent.encode());
        chain = next_chain(chain, sha256(&stored.segment));
    }
    assert_eq!((news.head_position, news.head_chain), (3, chain));
    let info: RelayInfoMsg = town.call(None, "GET", "/v1/relay", b"").ok();
    assert_eq!((info.collaborative, info.time_ms), (Some(COLLABORATIVE), town.now_ms));
    let signed = checkpoint_bytes(info.generation, SHARED, 3, chain);
    assert!(info.key.verify(&signed, &news.checkpoint));
    let end = CursorMsg { compartment: SHARED, generation: info.generation, position: 3, chain };
    let reply = town.try_sync(
        &town.founder,
        &SyncMsg { cursors: vec![end], logs: Vec::new(), max_bytes: 1 << 20, report: None },
    );
    assert!(reply.body.len() <= 64, "nothing new costs {} bytes", reply.body.len());
    assert_eq!(reply.ok::<SyncedMsg>().compartments, []);
}

#[test]
fn pages_follow_each_other_without_gap_or_overlap() {
    let town = town();
    let sent = chain_of(&town, 7);
    let one = sent[0].encode().len();
    let mut at = start(SHARED);
    let mut read = Vec::new();
    for _ in 0..20 {
        let cursors = vec![at.clone()];
        let max_bytes = u32::try_from(one * 5 / 2).unwrap();
        let message = SyncMsg { cursors, logs: Vec::new(), max_bytes, report: None };
        let synced: SyncedMsg = town.try_sync(&town.founder, &message).ok();
        let Some(news) = synced.compartments.first() else { break };
        assert!((1..=2).contains(&news.segments.len()), "{} segments in a page", news.segments.len());
        for stored in &news.segments {
            at.position = stored.position;
            at.chain = next_chain(at.chain, sha256(&stored.segment));
            at.generation = synced.generation;
            read.push(stored.position);
        }
    }
    assert_eq!(read, (1..=7).collect::<Vec<_>>());
}

#[test]
fn a_backlog_in_one_compartment_does_not_starve_another() {
    let mut town = town();
    let care = town.founding_of(CARE);
    town.post(care);
    chain_of(&town, 5);
    let header = Header { compartment: CARE, ..town.founder.segment(2, None, 1).header };
    town.upload(&town.founder, &town.founder.sign_segment(header));
    let cursors = vec![start(SHARED), start(CARE), start(SHARED)];
    let synced: SyncedMsg =
        town.try_sync(&town.founder, &SyncMsg { cursors, logs: Vec::new(), max_bytes: 1, report: None }).ok();
    let read: Vec<_> = synced.compartments.iter().map(|news| (news.compartment, positions(news))).collect();
    assert_eq!(read, [(SHARED, vec![1]), (CARE, vec![1])]);
}

#[test]
fn a_device_reads_only_the_compartments_it_is_in() {
    let mut town = town();
    let medic = town.enrol("medic");
    let care = town.founding_of(CARE);
    town.post(care);
    let header = Header { compartment: CARE, ..town.founder.segment(2, None, 1).header };
    town.upload(&town.founder, &town.founder.sign_segment(header));
    chain_of(&town, 1);
    let cursors = vec![start(CARE), start(SHARED)];
    let synced: SyncedMsg =
        town.try_sync(&medic, &SyncMsg { cursors, logs: Vec::new(), max_bytes: 1 << 20, report: None }).ok();
    let read: Vec<_> = synced.compartments.iter().map(|news| news.compartment).collect();
    assert_eq!(read, [SHARED]);
}

#[test]
fn a_cursor_that_does_not_fit_is_told_so() {
    let town = town();
    chain_of(&town, 2);
    let at =
        |position, chain| CursorMsg { compartment: SHARED, generation: FRESH.generation, position, chain };
    let ask = |cursor| town.sync(&town.founder, cursor).compartments.remove(0);
    let other = ask(at(1, sha256(b"another history")));
    assert_eq!((positions(&other), other.head_position), (vec![], 2));
    assert!(other.chain_at_cursor.is_some_and(|chain| chain != sha256(b"another history")));
    let beyond = ask(at(9, sha256(b"lost")));
    assert_eq!((beyond.segments.len(), beyond.chain_at_cursor, beyond.head_position), (0, None, 2));
    let rewritten = ask(at(2, sha256(b"rewritten")));
    assert_eq!((rewritten.segments.len(), rewritten.head_position), (0, 2));
    // not even position 0 may come with a history
    let confused = ask(at(0, sha256(b"x")));
    assert_eq!((confused.segments.len(), confused.chain_at_cursor), (0, Some(Hash::ZERO)));
}

#[test]
fn a_relay_that_lost_what_it_acknowledged_is_found_out_and_mended() {
    let backup = MemoryStore::new();
    let before = Town::found(relay_over(backup.clone(), Limits::default(), Claim::Open), 0, "");
    let kept = chain_of(&before, 1);
    let (backup, lost) = (before.port.store().clone(), before.founder.segment(1, kept.last(), 1));
    let held = cursor(&before.upload(&before.founder, &lost));
    backup.renew_generation(GenerationId([0x77; 16]));
    let after = Town { port: relay_over(backup, Limits::default(), Claim::Open), ..before };
    let synced = after.sync(&after.founder, held.clone());
    assert_eq!(synced.generation, GenerationId([0x77; 16]));
    let news = &synced.compartments[0];
    assert_eq!((news.head_position, news.chain_at_cursor), (1, None));
    assert_eq!(after.upload(&after.founder, &lost).chain, held.chain);
    // the same history in a new life: the cursor still fits, and only the new life is told
    let mended = after.sync(&after.founder, held.clone()).compartments.remove(0);
    assert_eq!((mended.chain_at_cursor, mended.segments.len()), (Some(held.chain), 0));
}

#[test]
fn logs_come_from_where_the_device_stands() {
    let mut town = town();
    let medic = town.enrol("medic");
    let all = |logs: Vec<LogHeadMsg>| {
        let message = SyncMsg { cursors: Vec::new(), logs, max_bytes: 0, report: None };
        town.try_sync(&medic, &message).ok::<SyncedMsg>().logs
    };
    let whole = all(vec![no_log(COLLABORATIVE), no_log(SHARED)]);
    let shared = LogHeadMsg { log: SHARED.into(), count: 5, hash: sha256(&whole[1].certificates[4]) };
    let ask = |mut logs: Vec<LogHeadMsg>| {
        logs.push(shared.clone());
        all(logs)
    };
    assert_eq!(whole.iter().map(|log| log.count).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(whole[0].certificates.len(), 3);
    let hash = |index: usize| sha256(&whole[0].certificates[index]);
    let log = LogId::from(COLLABORATIVE);
    let rest = ask(vec![LogHeadMsg { log, count: 2, hash: hash(1) }]);
    assert_eq!(rest[0].certificates, whole[0].certificates[2..]);
    assert_eq!(ask(vec![LogHeadMsg { log, count: 3, hash: hash(2) }]), []);
    // the relay lacks what the device holds, or holds something else
    let lacking = ask(vec![LogHeadMsg { log, count: 4, hash: hash(2) }]);
    assert_eq!((lacking[0].count, lacking[0].certificates.len()), (3, 0));
    let differing = ask(vec![LogHeadMsg { log, count: 3, hash: hash(0) }]);
    assert_eq!((differing[0].count, differing[0].certificates.len()), (3, 0));
    let unknown = LogId([0xee; 16]);
    assert_eq!(ask(vec![no_log(unknown)]), []);
}

/// A compartment's log names its devices and tells when its key changes: that is for its members.
#[test]
fn a_log_is_told_of_to_who_is_admitted_and_to_nobody_else() {
    let mut town = town();
    let medic = town.enrol("medic");
    let care = town.founding_of(CARE);
    town.post(care);
    let ask = |device: &Device, logs: Vec<LogHeadMsg>| {
        let message = SyncMsg { cursors: Vec::new(), logs, max_bytes: 0, report: None };
        let logs = town.try_sync(device, &message).ok::<SyncedMsg>().logs;
        logs.into_iter().map(|log| (log.log, log.certificates.len())).collect::<Vec<_>>()
    };
    // the founder was admitted to both and names neither
    let (main, shared, care) = (LogId::from(COLLABORATIVE), LogId::from(SHARED), LogId::from(CARE));
    let mut told = ask(&town.founder, vec![no_log(COLLABORATIVE)]);
    told.sort_unstable();
    let mut expected = vec![(main, 3), (shared, 5), (care, 3)];
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert_eq!(
        ask(&medic, vec![no_log(COLLABORATIVE), no_log(SHARED), no_log(CARE)]),
        [(main, 3), (shared, 5)]
    );
    // who holds more than there is here was a member before the relay lost it: it must hear of that
    let more = LogHeadMsg { log: care, count: 9, hash: Hash::ZERO };
    let asked = vec![no_log(COLLABORATIVE), no_log(SHARED), more];
    assert_eq!(ask(&medic, asked).last(), Some(&(care, 0)));
}

#[test]
fn an_unspent_invitation_reads_certificates_only() {
    let mut town = town();
    let invitation = town.invitation("code", town.now_ms + 1_000);
    town.post(invitation);
    let care = town.founding_of(CARE);
    town.post(care);
    let guest = Device::of_invite("code");
    let logs = || vec![no_log(COLLABORATIVE), no_log(SHARED), no_log(CARE)];
    let message = SyncMsg { cursors: Vec::new(), logs: logs(), max_bytes: 0, report: None };
    let synced: SyncedMsg = town.try_sync(&guest, &message).ok();
    let read: Vec<LogId> = synced.logs.iter().map(|log| log.log).collect();
    assert_eq!(read, [LogId::from(COLLABORATIVE), LogId::from(SHARED)]);
    let greedy = SyncMsg { cursors: vec![start(SHARED)], logs: Vec::new(), max_bytes: 0, report: None };
    assert_eq!(town.try_sync(&guest, &greedy).code(), RefusalCode::Forbidden);
    let segment = town.founder.segment(1, None, 1);
    assert_eq!(town.try_upload(&guest, &segment, Vec::new()).code(), RefusalCode::Forbidden);
    let medic = Device::of("medic");
    let joining = town.joining("code", &medic);
    town.post(joining);
    assert_eq!(town.try_sync(&guest, &message).code(), RefusalCode::InvitationSpent);
    assert_eq!(town.try_sync(&medic, &message).status, 200);
}

#[test]
fn an_expired_invitation_opens_nothing() {
    let mut town = town();
    let invitation = town.invitation("code", town.now_ms + 1_000);
    town.post(invitation);
    town.now_ms += 1_000;
    let guest = Device::of_invite("code");
    let message = SyncMsg { cursors: Vec::new(), logs: Vec::new(), max_bytes: 0, report: None };
    assert_eq!(town.try_sync(&guest, &message).code(), RefusalCode::InvitationExpired);
    let joining = town.joining("code", &Device::of("medic"));
    assert_eq!(town.try_post(joining).code(), RefusalCode::InvitationExpired);
}

#[test]
fn what_is_over_the_limits_is_told_when_to_come_back() {
    let limits = Limits { requests_per_minute: 60, requests_burst: 2, ..Limits::default() };
    let mut town = Town::found(relay_over(MemoryStore::new(), limits, Claim::Open), 0, "");
    let message = SyncMsg { cursors: Vec::new(), logs: Vec::new(), max_bytes: 0, report: None };
    for _ in 0..2 {
        assert_eq!(town.try_sync(&town.founder, &message).status, 200);
    }
    let reply = town.call(Some(&town.founder), "POST", "/v1/sync", &message.encode());
    assert_eq!((reply.status, reply.retry_after_s), (429, Some(1)));
    assert_eq!(reply.refusal().retry_after_s, 1);
    town.now_ms += 1_000;
    assert_eq!(town.try_sync(&town.founder, &message).status, 200);
}

#[test]
fn strangers_cannot_keep_a_device_out() {
    let limits = Limits { unknown_requests_per_minute: 5, ..Limits::default() };
    let mut town = Town::found(relay_over(MemoryStore::new(), limits, Claim::Open), 0, "");
    while town.call(None, "GET", "/v1/relay", b"").status == 200 {}
    let stranger = Device::of("stranger");
    assert_eq!(town.call(Some(&stranger), "GET", "/v1/relay", b"").code(), RefusalCode::Throttled);
    let epoch = town.epoch(SHARED);
    assert_eq!(town.try_post(vec![epoch.clone()]).code(), RefusalCode::Throttled);
    let signed = CertificatesMsg { certificates: vec![epoch] }.encode();
    assert_eq!(town.call(Some(&town.founder), "POST", "/v1/certificates", &signed).status, 200);
}

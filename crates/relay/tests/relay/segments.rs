//! Posting segments.

use protocol::roster::Arrival;
use protocol::wire::{
    CertificatesMsg, LogHeadMsg, RefusalCode, StreamHeadMsg, SyncMsg, UploadMsg, next_chain,
};
use protocol::{Certificate, CompartmentHandle, Encode, Hash, Header, LogId, Roster};

use footbridge_relay::Relay;
use footbridge_relay::store::MemoryStore;

use crate::town::{CARE, COLLABORATIVE, Device, FRESH, SHARED, Town, cursor, keybox, no_log, start, town};

#[test]
fn a_segment_gets_the_next_place_and_the_same_again_the_same_answer() {
    let mut town = town();
    let medic = town.enrol("medic");
    let first = town.founder.segment(1, None, 3);
    let other = medic.segment(2, None, 1);
    let second = town.founder.segment(1, Some(&first), 1);
    let at_first = town.upload(&town.founder, &first);
    assert_eq!((at_first.position, at_first.chain), (1, next_chain(Hash::ZERO, first.hash())));
    assert_eq!(at_first.generation, FRESH.generation);
    let at_other = town.upload(&medic, &other);
    assert_eq!((at_other.position, at_other.chain), (2, next_chain(at_first.chain, other.hash())));
    assert_eq!(town.upload(&town.founder, &second).position, 3);
    assert_eq!(town.upload(&town.founder, &first), at_first);
    assert_eq!(town.sync(&medic, start(SHARED)).compartments[0].head_position, 3);
}

#[test]
fn a_gap_and_a_fork_say_where_the_stream_stands() {
    let town = town();
    let first = town.founder.segment(1, None, 3);
    let second = town.founder.segment(1, Some(&first), 2);
    let too_early = town.try_upload(&town.founder, &second, Vec::new()).refusal();
    assert_eq!(too_early.code, RefusalCode::StreamGap);
    assert_eq!(too_early.head, Some(StreamHeadMsg { next_seq: 0, hash: Hash::ZERO }));
    town.upload(&town.founder, &first);
    let clone = town.founder.segment(1, None, 2);
    let fork = town.try_upload(&town.founder, &clone, Vec::new()).refusal();
    assert_eq!(fork.code, RefusalCode::StreamFork);
    assert_eq!(fork.head, Some(StreamHeadMsg { next_seq: 3, hash: first.hash() }));
    town.upload(&town.founder, &second);
}

#[test]
fn who_signed_it_decides_and_a_colleague_may_carry_it() {
    let mut town = town();
    let medic = town.enrol("medic");
    let carried = medic.segment(2, None, 1);
    assert_eq!(town.upload(&town.founder, &carried).position, 1);
    let stranger = Device::of("stranger").segment(3, None, 1);
    let refused = town.try_upload(&town.founder, &stranger, Vec::new());
    assert_eq!(refused.code(), RefusalCode::Forbidden);
    // the founder's stream is not the medic's to continue
    let founders = town.founder.segment(1, None, 1);
    town.upload(&town.founder, &founders);
    let stolen = medic.segment(1, Some(&founders), 1);
    assert_eq!(town.try_upload(&medic, &stolen, Vec::new()).code(), RefusalCode::Forbidden);
}

#[test]
fn a_damaged_segment_is_refused() {
    let town = town();
    let mut segment = town.founder.segment(1, None, 1);
    segment.body[7] ^= 1;
    assert_eq!(town.try_upload(&town.founder, &segment, Vec::new()).code(), RefusalCode::BadSignature);
    // signed by one device in another's name
    let mut header = town.founder.segment(1, None, 1).header;
    header.device = town.founder.id();
    let forged = Device::of("stranger").sign_segment(header);
    assert_eq!(town.try_upload(&town.founder, &forged, Vec::new()).code(), RefusalCode::BadSignature);
    assert!(town.sync(&town.founder, start(SHARED)).compartments.is_empty());
}

#[test]
fn a_newer_format_is_carried() {
    let town = town();
    let header = Header { version: 2, extension: vec![1, 2, 3], ..town.founder.segment(1, None, 1).header };
    let newer = town.founder.sign_segment(header);
    town.upload(&town.founder, &newer);
    let news = town.sync(&town.founder, start(SHARED)).compartments.remove(0);
    assert_eq!(news.segments[0].segment, newer.encode());
}

#[test]
fn only_devices_of_the_compartment_write_to_it() {
    let mut town = town();
    let medic = town.enrol("medic");
    let care = town.founding_of(CARE);
    town.post(care);
    let header = Header { compartment: CARE, ..medic.segment(2, None, 1).header };
    let outside = medic.sign_segment(header);
    assert_eq!(town.try_upload(&medic, &outside, Vec::new()).code(), RefusalCode::Forbidden);
    let header = Header { compartment: CARE, ..town.founder.segment(2, None, 1).header };
    assert_eq!(town.upload(&town.founder, &town.founder.sign_segment(header)).position, 1);
    let nowhere = CompartmentHandle([0xee; 16]);
    let header = Header { compartment: nowhere, ..town.founder.segment(3, None, 1).header };
    let lost = town.founder.sign_segment(header);
    assert_eq!(town.try_upload(&town.founder, &lost, Vec::new()).code(), RefusalCode::Forbidden);
}

#[test]
fn a_revoked_device_is_cut_off_at_once_and_its_carrier_is_not_told_it_is_revoked() {
    let mut town = town();
    let medic = town.enrol("medic");
    let sent = medic.segment(2, None, 1);
    town.upload(&medic, &sent);
    let revocation = town.revocation(medic.id());
    town.post(vec![revocation]);
    let late = medic.segment(2, Some(&sent), 1);
    assert_eq!(town.try_upload(&medic, &late, Vec::new()).code(), RefusalCode::Revoked);
    assert_eq!(town.try_upload(&town.founder, &late, Vec::new()).code(), RefusalCode::Forbidden);
    let message = SyncMsg { cursors: vec![start(SHARED)], logs: Vec::new(), max_bytes: 0, report: None };
    assert_eq!(town.try_sync(&medic, &message).code(), RefusalCode::Revoked);
    // whoever cannot sign as the device learns nothing of it
    let impostor = Device { signing: crate::town::Key::of("medic"), transport: crate::town::Key::of("x") };
    assert_eq!(town.try_upload(&impostor, &late, Vec::new()).code(), RefusalCode::Unauthenticated);
}

/// [I] A revoked device is given the proof, and not one certificate that came after it; nobody else is given that.
#[test]
fn a_revoked_device_is_given_the_proof_and_nothing_after_it() {
    let mut town = town();
    let (medic, other) = (town.enrol("medic"), town.enrol("other"));
    let log = LogId::from(COLLABORATIVE);
    let ask = |town: &Town<Relay<MemoryStore>>, device: &Device, known: &LogHeadMsg| {
        town.call(Some(device), "POST", "/v1/certificates/revocation", &known.encode())
    };
    assert_eq!(ask(&town, &medic, &no_log(log)).code(), RefusalCode::Forbidden, "it is not revoked");
    let revocation = town.revocation(medic.id());
    town.post(vec![revocation.clone()]);
    let later = town.invitation("somebody later", 1 << 40);
    town.post(later);
    let read: CertificatesMsg = ask(&town, &medic, &no_log(log)).ok();
    assert_eq!(read.certificates.last(), Some(&revocation));
    let mut roster = Roster::new();
    for one in &read.certificates {
        roster.apply(&Certificate::decode(one).unwrap(), Arrival::Earlier).unwrap();
    }
    assert!(roster.device(&medic.id()).unwrap().is_revoked());
    let head = roster.head(log);
    let before = LogHeadMsg { count: head.count - 1, ..head };
    let rest: CertificatesMsg = ask(&town, &medic, &before).ok();
    assert_eq!(rest.certificates, [revocation]);
    let none: CertificatesMsg = ask(&town, &medic, &head).ok();
    assert_eq!(none.certificates, Vec::<Vec<u8>>::new());
    assert_eq!(ask(&town, &medic, &no_log(SHARED)).code(), RefusalCode::Forbidden);
    assert_eq!(ask(&town, &other, &no_log(log)).code(), RefusalCode::Forbidden);
    let impostor = Device { signing: crate::town::Key::of("medic"), transport: crate::town::Key::of("x") };
    assert_eq!(ask(&town, &impostor, &no_log(log)).code(), RefusalCode::Unauthenticated);
}

#[test]
fn an_old_epoch_is_refused_but_what_came_in_time_is_still_known() {
    let mut town = town();
    let early = town.founder.segment(1, None, 1);
    let place = town.upload(&town.founder, &early);
    let epoch = town.epoch(SHARED);
    town.post(vec![epoch]);
    let late = town.founder.segment(1, Some(&early), 1);
    assert_eq!(town.try_upload(&town.founder, &late, Vec::new()).code(), RefusalCode::OldEpoch);
    assert_eq!(town.upload(&town.founder, &early), place);
    let header = Header { key_epoch: 2, ..late.header.clone() };
    assert_eq!(town.upload(&town.founder, &town.founder.sign_segment(header)).position, 2);
    // the relay does not know epoch 3: it says how far it knows the log
    let header = Header { key_epoch: 3, ..town.founder.segment(9, None, 1).header };
    let ahead = town.try_upload(&town.founder, &town.founder.sign_segment(header), Vec::new()).refusal();
    assert_eq!((ahead.code, ahead.logs[0].count), (RefusalCode::LogConflict, 4));
}

#[test]
fn keyboxes_come_with_their_segment_or_not_at_all() {
    let town = town();
    let first = town.founder.segment(1, None, 1);
    let refused = town.try_upload(&town.founder, &town.founder.segment(1, Some(&first), 1), vec![keybox(1)]);
    assert_eq!(refused.code(), RefusalCode::StreamGap);
    town.try_upload(&town.founder, &first, vec![keybox(2)]).ok::<protocol::wire::UploadedMsg>();
    let news = town.sync(&town.founder, start(SHARED)).compartments.remove(0);
    assert_eq!(news.segments[0].keyboxes, [keybox(2)]);
    let mut changed = keybox(2);
    changed.wrapped = [0; 48];
    let second = town.founder.segment(1, Some(&first), 1);
    let taken = town.try_upload(&town.founder, &second, vec![changed]);
    assert_eq!(taken.code(), RefusalCode::Forbidden);
    let mut elsewhere = keybox(3);
    elsewhere.compartment = CARE;
    let mut ahead = keybox(3);
    ahead.key_epoch = 2;
    for wrong in [elsewhere, ahead] {
        let refused = town.try_upload(&town.founder, &second, vec![wrong]);
        assert_eq!(refused.code(), RefusalCode::Malformed);
    }
}

#[test]
fn requests_are_signed_by_whom_they_name_and_at_that_time() {
    let mut town = town();
    let segment = town.founder.segment(1, None, 1);
    let body = UploadMsg { segment: segment.encode(), keyboxes: Vec::new() }.encode();
    assert_eq!(town.call(None, "POST", "/v1/segments", &body).code(), RefusalCode::Unauthenticated);
    let stranger = Device::of("stranger");
    let refused = town.call(Some(&stranger), "POST", "/v1/segments", &body);
    assert_eq!(refused.code(), RefusalCode::Unauthenticated);
    // signed for another call, or over another body
    for (target, signed) in [("/v1/sync", &body[..]), ("/v1/segments", &b"other"[..])] {
        let auth = town.founder.auth(town.now_ms, "POST", target, signed);
        let request = footbridge_relay::RelayRequest {
            method: "POST",
            target: "/v1/segments",
            auth: Some(&auth),
            body: &body,
        };
        assert_eq!(town.port.handle(town.now_ms, &request).status, 401);
    }
    let auth = town.founder.auth(town.now_ms, "POST", "/v1/segments", &body);
    for (offset_ms, status) in [(300_000, 200), (300_001, 401), (-300_001, 401)] {
        town.now_ms += offset_ms;
        let request = footbridge_relay::RelayRequest {
            method: "POST",
            target: "/v1/segments",
            auth: Some(&auth),
            body: &body,
        };
        assert_eq!(town.port.handle(town.now_ms, &request).status, status, "{offset_ms}");
        town.now_ms -= offset_ms;
    }
    assert_eq!(town.sync(&town.founder, start(SHARED)).compartments[0].head_position, 1);
    let at = town.upload(&town.founder, &segment);
    assert!(town.sync(&town.founder, cursor(&at)).compartments.is_empty());
}

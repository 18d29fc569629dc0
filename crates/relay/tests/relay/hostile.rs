//! Whatever comes in, a refusal with a code goes out and nothing is kept.

use protocol::limits::{COMPARTMENTS_MAX, MESSAGE_MAX_BYTES};
use protocol::wire::{RefusalCode, SyncMsg, UploadMsg};
use protocol::{CompartmentHandle, Encode, GenerationId, Hash};

use crate::town::{SHARED, keybox, start, town};

const BODIES: [&str; 4] = ["/v1/collaborative", "/v1/certificates", "/v1/segments", "/v1/sync"];

/// Bytes that look random and are the same every time.
fn noise(seed: u8, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    let mut block = protocol::sha256(&[seed]);
    while bytes.len() < len {
        bytes.extend_from_slice(&block.0);
        block = protocol::sha256(&block.0);
    }
    bytes.truncate(len);
    bytes
}

#[test]
fn garbage_is_refused_with_a_code() {
    let town = town();
    for target in BODIES {
        for seed in 0..32 {
            let body = noise(seed, usize::from(seed) * 37);
            let code = town.call(Some(&town.founder), "POST", target, &body).code();
            assert!(matches!(code, RefusalCode::Malformed | RefusalCode::TooLarge), "{target}: {code:?}");
        }
    }
}

#[test]
fn every_truncation_and_every_flipped_bit_of_a_good_upload_is_refused() {
    let town = town();
    let segment = town.founder.segment(1, None, 1);
    let body = UploadMsg { segment: segment.encode(), keyboxes: vec![keybox(1)] }.encode();
    let send = |body: &[u8]| town.call(Some(&town.founder), "POST", "/v1/segments", body);
    for len in 0..body.len() {
        let code = send(&body[..len]).code();
        assert!(matches!(code, RefusalCode::Malformed | RefusalCode::TooLarge), "{len}: {code:?}");
    }
    // the keybox is not signed (its wrapping is authenticated by the epoch key): only the segment must hold
    let segment_end = 4 + segment.encode().len();
    for at in 0..segment_end {
        let mut damaged = body.clone();
        damaged[at] ^= 0x10;
        assert!(send(&damaged).refusal().code.http_status() >= 400, "{at}");
    }
    assert!(town.sync(&town.founder, start(SHARED)).compartments.is_empty());
    assert_eq!(send(&body).status, 200);
}

#[test]
fn oversized_bodies_are_refused_before_they_are_read() {
    let town = town();
    for (target, size) in [
        ("/v1/segments", 2 * 1024 * 1024),
        ("/v1/sync", 100_000),
        ("/v1/certificates", MESSAGE_MAX_BYTES + 1),
        ("/v1/collaborative", MESSAGE_MAX_BYTES + 1),
    ] {
        let code = town.call(Some(&town.founder), "POST", target, &vec![0; size]).code();
        assert_eq!(code, RefusalCode::TooLarge, "{target}");
    }
    assert_eq!(town.call(None, "GET", "/v1/relay", b"x").code(), RefusalCode::TooLarge);
}

#[test]
fn more_compartments_than_a_device_may_hold_are_refused() {
    let town = town();
    let cursor = |n: usize| start(CompartmentHandle([u8::try_from(n).unwrap(); 16]));
    let message = |count| SyncMsg {
        cursors: (0..count).map(cursor).collect(),
        logs: vec![],
        max_bytes: 0,
        report: None,
    };
    assert_eq!(town.try_sync(&town.founder, &message(COMPARTMENTS_MAX)).status, 200);
    let refused = town.try_sync(&town.founder, &message(COMPARTMENTS_MAX + 1));
    assert_eq!(refused.code(), RefusalCode::TooLarge);
}

#[test]
fn numbers_at_their_ends_do_no_harm() {
    let town = town();
    let mut at = start(SHARED);
    at.generation = GenerationId([0xff; 16]);
    for position in [u64::MAX, u64::MAX - 1, i64::MAX as u64, 1] {
        at.position = position;
        at.chain = Hash([0xff; 32]);
        let news = town.sync(&town.founder, at.clone()).compartments.remove(0);
        assert_eq!((news.head_position, news.chain_at_cursor, news.segments.len()), (0, None, 0));
    }
    let mut header = town.founder.segment(1, None, 1).header;
    header.first_seq = u64::MAX - 5;
    let far = town.founder.sign_segment(header);
    assert_eq!(town.try_upload(&town.founder, &far, Vec::new()).code(), RefusalCode::Malformed);
}

#[test]
fn wrong_methods_and_unknown_paths() {
    let town = town();
    for (method, target, code) in [
        ("DELETE", "/v1/segments", RefusalCode::Malformed),
        ("GET", "/v1/sync", RefusalCode::Malformed),
        ("POST", "/v1/relay", RefusalCode::Malformed),
        ("GET", "/v1/invitations/xyz", RefusalCode::Malformed),
        ("GET", "/v1/invitations/../../etc/passwd", RefusalCode::Malformed),
        ("GET", "/", RefusalCode::NotFound),
        ("POST", "/v1/segments/", RefusalCode::NotFound),
        ("BREW", "/v9/\u{fe0f}", RefusalCode::NotFound),
    ] {
        assert_eq!(town.call(None, method, target, b"").code(), code, "{method} {target}");
    }
}

#[test]
fn strange_authorisations_are_refused() {
    let town = town();
    let long = "1 ".repeat(10_000);
    for auth in ["", "1", "Bearer x", "2 0 0 0", long.as_str()] {
        let request = footbridge_relay::RelayRequest {
            method: "POST",
            target: "/v1/sync",
            auth: Some(auth),
            body: b"",
        };
        assert_eq!(town.port.handle(town.now_ms, &request).status, 401);
    }
}

//! Messages between device and relay, and signed requests.

use super::support::Key;
use crate::auth::Auth;
use crate::limits::{CERTIFICATE_MAX_BYTES, CERTIFICATES_MAX};
use crate::wire::{
    CertificatesMsg, CompartmentNewsMsg, CursorMsg, LogHeadMsg, LogNewsMsg, RefusalCode, RefusalMsg,
    ReportMsg, StoredSegmentMsg, StreamHeadMsg, SyncMsg, SyncedMsg, next_chain,
};
use crate::{
    CompartmentHandle, Decode, DecodeError, Encode, GenerationId, Hash, Keybox, KeyboxHandle, LogId,
    Signature, sha256,
};

fn there_and_back<T: Encode + Decode + PartialEq + std::fmt::Debug>(value: T) {
    let bytes = value.encode();
    assert_eq!(T::decode(&bytes).as_ref(), Ok(&value));
    for len in 0..bytes.len() {
        assert!(T::decode(&bytes[..len]).is_err(), "cut to {len} of {} bytes", bytes.len());
    }
}

#[test]
fn messages_go_there_and_back_and_cut_ones_are_refused() {
    let (compartment, generation) = (CompartmentHandle([1; 16]), GenerationId([2; 16]));
    let head = LogHeadMsg { log: LogId([3; 16]), count: 4, hash: Hash([5; 32]) };
    let cursor = CursorMsg { compartment, generation, position: 6, chain: Hash([7; 32]) };
    let asked = SyncMsg { cursors: vec![cursor], logs: vec![head.clone()], max_bytes: 8, report: None };
    there_and_back(asked.clone());
    // what an older device sends is the beginning of what a newer one does
    let report = ReportMsg { version: "0.1.0".to_owned(), unsent_for_s: 9 };
    let told = SyncMsg { report: Some(report), ..asked.clone() };
    assert_eq!(SyncMsg::decode(&told.encode()), Ok(told.clone()));
    let (short, long) = (asked.encode(), told.encode());
    assert!(long.starts_with(&short));
    for len in short.len() + 1..long.len() {
        assert!(SyncMsg::decode(&long[..len]).is_err(), "cut to {len} bytes");
    }
    let keybox = Keybox { handle: KeyboxHandle([9; 16]), compartment, key_epoch: 1, wrapped: [10; 48] };
    let stored = StoredSegmentMsg { position: 7, segment: vec![1, 2], keyboxes: vec![keybox] };
    there_and_back(SyncedMsg {
        generation,
        time_ms: -1,
        compartments: vec![CompartmentNewsMsg {
            compartment,
            head_position: 7,
            head_chain: Hash([11; 32]),
            chain_at_cursor: None,
            checkpoint: Signature([12; 64]),
            segments: vec![stored],
        }],
        logs: vec![LogNewsMsg { log: LogId([3; 16]), count: 5, certificates: vec![vec![1], vec![]] }],
    });
    there_and_back(RefusalMsg {
        code: RefusalCode::StreamGap,
        head: Some(StreamHeadMsg { next_seq: 13, hash: Hash([14; 32]) }),
        logs: vec![head],
        time_ms: 15,
        retry_after_s: 16,
    });
}

#[test]
fn caps_hold() {
    let large = CertificatesMsg { certificates: vec![vec![0; CERTIFICATE_MAX_BYTES + 1]] };
    assert_eq!(CertificatesMsg::decode(&large.encode()), Err(DecodeError::OverLimit("certificate")));
    let many = CertificatesMsg { certificates: vec![vec![]; CERTIFICATES_MAX + 1] };
    assert_eq!(CertificatesMsg::decode(&many.encode()), Err(DecodeError::OverLimit("certificates")));
}

#[test]
fn refusals_have_one_number_and_one_name_each() {
    let mut numbers: Vec<u16> = RefusalCode::ALL.iter().map(|code| *code as u16).collect();
    let mut names: Vec<&str> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
    for list in [numbers.len(), names.len()] {
        assert_eq!(list, RefusalCode::ALL.len());
    }
    numbers.sort_unstable();
    numbers.dedup();
    names.sort_unstable();
    names.dedup();
    assert_eq!((numbers.len(), names.len()), (RefusalCode::ALL.len(), RefusalCode::ALL.len()));
    assert!(RefusalCode::ALL.iter().all(|code| (400..600).contains(&code.http_status())));
}

#[test]
fn the_chain_is_the_hash_of_the_chain_before_and_the_segment() {
    let (before, segment) = (Hash([1; 32]), Hash([2; 32]));
    assert_eq!(next_chain(before, segment), sha256(&[[1; 32], [2; 32]].concat()));
}

#[test]
fn a_signed_request_holds_for_that_request_alone() {
    let key = Key::new(1);
    let message = crate::auth::signed_request("POST", "/v1/sync", 42, b"body");
    let auth = Auth { device: key.id(), time_ms: 42, signature: key.sign(&message) };
    let read = Auth::from_header(&auth.to_header()).unwrap();
    assert_eq!(read, auth);
    let public = key.public();
    assert!(read.verify(&public, "POST", "/v1/sync", b"body"));
    assert!(!read.verify(&public, "PUT", "/v1/sync", b"body"));
    assert!(!read.verify(&public, "POST", "/v1/sync?x", b"body"));
    assert!(!read.verify(&public, "POST", "/v1/sync", b"other"));
    assert!(!Auth { time_ms: 43, ..read }.verify(&public, "POST", "/v1/sync", b"body"));
    assert!(!read.verify(&Key::new(2).public(), "POST", "/v1/sync", b"body"));
}

#[test]
fn other_headers_are_not_understood() {
    let key = Key::new(1);
    let good = Auth { device: key.id(), time_ms: 1, signature: key.sign(b"") }.to_header();
    let newer = good.replacen('1', "2", 1);
    for bad in ["", "1", "1 2 3", &newer, &format!("{good} x"), good.trim_start_matches('1')] {
        assert_eq!(Auth::from_header(bad), None, "{bad}");
    }
}

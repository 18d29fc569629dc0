//! Calls as HTTP and back.

use footbridge_sync::http::{ANSWER_MAX_BYTES, HttpAnswer, Signing, answer, request};
use footbridge_sync::{Answer, CallError, RelayCall};
use protocol::wire::{
    CertificatesMsg, LogHeadsMsg, RefusalCode, RefusalMsg, RelayInfoMsg, SyncMsg, SyncedMsg, UploadMsg,
    UploadedMsg,
};
use protocol::{Decode, Encode, GenerationId, Hash, PublicKey};

fn calls() -> [RelayCall; 4] {
    [
        RelayCall::Info,
        RelayCall::Sync(SyncMsg { cursors: Vec::new(), logs: Vec::new(), max_bytes: 7, report: None }),
        RelayCall::Upload(UploadMsg { segment: vec![1, 2], keyboxes: Vec::new() }),
        RelayCall::Certificates(CertificatesMsg { certificates: vec![vec![3]] }),
    ]
}

fn refusal(retry_after_s: u32) -> RefusalMsg {
    let code = RefusalCode::Throttled;
    RefusalMsg { code, head: None, logs: Vec::new(), time_ms: 5, retry_after_s }
}

#[test]
fn each_call_goes_to_its_place_with_its_message() {
    let [info, sync, upload, certificates] = calls().map(|call| request(&call));
    assert_eq!((info.method, info.target, info.signing), ("GET", "/v1/relay", Signing::None));
    assert_eq!((sync.method, sync.target, sync.signing), ("POST", "/v1/sync", Signing::Device));
    assert_eq!((upload.method, upload.target, upload.signing), ("POST", "/v1/segments", Signing::Device));
    assert_eq!((certificates.target, certificates.signing), ("/v1/certificates", Signing::None));
    assert_eq!(SyncMsg::decode(&sync.body).unwrap().max_bytes, 7);
    assert_eq!(UploadMsg::decode(&upload.body).unwrap().segment, [1, 2]);
    assert_eq!(CertificatesMsg::decode(&certificates.body).unwrap().certificates, [[3]]);
}

#[test]
fn each_answer_is_read_as_what_was_asked() {
    let (generation, key) = (GenerationId([1; 16]), PublicKey([2; 32]));
    let info = RelayInfoMsg { generation, key, collaborative: None, time_ms: 3 };
    let synced = SyncedMsg { generation, time_ms: 3, compartments: Vec::new(), logs: Vec::new() };
    let uploaded = UploadedMsg { generation, position: 4, chain: Hash([5; 32]) };
    let heads = LogHeadsMsg { heads: Vec::new() };
    let bodies = [info.encode(), synced.encode(), uploaded.encode(), heads.encode()];
    let wanted =
        [Answer::Info(info), Answer::Synced(synced), Answer::Uploaded(uploaded), Answer::Certificates(heads)];
    for ((call, body), wanted) in calls().iter().zip(&bodies).zip(wanted) {
        assert_eq!(answer(call, HttpAnswer { status: 200, retry_after_s: 0, body }), Ok(wanted));
    }
}

#[test]
fn refusals_are_told_from_garbage() {
    let body = refusal(3).encode();
    let http = |status, retry_after_s, body| HttpAnswer { status, retry_after_s, body };
    let [call, ..] = calls();
    assert_eq!(answer(&call, http(429, 0, &body)), Err(CallError::Refused(refusal(3))));
    assert_eq!(answer(&call, http(429, 9, &body)), Err(CallError::Refused(refusal(9))));
    let garbage = |status| Err(CallError::Garbage { status, retry_after_s: 9 });
    assert_eq!(answer(&call, http(502, 9, b"<html>")), garbage(502));
    assert_eq!(answer(&call, http(200, 9, b"<html>")), garbage(200));
    assert_eq!(answer(&call, http(200, 9, &body)), garbage(200));
    assert_eq!(answer(&call, http(200, 0, &vec![0; ANSWER_MAX_BYTES + 1])), Err(CallError::TooLarge));
}

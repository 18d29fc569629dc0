//! Every format of the wire: `protocol::fuzz`.

use ::protocol::auth::Auth;
use ::protocol::certificate::StreamHead;
use ::protocol::fuzz::TARGETS;
use ::protocol::wire::{
    CertificatesMsg, CompartmentNewsMsg, CursorMsg, DeviceContactMsg, DeviceContactsMsg, DeviceHeadsMsg,
    FoundMsg, LogHeadMsg, LogHeadsMsg, LogNewsMsg, RefusalCode, RefusalMsg, RelayInfoMsg, ReportMsg,
    StoredSegmentMsg, StreamHeadMsg, SyncMsg, SyncedMsg, UploadMsg, UploadedMsg,
};
use ::protocol::{
    CompartmentHandle, DeviceId, Encode, Entry, GenerationId, Hash, Header, InvitationCode, Keybox,
    KeyboxHandle, LogId, RevokedWork, RevokedWorkPart, RootFingerprint, SealedTo, Segment, Signature,
    StreamId, Suite, encode_body,
};

use super::Target;
use super::society::{COLLABORATIVE, FIRST, SHARED, history, id, key};

pub(super) fn targets() -> Vec<Target> {
    let named = |name: &str| format!("protocol.{name}");
    TARGETS
        .iter()
        .map(|(name, run)| match *name {
            "invitation" | "auth" => {
                Target::text(named(name), examples, *run).words(&[b"-", b" ", b".", b"O"])
            }
            _ => Target::bytes(named(name), examples, *run),
        })
        .collect()
}

pub(super) fn examples(name: &str) -> Vec<Vec<u8>> {
    let name = name.strip_prefix("protocol.").unwrap_or(name);
    let certificates: Vec<Vec<u8>> = history().iter().map(|one| one.encode()).collect();
    let generation = GenerationId([9; 16]);
    let head = LogHeadMsg { log: LogId([1; 16]), count: 2, hash: Hash([3; 32]) };
    match name {
        "segment" => vec![segment().encode()],
        "certificate" => certificates,
        "body" => vec![encode_body(&[entry(5), entry(70)]), encode_body(&[entry(3000)])],
        "entry" => vec![entry(9).encode()],
        "keybox" => vec![keybox().encode()],
        "invitation" => {
            let code = |url| InvitationCode::new([4; 16], RootFingerprint([5; 10]), url).unwrap().to_string();
            vec![
                code("http://relay.example.org").into_bytes(),
                code("https://[2001:db8::1]:8443").into_bytes(),
            ]
        }
        "auth" => {
            let auth = Auth { device: id(FIRST), time_ms: 6, signature: key(FIRST).sign(b"") };
            vec![auth.to_header().into_bytes()]
        }
        "relay_info" => {
            let info =
                |collaborative| RelayInfoMsg { generation, key: key(1).public(), collaborative, time_ms: -1 };
            vec![info(None).encode(), info(Some(COLLABORATIVE)).encode()]
        }
        "found" => vec![FoundMsg { claim_token: "a token".into(), certificates }.encode()],
        "certificates" => vec![CertificatesMsg { certificates }.encode()],
        "log_heads" => vec![LogHeadsMsg { heads: vec![head; 2] }.encode()],
        "device_heads" => {
            let head = |n| StreamHead {
                compartment: CompartmentHandle([n; 16]),
                stream: StreamId([n; 16]),
                next_seq: u64::from(n),
                hash: Hash([n; 32]),
            };
            vec![DeviceHeadsMsg { heads: vec![head(1), head(2)] }.encode()]
        }
        "device_contacts" => {
            let version = "0.1.0".to_owned();
            let one = DeviceContactMsg { device: DeviceId([1; 16]), at_ms: 5, version, unsent_since_ms: 4 };
            vec![DeviceContactsMsg { devices: vec![one.clone(), one] }.encode()]
        }
        "upload" => {
            vec![UploadMsg { segment: segment().encode(), keyboxes: vec![keybox(), keybox()] }.encode()]
        }
        "uploaded" => vec![UploadedMsg { generation, position: 7, chain: Hash([1; 32]) }.encode()],
        "sync" => {
            let report = Some(ReportMsg { version: "0.1.0".to_owned(), unsent_for_s: 900 });
            let asked = sync(generation, head);
            vec![asked.encode(), SyncMsg { report, ..asked }.encode()]
        }
        "synced" => vec![synced(generation, certificates).encode()],
        "refusal" => vec![refusal().encode()],
        "revoked_work" => {
            let part = |to| RevokedWorkPart { compartment: SHARED, to, sealed: vec![0xab; 70] };
            let parts = vec![part(SealedTo::Kit), part(SealedTo::Inbox(3))];
            vec![RevokedWork { device: id(FIRST), parts }.encode()]
        }
        other => panic!("no example of {other}: add one"),
    }
}

fn entry(len: usize) -> Entry {
    Entry { kind: 3, record: [5; 16], schema: 1, keybox: KeyboxHandle([6; 16]), sealed: vec![0xab; len] }
}

fn keybox() -> Keybox {
    Keybox { handle: KeyboxHandle([6; 16]), compartment: SHARED, key_epoch: 2, wrapped: [8; 48] }
}

pub(super) fn segment() -> Segment {
    let header = Header {
        version: 1,
        suite: Suite::Aes256GcmHkdfSha256Ed25519,
        flags: 0,
        compartment: SHARED,
        device: id(FIRST),
        stream: StreamId([2; 16]),
        first_seq: 0,
        count: 2,
        previous: Hash::ZERO,
        key_epoch: 2,
        key_commitment: [8; 32],
        extension: Vec::new(),
    };
    let (salt, body) = ([9; 32], vec![10; 96]);
    let signature: Signature = key(FIRST).sign(&Segment::signed_bytes(&header, &salt, &body));
    Segment { header, salt, body, signature }
}

pub(super) fn sync(generation: GenerationId, head: LogHeadMsg) -> SyncMsg {
    let cursor = CursorMsg { compartment: SHARED, generation, position: 0, chain: Hash::ZERO };
    SyncMsg { cursors: vec![cursor], logs: vec![head], max_bytes: 1 << 20, report: None }
}

fn synced(generation: GenerationId, certificates: Vec<Vec<u8>>) -> SyncedMsg {
    let stored = StoredSegmentMsg { position: 1, segment: segment().encode(), keyboxes: vec![keybox()] };
    let news = CompartmentNewsMsg {
        compartment: SHARED,
        head_position: 1,
        head_chain: Hash([4; 32]),
        chain_at_cursor: Some(Hash::ZERO),
        checkpoint: key(1).sign(b""),
        segments: vec![stored],
    };
    let log = LogNewsMsg { log: LogId([1; 16]), count: 12, certificates };
    SyncedMsg { generation, time_ms: 5, compartments: vec![news], logs: vec![log] }
}

fn refusal() -> RefusalMsg {
    let head = LogHeadMsg { log: LogId([1; 16]), count: 2, hash: Hash([3; 32]) };
    RefusalMsg {
        code: RefusalCode::StreamGap,
        head: Some(StreamHeadMsg { next_seq: 4, hash: Hash([5; 32]) }),
        logs: vec![head],
        time_ms: 3,
        retry_after_s: 30,
    }
}

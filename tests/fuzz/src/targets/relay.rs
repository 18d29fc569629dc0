//! Any request to a relay: answered or refused with a code, and never a failure of its own.

use ::protocol::wire::{CertificatesMsg, FoundMsg, LogHeadMsg, RefusalMsg, UploadMsg};
use ::protocol::{Certificate, Decode, Encode, GenerationId, Hash, LogId};
use footbridge_relay::limits::Limits;
use footbridge_relay::store::{Identity, MemoryStore, Store};
use footbridge_relay::{Claim, Relay, RelayRequest};

use super::protocol as formats;
use super::society::{
    BEFORE_REVOCATION, COLLABORATIVE, FIRST, FOUNDING, NOW_MS, SECOND, history, id, transport,
};
use super::{Target, Verdict, code, roster};
use crate::chance::Chance;
use crate::mutate::mutate;
use crate::pack::{pack, unpack};

const METHODS: [&str; 5] = ["GET", "PUT", "POST", "DELETE", "post"];
const WORDS: &[&[u8]] =
    &[b"/v1/", b"?invite=", b"/v1/sync", b"/v1/segments", b"/", b"%", b"00000000000000000000000000000000"];
/// Inputs until the relay is a new one: they must not depend on too many before them.
const INPUTS_OF_ONE_RELAY: u32 = 64;

pub(super) fn targets() -> Vec<Target> {
    vec![Target::bytes("relay", examples, run).words(WORDS).make(make).weight(30)]
}

/// A request: how it is signed and its method, its target, its header when it is signed with that, its body.
fn request(how: How, method: u8, target: &str, body: &[u8]) -> Vec<u8> {
    pack(&[&[how as u8, method][..], target.as_bytes(), b"", body])
}

#[derive(Clone, Copy)]
enum How {
    Unsigned = 0,
    First = 1,
    Second = 2,
}

fn examples(_: &str) -> Vec<Vec<u8>> {
    let certificates: Vec<Vec<u8>> = history().iter().map(Certificate::encode).collect();
    let head = LogHeadMsg { log: COLLABORATIVE.into(), count: 0, hash: Hash::ZERO };
    let handle = "/v1/invitations/0123456789abcdef0123456789abcdef";
    let sync = formats::sync(GenerationId([0; 16]), head).encode();
    let upload = UploadMsg { segment: formats::segment().encode(), keyboxes: Vec::new() }.encode();
    let more = CertificatesMsg { certificates: certificates[BEFORE_REVOCATION..].to_vec() }.encode();
    let found =
        FoundMsg { claim_token: String::new(), certificates: certificates[..FOUNDING].to_vec() }.encode();
    vec![
        request(How::Unsigned, 0, "/v1/relay", b""),
        request(How::First, 2, "/v1/sync", &sync),
        request(How::Second, 2, "/v1/sync", &sync),
        request(How::First, 2, "/v1/segments", &upload),
        request(How::Unsigned, 2, "/v1/certificates", &more),
        request(How::First, 2, "/v1/certificates/restored", &more),
        request(How::First, 2, "/v1/collaborative", &found),
        request(How::First, 1, handle, b"a sealed blob"),
        request(How::Unsigned, 0, handle, b""),
        request(How::First, 0, "/v1/events", b""),
    ]
}

/// A change in one part of a request; the body's own parts are mutated as such.
fn make(chance: &mut Chance, examples: &[Vec<u8>]) -> Vec<u8> {
    let mut parts = unpack(chance.pick::<Vec<u8>>(examples));
    let other = unpack(chance.pick::<Vec<u8>>(examples));
    match chance.below(10) {
        0 => parts[0] = chance.bytes(2),
        1 => mutate(&mut parts[1], &other[1], WORDS, chance),
        2 => parts[1].clone_from(&other[1]),
        3 => {
            parts[0][0] = 3;
            parts[2] = ::protocol::fuzz::TARGETS
                .iter()
                .find(|one| one.0 == "auth")
                .map_or_else(Vec::new, |_| formats::examples("auth").remove(0));
            mutate(&mut parts[2], b"", &[], chance);
        }
        4 => {
            let logs = formats::examples("certificates");
            let read = CertificatesMsg::decode(&logs[0]).unwrap();
            let forged = roster::make(chance, &[pack(&read.certificates)]);
            parts[1] = b"/v1/certificates".to_vec();
            parts[3] = CertificatesMsg { certificates: unpack(&forged) }.encode();
        }
        5 => parts[3].clone_from(&other[3]),
        _ => mutate(&mut parts[3], &other[3], &[], chance),
    }
    pack(&parts)
}

struct Site {
    relay: Relay<MemoryStore>,
    left: u32,
}

impl Site {
    fn new() -> Self {
        let fresh = Identity { generation: GenerationId([1; 16]), key_seed: [0x5e; 32] };
        let limits = Limits {
            requests_per_minute: 60_000_000,
            requests_burst: 60_000_000,
            upload_bytes_per_minute: 1 << 40,
            upload_burst_bytes: 1 << 40,
            unknown_requests_per_minute: 60_000_000,
            ..Limits::default()
        };
        let relay = Relay::open(MemoryStore::new(), limits, Claim::Open, fresh).unwrap();
        let site = Self { relay, left: INPUTS_OF_ONE_RELAY };
        let certificates: Vec<Vec<u8>> = history().iter().map(Certificate::encode).collect();
        let found = FoundMsg { claim_token: String::new(), certificates: certificates[..FOUNDING].to_vec() };
        site.accepts("/v1/collaborative", &found.encode());
        let rest = CertificatesMsg { certificates: certificates[FOUNDING..BEFORE_REVOCATION].to_vec() };
        site.accepts("/v1/certificates", &rest.encode());
        site
    }

    fn accepts(&self, target: &str, body: &[u8]) {
        let (status, code) = self.ask(1, "POST", target, "", body);
        assert!(status < 300, "{target}: {status} {code:?}");
    }

    fn ask(
        &self,
        how: u8,
        method: &str,
        target: &str,
        header: &str,
        body: &[u8],
    ) -> (u16, Option<&'static str>) {
        let signer = match how {
            1 => Some(FIRST),
            2 => Some(SECOND),
            _ => None,
        };
        let signed = signer
            .map(|number| transport(number).authorise(id(number), method, target, NOW_MS, body).to_header());
        let header = if how == 3 { Some(header.to_owned()) } else { signed };
        let request = RelayRequest { method, target, auth: header.as_deref(), body };
        let answer = self.relay.handle(NOW_MS, &request);
        for hint in &answer.hints {
            self.relay.audience(*hint).unwrap();
        }
        drop(self.relay.listener(NOW_MS, &request));
        if answer.status >= 400 {
            let read = RefusalMsg::decode(&answer.body).expect("a refusal that a device can read");
            assert_eq!(answer.code, Some(read.code.as_str()));
        }
        (answer.status, answer.code)
    }
}

fn run(bytes: &[u8]) -> Verdict {
    thread_local! {
        static SITE: std::cell::RefCell<Option<Site>> = const { std::cell::RefCell::new(None) };
    }
    let parts = unpack(bytes);
    let part = |at: usize| parts.get(at).map(Vec::as_slice).unwrap_or_default();
    let (target, header) = (String::from_utf8_lossy(part(1)), String::from_utf8_lossy(part(2)));
    let how = part(0).first().map_or(0, |how| how % 4);
    let method = METHODS[part(0).get(1).map_or(0, |method| usize::from(*method) % METHODS.len())];
    // taken out, so that one that panics is not used again
    let mut site = SITE.take().filter(|site| site.left > 0).unwrap_or_else(Site::new);
    site.left -= 1;
    let (status, refused) = site.ask(how, method, &target, &header, part(3));
    assert!(status < 500, "{method} {target}: {status} {refused:?}");
    // it goes on for the others
    let head = LogHeadMsg { log: LogId::from(COLLABORATIVE), count: 0, hash: Hash::ZERO };
    let sync = formats::sync(GenerationId([1; 16]), head).encode();
    let (status, refused_next) = site.ask(1, "POST", "/v1/sync", "", &sync);
    // a revocation of this very device is the one honest reason to refuse it
    assert!(status < 300 || refused_next == Some("relay.revoked"), "afterwards: {status} {refused_next:?}");
    drop(site.relay.store().revision());
    SITE.set(Some(site));
    refused.map_or(Ok(()), |refused| Err(code(refused)))
}

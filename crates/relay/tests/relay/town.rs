//! A fictional collaborative with real keys, certificates and segments. Bodies are arbitrary bytes: a relay
//! cannot tell.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use footbridge_relay::limits::Limits;
use footbridge_relay::store::{Identity, MemoryStore, Store};
use footbridge_relay::{Claim, Relay, RelayRequest};
use protocol::auth::{Auth, signed_request};
use protocol::certificate::{
    Admitted, Certificate, CompartmentFounded, CompartmentInvited, DeviceClass, DeviceKeys, Enrolled,
    EpochIssued, EpochKeyFor, Founded, Invited, Revoked, Statement,
};
use protocol::roster::{Arrival, Roster};
use protocol::wire::{
    CertificatesMsg, CursorMsg, FoundMsg, LogHeadMsg, RefusalCode, RefusalMsg, SyncMsg, SyncedMsg, UploadMsg,
    UploadedMsg,
};
use protocol::{
    CollaborativeId, CompartmentHandle, Decode, DeviceId, Encode, GenerationId, Hash, Header, Keybox,
    KeyboxHandle, LogId, MemberId, PublicKey, SealingKey, Segment, Signature, StreamId, Suite, sha256,
};

/// Noon of an arbitrary day.
pub const NOON_MS: i64 = 1_700_000_000_000;
pub const COLLABORATIVE: CollaborativeId = CollaborativeId([0xc0; 16]);
pub const SHARED: CompartmentHandle = CompartmentHandle([0x50; 16]);
pub const CARE: CompartmentHandle = CompartmentHandle([0x51; 16]);
pub const FRESH: Identity = Identity { generation: GenerationId([0x6e; 16]), key_seed: [0x5e; 32] };

/// An Ed25519 key that its label determines.
pub struct Key(Ed25519KeyPair);

impl Key {
    pub fn of(label: &str) -> Self {
        Self(Ed25519KeyPair::from_seed_unchecked(&sha256(label.as_bytes()).0).unwrap())
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.public_key().as_ref().try_into().unwrap())
    }

    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).as_ref().try_into().unwrap())
    }
}

/// A device with its keys.
pub struct Device {
    pub signing: Key,
    pub transport: Key,
}

impl Device {
    pub fn of(label: &str) -> Self {
        Self { signing: Key::of(label), transport: Key::of(&format!("{label} transport")) }
    }

    /// What signs requests by an invitation: its key stands for both.
    pub fn of_invite(invite: &str) -> Self {
        Self { signing: Key::of(invite), transport: Key::of(invite) }
    }

    pub fn id(&self) -> DeviceId {
        self.signing.public().device_id()
    }

    pub fn keys(&self) -> DeviceKeys {
        let (signing, transport) = (self.signing.public(), self.transport.public());
        DeviceKeys { signing, transport, sealing: SealingKey([3; 32]) }
    }

    pub fn auth(&self, now_ms: i64, method: &str, target: &str, body: &[u8]) -> String {
        let signature = self.transport.sign(&signed_request(method, target, now_ms, body));
        Auth { device: self.id(), time_ms: now_ms, signature }.to_header()
    }

    /// A segment that continues `after` in a stream, or begins it.
    pub fn segment(&self, stream: u8, after: Option<&Segment>, count: u32) -> Segment {
        self.sign_segment(Header {
            version: 1,
            suite: Suite::Aes256GcmHkdfSha256Ed25519,
            flags: 0,
            compartment: SHARED,
            device: self.id(),
            stream: StreamId([stream; 16]),
            first_seq: after.map_or(0, |one| one.header.next_seq()),
            count,
            previous: after.map_or(Hash::ZERO, Segment::hash),
            key_epoch: 1,
            key_commitment: [7; 32],
            extension: Vec::new(),
        })
    }

    pub fn sign_segment(&self, header: Header) -> Segment {
        self.sign_body(header, vec![0xab; 200])
    }

    pub fn sign_body(&self, header: Header, body: Vec<u8>) -> Segment {
        let salt = [9; 32];
        let signature = self.signing.sign(&Segment::signed_bytes(&header, &salt, &body));
        Segment { header, salt, body, signature }
    }
}

/// What a relay answered.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub code: Option<String>,
    pub retry_after_s: Option<u32>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn ok<T: Decode>(self) -> T {
        assert_eq!(self.status, 200, "{:?}", self.code);
        T::decode(&self.body).unwrap()
    }

    /// The refusal, after checking that status, header and body say the same.
    pub fn refusal(self) -> RefusalMsg {
        let refusal = RefusalMsg::decode(&self.body).expect("a refusal's body");
        assert_eq!(self.status, refusal.code.http_status());
        assert_eq!(self.code.as_deref(), Some(refusal.code.as_str()));
        refusal
    }

    pub fn code(self) -> RefusalCode {
        self.refusal().code
    }
}

/// Where requests go: a relay in this process, or one behind a socket.
pub trait Port {
    fn send(&self, now_ms: i64, request: &RelayRequest<'_>) -> Reply;
}

impl<S: Store> Port for Relay<S> {
    fn send(&self, now_ms: i64, request: &RelayRequest<'_>) -> Reply {
        let response = self.handle(now_ms, request);
        Reply {
            status: response.status,
            code: response.code.map(str::to_owned),
            retry_after_s: response.retry_after_s,
            body: response.body,
        }
    }
}

/// The collaborative: its relay, its authorities, and the roster as its devices know it.
pub struct Town<P> {
    pub port: P,
    pub now_ms: i64,
    pub roster: Roster,
    pub root: Key,
    pub administrator: Key,
    pub founder: Device,
}

pub fn relay() -> Relay<MemoryStore> {
    relay_over(MemoryStore::new(), Limits::default(), Claim::Open)
}

pub fn relay_over<S: Store>(store: S, limits: Limits, claim: Claim) -> Relay<S> {
    Relay::open(store, limits, claim, FRESH).unwrap()
}

/// A claimed relay in memory with one compartment at epoch 1 that the founding device is in.
pub fn town() -> Town<Relay<MemoryStore>> {
    Town::found(relay(), NOON_MS, "")
}

impl<P: Port> Town<P> {
    /// A town whose relay knows nothing of it yet.
    pub fn unfounded(port: P, now_ms: i64) -> Self {
        Self {
            port,
            now_ms,
            roster: Roster::new(),
            root: Key::of("root"),
            administrator: Key::of("administrator"),
            founder: Device::of("founder"),
        }
    }

    pub fn found(port: P, now_ms: i64, claim_token: &str) -> Self {
        let mut town = Self::unfounded(port, now_ms);
        let certificates = town.founding();
        let message = FoundMsg { claim_token: claim_token.to_owned(), certificates };
        let reply = town.call(Some(&town.founder), "POST", "/v1/collaborative", &message.encode());
        assert_eq!(reply.status, 200, "{:?}", reply.code);
        town
    }

    /// The founding certificates, applied to the town's own roster.
    pub fn founding(&mut self) -> Vec<Vec<u8>> {
        let founded = Founded {
            collaborative: COLLABORATIVE,
            root: self.root.public(),
            device: self.founder.keys(),
            member: MemberId([1; 16]),
            class: DeviceClass::Shared,
        };
        let first = self.by_root(COLLABORATIVE.into(), Statement::Founded(founded));
        let mut all = vec![first];
        all.extend(self.founding_of(SHARED));
        all
    }

    /// A compartment begins, takes in the founding device and gets its first epoch.
    pub fn founding_of(&mut self, handle: CompartmentHandle) -> Vec<Vec<u8>> {
        let founded = CompartmentFounded {
            handle,
            collaborative: COLLABORATIVE,
            administrator: self.administrator.public(),
        };
        let device = self.founder.id();
        vec![
            self.by_root(handle.into(), Statement::CompartmentFounded(founded)),
            self.by_administrator(handle.into(), Statement::Admitted(Admitted { device, epoch_key: None })),
            self.epoch(handle),
        ]
    }

    /// A compartment with an administrator of its own begins and takes in the founding device.
    pub fn founding_by(&mut self, administrator: &str, handle: CompartmentHandle) -> Vec<Vec<u8>> {
        let key = Key::of(administrator);
        let founded =
            CompartmentFounded { handle, collaborative: COLLABORATIVE, administrator: key.public() };
        let device = self.founder.id();
        vec![
            self.by_root(handle.into(), Statement::CompartmentFounded(founded)),
            self.issue(handle.into(), &key, Statement::Admitted(Admitted { device, epoch_key: None })),
        ]
    }

    /// The next epoch of a compartment, for everybody who is in it.
    pub fn epoch(&mut self, handle: CompartmentHandle) -> Vec<u8> {
        let number = self.roster.compartment(&handle).unwrap().epoch_number() + 1;
        let inside = self.roster.admitted(&handle);
        let keys = inside.map(|one| EpochKeyFor { device: one.id(), sealed: [4; 80] }).collect();
        let statement = Statement::EpochIssued(EpochIssued {
            number,
            inbox: SealingKey([5; 32]),
            keys,
            previous_key: (number > 1).then_some([6; 48]),
            inbox_secret: [7; 48],
            id_key: [8; 48],
            canary: [9; 32],
        });
        self.by_administrator(handle.into(), statement)
    }

    pub fn revocation(&mut self, device: DeviceId) -> Vec<u8> {
        self.by_root(COLLABORATIVE.into(), Statement::Revoked(Revoked { device, heads: Vec::new() }))
    }

    /// The two certificates that invite one device, known by the invitation's label.
    pub fn invitation(&mut self, invite: &str, expires_ms: i64) -> Vec<Vec<u8>> {
        let key = Key::of(invite).public();
        let member = MemberId(key.device_id().0);
        let invited = Invited { invite: key, member, class: DeviceClass::Ems, expires_ms };
        let inside = CompartmentInvited { invite: key, expires_ms };
        vec![
            self.by_root(COLLABORATIVE.into(), Statement::Invited(invited)),
            self.by_administrator(SHARED.into(), Statement::CompartmentInvited(inside)),
        ]
    }

    /// The two certificates by which an invited device joins.
    pub fn joining(&mut self, invite: &str, device: &Device) -> Vec<Vec<u8>> {
        let key = Key::of(invite);
        let member = MemberId(key.public().device_id().0);
        let enrolled = Enrolled { device: device.keys(), member, class: DeviceClass::Ems };
        let admitted = Admitted { device: device.id(), epoch_key: None };
        vec![
            self.issue(COLLABORATIVE.into(), &key, Statement::Enrolled(enrolled)),
            self.issue(SHARED.into(), &key, Statement::Admitted(admitted)),
        ]
    }

    /// Invites and enrols a device, and tells the relay.
    pub fn enrol(&mut self, label: &str) -> Device {
        let (device, invite) = (Device::of(label), format!("{label} invite"));
        let mut certificates = self.invitation(&invite, self.now_ms + 60_000);
        certificates.extend(self.joining(&invite, &device));
        self.post(certificates);
        device
    }

    pub fn by_root(&mut self, log: LogId, statement: Statement) -> Vec<u8> {
        let root = Key::of("root");
        self.issue(log, &root, statement)
    }

    pub fn by_administrator(&mut self, log: LogId, statement: Statement) -> Vec<u8> {
        let administrator = Key::of("administrator");
        self.issue(log, &administrator, statement)
    }

    pub fn issue(&mut self, log: LogId, issuer: &Key, statement: Statement) -> Vec<u8> {
        let place = self.roster.next_place(log, issuer.public(), 0);
        let certificate = Certificate::issue(place, statement, Vec::new(), |bytes| issuer.sign(bytes));
        self.roster.apply(&certificate, Arrival::Earlier).expect("a valid certificate");
        certificate.encode()
    }

    pub fn post(&self, certificates: Vec<Vec<u8>>) {
        let reply = self.try_post(certificates);
        assert_eq!(reply.status, 200, "{:?}", reply.code);
    }

    pub fn try_post(&self, certificates: Vec<Vec<u8>>) -> Reply {
        self.call(None, "POST", "/v1/certificates", &CertificatesMsg { certificates }.encode())
    }

    pub fn call(&self, device: Option<&Device>, method: &str, target: &str, body: &[u8]) -> Reply {
        let auth = device.map(|device| device.auth(self.now_ms, method, target, body));
        self.port.send(self.now_ms, &RelayRequest { method, target, auth: auth.as_deref(), body })
    }

    pub fn try_upload(&self, device: &Device, segment: &Segment, keyboxes: Vec<Keybox>) -> Reply {
        let message = UploadMsg { segment: segment.encode(), keyboxes };
        self.call(Some(device), "POST", "/v1/segments", &message.encode())
    }

    pub fn upload(&self, device: &Device, segment: &Segment) -> UploadedMsg {
        self.try_upload(device, segment, Vec::new()).ok()
    }

    pub fn try_sync(&self, device: &Device, message: &SyncMsg) -> Reply {
        self.call(Some(device), "POST", "/v1/sync", &message.encode())
    }

    /// Everything new in one compartment after a cursor.
    pub fn sync(&self, device: &Device, cursor: CursorMsg) -> SyncedMsg {
        let message = SyncMsg { cursors: vec![cursor], logs: Vec::new(), max_bytes: 1 << 20, report: None };
        self.try_sync(device, &message).ok()
    }
}

pub fn keybox(handle: u8) -> Keybox {
    Keybox { handle: KeyboxHandle([handle; 16]), compartment: SHARED, key_epoch: 1, wrapped: [handle; 48] }
}

/// A cursor that has read nothing.
pub fn start(compartment: CompartmentHandle) -> CursorMsg {
    CursorMsg { compartment, generation: GenerationId([0; 16]), position: 0, chain: Hash::ZERO }
}

pub fn cursor(at: &UploadedMsg) -> CursorMsg {
    CursorMsg { compartment: SHARED, generation: at.generation, position: at.position, chain: at.chain }
}

/// A log nothing is held of.
pub fn no_log(log: impl Into<LogId>) -> LogHeadMsg {
    LogHeadMsg { log: log.into(), count: 0, hash: Hash::ZERO }
}

//! A relay in memory, as 04 of the design describes it and no more: the reference that the engine is tested
//! against, and that can be made to forget.

use std::collections::{BTreeMap, BTreeSet};

use protocol::auth::Auth;
use protocol::wire::{
    CertificatesMsg, CompartmentNewsMsg, CursorMsg, LogHeadMsg, LogHeadsMsg, LogNewsMsg, RefusalCode,
    RefusalMsg, RelayInfoMsg, StoredSegmentMsg, StreamHeadMsg, SyncMsg, SyncedMsg, UploadMsg, UploadedMsg,
    checkpoint_bytes, next_chain,
};
use protocol::{
    CompartmentHandle, Decode, DeviceId, Encode, GenerationId, Hash, LogId, PublicKey, Segment, StreamId,
    limits, sha256,
};

use crate::{PortAnswer, PortRequest, RelayPort, SeededRandom, Signer};

/// A segment at the relay.
#[derive(Clone)]
struct Stored {
    msg: StoredSegmentMsg,
    hash: Hash,
    chain: Hash,
    stream: StreamId,
    next_seq: u64,
}

/// What a backup of the relay holds.
#[derive(Clone, Default)]
struct Contents {
    compartments: BTreeMap<CompartmentHandle, Vec<Stored>>,
    logs: BTreeMap<LogId, Vec<Vec<u8>>>,
    epochs: BTreeMap<CompartmentHandle, u32>,
}

/// The relay. Requests are verified as far as the engine can tell the difference.
#[derive(Clone)]
pub struct ModelRelay {
    contents: Contents,
    generation: GenerationId,
    signer: Signer,
    rng: SeededRandom,
    devices: BTreeMap<DeviceId, PublicKey>,
    revoked: BTreeSet<DeviceId>,
    /// How many segments fit; more are refused as `relay.full`.
    pub segments_max: usize,
    /// How many requests of each device are answered with `relay.throttled`.
    pub throttled: u32,
    /// Relay time minus true time, in milliseconds.
    pub clock_ms: i64,
}

struct No(RefusalCode, Option<StreamHeadMsg>, Vec<LogHeadMsg>);

impl From<RefusalCode> for No {
    fn from(code: RefusalCode) -> Self {
        Self(code, None, Vec::new())
    }
}

impl ModelRelay {
    /// An empty relay whose keys come from a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = SeededRandom::new(seed);
        Self {
            contents: Contents::default(),
            generation: GenerationId(rng.array()),
            signer: Signer::new(&mut rng),
            rng,
            devices: BTreeMap::new(),
            revoked: BTreeSet::new(),
            segments_max: usize::MAX,
            throttled: 0,
            clock_ms: 0,
        }
    }

    /// Enrols a device.
    pub fn enrol(&mut self, device: DeviceId, key: PublicKey) {
        self.devices.insert(device, key);
    }

    /// Lost the certificates by which it knew its devices.
    pub fn forget_devices(&mut self) {
        self.devices.clear();
    }

    /// Revokes a device.
    pub fn revoke(&mut self, device: DeviceId) {
        self.revoked.insert(device);
    }

    /// Refuses segments under an older key from now on.
    pub fn set_epoch(&mut self, compartment: CompartmentHandle, epoch: u32) {
        self.contents.epochs.insert(compartment, epoch);
    }

    /// Appends certificates to a log without asking anybody.
    pub fn append_certificates(&mut self, log: LogId, certificates: &[Vec<u8>]) {
        self.contents.logs.entry(log).or_default().extend_from_slice(certificates);
    }

    /// Where a certificate log stands.
    pub fn log_head(&self, log: LogId) -> LogHeadMsg {
        let all = self.contents.logs.get(&log).map_or(&[][..], Vec::as_slice);
        let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
        LogHeadMsg { log, count, hash: all.last().map_or(Hash::ZERO, |last| sha256(last)) }
    }

    /// How many segments a compartment holds.
    pub fn len(&self, compartment: CompartmentHandle) -> usize {
        self.of(compartment).len()
    }

    /// Whether a compartment is empty.
    pub fn is_empty(&self, compartment: CompartmentHandle) -> bool {
        self.of(compartment).is_empty()
    }

    /// Goes back to what `backup` held, as if nothing had happened: the generation stays.
    pub fn restore_silently(&mut self, backup: &Self) {
        self.contents = backup.contents.clone();
    }

    /// Goes back to what `backup` held and says so by a new generation.
    pub fn restore(&mut self, backup: &Self) {
        self.restore_silently(backup);
        self.generation = GenerationId(self.rng.array());
    }

    /// A valid signature over any claim of a compartment's head: only for lies.
    pub fn checkpoint(
        &self,
        compartment: CompartmentHandle,
        position: u64,
        chain: Hash,
    ) -> protocol::Signature {
        self.signer.sign(&checkpoint_bytes(self.generation, compartment, position, chain))
    }

    fn of(&self, compartment: CompartmentHandle) -> &[Stored] {
        self.contents.compartments.get(&compartment).map_or(&[][..], Vec::as_slice)
    }

    fn route(&mut self, now_ms: i64, request: &PortRequest) -> Result<Vec<u8>, No> {
        match (request.method.as_str(), request.target.as_str()) {
            ("GET", "/v1/relay") => Ok(self.info(now_ms).encode()),
            ("POST", "/v1/certificates") => self.certificates(&request.body),
            ("POST", "/v1/segments") => {
                self.authenticate(now_ms, request)?;
                self.upload(&request.body)
            }
            ("POST", "/v1/sync") => {
                self.authenticate(now_ms, request)?;
                self.sync(now_ms, &request.body)
            }
            _ => Err(RefusalCode::NotFound.into()),
        }
    }

    fn info(&self, now_ms: i64) -> RelayInfoMsg {
        let (generation, key) = (self.generation, self.signer.public());
        RelayInfoMsg { generation, key, collaborative: None, time_ms: now_ms }
    }

    fn authenticate(&mut self, now_ms: i64, request: &PortRequest) -> Result<(), No> {
        let auth = request.auth.as_deref().and_then(Auth::from_header).ok_or(RefusalCode::Malformed)?;
        let key = self.devices.get(&auth.device).ok_or(RefusalCode::Unauthenticated)?;
        if !auth.verify(key, &request.method, &request.target, &request.body) {
            return Err(RefusalCode::Unauthenticated.into());
        }
        if auth.time_ms.saturating_sub(now_ms).saturating_abs() > limits::REQUEST_SKEW_MAX_MS {
            return Err(RefusalCode::ClockSkew.into());
        }
        if self.revoked.contains(&auth.device) {
            return Err(RefusalCode::Revoked.into());
        }
        match self.throttled.checked_sub(1) {
            Some(left) => {
                self.throttled = left;
                Err(RefusalCode::Throttled.into())
            }
            None => Ok(()),
        }
    }

    fn upload(&mut self, body: &[u8]) -> Result<Vec<u8>, No> {
        let UploadMsg { segment: bytes, keyboxes } =
            UploadMsg::decode(body).map_err(|_| RefusalCode::Malformed)?;
        let segment = Segment::decode(&bytes).map_err(|_| RefusalCode::Malformed)?;
        let header = &segment.header;
        let key = self.devices.get(&header.device).ok_or(RefusalCode::Forbidden)?;
        if !segment.verify(key) {
            return Err(RefusalCode::BadSignature.into());
        }
        let hash = segment.hash();
        let held = self.of(header.compartment);
        if let Some(same) = held.iter().find(|one| one.hash == hash) {
            return Ok(self.uploaded(same));
        }
        // the real relay, too, looks at the key before it looks for gaps
        if self.contents.epochs.get(&header.compartment).is_some_and(|epoch| header.key_epoch < *epoch) {
            return Err(RefusalCode::OldEpoch.into());
        }
        let last = held.iter().rev().find(|one| one.stream == header.stream);
        let (next_seq, last_hash) = last.map_or((0, Hash::ZERO), |last| (last.next_seq, last.hash));
        let head = || Some(StreamHeadMsg { next_seq, hash: last_hash });
        if header.first_seq > next_seq {
            return Err(No(RefusalCode::StreamGap, head(), Vec::new()));
        }
        if header.first_seq < next_seq || header.previous != last_hash {
            return Err(No(RefusalCode::StreamFork, head(), Vec::new()));
        }
        if held.len() >= self.segments_max {
            return Err(RefusalCode::Full.into());
        }
        let chain = next_chain(held.last().map_or(Hash::ZERO, |last| last.chain), hash);
        let position = held.len() as u64 + 1;
        let (stream, next_seq) = (header.stream, header.next_seq());
        let msg = StoredSegmentMsg { position, segment: bytes, keyboxes };
        let stored = Stored { msg, hash, chain, stream, next_seq };
        let answer = self.uploaded(&stored);
        self.contents.compartments.entry(header.compartment).or_default().push(stored);
        Ok(answer)
    }

    fn uploaded(&self, stored: &Stored) -> Vec<u8> {
        let (generation, position, chain) = (self.generation, stored.msg.position, stored.chain);
        UploadedMsg { generation, position, chain }.encode()
    }

    fn sync(&mut self, now_ms: i64, body: &[u8]) -> Result<Vec<u8>, No> {
        let asked = SyncMsg::decode(body).map_err(|_| RefusalCode::Malformed)?;
        let compartments =
            asked.cursors.iter().filter_map(|cursor| self.news_of(cursor, asked.max_bytes)).collect();
        let logs = asked.logs.iter().filter_map(|head| self.log_news(head)).collect();
        Ok(SyncedMsg { generation: self.generation, time_ms: now_ms, compartments, logs }.encode())
    }

    fn news_of(&self, cursor: &CursorMsg, max_bytes: u32) -> Option<CompartmentNewsMsg> {
        let held = self.of(cursor.compartment);
        let at = usize::try_from(cursor.position).unwrap_or(usize::MAX);
        let chain_at_cursor = match at.checked_sub(1) {
            None => Some(Hash::ZERO),
            Some(index) => held.get(index).map(|one| one.chain),
        };
        let (head_position, head_chain) =
            held.last().map_or((0, Hash::ZERO), |last| (last.msg.position, last.chain));
        let same_life = cursor.generation == self.generation || cursor.position == 0;
        let agrees = chain_at_cursor == Some(cursor.chain);
        if same_life && agrees && head_position == cursor.position {
            return None;
        }
        let mut left = max_bytes as usize;
        let fits = |one: &&Stored| {
            let first = left == max_bytes as usize;
            let room = left.checked_sub(one.msg.segment.len());
            left = room.unwrap_or(0);
            first || room.is_some()
        };
        let after = held.iter().skip(if agrees { at } else { usize::MAX });
        let segments = after.take_while(fits).map(|one| one.msg.clone()).collect();
        let checkpoint = self.checkpoint(cursor.compartment, head_position, head_chain);
        let compartment = cursor.compartment;
        Some(CompartmentNewsMsg {
            compartment,
            head_position,
            head_chain,
            chain_at_cursor,
            checkpoint,
            segments,
        })
    }

    fn log_news(&self, known: &LogHeadMsg) -> Option<LogNewsMsg> {
        let head = self.log_head(known.log);
        if head == *known {
            return None;
        }
        let all = self.contents.logs.get(&known.log).map_or(&[][..], Vec::as_slice);
        let certificates = all.iter().skip(known.count as usize).cloned().collect();
        Some(LogNewsMsg { log: known.log, count: head.count, certificates })
    }

    fn certificates(&mut self, body: &[u8]) -> Result<Vec<u8>, No> {
        let msg = CertificatesMsg::decode(body).map_err(|_| RefusalCode::Malformed)?;
        let mut heads = BTreeMap::new();
        for bytes in &msg.certificates {
            let one = protocol::certificate::Certificate::decode(bytes)
                .map_err(|_| RefusalCode::CertificateInvalid)?;
            let log = one.place.log;
            let head = self.log_head(log);
            if one.place.index != head.count || one.place.previous != head.hash {
                return Err(No(RefusalCode::LogConflict, None, vec![head]));
            }
            self.append_certificates(log, std::slice::from_ref(bytes));
            heads.insert(log, self.log_head(log));
        }
        Ok(LogHeadsMsg { heads: heads.into_values().collect() }.encode())
    }
}

impl RelayPort for ModelRelay {
    fn handle(&mut self, now_ms: i64, request: &PortRequest) -> PortAnswer {
        let time_ms = now_ms.saturating_add(self.clock_ms);
        match self.route(time_ms, request) {
            Ok(body) => PortAnswer { status: 200, retry_after_s: 0, body },
            Err(No(code, head, logs)) => {
                let retry_after_s = if code == RefusalCode::Throttled { 20 } else { 0 };
                let body = RefusalMsg { code, head, logs, time_ms, retry_after_s }.encode();
                PortAnswer { status: code.http_status(), retry_after_s, body }
            }
        }
    }
}

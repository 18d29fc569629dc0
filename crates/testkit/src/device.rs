//! A device of the test: an engine, its mailbox, its key, and somebody who writes.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use protocol::auth::{Auth, signed_request};
use protocol::{CompartmentHandle, DeviceId, Hash, Header, PublicKey, Segment, Signature, StreamId, Suite};
use sync::{Config, Engine, MailboxError, Outgoing, StopReason, SyncNotice};

use crate::{MemoryMailbox, SeededRandom};

/// The compartment that every device of the test holds from the beginning.
pub const COMPARTMENT: CompartmentHandle = CompartmentHandle([0xc0; 16]);

/// An Ed25519 key made from a seed.
#[derive(Clone)]
pub struct Signer {
    seed: [u8; 32],
    public: PublicKey,
}

impl Signer {
    /// Made from random bytes.
    pub fn new(rng: &mut SeededRandom) -> Self {
        let seed = rng.array();
        let mut public = [0; 32];
        if let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(&seed) {
            public.copy_from_slice(pair.public_key().as_ref());
        }
        Self { seed, public: PublicKey(public) }
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// A signature.
    pub fn sign(&self, message: &[u8]) -> Signature {
        let mut signature = [0; 64];
        if let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(&self.seed) {
            signature.copy_from_slice(pair.sign(message).as_ref());
        }
        Signature(signature)
    }
}

/// One device. A clone of it is a cloned disk: same key, same streams.
pub struct Device {
    /// What is under test.
    pub engine: Engine,
    /// What survives a crash.
    pub mailbox: MemoryMailbox,
    /// What the engine said, oldest first.
    pub notices: Vec<SyncNotice>,
    /// What the mailbox failed with.
    pub failures: Vec<MailboxError>,
    /// Device time minus true time, in milliseconds.
    pub clock_ms: i64,
    /// The key epoch it seals under.
    pub epoch: u32,
    pub(crate) rng: SeededRandom,
    pub(crate) signer: Signer,
    pub(crate) incarnation: u64,
    streams: BTreeMap<CompartmentHandle, StreamId>,
}

impl Device {
    /// A new device that holds [`COMPARTMENT`].
    pub fn new(mut rng: SeededRandom) -> Self {
        let mut mailbox = MemoryMailbox::new();
        mailbox.hold(COMPARTMENT);
        let signer = Signer::new(&mut rng);
        Self {
            engine: Engine::new(Config::default()),
            mailbox,
            notices: Vec::new(),
            failures: Vec::new(),
            clock_ms: 0,
            epoch: 1,
            rng,
            signer,
            incarnation: 0,
            streams: BTreeMap::new(),
        }
    }

    /// The same disk in another machine: it knows what this one knows and writes on in the same streams.
    pub fn cloned(&self, rng: SeededRandom) -> Self {
        Self {
            mailbox: self.mailbox.clone(),
            signer: self.signer.clone(),
            streams: self.streams.clone(),
            epoch: self.epoch,
            ..Self::new(rng)
        }
    }

    /// Its id.
    pub fn id(&self) -> DeviceId {
        self.signer.public().device_id()
    }

    /// Its public key.
    pub fn key(&self) -> PublicKey {
        self.signer.public()
    }

    /// Seals something new and lays it in the mailbox.
    pub fn author(&mut self, compartment: CompartmentHandle) {
        let body = self.rng.array::<24>().to_vec();
        self.seal(compartment, body);
    }

    fn seal(&mut self, compartment: CompartmentHandle, body: Vec<u8>) {
        let fresh = StreamId(self.rng.array());
        let stream = *self.streams.entry(compartment).or_insert(fresh);
        let (first_seq, previous) = self.mailbox.outgoing_head(stream);
        let header = self.header(compartment, stream, first_seq, previous);
        let salt = self.rng.array();
        let signature = self.signer.sign(&Segment::signed_bytes(&header, &salt, &body));
        let segment = Segment { header, salt, body, signature };
        let (count, hash, bytes) = (segment.header.count, segment.hash(), segment.encode());
        let keyboxes = Vec::new();
        self.mailbox.post(Outgoing { compartment, stream, first_seq, count, hash, bytes, keyboxes });
    }

    fn header(
        &mut self,
        compartment: CompartmentHandle,
        stream: StreamId,
        first_seq: u64,
        previous: Hash,
    ) -> Header {
        let count = u32::try_from(self.rng.below(3)).unwrap_or(0) + 1;
        Header {
            version: 1,
            suite: Suite::Aes256GcmHkdfSha256Ed25519,
            flags: 0,
            compartment,
            device: self.id(),
            stream,
            first_seq,
            count,
            previous,
            key_epoch: self.epoch,
            key_commitment: [0; 32],
            extension: Vec::new(),
        }
    }

    /// What ingest does about streams that ended: the same content goes out in a new stream, under the key
    /// epoch that now holds. Returns how many segments went out again.
    pub fn send_stopped_again(&mut self, done: &mut BTreeSet<StreamId>) -> usize {
        let stops: Vec<_> = self.mailbox.stops().filter(|stop| done.insert(stop.stream)).copied().collect();
        let mut again = Vec::new();
        for stop in stops {
            self.streams.retain(|_, stream| *stream != stop.stream);
            let of_stream = self.mailbox.outgoing().map(|deposit| &deposit.outgoing);
            let unsent = of_stream.filter(|one| one.stream == stop.stream && one.first_seq >= stop.from_seq);
            again.extend(unsent.map(|one| (one.compartment, body_of(&one.bytes))));
            if stop.why == StopReason::OldEpoch {
                self.epoch += 1;
            }
        }
        let count = again.len();
        again.into_iter().for_each(|(compartment, body)| self.seal(compartment, body));
        count
    }

    /// Everything that this device holds, its own and others': the sealed content without its envelope.
    pub fn payloads(&self) -> BTreeSet<Vec<u8>> {
        let own = self.mailbox.outgoing().map(|deposit| body_of(&deposit.outgoing.bytes));
        let others = self.mailbox.incoming().iter().map(|stored| body_of(&stored.segment));
        own.chain(others).collect()
    }

    /// The `footbridge-auth` header.
    pub(crate) fn sign_request(&self, time_ms: i64, method: &str, target: &str, body: &[u8]) -> String {
        let signature = self.signer.sign(&signed_request(method, target, time_ms, body));
        Auth { device: self.id(), time_ms, signature }.to_header()
    }
}

fn body_of(segment: &[u8]) -> Vec<u8> {
    Segment::decode(segment).map_or_else(|_| segment.to_vec(), |segment| segment.body)
}

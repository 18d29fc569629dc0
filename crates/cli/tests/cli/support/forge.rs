//! What only somebody with a member's keys and the relay's disk could do.

use protocol::{Hash, Segment, sha256};
use rusqlite::{Connection, params};
use vault::{DatabaseKey, DeviceIdentity, EpochKey, Keyfile, PassphraseCost, Random, SegmentPlace};

use super::{Device, PASSPHRASE};

/// The keys of a device, taken out of its home.
pub struct Forger {
    identity: DeviceIdentity,
    database: store::Database,
}

/// Not random at all: what is forged need not be secret.
struct Counting(u8);

impl Random for Counting {
    fn fill(&mut self, out: &mut [u8]) {
        for byte in out {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
    }
}

impl Forger {
    pub fn of(device: &Device) -> Self {
        let database =
            store::Database::open(&device.home.join("footbridge.db"), database_key(device).expose());
        let database = database.unwrap();
        let secret = database.read(|tx| tx.meta("device.identity")).unwrap().unwrap();
        let identity = DeviceIdentity::from_secret_bytes(&secret.try_into().unwrap()).unwrap();
        Self { identity, database }
    }

    /// The same entries at the same place, signed by the device, sealed under a key that nobody has.
    pub fn under_a_wrong_key(&self, bytes: &[u8]) -> Vec<u8> {
        let segment = Segment::decode(bytes).unwrap();
        let header = &segment.header;
        let compartment = domain::CompartmentId(header.compartment.0);
        let row = self.database.read(|tx| tx.epoch_key(compartment, header.key_epoch)).unwrap().unwrap();
        let key = EpochKey::from_bytes(header.compartment, header.key_epoch, &row.key.0);
        let entries = vault::open_segment(&key, &segment).unwrap();
        let place = SegmentPlace {
            compartment: header.compartment,
            stream: header.stream,
            first_seq: header.first_seq,
            previous: header.previous,
        };
        let wrong = EpochKey::generate(header.compartment, header.key_epoch, &mut Counting(0));
        vault::seal_segment(&self.identity, &wrong, &place, &entries, &mut Counting(9)).unwrap().encode()
    }

    /// The same segment as a newer version might write it, signed by the device.
    pub fn of_a_future_version(&self, bytes: &[u8]) -> Vec<u8> {
        let mut segment = Segment::decode(bytes).unwrap();
        segment.header.version = protocol::SEGMENT_VERSION + 1;
        segment.header.extension = b"who knows".to_vec();
        let signed = Segment::signed_bytes(&segment.header, &segment.salt, &segment.body);
        segment.signature = self.identity.signing().sign(&signed);
        segment.encode()
    }
}

/// Opens the wrapped key of a device's database.
pub fn database_key(device: &Device) -> DatabaseKey {
    let keyfile = Keyfile::decode(&std::fs::read(device.home.join("keyfile")).unwrap()).unwrap();
    keyfile.unwrap_with(PASSPHRASE).unwrap()
}

/// The same passphrase, without the work of a guess: each command of a test would do it again.
pub fn make_guessing_cheap(device: &Device) {
    let cost = PassphraseCost::FOR_TESTS;
    let wrapped = Keyfile::wrap(&database_key(device), PASSPHRASE, cost, &mut Counting(0)).unwrap();
    std::fs::write(device.home.join("keyfile"), wrapped.encode()).unwrap();
}

/// As [`make_guessing_cheap`], of a device that these members sign in on.
pub fn make_guessing_cheap_for(device: &Device, members: &[(&str, &str)]) {
    let path = device.home.join("keyfile");
    let file = Keyfile::decode(&std::fs::read(&path).unwrap()).unwrap();
    let mut cheap = Keyfile::shared(PassphraseCost::FOR_TESTS, &mut Counting(0));
    for (nonce, (name, passphrase)) in (1..).zip(members) {
        let opened = file.sign_in(name, passphrase).unwrap();
        let owner = opened.owner.unwrap();
        cheap = cheap.with(&opened.key, &owner, passphrase, &mut Counting(nonce * 50)).unwrap();
    }
    std::fs::write(path, cheap.encode()).unwrap();
}

/// The bytes of every segment at the relay, by position. There is one compartment.
pub fn segments(relay: &Connection) -> Vec<Vec<u8>> {
    let mut statement = relay.prepare("SELECT bytes FROM segment ORDER BY position").unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Puts other bytes at a position (from 1), and makes everything that the relay vouches for fit them.
pub fn replace(relay: &Connection, position: usize, bytes: &[u8]) {
    let update = "UPDATE segment SET bytes = ?, hash = ? WHERE position = ?";
    relay.execute(update, params![bytes, sha256(bytes).0.as_slice(), position as i64]).unwrap();
    let mut chain = Hash::ZERO;
    for (position, segment) in (1i64..).zip(segments(relay)) {
        chain = protocol::wire::next_chain(chain, sha256(&segment));
        let update = "UPDATE segment SET chain = ? WHERE position = ?";
        relay.execute(update, params![chain.0.as_slice(), position]).unwrap();
    }
    relay.execute("UPDATE compartment SET chain = ?", params![chain.0.as_slice()]).unwrap();
}

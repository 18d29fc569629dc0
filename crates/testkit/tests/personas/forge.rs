//! A member's device that runs something else than Footbridge: it holds every key that a member holds, and seals
//! whatever it likes.

use domain::{ActorId, Edit, RecordId, RecordKind, Scalar, Stamp};
use footbridge_testkit::SeededRandom;
use footbridge_testkit::field::{PASSPHRASE, Persona};
use merge::{Authored, Folded};
use protocol::roster::Arrival;
use protocol::{
    Certificate, CompartmentHandle, Entry, Hash, Keybox, LogId, Roster, Segment, Statement, StreamId,
};
use store::{Database, Home, Mailbox};
use vault::{ChangeContext, DeviceIdentity, EpochKey, Keyfile, Random, RecordKey, SegmentPlace};

/// The device's own randomness does not matter here.
pub struct Dice(SeededRandom);

impl Random for Dice {
    fn fill(&mut self, out: &mut [u8]) {
        sync::Random::fill(&mut self.0, out);
    }
}

/// See the module.
pub struct Insider {
    _home: Home,
    pub db: Database,
    pub mailbox: Mailbox,
    pub identity: DeviceIdentity,
    pub compartment: CompartmentHandle,
    key: EpochKey,
    stream: StreamId,
    pub dice: Dice,
}

impl Insider {
    /// Opens the files of a persona, whose process ends.
    pub fn of(persona: &mut Persona) -> Self {
        persona.close();
        let home = Home::open(persona.home(), "an insider").unwrap();
        let keyfile = Keyfile::decode(&std::fs::read(home.key_file()).unwrap()).unwrap();
        let key = keyfile.unwrap_with(PASSPHRASE).unwrap();
        let db = Database::open(&home.database_file(), key.expose()).unwrap();
        let mailbox = Mailbox::open(&home.mailbox_file(), "an insider").unwrap();
        let identity = db.read(|tx| tx.meta("device.identity")).unwrap().unwrap();
        let identity = DeviceIdentity::from_secret_bytes(&identity.try_into().unwrap()).unwrap();
        let row = db.read(|tx| tx.compartments()).unwrap().remove(0);
        let epoch = db.read(|tx| tx.epoch_key(row.compartment, row.key_epoch)).unwrap().unwrap();
        let compartment = CompartmentHandle(row.compartment.0);
        let key = EpochKey::from_bytes(compartment, row.key_epoch, &epoch.key.0);
        let mut dice = Dice(SeededRandom::new(9));
        let stream = StreamId(dice.0.array());
        Self { _home: home, db, mailbox, identity, compartment, key, stream, dice }
    }

    /// Puts a new key in force whose part for one device does not open: neither relay nor roster can see that.
    pub fn rotate_without(&mut self, left_out: protocol::DeviceId) {
        let log = LogId::from(self.compartment);
        let collaborative = self.db.read(|tx| tx.meta("device.collaborative")).unwrap().unwrap();
        let mut roster = Roster::new();
        let mut before = None;
        for one in [LogId(collaborative.try_into().unwrap()), log] {
            for bytes in self.mailbox.certificates(one, 0).unwrap() {
                let certificate = Certificate::decode(&bytes).unwrap();
                roster.apply(&certificate, Arrival::Earlier).unwrap();
                if let Statement::EpochIssued(issued) = certificate.statement {
                    before = Some(vault::open_epoch(&issued, &self.key).unwrap().secrets);
                }
            }
        }
        let devices: Vec<_> =
            roster.admitted(&self.compartment).map(|one| (one.id(), one.keys.sealing)).collect();
        let (mut next, _) =
            vault::issue_epoch(self.compartment, before.as_ref(), &devices, &mut self.dice).unwrap();
        let theirs = next.keys.iter_mut().find(|one| one.device == left_out).unwrap();
        theirs.sealed.reverse();
        let key = vault::SigningKey::from_bytes(self.identity.signing().expose()).unwrap();
        let place = roster.next_place(log, key.public(), 1 << 40);
        let issued = key.certify(place, Statement::EpochIssued(next), Vec::new()).unwrap();
        self.mailbox.append_certificates(log, place.index, &[issued.encode()]).unwrap();
    }

    /// An actor of this device, or of another one.
    pub fn actor(&mut self, device: protocol::DeviceId) -> ActorId {
        let mut actor: [u8; 16] = self.dice.0.array();
        actor[..8].copy_from_slice(&device.0[..8]);
        ActorId(actor)
    }

    pub fn record_key(&mut self) -> (Keybox, RecordKey) {
        let key = RecordKey::generate(&mut self.dice);
        (vault::seal_keybox(&self.key, &key, &mut self.dice).unwrap(), key)
    }

    /// One change under a record's key, saying what it likes of its kind and schema.
    pub fn entry(
        &mut self,
        context: (u16, u16),
        record: RecordId,
        key: &(Keybox, RecordKey),
        change: &[u8],
    ) -> Entry {
        let (kind, schema) = context;
        let record = *record.as_bytes();
        let sealed_as = ChangeContext { compartment: self.compartment, record, kind, schema };
        let sealed = vault::seal_change(&key.1, &sealed_as, change, &mut self.dice).unwrap();
        Entry { kind, record, schema, keybox: key.0.handle, sealed }
    }

    /// Seals entries into the mailbox, in a stream of its own.
    pub fn post(&mut self, entries: &[Entry], keyboxes: &[Keybox]) -> Segment {
        let head = self.mailbox.outgoing_head(self.stream).unwrap();
        let sealed = self.seal(head.next_seq, head.hash, entries);
        self.mailbox.add_outgoing(&sealed, keyboxes).unwrap();
        sealed
    }

    /// Seals entries at any place of its stream.
    pub fn seal(&mut self, first_seq: u64, previous: Hash, entries: &[Entry]) -> Segment {
        let (compartment, stream) = (self.compartment, self.stream);
        let place = SegmentPlace { compartment, stream, first_seq, previous };
        vault::seal_segment(&self.identity, &self.key, &place, entries, &mut self.dice).unwrap()
    }
}

pub fn person() -> u16 {
    RecordKind::Person.code()
}

pub fn new_id(number: u8) -> RecordId {
    RecordId::from_bytes([number; 16])
}

/// The next change of a person's record.
pub fn named(base: &Folded, name: &str, actor: ActorId, stamp: &Stamp) -> Authored {
    let edits = [Edit::set("name.family", Scalar::text(name)), Edit::set("status", Scalar::text("ready"))];
    merge::author(base, &edits, actor, stamp).unwrap().unwrap()
}

/// A stamp as this persona's own device makes it.
pub fn stamp_of(persona: &mut Persona, record: RecordId) -> Stamp {
    persona.device().unwrap().record(record).unwrap().fields["status"][0].stamp.clone()
}

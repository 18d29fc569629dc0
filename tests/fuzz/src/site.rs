//! Two devices of one collaborative: a member's whose keys are used by somebody else's program, and an honest one
//! that takes in whatever that program sealed.

use std::collections::BTreeMap;

use app::net::{Net, NetRequest};
use app::{AppError, Stop, TypedFields};
use domain::{Edit, MemberId, RecordId, RecordKind, Scalar, Severity};
use merge::Folded;
use protocol::wire::UploadMsg;
use protocol::{CompartmentHandle, Encode, Entry, Hash, Keybox, StreamId};
use store::{Database, Home};
use testkit::SeededRandom;
use testkit::field::{Field, PASSPHRASE, Persona};
use vault::{
    ChangeContext, DeviceIdentity, EpochKey, Keyfile, Random, RecordKey, SegmentPlace, TransportKey,
};

use crate::Verdict;
use crate::changes::Author;

/// The field's seed: its devices are the same in every run, and so are the examples they author.
const SEED: u64 = 41;
const KIND: RecordKind = RecordKind::Person;
/// What the schema's version is today.
const SCHEMA: u16 = 1;

/// Chance for keys, salts and nonces.
struct Dice(SeededRandom);

impl Random for Dice {
    fn fill(&mut self, out: &mut [u8]) {
        sync::Random::fill(&mut self.0, out);
    }
}

/// See the module.
pub struct Site {
    /// How many inputs it had.
    pub inputs: u32,
    field: Field,
    reader: Persona,
    net: Box<dyn Net>,
    identity: DeviceIdentity,
    transport: TransportKey,
    member: MemberId,
    key: EpochKey,
    stream: StreamId,
    next_seq: u64,
    previous: Hash,
    dice: Dice,
    kept_aside: usize,
}

impl Site {
    /// Founds a collaborative and takes the keys of its first device.
    pub fn new() -> Self {
        let mut field = Field::new(SEED).unwrap();
        let mut insider = field.found("Ridge County Health").unwrap();
        let mut reader = field.join(&mut insider, "ems", "Ridge County EMS").unwrap();
        insider.sync().unwrap();
        reader.sync().unwrap();
        let member = MemberId(insider.device().unwrap().member().0);
        let platform = insider.platform();
        let net = platform.connect.connect("", &Stop::new()).unwrap();
        insider.close();
        let home = Home::open(insider.home(), "the fuzzer").unwrap();
        let keyfile = Keyfile::decode(&std::fs::read(home.key_file()).unwrap()).unwrap();
        let db =
            Database::open(&home.database_file(), keyfile.unwrap_with(PASSPHRASE).unwrap().expose()).unwrap();
        let secret = |name: &str| db.read(|tx| tx.meta(name)).unwrap().unwrap();
        let identity =
            DeviceIdentity::from_secret_bytes(&secret("device.identity").try_into().unwrap()).unwrap();
        let transport =
            TransportKey::from_bytes(&secret("device.transport_key").try_into().unwrap()).unwrap();
        let row = db.read(|tx| tx.compartments()).unwrap().remove(0);
        let epoch = db.read(|tx| tx.epoch_key(row.compartment, row.key_epoch)).unwrap().unwrap();
        let key = EpochKey::from_bytes(CompartmentHandle(row.compartment.0), row.key_epoch, &epoch.key.0);
        let mut dice = Dice(SeededRandom::new(9));
        let stream = StreamId(dice.0.array());
        let (next_seq, previous) = (0, Hash::ZERO);
        Self {
            inputs: 0,
            field,
            reader,
            net,
            identity,
            transport,
            member,
            key,
            stream,
            next_seq,
            previous,
            dice,
            kept_aside: 0,
        }
    }

    /// Who authors so that the honest device takes it.
    pub fn author(&self) -> Author {
        let id = self.identity.device_id().0;
        Author { device: std::array::from_fn(|at| id[at]), member: self.member }
    }

    /// Has the honest device take in these changes as those of a new record.
    pub fn bring(&mut self, changes: &[Vec<u8>]) -> RecordId {
        let record = self.new_record();
        self.post(record, changes);
        self.reader.sync_for(600_000).unwrap();
        record
    }

    /// The honest device.
    pub fn reader(&mut self) -> &mut Persona {
        &mut self.reader
    }

    /// Seals the changes as one record's, with a sound one of another record at the end, and has them taken in. The
    /// record then is what `expected` says (where that is known), can be edited, and the sound one is there. What is told is how the edit
    /// went, or that there is no record.
    pub fn take_in(&mut self, changes: &[Vec<u8>], expected: Option<&Folded>) -> Verdict {
        let (tried, sound) = (self.new_record(), self.new_record());
        let by = self.author();
        let edits =
            [Edit::set("name.family", Scalar::text("Sound")), Edit::set("status", Scalar::text("ready"))];
        let good = merge::author(&Folded::new(), &edits, by.actor(50), &by.stamp(2)).unwrap().unwrap();
        self.post(tried, changes);
        self.post(sound, &[good.bytes]);
        let report = self.reader.sync_for(600_000).unwrap();
        assert!(report.up_to_date, "{report:?}");
        assert_eq!(self.values(sound).get("name.family").map(Vec::len), Some(1), "the rest went on");
        let device = self.reader.device().unwrap();
        let (is_there, aside) = (device.record(tried).is_ok(), device.kept_aside().unwrap().len());
        assert!(is_there || aside > self.kept_aside, "nothing of it was folded and nothing kept aside");
        if let Some(expected) = expected {
            assert_eq!(self.values(tried), told(&expected.visible()), "what the device shows");
            assert_eq!(is_there, expected.change_count() > 0);
        }
        self.kept_aside = aside;
        let edited = if is_there { self.edit_on(tried) } else { Err("nothing_fits") };
        if self.inputs.is_multiple_of(16) {
            assert!(self.reader.device().unwrap().rebuild().unwrap().equal, "rebuilt tables differ");
        }
        edited
    }

    /// The next edit of a person, on the record as it is now. Where rules of the field hold it up in other fields
    /// (see the finding in `tests/findings.rs`), those are cleared along with it, as a person could; then it must go.
    fn edit_on(&mut self, record: RecordId) -> Verdict {
        let mut typed: TypedFields = [("name.family", "Next"), ("status", "ready")]
            .map(|(key, value)| (key.into(), value.into()))
            .into();
        let device = self.reader.device().unwrap();
        let mut verdict = Ok(());
        let after = match device.edit(record, &typed) {
            Err(AppError::NotReady(issues)) => {
                verdict = Err("edit_held_up_by_other_fields");
                for issue in issues.iter().filter(|issue| issue.severity == Severity::Blocking) {
                    typed.entry(issue.field.clone()).or_default();
                }
                device.edit(record, &typed)
            }
            done => done,
        };
        let after = after.unwrap_or_else(|error| panic!("the record cannot be edited any more: {error:?}"));
        let held: Vec<String> =
            after.fields["name.family"].iter().map(|held| held.value.to_string()).collect();
        assert_eq!(held, ["Next"], "the edit stands alone");
        verdict
    }

    fn values(&mut self, record: RecordId) -> BTreeMap<String, Vec<String>> {
        match self.reader.device().unwrap().record(record) {
            Ok(record) => told(&record.fields),
            Err(_) => BTreeMap::new(),
        }
    }

    fn new_record(&mut self) -> RecordId {
        RecordId::from_bytes(self.dice.0.array())
    }

    /// One segment with these changes of one record, given to the relay.
    fn post(&mut self, record: RecordId, changes: &[Vec<u8>]) {
        let record_key = RecordKey::generate(&mut self.dice);
        let keybox = vault::seal_keybox(&self.key, &record_key, &mut self.dice).unwrap();
        let entries: Vec<Entry> =
            changes.iter().map(|change| self.entry(record, &record_key, &keybox, change)).collect();
        let mut rest = entries.as_slice();
        let mut keyboxes = vec![keybox];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(protocol::fitting(rest));
            self.upload(now, std::mem::take(&mut keyboxes));
            rest = later;
        }
    }

    fn entry(&mut self, record: RecordId, key: &RecordKey, keybox: &Keybox, change: &[u8]) -> Entry {
        let context = ChangeContext {
            compartment: self.key.compartment,
            record: *record.as_bytes(),
            kind: KIND.code(),
            schema: SCHEMA,
        };
        let sealed = vault::seal_change(key, &context, change, &mut self.dice).unwrap();
        Entry { kind: context.kind, record: context.record, schema: SCHEMA, keybox: keybox.handle, sealed }
    }

    fn upload(&mut self, entries: &[Entry], keyboxes: Vec<Keybox>) {
        let place = SegmentPlace {
            compartment: self.key.compartment,
            stream: self.stream,
            first_seq: self.next_seq,
            previous: self.previous,
        };
        let segment =
            vault::seal_segment(&self.identity, &self.key, &place, entries, &mut self.dice).unwrap();
        (self.next_seq, self.previous) = (segment.header.next_seq(), segment.hash());
        let body = UploadMsg { segment: segment.encode(), keyboxes }.encode();
        let now_ms = app::clock::Clock::now_ms(self.field.clock());
        let (method, target) = ("POST", "/v1/segments");
        let auth =
            self.transport.authorise(self.identity.device_id(), method, target, now_ms, &body).to_header();
        let request = NetRequest { method, target: target.to_owned(), auth: Some(auth), body };
        let answer = self.net.exchange(&request).unwrap();
        assert!(answer.status < 300, "the relay refused a well-made segment: {}", answer.status);
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

fn told(fields: &BTreeMap<String, Vec<domain::Held>>) -> BTreeMap<String, Vec<String>> {
    let values = |held: &[domain::Held]| held.iter().map(|held| format!("{:?}", held.value)).collect();
    fields.iter().map(|(key, held)| (key.clone(), values(held))).collect()
}

//! What every test of whole devices uses.

use std::collections::BTreeMap;
use std::path::PathBuf;

use app::{SavedContact, SyncReport, TypedContact, TypedFields, Whom};
use domain::{Record, RecordId};
use footbridge_testkit::field::{Field, Persona};

pub const PATROL: &str = "Ridge County Sheriff";
pub const EMS: &str = "Ridge County EMS";
pub const OUTREACH: &str = "Bridgeway Outreach";
pub const PROVIDER: &str = "Harbor Recovery Center";

/// The four of the story; the coordinator founded the collaborative.
pub struct Crew {
    pub field: Field,
    pub coordinator: Persona,
    pub patrol: Persona,
    pub ems: Persona,
    pub outreach: Persona,
}

pub fn crew(seed: u64) -> Crew {
    let mut field = Field::new(seed).unwrap();
    let mut coordinator = field.found("Ridge County Health").unwrap();
    let patrol = field.join(&mut coordinator, "patrol", PATROL).unwrap();
    let ems = field.join(&mut coordinator, "ems", EMS).unwrap();
    let outreach = field.join(&mut coordinator, "outreach", OUTREACH).unwrap();
    let mut crew = Crew { field, coordinator, patrol, ems, outreach };
    settle(&mut crew.all());
    crew
}

impl Crew {
    pub fn all(&mut self) -> [&mut Persona; 4] {
        [&mut self.coordinator, &mut self.patrol, &mut self.ems, &mut self.outreach]
    }

    /// Everybody syncs until all are in step, then holds the same.
    pub fn meet(&mut self) {
        settle(&mut self.all());
        assert_same(&mut self.all());
    }

    pub fn cut_off(&mut self) {
        self.all().into_iter().for_each(|one| one.set_offline(true));
    }

    pub fn reconnect(&mut self) {
        self.all().into_iter().for_each(|one| one.set_offline(false));
    }
}

/// One sync that must end in step.
pub fn sync(persona: &mut Persona) -> SyncReport {
    let report = persona.sync_for(3_600_000).unwrap();
    assert!(report.up_to_date, "{}: {report:?}", persona.name());
    report
}

/// Twice around: what the last one sends, the first one has to fetch; a third time, as fetching may author.
pub fn settle(personas: &mut [&mut Persona]) {
    for _ in 0..3 {
        for persona in personas.iter_mut() {
            sync(persona);
        }
    }
}

/// [I] Devices that hold the same changes show the same, compartment by compartment; and on each, every table follows
/// from the journal.
pub fn assert_same(personas: &mut [&mut Persona]) {
    let mut first = BTreeMap::new();
    for persona in personas.iter_mut() {
        let name = persona.name();
        let device = persona.device().unwrap();
        assert!(device.rebuild().unwrap().equal, "{name}: rebuilt tables differ");
        assert_eq!(device.unsent().unwrap(), 0, "{name}: unsent");
        for (compartment, called, digest) in device.digests().unwrap() {
            assert_eq!(*first.entry(compartment).or_insert(digest), digest, "{name}: {called}");
        }
    }
}

/// [I] Saved is saved: closed and opened again, the device says the same.
pub fn assert_survives_restart(persona: &mut Persona) {
    let before = persona.device().unwrap().digests().unwrap();
    persona.close();
    assert_eq!(persona.device().unwrap().digests().unwrap(), before);
}

pub fn typed(pairs: &[(&str, &str)]) -> TypedFields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

pub fn new_contact(family: &str) -> TypedContact {
    TypedContact {
        pathway: "naloxone_plus".to_owned(),
        whom: Whom::New(typed(&[("name.given", "Marisol"), ("name.family", family)])),
        fields: typed(&[("offer", "offered"), ("need.housing", "yes")]),
        narrative: Some(format!("{family} was met at the footbridge")),
        ..TypedContact::default()
    }
}

/// Records a fresh contact with a new person.
pub fn meet_person(persona: &mut Persona, family: &str) -> SavedContact {
    persona.device().unwrap().record_contact(&new_contact(family)).unwrap()
}

pub fn set(persona: &mut Persona, id: RecordId, key: &str, value: &str) {
    persona.device().unwrap().edit(id, &typed(&[(key, value)])).unwrap();
}

pub fn record(persona: &mut Persona, id: RecordId) -> Record {
    persona.device().unwrap().record(id).unwrap()
}

/// All values of a field that stand, in order, whatever is shown first.
pub fn values(persona: &mut Persona, id: RecordId, key: &str) -> Vec<String> {
    let record = record(persona, id);
    let held = record.fields.get(key).map(Vec::as_slice).unwrap_or_default();
    let mut values: Vec<String> = held.iter().map(|held| held.value.to_string()).collect();
    values.sort();
    values
}

/// How many of each a persona holds, by name.
pub fn counts(persona: &mut Persona) -> BTreeMap<&'static str, u64> {
    let counts = persona.device().unwrap().counts().unwrap();
    BTreeMap::from([
        ("incidents", counts.incidents),
        ("people", counts.people),
        ("contacts", counts.contacts),
        ("administrations", counts.administrations),
        ("doses", counts.doses),
        ("conflicts", counts.conflicts),
        ("quarantined", counts.quarantined),
        ("parked", counts.parked),
    ])
}

pub fn count(persona: &mut Persona, what: &str) -> u64 {
    counts(persona)[what]
}

/// Nothing is kept aside anywhere.
pub fn assert_clean(personas: &mut [&mut Persona]) {
    for persona in personas.iter_mut() {
        let aside = persona.device().unwrap().kept_aside().unwrap();
        assert!(aside.is_empty(), "{}: {aside:?}", persona.name());
    }
}

pub fn fixture(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(path)
}

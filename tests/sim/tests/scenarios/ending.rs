//! What was saved in a story, and the end of every story: all of it is everywhere, once.

use std::collections::BTreeSet;

use app::{KeptAside, SavedContact};
use domain::RecordId;
use testkit::field::Persona;

use crate::support::{Crew, PROVIDER, assert_same, count, meet_person, set, settle, values};

/// What people were told is saved.
#[derive(Default)]
pub struct Book {
    met: Vec<(SavedContact, String)>,
    /// People, each with a contact, that an import or a forger brought.
    pub others: u64,
    /// Record, field, value: one of the values that stand.
    edits: Vec<(RecordId, String, String)>,
}

impl Book {
    /// Somebody is met and recorded.
    pub fn meet(&mut self, persona: &mut Persona, family: &str) -> SavedContact {
        let saved = meet_person(persona, family);
        self.met.push((saved.clone(), family.to_owned()));
        saved
    }

    /// A field is changed; the value must stand at the end, alone or beside others.
    pub fn set(&mut self, persona: &mut Persona, id: RecordId, key: &str, value: &str) {
        set(persona, id, key, value);
        self.edits.push((id, key.to_owned(), value.to_owned()));
    }

    /// What was said of this field was replaced on purpose.
    pub fn forget_edits_of(&mut self, field: &str) {
        self.edits.retain(|(_, key, _)| key != field);
    }

    /// Somebody is met whose name is a number.
    pub fn meet_number(&mut self, persona: &mut Persona, number: u32) {
        self.meet(persona, &format!("Number {number}"));
    }

    /// Who was met, and what they were called then.
    pub fn people_met(&self) -> Vec<(RecordId, String)> {
        self.met.iter().map(|(saved, family)| (saved.person, family.clone())).collect()
    }

    /// How many people were met.
    pub fn people(&self) -> u64 {
        self.met.len() as u64 + self.others
    }

    /// [I] Everything saved is there, each thing once.
    pub fn assert_held(&self, persona: &mut Persona) {
        let name = persona.name();
        assert_eq!(count(persona, "people"), self.people(), "{name}: people");
        assert!(count(persona, "contacts") >= self.met.len() as u64, "{name}: contacts");
        for (saved, family) in &self.met {
            assert_eq!(values(persona, saved.person, "name.family"), [family.as_str()], "{name}");
            for id in [saved.contact, saved.incident] {
                assert!(persona.device().unwrap().record(id).is_ok(), "{name}: {family}: {id}");
            }
        }
        for (id, key, value) in &self.edits {
            let standing = values(persona, *id, key);
            assert_eq!(standing.iter().filter(|one| *one == value).count(), 1, "{name}: {key}: {standing:?}");
        }
    }
}

/// What is kept aside on a device: each reason, in order, said once for each entry.
pub fn aside(persona: &mut Persona) -> Vec<String> {
    let rows = persona.device().unwrap().kept_aside().unwrap();
    let reason = |row: KeptAside| match row {
        KeptAside::Quarantined(row) => row.reason,
        KeptAside::Parked(row) => row.reason.code().to_owned(),
    };
    let mut reasons: Vec<String> = rows.into_iter().map(reason).collect();
    reasons.sort();
    reasons
}

/// [I] Nothing is kept aside for any reason but these.
pub fn assert_aside_only(personas: &mut [&mut Persona], allowed: &[&str]) {
    for persona in personas.iter_mut() {
        let found: BTreeSet<String> = aside(persona).into_iter().collect();
        let others: Vec<_> = found.iter().filter(|one| !allowed.contains(&one.as_str())).collect();
        assert!(others.is_empty(), "{}: {others:?}", persona.name());
    }
}

/// Everybody syncs until all are in step; then all hold the same and everything in the book.
pub fn assert_whole(personas: &mut [&mut Persona], book: &Book, allowed_aside: &[&str]) {
    settle(personas);
    assert_same(personas);
    for persona in personas.iter_mut() {
        book.assert_held(persona);
    }
    assert_aside_only(personas, allowed_aside);
}

/// The end of a story: the crew and `others` are whole, nothing is aside, and somebody who joins now gets all of it
/// from the relay alone.
pub fn end(crew: &mut Crew, others: &mut [&mut Persona], book: &Book) {
    let Crew { field, coordinator, patrol, ems, outreach } = crew;
    let mut all: Vec<&mut Persona> = vec![coordinator, patrol, ems, outreach];
    all.extend(others.iter_mut().map(|one| &mut **one));
    settle(&mut all);
    let mut newcomer = field.join(all[0], "supervisor", PROVIDER).unwrap();
    all.push(&mut newcomer);
    assert_whole(&mut all, book, &[]);
}

//! What happened with a person, and what was written on a contact.

use std::collections::BTreeMap;

use domain::follow_up::FollowUp;
use domain::note::Note;
use domain::person::Person;
use domain::{CompartmentId, Edit, Moment, RecordId, RecordKind};
use store::{ContactFilter, ContactRow, ContactsOf, DispositionRow, NoteRow, Page};

use crate::handoffs::HandoffSeen;
use crate::records::TypedFields;
use crate::{AppError, Device, MemberId};

/// Contacts of one person that are read at most.
const CONTACTS_MAX: u32 = 1000;

/// A narrative with who wrote it when.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteSeen {
    /// The note.
    pub note: Note,
    /// Who wrote it.
    pub author: MemberId,
    /// When, by that device's clock.
    pub at: Option<Moment>,
}

/// Everything that happened with a person, as far as this device holds it.
#[derive(Clone, Debug)]
pub struct PersonHistory {
    /// Contacts, newest first, with their dispositions.
    pub contacts: Vec<(ContactRow, Vec<DispositionRow>)>,
    /// Notes, oldest first.
    pub notes: Vec<NoteSeen>,
    /// Handoffs, latest event first.
    pub handoffs: Vec<HandoffSeen>,
    /// Follow-ups, the one due first leading.
    pub follow_ups: Vec<FollowUp>,
}

impl Device {
    /// Everything that happened with a person.
    pub fn history_of(&self, person: RecordId) -> Result<PersonHistory, AppError> {
        let page = Page { skip: 0, limit: CONTACTS_MAX };
        let (contacts, notes) = self.db.read(|tx| {
            let mut contacts = Vec::new();
            for row in tx.contacts(ContactFilter::Person(person), page)? {
                let dispositions = tx.dispositions(row.id)?;
                contacts.push((row, dispositions));
            }
            Ok::<_, AppError>((contacts, tx.notes_of_person(person)?))
        })?;
        Ok(PersonHistory {
            contacts,
            notes: self.read_notes(&notes)?,
            handoffs: self.handoffs_about(person)?,
            follow_ups: self.follow_ups_of(person)?,
        })
    }

    /// The notes on a contact, oldest first.
    pub fn notes_on(&self, contact: RecordId) -> Result<Vec<NoteSeen>, AppError> {
        let rows = self.db.read(|tx| tx.notes_of_contact(contact))?;
        self.read_notes(&rows)
    }

    fn read_notes(&self, rows: &[NoteRow]) -> Result<Vec<NoteSeen>, AppError> {
        let read = |row: &NoteRow| {
            let record = self.record(row.id)?;
            let at = record.fields.get("body").and_then(|held| Some(held.first()?.stamp.at));
            Ok(NoteSeen { note: Note::read(&record), author: MemberId(row.author.0), at })
        };
        rows.iter().map(read).collect()
    }

    /// How a person would be called whose fields are typed so far; what cannot be read yet is left out.
    pub fn name_as_typed(&self, fields: &TypedFields) -> Result<String, AppError> {
        let read = |(key, text): (&String, &String)| {
            let value = domain::typed::read(RecordKind::Person, key, text, self.typing()).ok()?;
            Some(Edit { key: key.clone(), value })
        };
        let edits: Vec<Edit> = fields.iter().filter_map(read).collect();
        let nobody = RecordId::from_bytes([0; 16]);
        let nowhere = CompartmentId([0; 16]);
        let record = self.as_record(nobody, RecordKind::Person, nowhere, &edits)?;
        Ok(Person::read(&record).display_name().unwrap_or_default())
    }

    /// How many contacts with each of these people count, and when the latest was.
    pub fn contacts_of(
        &self,
        people: impl IntoIterator<Item = RecordId>,
    ) -> Result<BTreeMap<RecordId, ContactsOf>, AppError> {
        self.db.read(|tx| people.into_iter().map(|id| Ok((id, tx.contacts_of(id)?))).collect())
    }
}

//! Recording a contact: one person in one encounter, with its incident, naloxone, narrative and follow-up, in one
//! fsynced transaction.

use domain::contact::Contact;
use domain::{CompartmentId, Edit, Issue, Record, RecordId, RecordKind, Scalar, follow_up};
use store::{ContactFilter, Page};

use crate::derived::follow_up_id;
use crate::records::{RecordWrite, TypedFields, ready};
use crate::{AppError, Device};

/// Who a contact is with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whom {
    /// Nobody known yet: a person record without a name, to be named later without losing history.
    #[default]
    Unknown,
    /// A person this device holds.
    Held(RecordId),
    /// A new person with these fields.
    New(TypedFields),
}

/// A dose as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the parts of a dose and of its administration in docs/reference/fields.md")]
pub struct TypedDose {
    pub mg: Option<String>,
    pub route: Option<String>,
    pub at: Option<String>,
    pub response: Option<String>,
    pub giver: Option<String>,
}

/// A contact as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedContact {
    /// Pathway code.
    pub pathway: String,
    /// Who it is with.
    pub whom: Whom,
    /// An incident this device holds; a new one when absent.
    pub incident: Option<RecordId>,
    /// Fields of a new incident.
    pub incident_fields: TypedFields,
    /// Fields of the contact.
    pub fields: TypedFields,
    /// Doses; those of one giver make one administration.
    pub doses: Vec<TypedDose>,
    /// The narrative.
    pub narrative: Option<String>,
    /// Where it is to live; where this device's class authors contacts when absent.
    pub compartment: Option<String>,
}

/// What recording a contact made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedContact {
    /// The contact.
    pub contact: RecordId,
    /// Its incident.
    pub incident: RecordId,
    /// Its person.
    pub person: RecordId,
    /// The follow-up that it started.
    pub follow_up: Option<RecordId>,
    /// Hints that did not block.
    pub hints: Vec<Issue>,
}

/// A contact made ready to be written, or the rules that block it.
struct Prepared {
    saved: SavedContact,
    writes: Vec<RecordWrite>,
}

impl Device {
    /// Records a contact. "Saved" may be shown when this returns: it is fsynced on this device.
    ///
    /// # Errors
    /// [`AppError::NotReady`] names every field at fault; nothing is written then.
    pub fn record_contact(&mut self, typed: &TypedContact) -> Result<SavedContact, AppError> {
        let prepared = self.prepare_contact(typed)?;
        self.write(&prepared.writes)?;
        Ok(prepared.saved)
    }

    /// Finishes a draft: it becomes a contact, and the draft ends, in one transaction.
    ///
    /// # Errors
    /// As [`Device::record_contact`]; the draft stays then.
    pub fn record_draft(&mut self, draft: RecordId, typed: &TypedContact) -> Result<SavedContact, AppError> {
        let prepared = self.prepare_contact(typed)?;
        let of = self.drafter();
        self.write_and(&prepared.writes, |tx| Ok(tx.end_draft(draft, of)?))?;
        Ok(prepared.saved)
    }

    /// What would be said of this contact if it were finished now.
    pub fn contact_issues(&mut self, typed: &TypedContact) -> Result<Vec<Issue>, AppError> {
        match self.prepare_contact(typed) {
            Ok(prepared) => Ok(prepared.saved.hints),
            Err(AppError::NotReady(issues)) => Ok(issues),
            Err(other) => Err(other),
        }
    }

    fn prepare_contact(&mut self, typed: &TypedContact) -> Result<Prepared, AppError> {
        let home_of = |kind| self.home_of(kind, typed.compartment.as_deref());
        let compartment = home_of(RecordKind::Contact)?;
        let (with_person, with_incident) = (home_of(RecordKind::Person)?, home_of(RecordKind::Incident)?);
        let mut issues = Vec::new();
        let mut writes = Vec::new();
        let person = self.whom(&typed.whom, with_person, &mut writes, &mut issues)?;
        let incident = self.incident(typed, with_incident, &mut writes, &mut issues)?;
        let contact = self.new_id();
        let edits = self.contact_edits(typed, person, incident, &mut issues)?;
        self.collect(RecordKind::Contact, &edits, &mut issues)?;
        let as_record = self.as_record(contact, RecordKind::Contact, compartment, &edits)?;
        let follow_up =
            self.follow_up_after(&as_record, typed.incident, typed.compartment.as_deref(), &mut writes)?;
        writes.push(RecordWrite { id: contact, kind: RecordKind::Contact, compartment, edits });
        if let Some(body) = typed.narrative.as_deref().filter(|body| !body.trim().is_empty()) {
            let edits = note_edits(contact, Some(person), body, None);
            self.collect(RecordKind::Note, &edits, &mut issues)?;
            let compartment = self.home_of(RecordKind::Note, typed.compartment.as_deref())?;
            writes.push(RecordWrite { id: self.new_id(), kind: RecordKind::Note, compartment, edits });
        }
        if domain::validate::blocks(&issues) {
            return Err(AppError::NotReady(issues));
        }
        Ok(Prepared { saved: SavedContact { contact, incident, person, follow_up, hints: issues }, writes })
    }

    pub(crate) fn whom(
        &mut self,
        whom: &Whom,
        compartment: CompartmentId,
        writes: &mut Vec<RecordWrite>,
        issues: &mut Vec<Issue>,
    ) -> Result<RecordId, AppError> {
        let fields = match whom {
            Whom::Held(id) => {
                self.whole_of(*id, RecordKind::Person)?;
                return Ok(*id);
            }
            Whom::Unknown => TypedFields::new(),
            Whom::New(fields) => fields.clone(),
        };
        let mut edits = self.typed_or_issues(RecordKind::Person, &fields, issues)?;
        edits.push(ready());
        self.collect(RecordKind::Person, &edits, issues)?;
        let id = self.new_id();
        writes.push(RecordWrite { id, kind: RecordKind::Person, compartment, edits });
        Ok(id)
    }

    fn incident(
        &mut self,
        typed: &TypedContact,
        compartment: CompartmentId,
        writes: &mut Vec<RecordWrite>,
        issues: &mut Vec<Issue>,
    ) -> Result<RecordId, AppError> {
        if let Some(id) = typed.incident {
            self.whole_of(id, RecordKind::Incident)?;
            return Ok(id);
        }
        let mut edits = self.typed_or_issues(RecordKind::Incident, &typed.incident_fields, issues)?;
        if !typed.incident_fields.contains_key("occurred") {
            edits.push(Edit::set("occurred", Scalar::text(self.now()?.to_string())));
        }
        edits.push(ready());
        self.collect(RecordKind::Incident, &edits, issues)?;
        let id = self.new_id();
        writes.push(RecordWrite { id, kind: RecordKind::Incident, compartment, edits });
        Ok(id)
    }

    fn contact_edits(
        &mut self,
        typed: &TypedContact,
        person: RecordId,
        incident: RecordId,
        issues: &mut Vec<Issue>,
    ) -> Result<Vec<Edit>, AppError> {
        let mut edits = self.typed_or_issues(RecordKind::Contact, &typed.fields, issues)?;
        let said = |key: &str| typed.fields.contains_key(key);
        if !typed.pathway.trim().is_empty() {
            edits.push(Edit::set("pathway", Scalar::text(typed.pathway.trim())));
        }
        edits.push(Edit::set("person", Scalar::text(person.to_string())));
        edits.push(Edit::set("incident", Scalar::text(incident.to_string())));
        edits.push(Edit::set("role", Scalar::text(self.me.profile.role.word())));
        edits.push(Edit::set("agency", Scalar::text(self.me.profile.agency.clone())));
        if !said("time.started") {
            edits.push(Edit::set("time.started", Scalar::text(self.now()?.to_string())));
        }
        let doses = self.dose_edits(&typed.doses, issues)?;
        if !doses.is_empty() && !said("naloxone.given") {
            edits.push(Edit::set("naloxone.given", Scalar::text("yes")));
        }
        edits.extend(doses);
        edits.push(ready());
        Ok(edits)
    }

    /// The follow-up that this contact calls for; `incident` is its incident where that is held already. It lies where the
    /// programme says, else beside its contact: a contact from before the programme must not refuse its next dose.
    pub(crate) fn follow_up_after(
        &mut self,
        contact: &Record,
        incident: Option<RecordId>,
        named: Option<&str>,
        writes: &mut Vec<RecordWrite>,
    ) -> Result<Option<RecordId>, AppError> {
        let beside = contact.compartment;
        let contact = Contact::read(contact);
        let incident = incident.map(|id| self.held_whole(id)).transpose()?.flatten();
        let happened = incident.and_then(|record| domain::incident::Incident::read(&record).occurred);
        let now_ms = self.platform.clock.now_ms();
        let Some(mut edits) = follow_up::after_contact(&contact, happened, follow_up::AFTER_OVERDOSE, now_ms)
        else {
            return Ok(None);
        };
        edits.push(ready());
        let compartment = match self.home_of(RecordKind::FollowUp, named) {
            Err(AppError::NotAllowed(_)) => beside,
            found => found?,
        };
        let id = follow_up_id(contact.id);
        writes.push(RecordWrite { id, kind: RecordKind::FollowUp, compartment, edits });
        Ok(Some(id))
    }

    /// Adds a narrative to a contact, or one that amends another. What was written stays as it is.
    pub fn add_note(
        &mut self,
        contact: RecordId,
        body: &str,
        amends: Option<RecordId>,
    ) -> Result<Record, AppError> {
        let about = self.whole_of(contact, RecordKind::Contact)?;
        if let Some(amended) = amends {
            self.whole_of(amended, RecordKind::Note)?;
        }
        let person = about.text("person").and_then(|id| id.parse().ok());
        let edits = note_edits(contact, person, body, amends);
        self.check(RecordKind::Note, None, &edits)?;
        let id = self.new_id();
        self.write(&[RecordWrite { id, kind: RecordKind::Note, compartment: about.compartment, edits }])?;
        self.record(id)
    }

    /// Contacts, the newest first.
    pub fn contacts(&self, limit: u32) -> Result<Vec<store::ContactRow>, AppError> {
        Ok(self.db.read(|tx| tx.contacts(ContactFilter::All, Page { skip: 0, limit }))?)
    }

    /// Adds what is to be said of a new record.
    fn collect(&self, kind: RecordKind, edits: &[Edit], issues: &mut Vec<Issue>) -> Result<(), AppError> {
        match self.check(kind, None, edits) {
            Ok(found) | Err(AppError::NotReady(found)) => issues.extend(found),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn typed_or_issues(
        &self,
        kind: RecordKind,
        fields: &TypedFields,
        issues: &mut Vec<Issue>,
    ) -> Result<Vec<Edit>, AppError> {
        match self.read_typed(kind, fields) {
            Ok(edits) => Ok(edits),
            Err(AppError::NotReady(found)) => {
                issues.extend(found);
                Ok(Vec::new())
            }
            Err(other) => Err(other),
        }
    }
}

fn note_edits(
    contact: RecordId,
    person: Option<RecordId>,
    body: &str,
    amends: Option<RecordId>,
) -> Vec<Edit> {
    let id = |key: &str, id: RecordId| Edit::set(key, Scalar::text(id.to_string()));
    let mut edits = vec![id("contact", contact), Edit::set("body", Scalar::text(body)), ready()];
    edits.extend(person.map(|person| id("person", person)));
    edits.extend(amends.map(|amends| id("amends", amends)));
    edits
}

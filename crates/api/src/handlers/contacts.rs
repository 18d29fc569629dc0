//! Contacts and their notes.

use app::domain::contact::Contact;
use app::domain::naloxone::{Administration, Dose, Naloxone};
use app::domain::{RecordId, RecordKind};
use app::{ContactRow, Device, NoteSeen, Progress, SavedContact, Standing, TypedContact, TypedDose, Whom};

use super::{follow_ups, handoffs, limit, records};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn new(
    device: &mut Device,
    request: ContactNewRequest,
    _: &mut Progress<'_>,
) -> Result<ContactSavedView, ApiError> {
    let typed = typed(device, &request)?;
    Ok(ContactSavedView::from(&device.record_contact(&typed)?))
}

pub(crate) fn list(
    device: &mut Device,
    request: ListRequest,
    _: &mut Progress<'_>,
) -> Result<ContactListView, ApiError> {
    let found = device.contacts(limit(request.limit))?;
    Ok(ContactListView { contacts: rows(device, found)?, hidden: device.hides_others() })
}

/// Contacts for a list; names and marks are looked up for all of them at once.
pub(super) fn rows(device: &Device, found: Vec<ContactRow>) -> Result<Vec<ContactRowView>, ApiError> {
    let names = device.person_names(found.iter().filter_map(|row| row.person))?;
    let marks = device.marks(found.iter().map(|row| row.id))?;
    let view = |row: ContactRow| ContactRowView {
        id: row.id.to_string(),
        person: row.person.map(|id| id.to_string()),
        person_name: row.person.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        pathway: row.pathway.unwrap_or_default(),
        agency: row.agency.unwrap_or_default(),
        started_ms: row.started_ms,
        offer: row.offer.unwrap_or_default(),
        entered_in_error: row.standing == Standing::EnteredInError,
        mark: marks.of(row.id).word().to_owned(),
    };
    Ok(found.into_iter().map(view).collect())
}

pub(crate) fn note_add(
    device: &mut Device,
    request: NoteAddRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let contact = device.find(&request.contact)?;
    let amends = request.amends.as_deref().map(|id| device.find(id)).transpose()?;
    let note = device.add_note(contact, &request.body, amends)?;
    records::view(device, note.id)
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<ContactView, ApiError> {
    let id = device.find(&request.id)?;
    view(device, id)
}

pub(crate) fn dose_add(
    device: &mut Device,
    request: DoseAddRequest,
    _: &mut Progress<'_>,
) -> Result<ContactView, ApiError> {
    let id = device.find(&request.contact)?;
    let doses: Vec<TypedDose> = request.doses.iter().map(dose).collect();
    device.add_doses(id, &doses)?;
    view(device, id)
}

/// A contact with everything that hangs on it.
fn view(device: &Device, id: RecordId) -> Result<ContactView, ApiError> {
    device.require(id, RecordKind::Contact)?;
    let contact = Contact::read(&device.record(id)?);
    Ok(ContactView {
        record: records::view(device, id)?,
        incident: records::view_if_held(device, contact.incident)?,
        person: records::view_if_held(device, contact.person)?,
        person_name: device.person_name(contact.person)?,
        administrations: administrations(&contact.naloxone),
        notes: notes(device, id)?,
        handoffs: handoffs::views(device, &device.handoffs_from(id)?)?,
        follow_ups: follow_ups::views(device, &device.follow_ups_after(id)?)?,
    })
}

/// As they count, by time; doses whose administration is not here stand under one of which nothing is known.
fn administrations(naloxone: &Naloxone) -> Vec<AdministrationView> {
    let mut doses: Vec<&Dose> = naloxone.doses.iter().collect();
    doses.sort_by_key(|dose| (dose.at.map(|at| at.unix_ms()), dose.id));
    let mut given: Vec<Administration> = naloxone.administrations.clone();
    for dose in &doses {
        if !given.iter().any(|one| one.id == dose.administration) {
            given.push(Administration::new(dose.administration));
        }
    }
    given.sort_by_key(|one| (one.at.map(|at| at.unix_ms()), one.id));
    let dose = |dose: &&Dose| DoseView {
        id: dose.id.to_string(),
        mg: dose.mg.map(|mg| mg.to_string()).unwrap_or_default(),
        route: dose.route.clone().unwrap_or_default(),
        at: dose.at.map(|at| at.to_string()).unwrap_or_default(),
    };
    let view = |one: Administration| AdministrationView {
        id: one.id.to_string(),
        giver: one.giver.unwrap_or_else(|| "unknown".to_owned()),
        agency: one.agency.unwrap_or_default(),
        response: one.response.unwrap_or_default(),
        doses: doses.iter().filter(|dose| dose.administration == one.id).map(dose).collect(),
    };
    given.into_iter().map(view).collect()
}

fn notes(device: &Device, contact: RecordId) -> Result<Vec<NoteView>, ApiError> {
    let found = device.notes_on(contact)?;
    let marks = device.marks(found.iter().map(|one| one.note.id))?;
    let view = |one: NoteSeen| {
        let names = device.names_of(one.author);
        NoteView {
            id: one.note.id.to_string(),
            body: one.note.body.unwrap_or_default(),
            amends: one.note.amends.map(|id| id.to_string()),
            member: if names.name.is_empty() { one.author.to_string() } else { names.name },
            agency: names.agency,
            at: one.at.map(|at| at.to_string()).unwrap_or_default(),
            entered_in_error: one.note.entered_in_error.is_some(),
            mark: marks.of(one.note.id).word().to_owned(),
        }
    };
    Ok(found.into_iter().map(view).collect())
}

fn dose(dose: &DoseInput) -> TypedDose {
    TypedDose {
        mg: dose.mg.clone(),
        route: dose.route.clone(),
        at: dose.at.clone(),
        response: dose.response.clone(),
        giver: dose.giver.clone(),
    }
}

/// The request with its ids found.
pub(super) fn typed(device: &Device, request: &ContactNewRequest) -> Result<TypedContact, ApiError> {
    let whom = match &request.person {
        PersonInput::Unknown => Whom::Unknown,
        PersonInput::Existing(id) => Whom::Held(device.find(id)?),
        PersonInput::New(fields) => Whom::New(fields.clone()),
    };
    Ok(TypedContact {
        pathway: request.pathway.clone(),
        whom,
        incident: request.incident.as_deref().map(|id| device.find(id)).transpose()?,
        incident_fields: request.incident_fields.clone(),
        fields: request.fields.clone(),
        doses: request.doses.iter().map(dose).collect(),
        narrative: request.narrative.clone(),
        compartment: request.compartment.clone(),
    })
}

impl From<&SavedContact> for ContactSavedView {
    fn from(saved: &SavedContact) -> Self {
        Self {
            contact: saved.contact.to_string(),
            incident: saved.incident.to_string(),
            person: saved.person.to_string(),
            follow_up: saved.follow_up.map(|id| id.to_string()),
            hints: saved.hints.iter().map(IssueView::from).collect(),
        }
    }
}

//! Contacts and their notes.

use app::{Device, Progress, SavedContact, TypedContact, TypedDose, Whom};

use super::{limit, records};
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
    let mut contacts = Vec::new();
    for row in device.contacts(limit(request.limit))? {
        contacts.push(ContactRowView {
            id: row.id.to_string(),
            person: row.person.map(|id| id.to_string()),
            person_name: device.person_name(row.person)?,
            pathway: row.pathway.unwrap_or_default(),
            agency: row.agency.unwrap_or_default(),
            started_ms: row.started_ms,
        });
    }
    Ok(ContactListView { contacts })
}

pub(crate) fn note_add(
    device: &mut Device,
    request: NoteAddRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let contact = device.find(&request.contact)?;
    let amends = request.amends.as_deref().map(|id| device.find(id)).transpose()?;
    let note = device.add_note(contact, &request.body, amends)?;
    Ok(records::view(device, &note))
}

/// The request with its ids found.
pub(super) fn typed(device: &Device, request: &ContactNewRequest) -> Result<TypedContact, ApiError> {
    let whom = match &request.person {
        PersonInput::Unknown => Whom::Unknown,
        PersonInput::Existing(id) => Whom::Held(device.find(id)?),
        PersonInput::New(fields) => Whom::New(fields.clone()),
    };
    let dose = |dose: &DoseInput| TypedDose {
        mg: dose.mg.clone(),
        route: dose.route.clone(),
        at: dose.at.clone(),
        response: dose.response.clone(),
        giver: dose.giver.clone(),
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

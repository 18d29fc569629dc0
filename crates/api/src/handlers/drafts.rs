//! Contacts being typed. What was typed lies on disk as the request it will become.

use app::domain::RecordKind;
use app::{AppError, Device, Draft, Progress};

use super::contacts;
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn save(
    device: &mut Device,
    request: DraftSaveRequest,
    _: &mut Progress<'_>,
) -> Result<DraftView, ApiError> {
    let id = request.id.as_deref().map(parse).transpose()?;
    let typed = serde_json::to_vec(&request.contact).map_err(|_| unreadable())?;
    let draft = device.save_draft(id, request.seen_ms, typed, &request.focus)?;
    view(device, &draft)
}

pub(crate) fn list(device: &mut Device, _: Nothing, _: &mut Progress<'_>) -> Result<DraftListView, ApiError> {
    let drafts = device.drafts()?.into_iter().filter(|draft| draft.kind == RecordKind::Contact);
    let drafts: Vec<Draft> = drafts.collect();
    let views = drafts.iter().map(|draft| view(device, draft)).collect::<Result<_, _>>()?;
    Ok(DraftListView { drafts: views })
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<DraftView, ApiError> {
    let draft = device.draft_of(RecordKind::Contact, parse(&request.id)?)?;
    view(device, &draft)
}

pub(crate) fn ready(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<ContactSavedView, ApiError> {
    let draft = device.draft_of(RecordKind::Contact, parse(&request.id)?)?;
    let typed = contacts::typed(device, &read(&draft)?)?;
    let saved = device.record_draft(draft.id, &typed)?;
    Ok(ContactSavedView::from(&saved))
}

pub(crate) fn discard(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<Nothing, ApiError> {
    device.end_draft(parse(&request.id)?)?;
    Ok(Nothing {})
}

pub(super) fn parse(id: &str) -> Result<app::domain::RecordId, AppError> {
    id.parse().map_err(|_| AppError::NotFound("draft"))
}

pub(super) fn unreadable() -> ApiError {
    AppError::Input { code: "draft.unreadable", what: "this draft cannot be read by this version" }.into()
}

fn read(draft: &Draft) -> Result<ContactNewRequest, ApiError> {
    serde_json::from_slice(&draft.typed).map_err(|_| unreadable())
}

fn view(device: &mut Device, draft: &Draft) -> Result<DraftView, ApiError> {
    let contact = read(draft)?;
    let typed = contacts::typed(device, &contact);
    let issues = match typed.and_then(|typed| Ok(device.contact_issues(&typed)?)) {
        Ok(issues) => issues.iter().map(IssueView::from).collect(),
        // a draft that names what is not held here is still shown, and so are the others
        Err(error) => vec![IssueView { field: String::new(), code: error.code, blocking: true }],
    };
    Ok(DraftView {
        id: draft.id.to_string(),
        contact,
        focus: draft.focus.clone(),
        saved_ms: draft.saved_ms,
        issues,
    })
}

/// A draft in a list. One that this version cannot read is listed all the same.
pub(super) fn row(device: &Device, draft: &Draft) -> Result<DraftRowView, ApiError> {
    let (id, kind, saved_ms) = (draft.id.to_string(), draft.kind.name().to_owned(), draft.saved_ms);
    if draft.kind == RecordKind::Consent {
        let person_name = super::consents::draft_name(device, draft)?;
        return Ok(DraftRowView { id, kind, person_name, pathway: String::new(), saved_ms });
    }
    let contact = read(draft).unwrap_or_default();
    let person_name = match &contact.person {
        PersonInput::Unknown => String::new(),
        PersonInput::Existing(id) => device.person_name(device.find(id).ok())?,
        PersonInput::New(fields) => device.name_as_typed(fields)?,
    };
    Ok(DraftRowView { id, kind, person_name, pathway: contact.pathway, saved_ms })
}

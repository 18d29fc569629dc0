//! Consents.

use app::domain::consent::{Missing, Statement};
use app::domain::{RecordId, RecordKind};
use app::{
    AgencyTold, AppError, ConsentSeen, ConsentTexts, Device, Draft, Progress, TypedConsent, Whom, Wording,
};

use super::drafts::{parse, unreadable};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

type Answer = Result<ConsentView, ApiError>;

pub(crate) fn new(device: &mut Device, request: ConsentNewRequest, _: &mut Progress<'_>) -> Answer {
    let typed = typed(device, &request.consent)?;
    let id = match request.draft.as_deref() {
        Some(draft) => device.consent_from_draft(parse(draft)?, &typed)?,
        None => device.consent_new(&typed)?,
    };
    by_id(device, id)
}

pub(crate) fn show(device: &mut Device, request: RecordRequest, _: &mut Progress<'_>) -> Answer {
    let id = device.find(&request.id)?;
    by_id(device, id)
}

pub(crate) fn list(
    device: &mut Device,
    request: ConsentListRequest,
    _: &mut Progress<'_>,
) -> Result<ConsentListView, ApiError> {
    let person = device.find(&request.person)?;
    device.require(person, RecordKind::Person)?;
    let seen = device.consents_of(person)?;
    Ok(ConsentListView { consents: views(device, &seen)? })
}

pub(crate) fn revoke(device: &mut Device, request: ConsentRevokeRequest, _: &mut Progress<'_>) -> Answer {
    let id = device.find(&request.id)?;
    let seen = device.consent_revoke(id, &request.how)?;
    view(device, seen)
}

pub(crate) fn renew(device: &mut Device, request: ConsentRenewRequest, _: &mut Progress<'_>) -> Answer {
    let id = device.find(&request.id)?;
    let seen = device.consent_renew(id, &request.until, &request.how)?;
    view(device, seen)
}

pub(crate) fn end(device: &mut Device, request: ConsentEndRequest, _: &mut Progress<'_>) -> Answer {
    let id = device.find(&request.id)?;
    let seen = device.consent_ended(id, &request.at)?;
    view(device, seen)
}

pub(crate) fn in_error(device: &mut Device, request: ConsentInErrorRequest, _: &mut Progress<'_>) -> Answer {
    let id = device.find(&request.id)?;
    let seen = device.consent_in_error(id, &request.why)?;
    view(device, seen)
}

pub(crate) fn print(
    device: &mut Device,
    request: ConsentPrintRequest,
    _: &mut Progress<'_>,
) -> Result<ConsentPrintView, ApiError> {
    let id = device.find(&request.id)?;
    Ok(ConsentPrintView { html: device.consent_print(id, request.language.as_deref())? })
}

pub(crate) fn text(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<ConsentTextsView, ApiError> {
    let ConsentTexts { texts, expires, verbal_basis, guardian_basis } = device.consent_texts()?;
    let view = |Wording { text, hash }: Wording| ConsentTextView {
        name: text.name(),
        language: text.language,
        hash,
        words: text.words,
    };
    let agency = device.profile().agency.clone();
    let texts = texts.into_iter().map(view).collect();
    Ok(ConsentTextsView { texts, agency, expires, verbal_basis, guardian_basis })
}

pub(crate) fn draft_save(
    device: &mut Device,
    request: ConsentDraftSaveRequest,
    _: &mut Progress<'_>,
) -> Result<ConsentDraftView, ApiError> {
    let id = request.id.as_deref().map(parse).transpose()?;
    let typed = serde_json::to_vec(&request.consent).map_err(|_| unreadable())?;
    let draft = device.save_consent_draft(id, request.seen_ms, typed, &request.focus)?;
    draft_view(device, &draft)
}

pub(crate) fn draft_show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<ConsentDraftView, ApiError> {
    let draft = device.draft_of(RecordKind::Consent, parse(&request.id)?)?;
    draft_view(device, &draft)
}

fn draft_view(device: &mut Device, draft: &Draft) -> Result<ConsentDraftView, ApiError> {
    let consent: ConsentInput = serde_json::from_slice(&draft.typed).map_err(|_| unreadable())?;
    let found = typed(device, &consent).and_then(|typed| Ok(device.consent_issues(&typed)?));
    let issues = match found {
        Ok(issues) => issues.iter().map(IssueView::from).collect(),
        // one that names what is not held here is still shown
        Err(error) => vec![IssueView { field: String::new(), code: error.code, blocking: true }],
    };
    Ok(ConsentDraftView {
        id: draft.id.to_string(),
        consent,
        focus: draft.focus.clone(),
        saved_ms: draft.saved_ms,
        issues,
    })
}

/// Whose consent is being typed; empty where that is not held here.
pub(super) fn draft_name(device: &Device, draft: &Draft) -> Result<String, ApiError> {
    let consent: ConsentInput = serde_json::from_slice(&draft.typed).unwrap_or_default();
    Ok(device.person_name(device.find(&consent.person).ok())?)
}

fn typed(device: &Device, request: &ConsentInput) -> Result<TypedConsent, ApiError> {
    let person = Some(request.person.trim()).filter(|id| !id.is_empty());
    Ok(TypedConsent {
        person: person.map(|id| device.find(id)).transpose()?,
        language: request.language.clone(),
        disclosers: request.disclosers.clone(),
        recipients: request.recipients.clone(),
        fields: request.fields.clone(),
        guardian: match &request.guardian {
            PersonInput::Unknown => None,
            PersonInput::Existing(id) => Some(Whom::Held(device.find(id)?)),
            PersonInput::New(fields) => Some(Whom::New(fields.clone())),
        },
        compartment: request.compartment.clone(),
    })
}

fn by_id(device: &Device, id: RecordId) -> Answer {
    let seen = device.consent_show(id)?;
    view(device, seen)
}

fn view(device: &Device, seen: ConsentSeen) -> Answer {
    let [view] = views(device, &[seen])?.try_into().map_err(|_| AppError::NotFound("consent"))?;
    Ok(view)
}

/// Consents for a screen; names and marks are looked up for all of them at once.
fn views(device: &Device, seen: &[ConsentSeen]) -> Result<Vec<ConsentView>, ApiError> {
    let names = device.person_names(seen.iter().filter_map(|one| one.consent.person))?;
    let marks = device.marks(seen.iter().map(|one| one.consent.id))?;
    let view = |one: &ConsentSeen| ConsentView {
        person_name: one.consent.person.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        mark: marks.of(one.consent.id).word().to_owned(),
        ..bare(one)
    };
    Ok(seen.iter().map(view).collect())
}

/// All that the consent itself says.
fn bare(seen: &ConsentSeen) -> ConsentView {
    let consent = seen.consent.clone();
    let mut said = consent.statements;
    said.sort_by_key(|one| (one.at.unix_ms(), one.id));
    let basis = consent.verbal_basis.or(consent.guardian_basis);
    ConsentView {
        id: consent.id.to_string(),
        person: consent.person.map(|id| id.to_string()),
        person_name: String::new(),
        standing: seen.verdict.word().to_owned(),
        missing: seen.missing.iter().map(missing).collect(),
        runs_out_ms: seen.runs_out_ms,
        name_signed: consent.name_signed.unwrap_or_default(),
        disclosers: consent.disclosers.into_iter().collect(),
        recipients: consent.recipients.into_iter().collect(),
        designations: consent.designations.into_iter().collect(),
        scopes: consent.scopes.into_iter().collect(),
        purposes: consent.purposes.into_iter().collect(),
        returns: consent.returns.into_iter().collect(),
        revocation_text: consent.revocation_text.unwrap_or_default(),
        redisclosure_text: consent.redisclosure_text.unwrap_or_default(),
        expires_on: consent.expires_on.map(|date| date.to_string()),
        expires_event: consent.expires_event.map(|event| event.word().to_owned()),
        signature_kind: consent.signature_kind.map(|kind| kind.word().to_owned()),
        signed_by: consent.signed_by.unwrap_or_default(),
        witness: consent.witness.unwrap_or_default(),
        drawn: consent.drawn.is_some(),
        basis: basis.unwrap_or_default(),
        signed_ms: consent.signed_at.map(|at| at.unix_ms()),
        language: consent.text_language.unwrap_or_default(),
        text: consent.text_id.unwrap_or_default(),
        said: said.iter().map(said_view).collect(),
        told: seen.told.iter().map(told).collect(),
        readers: seen.readers.clone(),
        compartment: seen.compartment.clone(),
        entered_in_error: seen.entered_in_error.clone(),
        mark: String::new(),
    }
}

fn missing(one: &Missing) -> IssueView {
    IssueView { field: one.field().to_owned(), code: one.code().to_owned(), blocking: true }
}

fn said_view(said: &Statement) -> ConsentSaidView {
    ConsentSaidView {
        saying: said.saying.word().to_owned(),
        at: said.at.to_string(),
        by: said.by.clone(),
        until: said.until.map(|until| until.to_string()),
        how: said.how.clone().unwrap_or_default(),
    }
}

fn told(one: &AgencyTold) -> ConsentToldView {
    let scopes = one.told.iter().flatten().map(|scope| scope.word().to_owned());
    ConsentToldView {
        name: one.name.clone(),
        scopes: scopes.collect(),
        denied: one.told.as_ref().err().map(|reason| reason.code().to_owned()).unwrap_or_default(),
    }
}

//! Who was told what.

use app::domain::disclosure::{Account, Fate, Progress as Standing};
use app::domain::{Moment, RecordKind, Scalar};
use app::{CopiedPacket, Device, NotTold, OfferPreview, Progress, ToldBack, TypedOffer};

use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn list(
    device: &mut Device,
    request: DisclosuresRequest,
    _: &mut Progress<'_>,
) -> Result<DisclosureListView, ApiError> {
    let accounts = accounting(device, &request)?;
    Ok(DisclosureListView { disclosures: accounts.iter().map(view).collect() })
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<DisclosureView, ApiError> {
    let id = device.find(&request.id)?;
    Ok(view(&device.disclosure(id)?))
}

pub(crate) fn export(
    device: &mut Device,
    request: DisclosuresRequest,
    _: &mut Progress<'_>,
) -> Result<DisclosureExportView, ApiError> {
    let accounts = accounting(device, &request)?;
    let csv = app::accounting_csv(&accounts);
    Ok(DisclosureExportView { csv, disclosures: accounts.iter().map(view).collect() })
}

pub(crate) fn preview(
    device: &mut Device,
    request: HandoffOfferRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffPreviewView, ApiError> {
    let previews = device.preview_offer(&typed(request))?;
    Ok(HandoffPreviewView { agencies: previews.into_iter().map(preview_view).collect() })
}

pub(super) fn typed(request: HandoffOfferRequest) -> TypedOffer {
    let HandoffOfferRequest { contact, to, asks, purpose } = request;
    TypedOffer { contact, to, asks, purpose }
}

fn accounting(device: &Device, request: &DisclosuresRequest) -> Result<Vec<Account>, ApiError> {
    let person = device.find(&request.person)?;
    device.require(person, RecordKind::Person)?;
    Ok(device.accounting(person)?)
}

pub(super) fn view(account: &Account) -> DisclosureView {
    let body = &account.body;
    let progress = account.progress();
    let since = match progress {
        Standing::Waiting => None,
        Standing::Stopped => account.fates.get(&Fate::Stopped),
        Standing::Sent => account.fates.get(&Fate::Sent),
        Standing::InReliance => account.fates.get(&Fate::InReliance),
    };
    let told = |(kind, at): (&String, &Moment)| ToldView { kind: kind.clone(), at: at.to_string() };
    DisclosureView {
        id: account.id.to_string(),
        at: text(body.at),
        person: account.person.map(|id| id.to_string()),
        handoff: body.handoff.map(|id| id.to_string()),
        to: account.to_agency.clone(),
        about: body.about.clone(),
        leg: body.leg.clone(),
        purpose: body.purpose.clone().unwrap_or_default(),
        fields: body.copies.iter().map(|(key, value)| field(key, value)).collect(),
        asks: body.asks.clone().unwrap_or_default(),
        told: body.told.iter().map(told).collect(),
        told_reason: body.told_reason.clone().unwrap_or_default(),
        omitted: body.omitted,
        consents: account.consents.iter().map(ToString::to_string).collect(),
        by: account.by.clone().unwrap_or_default(),
        standing: progress.word().to_owned(),
        standing_at: text(since.copied().flatten()),
    }
}

fn preview_view(preview: OfferPreview) -> OfferPreviewView {
    let left_out = |(key, code): (String, &str)| LeftOutView { key, code: code.to_owned() };
    OfferPreviewView {
        agency: preview.agency,
        reads: preview.reads,
        fields: preview.fields.iter().map(|(key, value)| field(key, value)).collect(),
        left_out: preview.omitted.into_iter().map(left_out).collect(),
        consents: preview.consents.iter().map(ToString::to_string).collect(),
        notice: preview.notice,
        refused: preview.refused.map(str::to_owned),
    }
}

pub(super) fn copied(packet: &CopiedPacket) -> CopiedView {
    let CopiedPacket { copy, revoked, .. } = packet;
    CopiedView {
        from: copy.from_agency.clone(),
        at: text(copy.body.at),
        consents: copy.consents.keys().map(ToString::to_string).collect(),
        notice: copy.notice.clone().unwrap_or_default(),
        omitted: copy.body.omitted,
        revoked: text(*revoked),
    }
}

pub(super) fn told_back(told: &ToldBack) -> ToldBackView {
    ToldBackView {
        agency: told.agency.clone(),
        kind: told.kind.clone(),
        at: told.at.to_string(),
        code: told.reason.clone(),
    }
}

pub(super) fn not_told(one: &NotTold) -> NotToldView {
    NotToldView { kind: one.kind.word().to_owned(), agency: one.agency.clone(), code: one.code.to_owned() }
}

fn field(key: &str, value: &Scalar) -> FieldView {
    FieldView { key: key.to_owned(), value: value.to_string(), conflict: Vec::new(), alert: None }
}

fn text(at: Option<Moment>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

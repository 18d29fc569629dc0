//! Warm handoffs.

use app::domain::handoff::{Event, Kind, Reason, Waiting, Wants, What};
use app::domain::{Held, Record};
use app::{Agency, Device, HandoffSeen, Progress, TypedStep};

use super::{disclosures, limit};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn offer(
    device: &mut Device,
    request: HandoffOfferRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let seen = device.offer_handoff(&disclosures::typed(request))?;
    view(device, seen)
}

pub(crate) fn step(
    device: &mut Device,
    request: HandoffStepRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let id = device.find(&request.id)?;
    let step = TypedStep { step: request.step, code: request.code, to: request.to };
    let seen = device.step_handoff(id, &step)?;
    view(device, seen)
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let id = device.find(&request.id)?;
    let seen = device.handoff(id)?;
    view(device, seen)
}

pub(crate) fn list(
    device: &mut Device,
    request: ListRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffListView, ApiError> {
    let seen = device.handoffs(limit(request.limit))?;
    Ok(HandoffListView { handoffs: views(device, &seen)?, hidden: device.hides_others() })
}

pub(crate) fn agencies(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<AgencyListView, ApiError> {
    let view = |one: Agency| AgencyView { name: one.name, roles: one.roles, own: one.own };
    Ok(AgencyListView { agencies: device.agencies().into_iter().map(view).collect() })
}

fn view(device: &Device, seen: HandoffSeen) -> Result<HandoffView, ApiError> {
    let [view] = views(device, &[seen])?.try_into().map_err(|_| app::AppError::NotFound("handoff"))?;
    Ok(view)
}

/// Handoffs for a screen; names and marks are looked up for all of them at once.
pub(super) fn views(device: &Device, seen: &[HandoffSeen]) -> Result<Vec<HandoffView>, ApiError> {
    let names = device.person_names(seen.iter().filter_map(|one| one.person))?;
    let marks = device.marks(seen.iter().flat_map(HandoffSeen::parts).copied())?;
    let now_ms = device.now_ms();
    let view = |one: &HandoffSeen| {
        let mark = marks.worst(one.parts().iter().copied()).word().to_owned();
        let known = one.person.and_then(|id| names.get(&id).cloned());
        let told = || one.copied.as_ref().map(|copied| copied.called.clone());
        let person_name = known.or_else(told).unwrap_or_default();
        HandoffView { mark, person_name, ..bare(one, now_ms) }
    };
    Ok(seen.iter().map(view).collect())
}

/// All that the handoff itself says.
fn bare(seen: &HandoffSeen, now_ms: i64) -> HandoffView {
    let state = &seen.state;
    let waits = !matches!(state.waiting(now_ms), Waiting::No) || seen.wants == Some(Wants::Answer);
    let refused = |(kind, reason): &(Kind, Reason)| StepRefusedView {
        step: kind.word().to_owned(),
        code: reason.code().to_owned(),
    };
    HandoffView {
        id: seen.id.to_string(),
        state: state.phase.word().to_owned(),
        accountable: state.accountable.iter().map(|one| one.party.to_string()).collect(),
        marks: state.flags.iter().map(|flag| flag.word().to_owned()).collect(),
        may: seen.may.iter().map(|kind| kind.word().to_owned()).collect(),
        may_not: seen.may_not.iter().map(refused).collect(),
        person: seen.person.map(|id| id.to_string()),
        person_name: String::new(),
        events: seen.events.timeline().into_iter().map(event).collect(),
        receipt: seen.receipt.clone(),
        acknowledge_due_ms: state.answer_due.filter(|_| waits).map(|due| due.unix_ms()),
        asked: seen.events.asked().iter().map(ToString::to_string).collect(),
        from: seen.events.sender().map(ToString::to_string).unwrap_or_default(),
        mine: seen.mine,
        contact: seen.contact.map(|id| id.to_string()),
        asks: seen.packet.as_ref().and_then(|packet| packet.text("asks")).unwrap_or_default().to_owned(),
        packet: seen.packet.as_ref().map(copied).unwrap_or_default(),
        copied: seen.copied.as_ref().map(disclosures::copied),
        told: seen.told.iter().map(disclosures::told_back).collect(),
        not_told: seen.not_told.iter().map(disclosures::not_told).collect(),
        disclosures: seen.disclosures.iter().map(disclosures::view).collect(),
        latest_ms: seen.latest_ms(),
        mark: String::new(),
    }
}

/// The copied fields of a packet, by the keys they had.
fn copied(packet: &Record) -> Vec<FieldView> {
    let field = |(key, held): (&str, &[Held])| {
        let value = held.first()?.value.to_string();
        Some(FieldView { key: key.to_owned(), value, conflict: Vec::new(), alert: None })
    };
    packet.under("copy").filter_map(field).collect()
}

fn event(event: &Event) -> HandoffEventView {
    let (to, code) = match &event.what {
        What::Offered { to, .. } => (to.as_ref().map(ToString::to_string), None),
        What::Reassigned { to, .. } => (Some(to.to_string()), None),
        What::Declined { code } | What::Closed { code } => (None, Some(code.clone())),
        What::Plain(_) => (None, None),
    };
    HandoffEventView {
        kind: event.kind().word().to_owned(),
        party: event.party.to_string(),
        to,
        at: event.at.to_string(),
        code,
    }
}

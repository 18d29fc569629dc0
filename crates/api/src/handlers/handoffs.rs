//! Warm handoffs.

use app::domain::handoff::{Event, Waiting, What};
use app::{Device, HandoffSeen, Progress, TypedOffer, TypedStep};

use super::limit;
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn offer(
    device: &mut Device,
    request: HandoffOfferRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let offer = TypedOffer { contact: request.contact, to: request.to, asks: request.asks };
    let seen = device.offer_handoff(&offer)?;
    view(device, &seen)
}

pub(crate) fn step(
    device: &mut Device,
    request: HandoffStepRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let id = device.find(&request.id)?;
    let step = TypedStep { step: request.step, code: request.code, to: request.to };
    let seen = device.step_handoff(id, &step)?;
    view(device, &seen)
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffView, ApiError> {
    let id = device.find(&request.id)?;
    let seen = device.handoff(id)?;
    view(device, &seen)
}

pub(crate) fn list(
    device: &mut Device,
    request: ListRequest,
    _: &mut Progress<'_>,
) -> Result<HandoffListView, ApiError> {
    let seen = device.handoffs(limit(request.limit))?;
    let views = seen.iter().map(|one| view(device, one)).collect::<Result<_, _>>()?;
    Ok(HandoffListView { handoffs: views })
}

fn view(device: &Device, seen: &HandoffSeen) -> Result<HandoffView, ApiError> {
    let state = &seen.state;
    let waits = !matches!(state.waiting(device.now_ms()), Waiting::No);
    Ok(HandoffView {
        id: seen.id.to_string(),
        state: state.phase.word().to_owned(),
        accountable: state.accountable.iter().map(|one| one.party.to_string()).collect(),
        marks: state.flags.iter().map(|flag| flag.word().to_owned()).collect(),
        may: seen.may.iter().map(|kind| kind.word().to_owned()).collect(),
        person: seen.person.map(|id| id.to_string()),
        person_name: device.person_name(seen.person)?,
        events: seen.events.timeline().into_iter().map(event).collect(),
        receipt: seen.receipt.clone(),
        acknowledge_due_ms: state.answer_due.filter(|_| waits).map(|due| due.unix_ms()),
    })
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

//! What revoked devices signed after their last accepted work, and what was readable on them.

use app::domain::{CompartmentId, Edit, RecordKind};
use app::{
    AppError, CompartmentRow, Device, ExposedCompartment, LaterChange, LaterWorkHeld, Progress, RecoveredWork,
};

use super::compartments::{device_view, named};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

pub(crate) fn list(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<QuarantineListView, ApiError> {
    let rows = device.compartments()?;
    let held = device.held_later_work()?.into_iter();
    let work = held.map(|one| QuarantinedWorkView { changes: Vec::new(), ..view(one, &rows) }).collect();
    Ok(QuarantineListView { work })
}

pub(crate) fn show(
    device: &mut Device,
    request: QuarantineRequest,
    _: &mut Progress<'_>,
) -> Result<QuarantineListView, ApiError> {
    let meant = device.find_later_work(&[request.id])?;
    let rows = device.compartments()?;
    let held = device.held_later_work()?.into_iter().filter(|one| meant.contains(&one.segment));
    Ok(QuarantineListView { work: held.map(|one| view(one, &rows)).collect() })
}

pub(crate) fn adopt(
    device: &mut Device,
    request: QuarantineDecideRequest,
    _: &mut Progress<'_>,
) -> Result<QuarantineDecidedView, ApiError> {
    decide(device, &request, true)
}

pub(crate) fn reject(
    device: &mut Device,
    request: QuarantineDecideRequest,
    _: &mut Progress<'_>,
) -> Result<QuarantineDecidedView, ApiError> {
    decide(device, &request, false)
}

fn decide(
    device: &mut Device,
    request: &QuarantineDecideRequest,
    adopted: bool,
) -> Result<QuarantineDecidedView, ApiError> {
    let meant = device.find_later_work(&request.ids)?;
    let settled = device.decide_later_work(&meant, adopted, request.kit.as_deref())?;
    Ok(QuarantineDecidedView { adopted, segments: settled.segments as u64, entries: settled.entries })
}

pub(crate) fn exposure(
    device: &mut Device,
    request: DeviceRequest,
    _: &mut Progress<'_>,
) -> Result<DeviceExposureView, ApiError> {
    let lost = device.find_device(&request.device)?;
    let found = device.exposure(lost)?;
    let held = device.compartments()?;
    Ok(DeviceExposureView {
        device: device_view(found.device, &held),
        revoked_heard_ms: found.revoked_heard_ms,
        compartments: found.compartments.into_iter().map(exposed).collect(),
        drafts: found.drafts,
    })
}

pub(crate) fn recover(
    device: &mut Device,
    request: RecoverWorkRequest,
    _: &mut Progress<'_>,
) -> Result<RecoveredWorkView, ApiError> {
    let file =
        |error: std::io::Error| AppError::File { path: request.file.clone(), reason: error.to_string() };
    let bytes = std::fs::read(&request.file).map_err(file)?;
    let rows = device.compartments()?;
    let view = |one: RecoveredWork| {
        let work = one.opened.as_ref();
        let changes = work.map(|work| work.changes.iter().map(change).collect());
        RecoveredPartView {
            compartment: compartment(one.compartment, &rows),
            device: one.device.to_string(),
            opened: work.is_some(),
            changes: changes.unwrap_or_default(),
            drafts: work.map(|work| work.drafts.clone()).unwrap_or_default(),
        }
    };
    let parts = device.recover_work(&bytes, request.kit.as_deref())?;
    Ok(RecoveredWorkView { parts: parts.into_iter().map(view).collect() })
}

fn compartment(id: CompartmentId, rows: &[CompartmentRow]) -> CompartmentView {
    let unnamed = || CompartmentView { handle: id.to_string(), name: String::new() };
    rows.iter().find(|row| row.compartment == id).map_or_else(unnamed, named)
}

fn exposed(one: ExposedCompartment) -> ExposedCompartmentView {
    let kind = |(kind, count): (RecordKind, u64)| ExposedKindView { kind: kind.name().to_owned(), count };
    ExposedCompartmentView {
        compartment: CompartmentView { handle: one.compartment.to_string(), name: one.name },
        records: one.records.into_iter().map(kind).collect(),
        first_work_ms: one.first_work_ms,
        last_work_ms: one.last_work_ms,
        key_replaced: one.key_replaced,
    }
}

fn view(one: LaterWorkHeld, rows: &[CompartmentRow]) -> QuarantinedWorkView {
    QuarantinedWorkView {
        id: one.segment.to_string(),
        compartment: compartment(one.compartment, rows),
        device: one.device.to_string(),
        agency: one.names.agency,
        name: one.names.name,
        entries: one.entries,
        since_ms: one.at_ms,
        rejected: one.rejected,
        changes: one.changes.iter().map(change).collect(),
    }
}

fn change(one: &LaterChange) -> QuarantinedChangeView {
    let edit =
        |edit: Edit| QuarantinedEditView { key: edit.key, value: edit.value.map(|value| value.to_string()) };
    QuarantinedChangeView {
        record: one.record.to_string(),
        kind: one.kind.map(|kind| kind.name().to_owned()).unwrap_or_default(),
        at: one.change.stamp().at.to_string(),
        edits: one.change.edits().map(edit).collect(),
    }
}

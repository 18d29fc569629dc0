//! Any record: shown, changed, settled, found, exported.

use app::domain::{ClockQuality, Held, Record, RecordId};
use app::{Device, Flow, Mark, Progress, Shown, Version};

use super::limit;
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

/// Records read at once for an export.
const PAGE: u32 = 512;
/// The version of the export's form.
const EXPORT_VERSION: u32 = 1;

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    view(device, id)
}

pub(crate) fn edit(
    device: &mut Device,
    request: RecordEditRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    let seen = version(request.seen.as_deref())?;
    device.edit_seen(id, &request.fields, seen.as_ref())?;
    view(device, id)
}

pub(crate) fn settle(
    device: &mut Device,
    request: SettleRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    let seen = version(request.seen.as_deref())?;
    device.settle_seen(id, &request.field, &request.keep, seen.as_ref())?;
    view(device, id)
}

pub(crate) fn unsettle(
    device: &mut Device,
    request: UnsettleRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    device.unsettle(id, &request.field, &request.seen.parse()?)?;
    view(device, id)
}

fn version(seen: Option<&str>) -> Result<Option<Version>, ApiError> {
    Ok(seen.map(str::parse).transpose()?)
}

pub(crate) fn conflicts(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<ConflictListView, ApiError> {
    let mut conflicts = Vec::new();
    for id in device.conflicting(limit(Some(u32::MAX)))? {
        let Shown { record, version } = device.shown(id)?;
        for found in app::domain::conflict::of(&record) {
            conflicts.push(ConflictView {
                id: record.id.to_string(),
                kind: record.kind.name().to_owned(),
                version: version.to_string(),
                field: field(device, &record, found.key),
            });
        }
    }
    Ok(ConflictListView { conflicts, hidden: device.hides_others() })
}

pub(crate) fn export(
    device: &mut Device,
    _: Nothing,
    progress: &mut Progress<'_>,
) -> Result<ExportView, ApiError> {
    let mut records: Vec<RecordView> = Vec::new();
    let mut after = None;
    loop {
        let page = device.shown_after(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.record.id);
        let marks = device.marks(page.iter().map(|one| one.record.id))?;
        records.extend(page.iter().map(|one| marked(device, one, marks.of(one.record.id))));
        if progress.report("records", records.len() as u64, 0) == Flow::Cancel {
            return Err(app::AppError::Cancelled.into());
        }
    }
    Ok(ExportView { version: EXPORT_VERSION, records, hidden: device.hides_others() })
}

/// A record with all its fields, for a screen.
pub(super) fn view(device: &Device, id: RecordId) -> Result<RecordView, ApiError> {
    let shown = device.shown(id)?;
    Ok(marked(device, &shown, device.marks([id])?.of(id)))
}

/// As [`view`], where this device holds the record.
pub(super) fn view_if_held(device: &Device, id: Option<RecordId>) -> Result<Option<RecordView>, ApiError> {
    let Some(id) = id else { return Ok(None) };
    let Some(shown) = device.shown_if_held(id)? else { return Ok(None) };
    Ok(Some(marked(device, &shown, device.marks([id])?.of(id))))
}

fn marked(device: &Device, shown: &Shown, mark: Mark) -> RecordView {
    let Shown { record, version } = shown;
    RecordView {
        id: record.id.to_string(),
        kind: record.kind.name().to_owned(),
        compartment: record.compartment.to_string(),
        mark: mark.word().to_owned(),
        version: version.to_string(),
        fields: record.fields.keys().map(|key| field(device, record, key)).collect(),
        issues: device.issues(record).iter().map(IssueView::from).collect(),
    }
}

fn field(device: &Device, record: &Record, key: &str) -> FieldView {
    let conflict = app::domain::conflict::in_field(record, key);
    let alert = conflict.as_ref().and_then(|found| found.alert()).map(ToString::to_string);
    let values = conflict.map(|found| found.values).unwrap_or_default();
    FieldView {
        key: key.to_owned(),
        value: record.get(key).map(ToString::to_string).unwrap_or_default(),
        conflict: values.into_iter().map(|held| value(device, held)).collect(),
        alert,
    }
}

fn value(device: &Device, held: &Held) -> ValueView {
    let names = device.names_of(app::MemberId(held.stamp.member.0));
    ValueView {
        value: held.value.to_string(),
        member: if names.name.is_empty() { held.stamp.member.to_string() } else { names.name },
        agency: names.agency,
        at: held.stamp.at.to_string(),
        clock_off: held.stamp.clock == ClockQuality::Off,
    }
}

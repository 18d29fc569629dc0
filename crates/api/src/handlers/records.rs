//! Any record: shown, changed, settled, found, exported.

use app::domain::{ClockQuality, Held, Record};
use app::{Device, Flow, Progress};

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
    Ok(view(device, &device.record(id)?))
}

pub(crate) fn edit(
    device: &mut Device,
    request: RecordEditRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    let record = device.edit(id, &request.fields)?;
    Ok(view(device, &record))
}

pub(crate) fn settle(
    device: &mut Device,
    request: SettleRequest,
    _: &mut Progress<'_>,
) -> Result<RecordView, ApiError> {
    let id = device.find(&request.id)?;
    let record = device.settle(id, &request.field, &request.keep)?;
    Ok(view(device, &record))
}

pub(crate) fn conflicts(
    device: &mut Device,
    _: Nothing,
    _: &mut Progress<'_>,
) -> Result<ConflictListView, ApiError> {
    let mut conflicts = Vec::new();
    for record in device.conflicts(limit(Some(u32::MAX)))? {
        for found in app::domain::conflict::of(&record) {
            conflicts.push(ConflictView {
                id: record.id.to_string(),
                kind: record.kind.name().to_owned(),
                field: field(device, &record, found.key),
            });
        }
    }
    Ok(ConflictListView { conflicts })
}

pub(crate) fn person_search(
    device: &mut Device,
    request: PersonSearchRequest,
    _: &mut Progress<'_>,
) -> Result<PersonListView, ApiError> {
    let rows = device.search_people(&request.text, request.limit.unwrap_or(20).clamp(1, 200))?;
    let hit = |row: app::PersonRow| PersonHitView {
        id: row.id.to_string(),
        name: row.display_name,
        birth_date: row.birth_date,
        conflicts: row.conflicts,
    };
    Ok(PersonListView { people: rows.into_iter().map(hit).collect() })
}

pub(crate) fn export(
    device: &mut Device,
    _: Nothing,
    progress: &mut Progress<'_>,
) -> Result<ExportView, ApiError> {
    let mut records: Vec<RecordView> = Vec::new();
    let mut after = None;
    loop {
        let page = device.records_after(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        records.extend(page.iter().map(|record| view(device, record)));
        if progress.report("records", records.len() as u64, 0) == Flow::Cancel {
            return Err(app::AppError::Cancelled.into());
        }
    }
    Ok(ExportView { version: EXPORT_VERSION, records })
}

/// A record with all its fields, for a screen.
pub(super) fn view(device: &Device, record: &Record) -> RecordView {
    RecordView {
        id: record.id.to_string(),
        kind: record.kind.name().to_owned(),
        compartment: record.compartment.to_string(),
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

//! The service directory: who could take this person.

use std::path::Path;

use app::{Device, FoundService, Progress};

use super::{limit, records};
use crate::ApiError;
use crate::requests::*;
use crate::views::*;

/// Characters of a description that a list shows.
const TEASER_CHARS: usize = 240;

pub(crate) fn search(
    device: &mut Device,
    request: ServiceSearchRequest,
    _: &mut Progress<'_>,
) -> Result<ServiceListView, ApiError> {
    let found = device.search_services(&request.text, limit(request.limit))?;
    let services = found.services.into_iter().map(|one| hit(device, one)).collect::<Result<_, _>>()?;
    Ok(ServiceListView {
        services,
        found: found.found,
        organizations: found.held.organizations,
        locations: found.held.locations,
        total: found.held.services,
    })
}

fn hit(device: &Device, found: FoundService) -> Result<ServiceHitView, ApiError> {
    let row = found.row;
    let record = device.record(row.id)?;
    Ok(ServiceHitView {
        id: row.id.to_string(),
        name: row.name,
        organization: row.organization.unwrap_or_default(),
        description: teaser(record.text("description").unwrap_or_default()),
        phone: row.phone.unwrap_or_default(),
        locations: found.locations,
    })
}

/// The beginning of a text, cut between words.
fn teaser(text: &str) -> String {
    if text.chars().count() <= TEASER_CHARS {
        return text.to_owned();
    }
    let start: String = text.chars().take(TEASER_CHARS).collect();
    let whole = start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(words, _)| words);
    format!("{whole} …")
}

pub(crate) fn show(
    device: &mut Device,
    request: RecordRequest,
    _: &mut Progress<'_>,
) -> Result<ServiceView, ApiError> {
    let record = device.record(device.find(&request.id)?)?;
    if record.kind != app::domain::RecordKind::Service {
        return Err(app::AppError::NotFound("service").into());
    }
    let organization = record.text("provided_by").and_then(|id| id.parse().ok());
    let locations = match organization {
        Some(id) => device.locations_of(id)?,
        None => Vec::new(),
    };
    // the service may have come before who runs it: what there is gets shown
    let organization = records::view_if_held(device, organization)?;
    let place = |row: app::LocationRow| LocationView {
        id: row.id.to_string(),
        name: row.name,
        address: row.address.unwrap_or_default(),
        phone: row.phone.unwrap_or_default(),
    };
    Ok(ServiceView {
        record: records::view(device, record.id)?,
        organization,
        locations: locations.into_iter().map(place).collect(),
    })
}

pub(crate) fn import(
    device: &mut Device,
    request: ImportHsdsRequest,
    progress: &mut Progress<'_>,
) -> Result<ImportHsdsView, ApiError> {
    let folder = Path::new(&request.folder);
    let imported = device.import_directory(folder, request.compartment.as_deref(), progress)?;
    let warnings = imported.notes.into_iter().map(|note| DirectoryRowView {
        file: note.file,
        line: note.line,
        column: note.column,
        code: note.reason.code().to_owned(),
    });
    Ok(ImportHsdsView {
        organizations: imported.held.organizations,
        locations: imported.held.locations,
        services: imported.held.services,
        created: imported.done.created,
        changed: imported.done.changed,
        unchanged: imported.done.unchanged,
        warnings: warnings.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_description_is_cut_between_words_and_says_so() {
        assert_eq!(teaser("short"), "short");
        let long = "wörd ".repeat(100);
        let cut = teaser(&long);
        assert!(cut.ends_with("wörd …"), "{cut}");
        assert!(cut.chars().count() <= TEASER_CHARS + 2);
    }
}

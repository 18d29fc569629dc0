//! The service directory: read from a source's files, looked up by what is typed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use domain::{RecordId, RecordKind};
use interop::hsds::{self, Files, RowNote};
use interop::{ImportGroup, ImportRecord};
use store::{DirectoryCounts, LocationRow, Page, ServiceRow};
use vault::IdKey;

use crate::import::Imported;
use crate::{AppError, Device, Progress};

/// Services looked at for one search, before places are looked through.
const HITS_MAX: u32 = 1000;

/// What an import of a directory did.
#[derive(Clone, Debug, Default)]
pub struct ImportedDirectory {
    /// What was in the files.
    pub held: DirectoryCounts,
    /// What became of it.
    pub done: Imported,
    /// Rows and cells worth a look.
    pub notes: Vec<RowNote>,
}

/// A service that was found.
#[derive(Clone, Debug)]
pub struct FoundService {
    /// The service.
    pub row: ServiceRow,
    /// At how many places its organisation works.
    pub locations: u32,
}

/// What a search of the directory found.
#[derive(Clone, Debug)]
pub struct FoundServices {
    /// The best match first; by organisation and name when nothing was typed.
    pub services: Vec<FoundService>,
    /// How many fit, up to the most that are looked at.
    pub found: u64,
    /// How much the directory holds.
    pub held: DirectoryCounts,
}

impl Device {
    /// Imports a service directory from a folder with three tables, as the HSDS transformer reads them. Everything
    /// or nothing; again, also on another device, makes the same records.
    ///
    /// # Errors
    /// `hsds.*`, `csv.*`, `file.unreadable`, `import.cancelled`; nothing is imported then.
    pub fn import_directory(
        &mut self,
        folder: &Path,
        compartment: Option<&str>,
        progress: &mut Progress<'_>,
    ) -> Result<ImportedDirectory, AppError> {
        let compartment = self.compartment_for(compartment.or(Some(crate::device::SHARED)))?;
        let row = self.db.read(|tx| tx.compartment(compartment))?.ok_or(AppError::NotFound("compartment"))?;
        let id_key = IdKey::from_bytes(&row.id_key.0);
        let derive = |source: &str, parts: &[&str]| {
            RecordId::from_bytes(vault::derive_record_id(&id_key, source, parts))
        };
        let files = Files {
            organizations: table(folder, "organizations.csv")?,
            locations: table(folder, "locations.csv")?,
            services: table(folder, "services.csv")?,
        };
        let directory = hsds::read(files, &derive)?;
        let held = DirectoryCounts {
            organizations: directory.organizations,
            locations: directory.locations,
            services: directory.services,
        };
        let groups: Vec<ImportGroup> = directory.records.into_iter().map(group).collect();
        let done = self.import_groups(&groups, Some(&compartment.to_string()), progress)?;
        Ok(ImportedDirectory { held, done, notes: directory.notes })
    }

    /// Services in which, or at a place of whose organisation, every word typed begins a word.
    pub fn search_services(&self, text: &str, limit: u32) -> Result<FoundServices, AppError> {
        let words = domain::search::words_of(text).join(" ");
        self.db.read(|tx| {
            let held = tx.directory_counts()?;
            let (rows, found) = if words.is_empty() {
                (tx.services(Page { skip: 0, limit })?, held.services)
            } else {
                let mut rows = matching(tx, &words)?;
                let found = rows.len() as u64;
                rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                (rows, found)
            };
            let mut services = Vec::with_capacity(rows.len());
            for row in rows {
                let locations = row.provided_by.map_or(Ok(0), |id| tx.location_count(id))?;
                services.push(FoundService { row, locations });
            }
            Ok(FoundServices { services, found, held })
        })
    }

    /// Where an organisation works, by name.
    pub fn locations_of(&self, organization: RecordId) -> Result<Vec<LocationRow>, AppError> {
        Ok(self.db.read(|tx| tx.locations_of(organization))?)
    }
}

/// Services that match themselves come first, then those of organisations that work at a matching place.
fn matching(tx: &store::Reading<'_>, words: &str) -> Result<Vec<ServiceRow>, store::StoreError> {
    let mut rows = Vec::new();
    let mut taken = BTreeSet::new();
    for hit in tx.search(words, Some(RecordKind::Service), HITS_MAX)? {
        if let Some(row) = tx.service(hit.record)?
            && taken.insert(row.id)
        {
            rows.push(row);
        }
    }
    let mut organizations = BTreeSet::new();
    for hit in tx.search(words, Some(RecordKind::Location), HITS_MAX)? {
        let run_by = tx.location(hit.record)?.and_then(|row| row.run_by);
        let Some(organization) = run_by.filter(|id| organizations.insert(*id)) else { continue };
        rows.extend(tx.services_of(organization)?.into_iter().filter(|row| taken.insert(row.id)));
    }
    Ok(rows)
}

/// The one file of the folder whose name ends so.
fn table(folder: &Path, ending: &'static str) -> Result<(String, BufReader<File>), AppError> {
    let unreadable = |path: &Path, error: &std::io::Error| AppError::File {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        if name.ends_with(ending) {
            found.push(path);
        }
    }
    match found.as_slice() {
        [one] => {
            let file = File::open(one).map_err(|error| unreadable(one, &error))?;
            let name = one.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((name, BufReader::new(file)))
        }
        [] => Err(AppError::Input {
            code: "hsds.file_missing",
            what: "the folder needs three files that end in organizations.csv, locations.csv and services.csv",
        }),
        _ => Err(AppError::Input {
            code: "hsds.file_twice",
            what: "several files of the folder end in organizations.csv, locations.csv or services.csv alike",
        }),
    }
}

fn group(record: ImportRecord) -> ImportGroup {
    ImportGroup { key: vec![record.id.to_string()], records: vec![record], rows: 1 }
}

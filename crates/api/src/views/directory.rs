//! The service directory: who could take this person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::RecordView;

/// A service in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ServiceHitView {
    /// The service's id.
    pub id: String,
    /// The service.
    pub name: String,
    /// Who runs it.
    pub organization: String,
    /// The beginning of what it is and for whom.
    pub description: String,
    /// Telephone, as written; empty when unknown.
    pub phone: String,
    /// How many places its organisation has.
    pub locations: u32,
}

/// Services found, and how many the directory holds.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ServiceListView {
    /// The services, best match first; by organisation and name when nothing was typed.
    pub services: Vec<ServiceHitView>,
    /// How many fit in all.
    pub found: u64,
    /// Organisations in the directory.
    pub organizations: u64,
    /// Places in the directory.
    pub locations: u64,
    /// Services in the directory.
    pub total: u64,
}

/// A place where an organisation works.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct LocationView {
    /// The place's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Street address, as written; empty when unknown.
    pub address: String,
    /// Telephone, as written; empty when unknown.
    pub phone: String,
}

/// A service with who runs it and where.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ServiceView {
    /// The service.
    pub record: RecordView,
    /// Who runs it, when the directory has more than the name.
    pub organization: Option<RecordView>,
    /// The organisation's places, by name.
    pub locations: Vec<LocationView>,
}

/// What an import of a service directory did.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportHsdsView {
    /// Organisations in the files.
    pub organizations: u64,
    /// Places in the files.
    pub locations: u64,
    /// Services in the files.
    pub services: u64,
    /// Records this device did not have.
    pub created: u64,
    /// Records that gained or changed something.
    pub changed: u64,
    /// Records that already said the same.
    pub unchanged: u64,
    /// What was worth a look; the data was kept.
    pub warnings: Vec<DirectoryRowView>,
}

/// A row of a directory file that was worth a look.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DirectoryRowView {
    /// The file.
    pub file: String,
    /// Line in the file, from 1; the header is line 1.
    pub line: u64,
    /// The column, where one is to blame.
    pub column: Option<String>,
    /// Why.
    pub code: String,
}

//! The programme: what the agencies agreed on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One wording in each language of the screens.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct WordingView {
    /// English.
    pub en: String,
    /// Spanish.
    pub es: String,
}

/// A compartment, as a programme describes it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProgrammeCompartmentView {
    /// What scripts call it.
    pub id: String,
    /// What it is called on screens.
    pub name: WordingView,
    /// Whose records it holds: `law`, `ems`, `care` or `shared`.
    pub class: String,
    /// The agency that owns it; `null`: the one that founded the collaborative.
    pub owner: Option<String>,
    /// The classes whose devices are let in.
    pub members: Vec<String>,
    /// Whether newcomers read what was written before.
    pub history_for_newcomers: bool,
}

/// A programme: the one in force, or that of a file.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ProgrammeView {
    /// What scripts call it.
    pub id: String,
    /// Rises with every change.
    pub version: u32,
    /// What it is called on screens.
    pub name: WordingView,
    /// SHA-256 of its file's bytes; `null` where nobody adopted a programme.
    pub hash: Option<String>,
    /// Days without contact after which a device hides other people's records.
    pub lease_days: u16,
    /// Its compartments.
    pub compartments: Vec<ProgrammeCompartmentView>,
}

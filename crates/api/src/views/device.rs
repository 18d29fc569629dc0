//! How the device stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A compartment this device holds.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentView {
    /// The handle, as the relay knows it.
    pub handle: String,
    /// The name, as members know it.
    pub name: String,
}

/// Who and where this device is, and how it stands.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct StatusView {
    /// The device's id.
    pub device: String,
    /// The member signed in.
    pub member: String,
    /// The member's name; may be empty.
    pub name: String,
    /// The member's agency.
    pub agency: String,
    /// The member's role.
    pub role: String,
    /// `law`, `ems`, `care` or `shared`.
    pub class: String,
    /// The relay's address.
    pub relay: String,
    /// What this device may read.
    pub compartments: Vec<CompartmentView>,
    /// Changes not yet at the relay, drafts not counted.
    pub unsent: u64,
    /// Drafts on this device only.
    pub drafts: u64,
    /// When everything was last in step with the relay.
    pub last_sync_ms: Option<i64>,
}

/// Counts over everything held, entered-in-error left out.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SummaryView {
    /// Events in the world.
    pub incidents: u64,
    /// People.
    pub people: u64,
    /// Encounters of one person each.
    pub contacts: u64,
    /// People with at least one contact in which naloxone was given.
    pub people_given_naloxone: u64,
    /// Administrations (one giver each).
    pub administrations: u64,
    /// Doses.
    pub doses: u64,
    /// Handoffs.
    pub handoffs: u64,
    /// Follow-ups.
    pub followups: u64,
    /// Changes not yet at the relay.
    pub unsent: u64,
    /// Fields with more than one value for a human to decide.
    pub conflicts: u64,
    /// Received entries that cannot be trusted, kept aside.
    pub quarantined: u64,
    /// Received entries that wait for an upgrade or for another change.
    pub parked: u64,
    /// People by disposition code.
    pub outcomes: BTreeMap<String, u64>,
}

/// The digest of one compartment.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CompartmentDigestView {
    /// The handle.
    pub compartment: String,
    /// The name.
    pub name: String,
    /// SHA-256 over the visible state, hexadecimal.
    pub digest: String,
}

/// Digests of every compartment held, by handle.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DigestView {
    /// One for each compartment.
    pub compartments: Vec<CompartmentDigestView>,
}

/// What a rebuild from the journal found.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RebuildView {
    /// Records folded again.
    pub records: u64,
    /// Changes read from the journal.
    pub changes: u64,
    /// Whether every table came out as it had been.
    pub equal: bool,
}

/// Something received that is kept aside.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AsideView {
    /// Its number on this device.
    pub number: i64,
    /// `quarantined` or `parked`.
    pub state: String,
    /// The record, when known.
    pub record: Option<String>,
    /// Why.
    pub code: String,
    /// Since when, milliseconds since 1970.
    pub since_ms: i64,
}

/// Everything kept aside.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AsideListView {
    /// The entries.
    pub entries: Vec<AsideView>,
    /// Whether what others recorded is left out: the lease is over.
    pub hidden: bool,
}

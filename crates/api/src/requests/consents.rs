//! What the commands about consents take.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::PersonInput;

/// A consent as typed so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ConsentInput {
    /// The person's id.
    pub person: String,
    /// The language in which the wording is shown: one that `consent_text` has.
    pub language: String,
    /// Who may disclose, by name.
    #[serde(default)]
    pub disclosers: Vec<String>,
    /// Who may be told, by name: agencies and persons.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Other fields of the consent by key: `scope.identity` = `true`, `purpose.treatment` = `true`, `designation.…`,
    /// `return.met` = `true`, `expires.date`, `expires.event`, `person.name_signed`, `signature.kind`, `signature.by`,
    /// `signature.drawn`, `signature.witness`, `signed.at` (now when absent).
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The guardian who signs; `unknown` where the person does.
    #[serde(default)]
    pub guardian: PersonInput,
    /// The compartment by name or handle; where this device's class authors consents when absent.
    #[serde(default)]
    pub compartment: Option<String>,
}

/// Records a consent that was signed or spoken.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ConsentNewRequest {
    /// What was signed.
    pub consent: ConsentInput,
    /// The draft that it was, which ends.
    #[serde(default)]
    pub draft: Option<String>,
}

/// Keeps a consent that is being filled in on this device's disk. Never leaves the device.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ConsentDraftSaveRequest {
    /// The draft's id; a new one when absent.
    #[serde(default)]
    pub id: Option<String>,
    /// When it was last kept, as far as this writer knows, as for `draft_save`.
    #[serde(default)]
    pub seen_ms: Option<i64>,
    /// What was typed so far.
    pub consent: ConsentInput,
    /// The step that was open.
    #[serde(default)]
    pub focus: String,
}

/// Lists the consents of one person.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentListRequest {
    /// The person's id.
    pub person: String,
}

/// Takes a consent back.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentRevokeRequest {
    /// The consent's id.
    pub id: String,
    /// How the person said so, in words; may be empty.
    #[serde(default)]
    pub how: String,
}

/// Extends a consent.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentRenewRequest {
    /// The consent's id.
    pub id: String,
    /// Until when: a whole date, to its end, or a moment.
    pub until: String,
    /// How the person said so, in words; may be empty.
    #[serde(default)]
    pub how: String,
}

/// Says that the event that ends a consent has happened.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentEndRequest {
    /// The consent's id.
    pub id: String,
    /// When it happened; now when empty.
    #[serde(default)]
    pub at: String,
}

/// Says that a consent should not have been made.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentInErrorRequest {
    /// The consent's id.
    pub id: String,
    /// Why.
    pub why: String,
}

/// Asks for a consent as a page to print.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentPrintRequest {
    /// The consent's id.
    pub id: String,
    /// The language; that in which it was shown when absent.
    #[serde(default)]
    pub language: Option<String>,
}

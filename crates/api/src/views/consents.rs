//! Consents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::IssueView;
use crate::requests::ConsentInput;

/// What one agency may be told by one consent, now.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentToldView {
    /// The agency, or a person by name.
    pub name: String,
    /// Codes of `consent_scope` that may be told; none when nothing may.
    pub scopes: Vec<String>,
    /// What stands in the way of all: a code; empty when something may be told.
    pub denied: String,
}

/// Something that was said about a consent.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentSaidView {
    /// `granted`, `renewed` or `revoked`.
    pub saying: String,
    /// When, as that device's clock said.
    pub at: String,
    /// The agency that recorded it.
    pub by: String,
    /// Until when the person consents, where a time was named.
    pub until: Option<String>,
    /// How it was said, in words; empty where nobody wrote it down.
    pub how: String,
}

/// A consent as this device sees it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentView {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub person: Option<String>,
    /// How the person is called here.
    pub person_name: String,
    /// Whether it counts now: `in_force`, `expired`, `revoked`, `not_granted`, `not_valid`, `unreadable`,
    /// `entered_in_error`.
    pub standing: String,
    /// What it lacks, each by code and by the field of a form.
    pub missing: Vec<IssueView>,
    /// When it runs out, milliseconds since 1970; absent where nothing stands or only an event ends it.
    pub runs_out_ms: Option<i64>,
    /// The name as signed.
    pub name_signed: String,
    /// Who may disclose.
    pub disclosers: Vec<String>,
    /// Who may be told, by name.
    pub recipients: Vec<String>,
    /// Codes of `consent_designation`.
    pub designations: Vec<String>,
    /// Codes of `consent_scope`.
    pub scopes: Vec<String>,
    /// Codes of `consent_purpose`.
    pub purposes: Vec<String>,
    /// Codes of `consent_return`.
    pub returns: Vec<String>,
    /// The right to take it back, as shown.
    pub revocation_text: String,
    /// What may be passed on, as shown.
    pub redisclosure_text: String,
    /// The last day, as signed.
    pub expires_on: Option<String>,
    /// The event that ends it: a code of `consent_expiry`.
    pub expires_event: Option<String>,
    /// A code of `signature_kind`.
    pub signature_kind: Option<String>,
    /// Who signed, or spoke.
    pub signed_by: String,
    /// Who else was there.
    pub witness: String,
    /// Whether there is a drawn signature; `consent_print` shows it.
    pub drawn: bool,
    /// The rule by which it was spoken, or signed by a guardian.
    pub basis: String,
    /// When it was signed, milliseconds since 1970.
    pub signed_ms: Option<i64>,
    /// The language in which the wording was shown.
    pub language: String,
    /// The wording that was shown, by name.
    pub text: String,
    /// Everything that was said, oldest first as far as clocks tell.
    pub said: Vec<ConsentSaidView>,
    /// Every agency of the collaborative, and everybody named, with what they may be told by this consent.
    pub told: Vec<ConsentToldView>,
    /// The agencies that read the compartment that it lies in: they need no consent to read there.
    pub readers: Vec<String>,
    /// The compartment that it lies in.
    pub compartment: String,
    /// Why it was entered in error; empty when it was not.
    pub entered_in_error: String,
    /// `sent`, `ready` or `needs_attention`.
    pub mark: String,
}

/// The consents of a person, those in force first.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentListView {
    /// The consents.
    pub consents: Vec<ConsentView>,
}

/// A wording in one language.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentTextView {
    /// Its name and version.
    pub name: String,
    /// Its language.
    pub language: String,
    /// SHA-256 over its exact words.
    pub hash: String,
    /// Its words by part: `title`, `revocation`, `scope.identity`, …
    pub words: BTreeMap<String, String>,
}

/// How consents are taken here.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentTextsView {
    /// A wording in each language.
    pub texts: Vec<ConsentTextView>,
    /// This device's agency: who discloses unless another is named.
    pub agency: String,
    /// The last day, unless the person says otherwise.
    pub expires: String,
    /// The rule by which spoken consent is taken; absent where none is.
    pub verbal_basis: Option<String>,
    /// The rule by which a guardian may sign; absent where none may.
    pub guardian_basis: Option<String>,
}

/// A consent that is being filled in.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentDraftView {
    /// The draft's id.
    pub id: String,
    /// What was typed so far.
    pub consent: ConsentInput,
    /// The step that was open.
    pub focus: String,
    /// When it was last kept, milliseconds since 1970.
    pub saved_ms: i64,
    /// What stands in the way of signing it as it is.
    pub issues: Vec<IssueView>,
}

/// A consent as a page to print.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ConsentPrintView {
    /// A whole HTML file that needs nothing else.
    pub html: String,
}

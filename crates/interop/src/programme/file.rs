//! The TOML of a programme, word for word as `docs/reference/programme.md` describes it. Every value carries where
//! it stands, so that an error can say so.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

pub(super) type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProgrammeFile {
    /// Checked before anything else is read.
    #[serde(rename = "format")]
    pub _format: i64,
    pub id: Text,
    pub version: Spanned<i64>,
    pub name: Wording,
    pub lease_days: Option<Spanned<i64>>,
    pub compartment: Vec<Compartment>,
    pub roles: BTreeMap<Text, Vec<Text>>,
    #[serde(default)]
    pub shared_kinds: BTreeMap<Text, Vec<Text>>,
    pub consent: Option<Consent>,
    #[serde(default)]
    pub consent_text: Vec<ConsentText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    pub days: Option<Spanned<i64>>,
    pub verbal_basis: Option<Text>,
    pub guardian_basis: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentText {
    pub id: Text,
    pub version: Spanned<i64>,
    pub language: Text,
    pub words: Spanned<BTreeMap<Text, Text>>,
}

/// A file that holds wordings of a consent and nothing else: those that are shipped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentTextsFile {
    #[serde(rename = "format")]
    pub _format: i64,
    pub consent_text: Vec<ConsentText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wording {
    pub en: Text,
    pub es: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Compartment {
    pub id: Text,
    pub name: Wording,
    pub class: Text,
    pub owner: Option<Text>,
    pub members: Spanned<Vec<Text>>,
    pub history_for_newcomers: bool,
}

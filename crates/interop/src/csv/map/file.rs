//! The TOML of a map, word for word as `docs/reference/csv-maps.md` describes it.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MapFile {
    pub map: Head,
    #[serde(default)]
    pub csv: Form,
    pub keys: Keys,
    #[serde(default)]
    pub always: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub moment: Vec<MomentTable>,
    pub doses: Option<DosesTable>,
    #[serde(default)]
    pub column: Vec<ColumnTable>,
    #[serde(default)]
    pub drop: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    pub name: String,
    pub title: String,
    pub source: String,
    pub zone: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    pub delimiter: char,
    pub unknown: Vec<String>,
}

impl Default for Form {
    fn default() -> Self {
        Self { delimiter: ',', unknown: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keys {
    pub incident: Vec<String>,
    pub person: Vec<String>,
    #[serde(default)]
    pub administration: Vec<String>,
    #[serde(default)]
    pub no_administration: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MomentTable {
    pub to: Vec<String>,
    pub date: String,
    pub date_formats: Vec<String>,
    pub time: Option<String>,
    #[serde(default)]
    pub time_formats: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DosesTable {
    pub count: String,
    pub mg: Option<String>,
    #[serde(default)]
    pub unknown_mg: Vec<String>,
    pub mg_unit: Option<String>,
    #[serde(default)]
    pub mg_unit_is: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnTable {
    pub name: String,
    pub to: String,
    #[serde(default)]
    pub read: ReadWord,
    #[serde(default)]
    pub presence: Presence,
    /// In the order of the file: it decides where rows disagree.
    #[serde(default)]
    pub codes: toml::Table,
    #[serde(default)]
    pub labels: Vec<String>,
    #[serde(default)]
    pub unknown: Vec<String>,
    #[serde(default)]
    pub formats: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReadWord {
    /// A code list when `codes` is there, otherwise text.
    #[default]
    Auto,
    Text,
    Integer,
    Decimal,
    Date,
}

/// Whether a file without the column can be imported.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Presence {
    /// The file does not fit the map without it.
    #[default]
    Required,
    /// Older or newer exports lack it.
    Optional,
}

//! Service directories in the three tables that the HSDS transformer reads: organisations, the places they work
//! at, and what they offer (Open Referral Human Services Data Specification 3.0). Every row becomes one record, by
//! the id the row carries, so that importing again, also on another device, makes the same records.

mod error;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use domain::{Edit, RecordId, RecordKind, Scalar};

pub use error::{HsdsError, RowNote, RowReason};

use crate::ImportRecord;
use table::{Row, Table};

/// The source that every record of a directory names.
pub const SOURCE: &str = "hsds";

/// The three files of a directory, each with the name it is called by in reports.
pub struct Files<R> {
    /// One row an organisation.
    pub organizations: (String, R),
    /// One row a place.
    pub locations: (String, R),
    /// One row a service.
    pub services: (String, R),
}

/// What the files say.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Organisations first, then places and services, which refer to them.
    pub records: Vec<ImportRecord>,
    /// How many of them are organisations.
    pub organizations: u64,
    /// How many are places.
    pub locations: u64,
    /// How many are services.
    pub services: u64,
    /// Rows and cells worth a look.
    pub notes: Vec<RowNote>,
}

/// Reads a directory. `derive` makes a record id out of a source and the parts of a key.
///
/// # Errors
/// [`HsdsError`] when one of the files is not a table of this form; nothing is yielded then.
pub fn read<R: Read>(
    files: Files<R>,
    derive: &dyn Fn(&str, &[&str]) -> RecordId,
) -> Result<Directory, HsdsError> {
    let mut out = Directory::default();
    let mut table = |(name, input): (String, R), needed: &[&'static str]| {
        Table::read(input, &name, needed, &mut out.notes)
    };
    let organizations = table(files.organizations, &["organization_uuid", "organization_name"])?;
    let locations = table(files.locations, &["location_uuid", "location_name", "organization_uuid"])?;
    let services = table(files.services, &["service_uuid", "service_name", "organization_uuid"])?;
    let known: BTreeSet<String> =
        organizations.rows.iter().filter_map(|row| row.get("organization_uuid").map(str::to_owned)).collect();
    let mut reading = Reading { derive, known, out };
    reading.take(&organizations, &ORGANIZATION);
    reading.take(&locations, &LOCATION);
    reading.take(&services, &SERVICE);
    Ok(reading.out)
}

/// How the rows of one file become records.
struct Form {
    kind: RecordKind,
    id: &'static str,
    name: &'static str,
    /// The field that links to the organisation.
    link: Option<&'static str>,
    /// Column and field.
    columns: &'static [(&'static str, &'static str)],
}

const ORGANIZATION: Form = Form {
    kind: RecordKind::Organization,
    id: "organization_uuid",
    name: "organization_name",
    link: None,
    // the tax number is an account number that nobody in the field needs
    columns: &[
        ("organization_alternate_name", "alternate_name"),
        ("organization_description", "description"),
        ("organization_email", "email"),
        ("organization_url", "url"),
        ("organization_legal_status", "legal_status"),
        ("organization_year_incorporated", "year_incorporated"),
        ("phones", "phone"),
    ],
};

const LOCATION: Form = Form {
    kind: RecordKind::Location,
    id: "location_uuid",
    name: "location_name",
    link: Some("run_by"),
    columns: &[
        ("organization_name", "organization"),
        ("location_address", "address"),
        ("location_url", "url"),
        ("phones", "phone"),
    ],
};

const SERVICE: Form = Form {
    kind: RecordKind::Service,
    id: "service_uuid",
    name: "service_name",
    link: Some("provided_by"),
    columns: &[
        ("organization_name", "organization"),
        ("service_alternate_name", "alternate_name"),
        ("service_description", "description"),
        ("service_email", "email"),
        ("service_url", "url"),
        ("service_additional_information", "information"),
        ("service_problem_codes", "serves"),
        ("service_areas", "areas"),
        ("service_min_age", "eligibility.min_age"),
        ("service_max_age", "eligibility.max_age"),
        ("service_program", "eligibility.program"),
        ("service_income_limit", "eligibility.income_limit"),
        ("service_require_veteran", "eligibility.veteran"),
        ("service_military_status", "eligibility.military_status"),
        ("service_immigration_status", "eligibility.immigration_status"),
        ("service_incarceration_status", "eligibility.incarceration_status"),
        ("phones", "phone"),
    ],
};

struct Reading<'a> {
    derive: &'a dyn Fn(&str, &[&str]) -> RecordId,
    /// Organisations that have a row.
    known: BTreeSet<String>,
    out: Directory,
}

impl Reading<'_> {
    fn take(&mut self, table: &Table, form: &Form) {
        let mut seen = BTreeSet::new();
        for row in &table.rows {
            let Some(id) = row.get(form.id) else {
                self.out.notes.push(table.note(row.line, Some(form.id), RowReason::NoId));
                continue;
            };
            if row.get(form.name).is_none() {
                self.out.notes.push(table.note(row.line, Some(form.name), RowReason::NoName));
                continue;
            }
            if !seen.insert(id.to_owned()) {
                self.out.notes.push(table.note(row.line, Some(form.id), RowReason::SameId));
                continue;
            }
            let record = self.record(table, form, row, id);
            self.out.records.push(record);
        }
        let count = seen.len() as u64;
        match form.kind {
            RecordKind::Organization => self.out.organizations = count,
            RecordKind::Location => self.out.locations = count,
            _ => self.out.services = count,
        }
    }

    fn record(&mut self, table: &Table, form: &Form, row: &Row, id: &str) -> ImportRecord {
        let mut fields: BTreeMap<&str, String> = BTreeMap::new();
        for (column, field) in [(form.name, "name")].iter().chain(form.columns) {
            let Some(text) = row.get(column) else { continue };
            if fits(form.kind, field, text) {
                fields.insert(field, text.to_owned());
            } else {
                self.out.notes.push(table.note(row.line, Some(column), RowReason::CellTooLong));
            }
        }
        if let (Some(link), Some(organization)) = (form.link, row.get(ORGANIZATION.id)) {
            if self.known.contains(organization) {
                fields.insert(link, self.id(&ORGANIZATION, organization).to_string());
            } else {
                let note = table.note(row.line, Some(ORGANIZATION.id), RowReason::UnknownOrganization);
                self.out.notes.push(note);
            }
        }
        fields.insert("source", SOURCE.to_owned());
        fields.insert("status", "ready".to_owned());
        let edits = fields.into_iter().map(|(key, text)| Edit::set(key, Scalar::text(text))).collect();
        ImportRecord { id: self.id(form, id), kind: form.kind, edits, occurred: None }
    }

    fn id(&self, form: &Form, id: &str) -> RecordId {
        (self.derive)(SOURCE, &[form.kind.name(), id])
    }
}

/// Whether the field may hold so long a text: nothing is cut in silence.
fn fits(kind: RecordKind, field: &str, text: &str) -> bool {
    let rule = domain::fields::of(kind).iter().find(|rule| rule.covers(field));
    match rule.map(|rule| rule.value) {
        Some(domain::fields::Value::Text(most)) => text.chars().count() <= most,
        _ => true,
    }
}

#[cfg(test)]
mod tests;

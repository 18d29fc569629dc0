//! An incident: one event in the world, with the numbers that agencies know it by.

use crate::reading::{moment, parsed, real, text, texts};
use crate::{Moment, Record, RecordId};

/// A place, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of docs/reference/fields.md")]
pub struct Place {
    pub address: Option<String>,
    pub city: Option<String>,
    pub county: Option<String>,
    pub state: Option<String>,
    /// Degrees, WGS 84.
    pub lat: Option<f64>,
    /// Degrees, WGS 84.
    pub lon: Option<f64>,
    /// A code of `place_kind`; contacts only.
    pub kind: Option<String>,
}

impl Place {
    /// Reads the `place.*` fields.
    pub fn read(record: &Record) -> Self {
        Self {
            address: text(record, "place.address"),
            city: text(record, "place.city"),
            county: text(record, "place.county"),
            state: text(record, "place.state"),
            lat: real(record, "place.lat"),
            lon: real(record, "place.lon"),
            kind: text(record, "place.kind"),
        }
    }
}

/// An incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its id.
    pub id: RecordId,
    /// The dispatch centre's number.
    pub cad_number: Option<String>,
    /// Each agency's slug with its number.
    pub agency_numbers: Vec<(String, String)>,
    /// When it happened, when a time is known.
    pub occurred: Option<Moment>,
    /// The day, when only that is known: `2018-01-04`. Never shifted by a zone.
    pub occurred_date: Option<String>,
    /// A code of `incident_kind`.
    pub kind: Option<String>,
    /// Where.
    pub place: Place,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl Incident {
    /// Reads an incident record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: record.id,
            cad_number: text(record, "cad_number"),
            agency_numbers: texts(record, "agency_number"),
            occurred: moment(record, "occurred"),
            occurred_date: parsed(record, "occurred.date"),
            kind: text(record, "kind"),
            place: Place::read(record),
            entered_in_error: text(record, "entered_in_error"),
        }
    }
}

//! The projections: what lists, counts and clocks read. Filled by the caller from folded records.

use domain::{CompartmentId, MemberId, RecordId};
use rusqlite::types::{FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

use crate::column::Column;
use crate::row::row;

/// Whether a record counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Stands,
    /// It was entered in error: still visible as such, in no count.
    EnteredInError,
}

impl Column for Standing {
    fn to_column(&self) -> ToSqlOutput<'_> {
        i64::from(*self == Self::EnteredInError).into()
    }
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_i64()? {
            0 => Ok(Self::Stands),
            1 => Ok(Self::EnteredInError),
            other => Err(FromSqlError::OutOfRange(other)),
        }
    }
}

row! {
    /// A person.
    PersonRow in "person_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// What a list shows; empty for a person without any name.
        display_name: String,
        /// The name used before the real one is known.
        code_name: Option<String>,
        /// `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
        birth_date: Option<String>,
        /// Age or age range as recorded.
        age: Option<String>,
        /// Code.
        gender: Option<String>,
        /// Fields with more than one value that a person must decide on.
        conflicts: u32,
        /// The latest stamp of a change, milliseconds since 1970.
        updated_ms: i64,
    }
}

row! {
    /// An incident.
    IncidentRow in "incident_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// The dispatch centre's number.
        cad_number: Option<String>,
        /// What kind of event.
        kind: Option<String>,
        /// When, milliseconds since 1970.
        occurred_ms: Option<i64>,
        /// The day, when the time is not known.
        occurred_date: Option<String>,
        /// Where, for a list.
        place: Option<String>,
        /// Fields with more than one value that a person must decide on.
        conflicts: u32,
    }
}

row! {
    /// One person in one encounter.
    ContactRow in "contact_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// The person, when there is a person record.
        person: Option<RecordId>,
        /// The incident it belongs to.
        incident: Option<RecordId>,
        /// Code of the pathway.
        pathway: Option<String>,
        /// Role of who recorded it.
        role: Option<String>,
        /// Agency of who recorded it.
        agency: Option<String>,
        /// Unit of who recorded it.
        unit: Option<String>,
        /// When it started, as recorded (RFC 9557).
        started: Option<String>,
        /// When it started, milliseconds since 1970.
        started_ms: Option<i64>,
        /// Where, for a list.
        place: Option<String>,
        /// `accepted`, `offered`, `declined` or `not_offered`.
        offer: Option<String>,
        /// Why no service was offered.
        offer_reason: Option<String>,
        /// `yes`, `no` or `unknown`.
        naloxone_given: Option<String>,
        /// `yes`, `no` or `unknown`.
        survived: Option<String>,
        /// Fields with more than one value that a person must decide on.
        conflicts: u32,
    }
}

row! {
    /// Naloxone by one giver.
    AdministrationRow in "administration_row" {
        /// The contact it was recorded in.
        contact: RecordId,
        /// The fact's id.
        id: String,
        /// Code of who gave it.
        giver: Option<String>,
        /// The giver's agency.
        agency: Option<String>,
        /// When, milliseconds since 1970.
        at_ms: Option<i64>,
        /// Code of the response.
        response: Option<String>,
    }
}

row! {
    /// One dose.
    DoseRow in "dose_row" {
        /// The contact it was recorded in.
        contact: RecordId,
        /// The fact's id.
        id: String,
        /// The administration it was part of.
        administration: Option<String>,
        /// Milligrams; `None` when the strength is not known.
        mg: Option<f64>,
        /// Code of the route.
        route: Option<String>,
        /// When, milliseconds since 1970.
        at_ms: Option<i64>,
    }
}

row! {
    /// One outcome of a contact.
    DispositionRow in "disposition_row" {
        /// The contact.
        contact: RecordId,
        /// Code of the outcome.
        code: String,
        /// The contact's person: outcomes are counted by people.
        person: Option<RecordId>,
    }
}

row! {
    /// A narrative; its text is in the record.
    NoteRow in "note_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// The contact it is about.
        contact: Option<RecordId>,
        /// The person it is about.
        person: Option<RecordId>,
        /// The note that it amends.
        amends: Option<RecordId>,
        /// Who wrote it.
        author: MemberId,
        /// When, milliseconds since 1970.
        written_ms: i64,
    }
}

row! {
    /// A warm handoff as its events known here make it.
    HandoffRow in "handoff_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// Code of the state.
        state: String,
        /// The party that offered.
        offered_by: Option<String>,
        /// The party it was offered to.
        offered_to: Option<String>,
        /// The accountable parties as the caller writes them; never empty.
        accountable: String,
        /// Codes of what needs attention (contested, late), as the caller writes them.
        flags: String,
        /// When the next answer is due, milliseconds since 1970.
        due_ms: Option<i64>,
        /// The latest event, milliseconds since 1970.
        updated_ms: i64,
    }
}

row! {
    /// The packet of a handoff: what the handoff grew out of, where the reader may know.
    PacketRow in "packet_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// The handoff it was made for.
        handoff: RecordId,
        /// The contact.
        contact: Option<RecordId>,
        /// The person.
        person: Option<RecordId>,
    }
}

row! {
    /// A consent: only whose it is.
    ConsentRow in "consent_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// The person; where two were named at the same time, the one shown first.
        person: Option<RecordId>,
    }
}

row! {
    /// A follow-up with the facts its clock is derived from; whether it is missed depends on the hour it is read.
    FollowUpRow in "follow_up_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// The person.
        person: Option<RecordId>,
        /// The contact that called for it.
        contact: Option<RecordId>,
        /// Code of the reason.
        reason: Option<String>,
        /// Whose it is.
        agency: Option<String>,
        /// Whose it is.
        unit: Option<String>,
        /// When its clock started, milliseconds since 1970.
        started_ms: Option<i64>,
        /// When its window opens, milliseconds since 1970.
        from_ms: Option<i64>,
        /// When it is due, milliseconds since 1970.
        due_ms: Option<i64>,
        /// When it was met, milliseconds since 1970.
        met_ms: Option<i64>,
    }
}

row! {
    /// An entry of the service directory.
    ServiceRow in "service_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// The service's name.
        name: String,
        /// Who runs it.
        organization: Option<String>,
        /// Where.
        city: Option<String>,
        /// Telephone.
        phone: Option<String>,
        /// The entry of who runs it.
        provided_by: Option<RecordId>,
    }
}

row! {
    /// An organisation of the service directory.
    OrganizationRow in "organization_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// Its name.
        name: String,
    }
}

row! {
    /// A place of the service directory.
    LocationRow in "location_row" {
        /// The record.
        id: RecordId,
        /// Where it lives.
        compartment: CompartmentId,
        /// Whether it counts.
        standing: Standing,
        /// Its name.
        name: String,
        /// The entry of who works there.
        run_by: Option<RecordId>,
        /// Street address, as written.
        address: Option<String>,
        /// Telephone, as written.
        phone: Option<String>,
    }
}

row! {
    /// A field with more than one value that a person must decide on.
    ConflictRow in "conflict_row" {
        /// The record.
        record: RecordId,
        /// The field's key.
        field: String,
        /// Where the record lives.
        compartment: CompartmentId,
    }
}

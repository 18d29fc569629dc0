//! Rows and search words, one function for each kind of record.

use domain::contact::Contact;
use domain::follow_up::FollowUp;
use domain::incident::{Incident, Place};
use domain::note::Note;
use domain::person::Person;
use domain::service::Service;
use domain::{Moment, Record, RecordKind};
use store::{
    AdministrationRow, ConsentRow, ContactRow, DispositionRow, DoseRow, FollowUpRow, IncidentRow,
    LocationRow, NoteRow, OrganizationRow, PacketRow, PersonRow, Projection, SearchText, ServiceRow,
    Standing,
};

use crate::derived::packet_id;

pub(super) fn projection(record: &Record) -> Projection {
    match record.kind {
        RecordKind::Person => Projection::Person(person(record)),
        RecordKind::Incident => Projection::Incident(incident(record)),
        RecordKind::Contact => contact(record),
        RecordKind::Note => note(record).map_or(Projection::Nothing, Projection::Note),
        RecordKind::Packet => packet(record).map_or(Projection::Nothing, Projection::Packet),
        RecordKind::Consent => Projection::Consent(consent(record)),
        RecordKind::FollowUp => Projection::FollowUp(follow_up(record)),
        RecordKind::Service => Projection::Service(service(record)),
        RecordKind::Organization => Projection::Organization(organization(record)),
        RecordKind::Location => Projection::Location(location(record)),
        RecordKind::Disclosure => super::disclosure::account(record),
        RecordKind::DisclosedCopy => super::disclosure::copy(record),
        _ => Projection::Nothing,
    }
}

pub(super) fn standing(record: &Record) -> Standing {
    if record.text("entered_in_error").is_some() { Standing::EnteredInError } else { Standing::Stands }
}

fn conflicts(record: &Record) -> u32 {
    u32::try_from(domain::conflict::of(record).len()).unwrap_or(u32::MAX)
}

fn ms(moment: Option<&Moment>) -> Option<i64> {
    moment.map(Moment::unix_ms)
}

/// The latest stamp among the values that stand.
pub(super) fn updated_ms(record: &Record) -> i64 {
    let stamps = record.fields.values().flatten().map(|held| held.stamp.at.unix_ms());
    stamps.max().unwrap_or(0)
}

fn person(record: &Record) -> PersonRow {
    let person = Person::read(record);
    PersonRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        display_name: person.display_name().unwrap_or_default(),
        age: person.age_years.map(|years| years.to_string()).or(person.age_range),
        code_name: person.code_name,
        birth_date: person.birth_date,
        gender: person.gender,
        conflicts: conflicts(record),
        updated_ms: updated_ms(record),
    }
}

fn place(place: &Place) -> Option<String> {
    let parts: Vec<&str> =
        [&place.address, &place.city, &place.county].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn incident(record: &Record) -> IncidentRow {
    let incident = Incident::read(record);
    IncidentRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        occurred_ms: ms(incident.occurred.as_ref()),
        place: place(&incident.place),
        cad_number: incident.cad_number,
        kind: incident.kind,
        occurred_date: incident.occurred_date.map(|date| date.to_string()),
        conflicts: conflicts(record),
    }
}

fn contact(record: &Record) -> Projection {
    let contact = Contact::read(record);
    let began = contact.began();
    let administrations = contact.naloxone.administrations.iter().map(|one| AdministrationRow {
        contact: record.id,
        id: one.id.to_string(),
        giver: one.giver.clone(),
        agency: one.agency.clone(),
        at_ms: ms(one.at.as_ref()),
        response: one.response.clone(),
    });
    let doses = contact.naloxone.doses.iter().map(|one| DoseRow {
        contact: record.id,
        id: one.id.to_string(),
        administration: Some(one.administration.to_string()),
        mg: one.mg,
        route: one.route.clone(),
        at_ms: ms(one.at.as_ref()),
    });
    let dispositions = contact.dispositions.iter().map(|code| DispositionRow {
        contact: record.id,
        code: code.clone(),
        person: contact.person,
    });
    let code = |key: &str| record.text(key).map(str::to_owned);
    Projection::Contact {
        administrations: administrations.collect(),
        doses: doses.collect(),
        dispositions: dispositions.collect(),
        contact: ContactRow {
            id: record.id,
            compartment: record.compartment,
            standing: standing(record),
            person: contact.person,
            incident: contact.incident,
            // as written, also where a newer version has codes that this one does not know
            pathway: code("pathway"),
            role: code("role"),
            agency: contact.agency.clone(),
            unit: contact.unit.clone(),
            started: began.map(|moment| moment.to_string()),
            started_ms: ms(began.as_ref()),
            place: place(&contact.place),
            offer: code("offer"),
            offer_reason: contact.offer_reason.clone(),
            naloxone_given: code("naloxone.given"),
            survived: code("survived"),
            conflicts: conflicts(record),
        },
    }
}

/// The author is who wrote the text that stands; a note without a text is none yet.
fn note(record: &Record) -> Option<NoteRow> {
    let body = record.fields.get("body")?.first()?;
    let note = Note::read(record);
    Some(NoteRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        contact: note.contact,
        person: note.person,
        amends: note.amends,
        author: body.stamp.member,
        written_ms: body.stamp.at.unix_ms(),
    })
}

/// Only the packet that the handoff's own id leads to: another one that names it is nobody's.
fn packet(record: &Record) -> Option<PacketRow> {
    let id = |key: &str| record.text(key)?.parse().ok();
    let handoff = id("handoff").filter(|handoff| packet_id(*handoff) == record.id)?;
    Some(PacketRow {
        id: record.id,
        compartment: record.compartment,
        handoff,
        contact: id("contact"),
        person: id("person"),
    })
}

fn consent(record: &Record) -> ConsentRow {
    let person = record.text("person").and_then(|id| id.parse().ok());
    ConsentRow { id: record.id, compartment: record.compartment, person }
}

fn follow_up(record: &Record) -> FollowUpRow {
    let follow_up = FollowUp::read(record);
    let clock = follow_up.clock.as_ref();
    FollowUpRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        person: follow_up.person,
        contact: follow_up.contact,
        started_ms: clock.map(|clock| clock.started.unix_ms()),
        from_ms: clock.map(|clock| clock.opens.unix_ms()),
        due_ms: clock.map(|clock| clock.due.unix_ms()),
        met_ms: clock.and_then(|clock| ms(clock.met.as_ref())),
        reason: follow_up.reason,
        agency: follow_up.agency,
        unit: follow_up.unit,
    }
}

fn service(record: &Record) -> ServiceRow {
    let service = Service::read(record);
    ServiceRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        name: service.name.unwrap_or_default(),
        organization: service.organization,
        city: service.city,
        phone: service.phone,
        provided_by: service.provided_by,
    }
}

fn organization(record: &Record) -> OrganizationRow {
    OrganizationRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        name: record.text("name").unwrap_or_default().to_owned(),
    }
}

fn location(record: &Record) -> LocationRow {
    LocationRow {
        id: record.id,
        compartment: record.compartment,
        standing: standing(record),
        name: record.text("name").unwrap_or_default().to_owned(),
        run_by: record.text("run_by").and_then(|id| id.parse().ok()),
        address: record.text("address").map(str::to_owned),
        phone: record.text("phone").map(str::to_owned),
    }
}

/// A match in a person's own words weighs more than one in a place or a note.
pub(super) fn words(record: &Record) -> SearchText {
    let words = domain::search::terms(record).join(" ");
    match record.kind {
        RecordKind::Person | RecordKind::Organization | RecordKind::Location => {
            SearchText { names: words, details: String::new() }
        }
        _ => SearchText { names: String::new(), details: words },
    }
}

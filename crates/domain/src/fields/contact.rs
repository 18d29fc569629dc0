//! Rows of an incident (one event in the world) and of a contact (one person in one encounter).

use super::{Merge, Rest, Rule, Value};
use crate::RecordKind;
use crate::codes::{
    CRISIS, DISPOSITION, INCIDENT_KIND, LIVING_SITUATION, NEED, OFFER, OFFER_REASON, PATHWAY, PLACE_KIND,
    ROLE, SUBSTANCE, YES_NO_UNKNOWN,
};

const ADDRESS: Rule =
    Rule::exact("place.address", Value::Text(300), Merge::Latest, "Street address or description.");
const CITY: Rule = Rule::exact("place.city", Value::Text(120), Merge::Latest, "City.");
const COUNTY: Rule = Rule::exact("place.county", Value::Text(80), Merge::Latest, "County.");
const STATE: Rule = Rule::exact("place.state", Value::Text(40), Merge::Latest, "State.");
const LAT: Rule =
    Rule::exact("place.lat", Value::Real(-90.0, 90.0), Merge::Latest, "Latitude in degrees, WGS 84.");
const LON: Rule =
    Rule::exact("place.lon", Value::Real(-180.0, 180.0), Merge::Latest, "Longitude in degrees, WGS 84.");

const fn time(key: &'static str, about: &'static str) -> Rule {
    Rule::exact(key, Value::Moment, Merge::Latest, about)
}

const fn answer(key: &'static str, about: &'static str) -> Rule {
    Rule::exact(key, Value::Code(&YES_NO_UNKNOWN), Merge::KeepAll, about)
}

pub(super) static INCIDENT: &[Rule] = &[
    Rule::exact("cad_number", Value::Text(60), Merge::KeepAll, "The dispatch centre's number."),
    Rule::under(
        "agency_number",
        Rest::Slug,
        Value::Text(60),
        Merge::KeepAll,
        "An agency's own number; the key names the agency.",
    ),
    time("occurred", "When it happened."),
    Rule::exact("occurred.date", Value::Date, Merge::Latest, "The day, when no time is known."),
    Rule::exact("kind", Value::Code(&INCIDENT_KIND), Merge::Latest, "What kind of event."),
    ADDRESS,
    CITY,
    COUNTY,
    STATE,
    LAT,
    LON,
];

pub(super) static CONTACT: &[Rule] = &[
    Rule::exact(
        "person",
        Value::Record(RecordKind::Person),
        Merge::KeepAll,
        "Whom it is about; the person may be unnamed.",
    )
    .required(),
    Rule::exact("incident", Value::Record(RecordKind::Incident), Merge::KeepAll, "The event it belongs to."),
    Rule::exact(
        "pathway",
        Value::Code(&PATHWAY),
        Merge::Latest,
        "Officer Intervention: law enforcement only.",
    )
    .required(),
    Rule::exact("role", Value::Code(&ROLE), Merge::Latest, "The role it was made in."),
    Rule::exact("agency", Value::Text(120), Merge::Latest, "The agency that made it."),
    Rule::exact("unit", Value::Text(60), Merge::Latest, "The unit."),
    Rule::exact("vehicle", Value::Text(60), Merge::Latest, "The vehicle."),
    ADDRESS,
    CITY,
    COUNTY,
    STATE,
    LAT,
    LON,
    Rule::exact("place.kind", Value::Code(&PLACE_KIND), Merge::Latest, "What kind of place."),
    Rule::exact(
        "living_situation",
        Value::Code(&LIVING_SITUATION),
        Merge::Latest,
        "Where the person stays; asked at every contact.",
    ),
    time("time.started", "When the contact began."),
    time("time.dispatched", "When the unit was sent."),
    time("time.en_route", "When it set out."),
    time("time.on_scene", "When it arrived."),
    time("time.clear", "When it was free again."),
    Rule::exact("offer", Value::Code(&OFFER), Merge::KeepAll, "What became of the offer of service."),
    Rule::exact(
        "offer.reason",
        Value::CodeOrLabel(&OFFER_REASON),
        Merge::KeepAll,
        "Why declined or not offered; needed when not offered. A code or words of one's own.",
    ),
    answer("naloxone.given", "Whether naloxone was given, by anybody."),
    Rule::under(
        "administration",
        Rest::Id,
        Value::Fact(&["giver", "agency", "at", "response", "response_time", "third_party", "supersedes"]),
        Merge::Fact,
        "One giver's naloxone administration.",
    ),
    Rule::under(
        "dose",
        Rest::Id,
        Value::Fact(&["administration", "mg", "route", "at", "by", "supersedes"]),
        Merge::Fact,
        "One dose of an administration; no `mg` means unknown strength.",
    ),
    Rule::under(
        "same_dose",
        Rest::Id,
        Value::Text(36),
        Merge::KeepAll,
        "Marks the dose named in the key as the one named in the value, so that it is not counted twice.",
    ),
    answer("kit_left", "Whether a naloxone kit was left."),
    answer("survived", "Whether the person survived the event."),
    Rule::under(
        "substance",
        Rest::Code(&SUBSTANCE),
        Value::Flag,
        Merge::AddWins,
        "A substance involved or suspected.",
    ),
    answer("accidental_exposure", "Whether a responder was exposed by accident."),
    Rule::under("disposition", Rest::Code(&DISPOSITION), Value::Flag, Merge::AddWins, "How it ended."),
    Rule::under("need", Rest::Code(&NEED), Value::Flag, Merge::AddWins, "What the person needs."),
    Rule::under("crisis", Rest::Code(&CRISIS), Value::Flag, Merge::AddWins, "What a crisis was about."),
];

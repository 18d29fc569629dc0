use std::collections::BTreeMap;

use super::*;
use crate::role::Role;
use crate::{ActorId, ClockQuality, CompartmentId, Held, MemberId, Moment, RecordId, Stamp};

const NOW: i64 = 1_795_000_000_000;
const ID: &str = "01890000-0000-7000-8000-000000000001";

fn context(role: Role, stage: Stage) -> Context {
    Context { now_ms: NOW, author: Some(Author::of(role)), stage }
}

/// Checks the issues of one contact as a patrol officer finishes it, as `field code severity-initial`.
fn check(kind: RecordKind, pairs: &[(&str, Scalar)], role: Role, stage: Stage, expect: &[&str]) {
    let made: Vec<Edit> = pairs.iter().map(|(key, value)| Edit::set(*key, value.clone())).collect();
    let found: Vec<String> = edits(kind, None, &made, &context(role, stage))
        .into_iter()
        .map(|issue| {
            format!(
                "{} {}{}",
                issue.field,
                issue.code,
                if issue.severity == Severity::Blocking { " !" } else { "" }
            )
        })
        .collect();
    assert_eq!(found, expect, "{pairs:?}");
}

fn text(text: &str) -> Scalar {
    Scalar::text(text)
}

fn contact(more: &[(&'static str, Scalar)], expect: &[&str]) {
    let mut pairs = vec![("person", text(ID)), ("pathway", text("first_responder_and_officer_referral"))];
    pairs.extend(more.iter().cloned());
    check(RecordKind::Contact, &pairs, Role::Patrol, Stage::Ready, expect);
}

#[test]
fn a_plain_contact_is_ready() {
    contact(&[("offer", text("accepted")), ("need.housing", Scalar::Flag(true))], &[]);
}

#[test]
fn required_fields_hint_in_a_draft_and_block_at_ready() {
    let none: &[(&str, Scalar)] = &[];
    check(
        RecordKind::Contact,
        none,
        Role::Patrol,
        Stage::Draft,
        &["pathway field.required", "person field.required"],
    );
    check(
        RecordKind::Contact,
        none,
        Role::Patrol,
        Stage::Ready,
        &["pathway field.required !", "person field.required !"],
    );
    check(RecordKind::Note, &[("body", text("  "))], Role::Ems, Stage::Ready, &["body field.required !"]);
    check(RecordKind::Person, none, Role::Outreach, Stage::Ready, &[]);
}

#[test]
fn officer_intervention_is_refused_to_anyone_but_law_enforcement() {
    let pairs = [("person", text(ID)), ("pathway", text("officer_intervention"))];
    for role in Role::ALL {
        for stage in [Stage::Draft, Stage::Ready] {
            let refused: &[&str] =
                if *role == Role::Patrol { &[] } else { &["pathway pathway.law_enforcement_only !"] };
            check(RecordKind::Contact, &pairs, *role, stage, refused);
        }
    }
    // A sheriff's supervisor is law enforcement; a contact that says an EMS crew made it is not.
    let sheriff = Context {
        author: Some(Author::in_agency(Role::Supervisor, crate::role::Class::Law)),
        ..context(Role::Supervisor, Stage::Ready)
    };
    let made = pairs.clone().map(|(key, value)| Edit::set(key, value));
    assert_eq!(edits(RecordKind::Contact, None, &made, &sheriff), []);
    let by_ems = [pairs[0].clone(), pairs[1].clone(), ("role", text("ems"))];
    check(
        RecordKind::Contact,
        &by_ems,
        Role::Patrol,
        Stage::Ready,
        &["pathway pathway.law_enforcement_only !"],
    );
}

#[test]
fn a_service_that_was_not_offered_needs_a_reason() {
    contact(&[("offer", text("not_offered"))], &["offer.reason offer.reason_required !"]);
    contact(&[("offer", text("not_offered")), ("offer.reason", text("medical_emergency"))], &[]);
    contact(&[("offer", text("not_offered")), ("offer.reason", text("Taken to hospital first."))], &[]);
}

#[test]
fn times_that_contradict_each_other_are_hints() {
    let at = |minute: i64| text(&Moment::at(NOW + minute * 60_000, chrono_tz::UTC).unwrap().to_string());
    contact(&[("time.dispatched", at(0)), ("time.on_scene", at(5)), ("time.clear", at(9))], &[]);
    contact(
        &[("time.dispatched", at(5)), ("time.en_route", at(3)), ("time.on_scene", at(4))],
        &["time.en_route time.order", "time.on_scene time.order"],
    );
    contact(&[("time.started", at(5)), ("time.clear", at(3))], &["time.clear time.order"]);
    contact(&[("time.started", at(60 * 25))], &["time.started time.far_future"]);
}

#[test]
fn values_must_be_what_the_field_holds() {
    contact(&[("place.lat", Scalar::Real(91.0))], &["place.lat value.range !"]);
    contact(&[("place.lat", Scalar::Real(f64::NAN))], &["place.lat value.range !"]);
    contact(&[("place.lat", text("north"))], &["place.lat value.type !"]);
    contact(&[("need.housing", Scalar::Flag(false))], &["need.housing value.type !"]);
    contact(&[("need.castle", Scalar::Flag(true))], &["need.castle key.member !"]);
    contact(&[("survived", text("maybe"))], &["survived value.code_unknown !"]);
    contact(&[("time.clear", text("14:32"))], &["time.clear value.moment !"]);
    contact(&[("unit", text(&"x".repeat(61)))], &["unit value.too_long !"]);
    contact(&[("unit", text(&"é".repeat(60)))], &[]);
    contact(&[("incident", text("42"))], &["incident value.record_id !"]);
    contact(&[("dose.7", text("mg=4"))], &["dose.7 key.member !"]);
    let pairs = [("person", text(ID)), ("pathway", text("officer_prevention"))];
    check(RecordKind::Contact, &pairs, Role::Ems, Stage::Ready, &["pathway value.code_retired"]);
}

#[test]
fn dates_may_be_partial_but_not_wrong() {
    let born = |date: &str, expect: &[&str]| {
        check(RecordKind::Person, &[("birth_date", text(date))], Role::Ems, Stage::Ready, expect);
    };
    ["1985-11-03", "1985-11", "1985", "2024-02-29"].iter().for_each(|date| born(date, &[]));
    for date in ["1985-13", "1985-1-3", "85", "+1985-1-1", "2023-02-29", "11/03/1985", ""] {
        born(date, &["birth_date value.date !"]);
    }
    born("2999", &["birth_date time.far_future !"]);
}

#[test]
fn social_security_numbers_have_no_place() {
    for key in [
        "ssn",
        "person.SSN",
        "social_security_number",
        "label.socialsecurity",
        "driver_license",
        "DriversLicence",
        "drivers-license.no",
    ] {
        check(
            RecordKind::Person,
            &[(key, text("x"))],
            Role::Custodian,
            Stage::Draft,
            &[&format!("{key} field.never_collected !")],
        );
    }
    check(
        RecordKind::Note,
        &[("body", text("says it is 078-05-1120."))],
        Role::Ems,
        Stage::Ready,
        &["body text.looks_like_ssn"],
    );
    check(RecordKind::Note, &[("body", text("call 1078-05-11200"))], Role::Ems, Stage::Ready, &[]);
}

#[test]
fn facts_must_be_readable() {
    let administration = format!("administration.{ID}");
    let dose = format!("dose.{ID}");
    let pair = |key: &str, fact: &str| [(key.to_owned(), text(fact))];
    let check = |pairs: &[(String, Scalar)], expect: &[String]| {
        let mut all = vec![("person", text(ID)), ("pathway", text("naloxone_plus"))];
        all.extend(pairs.iter().map(|(key, value)| (key.as_str(), value.clone())));
        let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
        check(RecordKind::Contact, &all, Role::Ems, Stage::Ready, &expect);
    };
    check(&pair(&administration, "giver=ems"), &[]);
    check(&pair(&administration, "giver=ems&newer=1"), &[format!("{administration} fact.unknown_part")]);
    check(&pair(&dose, "mg=4&route=nasal"), &[format!("{dose} fact.part !")]);
    check(&pair(&dose, "route=nasal&mg=4"), &[format!("{dose} fact.not_canonical !")]);
    check(&pair(&dose, &format!("administration={ID}&mg=-4")), &[format!("{dose} fact.part !")]);
    check(
        &pair(&dose, &format!("administration={ID}&mg=4")),
        &[format!("{dose} dose.without_administration")],
    );
    let given = [(administration, text("giver=ems")), ("naloxone.given".to_owned(), text("no"))];
    check(&given, &["naloxone.given naloxone.contradicts_doses".to_owned()]);
}

#[test]
fn unknown_keys_and_far_future_stamps_are_flagged_not_refused() {
    let held = |ms: i64| Held {
        value: text("Sam"),
        stamp: Stamp {
            member: MemberId([1; 16]),
            at: Moment::at(ms, chrono_tz::UTC).unwrap(),
            clock: ClockQuality::Off,
        },
        actor: ActorId([2; 16]),
    };
    let fields = BTreeMap::from([
        ("name.given".to_owned(), vec![held(NOW + FUTURE_MS_MAX + 1000)]),
        ("name.nick".to_owned(), vec![held(NOW)]),
    ]);
    let made = Record {
        id: RecordId::from_bytes([5; 16]),
        kind: RecordKind::Person,
        compartment: CompartmentId([6; 16]),
        fields,
    };
    let found = record(&made, &context(Role::Outreach, Stage::Ready));
    assert!(!blocks(&found));
    let codes: Vec<(&str, &str)> = found.iter().map(|issue| (issue.field.as_str(), issue.code)).collect();
    assert_eq!(codes, [("name.given", "stamp.far_future"), ("name.nick", "field.unknown")]);
    // Edits look at what would stand: clearing the field that is wrong clears the issue.
    let bad = Edit::set("birth_date", text("never"));
    assert!(blocks(&edits(
        RecordKind::Person,
        Some(&made),
        std::slice::from_ref(&bad),
        &context(Role::Ems, Stage::Ready)
    )));
    let cleared = [bad, Edit::clear("birth_date")];
    assert!(!blocks(&edits(RecordKind::Person, Some(&made), &cleared, &context(Role::Ems, Stage::Ready))));
}

/// A fault that stood before, in a field that nobody touches, must not lock a record.
#[test]
fn a_fault_in_a_field_that_no_edit_touches_holds_no_edit_up() {
    use crate::fixture;
    let odd = [("birth_date", Scalar::Int(1985)), ("phone.2155550100", Scalar::Int(1))];
    let base = fixture::record(RecordKind::Person, &odd);
    let context = context(Role::Outreach, Stage::Ready);
    let blocked = |edit: Edit| blocks(&edits(RecordKind::Person, Some(&base), &[edit], &context));
    assert!(!blocked(Edit::set("name.family", text("Alder"))));
    assert!(!blocked(Edit::set("birth_date", text("1985-11-03"))), "one is mended at a time");
    assert!(blocked(Edit::set("birth_date", Scalar::Int(1986))), "what is touched is judged");
    assert!(blocked(Edit::set("phone.2155550111", Scalar::Int(1))), "and what is new");
}

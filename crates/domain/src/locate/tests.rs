use std::collections::BTreeSet;

use super::*;
use crate::codes;
use crate::fields::{self, Key, Rest};
use crate::fixture::{held, moment, record, text};

const EMS: MemberId = MemberId([1; 16]); // the fixture's member
const CARE: MemberId = MemberId([2; 16]);

fn class_of(member: MemberId) -> Option<Class> {
    match member {
        EMS => Some(Class::Ems),
        CARE => Some(Class::Care),
        _ => None,
    }
}

fn basis() -> Basis {
    Basis {
        official: "Det. R. Example".to_owned(),
        agency: "Example County Police".to_owned(),
        statute: "45 CFR 164.512(f)(2)(i), case 0000-1".to_owned(),
        purpose: Purpose::MissingPerson,
        requested: moment(0),
        given_by: EMS,
    }
}

fn person() -> Record {
    record(
        RecordKind::Person,
        &[
            ("name.given", text("Sam")),
            ("name.family", text("Example")),
            ("birth_date", text("1985-11-03")),
            ("gender", text("male")),
            ("race.white", Scalar::Flag(true)),
            ("residence.county", text("Example County")),
        ],
    )
}

fn contact() -> Record {
    let mut contact = record(
        RecordKind::Contact,
        &[("person", text(person().id.to_string())), ("time.on_scene", text(moment(-30).to_string()))],
    );
    contact.id = RecordId::from_bytes([8; 16]);
    contact
}

fn source(record: &Record) -> Source<'_> {
    Source { record, home: Class::Ems, origin: Origin::Authored }
}

fn sheet_of(
    person: Source<'_>,
    contact: Option<Source<'_>>,
    codes: &[(CodeSystem, &str)],
    stated: &[(Part, &str)],
) -> Result<Sheet, Refusal> {
    let stated = stated.iter().map(|(part, text)| (*part, (*text).to_owned())).collect();
    let view = View { person, contact, class_of: &class_of, codes, stated: &stated };
    locate_or_identify(&view, basis())
}

fn line(sheet: &Sheet, part: Part) -> Vec<&str> {
    let line = sheet.lines.iter().find(|line| line.part == part).unwrap();
    line.values.iter().map(String::as_str).collect()
}

#[test]
fn the_eight_items_in_their_order_and_no_more() {
    let (person, contact) = (person(), contact());
    let stated = [(Part::Height, "180 cm"), (Part::BloodType, "ab+"), (Part::Address, "12 Example St")];
    let sheet = sheet_of(source(&person), Some(source(&contact)), &[], &stated).unwrap();
    assert_eq!(sheet.lines.iter().map(|line| line.part).collect::<Vec<_>>(), Part::ALL);
    assert!(Part::ALL.is_sorted_by_key(|part| part.item()), "by their letters");
    assert_eq!(Part::ALL.iter().map(|part| part.item()).collect::<BTreeSet<_>>().len(), 8);
    assert_eq!(Item::WORDS.concat(), "ABCDEFGH");
    assert_eq!(line(&sheet, Part::GivenName), ["Sam"]);
    assert_eq!(line(&sheet, Part::Address), ["Example County", "12 Example St"]);
    assert_eq!(line(&sheet, Part::Race), ["white"]);
    assert_eq!(line(&sheet, Part::Treated), [moment(-30).to_string()]);
    assert_eq!(line(&sheet, Part::BloodType), ["ab+"]);
    assert!(line(&sheet, Part::SocialSecurityNumber).is_empty());
    assert!(line(&sheet, Part::Died).is_empty());
    assert_eq!(sheet.basis, basis());
}

/// Every key that the table of this kind can make, with a token that tells it from all others.
fn filled(kind: RecordKind) -> (Record, Vec<(String, String)>) {
    let mut pairs: Vec<(String, Scalar)> = Vec::new();
    let mut tokens = Vec::new();
    let more = ["ssn", "dna", "dental_records", "blood.sample", "a_newer_field", "name.maiden", "race.ssn"];
    let keys = fields::rules(kind).flat_map(|rule| match rule.key {
        Key::Exact(key) => vec![key.to_owned()],
        Key::Under(prefix, Rest::Code(list)) => {
            list.current().iter().map(|code| format!("{prefix}.{code}")).collect()
        }
        Key::Under(prefix, _) => vec![format!("{prefix}.x")],
    });
    for key in keys.chain(more.map(str::to_owned)).filter(|key| key != "entered_in_error") {
        let token = format!("token-{}-{key}-end", kind.name());
        let flag = key.starts_with("race.");
        pairs.push((key.clone(), if flag { Scalar::Flag(true) } else { text(&token) }));
        tokens.push((key, token));
    }
    let pairs: Vec<(&str, Scalar)> = pairs.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    (record(kind, &pairs), tokens)
}

#[test]
fn no_other_field_of_the_table_comes_out() {
    let ((person, of_person), (mut contact, of_contact)) =
        (filled(RecordKind::Person), filled(RecordKind::Contact));
    assert!(of_person.len() > 40 && of_contact.len() > 60, "the table is there");
    contact.id = RecordId::from_bytes([8; 16]);
    contact.fields.insert("person".to_owned(), vec![held(text(person.id.to_string()))]);
    let sheet = sheet_of(source(&person), Some(source(&contact)), &[], &[]).unwrap();
    let out: BTreeSet<String> = sheet.lines.iter().flat_map(|line| line.values.iter().cloned()).collect();
    let named = |tokens: &[(String, String)], keys: &[&str]| -> Vec<String> {
        tokens
            .iter()
            .filter(|(key, _)| keys.contains(&key.as_str()))
            .map(|(_, token)| token.clone())
            .collect()
    };
    let mut expect: BTreeSet<String> = named(
        &of_person,
        &[
            "name.given",
            "name.middle",
            "name.family",
            "name.suffix",
            "residence.county",
            "residence.state",
            "birth_date",
            "gender",
        ],
    )
    .into_iter()
    .chain(named(&of_contact, &["time.started"]))
    .collect();
    assert_eq!(expect.len(), 9);
    let answers = codes::RACE.current().iter().filter(|code| !["declined", "unknown"].contains(code));
    expect.extend(answers.map(|code| (*code).to_owned()));
    assert_eq!(out, expect);
}

#[test]
fn only_what_ems_wrote_comes_out() {
    let mut person = person();
    let mut of_care = held(text("Samuel"));
    of_care.stamp.member = CARE;
    let mut of_nobody = held(text("S."));
    of_nobody.stamp.member = MemberId([3; 16]);
    let mut race = held(Scalar::Flag(true));
    race.stamp.member = CARE;
    person.fields.insert("name.given".to_owned(), vec![of_care.clone(), held(text("Sam")), of_nobody]);
    person.fields.insert("name.middle".to_owned(), vec![of_care.clone()]);
    person.fields.insert("race.asian".to_owned(), vec![race]);
    let shared = Source { home: Class::Shared, ..source(&person) };
    let sheet = sheet_of(shared, None, &[], &[]).unwrap();
    assert_eq!(line(&sheet, Part::GivenName), ["Sam"]);
    assert!(line(&sheet, Part::MiddleNames).is_empty());
    assert_eq!(line(&sheet, Part::Race), ["white"]);
    // written by care alone
    person.fields.retain(|key, _| key == "name.middle");
    let shared = Source { home: Class::Shared, ..source(&person) };
    assert_eq!(sheet_of(shared, None, &[], &[]), Err(Refusal::NotEms));
}

#[test]
fn what_is_protected_is_refused_as_a_whole() {
    let (person, contact) = (person(), contact());
    let check = |person, contact, codes: &[(CodeSystem, &str)], expect: Refusal| {
        assert_eq!(sheet_of(person, contact, codes, &[]).unwrap_err(), expect);
    };
    let (good, treated) = (source(&person), source(&contact));
    check(Source { home: Class::Care, ..good }, None, &[], Refusal::Care);
    check(good, Some(Source { home: Class::Care, ..treated }), &[], Refusal::Care);
    check(Source { home: Class::Law, ..good }, None, &[], Refusal::NotEms);
    check(Source { origin: Origin::Disclosed, ..good }, None, &[], Refusal::Received);
    check(good, Some(Source { origin: Origin::Disclosed, ..treated }), &[], Refusal::Received);
    check(good, Some(treated), &[(CodeSystem::Icd10Cm, "f11.20")], Refusal::Part2);
    check(treated, None, &[], Refusal::OtherPerson);
    check(good, Some(good), &[], Refusal::OtherPerson);
    let mut other = contact.clone();
    other.fields.insert("person".to_owned(), vec![held(text(RecordId::from_bytes([7; 16]).to_string()))]);
    check(good, Some(source(&other)), &[], Refusal::OtherPerson);
    let mut wrong = person.clone();
    wrong.fields.insert("entered_in_error".to_owned(), vec![held(text("another person"))]);
    check(source(&wrong), None, &[], Refusal::InError);
    // an overdose alone is no diagnosis
    assert!(sheet_of(good, Some(treated), &[(CodeSystem::Icd10Cm, "T40.1X1A")], &[]).is_ok());
}

#[test]
fn a_request_without_its_basis_is_none() {
    let (person, stated) = (person(), BTreeMap::new());
    let view =
        View { person: source(&person), contact: None, class_of: &class_of, codes: &[], stated: &stated };
    for blank in 0..3 {
        let mut basis = basis();
        let field = [&mut basis.official, &mut basis.agency, &mut basis.statute];
        *field.into_iter().nth(blank).unwrap() = "  ".to_owned();
        assert_eq!(locate_or_identify(&view, basis), Err(Refusal::NoBasis));
    }
    assert!(locate_or_identify(&view, basis()).is_ok());
}

#[test]
fn what_is_never_given_cannot_be_stated() {
    let person = person();
    let check = |part, text: &str, expect: Result<(), &str>| {
        let found = sheet_of(source(&person), None, &[], &[(part, text)]);
        assert_eq!(found.map(|_| ()).map_err(Refusal::code), expect, "{part} {text}");
    };
    for text in ["DNA on file", "see dental records", "urine sample", "muestra de saliva", "ADN"] {
        for part in Part::ALL {
            check(*part, text, Err("locate.never"));
        }
    }
    check(Part::SocialSecurityNumber, "000-00-0000", Err("locate.never"));
    check(Part::SocialSecurityNumber, "", Err("locate.never"));
    check(Part::Scars, "  ", Err("locate.statement"));
    check(Part::Scars, &"x".repeat(STATED_MAX + 1), Err("locate.statement"));
    check(Part::Scars, &"é".repeat(STATED_MAX), Ok(()));
    check(Part::Scars, "a\nb", Err("locate.statement"));
    check(Part::BloodType, "A+, Kell positive", Err("locate.statement"));
    for text in ["A", "b-", "AB+", "O"] {
        check(Part::BloodType, text, Ok(()));
    }
}

//! Maps: what is refused, with which code, and a map that uses what `pa-oin` does not.

#![cfg(test)] // so that the lints for tests hold for helpers too

mod support;

use domain::RecordKind;
use footbridge_interop::csv::{Map, SHIPPED};
use support::{facts, of, plan_with, text, value};

const KEYS: &str = "[keys]\nincident = [\"Run\"]\nperson = [\"Run\", \"Patient\"]\n";

fn map(rest: &str) -> String {
    format!("[map]\nname = \"a\"\ntitle = \"A\"\nsource = \"a\"\nzone = \"America/Chicago\"\n{rest}")
}

fn check(rest: &str, expect: &str) {
    let found = Map::parse(&map(rest)).map(|_| "good").unwrap_or_else(|e| e.code());
    assert_eq!(found, expect, "{rest}");
}

fn column(settings: &str) -> String {
    format!("{KEYS}[[column]]\nname = \"X\"\n{settings}\n")
}

#[test]
fn every_shipped_map_is_good_and_goes_by_its_name() {
    for name in SHIPPED {
        assert_eq!(Map::shipped(name).unwrap().name(), *name);
    }
    assert_eq!(Map::shipped("nobody").unwrap_err().code(), "map.not_shipped");
}

#[test]
fn a_map_that_cannot_work_is_refused_before_any_file_is_opened() {
    check(KEYS, "good");
    check("", "map.syntax");
    check("[keys]\nincident = []\nperson = [\"P\"]\n", "map.setting");
    check(&format!("{KEYS}colour = 1\n"), "map.syntax");
    check(&column("to = \"person.gender\"\ncodes = { \"M\" = \"male\" }"), "good");
    check(&column("to = \"person.gender\"\ncodes = { \"M\" = \"Male\" }"), "map.setting");
    check(&column("to = \"person.gender\"\ncodes = { \"M\" = \"man\" }"), "map.unknown_code");
    check(&column("to = \"person.gender\""), "map.wrong_kind");
    check(&column("to = \"person.race.*\""), "map.wrong_kind");
    check(&column("to = \"person.shoe_size\""), "map.unknown_field");
    check(&column("to = \"handoff.event.1\""), "map.unknown_field");
    check(&column("to = \"contact.person\""), "map.unknown_field");
    check(&column("to = \"person.status\""), "map.unknown_field");
    check(&column("to = \"contact.dose.1\""), "map.unknown_field");
    check(&column("to = \"person.birth_date\""), "map.wrong_kind");
    check(&column("to = \"person.birth_date\"\nread = \"date\""), "map.setting");
    check(&column("to = \"person.birth_date\"\nread = \"date\"\nformats = [\"%Q\"]"), "map.setting");
    check(&column("to = \"person.birth_date\"\nread = \"date\"\nformats = [\"%m/%d/%Y\"]"), "good");
    check(&column("to = \"person.age.years\"\nread = \"integer\""), "good");
    check(&column("to = \"contact.time.started\""), "map.wrong_kind");
    check(&column("to = \"administration.response\"\ncodes = { \"A\" = \"combative\" }"), "map.setting");
    check(&format!("{KEYS}[drop]\n\"Run\" = \"no\"\n"), "map.setting");
    check(&format!("{KEYS}[always.contact]\npathway = \"arrest\"\n"), "map.unknown_code");
    check(&format!("{KEYS}[always.contact]\nagency = \"Metro Fire\"\n"), "good");
    let given = KEYS.replace("[keys]", "[keys]\nadministration = [\"Run\", \"Patient\", \"Given\"]");
    check(&format!("{given}[[column]]\nname = \"X\"\nto = \"dose.by\"\n"), "good");
    for own in ["dose.mg", "dose.administration", "administration.supersedes"] {
        check(&format!("{given}[[column]]\nname = \"X\"\nto = \"{own}\"\n"), "map.unknown_field");
    }
    let elsewhere = "[keys]\nincident = [\"I\"]\nperson = [\"P\"]\nadministration = [\"A\"]\n";
    check(elsewhere, "map.setting");
    assert_eq!(Map::parse(&map(KEYS).replace("America/Chicago", "Illinois")).unwrap_err().code(), "map.zone");
    assert_eq!(
        Map::parse(&map(KEYS).replace("source = \"a\"", "source = \"A B\"")).unwrap_err().code(),
        "map.setting"
    );
}

#[test]
fn social_security_and_licence_numbers_cannot_be_mapped() {
    for target in ["person.ssn", "person.label.ssn", "person.alias.driver_license"] {
        check(&column(&format!("to = \"{target}\"")), "map.forbidden_column");
    }
    for name in [
        "SSN",
        "Patient SSN",
        "Social Security Number",
        "soc_sec_no",
        "Driver's License",
        "Drivers Licence #",
        "OLN",
    ] {
        check(
            &format!("{KEYS}[[column]]\nname = \"{name}\"\nto = \"person.own_words\"\n"),
            "map.forbidden_column",
        );
        check(&format!("[keys]\nincident = [\"Run\"]\nperson = [\"{name}\"]\n"), "map.forbidden_column");
        check(&format!("{KEYS}[drop]\n\"{name}\" = \"never held\"\n"), "good");
    }
    for name in ["Lesson", "Olney Street", "Classname", "Licensed bed"] {
        check(&format!("{KEYS}[[column]]\nname = \"{name}\"\nto = \"person.own_words\"\n"), "good");
    }
}

/// Names, telephones, numbers, routes and times of administrations, from an export with semicolons.
const COUNTY: &str = r#"
[csv]
delimiter = ";"
unknown = ["-"]
[keys]
incident = ["Run"]
person = ["Run", "Patient"]
administration = ["Run", "Patient", "Given No"]
[always.contact]
pathway = "naloxone_plus"
agency = "Example County EMS"
[[moment]]
to = ["incident.occurred"]
date = "When"
date_formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
[[moment]]
to = ["administration.at"]
date = "Given At"
date_formats = ["%Y-%m-%d %H:%M"]
[doses]
count = "Doses"
[[column]]
name = "Surname"
to = "person.name.family"
[[column]]
name = "Born"
to = "person.birth_date"
read = "date"
formats = ["%d.%m.%Y"]
[[column]]
name = "Age"
to = "person.age.years"
read = "integer"
[[column]]
name = "Phone"
to = "person.phone.*"
[[column]]
name = "Lat"
to = "incident.place.lat"
read = "decimal"
[[column]]
name = "Route"
to = "dose.route"
codes = { "IN" = "nasal", "IM" = "intramuscular" }
[[column]]
name = "Unit"
to = "contact.unit"
presence = "optional"
"#;

#[test]
fn another_source_needs_only_another_map() {
    let county = Map::parse(&map(COUNTY)).unwrap();
    let file = "Run;Patient;Given No;When;Given At;Doses;Surname;Born;Age;Phone;Lat;Route\n\
                77;1;1;2026-05-01 23:10;2026-05-01 23:15;2;Example;03.11.1985;40;(312) 555-0100;41.88;IN\n\
                77;2;-;2026-05-01 23:10;-;-;-;-;forty;-;;\n\
                78;1;-;2026-05-02;;;;;;;;\n";
    let plan = plan_with(&county, file.as_bytes()).unwrap();
    assert_eq!((plan.report.incidents, plan.report.people, plan.report.doses), (2, 3, 2));
    let person = of(&plan, RecordKind::Person)[0];
    assert_eq!(text(person, "name.family"), Some("Example"));
    assert_eq!(text(person, "birth_date"), Some("1985-11-03"));
    assert_eq!(value(person, "age.years"), Some(&domain::Scalar::Int(40)));
    assert_eq!(text(person, "phone.3125550100"), Some("(312) 555-0100"));
    assert_eq!(text(of(&plan, RecordKind::Person)[1], "label.age_years_forty"), Some("forty"));
    let incidents = of(&plan, RecordKind::Incident);
    assert_eq!(text(incidents[0], "occurred"), Some("2026-05-01T23:10:00-05:00[America/Chicago]"));
    assert_eq!(value(incidents[0], "place.lat"), Some(&domain::Scalar::Real(41.88)));
    assert_eq!(text(incidents[1], "occurred.date"), Some("2026-05-02"));
    assert_eq!(
        facts(&plan, "administration"),
        ["at=2026-05-01T23%3A15%3A00-05%3A00%5BAmerica%2FChicago%5D&giver=unknown"]
    );
    assert!(facts(&plan, "dose").iter().all(|dose| dose.ends_with("&route=nasal")));
    assert_eq!(text(of(&plan, RecordKind::Contact)[0], "agency"), Some("Example County EMS"));
}

#[test]
fn somebody_met_in_two_incidents_is_one_person() {
    let county =
        Map::parse(&map(&COUNTY.replace("person = [\"Run\", \"Patient\"]", "person = [\"Patient\"]")))
            .unwrap();
    let file = "Run;Patient;Given No;When;Given At;Doses;Surname;Born;Age;Phone;Lat;Route\n\
                78;1;-;2026-05-02;;;Example;;;;;\n\
                77;1;-;2026-05-01 23:10;;;;;40;;;\n";
    let plan = plan_with(&county, file.as_bytes()).unwrap();
    assert_eq!((plan.report.people, plan.report.contacts), (1, 2));
    let kinds: Vec<Vec<RecordKind>> =
        plan.groups.iter().map(|group| group.records.iter().map(|record| record.kind).collect()).collect();
    let (incident, person, contact) = (RecordKind::Incident, RecordKind::Person, RecordKind::Contact);
    assert_eq!(
        kinds,
        [vec![incident, person, contact], vec![incident, contact]],
        "complete, in the first group"
    );
    assert_eq!(text(of(&plan, person)[0], "name.family"), Some("Example"));
    assert_eq!(value(of(&plan, person)[0], "age.years"), Some(&domain::Scalar::Int(40)));
}

const GUIDE: &str = include_str!("../../../docs/reference/csv-maps.md");

#[test]
fn the_map_in_the_guide_works_as_the_guide_says() {
    let (_, rest) = GUIDE.split_once("## A small map\n").unwrap();
    let (block, _) = rest.split_once("\n## ").unwrap();
    let toml: String =
        block.lines().flat_map(|line| [line.strip_prefix("    ").unwrap_or(line), "\n"]).collect();
    let map = Map::parse(&toml).unwrap();
    let file = "Run Number,Patient,Date,Time,Sex,Drugs,Officer Badge\n\
                5,1,05/01/2026,23:10,F,Heroin,9\n\
                5,1,05/01/2026,23:10,F,Fentanyl,9\n";
    let plan = plan_with(&map, file.as_bytes()).unwrap();
    assert_eq!((plan.report.people, plan.report.contacts), (1, 1));
    assert_eq!(plan.report.columns_ignored, [""; 0]);
    let contact = of(&plan, RecordKind::Contact)[0];
    assert!(["substance.heroin", "substance.fentanyl"].iter().all(|key| value(contact, key).is_some()));
}

#[test]
fn the_guide_names_every_code_and_setting() {
    let sources = [include_str!("../src/csv/error.rs"), include_str!("../src/csv/report.rs")];
    let quoted = sources.iter().flat_map(|source| source.split('"')).filter(|word| {
        let dotted = word.split_once('.').is_some_and(|(area, _)| matches!(area, "csv" | "map"));
        dotted && !word.contains(' ')
    });
    let missing: Vec<_> = quoted.filter(|code| !GUIDE.contains(&format!("`{code}`"))).collect();
    assert_eq!(missing, [""; 0]);
    let settings =
        include_str!("../src/csv/map/file.rs").lines().filter_map(|line| line.trim().strip_prefix("pub "));
    let settings = settings.filter_map(|line| line.split_once(':')).map(|(name, _)| name);
    let missing: Vec<_> = settings.filter(|name| !GUIDE.contains(*name)).collect();
    assert_eq!(missing, [""; 0]);
}

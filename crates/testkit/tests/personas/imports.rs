//! One file imported on several devices: the counts are those of `tests/fixtures/pa-oin/README.md`, which were
//! made apart from this project's code.

use std::path::{Path, PathBuf};

use app::{DamagedRows, Progress};
use footbridge_testkit::field::Persona;

use crate::support::{assert_clean, assert_survives_restart, crew, fixture, sync};

const COUNTS: [(&str, u64); 7] = [
    ("incidents", 239),
    ("people", 257),
    ("contacts", 257),
    ("people_given_naloxone", 172),
    ("administrations", 187),
    ("doses", 299),
    ("conflicts", 0),
];
const OUTCOMES: [(&str, u64); 9] = [
    ("transported_to_treatment", 15),
    ("verbally_referred", 2),
    ("refused_transport", 18),
    ("hospital_conscious", 79),
    ("hospital_unconscious", 7),
    ("released", 3),
    ("arrest", 5),
    ("other", 4),
    ("unknown", 32),
];

/// The rows of those incidents whose number this picks, in a file of its own.
fn part(folder: &Path, name: &str, picks: impl Fn(u64) -> bool) -> PathBuf {
    let text = std::fs::read_to_string(fixture("pa-oin/extract.csv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut out = vec![header];
    out.extend(rows.lines().filter(|row| picks(row.split(',').next().unwrap().parse().unwrap())));
    let path = folder.join(name);
    std::fs::write(&path, out.join("\n") + "\n").unwrap();
    path
}

fn import(persona: &mut Persona, file: &Path) -> app::Imported {
    let device = persona.device().unwrap();
    device.import_csv("pa-oin", file, None, DamagedRows::Refuse, &mut Progress::silent()).unwrap()
}

fn assert_counts(persona: &mut Persona) {
    let name = persona.name();
    let counts = persona.device().unwrap().counts().unwrap();
    let found = [
        ("incidents", counts.incidents),
        ("people", counts.people),
        ("contacts", counts.contacts),
        ("people_given_naloxone", counts.people_given_naloxone),
        ("administrations", counts.administrations),
        ("doses", counts.doses),
        ("conflicts", counts.conflicts),
    ];
    assert_eq!(found, COUNTS, "{name}");
    for (code, people) in OUTCOMES {
        assert_eq!(counts.outcomes.get(code), Some(&people), "{name}: {code}");
    }
}

#[test]
fn two_halves_on_two_devices_are_the_whole_on_all() {
    let mut crew = crew(21);
    let folder = tempfile::tempdir().unwrap();
    let even = part(folder.path(), "even.csv", |incident| incident % 2 == 0);
    let odd = part(folder.path(), "odd.csv", |incident| incident % 2 == 1);
    crew.cut_off();
    import(&mut crew.patrol, &even);
    import(&mut crew.ems, &odd);
    assert_survives_restart(&mut crew.ems);
    crew.reconnect();
    crew.meet();
    crew.all().into_iter().for_each(assert_counts);
    assert_clean(&mut crew.all());
}

#[test]
fn overlapping_halves_imported_twice_make_the_same_records_and_no_conflict() {
    let mut crew = crew(22);
    let folder = tempfile::tempdir().unwrap();
    let one = part(folder.path(), "one.csv", |incident| incident % 3 != 0);
    let two = part(folder.path(), "two.csv", |incident| incident % 3 != 1);
    crew.cut_off();
    import(&mut crew.patrol, &one);
    import(&mut crew.ems, &two);
    let again = import(&mut crew.ems, &two);
    assert_eq!((again.created, again.changed, again.unchanged), (0, 0, again.records));
    crew.reconnect();
    crew.meet();
    crew.all().into_iter().for_each(assert_counts);
    // and once more when everything is known: nothing to say, nothing to send
    for (persona, file) in crew.all().into_iter().zip([&one, &two, &one, &two]) {
        let again = import(persona, file);
        assert_eq!((again.created, again.changed), (0, 0), "{}", persona.name());
        assert_eq!(sync(persona).sent, 0);
    }
    crew.meet();
    crew.all().into_iter().for_each(assert_counts);
    assert_clean(&mut crew.all());
}

#[test]
fn what_people_changed_stands_after_another_import_elsewhere() {
    let mut crew = crew(23);
    let file = fixture("pa-oin/extract.csv");
    import(&mut crew.patrol, &file);
    crew.meet();
    let people = crew.ems.device().unwrap().records_after(None, 5000).unwrap();
    let person = people.iter().find(|one| one.kind == domain::RecordKind::Person).unwrap().id;
    crate::support::set(&mut crew.ems, person, "age.range", "20 - 29");
    crew.cut_off();
    import(&mut crew.outreach, &file);
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(crate::support::values(persona, person, "age.range"), ["20 - 29"]);
        assert_eq!(crate::support::count(persona, "conflicts"), 0);
    }
}

/// Cells that are each within their cap may be more than one change holds: the record is then written in several.
#[test]
fn a_record_of_many_long_cells_is_imported_whole() {
    let mut crew = crew(409);
    let long = "x".repeat(16 * 1024);
    let id = domain::RecordId::from_bytes([0x17; 16]);
    let mut edits: Vec<domain::Edit> =
        (10..50).map(|at| domain::Edit::set(format!("label.{at}"), domain::Scalar::text(&*long))).collect();
    edits.push(domain::Edit::set("status", domain::Scalar::text("ready")));
    let record = app::ImportRecord { id, kind: domain::RecordKind::Person, edits, occurred: None };
    let group = app::ImportGroup { key: vec!["1".to_owned()], records: vec![record], rows: 1 };
    let done = crew
        .ems
        .device()
        .unwrap()
        .import_groups(std::slice::from_ref(&group), None, &mut Progress::silent())
        .unwrap();
    assert_eq!(done.created, 1);
    let again = crew.ems.device().unwrap().import_groups(&[group], None, &mut Progress::silent()).unwrap();
    assert_eq!(again.unchanged, 1);
    crew.meet();
    for persona in crew.all() {
        assert_eq!(crate::support::record(persona, id).fields.len(), 41, "{}", persona.name());
    }
    assert_clean(&mut crew.all());
}

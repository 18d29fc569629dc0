//! The shipped map against real rows. The expected numbers were counted without this project's code: see
//! `tests/fixtures/pa-oin/README.md`.

#![cfg(test)] // so that the lints for tests hold for helpers too

mod support;

use std::collections::{BTreeMap, BTreeSet};

use domain::fact::Fact;
use domain::naloxone::{Administration, Dose};
use domain::{Moment, RecordKind, fields};
use footbridge_interop::csv::{LabelReason, Plan};
use proptest::prelude::*;
use support::{EXTRACT, facts, of, people_with, plan, records, tally, text, value, visible};

/// The answers for one file; `None` where nobody counted.
struct Answers {
    rows: u64,
    incidents: u64,
    people: u64,
    given: u64,
    administrations: u64,
    doses: u64,
    known_strength: usize,
    survived: [usize; 3],
    outcomes: &'static [(&'static str, usize)],
}

const OF_EXTRACT: Answers = Answers {
    rows: 377,
    incidents: 239,
    people: 257,
    given: 172,
    administrations: 187,
    doses: 299,
    known_strength: 192,
    survived: [192, 46, 19],
    outcomes: &[
        ("transported_to_treatment", 15),
        ("verbally_referred", 2),
        ("refused_transport", 18),
        ("hospital_conscious", 79),
        ("hospital_unconscious", 7),
        ("released", 3),
        ("arrest", 5),
        ("other", 4),
        ("unknown", 32),
    ],
};

const OF_2018: Answers = Answers {
    rows: 7788,
    incidents: 5727,
    people: 5826,
    given: 3785,
    administrations: 3968,
    doses: 5958,
    known_strength: 3690,
    survived: [4445, 969, 412],
    outcomes: &[
        ("transported_to_treatment", 489),
        ("verbally_referred", 25),
        ("refused_transport", 387),
        ("hospital_conscious", 1821),
        ("hospital_unconscious", 171),
        ("released", 57),
        ("arrest", 67),
        ("other", 43),
        ("unknown", 732),
    ],
};

fn check(plan: &Plan, expect: &Answers) {
    let report = &plan.report;
    assert_eq!((report.rows, report.rows_used), (expect.rows, expect.rows));
    assert_eq!(report.incidents, expect.incidents);
    assert_eq!((report.people, report.contacts), (expect.people, expect.people));
    assert_eq!(report.people_given_naloxone, expect.given);
    assert_eq!((report.administrations, report.doses), (expect.administrations, expect.doses));
    assert_eq!(report.unusable, []);
    assert_eq!(report.disagreements, []);
    assert_eq!(report.columns_ignored, [""; 0]);

    // The report counts while it builds; what was yielded must say the same.
    let count = |kind| of(plan, kind).iter().map(|record| record.id).collect::<BTreeSet<_>>().len() as u64;
    assert_eq!(count(RecordKind::Incident), expect.incidents);
    assert_eq!((count(RecordKind::Person), count(RecordKind::Contact)), (expect.people, expect.people));
    assert_eq!(facts(plan, "administration").len() as u64, expect.administrations);
    let doses = facts(plan, "dose");
    assert_eq!(doses.len() as u64, expect.doses);
    assert_eq!(doses.iter().filter(|dose| dose.contains("mg=")).count(), expect.known_strength);
    let survived = tally(plan, RecordKind::Contact, "survived");
    assert_eq!(["yes", "no", "unknown"].map(|code| survived[code]), expect.survived);
    for (code, people) in expect.outcomes {
        assert_eq!(people_with(plan, &format!("disposition.{code}")), *people, "{code}");
    }
    assert_eq!(plan.groups.iter().map(|group| group.rows).sum::<u64>(), expect.rows);
}

#[test]
fn the_extract_gives_the_answers_counted_by_hand() {
    check(&plan(EXTRACT), &OF_EXTRACT);
}

#[test]
#[ignore = "needs the whole 2018 file: FOOTBRIDGE_PA_OIN=path cargo test -p footbridge-interop -- --ignored"]
fn all_of_2018_gives_the_published_answers() {
    let path = std::env::var("FOOTBRIDGE_PA_OIN").unwrap();
    let whole = plan(&std::fs::read_to_string(path).unwrap());
    check(&whole, &OF_2018);
    assert_eq!(tally(&whole, RecordKind::Contact, "naloxone.given")["yes"] as u64, OF_2018.given);
}

#[test]
fn every_field_is_in_the_table_and_every_code_in_its_list() {
    for record in records(&plan(EXTRACT)) {
        for edit in &record.edits {
            let rule = fields::lookup(record.kind, &edit.key);
            assert!(rule.is_some(), "{} {}", record.kind.name(), edit.key);
            if let fields::Value::Code(list) = rule.unwrap().value {
                let code = edit.value.as_ref().unwrap().as_text().unwrap();
                assert!(list.contains(code), "{} = {code}", edit.key);
            }
        }
        assert!(record.edits.is_sorted_by(|a, b| a.key < b.key), "sorted, each key once");
        assert_eq!((text(record, "status"), text(record, "source")), (Some("ready"), Some("pa-oin")));
    }
}

#[test]
fn facts_are_the_domains_own() {
    let plan = plan(EXTRACT);
    let mut administrations = BTreeSet::new();
    for contact in of(&plan, RecordKind::Contact) {
        for edit in &contact.edits {
            let Some((prefix, id)) = edit.key.split_once('.') else { continue };
            let words = edit.value.as_ref().unwrap().to_string();
            match prefix {
                "administration" => {
                    let fact: Fact = words.parse().unwrap();
                    let read = Administration::read(id.parse().unwrap(), &fact).unwrap();
                    assert_eq!(read.fact().to_string(), words);
                    assert!(administrations.insert(read.id), "one id, one administration");
                }
                "dose" => {
                    let fact: Fact = words.parse().unwrap();
                    let read = Dose::read(id.parse().unwrap(), &fact).unwrap();
                    assert_eq!(read.fact().to_string(), words);
                    assert!(administrations.contains(&read.administration), "its administration comes first");
                }
                _ => {}
            }
        }
    }
    let givers = facts(&plan, "administration");
    assert_eq!(givers.iter().filter(|fact| fact.contains("third_party=ems")).count(), 34);
    assert_eq!(givers.iter().filter(|fact| fact.contains("third_party=good_samaritan")).count(), 9);
    assert_eq!(givers.iter().filter(|fact| fact.contains("response=combative")).count(), 9);
}

#[test]
fn what_is_referred_to_comes_before_what_refers() {
    let mut seen = BTreeSet::new();
    for record in records(&plan(EXTRACT)) {
        assert!(seen.insert(record.id.to_string()), "each record once");
        for key in ["person", "incident"] {
            assert!(text(record, key).is_none_or(|id| seen.contains(id)), "{key}");
        }
    }
}

#[test]
fn dirt_is_kept_as_data() {
    let plan = plan(EXTRACT);
    let people = of(&plan, RecordKind::Person);
    let labelled = |key: &str| people.iter().filter(|person| value(person, key).is_some()).count();
    assert_eq!(labelled("label.ethnicity_mongolian"), 3);
    assert_eq!(labelled("label.age_range_80"), 2);
    assert_eq!(tally(&plan, RecordKind::Person, "age.range")["80_and_over"], 2);
    assert!(!tally(&plan, RecordKind::Person, "ethnicity").contains_key("mongolian"));
    let declared: Vec<_> =
        plan.report.kept_as_labels.iter().filter(|kept| kept.reason == LabelReason::Declared).collect();
    assert_eq!(declared.iter().map(|kept| kept.value.as_str()).collect::<Vec<_>>(), ["80 - *", "Mongolian"]);
    assert_eq!(declared[1].rows, 4);
    // A response to naloxone of somebody who was given none: the source says so, it is kept.
    let odd: u64 = plan
        .report
        .kept_as_labels
        .iter()
        .filter(|k| k.reason == LabelReason::NoAdministration)
        .map(|k| k.rows)
        .sum();
    assert!(odd > 0);
    assert!(plan.report.kept_as_labels.iter().all(|kept| kept.reason != LabelReason::UnknownCode));
}

#[test]
fn times_are_local_and_keep_their_zone() {
    let plan = plan(EXTRACT);
    let incident = |number: &str| {
        *of(&plan, RecordKind::Incident)
            .iter()
            .find(|incident| text(incident, "agency_number.pa-oin") == Some(number))
            .unwrap()
    };
    assert_eq!(text(incident("1"), "occurred"), Some("2018-01-04T00:42:00-05:00[America/New_York]"));
    // 01:32 was lived twice that night: the first is meant until somebody knows better.
    let twice: Moment = text(incident("5733"), "occurred").unwrap().parse().unwrap();
    assert_eq!(twice.to_string(), "2018-11-04T01:32:00-04:00[America/New_York]");
    assert_eq!(incident("5733").occurred, Some(twice));
    assert_eq!(incident("5733").edits.iter().filter(|edit| edit.key == "occurred.date").count(), 0);
}

/// The rows of the extract by incident, in the file's order.
fn incidents() -> (&'static str, Vec<Vec<&'static str>>) {
    let (header, rows) = EXTRACT.split_once('\n').unwrap();
    let mut by_key: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows.lines() {
        by_key.entry(row.split(',').next().unwrap()).or_default().push(row);
    }
    (header, by_key.into_values().collect())
}

fn file<'a>(header: &'a str, rows: impl Iterator<Item = &'a str>) -> String {
    std::iter::once(header).chain(rows).flat_map(|line| [line, "\n"]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_split_by_incidents_makes_the_same_records(sides in prop::collection::vec(0..3usize, 239)) {
        let (header, incidents) = incidents();
        let part = |side: usize| {
            let mine = incidents.iter().zip(&sides).filter(|(_, s)| **s == side);
            plan(&file(header, mine.flat_map(|(rows, _)| rows.iter().copied())))
        };
        let whole = visible(&[&plan(EXTRACT)]);
        let parts = visible(&[&part(0), &part(1), &part(2)]);
        prop_assert!(whole == parts);
        prop_assert!(parts.values().all(|values| values.len() == 1), "no field has two values");
    }

    #[test]
    fn any_order_of_rows_makes_the_same_plan(seed in prop::collection::vec(any::<u32>(), 377)) {
        let (header, rows) = EXTRACT.split_once('\n').unwrap();
        let mut rows: Vec<_> = rows.lines().zip(seed).collect();
        rows.sort_by_key(|(_, order)| *order);
        let shuffled = plan(&file(header, rows.iter().map(|(row, _)| *row)));
        prop_assert!(shuffled.groups == plan(EXTRACT).groups);
    }
}

#[test]
fn the_same_rows_twice_are_the_same_records() {
    let (header, rows) = EXTRACT.split_once('\n').unwrap();
    let twice = plan(&file(header, rows.lines().chain(rows.lines())));
    assert_eq!(visible(&[&twice]), visible(&[&plan(EXTRACT)]));
    assert_eq!(twice.report.doses, OF_EXTRACT.doses);
}

//! Files as they should not be: each ends in a code, a report or a label, never in half an import.

#![cfg(test)] // so that the lints for tests hold for helpers too

mod support;

use std::io::Read;
use std::ops::ControlFlow;

use domain::RecordKind;
use footbridge_interop::csv::{self, CsvError, LabelReason, Plan, Progress, RowReason};
use proptest::prelude::*;
use support::{EXTRACT, derive, facts, of, pa_oin, plan, plan_with, tally, text, value};

fn code(file: &[u8]) -> &'static str {
    plan_with(&pa_oin(), file).map(|_| "imported").unwrap_or_else(|e| e.code())
}

fn header() -> &'static str {
    EXTRACT.lines().next().unwrap()
}

/// A file of one row per list of changed cells; all else is that of the extract's first row.
fn rows(changes: &[&[(&str, &str)]]) -> String {
    let columns: Vec<&str> = header().split(',').collect();
    let mut out = format!("{}\n", header());
    for changed in changes {
        let mut cells: Vec<&str> = EXTRACT.lines().nth(1).unwrap().splitn(33, ',').collect();
        cells.truncate(32);
        cells.extend(["", ""]);
        for (column, cell) in *changed {
            cells[columns.iter().position(|name| name == column).unwrap()] = cell;
        }
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

fn kept(plan: &Plan) -> Vec<(&str, &str, LabelReason)> {
    let kept = plan.report.kept_as_labels.iter();
    kept.map(|kept| (kept.column.as_str(), kept.value.as_str(), kept.reason)).collect()
}

#[test]
fn the_template_row_is_fine() {
    let plan = plan(&rows(&[&[]]));
    assert_eq!((plan.report.incidents, plan.report.administrations, plan.report.doses), (1, 1, 1));
    assert_eq!(kept(&plan), []);
}

#[test]
fn a_file_that_is_not_such_a_csv_has_a_code() {
    assert_eq!(code(b""), "csv.empty");
    assert_eq!(code(b"\r\n\n"), "csv.empty");
    assert_eq!(code(b"Service,County\nFood,Erie\n"), "csv.columns_missing");
    assert_eq!(code(EXTRACT.replace(',', ";").as_bytes()), "csv.columns_missing");
    assert_eq!(code(b"PK\x03\x04 a workbook"), "csv.not_text");
    assert_eq!(code(format!("{}\n\0\n", header()).as_bytes()), "csv.not_text");
    for little in [true, false] {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        let wide: Vec<u8> = EXTRACT.encode_utf16().flat_map(bytes).collect();
        assert_eq!(code(&wide), "csv.utf16");
        let marked: Vec<u8> = "\u{feff}".encode_utf16().flat_map(bytes).chain(wide).collect();
        assert_eq!(code(&marked), "csv.utf16");
    }
    let latin = rows(&[&[("Victim County", "Doña Ana")]]);
    let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(code(&latin), "csv.not_utf8");
    let twice = EXTRACT.replacen("Day", "incident_id", 1);
    assert_eq!(code(twice.as_bytes()), "csv.column_twice");
    assert_eq!(code("x".repeat(2 * 1024 * 1024).as_bytes()), "csv.header_too_long");
}

#[test]
fn the_missing_columns_are_named() {
    let wrong = EXTRACT.replacen("Victim ID", "Patient", 1).replacen("Survive", "Outcome", 1);
    let error = plan_with(&pa_oin(), wrong.as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has no column Victim ID, Survive; it does not fit the map `pa-oin`"
    );
}

#[test]
fn headers_may_be_spelt_as_the_portal_spells_them_and_marked_as_utf_8() {
    let (header, rows) = EXTRACT.split_once('\n').unwrap();
    let respelt =
        format!("\u{feff}{}\r\n{}", header.to_lowercase().replace(' ', "_"), rows.replace('\n', "\r\n"));
    assert_eq!(plan(&respelt).groups, plan(EXTRACT).groups);
}

#[test]
fn a_header_alone_is_an_import_of_nothing() {
    assert_eq!(plan(&format!("{}\n", header())).groups, []);
}

#[test]
fn a_file_cut_off_inside_a_row_is_refused_wherever_it_is_cut() {
    let file = rows(&[&[("Incident County Latitude and Longitude", "\"(1, 2)\""), ("Day", "\"Mon\"")]]);
    let (whole, end) = (plan(&file), file.len());
    for cut in header().len() + 2..end - 1 {
        match plan_with(&pa_oin(), &file.as_bytes()[..cut]) {
            // The row is whole but for its line end, which many exports leave out.
            Ok(plan) => assert!(cut >= end - 1 && plan.groups == whole.groups, "cut at {cut}"),
            Err(e) => {
                assert!(matches!(e.code(), "csv.truncated" | "csv.quote_not_closed"), "cut at {cut}: {e}")
            }
        }
    }
    assert_eq!(code(&file.as_bytes()[..end - 1]), "imported", "only the last line end is missing");
}

#[test]
fn rows_that_cannot_be_used_are_named_and_the_others_are_used() {
    let long = "x".repeat(10 * 1024 * 1024);
    let mut file = rows(&[
        &[("Incident ID", "")],
        &[("Victim ID", "NA")],
        &[("Victim County", &"y".repeat(20_000))],
        &[("Incident ID", "7"), ("Victim ID", "8")],
    ]);
    file.push_str(&format!("1,2,3\n{long}\n,,,,\n\n"));
    file.push_str(rows(&[&[("Incident ID", "9"), ("Victim ID", "9")]]).lines().last().unwrap());
    let plan = plan(&file);
    let unusable: Vec<_> =
        plan.report.unusable.iter().map(|row| (row.line, row.column.as_deref(), row.reason)).collect();
    assert_eq!(
        unusable,
        [
            (2, Some("Incident ID"), RowReason::KeyMissing),
            (3, Some("Victim ID"), RowReason::KeyMissing),
            (4, Some("Victim County"), RowReason::CellTooLong),
            (6, None, RowReason::CellCount),
            (7, None, RowReason::LineTooLong),
        ]
    );
    assert_eq!((plan.report.rows, plan.report.rows_used, plan.report.incidents), (7, 2, 2));
    assert_eq!(plan.report.damaged_rows(), 3);
}

#[test]
fn one_cell_too_many_or_too_few_is_noticed() {
    let good = rows(&[&[]]);
    let good = good.trim_end();
    for damaged in [format!("{good},\n"), format!("{}\n", good.strip_suffix(',').unwrap())] {
        let plan = plan(&damaged);
        assert_eq!(
            plan.report.unusable.iter().map(|row| row.reason).collect::<Vec<_>>(),
            [RowReason::CellCount]
        );
        assert_eq!(plan.groups, []);
    }
}

#[test]
fn codes_nobody_has_seen_are_kept_and_reported() {
    let plan = plan(&rows(&[&[
        ("Gender Desc", "Nonbinary"),
        ("Age Range", "90 - *"),
        ("Race", "Two or More"),
        ("Ethnicity Desc", "Roma"),
        ("Susp OD Drug Desc", "XYLAZINE"),
        ("Survive", "P"),
        ("Revive Action Desc", "LEFT BEHIND KIT"),
        ("Response Desc", "CONFUSED"),
        ("Third Party Admin Desc", "FAMILY"),
    ]]));
    let person = of(&plan, RecordKind::Person)[0];
    assert_eq!(text(person, "label.gender_nonbinary"), Some("Nonbinary"));
    assert_eq!(text(person, "label.race_two_or_more"), Some("Two or More"));
    assert_eq!(text(person, "label.ethnicity_roma"), Some("Roma"));
    assert_eq!(text(person, "age.range"), Some("90 - *"), "this field may hold words of the source");
    assert_eq!((value(person, "gender"), value(person, "ethnicity")), (None, None));
    let contact = of(&plan, RecordKind::Contact)[0];
    assert_eq!(text(contact, "label.substance_xylazine"), Some("XYLAZINE"));
    assert_eq!(text(contact, "label.disposition_left_behind_kit"), Some("LEFT BEHIND KIT"));
    assert_eq!(text(contact, "label.survived_p"), Some("P"));
    assert_eq!(
        facts(&plan, "administration"),
        ["giver=unknown&giver_label=FAMILY&response_label=CONFUSED&third_party_label=FAMILY"]
    );
    let kept = kept(&plan);
    assert_eq!(kept.len(), 9);
    assert!(kept.iter().all(|(.., reason)| *reason == LabelReason::UnknownCode));
    assert!(plan.report.kept_as_labels.iter().all(|kept| (kept.rows, kept.first_line) == (1, 2)));
}

#[test]
fn codes_match_whatever_their_case_space_and_apostrophe() {
    let plan = plan(&rows(&[&[
        ("Revive Action Desc", " don\u{2019}t  know "),
        ("Gender Desc", "FEMALE"),
        ("Age Range", "30 \u{2013} 39"),
    ]]));
    assert_eq!(kept(&plan), []);
    assert_eq!(tally(&plan, RecordKind::Person, "age.range")["30_39"], 1);
    assert!(value(of(&plan, RecordKind::Contact)[0], "disposition.unknown").is_some());
}

#[test]
fn dates_and_times_that_cannot_be_are_kept_as_words() {
    let occurred = |date: &str, time: &str| {
        let plan = plan(&rows(&[&[("Incident Date", date), ("Incident Time", time)]]));
        let incident = of(&plan, RecordKind::Incident)[0].clone();
        let of_key = |key: &str| text(&incident, key).map(str::to_owned);
        (of_key("occurred"), of_key("occurred.date"), kept(&plan).len(), incident.occurred)
    };
    let (moment, day, labels, _) = occurred("03/11/2018", "02:30:00");
    assert_eq!(
        (moment.as_deref(), day, labels),
        (Some("2018-03-11T03:30:00-04:00[America/New_York]"), None, 0)
    );
    let (moment, day, labels, clock) = occurred("03/11/2018", "NA");
    assert_eq!((moment, day.as_deref()), (None, Some("2018-03-11")));
    assert_eq!(clock.unwrap().to_string(), "2018-03-11T23:59:59-04:00[America/New_York]");
    assert_eq!(labels, 0);
    let (moment, day, labels, _) = occurred("03/11/2018", "99:99");
    assert_eq!((moment, day.as_deref(), labels), (None, Some("2018-03-11"), 1));
    let (moment, day, labels, clock) = occurred("13/45/2018", "00:42:00");
    assert_eq!((moment, day, labels, clock), (None, None, 1, None));
    let plan = plan(&rows(&[&[("Incident Date", "13/45/2018")]]));
    assert_eq!(text(of(&plan, RecordKind::Incident)[0], "label.occurred_13_45_2018"), Some("13/45/2018"));
}

#[test]
fn doses_that_cannot_be_are_kept_as_words() {
    let doses = |count: &str, mg: &str, unit: &str| {
        let plan = plan(&rows(&[&[("Dose Count", count), ("Dose Unit", mg), ("Dose Desc", unit)]]));
        let one = facts(&plan, "dose")
            .first()
            .map(|dose| dose.split_once('&').map_or("", |(_, rest)| rest).to_owned());
        (plan.report.doses, one, facts(&plan, "administration").remove(0), kept(&plan).len())
    };
    assert_eq!(doses("2", "4", "MG").1.as_deref(), Some("mg=4"));
    assert_eq!(doses("2", "0.4", "mg").1.as_deref(), Some("mg=0.4"));
    assert_eq!(doses("2", "0", "UNKNOWN").1.as_deref(), Some(""));
    let (count, dose, _, labels) = doses("1", "400", "MCG");
    assert_eq!((count, dose.as_deref(), labels), (1, Some("mg_label=400+MCG"), 1));
    for odd in ["1000000", "-2", "several", "1.5"] {
        let (count, _, administration, labels) = doses(odd, "4", "MG");
        assert_eq!((count, labels), (0, 1), "{odd}");
        assert!(administration.contains("dose_count_label="), "{administration}");
    }
}

#[test]
fn an_administration_is_the_answer_and_a_missing_one_loses_nothing() {
    let plan = plan(&rows(&[&[("Naloxone Administered", "N")]]));
    assert_eq!(tally(&plan, RecordKind::Contact, "naloxone.given")["yes"], 1);
    assert_eq!(plan.report.disagreements.len(), 1);
    for none in ["0", "", "NA"] {
        let plan = support::plan(&rows(&[&[("Administration ID", none)]]));
        assert_eq!((plan.report.administrations, plan.report.people_given_naloxone), (0, 1));
        let contact = of(&plan, RecordKind::Contact)[0];
        assert!(value(contact, "label.response_no_response_to_naloxone").is_some());
        assert!(value(contact, "label.third_party_good_samaritan").is_some());
        assert!(kept(&plan).iter().all(|(.., reason)| *reason == LabelReason::NoAdministration));
    }
}

#[test]
fn rows_that_disagree_are_decided_by_the_map_and_reported() {
    let rows_of = |order: [usize; 3]| {
        let said: [&[(&str, &str)]; 3] = [
            &[("Survive", "Y"), ("Dose Count", "1"), ("Age Range", "30 - 39"), ("Incident Time", "01:00:00")],
            &[("Survive", "N"), ("Dose Count", "3"), ("Age Range", "40 - 49"), ("Incident Time", "NA")],
            &[("Survive", "U"), ("Dose Count", "2"), ("Age Range", "Unknown"), ("Incident Time", "02:00:00")],
        ];
        plan(&rows(&order.map(|at| said[at])))
    };
    let plan = rows_of([0, 1, 2]);
    assert_eq!(tally(&plan, RecordKind::Contact, "survived")["no"], 1, "a death is never lost");
    assert_eq!(plan.report.doses, 3);
    assert_eq!(tally(&plan, RecordKind::Person, "age.range")["30_39"], 1);
    let fields: Vec<_> =
        plan.report.disagreements.iter().map(|d| (d.field.as_str(), d.kept.as_str())).collect();
    assert_eq!(fields[0].0, "occurred");
    assert!(fields[0].1.starts_with("2018-01-04T01:00:00"));
    assert_eq!(
        fields[1..],
        [("survived", "no"), ("time.started", fields[0].1), ("doses.count", "3"), ("age.range", "30_39")]
    );
    assert_eq!(plan.report.disagreements[1].left_out, [("yes".to_owned(), 2)], "unknown contradicts nothing");
    assert_eq!(plan.report.disagreements[1].kept_line, 3);
    assert_eq!(rows_of([2, 1, 0]).groups, plan.groups);
    assert_eq!(rows_of([1, 0, 2]).groups, plan.groups);
}

#[test]
fn columns_the_map_does_not_name_are_not_read() {
    let mut lines = rows(&[&[]]).lines().map(str::to_owned).collect::<Vec<_>>();
    lines[0].push_str(",SSN,Notes");
    lines[1].push_str(",000-00-0000,secret words");
    let plan = plan(&(lines.join("\n") + "\n"));
    assert_eq!(plan.report.columns_ignored, ["SSN", "Notes"]);
    let everything = format!("{:?}", plan.groups);
    assert!(!everything.contains("000-00-0000") && !everything.contains("secret"));
}

#[test]
fn progress_is_told_and_cancelling_yields_nothing() {
    let (first, body) = EXTRACT.split_once('\n').unwrap();
    let long: String =
        std::iter::once(first).chain(body.lines().chain(body.lines())).flat_map(|l| [l, "\n"]).collect();
    let mut told = Vec::new();
    csv::plan(long.as_bytes(), &pa_oin(), &derive, &mut |p: Progress| {
        told.push(p.rows);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(told, [500, 754]);
    let cancelled = csv::plan(long.as_bytes(), &pa_oin(), &derive, &mut |_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(CsvError::Cancelled)));
}

#[test]
fn a_disk_that_fails_midway_is_an_error() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let half = EXTRACT.as_bytes()[..EXTRACT.len() / 2].chain(Fails);
    let error = csv::plan(half, &pa_oin(), &derive, &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert_eq!(error.code(), "csv.read");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn damaged_bytes_never_panic_and_never_lose_a_row_in_silence(
        flips in prop::collection::vec((0..EXTRACT.len(), any::<u8>()), 1..30)
    ) {
        let mut bytes = EXTRACT.as_bytes().to_vec();
        for (at, byte) in flips {
            bytes[at] = byte;
        }
        if let Ok(plan) = plan_with(&pa_oin(), &bytes) {
            let report = &plan.report;
            prop_assert_eq!(report.rows_used + report.unusable.len() as u64, report.rows);
            prop_assert_eq!(plan.groups.iter().map(|group| group.rows).sum::<u64>(), report.rows_used);
        }
    }
}

/// Found by `footbridge-fuzz --target csv`: a label of many words made a key that no record can hold, and the whole
/// file was refused.
#[test]
fn words_too_long_for_a_key_are_kept_under_one_that_fits() {
    let (one, two) = ("very long words ".repeat(40) + "one", "very long words ".repeat(40) + "two");
    let plan =
        plan(&rows(&[&[("Incident ID", "1"), ("Race", &one)], &[("Incident ID", "2"), ("Race", &two)]]));
    let labels: Vec<_> = support::records(&plan)
        .flat_map(|record| &record.edits)
        .filter(|edit| edit.key.starts_with("label.race_very_long_words"))
        .collect();
    assert_eq!(labels.len(), 2);
    assert!(labels.iter().all(|edit| edit.key.len() == csv::limits::KEY_MAX_BYTES), "{labels:?}");
    assert_ne!(labels[0].key, labels[1].key, "neither displaces the other");
    assert_eq!(labels[0].value.as_ref().unwrap().as_text(), Some(one.as_str()));
}

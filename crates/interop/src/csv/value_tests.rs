use super::*;

fn forms(forms: &[&str]) -> Vec<String> {
    forms.iter().map(|form| (*form).to_owned()).collect()
}

#[test]
fn numbers_are_plain() {
    for (cell, expect) in [
        ("2", Some(2)),
        ("2.0", Some(2)),
        ("-1", Some(-1)),
        ("2.5", None),
        ("two", None),
        ("", None),
        ("2.", Some(2)),
    ] {
        assert_eq!(integer(cell), expect, "{cell}");
    }
    for (cell, expect) in
        [("0.4", Some(0.4)), ("-0", Some(0.0)), ("NaN", None), ("inf", None), ("1e3", None), ("4 mg", None)]
    {
        assert_eq!(decimal(cell), expect, "{cell}");
    }
    assert!(decimal("-0").unwrap().is_sign_positive());
}

#[test]
fn dates_are_read_in_the_declared_forms_only() {
    let american = forms(&["%m/%d/%Y", "%Y-%m-%dT%H:%M:%S%.f"]);
    let read = |cell: &str| date(cell, &american).map(|date| date.to_string());
    assert_eq!(read("01/04/2018").as_deref(), Some("2018-01-04"));
    assert_eq!(read("1/4/2018").as_deref(), Some("2018-01-04"));
    assert_eq!(read("2018-01-04T00:00:00.000").as_deref(), Some("2018-01-04"));
    for bad in ["13/04/2018", "02/30/2018", "01/04/18", "2018-01-04", "yesterday", "01/04/2018 junk"] {
        assert_eq!(read(bad), None, "{bad}");
    }
    assert_eq!(time("25:00", &forms(&["%H:%M"])), None);
    assert_eq!(time("23:59", &forms(&["%H:%M"])).map(|t| t.to_string()).as_deref(), Some("23:59:00"));
}

#[test]
fn unknown_gives_way_and_rank_decides() {
    let mut values = [
        Ranked::text(0, "unknown"),
        Ranked::text(2, "yes"),
        Ranked::text(1, "no"),
        Ranked { rank: 1, value: Scalar::Int(10) },
        Ranked { rank: 1, value: Scalar::Int(9) },
    ];
    values.sort();
    let order: Vec<String> = values.iter().map(|ranked| ranked.value.to_string()).collect();
    assert_eq!(order, ["9", "10", "no", "yes", "unknown"]);
}

//! Rows of a person. A person may have no name at all.

use super::{Merge, Rest, Rule, Value};
use crate::codes::{AGE_RANGE, ETHNICITY, GENDER, LANGUAGE, RACE, RISK, YES_NO_UNKNOWN};

pub(super) static PERSON: &[Rule] = &[
    Rule::exact("name.given", Value::Text(120), Merge::KeepAll, "Given name."),
    Rule::exact("name.middle", Value::Text(120), Merge::KeepAll, "Middle names."),
    Rule::exact("name.family", Value::Text(120), Merge::KeepAll, "Family name."),
    Rule::exact(
        "name.suffix",
        Value::Text(20),
        Merge::KeepAll,
        "Jr, Sr, III: what tells a father from a son.",
    ),
    Rule::exact("name.preferred", Value::Text(120), Merge::KeepAll, "What the person wants to be called."),
    Rule::exact("pronouns", Value::Text(40), Merge::Latest, "As the person says."),
    Rule::exact(
        "code_name",
        Value::Text(80),
        Merge::KeepAll,
        "How outreach knows somebody before the real name is given.",
    ),
    Rule::under("alias", Rest::Slug, Value::Text(120), Merge::AddWins, "Another name, as it was said."),
    Rule::exact("birth_date", Value::Date, Merge::KeepAll, "Date of birth, as much of it as is known."),
    Rule::exact(
        "age.range",
        Value::CodeOrLabel(&AGE_RANGE),
        Merge::KeepAll,
        "When only a range is known; odd labels are kept as they came.",
    ),
    Rule::exact("age.years", Value::Int(0, 130), Merge::KeepAll, "Age in years when it was recorded."),
    Rule::exact("gender", Value::Code(&GENDER), Merge::KeepAll, "As the person says."),
    Rule::under("race", Rest::Code(&RACE), Value::Flag, Merge::AddWins, "As the person says, any number."),
    Rule::exact("ethnicity", Value::Code(&ETHNICITY), Merge::KeepAll, "As the person says."),
    Rule::under(
        "language",
        Rest::Code(&LANGUAGE),
        Value::Flag,
        Merge::AddWins,
        "A language the person speaks.",
    ),
    Rule::under(
        "phone",
        Rest::Digits,
        Value::Text(40),
        Merge::AddWins,
        "A telephone number: the key holds its digits, the value how it was said.",
    ),
    Rule::exact("residence.county", Value::Text(80), Merge::Latest, "County of residence."),
    Rule::exact("residence.state", Value::Text(40), Merge::Latest, "State of residence."),
    Rule::under(
        "risk",
        Rest::Code(&RISK),
        Value::Code(&YES_NO_UNKNOWN),
        Merge::SaferAlerts,
        "What a colleague must know before approaching. `yes` is safer than `unknown`, and that than `no`.",
    ),
    Rule::under(
        "allergy",
        Rest::Slug,
        Value::Code(&YES_NO_UNKNOWN),
        Merge::SaferAlerts,
        "An allergy. `yes` is safer than `unknown`, and that than `no`.",
    ),
    Rule::exact(
        "own_words",
        Value::Text(4000),
        Merge::KeepAll,
        "In their own words; stands on top of the page.",
    ),
    Rule::exact(
        "what_matters",
        Value::Text(4000),
        Merge::KeepAll,
        "What matters to the person; on top as well.",
    ),
    Rule::under(
        "sighting",
        Rest::Id,
        Value::Fact(&["at", "place"]),
        Merge::Sighting,
        "Where and when the person was last seen.",
    ),
];

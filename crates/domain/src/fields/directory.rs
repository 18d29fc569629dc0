//! The service directory, after Open Referral HSDS 3.0: organisations, the places they work at, what they offer.

use super::{Merge, Rest, Rule, Value};
use crate::RecordKind;

/// Texts of a source are kept whole up to this length.
const WORDS: Value = Value::Text(8000);

pub(super) static SERVICE: &[Rule] = &[
    Rule::exact("organization", Value::Text(200), Merge::Latest, "Who runs it."),
    Rule::exact(
        "provided_by",
        Value::Record(RecordKind::Organization),
        Merge::Latest,
        "The entry of who runs it, when the directory has one.",
    ),
    Rule::exact("name", Value::Text(200), Merge::Latest, "The service.").required(),
    Rule::exact("alternate_name", Value::Text(200), Merge::Latest, "Another name of it."),
    Rule::exact("location", Value::Text(200), Merge::Latest, "The place it is given at."),
    Rule::exact("phone", Value::Text(60), Merge::Latest, "Telephone, as written."),
    Rule::exact("email", Value::Text(200), Merge::Latest, "Electronic mail."),
    Rule::exact("url", Value::Text(300), Merge::Latest, "Address on the web."),
    Rule::exact("address", Value::Text(300), Merge::Latest, "Street address."),
    Rule::exact("city", Value::Text(120), Merge::Latest, "City."),
    Rule::exact("description", WORDS, Merge::Latest, "What it is and for whom."),
    Rule::exact("information", WORDS, Merge::Latest, "What else there is to know, in the source's words."),
    Rule::exact("serves", WORDS, Merge::Latest, "What it helps with, in the source's words."),
    Rule::exact("areas", WORDS, Merge::Latest, "Where people must live, in the source's words."),
    Rule::under(
        "eligibility",
        Rest::Slug,
        WORDS,
        Merge::Latest,
        "A condition for coming, in the source's words; the key says which (`min_age`, `income_limit`, …).",
    ),
    Rule::under(
        "capacity",
        Rest::Id,
        Value::Fact(&["at", "open", "total", "what"]),
        Merge::Report,
        "A report of open beds or slots. The latest counts, and fades to \"unknown\" with age.",
    ),
];

pub(super) static ORGANIZATION: &[Rule] = &[
    Rule::exact("name", Value::Text(200), Merge::Latest, "Its name.").required(),
    Rule::exact("alternate_name", Value::Text(200), Merge::Latest, "Another name of it."),
    Rule::exact("description", WORDS, Merge::Latest, "What it does."),
    Rule::exact("email", Value::Text(200), Merge::Latest, "Electronic mail."),
    Rule::exact("url", Value::Text(300), Merge::Latest, "Address on the web."),
    Rule::exact("phone", Value::Text(200), Merge::Latest, "Telephone, as written."),
    Rule::exact("legal_status", Value::Text(200), Merge::Latest, "Its legal form, as written."),
    Rule::exact("year_incorporated", Value::Text(20), Merge::Latest, "Since when there is one, as written."),
];

pub(super) static LOCATION: &[Rule] = &[
    Rule::exact("name", Value::Text(200), Merge::Latest, "Its name.").required(),
    Rule::exact(
        "run_by",
        Value::Record(RecordKind::Organization),
        Merge::Latest,
        "The entry of the organisation that works there.",
    ),
    Rule::exact("organization", Value::Text(200), Merge::Latest, "The organisation that works there."),
    Rule::exact("address", Value::Text(300), Merge::Latest, "Street address, as written."),
    Rule::exact("phone", Value::Text(200), Merge::Latest, "Telephone, as written."),
    Rule::exact("url", Value::Text(300), Merge::Latest, "Address on the web."),
];

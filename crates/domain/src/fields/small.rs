//! Rows that every kind has, and the kinds with few rows.

use super::{Merge, Rest, Rule, Value};
use crate::RecordKind;
use crate::codes::{FOLLOW_UP_REASON, STATUS};

/// A handoff event, in the order of [`crate::handoff::Event`].
const EVENT: &[&str] =
    &["kind", "party", "unit", "at", "seen", "to", "to_unit", "from", "from_unit", "due", "code"];

pub(super) static COMMON: &[Rule] = &[
    Rule::exact("status", Value::Code(&STATUS), Merge::Latest, "A draft never leaves the device."),
    Rule::exact(
        "entered_in_error",
        Value::Text(400),
        Merge::Latest,
        "Why the record should not have been made. It stays visible as such and is not counted.",
    ),
    Rule::exact(
        "source",
        Value::Text(60),
        Merge::Latest,
        "The import it came from; absent when recorded here.",
    ),
    Rule::under(
        "label",
        Rest::Slug,
        Value::Text(200),
        Merge::KeepAll,
        "A label of the source it was imported from, kept as data, never offered as a choice.",
    ),
];

pub(super) static NOTE: &[Rule] = &[
    Rule::exact("contact", Value::Record(RecordKind::Contact), Merge::Latest, "The contact it is about."),
    Rule::exact("person", Value::Record(RecordKind::Person), Merge::Latest, "The person it is about."),
    Rule::exact(
        "body",
        Value::Text(20_000),
        Merge::Fact,
        "The narrative. Never edited: a correction is a new note that amends this one.",
    )
    .required(),
    Rule::exact("amends", Value::Record(RecordKind::Note), Merge::Latest, "The note it amends."),
];

pub(super) static HANDOFF: &[Rule] = &[Rule::under(
    "event",
    Rest::Id,
    Value::Fact(EVENT),
    Merge::Event,
    "An accountability event: no identity, no clinical word. The state is derived from all of them.",
)];

pub(super) static PACKET: &[Rule] = &[
    Rule::exact("handoff", Value::Record(RecordKind::Handoff), Merge::Latest, "The handoff it was made for.")
        .required(),
    Rule::exact(
        "person",
        Value::Record(RecordKind::Person),
        Merge::Latest,
        "The person, where the reader has it.",
    ),
    Rule::exact(
        "contact",
        Value::Record(RecordKind::Contact),
        Merge::Latest,
        "The contact it grew out of, where the reader has it.",
    ),
    Rule::exact("asks", Value::Text(1_000), Merge::Latest, "What is asked for, in the sender's words."),
    Rule::under(
        "copy",
        Rest::Field,
        Value::Copy,
        Merge::Latest,
        "A copied field of the person or the contact.",
    ),
];

pub(super) static OUTCOME: &[Rule] = &[
    Rule::exact("handoff", Value::Record(RecordKind::Handoff), Merge::Latest, "The handoff it belongs to.")
        .required(),
    Rule::under("event", Rest::Id, Value::Fact(EVENT), Merge::Event, "What happened at the receiving end."),
];

pub(super) static FOLLOW_UP: &[Rule] = &[
    Rule::exact("person", Value::Record(RecordKind::Person), Merge::Latest, "Whom to follow up.").required(),
    Rule::exact("contact", Value::Record(RecordKind::Contact), Merge::Latest, "The contact that caused it."),
    Rule::exact("reason", Value::Code(&FOLLOW_UP_REASON), Merge::Latest, "Why.").required(),
    Rule::exact("agency", Value::Text(120), Merge::Latest, "Who is to do it."),
    Rule::exact("unit", Value::Text(60), Merge::Latest, "Which unit."),
    Rule::exact("clock.started", Value::Moment, Merge::Latest, "When the clock began to run.").required(),
    Rule::exact(
        "clock.from_hours",
        Value::Int(0, 8760),
        Merge::Latest,
        "Not before so many hours after that.",
    ),
    Rule::exact("clock.due_hours", Value::Int(0, 8760), Merge::Latest, "Due so many hours after that."),
    Rule::under(
        "attempt",
        Rest::Id,
        Value::Fact(&["at", "outcome", "by"]),
        Merge::Fact,
        "An attempt. Whether the clock is met is derived from these.",
    ),
];

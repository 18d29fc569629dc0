//! Rows of a disclosure: its account, which stays with who disclosed, and the copy, which is sealed to the inbox of
//! who was told. Both hold the same copied fields: what was told is known on both sides, whatever is edited later.

use super::{Merge, Rest, Rule, Value};
use crate::RecordKind;
use crate::codes::{CONSENT_PURPOSE, DISCLOSURE_ABOUT, DISCLOSURE_LEG, ROLE_CLASS};

/// What became of it: `sent`, `stopped` before it left, or `in_reliance`: it had left when the consent was revoked.
const EVENT: &[&str] = &["kind", "at"];

const fn said(key: &'static str, value: Value, about: &'static str) -> Rule {
    Rule::exact(key, value, Merge::Latest, about)
}

const ABOUT: Rule = said("about", Value::Code(&DISCLOSURE_ABOUT), "What was disclosed.").required();
const LEG: Rule =
    said("leg", Value::Code(&DISCLOSURE_LEG), "Outward, or back to who made the handoff.").required();
const HANDOFF: Rule = said("handoff", Value::Record(RecordKind::Handoff), "The handoff it belongs to.");
const PURPOSE: Rule = said("purpose", Value::Code(&CONSENT_PURPOSE), "What for (42 CFR 2.31(a)(5)).");
const AT: Rule = said("at", Value::Moment, "When it was decided.").required();
const ASKS: Rule = said("asks", Value::Text(1_000), "What is asked for, in the sender's words.");
const OMITTED: Rule =
    said("omitted", Value::Flag, "Something that was asked for was left out, as no consent covers it.");
const COPY: Rule = Rule::under(
    "copy",
    Rest::Field,
    Value::Copy,
    Merge::Latest,
    "A copied field of the person or the contact, as it stood when it was disclosed.",
);
const TOLD: Rule = Rule::under(
    "told",
    Rest::Slug,
    Value::Moment,
    Merge::Latest,
    "On the way back: a thing that happened, by the name of its event (`met`, `engaged`), and when.",
);
const TOLD_REASON: Rule =
    said("told_reason", Value::Text(60), "On the way back: why the handoff was closed.");

pub(super) static DISCLOSURE: &[Rule] = &[
    ABOUT,
    LEG,
    AT,
    said("person", Value::Record(RecordKind::Person), "Whose it is.").required(),
    HANDOFF,
    PURPOSE,
    said("to.agency", Value::Text(120), "Who is told.").required(),
    said("to.class", Value::Code(&ROLE_CLASS), "Of which class that agency is."),
    said("by", Value::Text(120), "The member who decided, by name."),
    ASKS,
    OMITTED,
    Rule::under("consent", Rest::Id, Value::Flag, Merge::AddWins, "A consent that it rests on."),
    COPY,
    TOLD,
    TOLD_REASON,
    Rule::under(
        "event",
        Rest::Id,
        Value::Fact(EVENT),
        Merge::Event,
        "What became of it: `sent`, `stopped` before it left, `in_reliance`.",
    ),
];

pub(super) static DISCLOSED_COPY: &[Rule] = &[
    ABOUT,
    LEG,
    AT,
    HANDOFF,
    PURPOSE,
    said("from.agency", Value::Text(120), "Who told it. Who signed it, its stamp says.").required(),
    said("from.class", Value::Code(&ROLE_CLASS), "Of which class that agency is."),
    said("disclosure", Value::Text(36), "The account of it, which stays with who told it: opaque here."),
    said("notice", Value::Text(2_000), "The notice that goes with it (42 CFR 2.32(a))."),
    ASKS,
    OMITTED,
    Rule::under(
        "consent",
        Rest::Id,
        Value::Text(16_000),
        Merge::Latest,
        "A copy of a consent that it rests on (42 CFR 2.32(b)), by its id.",
    ),
    Rule::under(
        "revoked",
        Rest::Id,
        Value::Moment,
        Merge::Latest,
        "A consent that the person has taken back, and when.",
    ),
    COPY,
    TOLD,
    TOLD_REASON,
];

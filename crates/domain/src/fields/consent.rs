//! Rows of a consent: each of the ten elements of 42 CFR 2.31(a) a field of its own, what was said about it since as
//! events, and the return leg as a scope of its own. What makes it valid is `consent::validity`.

use super::{Merge, Rest, Rule, Value};
use crate::RecordKind;
use crate::codes::{
    CONSENT_DESIGNATION, CONSENT_EXPIRY, CONSENT_PURPOSE, CONSENT_RETURN, CONSENT_SCOPE, LANGUAGE,
    SIGNATURE_KIND,
};
use crate::consent::DRAWN_CHARS_MAX;

/// An event, in the order of [`crate::consent::Statement`].
const EVENT: &[&str] = &["kind", "at", "by", "until", "how", "seen"];

/// What was signed is never the later of two: both stand until somebody decides.
const fn signed(key: &'static str, value: Value, about: &'static str) -> Rule {
    Rule::exact(key, value, Merge::KeepAll, about)
}

const fn set(prefix: &'static str, rest: Rest, value: Value, about: &'static str) -> Rule {
    Rule::under(prefix, rest, value, Merge::AddWins, about)
}

pub(super) static CONSENT: &[Rule] = &[
    signed("person", Value::Record(RecordKind::Person), "Element 1: whose consent it is."),
    signed("person.name_signed", Value::Text(200), "Element 1: the name as signed."),
    set("discloser", Rest::Slug, Value::Text(120), "Element 2: an agency that may disclose."),
    set(
        "scope",
        Rest::Code(&CONSENT_SCOPE),
        Value::Flag,
        "Element 3: a group of fields that may be disclosed.",
    ),
    set(
        "field",
        Rest::Field,
        Value::Flag,
        "Element 3: a single field that may be disclosed, on whatever record about the person it stands. The \
         prefix of a set or of facts names all of them.",
    ),
    set(
        "recipient",
        Rest::Slug,
        Value::Text(120),
        "Element 4: an agency or a person that may be told, by name.",
    ),
    set(
        "designation",
        Rest::Code(&CONSENT_DESIGNATION),
        Value::Flag,
        "Element 4: a general designation. Law enforcement has to be named.",
    ),
    set("purpose", Rest::Code(&CONSENT_PURPOSE), Value::Flag, "Element 5: what for."),
    signed("revocation.text", Value::Text(4000), "Element 6: the right to revoke and how, as it was shown."),
    signed("expires.date", Value::Date, "Element 7: the last day on which it holds; a whole date."),
    signed(
        "expires.event",
        Value::Code(&CONSENT_EXPIRY),
        "Element 7: the event that ends it. `none` is enough for treatment, payment and health care operations \
         only.",
    ),
    signed("expires.happened", Value::Moment, "When that event happened: it holds no longer."),
    signed(
        "redisclosure.text",
        Value::Text(4000),
        "Element 8: what a recipient may disclose further, as it was shown.",
    ),
    signed("signature.kind", Value::Code(&SIGNATURE_KIND), "Element 9: how it was given."),
    signed("signature.by", Value::Text(200), "Element 9: who signed, or spoke."),
    signed(
        "signature.drawn",
        Value::Text(DRAWN_CHARS_MAX),
        "Element 9: the signature as it was drawn on a pad 1000 wide and 400 high: `x,y x,y;x,y`, strokes apart by `;`.",
    ),
    signed("signature.witness", Value::Text(200), "Who else saw the signing, or heard the spoken consent."),
    signed(
        "signature.verbal_basis",
        Value::Text(400),
        "The law or rule by which the programme takes spoken consent; needed for one.",
    ),
    signed(
        "signature.guardian",
        Value::Record(RecordKind::Person),
        "The guardian who signed, a related person; needed when a guardian did.",
    ),
    signed(
        "signature.guardian_basis",
        Value::Text(400),
        "The programme's rule by which a guardian may sign for the person; needed when a guardian did.",
    ),
    signed("signed.at", Value::Moment, "Element 10: when it was signed."),
    set(
        "return",
        Rest::Code(&CONSENT_RETURN),
        Value::Flag,
        "What may go back to who made a handoff. A form starts with `met` and `engaged`.",
    ),
    set("return_field", Rest::Field, Value::Flag, "A single field that may go back, as in `field`."),
    signed("text.id", Value::Text(120), "The wording that was shown: its id in the programme."),
    signed("text.hash", Value::Text(64), "The wording that was shown: its SHA-256 in hexadecimal."),
    signed("text.language", Value::Code(&LANGUAGE), "The language it was shown in."),
    Rule::under(
        "event",
        Rest::Id,
        Value::Fact(EVENT),
        Merge::Event,
        "Granted, renewed or revoked. Whether it stands is derived from all of them: a revocation wins over a \
         grant or a renewal that did not know of it.",
    ),
];

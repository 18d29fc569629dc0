//! What a record is found by: plain words, the same for what is stored and for what is typed. Word starts
//! match ("smi" finds Smith). Likeness of sound is a matter of finding duplicates, not of this.

use std::collections::BTreeSet;

use crate::{Record, RecordKind, Scalar};

/// The keys (or, with a dot at the end, the prefixes) whose values a record is found by.
fn searched(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Person => {
            &["name.", "code_name", "alias.", "birth_date", "age.years", "phone.", "residence."]
        }
        RecordKind::Incident => {
            &["cad_number", "agency_number.", "occurred.date", "place.address", "place.city"]
        }
        RecordKind::Contact => &["agency", "unit", "vehicle", "place.address", "place.city"],
        RecordKind::Note => &["body"],
        RecordKind::Service => &[
            "address",
            "alternate_name",
            "areas",
            "city",
            "description",
            "location",
            "name",
            "organization",
            "phone",
            "serves",
        ],
        RecordKind::Organization => &["alternate_name", "name", "phone"],
        RecordKind::Location => &["address", "name", "organization", "phone"],
        // Handoffs, packets and outcomes are reached by their person or on the board: no identity in them.
        _ => &[],
    }
}

/// The distinct words a record is found by, in order. Every concurrent value counts: any of them may be right.
pub fn terms(record: &Record) -> Vec<String> {
    let mut out = BTreeSet::new();
    for wanted in searched(record.kind) {
        for (key, held) in record.fields.range((*wanted).to_owned()..) {
            let hit = if wanted.ends_with('.') { key.starts_with(wanted) } else { key == wanted };
            if !hit {
                break;
            }
            out.extend(held.iter().flat_map(|held| words(&held.value)));
            out.extend(digits(key));
        }
    }
    out.into_iter().collect()
}

/// The words of a text as they are stored and asked for: lower case, split at anything that is neither letter
/// nor digit; names written with an apostrophe or a hyphen also as one word (`o'brien`: `o`, `brien`,
/// `obrien`).
///
/// ```
/// use footbridge_domain::search::words_of;
/// assert_eq!(words_of("Mary-Ann O'Brien"), ["ann", "brien", "mary", "maryann", "o", "obrien"]);
/// ```
pub fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut out = BTreeSet::new();
    for chunk in lower.split_whitespace() {
        let parts: Vec<&str> =
            chunk.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        if parts.len() > 1 {
            out.insert(parts.concat());
        }
        out.extend(parts.into_iter().map(str::to_owned));
    }
    out.into_iter().collect()
}

fn words(value: &Scalar) -> Vec<String> {
    match value {
        Scalar::Text(text) => words_of(text),
        Scalar::Int(number) => vec![number.to_string()],
        Scalar::Real(_) | Scalar::Flag(_) | Scalar::Bytes(_) => Vec::new(),
    }
}

/// The digits of a telephone number stand in its key.
fn digits(key: &str) -> Option<String> {
    key.strip_prefix("phone.").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{record, text};

    fn check(kind: RecordKind, pairs: &[(&str, Scalar)], expect: &[&str]) {
        assert_eq!(terms(&record(kind, pairs)), expect);
    }

    #[test]
    fn a_person_is_found_by_every_name_that_stands() {
        let pairs = [
            ("name.family", text("O'Brien")),
            ("name.family", text("Bryan")),
            ("alias.red", text("Red")),
            ("phone.2155550100", text("(215) 555-0100")),
            ("birth_date", text("1985-11-03")),
            ("own_words", text("not this")),
            ("risk.fire", text("yes")),
        ];
        let expect = [
            "03",
            "0100",
            "11",
            "19851103",
            "1985",
            "215",
            "2155550100",
            "555",
            "5550100",
            "brien",
            "bryan",
            "o",
            "obrien",
            "red",
        ];
        let mut expect: Vec<&str> = expect.to_vec();
        expect.sort_unstable();
        check(RecordKind::Person, &pairs, &expect);
    }

    #[test]
    fn handoffs_are_not_found_by_words() {
        check(RecordKind::Handoff, &[("event.x", text("kind=offered&party=Example"))], &[]);
        check(RecordKind::Packet, &[("copy.name.family", text("Doe"))], &[]);
    }

    #[test]
    fn words_are_the_same_typed_and_stored() {
        assert_eq!(words_of("ÉLAN-Vital, 7th"), ["7th", "vital", "élan", "élanvital"]);
        assert!(words_of(" *\"'() ").is_empty(), "nothing is syntax");
    }
}

//! The packet of a handoff: who the person is and what is needed, as a copy of named fields. Later edits of the
//! person or the contact do not leak into what was handed over.

use crate::{Edit, Record, RecordId, Scalar};

/// What a recipient needs to meet somebody. Keys, or with a dot at the end prefixes.
const OF_PERSON: [&str; 5] = ["name.", "code_name", "pronouns", "language.", "phone."];
const OF_CONTACT: [&str; 3] = ["need.", "place.address", "place.city"];

/// The edits that make the packet of `handoff`. `person` is the contact's, where the sender holds the record; `asks`
/// is what is asked for, in the sender's words.
pub fn edits(handoff: RecordId, contact: &Record, person: Option<&Record>, asks: &str) -> Vec<Edit> {
    let mut out = vec![
        Edit::set("status", Scalar::text("ready")),
        Edit::set("handoff", Scalar::text(handoff.to_string())),
        Edit::set("contact", Scalar::text(contact.id.to_string())),
    ];
    if !asks.trim().is_empty() {
        out.push(Edit::set("asks", Scalar::text(asks.trim())));
    }
    copy(contact, &OF_CONTACT, &mut out);
    out.extend(contact.get("person").map(|id| Edit::set("person", id.clone())));
    if let Some(person) = person {
        copy(person, &OF_PERSON, &mut out);
    }
    out
}

fn copy(from: &Record, wanted: &[&str], out: &mut Vec<Edit>) {
    let is_wanted = |key: &str| {
        wanted.iter().any(|one| if one.ends_with('.') { key.starts_with(one) } else { key == *one })
    };
    for key in from.fields.keys().filter(|key| is_wanted(key)) {
        out.extend(from.get(key).map(|value| Edit::set(format!("copy.{key}"), value.clone())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::fixture::{record, text};

    #[test]
    fn named_fields_are_copied_and_no_others() {
        let contact = record(
            RecordKind::Contact,
            &[
                ("need.housing", Scalar::Flag(true)),
                ("offer", text("accepted")),
                ("person", text("x")),
                ("place.city", text("Ridge")),
            ],
        );
        let person = record(
            RecordKind::Person,
            &[("name.family", text("Example")), ("risk.weapon", text("yes")), ("birth_date", text("1985"))],
        );
        let keys: Vec<String> =
            edits(contact.id, &contact, Some(&person), " a ride ").into_iter().map(|edit| edit.key).collect();
        let expect = [
            "status",
            "handoff",
            "contact",
            "asks",
            "copy.need.housing",
            "copy.place.city",
            "person",
            "copy.name.family",
        ];
        assert_eq!(keys, expect);
    }
}

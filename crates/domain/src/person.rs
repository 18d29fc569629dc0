//! A person as read from a record. Everything may be absent: a person may be unnamed, or known by a code name.

use crate::reading::{members, text, texts};
use crate::{Moment, Record, RecordId, Scalar, conflict, reading};

/// Where and when somebody was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// When, as stated.
    pub at: Moment,
    /// Where, in words.
    pub place: String,
}

/// A person.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are those of docs/reference/fields.md")]
pub struct Person {
    pub id: RecordId,
    pub given: Option<String>,
    pub middle: Option<String>,
    pub family: Option<String>,
    pub suffix: Option<String>,
    pub preferred: Option<String>,
    pub pronouns: Option<String>,
    pub code_name: Option<String>,
    pub aliases: Vec<String>,
    pub birth_date: Option<String>,
    pub age_range: Option<String>,
    pub age_years: Option<i64>,
    pub gender: Option<String>,
    pub races: Vec<String>,
    pub ethnicity: Option<String>,
    pub languages: Vec<String>,
    /// As said, in the order of their digits.
    pub phones: Vec<String>,
    pub residence_county: Option<String>,
    pub residence_state: Option<String>,
    /// Risks to act on: answered, or in doubt between colleagues, as "yes".
    pub risks: Vec<String>,
    /// Allergies to act on, by the same rule.
    pub allergies: Vec<String>,
    pub own_words: Option<String>,
    pub what_matters: Option<String>,
    /// Newest by stated time first.
    pub sightings: Vec<Sighting>,
    /// Why the record should not have been made.
    pub entered_in_error: Option<String>,
}

impl Person {
    /// Reads a person record.
    pub fn read(record: &Record) -> Self {
        Self {
            id: record.id,
            given: text(record, "name.given"),
            middle: text(record, "name.middle"),
            family: text(record, "name.family"),
            suffix: text(record, "name.suffix"),
            preferred: text(record, "name.preferred"),
            pronouns: text(record, "pronouns"),
            code_name: text(record, "code_name"),
            aliases: said(record, "alias"),
            birth_date: text(record, "birth_date"),
            age_range: text(record, "age.range"),
            age_years: reading::int(record, "age.years"),
            gender: text(record, "gender"),
            races: members(record, "race"),
            ethnicity: text(record, "ethnicity"),
            languages: members(record, "language"),
            phones: said(record, "phone"),
            residence_county: text(record, "residence.county"),
            residence_state: text(record, "residence.state"),
            risks: alerts(record, "risk"),
            allergies: alerts(record, "allergy"),
            own_words: text(record, "own_words"),
            what_matters: text(record, "what_matters"),
            sightings: sightings(record),
            entered_in_error: text(record, "entered_in_error"),
        }
    }

    /// What to call the person on a screen: the whole name with the preferred one in it, else the code name.
    /// `None` for somebody unnamed: the wording for that is the screen's.
    pub fn display_name(&self) -> Option<String> {
        let given = self.preferred.as_ref().or(self.given.as_ref());
        let parts: Vec<&str> = [given, self.family.as_ref(), self.suffix.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        if parts.is_empty() { self.code_name.clone() } else { Some(parts.join(" ")) }
    }

    /// Where the person was last seen, ignoring sightings that claim to be from the future: a clock that is
    /// wrong must not win. `now_ms` is the reader's clock.
    pub fn last_seen(&self, now_ms: i64) -> Option<&Sighting> {
        let limit = now_ms.saturating_add(crate::validate::FUTURE_MS_MAX);
        self.sightings.iter().find(|sighting| sighting.at.unix_ms() <= limit)
    }
}

fn said(record: &Record, prefix: &str) -> Vec<String> {
    texts(record, prefix).into_iter().map(|(_, said)| said).collect()
}

fn alerts(record: &Record, prefix: &str) -> Vec<String> {
    let grave =
        |key: &str| conflict::alert_value(record, key).and_then(Scalar::as_text).is_some_and(|t| t == "yes");
    record
        .under(prefix)
        .map(|(member, _)| member)
        .filter(|member| grave(&format!("{prefix}.{member}")))
        .map(str::to_owned)
        .collect()
}

fn sightings(record: &Record) -> Vec<Sighting> {
    let mut found: Vec<Sighting> = reading::facts::<uuid::Uuid>(record, "sighting")
        .into_iter()
        .filter_map(|(_, fact)| Some(Sighting { at: fact.need("at").ok()?, place: fact.need("place").ok()? }))
        .collect();
    found.sort_by(|a, b| b.at.unix_ms().cmp(&a.at.unix_ms()).then_with(|| a.place.cmp(&b.place)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RecordKind;
    use crate::fact::Fact;
    use crate::fixture::{NOW, moment, record, text};

    fn check(pairs: &[(&str, Scalar)], expect: Option<&str>) {
        let person = Person::read(&record(RecordKind::Person, pairs));
        assert_eq!(person.display_name().as_deref(), expect);
    }

    #[test]
    fn a_person_is_called_what_the_person_wants() {
        check(&[], None);
        check(&[("name.given", text("  "))], None);
        check(&[("code_name", text("Blue Hat"))], Some("Blue Hat"));
        check(&[("name.given", text("Alexandra")), ("name.family", text("Doe"))], Some("Alexandra Doe"));
        let all = [
            ("name.given", text("Alexandra")),
            ("name.preferred", text("Alex")),
            ("name.family", text("Doe")),
            ("name.suffix", text("Jr")),
            ("code_name", text("Blue Hat")),
        ];
        check(&all, Some("Alex Doe Jr"));
    }

    #[test]
    fn risks_in_doubt_are_acted_on() {
        let pairs = [
            ("risk.animal", text("no")),
            ("risk.animal", text("yes")),
            ("risk.fire", text("no")),
            ("allergy.penicillin", text("yes")),
        ];
        let person = Person::read(&record(RecordKind::Person, &pairs));
        assert_eq!(
            (person.risks, person.allergies),
            (vec!["animal".to_owned()], vec!["penicillin".to_owned()])
        );
    }

    #[test]
    fn a_sighting_from_the_future_wins_nothing() {
        let fact = |minute: i64, place: &str| {
            text(Fact::new().with("at", moment(minute)).with("place", place).to_string())
        };
        let key = |number: u128| format!("sighting.{}", uuid::Uuid::from_u128(number));
        let (one, two, three) = (key(1), key(2), key(3));
        let pairs = [
            (one.as_str(), fact(-600, "bus station")),
            (two.as_str(), fact(-60, "library")),
            (three.as_str(), fact(60 * 24 * 400, "a wrong clock")),
        ];
        let person = Person::read(&record(RecordKind::Person, &pairs));
        assert_eq!(person.sightings.len(), 3, "kept");
        assert_eq!(person.last_seen(NOW).map(|seen| seen.place.as_str()), Some("library"));
    }
}

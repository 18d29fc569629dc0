//! The table of fields: for each kind of record and each key what may stand there, how concurrent edits
//! merge, what is shown, and what drives alerts. `docs/reference/fields.md` is written from it.
//!
//! A key that is not in the table was made by a newer version: it is kept, shown as it is, and flagged.

mod consent;
mod contact;
mod directory;
mod disclosure;
mod person;
mod small;

use crate::codes::CodeList;
use crate::{RecordKind, Scalar};

/// How concurrent edits of one field merge, and what of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Merge {
    /// Every concurrent value is kept, the latest by automerge order shown first, until a person decides.
    KeepAll,
    /// Like [`Merge::KeepAll`]; until a person decides, the safer value drives alerts.
    SaferAlerts,
    /// The latest by automerge order; the others are in the history.
    Latest,
    /// One key per member: adding wins over a concurrent removal, so nothing is lost.
    AddWins,
    /// A fact: its own id, never edited. A correction is a new fact that supersedes it. Two texts under one
    /// id are shown to a person.
    Fact,
    /// A dated sighting: the newest by stated time first, with its age.
    Sighting,
    /// A dated report: the latest by stated time counts, and fades to "unknown" with age.
    Report,
    /// An event of a set from which a state is derived (handoffs); nothing is decided in the field itself.
    Event,
}

impl Merge {
    /// More than one distinct value is a conflict for a person to decide.
    pub fn asks(self) -> bool {
        matches!(self, Self::KeepAll | Self::SaferAlerts | Self::Fact)
    }

    /// The word used in `docs/reference/fields.md`.
    pub fn word(self) -> &'static str {
        match self {
            Self::KeepAll => "keep all",
            Self::SaferAlerts => "keep all, safer alerts",
            Self::Latest => "latest",
            Self::AddWins => "add wins",
            Self::Fact => "fact",
            Self::Sighting => "sighting",
            Self::Report => "report",
            Self::Event => "event",
        }
    }
}

/// What may stand in a field.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// Text of at most so many characters.
    Text(usize),
    /// A code of this list. Codes of newer versions are flagged, never refused on the way in.
    Code(&'static CodeList),
    /// A code of this list, or a label kept as it came.
    CodeOrLabel(&'static CodeList),
    /// An RFC 9557 moment, see [`crate::Moment`].
    Moment,
    /// A date, whole or partial: `1985-11-03`, `1985-11`, `1985`.
    Date,
    /// A whole number, both ends included.
    Int(i64, i64),
    /// A finite real number, both ends included.
    Real(f64, f64),
    /// `true`; a member that does not hold has no key.
    Flag,
    /// The id of a record of this kind.
    Record(RecordKind),
    /// A canonical fact (see [`crate::fact`]) with these parts, the needed ones first.
    Fact(&'static [&'static str]),
    /// Whatever the field of that name holds.
    Copy,
}

/// What follows the dot in the key of a member or a fact.
#[derive(Clone, Copy, Debug)]
pub enum Rest {
    /// A UUID.
    Id,
    /// Lower-case letters, digits, `_` and `-`.
    Slug,
    /// Digits, at most 15 of them (E.164).
    Digits,
    /// A code of this list.
    Code(&'static CodeList),
    /// The key of another field.
    Field,
}

/// The key of a field.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// This one key.
    Exact(&'static str),
    /// One key per member: the prefix, a dot, and what tells members apart.
    Under(&'static str, Rest),
}

/// Whether a finished record can do without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It can.
    Optional,
    /// It cannot: blocking at Ready.
    AtReady,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its key.
    pub key: Key,
    /// What may stand there.
    pub value: Value,
    /// How concurrent edits merge.
    pub merge: Merge,
    /// Whether it is needed.
    pub need: Need,
    /// What it means, in one line of Markdown.
    pub about: &'static str,
}

impl Rule {
    pub(crate) const fn exact(key: &'static str, value: Value, merge: Merge, about: &'static str) -> Self {
        Self { key: Key::Exact(key), value, merge, need: Need::Optional, about }
    }

    pub(crate) const fn under(
        prefix: &'static str,
        rest: Rest,
        value: Value,
        merge: Merge,
        about: &'static str,
    ) -> Self {
        Self { key: Key::Under(prefix, rest), value, merge, need: Need::Optional, about }
    }

    pub(crate) const fn required(mut self) -> Self {
        self.need = Need::AtReady;
        self
    }

    /// Whether this row is about `key`.
    pub fn covers(&self, key: &str) -> bool {
        match self.key {
            Key::Exact(exact) => exact == key,
            Key::Under(..) => self.rest_of(key).is_some_and(|rest| !rest.is_empty()),
        }
    }

    /// What follows the prefix and its dot in `key`.
    pub fn rest_of<'a>(&self, key: &'a str) -> Option<&'a str> {
        match self.key {
            Key::Exact(_) => None,
            Key::Under(prefix, _) => key.strip_prefix(prefix)?.strip_prefix('.'),
        }
    }

    /// How grave a value of a [`Merge::SaferAlerts`] field is: the greatest is the safer one to act on. A
    /// value that nobody here can read counts as the gravest.
    pub fn gravity(value: &Scalar) -> u8 {
        match value.as_text() {
            Some("no") => 0,
            Some("unknown") => 1,
            _ => 2,
        }
    }
}

/// The rows that every kind of record has.
pub fn common() -> &'static [Rule] {
    small::COMMON
}

/// The rows that only this kind has. Empty for kinds that later versions fill.
pub fn of(kind: RecordKind) -> &'static [Rule] {
    match kind {
        RecordKind::Person => person::PERSON,
        RecordKind::Incident => contact::INCIDENT,
        RecordKind::Contact => contact::CONTACT,
        RecordKind::Note => small::NOTE,
        RecordKind::Handoff => small::HANDOFF,
        RecordKind::FollowUp => small::FOLLOW_UP,
        RecordKind::Service => directory::SERVICE,
        RecordKind::Organization => directory::ORGANIZATION,
        RecordKind::Location => directory::LOCATION,
        RecordKind::Packet => small::PACKET,
        RecordKind::Outcome => small::OUTCOME,
        RecordKind::Consent => consent::CONSENT,
        RecordKind::Disclosure => disclosure::DISCLOSURE,
        RecordKind::DisclosedCopy => disclosure::DISCLOSED_COPY,
        RecordKind::Agreement | RecordKind::ResponsePlan | RecordKind::Link | RecordKind::Attachment => &[],
    }
}

/// All rows of a kind, its own first.
pub fn rules(kind: RecordKind) -> impl Iterator<Item = &'static Rule> {
    of(kind).iter().chain(common())
}

/// The row for `key`; `None` for a key that this version does not know.
pub fn lookup(kind: RecordKind, key: &str) -> Option<&'static Rule> {
    rules(kind).find(|rule| rule.covers(key))
}

/// Whether `key` would hold what is never collected: social security and driver-licence numbers. No map can
/// target such a key and no form can write it, in whatever way it is spelt.
pub fn never_collected(key: &str) -> bool {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    let segment = |word: &str| key.split(['.', '_', '-', ' ']).any(|part| part.eq_ignore_ascii_case(word));
    ["socialsecurity", "driverlicen", "driverslicen", "drivinglicen"].iter().any(|word| plain.contains(word))
        || ["ssn", "itin", "dln"].iter().any(|word| segment(word))
}

/// A slug as it may stand in a key: lower-case letters and digits, runs of anything else as one `_`.
///
/// ```
/// assert_eq!(footbridge_domain::fields::slug("Metro Fire & Rescue"), "metro_fire_rescue");
/// ```
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_one_row() {
        for kind in RecordKind::ALL {
            let all: Vec<&Rule> = rules(kind).collect();
            for rule in &all {
                let sample = match rule.key {
                    Key::Exact(key) => key.to_owned(),
                    Key::Under(prefix, _) => format!("{prefix}.member"),
                };
                let covering = all.iter().filter(|other| other.covers(&sample)).count();
                assert_eq!(covering, 1, "{} {sample}", kind.name());
                assert!(!never_collected(&sample), "{sample}");
                assert!(rule.about.ends_with('.'), "{sample}");
            }
        }
    }

    #[test]
    fn the_rows_follow_the_design() {
        let check = |kind, key: &str, expect: Option<Merge>| {
            assert_eq!(lookup(kind, key).map(|rule| rule.merge), expect, "{key}");
        };
        check(RecordKind::Person, "name.family", Some(Merge::KeepAll));
        check(RecordKind::Person, "risk.weapon_access", Some(Merge::SaferAlerts));
        check(RecordKind::Person, "language.es", Some(Merge::AddWins));
        check(RecordKind::Person, "language.", None);
        check(RecordKind::Person, "languages", None);
        check(RecordKind::Contact, "unit", Some(Merge::Latest));
        check(RecordKind::Contact, "need.housing", Some(Merge::AddWins));
        check(RecordKind::Contact, "dose.01890000-0000-7000-8000-000000000001", Some(Merge::Fact));
        check(RecordKind::Handoff, "event.01890000-0000-7000-8000-000000000001", Some(Merge::Event));
        check(RecordKind::Handoff, "name.family", None);
        check(RecordKind::Note, "status", Some(Merge::Latest));
    }

    #[test]
    fn slugs_stand_in_keys() {
        let check = |text: &str, expect: &str| assert_eq!(slug(text), expect);
        check("Metro Fire & Rescue", "metro_fire_rescue");
        check("  --  ", "");
        check("ÉMS #7 ", "éms_7");
    }
}

//! Code lists: what may stand in a coded field. Codes are lower-snake words and never change their meaning;
//! wording in any language is data elsewhere. A list has versions: what an older version offered stays
//! readable for ever, what is offered is the newest.

mod lists;
mod pathway;

pub use lists::{
    AGE_RANGE, ATTEMPT_OUTCOME, CONSENT_DESIGNATION, CONSENT_EXPIRY, CONSENT_PURPOSE, CONSENT_RETURN,
    CONSENT_SCOPE, CRISIS, DISCLOSURE_ABOUT, DISCLOSURE_LEG, DISPOSITION, ETHNICITY, FOLLOW_UP_REASON,
    GENDER, GIVER, HANDOFF_CLOSED, HANDOFF_DECLINED, INCIDENT_KIND, LANGUAGE, LIVING_SITUATION, NEED, OFFER,
    OFFER_REASON, PLACE_KIND, RACE, RESPONSE, RESPONSE_TIME, RISK, ROLE, ROLE_CLASS, ROUTE, SIGNATURE_KIND,
    STATUS, SUBSTANCE, YES_NO_UNKNOWN,
};
pub use pathway::{PATHWAY, Pathway};

/// One version of a code list.
#[derive(Debug, PartialEq, Eq)]
pub struct Version {
    /// Counts from 1.
    pub number: u16,
    /// Where the codes come from.
    pub source: &'static str,
    /// The codes, in the order in which they are offered.
    pub codes: &'static [&'static str],
}

/// A named code list with all its versions, oldest first.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeList {
    /// Lower-snake name, as in `docs/reference/codes.md`.
    pub name: &'static str,
    /// Never empty.
    pub versions: &'static [Version],
    /// Codes of older versions that go by another word today.
    pub renamed: &'static [(&'static str, &'static str)],
}

impl CodeList {
    /// The codes on offer today.
    pub fn current(&self) -> &'static [&'static str] {
        self.versions.last().map_or(&[], |version| version.codes)
    }

    /// Known in some version: readable, if perhaps no longer offered.
    pub fn contains(&self, code: &str) -> bool {
        self.versions.iter().any(|version| version.codes.contains(&code))
    }

    /// On offer today.
    pub fn offers(&self, code: &str) -> bool {
        self.current().contains(&code)
    }

    /// Today's word for a code of any version; `None` for an unknown one.
    pub fn today(&self, code: &str) -> Option<&'static str> {
        let renamed = self.renamed.iter().find(|(old, _)| *old == code).map(|(_, new)| *new);
        renamed.or_else(|| self.current().iter().find(|known| **known == code).copied())
    }
}

/// Every list, in the order of its name.
pub static ALL: &[&CodeList] = &[
    &AGE_RANGE,
    &ATTEMPT_OUTCOME,
    &CONSENT_DESIGNATION,
    &CONSENT_EXPIRY,
    &CONSENT_PURPOSE,
    &CONSENT_RETURN,
    &CONSENT_SCOPE,
    &CRISIS,
    &DISCLOSURE_ABOUT,
    &DISCLOSURE_LEG,
    &DISPOSITION,
    &ETHNICITY,
    &FOLLOW_UP_REASON,
    &GENDER,
    &GIVER,
    &HANDOFF_CLOSED,
    &HANDOFF_DECLINED,
    &INCIDENT_KIND,
    &LANGUAGE,
    &LIVING_SITUATION,
    &NEED,
    &OFFER,
    &OFFER_REASON,
    &PATHWAY,
    &PLACE_KIND,
    &RACE,
    &RESPONSE,
    &RESPONSE_TIME,
    &RISK,
    &ROLE,
    &ROLE_CLASS,
    &ROUTE,
    &SIGNATURE_KIND,
    &STATUS,
    &SUBSTANCE,
    &YES_NO_UNKNOWN,
];

/// The list called `name`.
pub fn list(name: &str) -> Option<&'static CodeList> {
    ALL.iter().find(|list| list.name == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_well_formed() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name), "in order, each once");
        for list in ALL {
            assert!(!list.versions.is_empty(), "{}", list.name);
            for (index, version) in list.versions.iter().enumerate() {
                assert_eq!(usize::from(version.number), index + 1, "{}", list.name);
                for code in version.codes {
                    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
                    assert!(!code.is_empty() && code.chars().all(snake), "{} {code}", list.name);
                    let times = version.codes.iter().filter(|other| *other == code).count();
                    assert_eq!(times, 1, "{} {code}", list.name);
                    assert!(list.today(code).is_some(), "{} {code} has no word today", list.name);
                }
            }
        }
    }

    #[test]
    fn no_word_on_offer_stigmatises() {
        // 01: person-first, neutral labels; what stigmatises is kept as data when imported, never offered.
        for list in ALL {
            for code in list.current() {
                for word in [
                    "abuse",
                    "addict",
                    "offender",
                    "suspect",
                    "subject",
                    "clean",
                    "junkie",
                    "mongol",
                    "transient",
                ] {
                    assert!(!code.contains(word), "{}: {code}", list.name);
                }
            }
        }
    }
}

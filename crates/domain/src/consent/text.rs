//! The wording of a consent form: what the person read or heard, in one language, named by its exact words.

use std::collections::BTreeMap;

use super::words::{Designation, ExpiryEvent, Purpose, Return, Scope, SignatureKind};

/// How many days a consent holds unless the programme or the person says otherwise.
pub const CONSENT_DAYS: u16 = 365;
/// The fewest and the most days that a programme may set.
pub const CONSENT_DAYS_RANGE: std::ops::RangeInclusive<u16> = 1..=3650;

/// The parts of a wording that are no words for codes. A form in one language has every one of them.
const PROSE: &[&str] = &[
    "title",
    "statement",
    "choice",
    "revocation",
    "redisclosure",
    "spoken",
    "guardian",
    "copy",
    "heading.person",
    "heading.discloser",
    "heading.scope",
    "heading.recipient",
    "heading.return",
    "heading.purpose",
    "heading.revocation",
    "heading.expiry",
    "heading.redisclosure",
    "heading.signature",
    "heading.signed_at",
    "heading.said",
    "heading.notice",
    "until",
    "signed_by",
    "witness",
    "recorded_by",
    "wording",
    "wording_other",
    "missing",
    "nothing",
    "for_the_person",
    "for_the_file",
    "saying.granted",
    "saying.renewed",
    "saying.revoked",
    "standing.not_granted",
    "standing.in_force",
    "standing.expired",
    "standing.revoked",
    "standing.not_valid",
    "standing.entered_in_error",
];

/// A wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentText {
    /// What scripts call it; the same in all its versions and languages.
    pub id: String,
    /// Rises with every change.
    pub version: u32,
    /// Its language: a code of `language`.
    pub language: String,
    /// The words, by [`ConsentText::parts`].
    pub words: BTreeMap<String, String>,
}

impl ConsentText {
    /// Every part that a wording has: its prose, and the words for each code that a form offers.
    pub fn parts() -> impl Iterator<Item = String> {
        let codes: [(&str, &[&str]); 6] = [
            ("scope", Scope::WORDS),
            ("designation", Designation::WORDS),
            ("purpose", Purpose::WORDS),
            ("return", Return::WORDS),
            ("expiry", ExpiryEvent::WORDS),
            ("signature", SignatureKind::WORDS),
        ];
        let coded = codes
            .into_iter()
            .flat_map(|(list, words)| words.iter().map(move |word| format!("{list}.{word}")));
        PROSE.iter().map(|part| (*part).to_owned()).chain(coded)
    }

    /// The words of a part; the part's own name where there are none.
    pub fn word<'a>(&'a self, part: &'a str) -> &'a str {
        self.words.get(part).map_or(part, String::as_str)
    }

    /// What stands in a consent as `text.id`.
    pub fn name(&self) -> String {
        format!("{} {}", self.id, self.version)
    }

    /// The exact words as one text; the SHA-256 of its UTF-8 stands in a consent as `text.hash`. A part and its words
    /// are a line each; a line break within words is written `\n`, a backslash twice.
    pub fn canonical(&self) -> String {
        let escaped = |words: &String| words.replace('\\', "\\\\").replace('\n', "\\n");
        let mut out = format!("footbridge consent text 1\n{}\n{}\n", self.name(), self.language);
        for (part, words) in &self.words {
            out.extend([part.as_str(), "\n", &escaped(words), "\n"]);
        }
        out
    }
}

/// What a programme says of consents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsentRules {
    /// Its own wordings, at most one in each language. In any other language the shipped one is shown.
    pub texts: Vec<ConsentText>,
    /// How many days a consent holds unless the person says otherwise; [`CONSENT_DAYS`] where it does not say.
    pub days: Option<u16>,
    /// The law or rule by which spoken consent is taken; without one, none is.
    pub verbal_basis: Option<String>,
    /// The rule by which a guardian may sign for the person; without one, none may.
    pub guardian_basis: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_word_is_another_text() {
        let words = |words: &str| ConsentText {
            id: "plain".to_owned(),
            version: 1,
            language: "en".to_owned(),
            words: [("title".to_owned(), words.to_owned()), ("until".to_owned(), "b".to_owned())].into(),
        };
        let all = ["a", "a ", "a\nuntil\nb", "a\\nuntil\\nb", "a\\"].map(|text| words(text).canonical());
        for (n, one) in all.iter().enumerate() {
            assert_eq!(one.lines().count(), 7, "{one}");
            assert!(!all.iter().skip(n + 1).any(|other| other == one), "{one}");
        }
        assert_ne!(ConsentText { version: 2, ..words("a") }.canonical(), words("a").canonical());
        assert_ne!(ConsentText { language: "es".into(), ..words("a") }.canonical(), words("a").canonical());
    }

    #[test]
    fn parts_are_named_once() {
        let mut parts: Vec<String> = ConsentText::parts().collect();
        let all = parts.len();
        parts.sort();
        parts.dedup();
        assert_eq!(parts.len(), all);
        assert!(parts.iter().any(|part| part == "scope.naloxone"));
    }
}

//! A fact is one immutable thing that happened, held as *one* canonical text in one field, so that two facts
//! never merge into a third. The text is `application/x-www-form-urlencoded` with its keys in ascending order.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Moment;

/// The longest fact text, in bytes: a handoff event that has seen some two hundred others still fits.
pub const FACT_BYTES_MAX: usize = 8 * 1024;

/// A text that is not a fact in canonical form.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum BadFact {
    /// Longer than [`FACT_BYTES_MAX`].
    #[error("the fact is too long")]
    TooLong,
    /// Not pairs of `key=value`, a bad escape, or text that is not UTF-8.
    #[error("the fact is malformed")]
    Malformed,
    /// It says something, but not in the one way of saying it: keys out of order or twice, needless escapes.
    #[error("the fact is not in canonical form")]
    NotCanonical,
    /// A part that this kind of fact cannot do without is absent or unreadable.
    #[error("the fact lacks `{0}` or it is unreadable")]
    Part(&'static str),
}

impl BadFact {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "fact.too_long",
            Self::Malformed => "fact.malformed",
            Self::NotCanonical => "fact.not_canonical",
            Self::Part(_) => "fact.part",
        }
    }
}

/// The named parts of one fact. An absent part is absent, never an empty text.
///
/// ```
/// use footbridge_domain::fact::Fact;
/// let fact = Fact::new().with("route", "nasal").with("mg", "4");
/// assert_eq!(fact.to_string(), "mg=4&route=nasal");
/// assert_eq!("mg=4&route=nasal".parse(), Ok(fact));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    parts: BTreeMap<String, String>,
}

impl Fact {
    /// A fact that says nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With `value` as part `key`; an empty value says nothing and is left out.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        if !value.is_empty() {
            self.parts.insert(key.to_owned(), value);
        }
        self
    }

    /// Like [`Fact::with`], when there is something to say.
    #[must_use]
    pub fn with_some(self, key: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The part `key`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.parts.get(key).map(String::as_str)
    }

    /// The part `key`, which this kind of fact cannot do without.
    pub fn need<T: FromStr>(&self, key: &'static str) -> Result<T, BadFact> {
        self.get(key).and_then(|text| text.parse().ok()).ok_or(BadFact::Part(key))
    }

    /// The part `key` when it is there; an unreadable one is an error, not an absence.
    pub fn maybe<T: FromStr>(&self, key: &'static str) -> Result<Option<T>, BadFact> {
        self.get(key).map(|text| text.parse().map_err(|_| BadFact::Part(key))).transpose()
    }

    /// The moment in part `key`, when it is there.
    pub fn moment(&self, key: &'static str) -> Result<Option<Moment>, BadFact> {
        self.maybe(key)
    }

    /// All parts in order.
    pub fn parts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.parts.iter().enumerate() {
            if index > 0 {
                f.write_str("&")?;
            }
            escape(f, key)?;
            f.write_str("=")?;
            escape(f, value)?;
        }
        Ok(())
    }
}

impl FromStr for Fact {
    type Err = BadFact;

    fn from_str(text: &str) -> Result<Self, BadFact> {
        if text.len() > FACT_BYTES_MAX {
            return Err(BadFact::TooLong);
        }
        let mut fact = Self::new();
        for pair in text.split('&') {
            let (key, value) = pair.split_once('=').ok_or(BadFact::Malformed)?;
            fact.parts.insert(unescape(key)?, unescape(value)?);
        }
        // One way of saying it: what is written again must be what was read, and nothing may be empty.
        let empty = fact.parts.iter().any(|(key, value)| key.is_empty() || value.is_empty());
        if empty || fact.to_string() != text {
            return Err(BadFact::NotCanonical);
        }
        Ok(fact)
    }
}

/// The URL standard's set: letters, digits and `*-._` stand for themselves, a space is `+`.
pub(crate) fn escape(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.bytes().try_for_each(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
            write!(f, "{}", char::from(byte))
        }
        b' ' => f.write_str("+"),
        other => write!(f, "%{other:02X}"),
    })
}

pub(crate) fn unescape(text: &str) -> Result<String, BadFact> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next())? << 4 | hex(bytes.next())?,
            other => other,
        });
    }
    String::from_utf8(out).map_err(|_| BadFact::Malformed)
}

fn hex(digit: Option<u8>) -> Result<u8, BadFact> {
    let value = digit.and_then(|digit| char::from(digit).to_digit(16)).ok_or(BadFact::Malformed)?;
    u8::try_from(value).map_err(|_| BadFact::Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: Result<&[(&str, &str)], BadFact>) {
        let parsed = text.parse::<Fact>();
        match expect {
            Ok(parts) => assert_eq!(parsed.unwrap().parts().collect::<Vec<_>>(), parts),
            Err(bad) => assert_eq!(parsed, Err(bad), "{text}"),
        }
    }

    #[test]
    fn reads_only_the_canonical_form() {
        check("at=12%3A00&by=Unit+7", Ok(&[("at", "12:00"), ("by", "Unit 7")]));
        check("by=%C3%89va", Ok(&[("by", "Éva")]));
        check("", Err(BadFact::Malformed));
        check("mg", Err(BadFact::Malformed));
        check("mg=%4", Err(BadFact::Malformed));
        check("mg=%FF", Err(BadFact::Malformed));
        check("mg=4&mg=5", Err(BadFact::NotCanonical));
        check("route=nasal&mg=4", Err(BadFact::NotCanonical));
        check("mg=%34", Err(BadFact::NotCanonical));
        check("by=%c3%89va", Err(BadFact::NotCanonical));
        check("mg=", Err(BadFact::NotCanonical));
        check("mg=4&", Err(BadFact::Malformed));
        check(&format!("a={}", "x".repeat(FACT_BYTES_MAX)), Err(BadFact::TooLong));
    }

    proptest! {
        #[test]
        fn any_parts_survive_the_text(parts in prop::collection::btree_map("[a-z_]{1,8}", ".{1,20}", 1..6)) {
            let fact = parts.iter().fold(Fact::new(), |fact, (key, value)| fact.with(key, value));
            prop_assert_eq!(fact.to_string().parse::<Fact>(), Ok(fact));
        }

        #[test]
        fn what_parses_is_written_as_it_was_read(text in "[a-c=&%+0-9A-F]{0,24}") {
            if let Ok(fact) = text.parse::<Fact>() {
                prop_assert_eq!(fact.to_string(), text);
            }
        }
    }
}

//! A consent as text, to go with what is disclosed on it (42 CFR 2.32(b)): who is told can read it, and decide by it
//! what goes back. Form-encoded pairs of key and value in the order of the keys, one for each value that stands.

use super::Consent;
use crate::fact::{BadFact, escape, unescape};
use crate::fields::{self, Value};
use crate::{Record, RecordId, RecordKind, Scalar};
use std::fmt::{self, Display, Formatter};

/// One escaped text.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        escape(f, self.0)
    }
}

/// The copy of a consent record, as it stands.
pub fn copy_of(consent: &Record) -> String {
    let mut out = String::new();
    for (key, held) in &consent.fields {
        for one in held {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(&format!("{}={}", Escaped(key), Escaped(&one.value.to_string())));
        }
    }
    out
}

/// The consent with this id, out of its copy. What a consent has no row for is passed over, as in its record.
///
/// # Errors
/// When it is no such text: then nothing can be decided by it.
pub fn read_copy(id: RecordId, copy: &str) -> Result<Consent, BadFact> {
    let mut values: Vec<(String, Scalar)> = Vec::new();
    for pair in copy.split('&') {
        let (key, value) = pair.split_once('=').ok_or(BadFact::Malformed)?;
        let (key, value) = (unescape(key)?, unescape(value)?);
        let flag =
            matches!(fields::lookup(RecordKind::Consent, &key).map(|rule| rule.value), Some(Value::Flag));
        let value = match value.as_str() {
            "true" if flag => Scalar::Flag(true),
            "false" if flag => Scalar::Flag(false),
            _ => Scalar::Text(value),
        };
        values.push((key, value));
    }
    Ok(Consent::from_values(id, values.iter().map(|(key, value)| (key.as_str(), value))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sample::Sample;
    use super::super::{Saying, Standing};
    use super::*;
    use crate::fixture::{NOW, record, text};

    fn copied(sample: &Sample) -> (Consent, Consent) {
        let pairs: Vec<(&str, Scalar)> =
            sample.0.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let whole = record(RecordKind::Consent, &pairs);
        (Consent::read(&whole), read_copy(whole.id, &copy_of(&whole)).unwrap())
    }

    #[test]
    fn a_copy_says_what_the_consent_says() {
        let odd = "Ünï & Söns = 100% \n+ more";
        let sample = Sample::whole()
            .with("recipient.odd", odd)
            .with("signature.by", "Lee Example")
            .said(2, Saying::Revoked, &[1], None)
            .with("event.made_next_year", "kind=narrowed");
        for sample in [Sample::whole(), sample] {
            let (consent, copy) = copied(&sample);
            assert_eq!(consent, copy);
        }
        let (consent, copy) = copied(&Sample::whole());
        assert_eq!((consent.standing(NOW), copy.standing(NOW)), (Standing::InForce, Standing::InForce));
        assert!(copy.returns.contains("met") && copy.scopes.contains("identity"));
    }

    proptest! {
        /// Whatever somebody writes to an inbox: it is read, or it is no consent, and never the end of the program.
        #[test]
        fn any_text_is_read_or_is_none(text in "(person|event\\.x|scope\\.y|[a-z%=&+.]{0,6}|[=&%+]){0,12}") {
            let id = record(RecordKind::Consent, &[]).id;
            if let Ok(consent) = read_copy(id, &text) {
                prop_assert!(consent.standing(NOW) != Standing::InForce);
            }
        }
    }

    #[test]
    fn what_is_no_copy_is_no_consent() {
        let id = record(RecordKind::Consent, &[("status", text("ready"))]).id;
        for bad in ["", "x", "a=%", "a=%ff"] {
            assert!(read_copy(id, bad).is_err(), "{bad}");
        }
    }
}

//! Small readers shared by the typed readings. What cannot be read is absent in the reading; validation says so.

use std::str::FromStr;

use crate::fact::Fact;
use crate::{Moment, Record, Scalar};

/// A yes, a no, or that nobody knows: "unknown" is an answer, absence is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Asked, and not known.
    Unknown,
}

impl Answer {
    /// The code in `yes_no_unknown`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Answer {
    type Err = crate::role::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "yes" => Ok(Self::Yes),
            "no" => Ok(Self::No),
            "unknown" => Ok(Self::Unknown),
            _ => Err(crate::role::UnknownWord),
        }
    }
}

/// The text in `key`, when it is not blank.
pub(crate) fn text(record: &Record, key: &str) -> Option<String> {
    record.text(key).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The text in `key` as a `T`.
pub(crate) fn parsed<T: FromStr>(record: &Record, key: &str) -> Option<T> {
    record.text(key)?.parse().ok()
}

/// The moment in `key`.
pub(crate) fn moment(record: &Record, key: &str) -> Option<Moment> {
    parsed(record, key)
}

/// The whole number in `key`.
pub(crate) fn int(record: &Record, key: &str) -> Option<i64> {
    match record.get(key)? {
        Scalar::Int(number) => Some(*number),
        _ => None,
    }
}

/// The real number in `key`.
pub(crate) fn real(record: &Record, key: &str) -> Option<f64> {
    match record.get(key)? {
        Scalar::Real(number) => Some(*number),
        _ => None,
    }
}

/// The members of the set under `prefix`, in order.
pub(crate) fn members(record: &Record, prefix: &str) -> Vec<String> {
    let held = |value: &Scalar| matches!(value, Scalar::Flag(true));
    record
        .under(prefix)
        .filter(|(_, values)| values.first().is_some_and(|first| held(&first.value)))
        .map(|(member, _)| member.to_owned())
        .collect()
}

/// The texts under `prefix`, by member.
pub(crate) fn texts(record: &Record, prefix: &str) -> Vec<(String, String)> {
    record
        .under(prefix)
        .filter_map(|(member, held)| Some((member.to_owned(), held.first()?.value.as_text()?.to_owned())))
        .collect()
}

/// The facts under `prefix` that can be read, by id.
pub(crate) fn facts<I: FromStr>(record: &Record, prefix: &str) -> Vec<(I, Fact)> {
    record
        .under(prefix)
        .filter_map(|(id, held)| Some((id.parse().ok()?, held.first()?.value.as_text()?.parse().ok()?)))
        .collect()
}

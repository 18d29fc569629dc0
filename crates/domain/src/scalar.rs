//! The values a field can hold. Nothing nested: a fact is one canonical text (see `fact`).

use std::fmt;

/// One value of one field. Absence is the absence of the key, never a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// UTF-8 text; codes, moments and facts are canonical texts.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A finite real number (coordinates, milligrams).
    Real(f64),
    /// Yes or no. "Unknown" is the code `unknown` in a text field, not a missing flag.
    Flag(bool),
    /// Raw bytes (signatures, small images).
    Bytes(Vec<u8>),
}

impl Scalar {
    /// A text value.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Text(value.into())
    }

    /// The text, when this is a text value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Equal for the purpose of "more than one *distinct* value": bit-equal reals, otherwise `==`.
    pub fn same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Real(a), Self::Real(b)) => a.to_bits() == b.to_bits(),
            _ => self == other,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Int(number) => write!(f, "{number}"),
            Self::Real(number) => write!(f, "{number}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

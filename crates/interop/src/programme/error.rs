//! Why a programme file was refused as a whole, and where.

use thiserror::Error;

use super::{BYTES_MAX, CONSENT_WORDS_MAX, FORMAT, TEXT_MAX};

/// A programme file that cannot be used. `docs/reference/programme.md` describes the format.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line}, column {column}: {fault}")]
pub struct ProgrammeError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: ProgrammeFault,
}

impl ProgrammeError {
    /// Stable code for scripts and screens.
    pub fn code(&self) -> &'static str {
        self.fault.code()
    }
}

/// What is wrong with a programme file.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProgrammeFault {
    /// A byte that is not UTF-8.
    #[error("not UTF-8 text")]
    NotUtf8,
    /// The programme file is larger than 64 KiB.
    #[error("larger than {BYTES_MAX} bytes")]
    TooLarge,
    /// Not TOML; the text says what was expected.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// A key that a programme file does not have, one that is missing, or a value of another type.
    #[error("{0}")]
    Shape(String),
    /// The file is of a format that this version does not know: a newer one can read it.
    #[error("format {0} is not known here; this version reads format {FORMAT}")]
    Format(i64),
    /// A text is blank, over 200 characters, holds a control character, or is no id where one belongs.
    #[error(
        "`{key}` must be {TEXT_MAX} characters at most, not blank, in one line; an id 1 to 40 lower-case letters, digits and hyphens"
    )]
    Text {
        /// The key.
        key: &'static str,
    },
    /// A number outside its range: a lease is 1 to 90 days, a version 1 or more.
    #[error("`{key}` must be from {least} to {most}")]
    Number {
        /// The key.
        key: &'static str,
        /// The least it may be.
        least: i64,
        /// The most it may be.
        most: i64,
    },
    /// Not one of the words that may stand there: a class, a role, a pathway or a kind of record.
    #[error("`{word}` is no {what}; known are: {known}")]
    Word {
        /// As written.
        word: String,
        /// What it should be.
        what: &'static str,
        /// The words that may stand there.
        known: String,
    },
    /// Something stands twice: a word in a list, an id, or a class with two compartments.
    #[error("`{0}` stands here a second time")]
    Twice(String),
    /// There is no compartment of class `shared`: handoffs and the directory have nowhere to be.
    #[error("a programme needs a compartment of class `shared`")]
    NoShared,
    /// A class is let into a compartment whose records it may never hold: law enforcement never holds care, and each
    /// class holds only its own and what is shared (42 CFR 2.12; CJIS).
    #[error("devices of class `{class}` may never be in a compartment of class `{compartment}`")]
    Member {
        /// The class.
        class: &'static str,
        /// The compartment's class.
        compartment: &'static str,
    },
    /// A compartment does not let in the class whose records it holds.
    #[error("a compartment of class `{0}` must have `{0}` among its members")]
    OwnClass(&'static str),
    /// A class is in the shared compartment but has none of its own although other classes do: what it records would
    /// have no place.
    #[error("`{0}` needs a compartment of its own, since the programme has more than `shared`")]
    NoHome(&'static str),
    /// A role whose class is in no compartment of the programme.
    #[error("the role `{role}` is of class `{class}`, which is in no compartment")]
    Role {
        /// The role.
        role: &'static str,
        /// Its class.
        class: &'static str,
    },
    /// A role may not author the pathway: Officer Intervention is for law enforcement only.
    #[error("the role `{role}` may not author `{pathway}`")]
    Pathway {
        /// The role.
        role: &'static str,
        /// The pathway.
        pathway: &'static str,
    },
    /// What this class records as that kind cannot be declared shared: it is shared anyhow, never may be, or names a
    /// person in care, where only a disclosure with consent crosses (42 CFR 2.31, 2.33).
    #[error("`{kind}` by `{class}` cannot be declared shared")]
    Kind {
        /// The kind.
        kind: &'static str,
        /// The class.
        class: &'static str,
    },
    /// A part of a consent's wording is blank, over 4,000 characters, or holds a control character other than a line
    /// break.
    #[error("`{part}` must be {CONSENT_WORDS_MAX} characters at most and not blank")]
    Words {
        /// The part.
        part: String,
    },
    /// A wording of a consent in a language in which none is shipped lacks a part: what the person reads must be whole.
    #[error("no words for `{part}`, and no wording in `{language}` is shipped to take them from")]
    NoWords {
        /// The part.
        part: String,
        /// The language.
        language: String,
    },
    /// A name under which no programme is shipped.
    #[error("no programme called `{0}` is shipped")]
    NotShipped(String),
}

impl ProgrammeFault {
    /// Stable code for scripts and screens.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "programme.not_utf8",
            Self::TooLarge => "programme.too_large",
            Self::Syntax(_) => "programme.syntax",
            Self::Shape(_) => "programme.shape",
            Self::Format(_) => "programme.format",
            Self::Text { .. } => "programme.text",
            Self::Number { .. } => "programme.number",
            Self::Word { .. } => "programme.word",
            Self::Twice(_) => "programme.twice",
            Self::NoShared => "programme.no_shared",
            Self::Member { .. } => "programme.member",
            Self::OwnClass(_) => "programme.own_class",
            Self::NoHome(_) => "programme.no_home",
            Self::Role { .. } => "programme.role",
            Self::Pathway { .. } => "programme.pathway",
            Self::Kind { .. } => "programme.kind",
            Self::Words { .. } => "programme.consent_words",
            Self::NoWords { .. } => "programme.no_consent_words",
            Self::NotShipped(_) => "programme.not_shipped",
        }
    }
}

//! Programme files: what the agencies of a collaborative agreed on, as readable TOML, checked when read.
//!
//! Owns the file's form and the place of an error in it. What a programme means is `domain`'s
//! ([`domain::programme`]). The format is described in `docs/reference/programme.md`.

mod check;
mod consent;
mod error;
mod file;
#[cfg(test)]
mod tests;

use std::ops::Range;

use domain::programme::{Programme, ProgrammeHash};
use serde::Deserialize;
use sha2::{Digest, Sha256};

pub use consent::shipped_texts;
pub use error::{ProgrammeError, ProgrammeFault};

/// The format of programme files that this version reads.
pub const FORMAT: i64 = 1;
/// The most bytes of a programme file.
pub const BYTES_MAX: usize = 64 * 1024;
/// The most characters of one text in it.
pub const TEXT_MAX: usize = 200;

/// The most characters of one part of a consent's wording.
pub const CONSENT_WORDS_MAX: usize = 4000;

/// The names of the shipped programmes.
pub const SHIPPED: &[&str] = &["police-ems-care", "single-shared"];

/// A programme with the name of its exact bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// SHA-256 of the bytes: a certificate says which hash is in force.
    pub hash: ProgrammeHash,
    /// What they say.
    pub programme: Programme,
}

/// Reads a programme file and checks that it makes sense.
///
/// # Errors
/// [`ProgrammeError`] says what is wrong, in which line and column.
pub fn parse(bytes: &[u8]) -> Result<Named, ProgrammeError> {
    if bytes.len() > BYTES_MAX {
        return Err(at("", 0, ProgrammeFault::TooLarge));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (good, _) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        at(&good, good.len(), ProgrammeFault::NotUtf8)
    })?;
    let placed = |(span, fault): Placed| at(text, span.start, fault);
    let file = read(text).map_err(placed)?;
    let programme = check::programme(&file).map_err(placed)?;
    Ok(Named { hash: ProgrammeHash(Sha256::digest(bytes).into()), programme })
}

/// The exact text of the programme shipped under `name`: one of [`SHIPPED`].
///
/// # Errors
/// [`ProgrammeFault::NotShipped`] for another name.
pub fn shipped(name: &str) -> Result<&'static str, ProgrammeFault> {
    match name {
        "police-ems-care" => Ok(include_str!("../../../../programmes/police-ems-care.toml")),
        "single-shared" => Ok(include_str!("../../../../programmes/single-shared.toml")),
        _ => Err(ProgrammeFault::NotShipped(name.to_owned())),
    }
}

/// A fault and the bytes it is about.
type Placed = (Range<usize>, ProgrammeFault);

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, Placed> {
    let span = |error: &toml::de::Error| error.span().unwrap_or(0..0);
    let table = toml::de::DeTable::parse(text)
        .map_err(|error| (span(&error), ProgrammeFault::Syntax(error.message().to_owned())))?;
    // before the rest: a file of a newer format may have keys that are not known here
    if let Some(format) = table.get_ref().get("format")
        && let Some(number) = format.get_ref().as_integer()
        && let Ok(number) = i64::from_str_radix(number.as_str(), number.radix())
        && number != FORMAT
    {
        return Err((format.span(), ProgrammeFault::Format(number)));
    }
    T::deserialize(toml::de::Deserializer::from(table))
        .map_err(|error| (span(&error), ProgrammeFault::Shape(error.message().to_owned())))
}

/// The line and the column of a byte.
fn at(text: &str, byte: usize, fault: ProgrammeFault) -> ProgrammeError {
    let before = text.char_indices().take_while(|(at, _)| *at < byte).map(|(_, letter)| letter);
    let (mut line, mut column) = (1, 1);
    for letter in before {
        (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
    }
    ProgrammeError { line, column, fault }
}

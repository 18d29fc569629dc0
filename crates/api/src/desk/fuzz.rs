//! What a host or a settings file may hold, as text. For the fuzzer in `tests/fuzz` (feature `fuzz`); no program
//! is built with it.

use super::call::{Call, read};
use super::settings;
use crate::error::DeskError;

/// Whether the text was understood, or else the error's code.
pub type Verdict = Result<(), &'static str>;

/// A host's call. What is understood is written in one way.
///
/// # Errors
/// The code.
pub fn call(text: &str) -> Verdict {
    let written = again(text).map_err(|error| error.code())?;
    assert_eq!(again(&written).as_deref().ok(), Some(written.as_str()), "{text}");
    Ok(())
}

fn again(text: &str) -> Result<String, DeskError> {
    let written = match read(text)? {
        Call::Desk(command) => serde_json::to_string(&command),
        Call::Device(_, command) => serde_json::to_string(&command),
    };
    written.map_err(|error| DeskError::Unreadable(error.to_string()))
}

/// The settings' file.
///
/// # Errors
/// The code.
pub fn settings(text: &str) -> Verdict {
    let read = settings::parse(text).map_err(|error| error.code())?;
    let written = settings::written(&read).map_err(|error| error.code())?;
    assert_eq!(settings::parse(&written).ok(), Some(read), "{text}");
    Ok(())
}

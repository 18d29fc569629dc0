//! Where the passphrase comes from: a file, FOOTBRIDGE_PASSPHRASE, or a prompt.

use std::path::Path;

use anyhow::Result;
use api::Passphrase;

use crate::error::CliError;

/// The passphrase of a home that exists.
pub fn existing(file: Option<&Path>) -> Result<Passphrase> {
    match given(file)? {
        Some(passphrase) => Ok(passphrase),
        None => prompt("Passphrase: "),
    }
}

/// A new passphrase: asked twice when asked.
pub fn choose(file: Option<&Path>) -> Result<Passphrase> {
    let chosen = match given(file)? {
        Some(passphrase) => passphrase,
        None => {
            let first = prompt("New passphrase: ")?;
            if !first.is_same(&prompt("Again: ")?) {
                return Err(CliError::PassphraseUnusable("the two differ").into());
            }
            first
        }
    };
    if chosen.is_empty() {
        return Err(CliError::PassphraseUnusable("the passphrase is empty").into());
    }
    Ok(chosen)
}

fn given(file: Option<&Path>) -> Result<Option<Passphrase>> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| CliError::PassphraseFile(format!("{}: {error}", file.display())))?;
        return Ok(Some(Passphrase::new(text.lines().next().unwrap_or_default().to_owned())));
    }
    match std::env::var("FOOTBRIDGE_PASSPHRASE") {
        Ok(text) => Ok(Some(Passphrase::new(text))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(_) => Err(CliError::PassphraseUnusable("FOOTBRIDGE_PASSPHRASE is not valid UTF-8").into()),
    }
}

fn prompt(words: &str) -> Result<Passphrase> {
    let typed = rpassword::prompt_password(words).map_err(|_| CliError::NoPassphrase)?;
    Ok(Passphrase::new(typed))
}

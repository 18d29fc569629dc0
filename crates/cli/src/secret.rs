//! Where the passphrase comes from: a file, FOOTBRIDGE_PASSPHRASE, or a prompt. And a recovery kit: a file, standard
//! input, or a prompt; never an argument, which every program on the machine can see.

use std::io::{IsTerminal, Read};
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

/// More than a printed kit has, with all that is said about it.
const KIT_BYTES_MAX: u64 = 64 * 1024;

/// A recovery kit. Of a page as `compartment kit` prints it, the kit is the last line.
pub fn kit(file: Option<&Path>) -> Result<String> {
    let text = match file {
        Some(path) => std::fs::File::open(path)
            .and_then(text_of)
            .map_err(|error| CliError::KitFile(format!("{}: {error}", path.display())))?,
        None if std::io::stdin().is_terminal() => {
            rpassword::prompt_password("Recovery kit: ").map_err(|_| CliError::NoKit)?
        }
        None => text_of(std::io::stdin()).map_err(|_| CliError::NoKit)?,
    };
    let kit = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    Ok(kit.ok_or(CliError::NoKit)?.to_owned())
}

fn text_of(from: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    from.take(KIT_BYTES_MAX).read_to_string(&mut text)?;
    Ok(text)
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

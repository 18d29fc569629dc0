//! Where the passphrase comes from: a file, FOOTBRIDGE_PASSPHRASE (a new one: FOOTBRIDGE_NEW_PASSPHRASE), or a prompt. And a recovery kit: a file, standard
//! input, or a prompt; never an argument, which every program on the machine can see.

use std::io::{IsTerminal, Read};
use std::path::Path;

use anyhow::Result;
use api::Passphrase;

use crate::error::CliError;

/// Where a passphrase comes from when no file is named.
const PASSPHRASE: &str = "FOOTBRIDGE_PASSPHRASE";
const NEW_PASSPHRASE: &str = "FOOTBRIDGE_NEW_PASSPHRASE";

/// The passphrase of a home that exists, and who signs in with it where several do.
pub fn existing(file: Option<&Path>, sign_in_name: Option<&str>) -> Result<Passphrase> {
    let given = match given(file, PASSPHRASE)? {
        Some(passphrase) => passphrase,
        None => prompt("Passphrase: ")?,
    };
    Ok(given.of(sign_in_name.unwrap_or_default()))
}

/// The passphrase of a device that is set up: asked twice when asked.
pub fn choose(file: Option<&Path>) -> Result<Passphrase> {
    chosen(file, PASSPHRASE)
}

/// Another passphrase of a device in use: asked twice when asked.
pub fn choose_new(file: Option<&Path>) -> Result<Passphrase> {
    chosen(file, NEW_PASSPHRASE)
}

fn chosen(file: Option<&Path>, variable: &str) -> Result<Passphrase> {
    let chosen = match given(file, variable)? {
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

fn given(file: Option<&Path>, variable: &str) -> Result<Option<Passphrase>> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| CliError::PassphraseFile(format!("{}: {error}", file.display())))?;
        return Ok(Some(Passphrase::new(text.lines().next().unwrap_or_default().to_owned())));
    }
    match std::env::var(variable) {
        Ok(text) => Ok(Some(Passphrase::new(text))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(_) => Err(CliError::PassphraseUnusable("the environment's passphrase is not valid UTF-8").into()),
    }
}

fn prompt(words: &str) -> Result<Passphrase> {
    let typed = rpassword::prompt_password(words).map_err(|_| CliError::NoPassphrase)?;
    Ok(Passphrase::new(typed))
}

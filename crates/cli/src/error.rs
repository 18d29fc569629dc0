//! What can be wrong before any device is asked.

use thiserror::Error;

/// Why a call cannot be carried out as it was made.
#[derive(Debug, Error)]
pub enum CliError {
    /// The command line cannot be understood.
    #[error("{0}")]
    Usage(String),
    /// No passphrase was given, and there is no terminal to ask on.
    #[error("no passphrase, and no terminal to ask on: use FOOTBRIDGE_PASSPHRASE or --passphrase-file")]
    NoPassphrase,
    /// The file that should hold the passphrase cannot be read.
    #[error("cannot read the passphrase file: {0}")]
    PassphraseFile(String),
    /// A new passphrase is empty, is not text, or was typed differently the second time.
    #[error("{0}")]
    PassphraseUnusable(&'static str),
    /// No recovery kit was given: the file or standard input is empty, or there is nothing to ask on.
    #[error("no recovery kit: type it, pipe it in, or use --kit-file")]
    NoKit,
    /// The file that should hold the recovery kit cannot be read.
    #[error("cannot read the recovery kit's file: {0}")]
    KitFile(String),
    /// The file that was to be written is there already, or cannot be written.
    #[error("cannot write {0}")]
    OutFile(String),
    /// The numbers of an invitation by voice are not the same: nobody was invited, and somebody may be in between.
    #[error("the numbers differ, so nobody was invited: somebody may be in between. Begin anew")]
    NumbersDiffer,
}

impl CliError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "cli.usage",
            Self::NoPassphrase => "cli.no_passphrase",
            Self::PassphraseFile(_) => "cli.passphrase_file",
            Self::PassphraseUnusable(_) => "cli.passphrase_unusable",
            Self::NoKit => "cli.no_recovery_kit",
            Self::KitFile(_) => "cli.recovery_kit_file",
            Self::OutFile(_) => "cli.out_file",
            Self::NumbersDiffer => "cli.numbers_differ",
        }
    }
}

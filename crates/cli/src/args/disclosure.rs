//! `disclosures`.

use clap::Subcommand;

/// `disclosures`.
#[derive(Subcommand)]
pub enum Disclosures {
    /// Who was told what of a person, newest first.
    List {
        /// The person, by id.
        #[arg(long, value_name = "ID")]
        person: String,
    },
    /// One of them, with what was told.
    Show {
        /// Its id.
        id: String,
    },
    /// The accounting of a person as a CSV file on standard output: when, to whom, which fields, on which consent. With
    /// --json all of it.
    Export {
        /// The person, by id.
        #[arg(long, value_name = "ID")]
        person: String,
        /// CSV, which it is anyhow without --json.
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
}

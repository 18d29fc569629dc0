//! `disclosures`, and what an offer of a handoff takes.

use clap::{Args, Subcommand};

/// `handoff offer` and `handoff preview`.
#[derive(Args)]
pub struct OfferArgs {
    /// The contact it grows out of, by id.
    #[arg(long, value_name = "ID")]
    pub contact: String,
    /// An agency that is asked; again for more.
    #[arg(long, required = true, value_name = "AGENCY")]
    pub to: Vec<String>,
    /// What is asked for.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    pub asks: String,
    /// What for, where a consent is needed: treatment, follow_up, … All codes: docs/reference/codes.md.
    #[arg(long, value_name = "CODE")]
    pub purpose: Option<String>,
}

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

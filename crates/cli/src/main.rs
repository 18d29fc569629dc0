//! `footbridge`: everything a script needs. One process is one command of the table in `api`.
//!
//! Standard output carries the answer only; errors and progress go to standard error. The exit code says what
//! kind of thing went wrong (see `docs/reference/errors.md`); `2` is a wrong command line.

mod answer;
mod args;
mod compartments;
mod consents;
mod directory;
mod disclosures;
mod error;
mod explain;
mod lease;
mod members;
mod pages;
mod print;
mod programme;
mod qr;
mod quarantine;
mod run;
mod secret;
mod station;
mod voice;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOOTBRIDGE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_understood(&error),
    };
    let json = cli.json;
    match run::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        // whoever read the answer has seen enough: the command itself was carried out
        Err(error) if print::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => print::failure(json, &error),
    }
}

/// Help and the version go to standard output; the rest is an error like any other.
fn not_understood(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|argument| argument == "--json");
    if !error.use_stderr() {
        return if error.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let said = error.render().to_string();
    let said = said.trim().strip_prefix("error: ").unwrap_or(said.trim()).to_owned();
    print::failure(json, &error::CliError::Usage(said).into())
}

//! `footbridge`: everything a script needs. One process is one command of the table in `api`.
//!
//! Standard output carries the answer only; errors and progress go to standard error. The exit code says what
//! kind of thing went wrong (see `docs/reference/errors.md`); `2` is a wrong command line.

mod args;
mod print;
mod run;
mod secret;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("FOOTBRIDGE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let cli = args::Cli::parse();
    let json = cli.json;
    match run::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => print::failure(json, &error),
    }
}

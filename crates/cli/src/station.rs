//! `station`: the screens in a browser on this device, until told to stop.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use api::{ApiError, Desk, DeskOptions, Passphrase};
use clap::Args;
use station::{Files, Link, Options, StationError, Stop, Why};

/// `station`.
#[derive(Args)]
pub struct StationArgs {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0, value_name = "N")]
    port: u16,
    /// Sign in at the start, with the passphrase as other commands take it; else the browser asks for it.
    #[arg(long)]
    unlock: bool,
    /// Stop when standard input ends.
    #[arg(long)]
    with_parent: bool,
    /// Serve the interface from this folder instead of the one built in, for whoever works on it.
    #[arg(long, value_name = "DIR")]
    ui: Option<PathBuf>,
}

/// Serves until Ctrl-C, or until the parent is gone. Standard output carries one link a line, each good for once.
pub fn run(
    home: &Path,
    args: StationArgs,
    existing: impl FnOnce() -> Result<Passphrase>,
    json: bool,
) -> Result<()> {
    let files = match &args.ui {
        Some(folder) => Files::of_folder(folder),
        None => Files::built_in(),
    };
    let files = files.map_err(told)?;
    if args.unlock {
        api::require_home(home)?;
    }
    let desk = Desk::open(home, DeskOptions::default())?;
    if args.unlock {
        desk.unlock(&existing()?)?;
    }
    // only now: until here Ctrl-C ends the process at once, also while it asks for the passphrase
    let stop = Stop::new();
    listen_for_the_end(&stop, args.with_parent)?;
    let tell = move |link: &Link| {
        if let Err(error) = print(link, json) {
            // whoever started us took one link and went: the screens go on without a next one
            tracing::warn!(%error, "a link could not be printed");
        }
    };
    Ok(station::serve(desk, Options { port: args.port, files }, &stop, tell).map_err(told)?)
}

fn listen_for_the_end(stop: &Stop, with_parent: bool) -> Result<()> {
    let asked = stop.clone();
    ctrlc::set_handler(move || asked.now())?;
    if with_parent {
        let gone = stop.clone();
        std::thread::spawn(move || {
            wait_for_end(std::io::stdin().lock());
            gone.now();
        });
    }
    Ok(())
}

/// Returns when the input ends or fails.
fn wait_for_end(mut input: impl Read) {
    let mut some = [0u8; 256];
    while input.read(&mut some).is_ok_and(|count| count > 0) {}
}

fn print(link: &Link, json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        return writeln!(out, "{}", serde_json::json!({ "url": link.url, "port": link.port }))
            .and_then(|()| out.flush());
    }
    let mut err = std::io::stderr().lock();
    match link.why {
        Why::Started => writeln!(
            err,
            "Open this link in a browser on this device. It works once; when it was used, a fresh one follows. \
             Ctrl-C ends."
        )?,
        Why::Used => {}
        Why::Guessed => writeln!(err, "Somebody tried wrong links: the one before no longer works.")?,
    }
    writeln!(out, "{}", link.url).and_then(|()| out.flush())
}

fn told(error: StationError) -> ApiError {
    ApiError { code: error.code().to_owned(), message: error.to_string(), issues: Vec::new() }
}

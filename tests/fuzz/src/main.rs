//! `footbridge-fuzz`: many mutated inputs over all targets. The inputs run in child processes, so that one that ends
//! its process or never ends is told like any other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's program: it may panic")]

mod batch;
mod parent;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser;
use footbridge_fuzz::tally::Tally;
use footbridge_fuzz::{Worker, hex, targets};

/// Mutated inputs into every decoder and into the path of a change.
#[derive(Parser)]
struct Arguments {
    /// How many inputs, over all targets by their weight.
    #[arg(long, default_value_t = 20_000)]
    inputs: u64,
    /// Processes at once.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// This target only.
    #[arg(long)]
    target: Option<String>,
    /// What all inputs follow from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// One input of one target: shows it and what becomes of it.
    #[arg(long, requires = "target")]
    input: Option<u64>,
    /// A file with an input in hexadecimal: what becomes of it.
    #[arg(long, requires = "target")]
    replay: Option<std::path::PathBuf>,
    /// Names the targets.
    #[arg(long)]
    list: bool,
    /// For a child process: its first input.
    #[arg(long, hide = true, requires = "target")]
    from: Option<u64>,
    /// For a child process: name each input before it is tried.
    #[arg(long, hide = true)]
    careful: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.list {
        for target in targets::all() {
            say(&format!("{} {}", target.name, target.weight));
        }
        return ExitCode::SUCCESS;
    }
    let done = match (&arguments.target, arguments.from, arguments.input, &arguments.replay) {
        (Some(target), Some(from), ..) => {
            batch::run(target, arguments.seed, from..from.saturating_add(arguments.inputs), arguments.careful)
        }
        (Some(target), None, Some(number), _) => show(target, arguments.seed, number),
        (Some(target), None, None, Some(file)) => {
            let text = std::fs::read_to_string(file).expect("the file");
            try_one(target, &hex::decode(&text).expect("hexadecimal"))
        }
        (target, ..) => {
            parent::run(target.as_deref(), arguments.seed, arguments.inputs, arguments.threads.max(1))
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn show(target: &str, seed: u64, number: u64) -> bool {
    let target = targets::find(target).expect("a target of --list");
    let input = Worker::new().input(&target, seed, number);
    say(&hex::encode(&input));
    try_one(&target.name, &input)
}

fn try_one(target: &str, input: &[u8]) -> bool {
    let target = targets::find(target).expect("a target of --list");
    let mut tally = Tally::default();
    let outcome = Worker::new().run(&target, input, &mut tally);
    say(&format!("{} bytes; inputs, decoded, refused, guarded panics, memory, codes:\n{tally}", input.len()));
    if let Err(harm) = &outcome {
        say(&format!("HARM: {harm}"));
    }
    outcome.is_ok()
}

/// One line on the screen; a screen that is gone ends nothing.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

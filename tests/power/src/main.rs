//! `footbridge-power`: kills the real programs, takes their files away, fills their disk.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "what it finds is told on the terminal")]

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use footbridge_power::campaign::{self, Failure};
use footbridge_power::programs::Programs;
use footbridge_power::{disk, losses};

/// Kills footbridge and footbridge-relay at random moments, takes files of a home away, fills the disk, and looks
/// whether anything that was acknowledged is lost.
#[derive(Parser)]
struct Args {
    /// How many kills.
    #[arg(long, default_value_t = 40)]
    kills: u64,
    /// The first town's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Tell the story also when all went well.
    #[arg(long)]
    story: bool,
    /// Only one part of it.
    #[arg(long, value_enum)]
    only: Option<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Kills.
    Kills,
    /// Files that are lost.
    Losses,
    /// A disk that is full.
    Disk,
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Wrong::Found(failure)) => {
            println!("{}", failure.story);
            println!("FAILED, seed {}: {:#}", failure.seed, failure.error);
            println!("everything lies in {}", failure.folder.display());
            let (kills, seed) = (args.kills, failure.seed);
            println!("again: footbridge-power --kills {kills} --seed {seed}");
            println!(
                "kills fall by real time: the same seed does the same deeds, but it may take some tries"
            );
            ExitCode::FAILURE
        }
        Err(Wrong::Here(error)) => {
            eprintln!("footbridge-power: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Why it did not end well.
enum Wrong {
    /// Something was lost.
    Found(Box<Failure>),
    /// It could not begin.
    Here(anyhow::Error),
}

impl From<Box<Failure>> for Wrong {
    fn from(failure: Box<Failure>) -> Self {
        Self::Found(failure)
    }
}

fn run(args: &Args) -> Result<(), Wrong> {
    let programs = Programs::find().map_err(Wrong::Here)?;
    println!("seed {}", args.seed);
    let wanted = |part| args.only.is_none_or(|only| only == part);
    if wanted(Part::Kills) {
        let outcome = campaign::run(&programs, args.seed, args.kills)?;
        if args.story {
            println!("{}", outcome.story);
        }
        outcome.counts.lines().iter().for_each(|line| println!("{line}"));
        let (total, took) = (outcome.counts.total(), outcome.took.as_secs_f64());
        let (rounds, answers) = (outcome.rounds, outcome.acknowledged);
        println!("{total} kills in {rounds} towns, {answers} answers, all of it there; {took:.1} s");
    }
    if wanted(Part::Losses) {
        losses::run(&programs, args.seed)?.iter().for_each(|line| println!("{line}"));
    }
    if wanted(Part::Disk) {
        match disk::run(&programs, args.seed)? {
            Some(told) => told.iter().for_each(|line| println!("{line}")),
            None => {
                println!("skipped: a full disk needs a file system of its own, and only root may mount one")
            }
        }
    }
    Ok(())
}

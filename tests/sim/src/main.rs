//! `footbridge-sim`: runs seeds, and tells of the first that breaks a promise how it came about.
#![allow(clippy::print_stdout, reason = "this is a program for a terminal")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use footbridge_sim::flaws::{self, Look};
use footbridge_sim::{Deed, Failure, Options, Plan, run, shrink};

/// Tries to lose somebody's work, by seed.
#[derive(Parser)]
struct Args {
    /// How many seeds.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Seeds at a time.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// One seed only.
    #[arg(long)]
    seed: Option<u64>,
    /// Only these steps of it.
    #[arg(long, value_delimiter = ',')]
    only: Option<Vec<usize>>,
    /// Tell how it went, also when nothing is wrong.
    #[arg(long)]
    story: bool,
    /// Go on after a failure; no story, a line for each.
    #[arg(long)]
    all: bool,
    /// Look whether every deliberate flaw is caught, first by the run that the table names.
    #[arg(long)]
    flaws: bool,
    /// Only this flaw, by its name.
    #[arg(long)]
    flaw: Option<String>,
    /// Look for what catches a flaw from seed 0 on.
    #[arg(long)]
    anew: bool,
}

fn main() -> ExitCode {
    let args = Args::parse();
    if args.flaws || args.flaw.is_some() {
        return every_flaw(&args);
    }
    match args.seed {
        Some(seed) => one(seed, &args),
        None => many(&args),
    }
}

/// One line for each flaw; a failure when one gets through.
fn every_flaw(args: &Args) -> ExitCode {
    let look = if args.anew { Look::Anew } else { Look::Table };
    let all_caught = flaws::report(args.flaw.as_deref(), look, args.threads, &|line| println!("{line}"));
    if all_caught { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn one(seed: u64, args: &Args) -> ExitCode {
    let only: Option<BTreeSet<usize>> = args.only.as_ref().map(|only| only.iter().copied().collect());
    let was_given = only.is_some();
    match run(seed, &Options { only }) {
        Ok(summary) => {
            if args.story {
                println!("{}", summary.story);
            }
            println!("seed {seed}: every promise was kept");
            ExitCode::SUCCESS
        }
        Err(failure) if was_given || args.story => {
            println!("{}\nseed {seed}: {}", failure.summary.story, failure.violation);
            ExitCode::FAILURE
        }
        Err(failure) => {
            tell(seed, failure);
            ExitCode::FAILURE
        }
    }
}

/// Shrinks a failure and tells it.
fn tell(seed: u64, failure: Box<Failure>) {
    println!("seed {seed}: {}\nshrinking ...", failure.violation);
    let (steps, small) = shrink(&Plan::of(seed), failure);
    let only: Vec<String> = steps.iter().map(ToString::to_string).collect();
    println!("{}\n{}", small.summary.story, small.violation);
    println!("again: cargo xtask sim --seed {seed} --only {}", only.join(","));
}

/// So many seeds and every kind of step must have happened: else a fault is only believed to be tried.
const SEEDS_OF_EVERYTHING: u64 = 200;

/// What the threads come to together.
#[derive(Default)]
struct Total {
    tally: BTreeMap<&'static str, u64>,
    failures: Vec<(u64, Box<Failure>)>,
    done: u64,
}

fn many(args: &Args) -> ExitCode {
    let total = run_all(args);
    for (what, count) in &total.tally {
        println!("{count:>7}  {what}");
    }
    let Total { mut failures, done, tally } = total;
    failures.sort_by_key(|(seed, _)| *seed);
    println!("{done} seeds, {} failed", failures.len());
    let never: Vec<&str> = Deed::KINDS.iter().copied().filter(|kind| !tally.contains_key(kind)).collect();
    if done >= SEEDS_OF_EVERYTHING && !never.is_empty() {
        println!("never happened: {}", never.join(", "));
        return ExitCode::FAILURE;
    }
    if failures.is_empty() {
        return ExitCode::SUCCESS;
    }
    if !args.all {
        let (seed, failure) = failures.swap_remove(0);
        tell(seed, failure);
    }
    ExitCode::FAILURE
}

fn run_all(args: &Args) -> Total {
    let next = AtomicU64::new(args.from);
    let end = args.from.saturating_add(args.seeds);
    let stop = AtomicBool::new(false);
    let total: Mutex<Total> = Mutex::default();
    let one_after_the_other = || {
        while !stop.load(Ordering::SeqCst) {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= end {
                return;
            }
            let outcome = run(seed, &Options::default());
            let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
            let tally = match &outcome {
                Ok(summary) => &summary.tally,
                Err(failure) => {
                    stop.store(!args.all, Ordering::SeqCst);
                    println!("seed {seed}: {}", failure.violation);
                    &failure.summary.tally
                }
            };
            for (what, count) in tally {
                *total.tally.entry(what).or_default() += count;
            }
            total.done += 1;
            total.failures.extend(outcome.err().map(|failure| (seed, failure)));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..args.threads.max(1) {
            scope.spawn(one_after_the_other);
        }
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

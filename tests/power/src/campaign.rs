//! Many kills: one town after another, until there were enough.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::moment::{Counts, Usual};
use crate::programs::Programs;
use crate::round::Round;
use crate::story::Story;
use crate::town::Town;

/// Kills in one town: more make its homes large and every look at them slow.
const KILLS_A_ROUND: u64 = 50;
/// Towns at a time.
const AT_ONCE: usize = 2;

/// What came of it.
#[derive(Default)]
pub struct Outcome {
    /// Kills in each phase.
    pub counts: Counts,
    /// Answers that said something was done, all of it there at the end.
    pub acknowledged: u64,
    /// Towns.
    pub rounds: u64,
    /// How long it took.
    pub took: Duration,
    /// What happened in the last town.
    pub story: String,
}

/// A failure that can be looked at.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong.
    pub error: anyhow::Error,
    /// The seed of the town.
    pub seed: u64,
    /// What happened.
    pub story: String,
    /// Where everything lies.
    pub folder: PathBuf,
}

/// Runs until so many kills fell, two towns at a time: most of the time goes into waiting for a disk.
///
/// # Errors
/// The first thing that is lost, half there or does not open. Its folder stays.
pub fn run(programs: &Programs, seed: u64, kills: u64) -> Result<Outcome, Box<Failure>> {
    let began = Instant::now();
    let rounds = kills.div_ceil(KILLS_A_ROUND).max(kills.div_ceil(20).min(2)).max(1);
    let each = kills.div_ceil(rounds);
    let next = AtomicU64::new(0);
    let outcome = Mutex::new(Outcome::default());
    let work = || -> Result<(), Box<Failure>> {
        let mut usual = Usual::default();
        loop {
            let round = next.fetch_add(1, Ordering::Relaxed);
            if round >= rounds {
                return Ok(());
            }
            // the last town has what is left
            let kills = each.min(kills - each * round.min(kills / each.max(1)));
            let (counts, acknowledged, story) =
                town(programs, seed + round, kills, &mut usual).inspect_err(|_| {
                    // nobody begins another town
                    next.store(rounds, Ordering::Relaxed);
                })?;
            let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
            outcome.counts.add_all(&counts);
            outcome.acknowledged += acknowledged;
            outcome.rounds += 1;
            outcome.story = story;
        }
    };
    let ended = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
        let ended = threads.into_iter().map(|one| one.join());
        // a fault in this program is no success
        ended.map(|one| one.unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect::<Vec<_>>()
    });
    ended.into_iter().collect::<Result<Vec<()>, _>>()?;
    let mut outcome = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcome.took = began.elapsed();
    Ok(outcome)
}

fn town(
    programs: &Programs,
    seed: u64,
    kills: u64,
    usual: &mut Usual,
) -> Result<(Counts, u64, String), Box<Failure>> {
    in_folder(programs, seed, "kills", |programs, folder, story| {
        let town = Town::new(programs, folder, story)?;
        let mut round = Round::new(town, seed, usual);
        round.run(kills)?;
        Ok((round.counts, round.town.ledger.acknowledged, story.text()))
    })
}

/// Runs `work` in a folder of its own beside the programs. It is removed when all went well, and stays otherwise.
///
/// # Errors
/// What went wrong.
pub fn in_folder<T>(
    programs: &Programs,
    seed: u64,
    what: &str,
    work: impl FnOnce(&Programs, &std::path::Path, &Story) -> Result<T>,
) -> Result<T, Box<Failure>> {
    let story = Story::default();
    let failure = |error: anyhow::Error, folder: PathBuf| {
        Box::new(Failure { error, seed, story: story.text(), folder })
    };
    let made = (|| {
        let parent = programs.footbridge.parent().context("the programs have no folder")?;
        Ok(tempfile::Builder::new().prefix(&format!("power-{what}-{seed}-")).tempdir_in(parent)?)
    })();
    let folder = match made {
        Ok(folder) => folder,
        Err(error) => return Err(failure(error, PathBuf::new())),
    };
    match work(programs, folder.path(), &story) {
        Ok(value) => Ok(value),
        Err(error) => Err(failure(error, folder.keep())),
    }
}

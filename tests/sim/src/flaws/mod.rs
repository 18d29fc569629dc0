//! Every deliberate flaw is caught by some run: the proof that the simulator would notice a real one.
//!
//! A flaw is turned on for the thread that runs a seed. The table remembers which run caught it first, so that looking
//! again is quick; where that run does not catch it any more, the seeds are gone through from 0, then the directed
//! runs. A run that breaks a promise without any flaw proves nothing and does not count.

mod directed;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use whatif::{Flaw, with_flaw};

use crate::run::{Options, run};
use crate::violation::{Promise, Run, Violation};

pub use directed::{ALL as DIRECTED, Directed};

/// Seeds that may be needed to catch a flaw: as many as every test run goes through.
pub const SEEDS: u64 = 200;

/// The run that caught a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The simulator's, from this seed.
    Seed(u64),
    /// A directed one.
    Directed(&'static str),
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seed(seed) => write!(f, "seed {seed}"),
            Self::Directed(name) => f.write_str(name),
        }
    }
}

/// Where to begin looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// With the run that the table names.
    Table,
    /// From seed 0, as if there were no table.
    Anew,
}

/// What became of one flaw.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The flaw.
    pub flaw: Flaw,
    /// What caught it, and which promise it broke; none when it got through.
    pub caught: Option<(By, Violation)>,
    /// Runs with it so far.
    pub runs: u64,
    /// Whether the table names another run.
    pub outdated: bool,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<28} ", self.flaw.name())?;
        match &self.caught {
            Some((by, violation)) => {
                let outdated = if self.outdated { " (the table says otherwise)" } else { "" };
                write!(f, "{by:<30} {:>4} runs{outdated}  {:?}", self.runs, violation.promise)
            }
            None => write!(f, "NOT CAUGHT in {} runs: {}", self.runs, self.flaw.harm()),
        }
    }
}

impl By {
    fn run(self) -> Run {
        match self {
            Self::Seed(seed) => match run(seed, &Options::default()) {
                Ok(_) => Ok(()),
                Err(failure) => Err(failure.violation),
            },
            Self::Directed(name) => match DIRECTED.iter().find(|one| one.name == name) {
                Some(one) => of_panic(one.run),
                None => Ok(()),
            },
        }
    }
}

/// A panic is a fault like another.
fn of_panic(work: impl FnOnce() -> Run) -> Run {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err(Violation::of(Promise::NoFault, "it panicked")))
}

/// Which runs keep every promise when nothing is wrong.
#[derive(Default)]
struct Honest(Mutex<BTreeMap<By, bool>>);

impl Honest {
    fn keeps_all(&self, by: By) -> bool {
        let known = |honest: &Self| honest.0.lock().ok().and_then(|known| known.get(&by).copied());
        known(self).unwrap_or_else(|| {
            let kept = by.run().is_ok();
            if let Ok(mut known) = self.0.lock() {
                known.insert(by, kept);
            }
            kept
        })
    }
}

/// Looks whether these flaws are caught, several at a time, and tells of each as it is known. How many are.
fn check(flaws: &[Flaw], look: Look, threads: usize, tell: &(dyn Fn(&str) + Sync)) -> usize {
    let (next, honest, caught) = (AtomicUsize::new(0), Honest::default(), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                while let Some(flaw) = flaws.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let verdict = catch(*flaw, look, &honest);
                    caught.fetch_add(usize::from(verdict.caught.is_some()), Ordering::SeqCst);
                    tell(&verdict.to_string());
                }
            });
        }
    });
    caught.into_inner()
}

fn catch(flaw: Flaw, look: Look, honest: &Honest) -> Verdict {
    let known = table::CAUGHT.iter().find(|(one, _)| *one == flaw).map(|(_, by)| *by);
    let first = known.filter(|_| look == Look::Table);
    let seeds = (0..SEEDS).map(By::Seed);
    let directed = DIRECTED.iter().map(|one| By::Directed(one.name));
    let mut runs = 0;
    for by in first.into_iter().chain(seeds).chain(directed) {
        runs += 1;
        if let Err(violation) = with_flaw(flaw, || by.run())
            && honest.keeps_all(by)
        {
            return Verdict { flaw, caught: Some((by, violation)), runs, outdated: known != Some(by) };
        }
    }
    Verdict { flaw, caught: None, runs, outdated: known.is_some() }
}

/// Looks at every flaw, or at the one of this name, and tells of each; whether all were caught.
pub fn report(name: Option<&str>, look: Look, threads: usize, tell: &(dyn Fn(&str) + Sync)) -> bool {
    let is_asked_for = |flaw: &Flaw| name.is_none_or(|name| flaw.name() == name);
    let flaws: Vec<Flaw> = Flaw::ALL.iter().copied().filter(is_asked_for).collect();
    // what a flaw makes of the product is told by the verdict
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let caught = check(&flaws, look, threads, tell);
    std::panic::set_hook(hook);
    tell(&format!("{caught} of {} flaws are caught", flaws.len()));
    caught == flaws.len() && !flaws.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_a_run_for_every_flaw() {
        for flaw in Flaw::ALL {
            let by = table::CAUGHT.iter().filter(|(one, _)| one == flaw).count();
            assert_eq!(by, 1, "{}", flaw.name());
        }
        for (_, by) in table::CAUGHT {
            assert!(match by {
                By::Seed(seed) => *seed < SEEDS,
                By::Directed(name) => DIRECTED.iter().any(|one| one.name == *name),
            });
        }
    }

    /// One test for all of them would hide which.
    macro_rules! kept {
        ($($name:ident $at:literal)*) => {$(
            #[test]
            fn $name() {
                let Directed { name, run } = DIRECTED[$at];
                assert_eq!(name.replace('-', "_"), stringify!($name));
                run().unwrap_or_else(|violation| panic!("{violation}"));
            }
        )*};
    }

    kept! {
        power_cut_of_a_device 0
        power_cut_of_a_closed_mailbox 1
        power_cut_of_the_relay 2
        failing_disk_of_a_device 3
        failing_disk_of_the_relay 4
        crash_while_fetching 5
        more_than_a_page 6
        damage_at_the_relay 7
        a_newer_release 8
        slices 9
        a_relay_in_trouble 10
        an_outdated_answer 11
        a_form_left_open 12
        a_draft_goes_on 13
        two_take_over 14
        a_database_put_back 15
    }
}

//! A child's work: a range of one target's inputs. What it says is read by `parent`.

use std::ops::Range;

use footbridge_fuzz::minimise::minimise;
use footbridge_fuzz::tally::Tally;
use footbridge_fuzz::{Harm, Target, Worker, hex, targets};

use crate::say;

/// Runs the inputs; stops at the first that does harm, with its smallest form. Whether none did.
pub(crate) fn run(target: &str, seed: u64, numbers: Range<u64>, careful: bool) -> bool {
    let target = targets::find(target).expect("a target of --list");
    let (mut worker, mut tally) = (Worker::new(), Tally::default());
    for number in numbers {
        if careful {
            say(&format!("trying {number}"));
        }
        let input = worker.input(&target, seed, number);
        if let Err(harm) = worker.run(&target, &input, &mut tally) {
            say(&format!("harm {number} {}", harm.to_string().replace('\n', " ")));
            say(&format!("small {}", hex::encode(&smallest(&worker, &target, &input, &harm))));
            say(&format!("tally {}", tally.line()));
            return false;
        }
    }
    say(&format!("tally {}", tally.line()));
    true
}

fn smallest(worker: &Worker, target: &Target, input: &[u8], harm: &Harm) -> Vec<u8> {
    let mut tally = Tally::default();
    minimise(input, &mut |bytes| match (worker.run(target, bytes, &mut tally), harm) {
        // the same place, whatever it says there
        (Err(Harm::Panic(now)), Harm::Panic(before)) => place(&now) == place(before),
        (Err(Harm::Memory(_)), Harm::Memory(_)) => true,
        _ => false,
    })
}

fn place(told: &str) -> &str {
    told.split(": ").next().unwrap_or_default()
}

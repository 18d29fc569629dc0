//! A failing plan is cut down as long as what is left breaks the same promise.

use std::collections::BTreeSet;

use crate::plan::Plan;
use crate::run::{Failure, Options, run_plan};

/// Tries at most.
const TRIES_MAX: usize = 120;

/// The smallest part of a plan that was found to break the same promise, and how it breaks it.
pub fn shrink(plan: &Plan, failure: Box<Failure>) -> (BTreeSet<usize>, Box<Failure>) {
    let promise = failure.violation.promise;
    let mut steps: Vec<usize> = failure.done.iter().copied().collect();
    // the step that failed was not done
    let last = plan.steps.iter().map(|step| step.number).find(|number| Some(number) > steps.last());
    steps.extend(last);
    let (mut best, mut tries) = (failure, 0);
    let mut attempt = |steps: &[usize]| -> Option<Box<Failure>> {
        tries += 1;
        if tries > TRIES_MAX {
            return None;
        }
        let only = Some(steps.iter().copied().collect());
        run_plan(plan, &Options { only }).err().filter(|failure| failure.violation.promise == promise)
    };
    if let Some(failure) = attempt(&steps) {
        best = failure;
    } else {
        // it needs a step that was skipped
        steps = plan.steps.iter().map(|step| step.number).collect();
    }
    let mut size = (steps.len() / 2).max(1);
    loop {
        let mut at = 0;
        let mut cut = false;
        while at < steps.len() {
            let rest: Vec<usize> = steps
                .iter()
                .enumerate()
                .filter(|(i, _)| *i < at || *i >= at + size)
                .map(|(_, n)| *n)
                .collect();
            match attempt(&rest) {
                Some(failure) => (steps, best, cut) = (rest, failure, true),
                None => at += size,
            }
        }
        if size == 1 && !cut {
            return (steps.into_iter().collect(), best);
        }
        size = if size == 1 { 1 } else { (size / 2).max(1) };
    }
}

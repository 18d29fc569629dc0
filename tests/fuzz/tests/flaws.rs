//! Flaws made on purpose are found: a fuzzer that finds nothing may also be one that looks at nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic, also in its helpers"
)]

use footbridge_fuzz::tally::Tally;
use footbridge_fuzz::{Worker, targets};
use whatif::{Flaw, with_flaw};

/// The first input of a target that does harm, among so many.
fn found(target: &str, inputs: u64) -> Option<u64> {
    let target = targets::find(target).unwrap();
    let mut worker = Worker::new();
    (0..inputs).find(|number| {
        let input = worker.input(&target, 1, *number);
        worker.run(&target, &input, &mut Tally::default()).is_err()
    })
}

#[test]
fn a_fold_that_is_wrong_is_found_within_a_few_inputs() {
    assert_eq!(found("change", 100), None, "without a flaw");
    for flaw in [Flaw::PredecessorsIgnored, Flaw::ConcurrentDropped, Flaw::AppliedTwice] {
        let first = with_flaw(flaw, || found("change", 300));
        assert!(first.is_some(), "{} is not found", flaw.name());
    }
}

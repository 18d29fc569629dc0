//! Makes inputs, runs them and says what harm they did.

use std::collections::HashMap;

use crate::chance::Chance;
use crate::guard::{self, MEMORY_MAX_BYTES};
use crate::mutate::mutate;
use crate::tally::Tally;
use crate::targets::{Shape, Target};

/// What an input did that nothing may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Harm {
    /// A panic reached the caller: the product's own, or a check of the target that did not hold.
    Panic(String),
    /// More memory was held at once than an input may take.
    Memory(u64),
}

impl std::fmt::Display for Harm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Panic(told) => write!(f, "panic at {told}"),
            Self::Memory(bytes) => write!(f, "{bytes} bytes of memory held at once"),
        }
    }
}

/// Holds what is made once for a target: its examples.
#[derive(Default)]
pub struct Worker {
    examples: HashMap<String, Vec<Vec<u8>>>,
}

impl Worker {
    /// Without examples yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Input `number` of a target under a seed.
    pub fn input(&mut self, target: &Target, seed: u64, number: u64) -> Vec<u8> {
        let examples =
            self.examples.entry(target.name.clone()).or_insert_with(|| (target.examples)(&target.name));
        let mut chance = Chance::of_input(&target.name, seed, number);
        // each example is tried as it is before any is changed
        if let Some(example) = usize::try_from(number).ok().and_then(|number| examples.get(number)) {
            return example.clone();
        }
        if let Some(make) = target.make.filter(|_| !chance.one_in(8)) {
            return make(&mut chance, examples);
        }
        let mut bytes = chance.pick(examples).clone();
        let other = chance.pick(examples);
        mutate(&mut bytes, other, target.words, &mut chance);
        match target.shape {
            Shape::Bytes => bytes,
            // half of them are text for certain: else most would end at that check
            Shape::Text if chance.one_in(2) => bytes,
            Shape::Text => String::from_utf8_lossy(&bytes).into_owned().into_bytes(),
        }
    }

    /// Runs an input and counts it.
    ///
    /// # Errors
    /// The harm it did.
    pub fn run(&self, target: &Target, bytes: &[u8], tally: &mut Tally) -> Result<(), Harm> {
        let outcome = guard::run(|| (target.run)(bytes));
        tally.inputs += 1;
        tally.peak_bytes = tally.peak_bytes.max(outcome.peak_bytes);
        for place in outcome.guarded {
            *tally.guarded.entry(place.chars().take(160).collect()).or_default() += 1;
        }
        match outcome.verdict {
            Ok(Ok(())) => tally.decoded += 1,
            Ok(Err(code)) => *tally.refused.entry(code.to_owned()).or_default() += 1,
            Err(told) => return Err(Harm::Panic(told)),
        }
        let most = MEMORY_MAX_BYTES.max(64 * bytes.len() as u64);
        if outcome.peak_bytes > most { Err(Harm::Memory(outcome.peak_bytes)) } else { Ok(()) }
    }
}

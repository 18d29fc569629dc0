//! The list of targets.

mod api;
mod domain;
mod ingest;
mod interop;
mod merge;
mod protocol;
mod relay;
mod roster;
mod society;
mod vault;

use crate::chance::Chance;

/// Whether an input was understood, or else why not, as a code.
pub type Verdict = Result<(), &'static str>;

/// What inputs of a target are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any bytes.
    Bytes,
    /// Text, so that not every damage ends at the check for UTF-8.
    Text,
}

/// Makes an input out of chance and examples, by what is known of the structure.
pub type Make = fn(&mut Chance, &[Vec<u8>]) -> Vec<u8>;

/// One way for bytes into the product.
pub struct Target {
    /// Its name on the command line and of its folder of crashers.
    pub name: String,
    /// Its share of the inputs.
    pub weight: u64,
    /// What its inputs are made of.
    pub shape: Shape,
    /// Words that its format likes.
    pub words: &'static [&'static [u8]],
    /// Valid inputs, by the target's name. The same in every run.
    pub examples: fn(&str) -> Vec<Vec<u8>>,
    /// Makes inputs, where bytes alone would rarely get anywhere.
    pub make: Option<Make>,
    /// Tries an input; a panic is harm.
    pub run: fn(&[u8]) -> Verdict,
}

impl Target {
    fn bytes(name: impl Into<String>, examples: fn(&str) -> Vec<Vec<u8>>, run: fn(&[u8]) -> Verdict) -> Self {
        Self { name: name.into(), weight: 10, shape: Shape::Bytes, words: &[], examples, make: None, run }
    }

    fn text(name: impl Into<String>, examples: fn(&str) -> Vec<Vec<u8>>, run: fn(&[u8]) -> Verdict) -> Self {
        Self { shape: Shape::Text, ..Self::bytes(name, examples, run) }
    }

    fn words(self, words: &'static [&'static [u8]]) -> Self {
        Self { words, ..self }
    }

    fn weight(self, weight: u64) -> Self {
        Self { weight, ..self }
    }

    fn make(self, make: Make) -> Self {
        Self { make: Some(make), ..self }
    }
}

/// Every target.
pub fn all() -> Vec<Target> {
    let mut all = Vec::new();
    all.extend(protocol::targets());
    all.extend(vault::targets());
    all.extend(merge::targets());
    all.extend(domain::targets());
    all.extend(interop::targets());
    all.extend(api::targets());
    all.extend(roster::targets());
    all.extend(relay::targets());
    all.extend(ingest::targets());
    all
}

/// The target with this name.
pub fn find(name: &str) -> Option<Target> {
    all().into_iter().find(|target| target.name == name)
}

/// The text, or the code for bytes that are none.
fn text(bytes: &[u8]) -> Result<&str, &'static str> {
    std::str::from_utf8(bytes).map_err(|_| "utf8")
}

/// A code that is made up while it runs: each is kept once.
fn code(name: &str) -> &'static str {
    use std::collections::BTreeSet;
    use std::sync::Mutex;
    static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut codes = CODES.lock().unwrap();
    if let Some(known) = codes.get(name) {
        return known;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    codes.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Worker;
    use crate::tally::Tally;

    #[test]
    fn every_target_understands_an_example_and_makes_the_same_input_again() {
        for target in all() {
            let (mut one, mut two) = (Worker::new(), Worker::new());
            let mut tally = Tally::default();
            for number in 0..(target.examples)(&target.name).len() as u64 {
                let input = one.input(&target, 1, number);
                one.run(&target, &input, &mut tally).unwrap_or_else(|harm| panic!("{}: {harm}", target.name));
            }
            assert!(tally.decoded > 0, "{}: {tally}", target.name);
            let number = 1_000_003;
            assert_eq!(one.input(&target, 7, number), two.input(&target, 7, number), "{}", target.name);
        }
    }
}

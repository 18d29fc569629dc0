//! What the demo claims, each claim held against what the programs said.

use crate::console;
use anyhow::bail;
use std::fmt::Debug;

/// The claims made so far. A failed one does not stop the story: everything that is wrong is told at once.
#[derive(Default)]
pub struct Checks {
    held: usize,
    failed: Vec<String>,
}

impl Checks {
    /// Holds a claim against what was found, and gives the mark to print beside it.
    pub fn equal<T: PartialEq + Debug + ?Sized>(
        &mut self,
        claim: &str,
        expected: &T,
        found: &T,
    ) -> &'static str {
        if expected == found {
            self.held += 1;
            return "✓";
        }
        self.failed.push(format!("{claim}: expected {expected:?}, found {found:?}"));
        "✗"
    }

    /// The claim as a line of its own, with its mark.
    pub fn say<T: PartialEq + Debug + ?Sized>(&mut self, claim: &str, expected: &T, found: &T) {
        let mark = self.equal(claim, expected, found);
        console::say(&format!("   {mark} {claim}"));
    }

    /// The end of the story: an error that names every claim that did not hold.
    pub fn verdict(self) -> anyhow::Result<()> {
        if self.failed.is_empty() {
            console::say(&format!("\nAll {} checks hold.", self.held));
            return Ok(());
        }
        let all = self.held + self.failed.len();
        bail!("{} of {all} checks failed:\n  {}", self.failed.len(), self.failed.join("\n  "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_is_fine() {
        let mut checks = Checks::default();
        assert_eq!(checks.equal("one is one", &1, &1), "✓");
        assert!(checks.verdict().is_ok());
    }

    #[test]
    fn what_fails_is_named_and_ends_in_an_error() {
        let mut checks = Checks::default();
        checks.equal("one is one", &1, &1);
        assert_eq!(checks.equal("people", &257, &256), "✗");
        let error = checks.verdict().unwrap_err().to_string();
        assert_eq!(error, "1 of 2 checks failed:\n  people: expected 257, found 256");
    }
}

//! Runs one input so that whatever happens is told: panics (also those that the product catches itself) and the
//! most memory that was held at once.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use crate::Verdict;

/// A thread's memory for one input: what an input of at most 1 MiB may take.
pub const MEMORY_MAX_BYTES: u64 = 64 * 1024 * 1024;

thread_local! {
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// What became of one input.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the target said; `Err` with the panic when one escaped.
    pub verdict: Result<Verdict, String>,
    /// Panics that the product caught itself, each with its place.
    pub guarded: Vec<String>,
    /// The most bytes held at once.
    pub peak_bytes: u64,
}

/// Runs `work`. Panics of this thread are kept from the screen and listed.
pub fn run(work: impl FnOnce() -> Verdict) -> Outcome {
    listen();
    PANICS.with_borrow_mut(|panics| *panics = Some(Vec::new()));
    let mut verdict = Err(String::new());
    let memory = allocation_counter::measure(|| {
        verdict = catch_unwind(AssertUnwindSafe(work)).map_err(|_| String::new());
    });
    let mut guarded = PANICS.with_borrow_mut(Option::take).unwrap_or_default();
    let verdict = verdict.map_err(|_| guarded.pop().unwrap_or_else(|| "a panic without a place".to_owned()));
    Outcome { verdict, guarded, peak_bytes: memory.bytes_max }
}

/// Runs `work` of the harness itself; `None` when it panics, without a word and without counting it.
pub fn quietly<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    listen();
    let before = PANICS.with_borrow_mut(|panics| panics.replace(Vec::new()));
    let done = catch_unwind(AssertUnwindSafe(work)).ok().flatten();
    PANICS.with_borrow_mut(|panics| *panics = before);
    done
}

/// Installs the listener once; threads that do not run an input panic as ever.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let heard = PANICS.with_borrow_mut(|panics| match panics {
                Some(panics) => {
                    panics.push(told(info));
                    true
                }
                None => false,
            });
            if !heard {
                usual(info);
            }
        }));
    });
}

fn told(info: &std::panic::PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let words = payload.downcast_ref::<&str>().copied().map(str::to_owned);
    let words = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
    let words: String = words.chars().take(400).collect();
    format!("{place}: {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_that_escapes_is_told_apart_from_one_that_is_caught() {
        let caught = run(|| {
            drop(catch_unwind(|| panic!("inside")));
            Ok(())
        });
        assert!(matches!(caught.verdict, Ok(Ok(()))) && caught.guarded.len() == 1);
        let escaped = run(|| panic!("outside"));
        assert!(escaped.verdict.unwrap_err().ends_with("outside") && escaped.guarded.is_empty());
    }

    #[test]
    fn memory_is_measured_at_its_most() {
        let outcome = run(|| {
            drop(std::hint::black_box(vec![1u8; 3_000_000]));
            Ok(())
        });
        assert!((3_000_000..3_100_000).contains(&outcome.peak_bytes), "{}", outcome.peak_bytes);
    }
}

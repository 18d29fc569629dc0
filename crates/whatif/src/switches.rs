//! The switches, one set for each thread. They turn back when the work ends, also by a panic.

use std::cell::Cell;

use crate::Flaw;

thread_local! {
    static FLAW: Cell<Option<Flaw>> = const { Cell::new(None) };
    static RELEASE: Cell<Option<Release>> = const { Cell::new(None) };
}

/// The version that a device passes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// The version of the app, as in `1.2.3`.
    pub app: &'static str,
    /// The version of the record schema that it writes, and the highest that it understands.
    pub schema: u16,
}

/// Whether the code that asks is to be wrong here.
pub fn flawed(flaw: Flaw) -> bool {
    FLAW.get() == Some(flaw)
}

/// The version of the record schema that this device writes and understands; `current` unless a test says otherwise.
pub fn schema(current: u16) -> u16 {
    RELEASE.get().map_or(current, |release| release.schema)
}

/// The version of the app that this device runs; `current` unless a test says otherwise.
pub fn release(current: &'static str) -> &'static str {
    RELEASE.get().map_or(current, |release| release.app)
}

/// Does `work` in a build with this flaw and no other.
pub fn with_flaw<T>(flaw: Flaw, work: impl FnOnce() -> T) -> T {
    let _back = Back { cell: &FLAW, before: FLAW.replace(Some(flaw)) };
    work()
}

/// Does `work` as this release of the app.
pub fn with_release<T>(release: Release, work: impl FnOnce() -> T) -> T {
    let _back = Back { cell: &RELEASE, before: RELEASE.replace(Some(release)) };
    work()
}

/// Sets a switch back to what it was.
struct Back<T: Copy + 'static> {
    cell: &'static std::thread::LocalKey<Cell<T>>,
    before: T,
}

impl<T: Copy> Drop for Back<T> {
    fn drop(&mut self) {
        self.cell.set(self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_lasts_as_long_as_its_work_and_is_the_threads_own() {
        let [first, second, ..] = Flaw::ALL else { panic!("there are no flaws") };
        with_flaw(*first, || {
            assert!(flawed(*first) && !flawed(*second));
            with_flaw(*second, || assert!(!flawed(*first) && flawed(*second)));
            assert!(flawed(*first), "the outer one is back");
            let elsewhere = std::thread::spawn(|| Flaw::ALL.iter().any(|flaw| flawed(*flaw)));
            assert!(!elsewhere.join().unwrap());
        });
        assert!(!flawed(*first));
    }

    #[test]
    fn a_panic_turns_a_switch_back() {
        let [first, ..] = Flaw::ALL else { panic!("there are no flaws") };
        let fault = std::panic::catch_unwind(|| with_flaw(*first, || panic!("on purpose")));
        assert!(fault.is_err() && !flawed(*first));
    }

    #[test]
    fn a_device_passes_for_another_release() {
        let newer = Release { app: "9.0.0", schema: 9 };
        assert_eq!(with_release(newer, || (schema(1), release("0.1.0"))), (9, "9.0.0"));
        assert_eq!((schema(1), release("0.1.0")), (1, "0.1.0"));
    }
}

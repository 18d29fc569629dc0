//! How a long job says how far it is, and how it hears that it should stop.

/// Whether a long job goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Go,
    /// Stop as soon as nothing would be half-done.
    Cancel,
}

/// How far a long job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progressed {
    /// What is counted, as a stable word: `rows`, `records`, `changes`.
    pub what: &'static str,
    /// Done so far.
    pub done: u64,
    /// Of how many; 0 when nobody knows yet.
    pub total: u64,
}

/// Receives progress.
pub struct Progress<'a>(Box<dyn FnMut(Progressed) -> Flow + 'a>);

impl<'a> Progress<'a> {
    /// Calls `report` now and then.
    pub fn new(report: impl FnMut(Progressed) -> Flow + 'a) -> Self {
        Self(Box::new(report))
    }

    /// Nobody watches, nobody cancels.
    pub fn silent() -> Self {
        Self::new(|_| Flow::Go)
    }

    /// Reports; the job must heed the answer.
    pub fn report(&mut self, what: &'static str, done: u64, total: u64) -> Flow {
        (self.0)(Progressed { what, done, total })
    }
}

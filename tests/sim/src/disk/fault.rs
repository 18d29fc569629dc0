//! Crashes and failures at a step that is known beforehand.

use sqlite_plugin::vars::SQLITE_IOERR;
use sqlite_plugin::vfs::VfsResult;

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// The process ends: this step and everything after it is not done.
    Crash,
    /// This step alone is not done, and an I/O error is reported.
    Fail,
}

/// How many steps were asked for, and what is to happen at one of them.
#[derive(Default)]
pub(super) struct Fate {
    steps: u64,
    plan: Option<(u64, Mishap)>,
    crashed: bool,
}

impl Fate {
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    pub(super) fn has_crashed(&self) -> bool {
        self.crashed
    }

    pub(super) fn plan(&mut self, more: u64, mishap: Mishap) {
        self.plan = Some((self.steps.saturating_add(more), mishap));
    }

    pub(super) fn spare(&mut self) {
        self.plan = None;
    }

    /// A new process knows nothing of the last one's end.
    pub(super) fn begin_life(&mut self) {
        self.plan = None;
        self.crashed = false;
    }

    /// Whether there still is a process.
    pub(super) fn alive(&self) -> VfsResult<()> {
        if self.crashed { Err(SQLITE_IOERR) } else { Ok(()) }
    }

    /// Counts a step. Its number, unless it must not be done.
    pub(super) fn step(&mut self) -> VfsResult<u64> {
        self.alive()?;
        let number = self.steps;
        self.steps += 1;
        match self.plan {
            Some((at, Mishap::Crash)) if number >= at => self.crashed = true,
            Some((at, Mishap::Fail)) if number >= at => self.plan = None,
            _ => return Ok(number),
        }
        Err(SQLITE_IOERR)
    }
}

//! `cargo xtask demo`: set-up, build, and a shift of a collaborative told by the real programs.

mod cast;
mod checks;
mod guide;
mod incidents;
mod interrupt;
mod report;
mod story;

use crate::console;
use crate::programs::{Profile, Programs};
use crate::setup::{self, Purpose};
use crate::stage::Stage;
use interrupt::Interrupt;
use std::path::Path;
use std::time::Instant;
use story::Teller;

/// What happens when the story is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// End with the story's status.
    Exit,
    /// Keep the relay and the homes until Ctrl-C, to look around in.
    StayUp,
}

/// Prepares the machine, builds, and tells the story. Whatever was started is ended, and whatever was written is
/// removed, on every way out.
///
/// # Errors
/// When a program fails, or when something that the story claims does not hold; the error says what.
pub fn run(root: &Path, afterwards: Afterwards) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Build)?;
    let programs = Programs::build(root, Profile::Dev)?;
    let interrupt = Interrupt::listen()?;
    let stage = Stage::new(programs)?;
    let began = Instant::now();
    let told = Teller::new(root, &stage, &interrupt).tell();
    // a program that Ctrl-C ended under us is not the failure to report
    interrupt.check()?;
    let (relay, checks) = told?;
    checks.verdict()?;
    console::say(&format!("Told in {} s.", began.elapsed().as_secs()));
    if afterwards == Afterwards::StayUp {
        guide::print(&stage);
        interrupt.wait()?;
    }
    relay.stop()?;
    stage.remove()
}

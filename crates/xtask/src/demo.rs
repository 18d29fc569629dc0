//! `cargo xtask demo`: set-up, build, and a shift of a collaborative told by the real programs.

mod cast;
mod checks;
mod guide;
mod incidents;
mod interrupt;
mod report;
mod screens;
mod story;

use crate::console;
use crate::programs::{Profile, Programs};
use crate::setup::{self, Purpose};
use crate::stage::Stage;
use crate::ui;
use interrupt::Interrupt;
use screens::Screens;
use std::path::Path;
use std::time::Instant;
use story::{Teller, Told};

/// What happens when the story is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// Check the screens and end with the status of it all.
    Exit,
    /// Serve the screens and keep the relay and the homes until Ctrl-C, to look around in.
    StayUp,
}

/// Prepares the machine, builds, and tells the story. Whatever was started is ended, and whatever was written is
/// removed, on every way out.
///
/// # Errors
/// When a program fails, or when something that the story claims does not hold; the error says what.
pub fn run(root: &Path, afterwards: Afterwards) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Demo)?;
    // before the programs: they carry the built screens within them
    ui::build(root)?;
    let programs = Programs::build(root, Profile::Dev)?;
    let interrupt = Interrupt::listen()?;
    let stage = Stage::new(programs)?;
    let began = Instant::now();
    let told = Teller::new(root, &stage, &interrupt).tell();
    // a program that Ctrl-C ended under us is not the failure to report
    interrupt.check()?;
    let Told { relay, cast, plot, mut checks } = told?;
    let told_in = format!("Told in {} s.", began.elapsed().as_secs());
    if afterwards == Afterwards::Exit {
        let checked = screens::check(&mut checks, &stage, &cast, &plot);
        interrupt.check()?;
        checked?;
    }
    checks.verdict()?;
    console::say(&told_in);
    if afterwards == Afterwards::StayUp {
        let (screens, links) = Screens::start(&stage, &cast)?;
        guide::print(&stage, &links);
        interrupt.wait(|| screens.print_fresh_links())?;
        screens.stop()?;
    }
    relay.stop()?;
    stage.remove()
}

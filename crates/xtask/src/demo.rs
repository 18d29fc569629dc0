//! `cargo xtask demo`: set-up, build, and a shift of a collaborative told by the real programs.

mod story;

use crate::console;
use crate::programs::{Profile, Programs};
use crate::setup::{self, Purpose};
use crate::stage::Stage;
use anyhow::Context;
use std::path::Path;
use std::sync::mpsc;

/// What happens when the story is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// End with the story's status.
    Exit,
    /// Keep the relay and the homes until Ctrl-C, to look around in.
    StayUp,
}

/// Prepares the machine, builds, and tells the story. Whatever was started is ended on every way out.
pub fn run(root: &Path, afterwards: Afterwards) -> anyhow::Result<()> {
    setup::ensure(root, Purpose::Build)?;
    let programs = Programs::build(root, Profile::Dev)?;
    let stage = Stage::new(root, programs)?;
    let _relay = story::tell(root, &stage)?;
    if afterwards == Afterwards::StayUp {
        stay_up(&stage)?;
    }
    Ok(())
}

fn stay_up(stage: &Stage) -> anyhow::Result<()> {
    let (sender, receiver) = mpsc::channel();
    ctrlc::set_handler(move || {
        sender.send(()).ok();
    })?;
    console::say(&format!(
        "The homes are in {}. Ctrl-C ends the demo and removes them.",
        stage.path("").display()
    ));
    receiver.recv().context("the wait for Ctrl-C ended early")
}

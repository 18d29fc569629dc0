//! The power goes.

use std::path::Path;

use testkit::SeededRandom;

use super::DiskError;
use super::state::State;

/// What becomes of that which was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// All of it is lost.
    All,
    /// Nothing is lost.
    Nothing,
    /// What came before this step (see [`Disk::steps`](super::Disk::steps)) survives; that step itself may be torn.
    After(u64),
    /// Every sector, size and name arrives or not by itself, so many times in a thousand.
    Scattered(u64),
}

impl Loss {
    /// Any kind; `After` is at a step still to be chosen.
    pub(super) fn any(rng: &mut SeededRandom) -> Self {
        match rng.below(8) {
            0 => Self::All,
            1 => Self::Nothing,
            2 | 3 => Self::After(u64::MAX),
            _ => Self::Scattered(1 + rng.below(999)),
        }
    }
}

/// What a power cut did, for whoever tells the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// How much was lost.
    pub loss: Loss,
    /// Steps that were not synced: writes, truncations, names.
    pub unsynced: usize,
}

/// One power cut, as it decides.
pub(super) struct Weather<'r> {
    loss: Loss,
    rng: &'r mut SeededRandom,
    /// What is written whole or not at all.
    pub(super) sector: usize,
    /// A place that the file's size reached and no data did: old bytes of something else, or zeros.
    stale: Option<u8>,
}

impl<'r> Weather<'r> {
    pub(super) fn new(loss: Loss, rng: &'r mut SeededRandom) -> Self {
        let sector = if rng.happens(500) { 512 } else { 4096 };
        let stale = rng.happens(500).then(|| rng.array::<1>()).map(|[byte]| byte);
        Self { loss, rng, sector, stale }
    }

    /// Whether this part of this step arrived.
    pub(super) fn arrives(&mut self, number: u64) -> bool {
        match self.loss {
            Loss::All => false,
            Loss::Nothing => true,
            Loss::After(step) => number < step,
            Loss::Scattered(per_mille) => self.rng.happens(per_mille),
        }
    }

    /// How many of a step's bytes arrived, when it is the one that was torn.
    pub(super) fn tears(&mut self, number: u64, len: usize) -> Option<usize> {
        if self.loss != Loss::After(number) {
            return None;
        }
        usize::try_from(self.rng.below(len as u64 + 1)).ok()
    }

    /// One of so many; 0 for the oldest.
    pub(super) fn one_of(&mut self, numbers: &[u64]) -> usize {
        match self.loss {
            Loss::Scattered(_) => {
                usize::try_from(self.rng.below(numbers.len() as u64 + 1)).unwrap_or_default()
            }
            _ => numbers.iter().filter(|number| self.arrives_whole(**number)).count(),
        }
    }

    fn arrives_whole(&self, number: u64) -> bool {
        match self.loss {
            Loss::After(step) => number < step,
            loss => loss == Loss::Nothing,
        }
    }

    /// Lets an image grow where nothing arrived.
    pub(super) fn pad(&mut self, image: &mut Vec<u8>, to: usize) {
        while image.len() < to {
            let byte = self.stale.map_or(0, |byte| byte ^ self.rng.array::<1>()[0]);
            image.push(byte);
        }
    }
}

/// See [`Disk::power_cut_with`](super::Disk::power_cut_with).
pub(super) fn power_cut(state: &mut State, loss: Loss, rng: &mut SeededRandom) -> Result<Outage, DiskError> {
    let loss = match loss {
        Loss::After(u64::MAX) => Loss::After(some_step(state, rng)),
        loss => loss,
    };
    let outage = Outage { loss, unsynced: state.unsynced() };
    state.begin_life();
    let mut weather = Weather::new(loss, rng);
    let files = state.files.take_all();
    for (path, unsynced) in files {
        if !unsynced.is_empty() && path.exists() {
            let now = std::fs::read(&path)?;
            std::fs::write(&path, unsynced.surviving(now, &mut weather))?;
        }
    }
    for (path, history) in state.names.take_all() {
        write_name(&path, history.surviving(&mut weather))?;
    }
    Ok(outage)
}

/// A step that was not synced; they are most interesting to be cut at.
fn some_step(state: &State, rng: &mut SeededRandom) -> u64 {
    let steps = state.fate.steps();
    let back = rng.below(state.unsynced() as u64 + 2);
    steps.saturating_sub(back)
}

/// What became of a name: what was under it before stays, or another file is there, or none.
pub(super) enum Survivor {
    AsItIs,
    Other(Vec<u8>),
    None,
}

fn write_name(path: &Path, survivor: Survivor) -> std::io::Result<()> {
    match survivor {
        Survivor::AsItIs => Ok(()),
        Survivor::Other(content) => std::fs::write(path, content),
        Survivor::None => match std::fs::remove_file(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            done => done,
        },
    }
}

//! Names that were made or deleted since their folder was last synced.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::cut::{Survivor, Weather};
use super::unsynced::Unsynced;

/// What was under a name at some time.
enum Under {
    Nothing,
    /// The file that is there now.
    Current,
    /// A file that was deleted since: what was in it, and what of that was not synced.
    Deleted(Vec<u8>, Unsynced),
}

/// A name: what was under it when its folder was synced, and after each step since.
pub(super) struct History {
    synced: Under,
    since: Vec<(u64, Under)>,
}

impl History {
    fn starting(synced: Under) -> Self {
        Self { synced, since: Vec::new() }
    }

    /// What is under the name when the power is back.
    pub(super) fn surviving(self, weather: &mut Weather<'_>) -> Survivor {
        let numbers: Vec<u64> = self.since.iter().map(|(number, _)| *number).collect();
        let chosen = weather.one_of(&numbers);
        let mut states = std::iter::once(self.synced).chain(self.since.into_iter().map(|(_, under)| under));
        match states.nth(chosen) {
            Some(Under::Nothing) => Survivor::None,
            Some(Under::Deleted(content, unsynced)) => Survivor::Other(unsynced.surviving(content, weather)),
            Some(Under::Current) | None => Survivor::AsItIs,
        }
    }

    fn current(&mut self) -> &mut Under {
        self.since.last_mut().map_or(&mut self.synced, |(_, under)| under)
    }
}

/// Every name with a history.
#[derive(Default)]
pub(super) struct Names(BTreeMap<PathBuf, History>);

impl Names {
    pub(super) fn made(&mut self, number: u64, path: &Path) {
        let history = self.0.entry(path.to_owned()).or_insert_with(|| History::starting(Under::Nothing));
        history.since.push((number, Under::Current));
    }

    pub(super) fn deleted(&mut self, number: u64, path: &Path, content: Vec<u8>, unsynced: Unsynced) {
        let history = self.0.entry(path.to_owned()).or_insert_with(|| History::starting(Under::Current));
        *history.current() = Under::Deleted(content, unsynced);
        history.since.push((number, Under::Nothing));
    }

    /// The folder was synced.
    pub(super) fn synced(&mut self, folder: &Path) {
        self.0.retain(|path, _| path.parent() != Some(folder));
    }

    pub(super) fn len(&self) -> usize {
        self.0.values().map(|history| history.since.len()).sum()
    }

    pub(super) fn take_all(&mut self) -> BTreeMap<PathBuf, History> {
        std::mem::take(&mut self.0)
    }
}

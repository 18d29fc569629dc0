//! Which changes the excuses are about: an excuse names words, not everything that stands in their record.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ChangeHash, RecordId};
use protocol::DeviceId;

use crate::lens::{Home, Print};
use crate::violation::Run;
use crate::world::World;

/// One change of a record that an excuse is about.
struct Change {
    dependencies: Vec<ChangeHash>,
    words: BTreeSet<Print>,
    is_excused: bool,
}

/// Changes that some device may lack, and the words that only they say.
#[derive(Default)]
pub struct Excused {
    changes: BTreeSet<ChangeHash>,
    words: BTreeSet<Print>,
}

impl Excused {
    /// Whether some device may lack this word.
    pub fn word(&self, print: &Print) -> bool {
        self.words.contains(print)
    }

    /// Whether some device may lack this change.
    pub fn change(&self, hash: &ChangeHash) -> bool {
        self.changes.contains(hash)
    }

    fn of(mut changes: BTreeMap<ChangeHash, Change>) -> Self {
        let mut excused: BTreeSet<ChangeHash> = BTreeSet::new();
        loop {
            let known: BTreeSet<ChangeHash> = changes.keys().copied().collect();
            let lacks_one = |change: &Change| {
                change.dependencies.iter().any(|one| excused.contains(one) || !known.contains(one))
            };
            let more = changes.iter().filter(|(_, change)| change.is_excused || lacks_one(change));
            let all: BTreeSet<ChangeHash> = more.map(|(hash, _)| *hash).collect();
            if all == excused {
                break;
            }
            excused = all;
        }
        let mut words = BTreeSet::new();
        for hash in &excused {
            words.extend(changes.remove(hash).into_iter().flat_map(|change| change.words));
        }
        // another change may say the same, as after a fence
        words.retain(|word| !changes.values().any(|change| change.words.contains(word)));
        Self { changes: excused, words }
    }
}

impl World {
    /// What a device may lack: changes that say a word that is gone, or that a device made which the relay forgot as it
    /// was doubled; and what builds on such a change, or on one that nobody holds any more.
    pub fn excused(&mut self, homes: &[Home]) -> Run<Excused> {
        let devices: Vec<DeviceId> = self.doubled.intersection(&self.forgotten).copied().collect();
        let journaled = homes.iter().flat_map(|home| &home.journal).map(|row| (row.record, &row.bytes));
        let parked = homes.iter().flat_map(|home| &home.parked);
        let parked = parked.filter_map(|row| row.record.map(|record| (record, &row.bytes)));
        let of_orphans: Vec<(RecordId, &Vec<u8>)> =
            journaled.chain(parked).filter(|(record, _)| self.orphans.contains(record)).collect();
        let mut changes = BTreeMap::new();
        for (record, bytes) in of_orphans {
            // what waits for its key is no change that anybody can read
            let Ok(change) = merge::inspect(bytes) else { continue };
            let words: BTreeSet<Print> = self.lens.change(record, bytes)?.iter().cloned().collect();
            let is_doubled = devices.iter().any(|device| device.0[..8] == change.actor().0[..8]);
            let is_excused = is_doubled || words.iter().any(|word| self.gone.contains(word));
            let dependencies = change.dependencies().to_vec();
            changes.insert(change.hash(), Change { dependencies, words, is_excused });
        }
        Ok(Excused::of(changes))
    }
}

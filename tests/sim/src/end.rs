//! What is checked at the end, when everybody is in step.

use std::collections::{BTreeMap, BTreeSet};

use domain::{ChangeHash, RecordId};
use footbridge_relay::store::Store;
use protocol::wire::next_chain;
use protocol::{Hash, sha256};
use store::ParkedRow;

use crate::excuse::ALL;
use crate::excused_changes::Excused;
use crate::lens::{Home, Print};
use crate::violation::{Promise, Run, Violation};
use crate::world::World;

impl World {
    /// Everything that can be said of the end.
    pub fn judge(&mut self) -> Run {
        let homes = self.look_into_homes()?;
        self.excuse_forks_that_were_forgotten(&homes);
        let excused = self.excused(&homes)?;
        self.nothing_is_lost(&homes, &excused)?;
        self.all_hold_the_same(&homes)?;
        self.all_hold_what_is_not_excused(&homes, &excused)?;
        self.nothing_is_aside(&homes, &excused)?;
        self.everything_is_there_once(&homes)?;
        self.shows_what_automerge_shows(&homes)?;
        self.tables_follow_from_journals()?;
        self.relay_is_consistent()?;
        self.nothing_is_readable(&homes)
    }

    fn look_into_homes(&mut self) -> Run<Vec<Home>> {
        let mut homes = Vec::new();
        for actor in &mut self.actors {
            actor.close();
            homes.push(self.lens.home(actor.persona.home(), self.field.dir())?);
        }
        Ok(homes)
    }

    fn nothing_is_lost(&mut self, homes: &[Home], excused: &Excused) -> Run {
        for (actor, home) in self.actors.iter().zip(homes) {
            let journal = self.lens.journal(&home.journal)?;
            for saved in self.saved.iter().filter(|saved| saved.excuse.is_none()) {
                if !journal.contains(&saved.print) && !excused.word(&saved.print) {
                    let what = format!(
                        "{} of step {} by {} never reached {}",
                        saved.print, saved.step, saved.who, actor.name
                    );
                    return Err(Violation::of(Promise::NothingLost, what));
                }
            }
        }
        Ok(())
    }

    /// Record by record: the second excuse leaves some out.
    fn all_hold_the_same(&mut self, homes: &[Home]) -> Run {
        let without_orphans = |home: &Home| -> BTreeMap<RecordId, Hash> {
            let digests = home.digests.iter().filter(|(record, _)| !self.orphans.contains(record));
            digests.map(|(record, digest)| (*record, *digest)).collect()
        };
        let Some(first) = homes.first().map(without_orphans) else { return Ok(()) };
        for (actor, home) in self.actors.iter().zip(homes) {
            let other = without_orphans(home);
            if other != first {
                let differs = |record: &&RecordId| first.get(*record) != other.get(*record);
                let records: BTreeSet<&RecordId> = first.keys().chain(other.keys()).filter(differs).collect();
                let what = format!("{} and {} differ in {records:?}", self.actors[0].name, actor.name);
                return Err(Violation::of(Promise::Converges, what));
            }
        }
        if self.orphans.is_empty() {
            let mut digests = Vec::new();
            for actor in &mut self.actors {
                digests.push(actor.device()?.digests()?);
            }
            if digests.iter().any(|one| *one != digests[0]) {
                return Err(Violation::of(Promise::Converges, "equal records, other digests"));
            }
        }
        Ok(())
    }

    /// Change by change, in the records that the second excuse leaves out.
    fn all_hold_what_is_not_excused(&self, homes: &[Home], excused: &Excused) -> Run {
        let changes = |home: &Home| -> BTreeSet<(RecordId, ChangeHash)> {
            let rows = home.journal.iter().filter(|row| self.orphans.contains(&row.record));
            rows.filter(|row| !excused.change(&row.hash)).map(|row| (row.record, row.hash)).collect()
        };
        let Some(first) = homes.first().map(changes) else { return Ok(()) };
        for (actor, home) in self.actors.iter().zip(homes) {
            if let Some((record, hash)) = changes(home).symmetric_difference(&first).next() {
                let names = format!("{} and {}", self.actors[0].name, actor.name);
                let what = format!("one of {names} lacks {hash:?} of {record}, which no excuse is about");
                return Err(Violation::of(Promise::Converges, what));
            }
        }
        Ok(())
    }

    fn nothing_is_aside(&mut self, homes: &[Home], excused: &Excused) -> Run {
        let forks = self.doubled.intersection(&self.forgotten).next().is_some();
        for (actor, home) in self.actors.iter_mut().zip(homes) {
            let unsent = actor.device()?.unsent()?;
            let name = &actor.name;
            let is_of_orphan =
                |record: &Option<RecordId>| record.map_or(forks, |id| self.orphans.contains(&id));
            if unsent > 0 {
                return Err(Violation::of(Promise::NothingAside, format!("{name}: {unsent} changes unsent")));
            }
            if let Some(row) = home.quarantined.iter().find(|row| !is_of_orphan(&row.record)) {
                let what = format!("{name}: in quarantine: {} of {:?}", row.reason, row.record);
                return Err(Violation::of(Promise::NothingAside, what));
            }
            // what waits for its key cannot be read, and so not be told apart
            let is_excused =
                |bytes: &[u8]| merge::inspect(bytes).map_or(true, |one| excused.change(&one.hash()));
            let may_wait = |row: &&ParkedRow| is_of_orphan(&row.record) && is_excused(&row.bytes);
            if let Some(row) = home.parked.iter().find(|row| !may_wait(row)) {
                let what = format!("{name}: parked: {} of {:?}", row.reason.code(), row.record);
                return Err(Violation::of(Promise::NothingAside, what));
            }
        }
        Ok(())
    }

    fn everything_is_there_once(&mut self, homes: &[Home]) -> Run {
        let Some(home) = homes.first() else { return Ok(()) };
        let journal = self.lens.journal(&home.journal)?;
        for recorded in &self.recorded {
            let of_token = |print: &&Print| print.key == "place.address" && print.value == recorded.token;
            let records: BTreeSet<RecordId> =
                journal.iter().filter(of_token).map(|print| print.record).collect();
            if records.len() > 1 {
                let what = format!("'{}' stands in {} contacts", recorded.token, records.len());
                return Err(Violation::of(Promise::Once, what));
            }
            let Some(contact) = recorded.contact.filter(|id| !self.orphans.contains(id)) else { continue };
            let is_dose = |print: &&Print| print.record == contact && print.key.starts_with("dose.");
            let doses =
                journal.iter().filter(is_dose).map(|print| &print.key).collect::<BTreeSet<_>>().len() as u64;
            if doses < recorded.doses || (doses > recorded.doses && !recorded.perhaps_more) {
                let what = format!("contact {contact} has {doses} doses, {} were said", recorded.doses);
                return Err(Violation::of(Promise::Once, what));
            }
        }
        Ok(())
    }

    fn tables_follow_from_journals(&mut self) -> Run {
        for actor in &mut self.actors {
            let before = actor.device()?.digests()?;
            let rebuilt = actor.device()?.rebuild()?;
            if !rebuilt.equal || actor.device()?.digests()? != before {
                return Err(Violation::of(
                    Promise::Rebuilds,
                    format!("{}: rebuilt tables differ", actor.name),
                ));
            }
        }
        Ok(())
    }

    fn relay_is_consistent(&self) -> Run {
        let store = self.field.relay_store();
        let broken = |what: String| Err(Violation::of(Promise::RelayConsistent, what));
        for compartment in self.compartments() {
            let since = store.since(compartment, 0, ALL)?;
            let mut chain = Hash::ZERO;
            let mut ends: BTreeMap<_, (u64, Hash)> = BTreeMap::new();
            for (stored, position) in since.segments.iter().zip(1..) {
                if stored.position != position {
                    return broken(format!("position {} where {position} should be", stored.position));
                }
                let hash = sha256(&stored.segment);
                chain = next_chain(chain, hash);
                let decoded = protocol::Segment::decode(&stored.segment);
                let Ok(segment) = decoded else {
                    return broken(format!("segment {position} cannot be read"));
                };
                let header = &segment.header;
                let end = ends.entry(header.stream).or_insert((0, Hash::ZERO));
                if (header.first_seq, header.previous) != *end {
                    return broken(format!("segment {position} does not continue its stream"));
                }
                *end = (header.next_seq(), hash);
            }
            if since.head.position != since.segments.len() as u64 || since.head.chain != chain {
                return broken("the chain of the relay does not hold".to_owned());
            }
        }
        Ok(())
    }
}

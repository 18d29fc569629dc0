//! What nobody can be blamed for: the one list of excuses.
//!
//! 1. **The last copy was put back to an older day.** What somebody saved is found again as long as one of these holds
//!    it: a database of the device that wrote it or of its copies, such a device's mailbox, the relay. When a backup
//!    comes back over the last of them, the word is gone, whoever may have read it. This is looked up in the files at
//!    that moment, change by change, not guessed.
//! 2. **Readers do not speak for authors.** A reader that took the word in before it was gone still shows it, and the
//!    design has no way to give it to others: only authors send again. So devices may differ in the records of such
//!    words, and what builds on them stays parked; in all other records they may not.
//! 3. **A device that was put back does not know what it did.** Until it was in step with the relay once, its own view
//!    of a handoff does not count as somebody's.
//! 4. **Two copies of one device, and a relay that forgot which of them was first.** A device that was copied, or whose
//!    whole home was put back, may say two things at one place of its stream. The relay takes the first and fences the
//!    other; a relay that is put back to before it took the first may take the other. Who read the first keeps the
//!    other aside as a fork. (Finding 3: the design has an answer for segments that came by file, not for this.)
//! 5. **A newcomer that must be invited again.** The relay was put back to before a newcomer enrolled, only the newcomer
//!    itself (or a copy of it) holds the certificate of that, and its invitation is over: the relay does not know it,
//!    and rightly lets it not in. It is left out at the end, after a look that it holds all it said is saved; what
//!    only it holds need not be elsewhere.

use std::collections::BTreeSet;

use footbridge_relay::store::Store;
use protocol::{CompartmentHandle, DeviceId, Hash, Segment};

use crate::lens::{Home, Print};
use crate::violation::Run;
use crate::world::World;

/// The first excuse, in words.
const LAST_COPY: &str = "the last copy was put back to an older day";
/// The fifth.
const INVITED_AGAIN: &str = "only a newcomer that must be invited again holds it";

/// No limit to one read.
pub const ALL: footbridge_relay::store::Budget =
    footbridge_relay::store::Budget { bytes: usize::MAX, items: usize::MAX };

impl World {
    /// Every word that an author's files or the relay hold now.
    pub fn recoverable(&mut self) -> Run<BTreeSet<Print>> {
        let mut all = BTreeSet::new();
        let mut sealed = Vec::new();
        for at in 0..self.actors.len() {
            let home = self.actors[at].persona.home().to_owned();
            let seen = self.lens.home(&home, self.field.dir())?;
            let device = self.device_of(at);
            let by_author = |row: &&store::JournalRow| {
                merge::inspect(&row.bytes)
                    .is_ok_and(|change| Some(&change.actor().0[..8]) == device.as_deref())
            };
            let own: Vec<store::JournalRow> = seen.journal.iter().filter(by_author).cloned().collect();
            all.extend(self.lens.journal(&own)?);
            sealed.extend(seen.outgoing.into_iter().map(|one| (one.bytes, one.keyboxes)));
        }
        let store = self.field.relay_store();
        for compartment in self.compartments() {
            let since = store.since(compartment, 0, ALL)?;
            sealed.extend(since.segments.into_iter().map(|one| (one.segment, one.keyboxes)));
        }
        // keys first: a segment may use one that another brought
        for pass in 0..2 {
            for (bytes, keyboxes) in &sealed {
                let prints = self.lens.segment(bytes, keyboxes)?;
                if pass == 1 {
                    all.extend(prints.iter().cloned());
                }
            }
        }
        Ok(all)
    }

    /// Which devices have segments at the relay, and which.
    pub fn at_relay(&self) -> Run<BTreeSet<(DeviceId, Hash)>> {
        let mut all = BTreeSet::new();
        let store = self.field.relay_store();
        for compartment in self.compartments() {
            for stored in store.since(compartment, 0, ALL)?.segments {
                if let Ok(segment) = Segment::decode(&stored.segment) {
                    all.insert((segment.header.device, segment.hash()));
                }
            }
        }
        Ok(all)
    }

    /// The relay holds less than it did.
    pub fn note_what_the_relay_forgot(&mut self, before: &BTreeSet<(DeviceId, Hash)>) -> Run {
        let after = self.at_relay()?;
        self.forgotten.extend(before.difference(&after).map(|(device, _)| *device));
        Ok(())
    }

    /// The fourth excuse: every record that such a device changed.
    pub fn excuse_forks_that_were_forgotten(&mut self, homes: &[Home]) {
        let devices: Vec<DeviceId> = self.doubled.intersection(&self.forgotten).copied().collect();
        if devices.is_empty() {
            return;
        }
        self.count("a fork that the relay forgot");
        for row in homes.iter().flat_map(|home| &home.journal) {
            let Ok(change) = merge::inspect(&row.bytes) else { continue };
            if devices.iter().any(|device| device.0[..8] == change.actor().0[..8]) {
                self.orphans.insert(row.record);
            }
        }
    }

    /// The compartments of this run.
    pub fn compartments(&self) -> Vec<CompartmentHandle> {
        vec![self.compartment]
    }

    fn device_of(&self, who: usize) -> Option<Vec<u8>> {
        self.actors[who].device.map(|device| device.0[..8].to_vec())
    }

    /// The fifth excuse.
    pub fn leave_out_who_must_be_invited_again(&mut self) -> Run {
        let certificates = self.certificates()?;
        let mut out = BTreeSet::new();
        for (newcomer, holders) in certificates.enrolled_too_long_ago(self.field.clock().true_ms()) {
            let is_newcomer = |at: &usize| self.actors[*at].device == Some(newcomer);
            if holders.iter().all(is_newcomer) {
                // a copy that lost its mailbox holds nothing
                out.extend((0..self.actors.len()).filter(is_newcomer));
            }
        }
        if out.is_empty() {
            return Ok(());
        }
        let before = self.recoverable()?;
        for at in out.into_iter().rev() {
            self.after_a_stop(at)?;
            self.says(
                at,
                "the relay lost its admission, and its invitation is over: it must be invited again",
            );
            self.count("a newcomer must be invited again");
            self.actors.remove(at);
        }
        self.excuse(&before, INVITED_AGAIN)
    }

    /// What was recoverable before and is not any more has no author who could give it back.
    pub fn excuse_what_is_gone(&mut self, before: &BTreeSet<Print>) -> Run {
        self.excuse(before, LAST_COPY)
    }

    fn excuse(&mut self, before: &BTreeSet<Print>, why: &'static str) -> Run {
        let after = self.recoverable()?;
        let gone: BTreeSet<Print> = before.difference(&after).cloned().collect();
        if gone.is_empty() {
            return Ok(());
        }
        self.count(why);
        self.orphans.extend(gone.iter().map(|print| print.record));
        for saved in &mut self.saved {
            if gone.contains(&saved.print) {
                saved.excuse = Some(why);
            }
        }
        let records: BTreeSet<_> = gone.iter().map(|print| print.record).collect();
        let words = format!("({why}: {} words in {} records)", gone.len(), records.len());
        self.tell("", words);
        self.gone.extend(gone);
        Ok(())
    }
}

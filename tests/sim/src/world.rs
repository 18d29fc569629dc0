//! The field of one run, what people in it know and did, and what was promised to them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use app::{AppError, Courier, Delivery, Device, LockedDevice, MemberId};
use domain::RecordId;
use domain::handoff::Phase;
use testkit::SeededRandom;
use testkit::field::{Field, Persona, RelayBackup, survive};
use whatif::Release;

use crate::disk::Disk;
use crate::lens::{Lens, Print};
use crate::plan::Power;
use crate::story::Story;
use crate::view::View;
use crate::violation::{Promise, Run, Violation};

/// What devices run before somebody upgrades them.
pub const OLDER: Release = Release { app: "0.1.0", schema: 1 };
/// What they run then.
pub const NEWER: Release = Release { app: "0.2.0", schema: 2 };

/// Calls that one step may take.
const CALLS_MAX: usize = 400;

/// One device and who uses it.
pub struct Actor {
    /// As the story calls it.
    pub name: String,
    /// Its agency.
    pub agency: String,
    /// Home and line.
    pub persona: Persona,
    /// Held while nobody is signed in and the program runs.
    pub locked: Option<LockedDevice>,
    /// Held from run to run, as a desk does.
    pub courier: Option<Courier>,
    /// What the courier brought and nobody has taken in.
    pub pending: Option<Delivery>,
    /// Draws until its process ends, in the next operation.
    pub doom: Option<u64>,
    /// What it runs.
    pub release: Release,
    /// What was on its screen, and how it stood then.
    pub seen: Vec<View>,
    /// What it said is saved: places in [`World::saved`].
    pub own: BTreeSet<usize>,
    /// What is being typed on it.
    pub drafts: BTreeMap<RecordId, Vec<u8>>,
    /// Whether its line is cut.
    pub cut: bool,
    /// How it sees each handoff: the phase, and whether its agency answers.
    pub handoffs: BTreeMap<RecordId, (Phase, bool)>,
    /// Put back from a backup, and not in step since: it does not know what it did.
    pub behind: bool,
    /// Its disk, where it can lose writes.
    pub disk: Option<Disk>,
    /// What befalls the disk in the next operation.
    pub disk_doom: Option<DiskDoom>,
    /// Whether its disk is (nearly) full.
    pub full: bool,
    /// Which device it is, once it was open.
    pub device: Option<protocol::DeviceId>,
}

/// What befalls a disk at some write.
#[derive(Clone, Copy, Debug)]
pub enum DiskDoom {
    /// The process ends, and perhaps the power.
    End { writes: u64, power: Power },
    /// The write fails.
    Fail { writes: u64 },
}

/// Something that a device said is saved.
pub struct Saved {
    /// In which step.
    pub step: usize,
    /// On which device.
    pub who: String,
    /// What.
    pub print: Print,
    /// Why nobody can be blamed for its loss.
    pub excuse: Option<&'static str>,
}

/// A copy of a home.
pub struct HomeBackup {
    /// Of which device.
    pub of: usize,
    /// Where it lies.
    pub folder: PathBuf,
    /// What had been saved on it.
    pub own: BTreeSet<usize>,
    /// What was being typed.
    pub drafts: BTreeMap<RecordId, Vec<u8>>,
}

/// What was recorded as a contact, to be counted at the end.
pub struct Recorded {
    /// A text that stands in this contact only.
    pub token: String,
    /// The contact, when its device said it is saved.
    pub contact: Option<RecordId>,
    /// Doses that were said to be saved.
    pub doses: u64,
    /// Whether more may have been saved without being said.
    pub perhaps_more: bool,
}

/// See the module.
pub struct World {
    /// Clock, wire, relay.
    pub field: Field,
    /// In the order in which they came.
    pub actors: Vec<Actor>,
    /// Copies of homes.
    pub backups: Vec<HomeBackup>,
    /// Copies of the relay.
    pub relays: Vec<RelayBackup>,
    /// Everything that was said to be saved.
    pub saved: Vec<Saved>,
    /// Every contact.
    pub recorded: Vec<Recorded>,
    /// People, contacts, follow-ups and handoffs, in the order in which they were made.
    pub people: Vec<RecordId>,
    /// See [`World::people`].
    pub contacts: Vec<RecordId>,
    /// See [`World::people`].
    pub follow_ups: Vec<RecordId>,
    /// See [`World::people`].
    pub handoffs: Vec<RecordId>,
    /// Records of which no author's device and no relay holds everything any more: see `crate::excuse`.
    pub orphans: BTreeSet<RecordId>,
    /// Words that nobody can send any more: see `crate::excuse`.
    pub gone: BTreeSet<Print>,
    /// Devices of which there were two copies at some time, or whose whole home was put back.
    pub doubled: BTreeSet<protocol::DeviceId>,
    /// Devices of whose segments the relay lost some.
    pub forgotten: BTreeSet<protocol::DeviceId>,
    /// The run in words.
    pub story: Story,
    /// How often each thing happened.
    pub tally: BTreeMap<&'static str, u64>,
    /// Looks into files.
    pub lens: Lens,
    /// Where all records live.
    pub compartment: protocol::CompartmentHandle,
    /// The plan's seed.
    pub seed: u64,
    /// Whether devices have simulated disks.
    pub disks: bool,
    /// The relay's disk.
    pub relay_disk: Option<Disk>,
    /// The step that runs.
    pub step: Option<usize>,
    /// The clock's first moment.
    pub started_ms: i64,
}

/// How an operation on a device ended.
pub enum Done<T> {
    /// As the person saw.
    Ok(T),
    /// It was refused, with a code that a person can meet.
    Refused(&'static str),
    /// The process ended in it.
    Ended,
}

impl Actor {
    /// A device as it is at the start.
    pub fn new(name: String, agency: String, persona: Persona, release: Release) -> Self {
        Self {
            name,
            agency,
            persona,
            locked: None,
            courier: None,
            pending: None,
            doom: None,
            release,
            seen: Vec::new(),
            own: BTreeSet::new(),
            drafts: BTreeMap::new(),
            cut: false,
            handoffs: BTreeMap::new(),
            behind: false,
            disk: None,
            disk_doom: None,
            full: false,
            device: None,
        }
    }

    /// The device, signed in.
    pub fn device(&mut self) -> Result<&mut Device, AppError> {
        let device = match self.locked.take() {
            Some(locked) => self.persona.unlock(locked)?,
            None => self.persona.device()?,
        };
        self.device = Some(device.id());
        Ok(device)
    }

    /// What is to befall the disk in this operation.
    fn arm_disk(&mut self) -> Option<DiskDoom> {
        let (disk, doom) = (self.disk.as_ref()?, self.disk_doom.take()?);
        match doom {
            DiskDoom::End { writes, .. } => disk.crash_at(writes),
            DiskDoom::Fail { writes } => disk.fail_at(writes),
        }
        Some(doom)
    }

    /// Everything in memory is gone.
    pub fn close(&mut self) {
        self.courier = None;
        self.pending = None;
        self.locked = None;
        self.persona.close();
    }
}

/// Codes that a person or a network can cause; anything else is a fault.
fn is_expected(code: &str) -> bool {
    const EXPECTED: [&str; 11] = [
        "record.not_ready",
        "record.not_found",
        "record.unknown_version",
        "record.facts_only",
        "conflict.none",
        "conflict.value",
        "draft.typed_elsewhere",
        "dose.none",
        "clock.out_of_range",
        "follow_up.outcome",
        // out of contact for weeks of its own clock
        "lease.over",
    ];
    const FAMILIES: [&str; 4] = ["handoff.", "net.", "relay.", "invitation."];
    EXPECTED.contains(&code) || FAMILIES.iter().any(|family| code.starts_with(family))
}

impl World {
    /// One line of the story.
    pub fn tell(&mut self, who: &str, what: impl std::fmt::Display) {
        let since = self.field.clock().true_ms() - self.started_ms;
        self.story.tell(self.step, since, who, what);
    }

    /// As [`World::tell`], of a device.
    pub fn says(&mut self, who: usize, what: impl std::fmt::Display) {
        let name = self.actors[who].name.clone();
        self.tell(&name, what);
    }

    /// Counts something.
    pub fn count(&mut self, what: &'static str) {
        *self.tally.entry(what).or_default() += 1;
    }

    /// Runs one operation on a device, signed in, as the release that it runs; its process may end in it.
    pub fn act<T>(
        &mut self,
        who: usize,
        work: impl FnOnce(&mut Device) -> Result<T, AppError>,
    ) -> Run<Done<T>> {
        self.process(who, |actor| work(actor.device()?))
    }

    /// As [`World::act`], with the whole process.
    pub fn process<T>(
        &mut self,
        who: usize,
        work: impl FnOnce(&mut Actor) -> Result<T, AppError>,
    ) -> Run<Done<T>> {
        let actor = &mut self.actors[who];
        let doom = actor.doom.take();
        let on_disk = actor.arm_disk();
        actor.persona.doom(doom);
        let mut done = whatif::with_release(actor.release, || survive(|| work(actor)));
        actor.persona.doom(None);
        let calls = actor.persona.heard().len();
        actor.persona.clear_line();
        actor.persona.set_offline(actor.cut);
        if calls > CALLS_MAX {
            let what = format!("{}: {calls} calls in one step", actor.name);
            return Err(Violation::of(Promise::Bounded, what));
        }
        let (mut power, mut may_fail) = (Power::Stays, actor.full);
        if let Some(disk) = &actor.disk {
            match on_disk {
                // whatever it came to, nobody was told
                Some(DiskDoom::End { power: goes, .. }) if disk.has_crashed() => (done, power) = (None, goes),
                Some(DiskDoom::Fail { .. }) => may_fail = true,
                _ => {}
            }
            disk.spare();
        }
        match done {
            Some(Ok(value)) => Ok(Done::Ok(value)),
            Some(Err(error)) if is_expected(error.code()) => Ok(Done::Refused(error.code())),
            Some(Err(error)) if may_fail && error.code().starts_with("store.") => {
                Ok(Done::Refused(error.code()))
            }
            Some(Err(error)) => {
                let what = format!("{}: {} ({error})", actor.name, error.code());
                Err(Violation::of(Promise::NoFault, what))
            }
            None => {
                self.stop(who, power)?;
                Ok(Done::Ended)
            }
        }
    }

    /// A device's process ends in the middle of whatever it does, or its power goes.
    pub fn stop(&mut self, who: usize, power: Power) -> Run {
        let seed = self.seed ^ (self.step.unwrap_or_default() as u64) << 32;
        let actor = &mut self.actors[who];
        if let Some(disk) = &actor.disk {
            match power {
                Power::Stays => disk.kill(),
                Power::Goes => drop(disk.power_cut(&mut SeededRandom::new(seed))?),
            }
        }
        actor.close();
        self.count(match power {
            Power::Stays => "a process ends in the middle",
            Power::Goes => "the power goes in the middle",
        });
        self.after_a_stop(who)
    }

    /// After a process ended or the power went: what was said to be saved is in the journal, whatever is not.
    pub fn after_a_stop(&mut self, who: usize) -> Run {
        let actor = &self.actors[who];
        let home = self.lens.home(actor.persona.home(), self.field.dir())?;
        let journal = self.lens.journal(&home.journal)?;
        for saved in actor.own.iter().map(|at| &self.saved[*at]) {
            if !journal.contains(&saved.print) {
                let what =
                    format!("{}: {} of step {} is not in its journal", actor.name, saved.print, saved.step);
                return Err(Violation::of(Promise::SavedIsSaved, what));
            }
        }
        Ok(())
    }

    /// Takes down what an operation said is saved.
    pub fn note(&mut self, who: usize, prints: Vec<Print>) {
        let step = self.step.unwrap_or(usize::MAX);
        for print in prints {
            let at = self.saved.len();
            let name = self.actors[who].name.clone();
            self.saved.push(Saved { step, who: name, print, excuse: None });
            self.actors[who].own.insert(at);
        }
    }
}

impl std::fmt::Display for Print {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} = '{}' in {}", self.key, self.value, self.record)
    }
}

/// What stands in these records by this device's own hand, written at this very moment.
pub fn prints(device: &Device, at_ms: i64, records: &[RecordId]) -> Result<Vec<Print>, AppError> {
    let me: MemberId = device.member();
    let mut prints = Vec::new();
    for record in records {
        let Some(shown) = device.shown_if_held(*record)? else { continue };
        for (key, held) in &shown.record.fields {
            for one in held {
                if one.stamp.at.unix_ms() == at_ms && one.stamp.member.0 == me.0 {
                    let (record, key) = (*record, key.clone());
                    prints.push(Print { record, at_ms, key, value: one.value.to_string() });
                }
            }
        }
    }
    Ok(prints)
}

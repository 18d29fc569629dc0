//! What befalls devices: calls that go wrong, processes that end, clocks, files that come back from another day.

use std::fs;
use std::path::Path;

use app::{AppError, Delivery, LockedDevice, Progress, Slice};
use testkit::field::{Mishap, Persona, copy_folder};

use crate::plan::{Deed, Fate, Part, Pick};
use crate::violation::Run;
use crate::world::{Actor, Done, HomeBackup, NEWER, World};

/// How long a patient sync tries.
const PATIENCE_MS: i64 = 10 * 60_000;
/// More devices than this make a run slow and find no more.
const ACTORS_MAX: usize = 7;

impl Fate {
    fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "nobody is there",
            Self::RequestLost => "a request is lost",
            Self::AnswerLost => "an answer is lost",
            Self::CutOff => "the line is cut after a call",
            Self::Repeated => "a call is heard twice",
            Self::Garbage => "something else answers",
            Self::Crash => "the process ends after a call",
        }
    }

    fn mishap(self) -> Mishap {
        match self {
            Self::Unreachable => Mishap::Unreachable,
            Self::RequestLost => Mishap::RequestLost,
            Self::AnswerLost => Mishap::AnswerLost,
            Self::CutOff => Mishap::CutOff,
            Self::Repeated => Mishap::Repeated,
            Self::Garbage => Mishap::Garbage(b"<html>sign in to the wireless network</html>".to_vec()),
            Self::Crash => Mishap::Crash,
        }
    }
}

fn befall(persona: &mut Persona, befall: Option<(u64, Fate)>) {
    let Some((spared, fate)) = befall else { return };
    for _ in 0..spared {
        persona.befall("", Mishap::Spared);
    }
    persona.befall("", fate.mishap());
}

/// How a story names it.
fn with(befall: Option<(u64, Fate)>) -> String {
    befall.map_or_else(String::new, |(spared, fate)| format!(" ({} after {spared} calls)", fate.word()))
}

impl World {
    /// Does what befalls one device; `false` when there is nothing to do it to.
    pub fn befall(&mut self, who: usize, deed: &Deed) -> Run<bool> {
        match deed {
            Deed::Sync { befall, patient } => self.sync(who, *befall, if *patient { PATIENCE_MS } else { 0 }),
            Deed::Carry { befall } => self.carry(who, *befall),
            Deed::Slice { entries } => self.slice(who, *entries),
            Deed::Lock => self.lock(who),
            Deed::Close => {
                self.actors[who].close();
                self.says(who, "closes the program");
                Ok(true)
            }
            Deed::Doom { draws } => {
                self.actors[who].doom = Some(*draws);
                self.says(who, format_args!("(its process will end after {draws} draws of chance)"));
                Ok(true)
            }
            Deed::Clock { ahead_ms } => {
                self.actors[who].persona.clock().set_skew(*ahead_ms);
                self.says(who, format_args!("its clock is {} off", span(*ahead_ms)));
                Ok(true)
            }
            Deed::PowerCut
            | Deed::DoomDisk { .. }
            | Deed::FailDisk { .. }
            | Deed::DiskFull { .. }
            | Deed::DiskRoom => self.befall_disk(who, deed),
            Deed::Cut => Ok(self.line(who, true, "is out of reach")),
            Deed::Mend => match self.next_from(who, |actor| actor.cut) {
                Some(who) => Ok(self.line(who, false, "has a network again")),
                None => Ok(false),
            },
            Deed::BackUp => self.back_up(who),
            Deed::PutBack { backup, what } => self.put_back(*backup, *what),
            Deed::Clone => self.copy(who),
            Deed::LoseMailbox => self.lose_mailbox(who),
            Deed::Rotate => self.rotate(who),
            Deed::Join => self.join(),
            Deed::Upgrade => {
                self.actors[who].close();
                let is_new = self.actors[who].release == NEWER;
                self.actors[who].release = NEWER;
                self.says(who, "is upgraded");
                Ok(!is_new)
            }
            _ => Ok(false),
        }
    }

    /// The first of whom something holds, counted round.
    pub fn next_from(&self, who: usize, holds: impl Fn(&Actor) -> bool) -> Option<usize> {
        let count = self.actors.len();
        (who..who + count).map(|at| at % count).find(|at| holds(&self.actors[*at]))
    }

    fn sync(&mut self, who: usize, fate: Option<(u64, Fate)>, wait_ms: i64) -> Run<bool> {
        let actor = &mut self.actors[who];
        // one courier at a time
        (actor.courier, actor.pending) = (None, None);
        befall(&mut actor.persona, fate);
        let done = self.act(who, |device| device.sync(wait_ms, &mut Progress::silent()))?;
        let how = match &done {
            Done::Ok(report) => {
                if report.up_to_date {
                    self.actors[who].behind = false;
                }
                let notices: Vec<&str> = report.notices.iter().map(|notice| notice.code).collect();
                let state = if report.up_to_date { "in step" } else { "not in step" };
                let said =
                    if notices.is_empty() { String::new() } else { format!(" [{}]", notices.join(" ")) };
                format!("sent {}, received {}, {state}{said}", report.sent, report.received)
            }
            Done::Refused(code) => (*code).to_owned(),
            Done::Ended => "the process ends in it".to_owned(),
        };
        self.says(who, format_args!("syncs{} -> {how}", with(fate)));
        Ok(true)
    }

    fn carry(&mut self, who: usize, fate: Option<(u64, Fate)>) -> Run<bool> {
        befall(&mut self.actors[who].persona, fate);
        let is_locked = !self.actors[who].persona.is_open();
        let done = self.process(who, |actor| {
            let courier = match actor.courier.take() {
                Some(courier) => courier,
                None if actor.persona.is_open() => actor.persona.device()?.courier()?,
                None => match locked(actor)?.courier() {
                    // its mailbox was lost and nobody has signed in since: it does not know its relay
                    Err(AppError::NoDevice) => return Ok((false, false)),
                    made => made?,
                },
            };
            let delivery = actor.courier.insert(courier).run(0, &mut Progress::silent())?;
            let (came, in_step) = (delivery.incoming, delivery.up_to_date);
            actor.pending = Some(delivery);
            Ok((came, in_step))
        })?;
        let how = match done {
            Done::Ok((came, in_step)) => {
                let came = if came { "something came" } else { "nothing came" };
                format!("{came}, {}", if in_step { "in step" } else { "not in step" })
            }
            Done::Refused(code) => code.to_owned(),
            Done::Ended => "the process ends in it".to_owned(),
        };
        let state = if is_locked { "locked" } else { "open" };
        self.says(who, format_args!("({state}) the courier runs{} -> {how}", with(fate)));
        Ok(true)
    }

    fn slice(&mut self, who: usize, entries: u64) -> Run<bool> {
        let slice = Slice::of(u32::try_from(entries).unwrap_or(1));
        let done = self.process(who, |actor| {
            let mut delivery: Delivery = actor.pending.take().unwrap_or_default();
            if let Err(error) = actor.device() {
                // what did not open has ended, its courier with it
                actor.close();
                return Err(error);
            }
            let taken = actor.device()?.take_delivery(&mut delivery, slice)?;
            if taken.more {
                actor.pending = Some(delivery);
            }
            Ok(taken)
        })?;
        match done {
            Done::Ok(taken) => {
                let more = if taken.more { ", more waits" } else { "" };
                self.says(
                    who,
                    format_args!("takes in a slice of {entries} -> {} changes{more}", taken.received),
                );
            }
            Done::Refused(code) => self.says(who, format_args!("takes in a slice -> {code}")),
            Done::Ended => self.says(who, "takes in a slice -> the process ends in it"),
        }
        Ok(true)
    }

    fn lock(&mut self, who: usize) -> Run<bool> {
        if self.actors[who].locked.is_some() {
            return Ok(false);
        }
        let done = self.process(who, |actor| {
            actor.locked = Some(actor.persona.lock()?);
            Ok(())
        })?;
        let how = if matches!(done, Done::Ended) { " -> the process ends in it" } else { "" };
        self.says(who, format_args!("locks{how}"));
        Ok(true)
    }

    fn line(&mut self, who: usize, cut: bool, words: &str) -> bool {
        let actor = &mut self.actors[who];
        if actor.cut == cut {
            return false;
        }
        actor.cut = cut;
        actor.persona.set_offline(cut);
        self.says(who, words);
        true
    }

    fn back_up(&mut self, who: usize) -> Run<bool> {
        let folder = self.field.dir().join(format!("backup-{}", self.backups.len()));
        let actor = &mut self.actors[who];
        actor.close();
        copy_folder(actor.persona.home(), &folder)?;
        let backup = HomeBackup { of: who, folder, own: actor.own.clone(), drafts: actor.drafts.clone() };
        self.backups.push(backup);
        let number = self.backups.len() - 1;
        self.says(who, format_args!("its files are copied: backup {number}"));
        Ok(true)
    }

    fn put_back(&mut self, backup: Pick, what: Part) -> Run<bool> {
        let count = self.backups.len();
        let Some(number) = usize::try_from(backup).ok().and_then(|at| at.checked_rem(count)) else {
            return Ok(false);
        };
        let who = self.backups[number].of;
        self.actors[who].close();
        let before = self.recoverable()?;
        self.actors[who].disk = None;
        let home = self.actors[who].persona.home().to_owned();
        let folder = self.backups[number].folder.clone();
        match what {
            Part::Home => {
                fs::remove_dir_all(&home)?;
                copy_folder(&folder, &home)?;
            }
            Part::Database => replace(&home, &folder, "footbridge.db")?,
            Part::Mailbox => replace(&home, &folder, "mailbox.db")?,
        }
        self.give_disk(who)?;
        if what != Part::Mailbox {
            let backup = &self.backups[number];
            let actor = &mut self.actors[who];
            (actor.own, actor.drafts) = (backup.own.clone(), backup.drafts.clone());
            actor.behind = true;
        }
        if what == Part::Home {
            self.doubled.extend(self.actors[who].device);
        }
        self.count(match what {
            Part::Home => "a home is put back",
            Part::Database => "a database is put back",
            Part::Mailbox => "a mailbox is put back",
        });
        let words = match what {
            Part::Home => "its whole folder comes",
            Part::Database => "its database comes",
            Part::Mailbox => "its mailbox comes",
        };
        self.says(who, format_args!("{words} back from backup {number}"));
        self.excuse_what_is_gone(&before)?;
        Ok(true)
    }

    fn copy(&mut self, who: usize) -> Run<bool> {
        if self.actors.len() >= ACTORS_MAX {
            return Ok(false);
        }
        self.actors[who].close();
        let persona = self.field.copy_home(&mut self.actors[who].persona)?;
        let of = &self.actors[who];
        let name = format!("{} (copy {})", of.name, self.actors.len());
        let mut copy = Actor::new(name, of.agency.clone(), persona, of.release);
        (copy.own, copy.drafts) = (of.own.clone(), of.drafts.clone());
        (copy.seen, copy.behind) = (of.seen.clone(), of.behind);
        copy.handoffs.clone_from(&of.handoffs);
        copy.device = of.device;
        self.doubled.extend(of.device);
        self.actors.push(copy);
        self.give_disk(self.actors.len() - 1)?;
        self.says(who, "its disk is copied to another machine; both go on");
        Ok(true)
    }

    fn lose_mailbox(&mut self, who: usize) -> Run<bool> {
        self.actors[who].close();
        let before = self.recoverable()?;
        let home = self.actors[who].persona.home().to_owned();
        self.actors[who].disk = None;
        remove(&home, "mailbox.db")?;
        self.give_disk(who)?;
        self.says(who, "its mailbox is lost");
        self.excuse_what_is_gone(&before)?;
        Ok(true)
    }

    fn rotate(&mut self, who: usize) -> Run<bool> {
        if self.lets_be(who, "would make a new key")? {
            return Ok(false);
        }
        let done = self.act(who, |device| {
            let Some(row) = device.compartments()?.into_iter().next() else { return Ok(()) };
            device.rotate(row.compartment)
        })?;
        let how = match done {
            Done::Ok(()) => "done",
            Done::Refused(code) => code,
            Done::Ended => "the process ends in it",
        };
        self.says(who, format_args!("makes a new key -> {how}"));
        Ok(true)
    }

    fn join(&mut self) -> Run<bool> {
        if self.actors.len() >= ACTORS_MAX || self.lets_be(0, "would invite another device")? {
            return Ok(false);
        }
        let agency = format!("Late House {}", self.actors.len());
        let mut joined = None;
        let Self { field, actors, .. } = self;
        let done = {
            let actor = &mut actors[0];
            if let Some(locked) = actor.locked.take() {
                actor.persona.unlock(locked)?;
            }
            let release = actor.release;
            whatif::with_release(release, || field.join(&mut actor.persona, "provider", &agency))
        };
        self.actors[0].persona.clear_line();
        let how = match done {
            Ok(persona) => {
                joined = Some(persona);
                "done".to_owned()
            }
            Err(testkit::field::FieldError::App(error)) => error.code().to_owned(),
            Err(other) => return Err(other.into()),
        };
        if let Some(persona) = joined {
            let name = format!("provider {}", self.actors.len());
            let mut actor = Actor::new(name, agency, persona, NEWER);
            actor.device = Some(actor.device()?.id());
            actor.close();
            self.actors.push(actor);
            self.give_disk(self.actors.len() - 1)?;
        }
        self.says(0, format_args!("invites another device -> {how}"));
        Ok(true)
    }
}

/// A device that nobody is signed in on; the program is started for it if need be.
fn locked(actor: &mut Actor) -> Result<&mut LockedDevice, AppError> {
    let locked = match actor.locked.take() {
        Some(locked) => locked,
        None => {
            let platform = actor.persona.platform();
            LockedDevice::open(actor.persona.home(), platform)?
        }
    };
    Ok(actor.locked.insert(locked))
}

const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];

fn remove(home: &Path, file: &str) -> Run {
    for suffix in SUFFIXES {
        let path = home.join(format!("{file}{suffix}"));
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn replace(home: &Path, backup: &Path, file: &str) -> Run {
    remove(home, file)?;
    for suffix in SUFFIXES {
        let from = backup.join(format!("{file}{suffix}"));
        if from.exists() {
            fs::copy(from, home.join(format!("{file}{suffix}")))?;
        }
    }
    Ok(())
}

fn span(ms: i64) -> String {
    let minutes = ms.abs() / 60_000;
    let sign = if ms < 0 { "-" } else { "+" };
    match minutes {
        0..=119 => format!("{sign}{minutes} min"),
        120..=2879 => format!("{sign}{} h", minutes / 60),
        _ => format!("{sign}{} days", minutes / 1440),
    }
}

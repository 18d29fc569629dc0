//! When a program is killed, and what it was at then.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;

use crate::chance::Chance;
use crate::child::Run;
use crate::deeds::Deed;
use crate::device::Device;
use crate::link::{Hold, Link, Way};

/// The moment of a kill.
#[derive(Clone, Debug)]
pub enum Moment {
    /// After so long.
    After(Duration),
    /// When it says its first byte on standard output: the answer is on its way.
    Spoken,
    /// When a file of the home is so large.
    Grown(&'static str, u64),
    /// When so much passed between device and relay. The rest is held until it is dead.
    Held(Hold),
}

impl Moment {
    /// A moment within what a deed of this kind usually takes.
    pub fn draw(chance: &mut Chance, deed: &Deed, usual: Duration) -> Self {
        let micros = u64::try_from(usual.as_micros()).unwrap_or(u64::MAX);
        // opening takes most of the time; what comes after it is worth as many kills
        let least = if chance.happens(60) { micros * 2 / 5 } else { 0 };
        let after = Self::After(Duration::from_micros(least + chance.below((micros - least).max(2))));
        let with_relay = matches!(deed, Deed::Sync | Deed::Carry);
        match chance.below(100) {
            0..35 => after,
            35..100 if with_relay => Self::Held(hold(chance)),
            35..60 => Self::Spoken,
            60..85 => Self::Grown("footbridge.db-wal", small(chance, 120_000)),
            _ => Self::Grown("mailbox.db-wal", small(chance, 60_000)),
        }
    }

    /// What the link must do for it.
    pub fn hold(&self) -> Option<Hold> {
        if let Self::Held(hold) = self { Some(*hold) } else { None }
    }

    /// Whether it has come.
    pub fn reached(&self, run: &Run, device: &Device, link: &Link) -> bool {
        match self {
            Self::After(while_) => run.lived() >= *while_,
            Self::Spoken => run.has_spoken(),
            Self::Grown(file, bytes) => device.size(file) > *bytes,
            Self::Held(_) => link.passed().held,
        }
    }
}

/// Somewhere in an exchange.
pub fn hold(chance: &mut Chance) -> Hold {
    match chance.below(10) {
        0..2 => Hold::Request(1 + chance.below(6)),
        2..4 => Hold::AfterUpload,
        4..7 => Hold::Bytes(Way::Up, small(chance, 12_000)),
        _ => Hold::Bytes(Way::Down, small(chance, 12_000)),
    }
}

/// A number below `most`: small ones as often as large ones.
fn small(chance: &mut Chance, most: u64) -> u64 {
    let most = chance.below(most).max(1);
    chance.below(most)
}

/// What a device looked like before a program was started on it.
pub struct Before {
    token: Option<Vec<u8>>,
}

impl Before {
    /// Looks.
    pub fn look(device: &Device) -> Self {
        Self { token: std::fs::read(device.home.join("rollback.token")).ok() }
    }

    /// What a program that is dead now was at, as its files and its traffic show.
    pub fn phase(&self, device: &Device, pid: u32, link: &Link, spoke: bool, doing: &str) -> String {
        if !device.home.join("keyfile").exists() {
            return format!("{doing}: before the key file");
        }
        let holder = std::fs::read_to_string(device.home.join("lock.holder")).unwrap_or_default();
        if !holder.contains(&format!("process {pid})")) {
            return "starting".to_owned();
        }
        if doing == "upgrade" {
            return "upgrade".to_owned();
        }
        let passed = link.passed();
        if spoke {
            return "closing, after the answer".to_owned();
        }
        if passed.requests > 0 {
            let waits = if passed.unanswered { "asked" } else { "answered" };
            return format!("{doing}: {} {waits}", passed.path);
        }
        let token = std::fs::read(device.home.join("rollback.token")).ok();
        if token == self.token {
            return if doing == "sync --locked" { format!("{doing}: at work") } else { "opening".to_owned() };
        }
        if token.is_some_and(|token| token.len() > 16) {
            return "opening, between two tokens".to_owned();
        }
        match device.unclean() {
            [_, true] => format!("{doing}: sealing"),
            [true, _] => format!("{doing}: saving"),
            _ => format!("{doing}: at work"),
        }
    }
}

/// How long each kind of deed usually takes.
#[derive(Default)]
pub struct Usual(BTreeMap<String, Duration>);

impl Usual {
    /// As seen so far, or a guess.
    pub fn of(&self, kind: &str) -> Duration {
        self.0.get(kind).copied().unwrap_or(Duration::from_millis(40))
    }

    /// It took so long to its end.
    pub fn took(&mut self, kind: &str, lived: Duration) {
        let before = self.of(kind);
        self.0.insert(kind.to_owned(), (before * 3 + lived) / 4);
    }

    /// It lived at least so long.
    pub fn lived(&mut self, kind: &str, lived: Duration) {
        if lived > self.of(kind) {
            self.took(kind, lived);
        }
    }
}

/// Kills in each phase.
#[derive(Clone, Debug, Default)]
pub struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// One more.
    pub fn add(&mut self, phase: impl Into<String>) {
        *self.0.entry(phase.into()).or_default() += 1;
    }

    /// Those of another round too.
    pub fn add_all(&mut self, others: &Self) {
        for (phase, count) in &others.0 {
            *self.0.entry(phase.clone()).or_default() += count;
        }
    }

    /// All kills.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// A line for each.
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(|(phase, count)| format!("{count:>6}  {phase}")).collect()
    }
}

/// Waits for the moment and kills; whether the program was still alive.
///
/// # Errors
/// When it hangs.
pub fn kill_at(run: &mut Run, moment: &Moment, device: &Device, link: &Link) -> Result<bool> {
    run.kill_when(|run| moment.reached(run, device, link))
}

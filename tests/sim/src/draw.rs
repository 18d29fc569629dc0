//! How a plan is drawn from a seed: which families of faults it has, and how often each thing happens.

use testkit::SeededRandom;
use testkit::field::Keeps;

use crate::plan::{Deed, Fate, Lifetime, Part, Pick, Plan, Power, Step};

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 86_400_000;
const YEAR_MS: u64 = 365 * DAY_MS;

/// A family of faults; each seed has some of them, often, instead of all of them, rarely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Wire,
    Line,
    Crash,
    Clocks,
    Backups,
    Clones,
    Mailbox,
    RelayBackups,
    RelayRoom,
    Keys,
    Members,
    Locked,
    Imports,
    Power,
    Room,
}

const FAULTS: [Fault; 15] = [
    Fault::Wire,
    Fault::Line,
    Fault::Crash,
    Fault::Clocks,
    Fault::Backups,
    Fault::Clones,
    Fault::Mailbox,
    Fault::RelayBackups,
    Fault::RelayRoom,
    Fault::Keys,
    Fault::Members,
    Fault::Locked,
    Fault::Imports,
    Fault::Power,
    Fault::Room,
];

impl Plan {
    /// The plan of a seed.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice(SeededRandom::new(seed ^ 0xf00d_b41d_6e00_0000));
        let devices = 2 + usize::try_from(dice.below(4)).unwrap_or(0);
        let keeps = if dice.one_in(3) { Keeps::OnDisk } else { Keeps::InMemory };
        let older = if dice.one_in(3) { dice.below(1 << devices) } else { 0 };
        let mut faults: Vec<Fault> = FAULTS.into_iter().filter(|_| dice.one_in(3)).collect();
        if older != 0 {
            faults.push(Fault::Members);
        }
        let disks = faults.contains(&Fault::Power) || faults.contains(&Fault::Room);
        let count = 30 + usize::try_from(dice.below(30)).unwrap_or(0);
        let mut deeds = dice.opening(devices as u64);
        while deeds.len() < count {
            match dice.below(100) {
                0..=6 => deeds.extend(dice.contradiction()),
                7..=12 => deeds.extend(dice.handing_over()),
                13..=60 => deeds.push((dice.below(64), dice.work())),
                _ if faults.is_empty() => deeds.push((dice.below(64), dice.work())),
                _ => deeds.push((dice.below(64), dice.fault(&faults))),
            }
        }
        let steps = deeds.into_iter().enumerate().map(|(number, (who, deed))| Step { number, who, deed });
        Self { seed, devices, older, keeps, disks, steps: steps.collect() }
    }
}

/// The chance a plan is made of.
struct Dice(SeededRandom);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.0.below(n) == 0
    }

    fn pick(&mut self) -> Pick {
        self.below(1 << 16)
    }

    fn maybe(&mut self, n: u64) -> Option<Pick> {
        self.one_in(n).then(|| self.pick())
    }

    /// Two contacts that everybody knows of, so that people have something in common.
    fn opening(&mut self, devices: u64) -> Vec<(u64, Deed)> {
        const SYNC: Deed = Deed::Sync { befall: None, patient: false };
        let mut deeds = Vec::new();
        for who in 0..2 {
            deeds.push((who, Deed::Contact { person: None, doses: who }));
        }
        if self.one_in(2) {
            deeds.push((0, Deed::Offer { contact: 0, to: 1, also: self.maybe(2) }));
        }
        deeds.extend((0..devices).map(|who| (who, SYNC)));
        deeds
    }

    /// Two people change the same field without knowing of each other, and one of them decides, perhaps both.
    fn contradiction(&mut self) -> Vec<(u64, Deed)> {
        const SYNC: Deed = Deed::Sync { befall: None, patient: false };
        let (one, other) = (self.below(64), self.below(64));
        let edit = Deed::Edit { record: self.early(), field: self.field(), seen: None };
        let settle = Deed::Settle { conflict: self.pick(), value: self.pick() };
        let mut deeds = vec![(one, edit.clone()), (other, edit), (one, SYNC), (other, SYNC)];
        if self.one_in(2) {
            deeds.push((one, SYNC));
            deeds.push((one, settle.clone()));
        }
        if self.one_in(2) {
            deeds.push((other, settle));
        }
        deeds
    }

    /// A handoff goes on, at both ends.
    fn handing_over(&mut self) -> Vec<(u64, Deed)> {
        const SYNC: Deed = Deed::Sync { befall: None, patient: false };
        let (from, to, handoff) = (self.below(64), self.below(64), self.pick());
        let mut deeds =
            vec![(from, Deed::Offer { contact: self.pick(), to, also: self.maybe(2) }), (from, SYNC)];
        if self.one_in(3) {
            // everybody hears of it, then several take over without knowing of each other
            let everybody = self.below(2) + 3;
            deeds.extend((0..everybody).map(|who| (who, SYNC)));
            deeds.extend((0..everybody).map(|who| (who, Deed::Answer { handoff, choice: 0, to: 0 })));
        }
        for _ in 0..=self.below(3) {
            deeds.push((to, SYNC));
            deeds.push((to, Deed::Answer { handoff, choice: self.pick(), to: self.pick() }));
        }
        deeds
    }

    /// What people do on a day.
    fn work(&mut self) -> Deed {
        match self.below(100) {
            0..=13 => Deed::Contact { person: self.maybe(2), doses: self.below(5) / 2 },
            14..=33 => Deed::Edit { record: self.early(), field: self.field(), seen: self.maybe(3) },
            34..=36 => Deed::Look { record: self.early() },
            37..=43 => Deed::Settle { conflict: self.pick(), value: self.pick() },
            44..=45 => Deed::Unsettle { seen: self.pick() },
            46..=48 => Deed::Note { contact: self.pick() },
            49..=51 => Deed::Dose { contact: self.pick() },
            52..=53 => Deed::Attempt { follow_up: self.pick(), outcome: self.pick() },
            54..=58 => Deed::Offer { contact: self.pick(), to: self.pick(), also: self.maybe(3) },
            59..=71 => Deed::Answer { handoff: self.pick(), choice: self.pick(), to: self.pick() },
            72..=73 => Deed::Draft { draft: self.maybe(2) },
            74 => Deed::Finish { draft: self.pick() },
            75 => Deed::Rebuild,
            76..=77 => Deed::Pass { span_ms: self.span() },
            _ => Deed::Sync { befall: None, patient: self.one_in(3) },
        }
    }

    /// A small number, at times a larger one.
    fn few(&mut self) -> u64 {
        let bits = self.below(7);
        self.below(1 << bits)
    }

    /// One of the first records: so that people meet in it.
    fn early(&mut self) -> Pick {
        self.below(9)
    }

    /// Half of all edits are of one field, and so meet.
    fn field(&mut self) -> Pick {
        if self.one_in(2) { 7 * self.pick() } else { self.pick() }
    }

    fn span(&mut self) -> i64 {
        let span = match self.below(20) {
            0..=9 => self.below(120 * MINUTE_MS),
            10..=17 => self.below(7 * DAY_MS),
            18 => self.below(90 * DAY_MS),
            _ => self.below(2 * YEAR_MS),
        };
        i64::try_from(span).unwrap_or(0)
    }

    fn ahead(&mut self) -> i64 {
        let ahead = match self.below(6) {
            0 => 0,
            1..=2 => self.below(90 * MINUTE_MS),
            3..=4 => self.below(40 * DAY_MS),
            _ => self.below(12 * YEAR_MS),
        };
        let ahead = i64::try_from(ahead).unwrap_or(0);
        if self.one_in(2) { -ahead } else { ahead }
    }

    fn befall(&mut self) -> Option<(u64, Fate)> {
        const FATES: [Fate; 7] = [
            Fate::Unreachable,
            Fate::RequestLost,
            Fate::AnswerLost,
            Fate::CutOff,
            Fate::Repeated,
            Fate::Garbage,
            Fate::Crash,
        ];
        let fate = FATES.get(usize::try_from(self.below(7)).unwrap_or(0))?;
        Some((self.below(5), *fate))
    }

    fn fault(&mut self, faults: &[Fault]) -> Deed {
        let at = usize::try_from(self.below(faults.len() as u64)).unwrap_or(0);
        match faults.get(at).copied().unwrap_or(Fault::Line) {
            Fault::Wire => self.wire(),
            Fault::Line => self.either(Deed::Cut, Deed::Mend),
            Fault::Crash => self.crash(),
            Fault::Clocks => self.clock(),
            Fault::Backups => self.backup(),
            Fault::Clones => self.clone_or_sync(),
            Fault::Mailbox => self.mailbox(),
            Fault::RelayBackups => self.relay_backup(),
            Fault::RelayRoom => self.relay_room(),
            Fault::Keys => self.either(Deed::Rotate, PLAIN_SYNC),
            Fault::Members => self.members(),
            Fault::Locked => self.locked(),
            Fault::Imports => self.import(),
            Fault::Power => self.power(),
            Fault::Room => self.room(),
        }
    }

    fn either(&mut self, one: Deed, other: Deed) -> Deed {
        if self.one_in(2) { one } else { other }
    }

    fn wire(&mut self) -> Deed {
        match self.below(3) {
            0 => Deed::Carry { befall: self.befall() },
            _ => Deed::Sync { befall: self.befall(), patient: self.one_in(2) },
        }
    }

    fn crash(&mut self) -> Deed {
        match self.below(5) {
            0 => Deed::Close,
            _ => Deed::Doom { draws: self.few() },
        }
    }

    fn clock(&mut self) -> Deed {
        match self.below(3) {
            0 => Deed::Pass { span_ms: self.span() },
            _ => Deed::Clock { ahead_ms: self.ahead() },
        }
    }

    fn backup(&mut self) -> Deed {
        let what = match self.below(5) {
            0..=1 => return Deed::BackUp,
            2 => Part::Home,
            3 => Part::Database,
            _ => Part::Mailbox,
        };
        Deed::PutBack { backup: self.pick(), what }
    }

    fn clone_or_sync(&mut self) -> Deed {
        if self.one_in(4) { Deed::Clone } else { PLAIN_SYNC }
    }

    fn mailbox(&mut self) -> Deed {
        if self.one_in(3) { Deed::LoseMailbox } else { Deed::Carry { befall: None } }
    }

    fn relay_backup(&mut self) -> Deed {
        match self.below(7) {
            0..=2 => Deed::RelayBackUp,
            3 => Deed::RelayPutBack { backup: self.pick(), life: Lifetime::Renewed },
            4 => Deed::RelayPutBack { backup: self.pick(), life: Lifetime::Same },
            _ => Deed::RelayRestart,
        }
    }

    fn relay_room(&mut self) -> Deed {
        match self.below(6) {
            0 => Deed::RelayFull,
            1..=2 => Deed::RelayRoom,
            3 => Deed::RelayThrottle,
            _ => Deed::RelayRelent,
        }
    }

    fn members(&mut self) -> Deed {
        if self.one_in(3) { Deed::Join } else { Deed::Upgrade }
    }

    fn locked(&mut self) -> Deed {
        match self.below(4) {
            0 => Deed::Lock,
            1 => Deed::Slice { entries: 1 + self.below(12) },
            _ => Deed::Carry { befall: None },
        }
    }

    fn import(&mut self) -> Deed {
        if self.one_in(3) { Deed::Import { part: self.below(4) } } else { self.work() }
    }

    fn power(&mut self) -> Deed {
        match self.below(6) {
            0..=1 => Deed::PowerCut,
            2 => Deed::RelayPowerCut,
            _ => {
                let writes = self.few();
                Deed::DoomDisk { writes, power: if self.one_in(3) { Power::Stays } else { Power::Goes } }
            }
        }
    }

    fn room(&mut self) -> Deed {
        match self.below(6) {
            0..=1 => Deed::DiskFull { bytes: self.few() * 4096 },
            2..=3 => Deed::DiskRoom,
            _ => Deed::FailDisk { writes: self.few() },
        }
    }
}

const PLAIN_SYNC: Deed = Deed::Sync { befall: None, patient: true };

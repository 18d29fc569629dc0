//! Files of a home that are lost, cut or left over, after a kill in the middle of work: what can still be there is
//! there, and the device goes on.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::campaign::{Failure, in_folder};
use crate::chance::Chance;
use crate::deeds::Deed;
use crate::device::Device;
use crate::ledger::Owner;
use crate::programs::Programs;
use crate::station::Station;
use crate::town::{MEMBERS, Town};

/// What happens to a home that nobody uses.
type Mishap = fn(&Path, &mut Chance) -> Result<()>;

/// Whose home it happens to.
const VICTIM: Owner = 1;

/// Each happens after a kill, with work that was sealed and not sent. Drafts are only at stake where the database
/// keeps its log: they are in no other file.
const MISHAPS: &[(&str, Drafts, Mishap)] = &[
    ("the mailbox is lost", Drafts::Stay, |home, _| {
        remove(home, &["mailbox.db", "mailbox.db-wal", "mailbox.db-shm"])
    }),
    ("the rollback token is lost", Drafts::Stay, |home, _| remove(home, &["rollback.token"])),
    ("the reserve is lost", Drafts::Stay, |home, _| remove(home, &["reserve"])),
    ("half-written files are left over", Drafts::Stay, |home, chance| {
        ["keyfile.new", "rollback.token.new", "reserve.new", "settings.toml.new"].into_iter().try_for_each(
            |file| {
                let rubbish = vec![0x5a; usize::try_from(chance.below(5000))?];
                Ok(std::fs::write(home.join(file), rubbish)?)
            },
        )
    }),
    ("lock files name a process that is gone", Drafts::Stay, |home, _| {
        ["lock.holder", "mailbox.db.lock.holder"]
            .into_iter()
            .try_for_each(|file| Ok(std::fs::write(home.join(file), "footbridge (process 1)")?))
    }),
    ("lock files are lost", Drafts::Stay, |home, _| {
        remove(home, &["lock", "lock.holder", "mailbox.db.lock", "mailbox.db.lock.holder"])
    }),
    ("both -shm are lost", Drafts::Stay, |home, _| remove(home, &["footbridge.db-shm", "mailbox.db-shm"])),
    ("the database's log is lost", Drafts::Go, |home, _| {
        remove(home, &["footbridge.db-wal", "footbridge.db-shm"])
    }),
    ("the database's log is cut", Drafts::Go, |home, chance| cut(home, "footbridge.db-wal", chance)),
    ("the database's log is scribbled over", Drafts::Go, |home, chance| {
        scribble(home, "footbridge.db-wal", chance)
    }),
    ("the mailbox's log is lost", Drafts::Stay, |home, _| {
        remove(home, &["mailbox.db-wal", "mailbox.db-shm"])
    }),
    ("the mailbox's log is cut", Drafts::Stay, |home, chance| cut(home, "mailbox.db-wal", chance)),
    ("the mailbox's log is scribbled over", Drafts::Stay, |home, chance| {
        scribble(home, "mailbox.db-wal", chance)
    }),
];

/// Whether drafts outlive it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drafts {
    Stay,
    Go,
}

/// Every mishap once, in one town. One line for each.
///
/// # Errors
/// The first that loses something.
pub fn run(programs: &Programs, seed: u64) -> Result<Vec<String>, Box<Failure>> {
    in_folder(programs, seed, "losses", |programs, folder, story| {
        let town = Town::at_peace(programs, folder, story, MEMBERS.len())?;
        let mut losses = Losses { town, chance: Chance::new(seed), told: Vec::new() };
        for &(what, drafts, mishap) in MISHAPS {
            losses.happens(what, drafts, mishap).with_context(|| what.to_owned())?;
        }
        for (by, file, code) in CANNOT_BE_OPENED {
            losses.unopenable(by, file, code).with_context(|| format!("{file} is lost"))?;
        }
        Ok(losses.told)
    })
}

struct Losses {
    town: Town,
    chance: Chance,
    told: Vec<String>,
}

impl Losses {
    fn happens(&mut self, what: &str, drafts: Drafts, mishap: Mishap) -> Result<()> {
        let began = Instant::now();
        self.town.story.tell(what);
        self.network_goes();
        self.work_and_kill(drafts)?;
        let victim = self.town.device(VICTIM)?.clone();
        ensure!(victim.unclean() == [true, true], "the kill left nothing behind: {:?}", victim.unclean());
        mishap(&victim.home, &mut self.chance)?;
        // once without a network, once with: what is lost must not wait for the other
        if self.chance.happens(50) {
            self.town.look(VICTIM)?;
        }
        self.network_is_back()?;
        self.town.check_end()?;
        self.told.push(format!("{what}: nothing else is ({:.1} s)", began.elapsed().as_secs_f64()));
        Ok(())
    }

    fn network_goes(&self) {
        self.town.link.lead_to(None);
    }

    fn network_is_back(&mut self) -> Result<()> {
        self.town.kill_relay()?;
        self.town.start_relay()
    }

    fn contact(&mut self) -> Deed {
        let n = self.town.ledger.next_number();
        Deed::Contact { name: format!("Given{n} Example{n}"), note: format!("note {n}") }
    }

    /// Work on the command line, sealed when it returns; then more at a station that is killed over it.
    fn work_and_kill(&mut self, drafts: Drafts) -> Result<()> {
        let victim = self.town.device(VICTIM)?.clone();
        let station = Station::start(&victim)?;
        let tab = station.enter_at_peace()?;
        for _ in 0..3 {
            let mut deeds = vec![self.contact()];
            if drafts == Drafts::Stay {
                let n = self.town.ledger.next_number();
                deeds.push(Deed::Draft { id: None, typed: format!("typed {n}") });
            }
            if let Some((_, person)) = self.town.ledger.people.last().cloned() {
                let n = self.town.ledger.next_number();
                deeds.push(Deed::Edit { person, value: format!("Heron {n}") });
            }
            for deed in deeds {
                let (command, args) = deed.call().context("no call")?;
                deed.tried(VICTIM, &mut self.town.ledger);
                let answer = tab.ok(command, &args)?;
                deed.acknowledged(VICTIM, &mut self.town.ledger, &answer);
            }
        }
        ensure!(station.killer().kill(), "the station ended by itself");
        Ok(())
    }

    /// Without its key file or its database a home cannot be opened; what was sealed is sent all the same, and the home
    /// can be set up again.
    fn unopenable(&mut self, by: Owner, file: &str, code: &str) -> Result<()> {
        self.work_sealed(by)?;
        let device = self.town.device(by)?.clone();
        remove(&device.home, &[file])?;
        refused(&device, &["summary"], code)?;
        self.network_is_back()?;
        let (_, agency, role) = *MEMBERS.get(by.saturating_sub(1)).context("no such member")?;
        let code = self.town.invite(agency, role)?;
        refused(&device, &["enrol", &code], "home.unsent_work")?;
        sent(&device.ok(&["sync", "--locked"])?)?;
        let before = self.town.ledger.forget_drafts(by);
        device.ok(&["enrol", &code])?;
        device.make_guessing_cheap()?;
        self.town.story.tell(format!("set up again; {before} drafts went with it"));
        self.town.check_end()?;
        self.told.push(format!("{file} is lost: what was sealed is sent, the home is set up again"));
        Ok(())
    }

    /// Work that is sealed and not sent, and a home that was closed in good order.
    fn work_sealed(&mut self, by: Owner) -> Result<()> {
        self.network_goes();
        for _ in 0..3 {
            let deed = self.contact();
            deed.tried(by, &mut self.town.ledger);
            let answer = self.town.device(by)?.ok(&deed.words())?;
            deed.acknowledged(by, &mut self.town.ledger, &answer);
        }
        Ok(())
    }
}

/// Whose file of what name, and what its commands say then.
const CANNOT_BE_OPENED: [(Owner, &str, &str); 2] =
    [(VICTIM, "keyfile", "home.no_device"), (2, "footbridge.db", "home.database_lost")];

fn refused(device: &Device, arguments: &[&str], code: &str) -> Result<()> {
    let said = device.refused(arguments)?;
    ensure!(said == code, "{arguments:?} was refused with {said}, not with {code}");
    Ok(())
}

fn sent(answer: &Value) -> Result<()> {
    let count = |key: &str| answer.get(key).and_then(Value::as_u64);
    match (count("sent"), count("unsent")) {
        (Some(1..), Some(0)) => Ok(()),
        _ => bail!("not everything that was sealed was sent: {answer}"),
    }
}

fn remove(home: &Path, files: &[&str]) -> Result<()> {
    for file in files {
        match std::fs::remove_file(home.join(file)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// Cuts a file somewhere.
fn cut(home: &Path, file: &str, chance: &mut Chance) -> Result<()> {
    let file = File::options().write(true).open(home.join(file))?;
    Ok(file.set_len(chance.below(file.metadata()?.len()))?)
}

/// Changes some bytes somewhere.
fn scribble(home: &Path, file: &str, chance: &mut Chance) -> Result<()> {
    let path = home.join(file);
    let mut bytes = std::fs::read(&path)?;
    let from = usize::try_from(chance.below(bytes.len() as u64))?;
    let count = usize::try_from(chance.below(9000))? + 1;
    bytes.iter_mut().skip(from).take(count).for_each(|byte| *byte ^= 0x5a);
    Ok(std::fs::write(&path, bytes)?)
}

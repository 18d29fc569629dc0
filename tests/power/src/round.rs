//! One town from its founding to its end, with kills all the way.

use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::chance::Chance;
use crate::child::{Ended, PATIENCE, Run};
use crate::deeds::{self, Deed};
use crate::device::line;
use crate::ledger::Owner;
use crate::link::Hold;
use crate::moment::{Before, Counts, Moment, Usual, hold, kill_at};
use crate::older::make_older;
use crate::seen::text;
use crate::station::{Answer, Station};
use crate::town::{COORDINATOR, MEMBERS, Town};

/// Real incidents with their dirt; `tests/fixtures/pa-oin` says what is in them.
const EXTRACT: &str = include_str!("../../fixtures/pa-oin/extract.csv");
/// Its columns that name something.
const INCIDENT: usize = 0;
const VICTIM: usize = 6;

/// See the module.
pub struct Round<'a> {
    /// The world.
    pub town: Town,
    /// Kills so far.
    pub counts: Counts,
    chance: Chance,
    usual: &'a mut Usual,
}

impl<'a> Round<'a> {
    /// Before anything happens.
    pub fn new(town: Town, seed: u64, usual: &'a mut Usual) -> Self {
        Self { town, counts: Counts::default(), chance: Chance::new(seed), usual }
    }

    /// Everything, until so many kills fell.
    ///
    /// # Errors
    /// When something acknowledged is lost, something does not open, or the end is not the same everywhere.
    pub fn run(&mut self, kills: u64) -> Result<()> {
        self.town.start_relay()?;
        self.found()?;
        for (name, agency, role) in MEMBERS {
            self.enrol(name, agency, role)?;
        }
        // deeds that end before they can be killed are done, and cost no kill
        let most = kills * 6 + 60;
        for _ in 0..most {
            if self.counts.total() >= kills {
                break;
            }
            self.step()?;
        }
        self.town.story.tell("everybody in step");
        self.town.check_end()
    }

    fn found(&mut self) -> Result<()> {
        let first = self.town.add(COORDINATOR.0, COORDINATOR.1);
        let founding = self.town.founding();
        self.set_up(first, &founding, "founding")
    }

    fn enrol(&mut self, name: &str, agency: &str, role: &str) -> Result<()> {
        let invite = ["invite", "--agency", agency, "--role", role].map(str::to_owned);
        if self.chance.happens(30) {
            self.kill_command(0, &invite, "invitation", None)?;
            self.town.look(0)?;
        }
        let code = self.town.invite(agency, role)?;
        let new = self.town.add(name, agency);
        self.set_up(new, &["enrol".to_owned(), code], "enrolment")
    }

    /// The same command again and again, killed, until it is let through; as a person would who sees it fail. The
    /// relay may be killed too.
    fn set_up(&mut self, new: Owner, command: &[String], doing: &str) -> Result<()> {
        for _ in 0..self.chance.below(4) {
            let device = self.town.device(new)?.clone();
            if device.home.join("keyfile").exists() {
                device.make_guessing_cheap()?;
            }
            if device.run(&["status"])?.code == Some(0) {
                break;
            }
            if self.chance.happens(25) {
                self.relay_killed_under(new, command, doing)?;
            } else {
                let hold = self.chance.happens(50).then(|| hold(&mut self.chance));
                self.kill_command(new, command, doing, hold)?;
            }
        }
        let device = self.town.device(new)?.clone();
        if device.home.join("keyfile").exists() {
            device.make_guessing_cheap()?;
        }
        let ended = device.run(command)?;
        // killed after it had joined, and before it could say so
        if ended.code != Some(0) && !ended.err.contains("home.device_exists") {
            bail!("{doing} after kills: {:?} {}", ended.code, ended.err);
        }
        self.town.story.tell(format!("{}: {doing} done", device.name));
        device.ok(&["status"]).with_context(|| format!("{doing} after kills"))?;
        device.make_guessing_cheap()
    }

    fn step(&mut self) -> Result<()> {
        let by = usize::try_from(self.chance.below(self.town.devices.len() as u64))?;
        match self.chance.below(100) {
            0..50 => {
                let deed = self.next(by);
                self.kill_deed(by, &deed)?;
            }
            50..56 => {
                let deed = self.import()?;
                self.kill_deed(by, &deed)?;
            }
            56..72 => self.kill_station(by)?,
            72..86 => self.relay_killed_under_sync(by)?,
            86..91 => self.both(by)?,
            91..96 => self.relay_killed_starting()?,
            _ => self.upgrade(by)?,
        }
        // most of the time; else the next deed is the first to open what the kill left
        if self.chance.happens(60) { self.town.look(by) } else { Ok(()) }
    }

    fn next(&mut self, by: Owner) -> Deed {
        let agencies = self.town.agencies();
        deeds::next(&mut self.chance, &mut self.town.ledger, by, &agencies)
    }

    /// A small file of incidents that nobody imported yet.
    fn import(&mut self) -> Result<Deed> {
        let n = self.town.ledger.next_number();
        let (from, rows) = (self.chance.below(200), 5 + self.chance.below(25));
        let mut lines = EXTRACT.lines();
        let mut out = vec![lines.next().unwrap_or_default().to_owned()];
        let mut numbers = Vec::new();
        for row in lines.skip(usize::try_from(from)?).take(usize::try_from(rows)?) {
            let own = |(column, cell): (usize, &str)| match column {
                INCIDENT | VICTIM => format!("{n}{cell:0>7}"),
                _ => cell.to_owned(),
            };
            let cells: Vec<String> = row.split(',').enumerate().map(own).collect();
            numbers.extend(cells.first().cloned());
            out.push(cells.join(","));
        }
        let file = self.town.folder.join(format!("import-{n}.csv"));
        std::fs::write(&file, out.join("\n") + "\n")?;
        Ok(Deed::Import { file: file.to_str().context("not UTF-8")?.to_owned(), numbers })
    }

    /// A deed on the command line, killed at some moment; sometimes done again afterwards.
    fn kill_deed(&mut self, by: Owner, deed: &Deed) -> Result<()> {
        self.deed_killed(by, deed)?;
        if self.chance.happens(35) {
            self.do_at_peace(by, deed)?;
        }
        Ok(())
    }

    fn deed_killed(&mut self, by: Owner, deed: &Deed) -> Result<()> {
        let device = self.town.device(by)?.clone();
        deed.tried(by, &mut self.town.ledger);
        let moment = Moment::draw(&mut self.chance, deed, self.usual.of(deed.kind()));
        self.town.link.count_anew(moment.hold());
        let before = Before::look(&device);
        let mut run = Run::start(&mut device.command(&deed.words()))?;
        let killed = kill_at(&mut run, &moment, &device, &self.town.link)?;
        let ended = run.end()?;
        if killed {
            self.usual.lived(deed.kind(), ended.lived);
            let phase = before.phase(&device, ended.pid, &self.town.link, !ended.out.is_empty(), deed.kind());
            self.tell(by, deed, &format!("killed at {moment:?}: {phase}"));
            self.counts.add(phase);
        } else {
            self.usual.took(deed.kind(), ended.lived);
            self.tell(by, deed, &format!("ended by itself before {moment:?}"));
        }
        self.town.link.let_go();
        self.heard(by, deed, &ended, killed)
    }

    fn tell(&self, by: Owner, deed: &Deed, what: &str) {
        let name = self.town.devices.get(by).map_or("", |device| device.name.as_str());
        let words: String = line(&deed.words()).chars().take(150).collect();
        self.town.story.tell(format!("{name}: `{words}` {what}"));
    }

    /// Writes down what was acknowledged, if it was.
    fn heard(&mut self, by: Owner, deed: &Deed, ended: &Ended, killed: bool) -> Result<()> {
        // a whole line of JSON is an answer, also of one who was killed after it
        if let Ok(answer) = serde_json::from_str::<Value>(&ended.out)
            && ended.out.ends_with('\n')
        {
            self.town.story.tell("   acknowledged");
            deed.acknowledged(by, &mut self.town.ledger, &answer);
            return Ok(());
        }
        if killed || ended.code.is_none() {
            return Ok(());
        }
        let said = ended.err.lines().last().unwrap_or_default();
        let code = serde_json::from_str::<Value>(said).map(|said| text(&said, "code").to_owned());
        self.refused(deed, &code.unwrap_or_else(|_| ended.err.clone()))
    }

    /// A deed may be refused where an earlier try of it was done and could not say so.
    fn refused(&self, deed: &Deed, code: &str) -> Result<()> {
        let done_before = match deed {
            Deed::Step { .. } | Deed::Offer { .. } => code.starts_with("handoff."),
            _ => false,
        };
        if !done_before {
            bail!("{deed:?} was refused: {code}");
        }
        self.town.story.tell(format!("   refused: {code}"));
        Ok(())
    }

    fn do_at_peace(&mut self, by: Owner, deed: &Deed) -> Result<()> {
        // what makes something new is not done twice, or there would be two
        if matches!(
            deed,
            Deed::Contact { .. } | Deed::Ready { .. } | Deed::Discard { .. } | Deed::Step { .. }
        ) {
            return Ok(());
        }
        self.done(by, deed)
    }

    /// A deed that nobody kills.
    fn done(&mut self, by: Owner, deed: &Deed) -> Result<()> {
        deed.tried(by, &mut self.town.ledger);
        let ended = self.town.device(by)?.run(&deed.words())?;
        self.usual.took(deed.kind(), ended.lived);
        self.tell(by, deed, "to its end");
        self.heard(by, deed, &ended, false)
    }

    fn new_contact(&mut self) -> Deed {
        let n = self.town.ledger.next_number();
        Deed::Contact { name: format!("Given{n} Example{n}"), note: format!("note {n}") }
    }

    /// Any command, killed. What it answers is nothing to remember.
    fn kill_command(&mut self, by: Owner, command: &[String], doing: &str, hold: Option<Hold>) -> Result<()> {
        let device = self.town.device(by)?.clone();
        let micros = u64::try_from(self.usual.of(doing).as_micros())?;
        let after = Duration::from_micros(self.chance.below(micros.max(2) * 11 / 10));
        let moment = hold.map_or(Moment::After(after), Moment::Held);
        self.town.link.count_anew(hold);
        let before = Before::look(&device);
        let mut run = Run::start(&mut device.command(command))?;
        let killed = kill_at(&mut run, &moment, &device, &self.town.link)?;
        let ended = run.end()?;
        self.town.link.let_go();
        if killed {
            self.usual.lived(doing, ended.lived);
            let phase = before.phase(&device, ended.pid, &self.town.link, !ended.out.is_empty(), doing);
            self.town.story.tell(format!("{}: {doing} killed at {moment:?}: {phase}", device.name));
            self.counts.add(phase);
        } else {
            self.usual.took(doing, ended.lived);
            self.town
                .story
                .tell(format!("{}: {doing} ended by itself: {:?} {}", device.name, ended.code, ended.err));
        }
        Ok(())
    }

    /// Somebody types and works at a station that is killed after a while, or right after it said that something was
    /// saved.
    fn kill_station(&mut self, by: Owner) -> Result<()> {
        let device = self.town.device(by)?.clone();
        self.town.link.count_anew(None);
        let station = Station::start(&device)?;
        let answers = self.chance.happens(50).then(|| 1 + self.chance.below(10));
        let after = match answers {
            Some(_) => PATIENCE,
            None => Duration::from_millis(self.chance.below(350)),
        };
        let (killer, (done, ended)) = (station.killer(), mpsc::channel::<()>());
        let timer = std::thread::spawn(move || {
            // until the time has come, or the work is over
            let waited = ended.recv_timeout(after);
            killer.kill() || waited.is_ok()
        });
        let worked = self.work_at(&station, by, answers.unwrap_or(u64::MAX));
        done.send(()).ok();
        if !timer.join().unwrap_or(false) {
            bail!("the station ended by itself");
        }
        let at = worked?;
        self.town.story.tell(format!("{}: station killed: {at}", device.name));
        self.counts.add(at);
        Ok(())
    }

    /// Works until the station is dead, or kills it right after so many answers. What it was at.
    fn work_at(&mut self, station: &Station, by: Owner, most: u64) -> Result<String> {
        let Some(tab) = station.enter()? else { return Ok("station: starting".into()) };
        let mut answers = 0;
        loop {
            let deed = self.next(by);
            let Some((command, args)) = deed.call() else { continue };
            deed.tried(by, &mut self.town.ledger);
            match tab.call(command, &args) {
                Answer::Done(answer) => {
                    answers += u64::from(deed.changes());
                    if answers >= most {
                        station.killer().kill();
                    }
                    // here a sync goes on behind the answer
                    if !matches!(deed, Deed::Sync) {
                        deed.acknowledged(by, &mut self.town.ledger, &answer);
                    }
                    self.tell(by, &deed, "(station): acknowledged");
                    if answers >= most {
                        return Ok(format!("station: after {}", deed.kind()));
                    }
                }
                Answer::Refused(code) => self.refused(&deed, &code)?,
                Answer::Cut => {
                    self.tell(by, &deed, "(station): cut off");
                    return Ok(format!("station: {}", deed.kind()));
                }
            }
        }
    }

    /// The relay dies while a device exchanges with it; the device goes on, and says so.
    fn relay_killed_under_sync(&mut self, by: Owner) -> Result<()> {
        // something to send, mostly: what is acknowledged is what can be lost
        if self.chance.happens(70) {
            let deed = self.new_contact();
            self.done(by, &deed)?;
        }
        let command = Deed::Sync.words();
        self.relay_killed_under(by, &command, "sync")?;
        self.town.look_at_relay()
    }

    fn relay_killed_under(&mut self, by: Owner, command: &[String], doing: &str) -> Result<()> {
        let device = self.town.device(by)?.clone();
        let moment = self.moment_of_relay(doing);
        self.town.link.count_anew(moment.hold());
        let mut run = Run::start(&mut device.command(command))?;
        let mut gone = false;
        let (town, before) = (&mut self.town, &moment);
        let mut phase = String::new();
        run.kill_when(|run| {
            if !gone && before.reached(run, &device, &town.link) {
                let passed = town.link.passed();
                phase = if passed.unanswered {
                    format!("relay: {} in hand", passed.path)
                } else {
                    "relay: at rest".into()
                };
                drop(town.kill_relay());
                town.link.let_go();
                gone = true;
            }
            false
        })?;
        let ended = run.end()?;
        self.town.link.let_go();
        if gone {
            self.town.story.tell(format!("relay killed under {doing} of {}: {phase}", device.name));
            self.counts.add(phase);
            self.town.start_relay()?;
        }
        if doing == "sync" {
            self.heard(by, &Deed::Sync, &ended, false)?;
        }
        Ok(())
    }

    fn moment_of_relay(&mut self, doing: &str) -> Moment {
        let micros = u64::try_from(self.usual.of(doing).as_micros()).unwrap_or(1);
        if self.chance.happens(25) {
            return Moment::After(Duration::from_micros(self.chance.below(micros)));
        }
        Moment::Held(hold(&mut self.chance))
    }

    /// The power goes for both.
    fn both(&mut self, by: Owner) -> Result<()> {
        let device = self.town.device(by)?.clone();
        let moment = self.moment_of_relay("sync");
        self.town.link.count_anew(moment.hold());
        let mut run = Run::start(&mut device.command(&Deed::Sync.words()))?;
        let killed = kill_at(&mut run, &moment, &device, &self.town.link)?;
        self.town.kill_relay()?;
        self.town.link.let_go();
        let ended = run.end()?;
        self.town.story.tell(format!("relay and {} killed at {moment:?}", device.name));
        self.counts.add("relay: with a device");
        if killed {
            self.counts.add("sync: with the relay");
        }
        self.town.start_relay()?;
        self.heard(by, &Deed::Sync, &ended, killed)?;
        self.town.look_at_relay()
    }

    /// The relay dies at rest, and again while it comes up.
    fn relay_killed_starting(&mut self) -> Result<()> {
        self.town.kill_relay()?;
        self.counts.add("relay: at rest");
        for _ in 0..=self.chance.below(3) {
            let after = Duration::from_micros(self.chance.below(25_000));
            if self.town.relay.start_and_kill(after)? {
                self.town.story.tell(format!("relay killed {after:?} after its start"));
                self.counts.add("relay: starting");
            }
        }
        self.town.start_relay()?;
        self.town.look_at_relay()
    }

    /// A home of an earlier version is opened by this one, which dies over it.
    fn upgrade(&mut self, by: Owner) -> Result<()> {
        let device = self.town.device(by)?.clone();
        make_older(&device).with_context(|| format!("{}: cannot be made older", device.name))?;
        for _ in 0..=self.chance.below(3) {
            self.kill_command(by, &["status".to_owned()], "upgrade", None)?;
        }
        Ok(())
    }
}

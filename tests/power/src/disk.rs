//! A disk that is full, in the middle of typing, of taking in, and under the relay. A small file system of its own is
//! mounted for it, which only root may do.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::campaign::{Failure, in_folder};
use crate::deeds::Deed;
use crate::device::Device;
use crate::ledger::Owner;
use crate::programs::Programs;
use crate::relay::Relay;
use crate::seen::{list, text};
use crate::station::{Answer, Station};
use crate::story::Story;
use crate::town::{COORDINATOR, MEMBERS, Town};

const FULL: &str = "store.full";
/// A draft of a long narrative.
const TYPED_BYTES: usize = 60_000;
/// A note that is long and not too long.
const NOTE_WORDS: usize = 1_500;

/// A small file system. Unmounted when dropped.
struct Small {
    at: PathBuf,
}

impl Small {
    /// Mounts it; nothing where that is not allowed.
    fn mount(at: &Path, mib: u32) -> Result<Option<Self>> {
        std::fs::create_dir_all(at)?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"]).arg(at);
        let done = mount.stdin(Stdio::null()).stderr(Stdio::null()).status();
        let mounted = done.is_ok_and(|status| status.success());
        Ok(mounted.then(|| Self { at: at.to_owned() }))
    }

    /// Takes all the room there is.
    fn fill(&self) -> Result<()> {
        let mut filler = File::options().create(true).append(true).open(self.at.join("filler"))?;
        for block in [vec![0; 64 * 1024], vec![0; 512]] {
            while filler.write(&block).is_ok_and(|written| written > 0) {}
        }
        Ok(())
    }

    /// Gives it back.
    fn empty(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.at.join("filler"))?)
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let mut unmount = Command::new("umount");
        // a process that was killed may hold it for a moment
        unmount.arg("-l").arg(&self.at);
        drop(unmount.stderr(Stdio::null()).status());
    }
}

/// All of it. One line for each; nothing where no file system can be mounted.
///
/// # Errors
/// The first thing that is lost, or that a code does not tell.
pub fn run(programs: &Programs, seed: u64) -> Result<Option<Vec<String>>, Box<Failure>> {
    in_folder(programs, seed, "disk", |programs, folder, story| {
        let Some(small) = Small::mount(&folder.join("small"), 24)? else { return Ok(None) };
        let mut told = vec![device(programs, folder, story, &small)?, taking_in(programs, folder, story)?];
        drop(small);
        told.push(relay(programs, folder, story)?);
        Ok(Some(told))
    })
}

/// The device under test, on the small disk.
fn on_small(town: &mut Town, folder: &Path, small: &Small) -> Result<Owner> {
    let (name, agency, role) = MEMBERS[0];
    let code = town.invite(agency, role)?;
    let new = town.add(name, agency);
    let device = town.devices.get_mut(new).context("no device")?;
    // the page and the log of its station stay beside it on the small disk: they are made before it is full
    device.home = small.at.join(name);
    device.ok(&["enrol", &code])?;
    device.make_guessing_cheap()?;
    town.settle().with_context(|| folder.display().to_string())?;
    Ok(new)
}

/// Typing at a station while the disk fills up: what was acknowledged is there after a kill, the refusal has a code,
/// and all goes on after there is room.
fn device(programs: &Programs, folder: &Path, story: &Story, small: &Small) -> Result<String> {
    let folder = folder.join("typing");
    std::fs::create_dir_all(&folder)?;
    let mut town = Town::at_peace(programs, &folder, story, 0)?;
    let by = on_small(&mut town, &folder, small)?;
    let home = town.device(by)?.clone();
    let station = Station::start(&home)?;
    let tab = station.enter_at_peace()?;
    type_one(&mut town, by, |command, args| tab.call(command, args))?
        .context("a draft was refused with room")?;
    ensure!(home.size("reserve") > 0, "no reserve is kept");
    small.fill()?;
    story.tell("the disk is full");
    let mut kept = 0;
    let code = loop {
        match type_one(&mut town, by, |command, args| tab.call(command, args))? {
            Some(()) => kept += 1,
            None => break FULL,
        }
        ensure!(kept < 1000, "the disk is not full");
    };
    ensure!(kept > 0, "the reserve saved nothing");
    ensure!(home.size("reserve") == 0, "the reserve is still there");
    // records are refused as well, whole
    let contacts = contacts_until_full(&mut town, by, |command, args| tab.call(command, args))?;
    station.killer().kill();
    drop(station);
    story
        .tell(format!("{kept} drafts and {contacts} contacts were kept on a full disk, then {code}; killed"));
    let full = home.run(&["export"])?;
    let opened = if full.code == Some(0) { "opens" } else { "does not open" };
    story.tell(format!("on the full disk it {opened}: {}", full.err));
    ensure!(full.code == Some(0) || full.err.contains(FULL), "a full disk, said otherwise: {}", full.err);
    small.empty()?;
    town.look(by)?;
    let deed = Deed::Contact { name: "Given Example".into(), note: "after".into() };
    deed.tried(by, &mut town.ledger);
    let answer = town.device(by)?.ok(&deed.words())?;
    deed.acknowledged(by, &mut town.ledger, &answer);
    town.check_end()?;
    ensure!(home.size("reserve") > 0, "no reserve is kept again");
    let said = format!(
        "typing on a full disk: {kept} drafts kept from the reserve and {contacts} contacts in what was left, then {FULL}; killed, it {opened} on the full disk; nothing lost"
    );
    std::fs::remove_dir_all(&home.home)?;
    Ok(said)
}

/// Contacts, each whole or refused with the code of a full disk. How many were saved.
fn contacts_until_full(town: &mut Town, by: Owner, call: impl Fn(&str, &Value) -> Answer) -> Result<u32> {
    for saved in 0..500 {
        let n = town.ledger.next_number();
        let deed = Deed::Contact { name: format!("Given{n} Example{n}"), note: "word ".repeat(NOTE_WORDS) };
        deed.tried(by, &mut town.ledger);
        let (command, args) = deed.call().context("no call")?;
        match call(command, &args) {
            Answer::Refused(said) if said == FULL => return Ok(saved),
            Answer::Refused(said) => bail!("a contact on a full disk is refused with {said}"),
            Answer::Done(answer) => deed.acknowledged(by, &mut town.ledger, &answer),
            Answer::Cut => bail!("a contact on a full disk was not answered"),
        }
    }
    bail!("contacts fit on a full disk without end")
}

/// One more draft. Nothing when the disk is full.
fn type_one(town: &mut Town, by: Owner, call: impl Fn(&str, &Value) -> Answer) -> Result<Option<()>> {
    let n = town.ledger.next_number();
    let deed = Deed::Draft { id: None, typed: format!("{n} {}", "word ".repeat(TYPED_BYTES / 5)) };
    let (command, args) = deed.call().context("no call")?;
    match call(command, &args) {
        Answer::Done(answer) => {
            deed.acknowledged(by, &mut town.ledger, &answer);
            Ok(Some(()))
        }
        Answer::Refused(code) if code == FULL => Ok(None),
        Answer::Refused(code) => bail!("a full disk is told as {code}"),
        Answer::Cut => bail!("the station did not answer"),
    }
}

/// A large import of another device comes in while the disk is full.
fn taking_in(programs: &Programs, folder: &Path, story: &Story) -> Result<String> {
    let folder = folder.join("ingest");
    let at = folder.join("small");
    std::fs::create_dir_all(&folder)?;
    let small = Small::mount(&at, 24)?.context("no second file system")?;
    let mut town = Town::at_peace(programs, &folder, story, 0)?;
    let by = on_small(&mut town, &folder, &small)?;
    let extract = folder.join("extract.csv");
    std::fs::write(&extract, include_str!("../../fixtures/pa-oin/extract.csv"))?;
    let extract = extract.to_str().context("not UTF-8")?;
    town.device(0)?.ok(&["import", "csv", "--map", "pa-oin", extract])?;
    town.sync(0)?;
    let device = town.device(by)?.clone();
    let mut codes: Vec<String> = Vec::new();
    for leave_kib in [0_u64, 300, 900, 2000] {
        // it was spent before: with it there is room for all of this
        std::fs::remove_file(device.home.join("reserve"))?;
        small.fill()?;
        shorten(&small.at.join("filler"), leave_kib * 1024)?;
        let ended = device.run(&["sync"])?;
        let code = code_of(&device, &ended.out, &ended.err)?;
        story.tell(format!("sync with {leave_kib} KiB left: {:?} {code} {}", ended.code, ended.out.trim()));
        codes.push(code);
        small.empty()?;
        town.look(by)?;
    }
    ensure!(codes.iter().any(|code| code == FULL), "no sync met the full disk: {codes:?}");
    town.check_end()?;
    Ok(format!("taking in on a full disk: {}; nothing lost, in step after there was room", codes.join(", ")))
}

fn shorten(file: &Path, by: u64) -> Result<()> {
    let file = File::options().write(true).open(file)?;
    Ok(file.set_len(file.metadata()?.len().saturating_sub(by))?)
}

/// The code a sync ended or remarked with; `in step` when nothing was wrong.
fn code_of(device: &Device, out: &str, err: &str) -> Result<String> {
    if let Ok(answer) = serde_json::from_str::<Value>(out) {
        if answer.get("up_to_date") == Some(&true.into()) {
            return Ok("in step".into());
        }
        let notice = list(&answer, "notices")?.first().map(|one| text(one, "code").to_owned());
        return notice
            .with_context(|| format!("{}: not in step, and no notice says why: {answer}", device.name));
    }
    let said = err.lines().last().unwrap_or_default();
    let said: Value =
        serde_json::from_str(said).with_context(|| format!("{}: no code: {err}", device.name))?;
    Ok(text(&said, "code").to_owned())
}

/// The relay's disk is full: devices keep their work and are told, the relay still serves what it has, also after a
/// kill, and takes everything once there is room.
fn relay(programs: &Programs, folder: &Path, story: &Story) -> Result<String> {
    let folder = folder.join("relay-full");
    std::fs::create_dir_all(&folder)?;
    let small = Small::mount(&folder.join("small"), 8)?.context("no third file system")?;
    let config = folder.join("relay.toml");
    std::fs::write(&config, "[store]\nreserve_mib = 0\n")?;
    let mut town = Town::new(programs, &folder, story)?;
    let config = config.to_str().context("not UTF-8")?;
    town.relay = Relay::new(&programs.relay, &small.at.join("relay"), &folder.join("relay.log"))
        .with_options(&["--config", config]);
    town.start_relay()?;
    let first = town.add(COORDINATOR.0, COORDINATOR.1);
    let founding = town.founding();
    town.device(first)?.ok(&founding)?;
    town.device(first)?.make_guessing_cheap()?;
    let (name, agency, role) = MEMBERS[0];
    let code = town.invite(agency, role)?;
    let second = town.add(name, agency);
    town.device(second)?.ok(&["enrol", &code])?;
    town.device(second)?.make_guessing_cheap()?;
    town.settle()?;
    small.fill()?;
    let mut told = String::new();
    for n in 0..200 {
        let deed = Deed::Contact { name: format!("Given{n} Example{n}"), note: "word ".repeat(NOTE_WORDS) };
        deed.tried(second, &mut town.ledger);
        let device = town.device(second)?.clone();
        deed.acknowledged(second, &mut town.ledger, &device.ok(&deed.words())?);
        let ended = device.run(&["sync", "--wait", "0"])?;
        told = code_of(&device, &ended.out, &ended.err)?;
        if told != "in step" {
            break;
        }
    }
    ensure!(told != "in step", "the relay's disk never got full");
    story.tell(format!("the relay is full, and a device is told {told}"));
    town.look(second)?;
    town.look_at_relay()?;
    let before = town.sync(first)?;
    ensure!(before.get("up_to_date") == Some(&true.into()), "a full relay does not serve readers: {before}");
    town.kill_relay()?;
    let again = town.start_relay();
    let comes_up = if again.is_ok() { "comes up again" } else { "does not come up" };
    story.tell(format!("killed, it {comes_up} on the full disk: {again:?}"));
    if again.is_ok() {
        town.look_at_relay()?;
    }
    town.kill_relay()?;
    small.empty()?;
    town.start_relay()?;
    town.check_end()?;
    drop(town);
    Ok(format!(
        "a full relay: a device is told {told}, readers are served; killed, it {comes_up} on the full disk; nothing lost"
    ))
}

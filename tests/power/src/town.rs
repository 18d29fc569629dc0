//! A relay, the way to it, and devices; what was acknowledged; and looking whether it is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::device::Device;
use crate::ledger::{Ledger, Owner};
use crate::link::Link;
use crate::programs::Programs;
use crate::relay::Relay;
use crate::seen::{self, Held, Place, list, text};
use crate::story::Story;

/// Agencies and roles of the devices after the first, which is the coordinator's. All fictional.
pub const MEMBERS: [(&str, &str, &str); 2] =
    [("ems", "Example County EMS", "ems"), ("outreach", "Example Outreach Team", "outreach")];
/// The first device's.
pub const COORDINATOR: (&str, &str) = ("coordinator", "Example County Coordination");

/// See the module.
pub struct Town {
    /// Everything lies here.
    pub folder: PathBuf,
    /// What is run.
    pub programs: Programs,
    /// The relay.
    pub relay: Relay,
    /// The way to it.
    pub link: Link,
    /// The devices.
    pub devices: Vec<Device>,
    /// What was acknowledged.
    pub ledger: Ledger,
    /// What happened.
    pub story: Story,
    places: BTreeSet<Place>,
    looked: u64,
}

impl Town {
    /// A relay that does not run and no device.
    ///
    /// # Errors
    /// When there is no port.
    pub fn new(programs: &Programs, folder: &Path, story: &Story) -> Result<Self> {
        Ok(Self {
            relay: Relay::new(&programs.relay, &folder.join("relay"), &folder.join("relay.log")),
            folder: folder.to_owned(),
            programs: programs.clone(),
            link: Link::start()?,
            devices: Vec::new(),
            ledger: Ledger::default(),
            story: story.clone(),
            places: BTreeSet::new(),
            looked: 0,
        })
    }

    /// With a running relay, a coordinator and so many members, at peace.
    ///
    /// # Errors
    /// When anything fails.
    pub fn at_peace(programs: &Programs, folder: &Path, story: &Story, members: usize) -> Result<Self> {
        let mut town = Self::new(programs, folder, story)?;
        town.start_relay()?;
        let first = town.add(COORDINATOR.0, COORDINATOR.1);
        let founding = town.founding();
        town.device(first)?.ok(&founding)?;
        town.device(first)?.make_guessing_cheap()?;
        for (name, agency, role) in MEMBERS.into_iter().take(members) {
            let code = town.invite(agency, role)?;
            let new = town.add(name, agency);
            town.device(new)?.ok(&["enrol", &code])?;
            town.device(new)?.make_guessing_cheap()?;
        }
        town.settle()?;
        Ok(town)
    }

    /// A device that is not set up yet.
    pub fn add(&mut self, name: &str, agency: &str) -> Owner {
        self.devices.push(Device::new(&self.programs.footbridge, &self.folder, name, agency));
        self.devices.len() - 1
    }

    /// The command that founds the collaborative.
    pub fn founding(&self) -> Vec<String> {
        let url = self.link.url();
        ["init", "--relay", &url, "--agency", COORDINATOR.1, "--role", "coordinator"]
            .map(str::to_owned)
            .to_vec()
    }

    /// A code for one new device.
    ///
    /// # Errors
    /// When the relay does not answer.
    pub fn invite(&self, agency: &str, role: &str) -> Result<String> {
        let answer = self.device(0)?.ok(&["invite", "--agency", agency, "--role", role])?;
        Ok(text(&answer, "code").to_owned())
    }

    /// One device.
    ///
    /// # Errors
    /// When there is none.
    pub fn device(&self, owner: Owner) -> Result<&Device> {
        self.devices.get(owner).context("no such device")
    }

    /// The agencies of the devices, in their order.
    pub fn agencies(&self) -> Vec<String> {
        self.devices.iter().map(|device| device.agency.clone()).collect()
    }

    /// The relay comes up, wherever.
    ///
    /// # Errors
    /// When it does not.
    pub fn start_relay(&mut self) -> Result<()> {
        let address = self.relay.start()?;
        self.link.lead_to(Some(address));
        Ok(())
    }

    /// SIGKILL for the relay.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill_relay(&mut self) -> Result<()> {
        self.link.lead_to(None);
        self.relay.kill()
    }

    /// Looks at a device after a kill: it opens with no hand needed, says that it checked itself if it was not
    /// closed, and holds everything that was acknowledged. Every few times its tables are made anew and compared.
    ///
    /// # Errors
    /// When something is not as it should be.
    pub fn look(&mut self, by: Owner) -> Result<()> {
        let device = self.device(by)?.clone();
        let unclean = device.unclean();
        let ended = device.run(&["export"])?;
        let export = device.answer(&["export"], &ended)?;
        for (unclean, said) in
            unclean.into_iter().zip(["the database was not closed", "the mailbox was not closed"])
        {
            if unclean && !ended.err.contains(said) {
                bail!("{}: opened after a kill without `{said}`: {:?}", device.name, ended.err);
            }
        }
        let drafts = match self.ledger.has_drafts(by) {
            true => device.ok(&["draft", "list"])?,
            false => json!({ "drafts": [] }),
        };
        let held = Held::read(&export, &drafts)?;
        self.ledger.check(by, &held).with_context(|| device.name.clone())?;
        self.looked += 1;
        if self.looked.is_multiple_of(5) {
            self.rebuild(by)?;
        }
        Ok(())
    }

    fn rebuild(&self, by: Owner) -> Result<()> {
        let rebuilt = self.device(by)?.ok(&["rebuild"])?;
        if rebuilt.get("equal") != Some(&true.into()) {
            bail!("{}: the tables made anew differ: {rebuilt}", self.device(by)?.name);
        }
        Ok(())
    }

    /// Looks at the relay: what it ever showed to hold, and what it acknowledged to any device, is there. No device
    /// may run; one that was killed and not opened since is left alone, as to look would mend it.
    ///
    /// # Errors
    /// When something is gone.
    pub fn look_at_relay(&mut self) -> Result<()> {
        let there: BTreeSet<Place> = self.relay.places()?.into_iter().collect();
        if let Some(lost) = self.places.difference(&there).next() {
            bail!("the relay lost {lost:?}, which it held before");
        }
        let hashes: BTreeSet<&[u8]> = there.iter().map(|place| place.hash.as_slice()).collect();
        for device in self.devices.iter().filter(|one| one.size("mailbox.db") > 0 && one.is_closed()) {
            let acknowledged = seen::acknowledged(&device.home)?;
            if let Some(lost) = acknowledged.iter().find(|hash| !hashes.contains(hash.as_slice())) {
                bail!("the relay acknowledged segment {lost:02x?} to {} and lost it", device.name);
            }
        }
        self.places = there;
        Ok(())
    }

    /// One sync of a device, whatever comes of it.
    ///
    /// # Errors
    /// When it is refused.
    pub fn sync(&mut self, by: Owner) -> Result<Value> {
        let answer = self.device(by)?.ok(&["sync"])?;
        self.ledger.synced(by, &answer);
        Ok(answer)
    }

    /// Syncs until every device is in step and has nothing to send.
    ///
    /// # Errors
    /// When that does not come about.
    pub fn settle(&mut self) -> Result<()> {
        let all: Vec<Owner> = (0..self.devices.len()).collect();
        self.settle_these(&all)
    }

    /// As [`Town::settle`], some of them.
    ///
    /// # Errors
    /// As there.
    pub fn settle_these(&mut self, owners: &[Owner]) -> Result<()> {
        for _ in 0..5 {
            let mut quiet = true;
            for &by in owners {
                let answer = self.sync(by)?;
                let nothing = |key: &str| answer.get(key) == Some(&0.into());
                quiet &= answer.get("up_to_date") == Some(&true.into());
                quiet &= nothing("sent") && nothing("received") && nothing("unsent");
            }
            if quiet {
                return Ok(());
            }
        }
        bail!("five rounds of syncs did not bring everybody in step")
    }

    /// Everybody in step: equal digests, nothing kept aside, everything that was acknowledged anywhere on all, tables
    /// equal to those made anew.
    ///
    /// # Errors
    /// When it is not so.
    pub fn check_end(&mut self) -> Result<()> {
        let all: Vec<Owner> = (0..self.devices.len()).collect();
        self.check_end_of(&all)
    }

    /// As [`Town::check_end`], of some.
    ///
    /// # Errors
    /// As there.
    pub fn check_end_of(&mut self, owners: &[Owner]) -> Result<()> {
        self.settle_these(owners)?;
        let mut first: Option<Value> = None;
        for &by in owners {
            let device = self.device(by)?.clone();
            let digest = device.ok(&["digest"])?;
            if first.get_or_insert_with(|| digest.clone()) != &digest {
                bail!("{} shows something else than the first device: {digest} {first:?}", device.name);
            }
            if !list(&device.ok(&["aside"])?, "entries")?.is_empty() {
                bail!("{}: something is kept aside", device.name);
            }
            let held = device.held()?;
            self.ledger.check_end(by, &held).with_context(|| device.name.clone())?;
            self.rebuild(by)?;
        }
        self.look_at_relay()
    }
}

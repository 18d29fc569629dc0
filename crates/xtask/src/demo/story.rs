//! The shift that the demo tells: a collaborative comes together, the relay goes away twice, people go on
//! recording, and every device ends with the same records.

use super::cast::{Cast, OUTREACH, POLICE, number, text};
use super::checks::Checks;
use super::incidents::{self, Counts, Cut};
use super::interrupt::Interrupt;
use super::report;
use crate::console;
use crate::stage::{Listen, Relay, Stage};
use anyhow::Context;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What everybody recorded by hand: six contacts of five people: one comes a second time.
const RECORDED: [(&str, u64); 7] = [
    ("incidents", 6),
    ("people", 5),
    ("contacts", 6),
    ("people_given_naloxone", 1),
    ("administrations", 1),
    ("doses", 2),
    ("transported_to_treatment", 0),
];

/// The records that the rest of the story comes back to, by id.
pub struct Plot {
    /// Known to everybody before the relay goes; edited on two devices at once.
    pub jordan: String,
    /// Revived by EMS: a follow-up is due.
    pub sam: String,
    /// Offered on patrol, accepted on outreach.
    pub handoff: String,
    /// Follow-up clocks that the imported incidents started: none when they are old.
    pub imported_clocks: u64,
}

/// Where the story ends.
pub struct Told {
    /// Up.
    pub relay: Relay,
    /// In step.
    pub cast: Cast,
    /// What it was about.
    pub plot: Plot,
    /// To be judged.
    pub checks: Checks,
}

/// The stage while the story is told.
pub struct Teller<'a> {
    root: &'a Path,
    stage: &'a Stage,
    interrupt: &'a Interrupt,
    checks: Checks,
}

impl<'a> Teller<'a> {
    /// Before the story.
    pub fn new(root: &'a Path, stage: &'a Stage, interrupt: &'a Interrupt) -> Self {
        Self { root, stage, interrupt, checks: Checks::default() }
    }

    /// Tells the story.
    pub fn tell(mut self) -> anyhow::Result<Told> {
        self.act("a collaborative comes together, while there is a network")?;
        let relay = self.stage.relay(Listen::Ephemeral)?;
        let address = relay.address().to_owned();
        let cast = Cast::gather(self.stage, &relay, &mut self.checks)?;
        let jordan = self.meet(&cast)?;

        self.act("the relay is stopped: everybody is offline")?;
        relay.stop()?;
        let cut = self.cut()?;
        let imported_clocks = self.import(&cast, &cut)?;
        let sam = self.record(&cast)?;
        self.edit_at_once(&cast, &jordan)?;
        let handoff = self.offer(&cast)?;
        self.try_to_sync(&cast)?;

        self.act("the relay is back: everybody syncs")?;
        let relay = self.stage.relay(Listen::At(&address))?;
        cast.sync_until_in_step(&mut self.checks)?;

        self.act("the relay is stopped again: the handoff is accepted offline")?;
        relay.stop()?;
        let plot = Plot { jordan, sam, handoff, imported_clocks };
        self.accept(&cast, &plot)?;

        self.act("the relay is back: everybody syncs")?;
        let relay = self.stage.relay(Listen::At(&address))?;
        cast.sync_until_in_step(&mut self.checks)?;
        self.report(&cast, &plot, &cut.whole)?;
        Ok(Told { relay, cast, plot, checks: self.checks })
    }

    /// A heading, unless somebody pressed Ctrl-C.
    fn act(&self, heading: &str) -> anyhow::Result<()> {
        self.interrupt.check()?;
        console::say("");
        console::step(heading);
        Ok(())
    }

    fn meet(&mut self, cast: &Cast) -> anyhow::Result<String> {
        let contact = ["contact", "new", "--pathway", "active_outreach", "--name", "Jordan Example"];
        let saved = cast.outreach.json(&[&contact[..], &["--set", "place.kind=street"]].concat())?;
        console::say("   outreach     meets Jordan Example on the street; everybody syncs and knows Jordan");
        cast.sync_until_in_step(&mut self.checks)?;
        text(&saved, "person")
    }

    fn cut(&self) -> anyhow::Result<Cut> {
        let other = std::env::var_os(incidents::OTHER_FILE).map(PathBuf::from);
        let csv = other.unwrap_or_else(|| self.root.join(incidents::EXTRACT));
        let [patrol, ems] = [&self.half("patrol"), &self.half("ems")];
        let cut = incidents::cut(&csv, [patrol, ems])?;
        let name = csv.file_name().unwrap_or_default().to_string_lossy();
        let incidents = cut.whole.get("incidents").copied().unwrap_or_default();
        console::say(&format!(
            "   {name}: {incidents} real, anonymised overdose incidents, cut into two halves of whole incidents"
        ));
        Ok(cut)
    }

    fn half(&self, device: &str) -> PathBuf {
        self.stage.path(&format!("incidents-{device}.csv"))
    }

    fn import(&mut self, cast: &Cast, cut: &Cut) -> anyhow::Result<u64> {
        let mut clocks = 0;
        let [first, second] = &cut.halves;
        for (device, half) in [(&cast.patrol, first), (&cast.ems, second)] {
            let before = counts(&device.json(&["summary"])?);
            let file = self.half(device.name());
            let file = file.to_str().context("the path of the stage is not UTF-8")?;
            let imported = device.json(&["import", "csv", "--map", "pa-oin", file])?;
            clocks += number(&imported, "clocks_started")?;
            let after = counts(&device.json(&["summary"])?);
            let gained: Counts =
                after.iter().map(|(key, n)| (*key, n - before.get(key).unwrap_or(&0))).collect();
            let mark = self.checks.equal(&format!("{}: what the import made", device.name()), half, &gained);
            let [incidents, people] = ["incidents", "people"].map(|key| half.get(key).copied().unwrap_or(0));
            console::say(&format!(
                "   {mark} {:<10} imports its half: {incidents} incidents, {people} people",
                device.name()
            ));
        }
        Ok(clocks)
    }

    /// Fresh contacts on four devices. Hands back the person whom EMS revived.
    fn record(&mut self, cast: &Cast) -> anyhow::Result<String> {
        let dose = "mg=4,route=nasal,at=now-25,response=responsive_alert";
        let second = "mg=4,route=nasal,at=now-20,response=responsive_alert";
        let revived = ["contact", "new", "--pathway", "naloxone_plus", "--name", "Sam Sample"];
        let details = ["--dose", dose, "--dose", second, "--set", "survived=yes", "--offer", "offered"];
        let saved = cast.ems.json(&[&revived[..], &details].concat())?;
        console::say("   ems          revives Sam Sample with two doses; a follow-up clock starts");
        let unnamed = ["contact", "new", "--pathway", "active_outreach", "--code-name", "Blue Heron"];
        cast.outreach.run(&[&unnamed[..], &["--need", "food", "--offer", "declined"]].concat())?;
        console::say("   outreach     meets somebody who gives no name: recorded as Blue Heron");
        let walk_in = ["contact", "new", "--pathway", "self_referral", "--name", "Alex Placeholder"];
        cast.provider.run(&[&walk_in[..], &["--need", "substance_use_treatment"]].concat())?;
        console::say("   provider     Alex Placeholder walks in");
        let refused = cast.ems.refused(&["contact", "new", "--pathway", "officer_intervention"])?;
        let code = "pathway.law_enforcement_only";
        let found = if refused.contains(code) { code } else { refused.as_str() };
        self.checks.say("ems          may not start an Officer Intervention", code, found);
        text(&saved, "person")
    }

    fn edit_at_once(&self, cast: &Cast, jordan: &str) -> anyhow::Result<()> {
        let edit = ["person", "edit", jordan];
        cast.patrol.run(&[&edit[..], &["birth_date=1990-03-12", "name.preferred=Jo"]].concat())?;
        cast.ems.run(&[&edit[..], &["birth_date=1990-12-03", "language.es=true"]].concat())?;
        console::say("   patrol, ems  both edit Jordan Example, not knowing of each other");
        Ok(())
    }

    fn offer(&self, cast: &Cast) -> anyhow::Result<String> {
        let contact = ["contact", "new", "--pathway", "first_responder_and_officer_referral"];
        let who =
            ["--name", "Riley Example", "--cad", "DEMO-0417", "--offer", "accepted", "--need", "housing"];
        let note = ["--note", "Asked for a place to sleep tonight."];
        let saved = cast.patrol.json(&[&contact[..], &who, &note].concat())?;
        let contact = text(&saved, "contact")?;
        let offer = ["handoff", "offer", "--contact", &contact, "--to", OUTREACH, "--asks", "A bed tonight"];
        let handoff = cast.patrol.json(&offer)?;
        console::say(&format!("   patrol       offers a handoff of Riley Example to {OUTREACH}"));
        text(&handoff, "id")
    }

    /// No network is no failure: it is said, and nothing is lost.
    fn try_to_sync(&mut self, cast: &Cast) -> anyhow::Result<()> {
        let done = cast.patrol.json(&["sync", "--wait", "0"])?;
        let told = done.pointer("/notices/0/code").unwrap_or(&Value::Null);
        self.checks.equal(
            "patrol: a sync without a relay says so",
            &Value::from("sync.relay_unreachable"),
            told,
        );
        let unsent = number(&done, "unsent")?;
        let summary = number(&cast.patrol.json(&["summary"])?, "unsent")?;
        let claim = format!("a sync finds no relay: {unsent} changes stay on patrol, none is lost");
        self.checks.say(&claim, &summary, &unsent);
        self.checks.equal("patrol: something waits to be sent", &true, &(unsent > 0));
        Ok(())
    }

    /// The second time offline: outreach accepts, others go on recording, patrol does not know yet.
    fn accept(&mut self, cast: &Cast, plot: &Plot) -> anyhow::Result<()> {
        cast.outreach.run(&["handoff", "accept", &plot.handoff])?;
        cast.ems.run(&["person", "edit", &plot.sam, "pronouns=they/them"])?;
        let visit =
            ["contact", "new", "--pathway", "self_referral", "--set", "place.kind=treatment_provider"];
        let alex = cast.provider.json(&["person", "search", "Alex Placeholder"])?;
        let alex = text(alex.pointer("/people/0").context("provider: Alex is not found")?, "id")?;
        cast.provider.run(&[&visit[..], &["--person", &alex]].concat())?;
        console::say(
            "   outreach accepts; ems and the provider go on recording. Meanwhile nobody is without an answer:",
        );
        report::handoff_on(&mut self.checks, &cast.outreach, plot, "accepted", &[POLICE, OUTREACH])?;
        report::handoff_on(&mut self.checks, &cast.patrol, plot, "offered", &[POLICE])?;
        Ok(())
    }

    fn report(&mut self, cast: &Cast, plot: &Plot, imported: &Counts) -> anyhow::Result<()> {
        let checks = &mut self.checks;
        report::merged(checks, cast, imported, &RECORDED, plot.imported_clocks)?;
        report::conflict(checks, cast, plot)?;
        report::handoff(checks, cast, plot)?;
        report::follow_ups(checks, cast, plot)?;
        report::same_everywhere(checks, cast)
    }
}

/// What a device's `summary` counts, of what this story counts too.
pub fn counts(summary: &Value) -> Counts {
    let outcomes = summary.get("outcomes").unwrap_or(&Value::Null);
    let count = |key: &'static str| {
        let found = summary.get(key).or_else(|| outcomes.get(key)).and_then(Value::as_u64);
        // an outcome that nobody had is not listed
        (key, found.unwrap_or(0))
    };
    RECORDED.iter().map(|(key, _)| count(key)).collect()
}

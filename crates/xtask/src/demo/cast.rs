//! Who takes part: the five devices, and what they do together.

use super::checks::Checks;
use crate::console;
use crate::stage::{Device, Relay, Stage};
use anyhow::{Context, bail};
use serde_json::Value;

/// The agencies, as everybody sees them. All of it is fictional.
pub const POLICE: &str = "Example County Police";
/// See [`POLICE`].
pub const EMS: &str = "Example County EMS";
/// See [`POLICE`].
pub const OUTREACH: &str = "Example Outreach Team";
/// See [`POLICE`].
pub const PROVIDER: &str = "Example Recovery Center";
const OFFICE: &str = "Example County Deflection Office";
/// How often everybody syncs at most until all are in step: one round carries what people wrote, a second what
/// the devices said on seeing it, a third brings that to all.
const ROUNDS_MAX: u32 = 4;

/// The devices. The coordinator's is a fifth: it founds the collaborative and invites, and records nothing.
pub struct Cast {
    /// Founds and invites.
    pub coordinator: Device,
    /// Police.
    pub patrol: Device,
    /// Emergency medical services.
    pub ems: Device,
    /// Outreach.
    pub outreach: Device,
    /// A provider's intake.
    pub provider: Device,
}

impl Cast {
    /// The collaborative comes together: one device founds it, four join with codes that work once.
    pub fn gather(stage: &Stage, relay: &Relay, checks: &mut Checks) -> anyhow::Result<Self> {
        let device = |name: &str| stage.device(name);
        let cast = Self {
            coordinator: device("coordinator"),
            patrol: device("patrol"),
            ems: device("ems"),
            outreach: device("outreach"),
            provider: device("provider"),
        };
        let office = ["--agency", OFFICE, "--role", "coordinator", "--member", "Casey Example"];
        cast.coordinator.run(&[&["init", "--relay", &relay.url()], &office[..]].concat())?;
        console::say(&format!("   coordinator  founds it, and only invites from here on ({OFFICE})"));
        cast.join(&cast.patrol, POLICE, "patrol", "Officer Sample")?;
        cast.join(&cast.ems, EMS, "ems", "Medic Sample")?;
        cast.join(&cast.outreach, OUTREACH, "outreach", "Peer Sample")?;
        let code = cast.join(&cast.provider, PROVIDER, "provider", "Intake Sample")?;
        let refused = stage.device("stranger").refused(&["enrol", &code])?;
        let spent = refused.contains("[relay.invitation_spent]");
        let found = if spent { "spent" } else { refused.as_str() };
        checks.say("a code that was used is refused to a stranger", "spent", found);
        Ok(cast)
    }

    fn join(&self, device: &Device, agency: &str, role: &str, member: &str) -> anyhow::Result<String> {
        let invite = ["invite", "--agency", agency, "--role", role, "--member", member];
        let code = self.coordinator.last_line(&invite)?;
        device.run(&["enrol", &code])?;
        console::say(&format!("   {:<12} joins with a code ({agency})", device.name()));
        Ok(code)
    }

    /// Everybody, in the order of the story.
    pub fn all(&self) -> [&Device; 5] {
        [&self.patrol, &self.ems, &self.outreach, &self.provider, &self.coordinator]
    }

    /// Those who meet people. The coordinator's device only invites.
    pub fn on_shift(&self) -> [&Device; 4] {
        [&self.patrol, &self.ems, &self.outreach, &self.provider]
    }

    /// Syncs everybody, again and again until nobody has anything to send and all hold the same.
    pub fn sync_until_in_step(&self, checks: &mut Checks) -> anyhow::Result<()> {
        let mut sent = 0;
        for round in 1..=ROUNDS_MAX {
            let mut unsent = 0;
            for device in self.all() {
                let done = sync(device, checks)?;
                sent += number(&done, "sent")?;
                unsent += number(&done, "unsent")?;
            }
            if unsent == 0 && self.hold_the_same()? {
                console::say(&format!("   in step after {round} rounds, {sent} changes sent"));
                return Ok(());
            }
        }
        bail!("the devices are not in step after {ROUNDS_MAX} rounds")
    }

    fn hold_the_same(&self) -> anyhow::Result<bool> {
        let expected = digest(&self.coordinator)?;
        for device in self.all() {
            if digest(device)? != expected {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// One device syncs with a relay that is there.
fn sync(device: &Device, checks: &mut Checks) -> anyhow::Result<Value> {
    let done = device.json(&["sync"])?;
    let name = device.name();
    let told = |key: &str| done.get(key).cloned().unwrap_or_default();
    checks.equal(&format!("{name}: sync is in step with the relay"), &Value::Bool(true), &told("up_to_date"));
    checks.equal(&format!("{name}: sync has nothing to report"), &serde_json::json!([]), &told("notices"));
    Ok(done)
}

/// The digest of everything a device holds.
pub fn digest(device: &Device) -> anyhow::Result<String> {
    let said = device.json(&["digest"])?;
    let compartments =
        said.get("compartments").and_then(Value::as_array).context("digest: no compartments")?;
    let each = compartments.iter().map(|one| text(one, "digest"));
    Ok(each.collect::<anyhow::Result<Vec<_>>>()?.join(" "))
}

/// A number of an answer.
pub fn number(answer: &Value, key: &str) -> anyhow::Result<u64> {
    answer.get(key).and_then(Value::as_u64).with_context(|| format!("no number {key:?} in {answer}"))
}

/// A text of an answer.
pub fn text(answer: &Value, key: &str) -> anyhow::Result<String> {
    Ok(answer
        .get(key)
        .and_then(Value::as_str)
        .with_context(|| format!("no text {key:?} in {answer}"))?
        .to_owned())
}

//! The shift that the demo tells. So far its frame: a collaborative comes together, the relay goes away and comes
//! back, and every device ends with the same records.

use crate::console;
use crate::stage::{Device, Listen, Relay, Stage};
use anyhow::bail;
use std::path::Path;

/// Who joins after the first device: what the story calls the device, its agency, its role.
const JOINING: [(&str, &str, &str); 3] = [
    ("ems", "Example County EMS", "ems"),
    ("outreach", "Example Outreach Team", "outreach"),
    ("provider", "Example Recovery Center", "provider"),
];

/// Tells the story and hands back the relay that is still up at its end.
pub fn tell(_root: &Path, stage: &Stage) -> anyhow::Result<Relay> {
    console::step("a collaborative comes together");
    let relay = stage.relay(Listen::Ephemeral)?;
    let devices = gather(stage, &relay)?;
    console::step("the relay is stopped: everybody is offline");
    let address = relay.address().to_owned();
    relay.stop()?;
    console::step("the relay is back: everybody syncs");
    let relay = stage.relay(Listen::At(&address))?;
    for device in devices.iter().chain(&devices) {
        device.run(&["sync"])?;
    }
    same_everywhere(&devices)?;
    Ok(relay)
}

fn gather(stage: &Stage, relay: &Relay) -> anyhow::Result<Vec<Device>> {
    let patrol = stage.device("patrol");
    let agency = "Example County Police";
    patrol.run(&[
        "init",
        "--relay",
        &relay.url(),
        "--agency",
        agency,
        "--role",
        "coordinator",
        "--agency-kind",
        "law",
    ])?;
    console::say(&format!("   patrol    created it ({agency})"));
    let mut devices = vec![patrol];
    for (name, agency, role) in JOINING {
        let device = stage.device(name);
        let code = match devices.first() {
            Some(first) => first.last_line(&["invite", "--agency", agency, "--role", role])?,
            None => bail!("nobody is there to invite {name}"),
        };
        device.run(&["enrol", &code])?;
        stage.device("stranger").refused(&["enrol", &code])?;
        console::say(&format!("   {name:<9} joined with a code that works once ({agency})"));
        devices.push(device);
    }
    Ok(devices)
}

fn same_everywhere(devices: &[Device]) -> anyhow::Result<()> {
    let mut first: Option<String> = None;
    for device in devices {
        let digest = device.run(&["digest"])?;
        console::say(&format!("   {:<9} {}", device.name(), digest.trim()));
        if *first.get_or_insert_with(|| digest.clone()) != digest {
            bail!("{} does not hold what the others hold", device.name());
        }
    }
    Ok(())
}

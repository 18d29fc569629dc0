//! What a person can try by hand while the demo stays up.

use crate::console::say;
use crate::stage::{Device, Stage};

/// Prints it.
pub fn print(stage: &Stage) {
    let program = stage.program().display();
    say("\nLOOK AROUND: the relay is up and the devices are yours until Ctrl-C. In another terminal:\n");
    say(&format!("   cd '{}'", stage.path("").display()));
    say(&format!("   export FOOTBRIDGE_PASSPHRASE='{}'", Device::PASSPHRASE));
    say(&format!("   fb='{program}'"));
    for line in [
        "\"$fb\" --home outreach summary                 # coordinator, patrol, ems, outreach, provider",
        "\"$fb\" --home outreach person search jordan",
        "\"$fb\" --home provider conflicts",
        "\"$fb\" --home provider settle ID birth_date 1990-03-12     # the ID is in the line above",
        "\"$fb\" --home outreach handoff list",
        "\"$fb\" --home outreach followups --due-within 72",
        "\"$fb\" --home provider sync && \"$fb\" --home patrol sync && \"$fb\" --home patrol conflicts",
        "\"$fb\" --help",
    ] {
        say(&format!("   {line}"));
    }
    say("\nCtrl-C ends the relay and removes everything.");
}

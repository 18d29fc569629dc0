//! What a person can try by hand while the demo stays up.

use crate::console::say;
use crate::stage::{Device, Stage};

/// Prints it: the links of the screens by device, what to do with them, and what else there is.
pub fn print(stage: &Stage, links: &[(String, String)]) {
    say(
        "\nLOOK AROUND: the relay is up and the devices are yours until Ctrl-C. Each has its screens at a link, for a",
    );
    say("browser on this machine. A link works once; when it was used, the next one is printed below.\n");
    for (name, link) in links {
        say(&format!("   {name:<12} {link}"));
    }
    say("\nTRY THIS, with two of them side by side:\n");
    for line in [
        "1. patrol    F2, a name, Ctrl+Enter; choose a pathway, Ctrl+Enter; then offer a handoff to Example Outreach Team.",
        "2. outreach  The offer arrives by itself, with a sound. Accept it, and watch patrol's board.",
        "3. provider  Patrol and EMS wrote two birth dates for Jordan Example: keep one. It is settled everywhere.",
    ] {
        say(&format!("   {line}"));
    }
    let passphrase = Device::PASSPHRASE;
    say(&format!("\n   F10 locks a device, Ctrl+/ shows every key. The passphrase of each is: {passphrase}"));
    say(
        "\nThe four are in use by their screens, so the command line leaves them alone. The coordinator's is free, and",
    );
    say("a fifth person can join in a browser of their own. In another terminal:\n");
    say(&format!("   cd '{}'", stage.path("").display()));
    say(&format!("   export FOOTBRIDGE_PASSPHRASE='{passphrase}'"));
    say(&format!("   fb='{}'", stage.program().display()));
    for line in [
        "\"$fb\" --home coordinator sync && \"$fb\" --home coordinator summary",
        "\"$fb\" --home coordinator invite --agency 'Example County EMS' --role ems   # a code to join with",
        "\"$fb\" --home fifth station                                               # asks for it in the browser",
        "\"$fb\" --help",
    ] {
        say(&format!("   {line}"));
    }
    say("\nCtrl-C ends the screens and the relay, and removes everything.\n");
}

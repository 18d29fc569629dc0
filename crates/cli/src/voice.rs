//! Inviting by voice at the terminal: what is said to the person goes to standard error, the answer to the question comes
//! from standard input.

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use api::views::{VoiceSeenView, VoiceState};
use api::{ApiError, Command, Passphrase, Platform, Progress, Reply, Session, VoiceGuest, requests as rq};

use crate::error::CliError;

/// Two people read digits to each other: nobody notices a second.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Invites one device by voice.
pub fn invite(session: &mut Session, request: rq::InviteRequest) -> Result<Reply> {
    let mut run = |command| session.run(command, &mut Progress::silent());
    let Reply::VoiceInvite(opened) = run(Command::VoiceInvite(request))? else { bail!("another answer") };
    say(&format!(
        "At the new device: footbridge enrol --by-voice {} {}\nThe code stands for ten minutes, for one device. Waiting …",
        opened.relay,
        opened.code.replace(' ', "")
    ))?;
    let number = wait_for(|| match run(Command::VoiceLook(rq::Nothing {}))? {
        Reply::VoiceLook(VoiceSeenView { state: VoiceState::Compare, number, .. }) => Ok(number),
        _ => Ok(None),
    })?;
    if let Err(differ) = compare(&number) {
        run(Command::VoiceEnd(rq::Nothing {}))?;
        return Err(differ);
    }
    say("Waiting until the other person says so, too …")?;
    wait_for(|| match run(Command::VoiceGrant(rq::Nothing {})) {
        Err(error) if error.code == "voice.not_confirmed" => Ok(None),
        other => other.map(Some),
    })
}

/// Joins by voice: the code of the invitation, for who enrols with it. Nobody sees it.
pub fn join(home: &Path, passphrase: &Passphrase, relay: &str, code: &str) -> Result<String> {
    api::may_enrol(home, passphrase)?;
    let mut guest = VoiceGuest::begin(relay, code, &mut Platform::system()).map_err(ApiError::from)?;
    say("Waiting for the inviter …")?;
    let number = wait_for(|| Ok(VoiceSeenView::from(guest.look().map_err(ApiError::from)?).number))?;
    compare(&number)?;
    wait_for(|| guest.confirm().map(Some).map_err(ApiError::from))?;
    say("Waiting for the invitation …")?;
    let code = wait_for(|| guest.invitation().map_err(ApiError::from))?;
    Ok(code.to_string())
}

/// Looks until there is something. A network that goes away for a moment is waited for, as long as the code stands.
fn wait_for<T>(mut look: impl FnMut() -> Result<Option<T>, ApiError>) -> Result<T> {
    loop {
        match look() {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => {}
            Err(error) if error.code.starts_with("net.") || error.code == "relay.throttled" => {}
            Err(error) => return Err(error.into()),
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Asks the person. Anything but a plain yes ends it.
fn compare(number: &str) -> Result<()> {
    say(&format!(
        "The number here is  {number}\nRead it to the other person, and listen to theirs. Is it the same? Type yes or no:"
    ))?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    match line.trim().to_lowercase().as_str() {
        "yes" | "y" => Ok(()),
        _ => Err(CliError::NumbersDiffer.into()),
    }
}

fn say(words: &str) -> Result<()> {
    Ok(writeln!(std::io::stderr(), "{words}")?)
}

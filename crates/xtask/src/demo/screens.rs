//! The screens of the four devices, each served to a browser on this machine.

use super::cast::{Cast, OUTREACH, text};
use super::checks::Checks;
use super::story::Plot;
use crate::console::say;
use crate::stage::{Browser, Stage, Station};
use anyhow::Context;
use serde_json::{Value, json};

/// The stations of the people in the story, as [`Cast::on_shift`] names them. They end with this.
pub struct Screens {
    stations: Vec<Station>,
}

impl Screens {
    /// Starts them all and waits until each has printed its link, which it hands back beside the device's name.
    pub fn start(stage: &Stage, cast: &Cast) -> anyhow::Result<(Self, Vec<(String, String)>)> {
        let stations: Vec<Station> =
            cast.on_shift().iter().map(|device| stage.station(device)).collect::<anyhow::Result<_>>()?;
        let link = |station: &Station| anyhow::Ok((station.name().to_owned(), station.next_link()?));
        let links = stations.iter().map(link).collect::<anyhow::Result<_>>()?;
        Ok((Self { stations }, links))
    }

    /// Prints the links that came since the last look: one is printed when the one before was used.
    pub fn print_fresh_links(&self) {
        for station in &self.stations {
            if let Some(link) = station.fresh_link() {
                say(&format!("   {:<12} {link}   (the next one)", station.name()));
            }
        }
    }

    /// Lets each end in good order.
    pub fn stop(self) -> anyhow::Result<()> {
        self.stations.into_iter().try_for_each(Station::stop)
    }
}

/// Serves the screens, asks each over HTTP, and has an offer arrive from one to another by itself.
pub fn check(checks: &mut Checks, stage: &Stage, cast: &Cast, plot: &Plot) -> anyhow::Result<()> {
    say("\nTHE SCREENS (each device in a browser, on loopback)\n");
    let (screens, links) = Screens::start(stage, cast)?;
    let mut tabs = Vec::new();
    for (name, link) in &links {
        let tab = Browser::open(link).with_context(|| format!("the screens of {name}"))?;
        let desk = tab.call("desk_show", &json!({}))?;
        let board = tab.call("board", &json!({}))?;
        let found = (desk.get("state").cloned(), board.get("conflicts").cloned());
        let claim = format!("{name}: signed in, and the board shows the one conflict");
        checks.say(&claim, &(Some(json!("open")), Some(json!(1))), &found);
        tabs.push((name.as_str(), tab));
    }
    let used = links.iter().filter(|(_, link)| Browser::open(link).is_ok()).count();
    checks.say("a link that was used opens nothing a second time", &0, &used);
    let tab = |name: &str| {
        let found = tabs.iter().find(|(of, _)| *of == name);
        found.map(|(_, tab)| tab).with_context(|| format!("no screens of {name}"))
    };
    let handoff = offer(checks, tab("patrol")?, tab("outreach")?, plot)?;
    screens.stop()?;
    let shown = cast.patrol.json(&["handoff", "show", &handoff])?;
    let claim = "the stations end with the pipe to their parent, and the home is free again";
    checks.say(claim, "offered", text(&shown, "state")?.as_str());
    Ok(())
}

/// Patrol offers on its screen; outreach is told on its own, and nobody syncs by hand.
fn offer(checks: &mut Checks, patrol: &Browser, outreach: &Browser, plot: &Plot) -> anyhow::Result<String> {
    let mine = ids(&outreach.call("board", &json!({}))?, "mine");
    checks.say("outreach: the accepted handoff is on the board", &true, &mine.contains(&plot.handoff));
    let mut happenings = outreach.listen()?;
    let first = happenings.wait_for(|_| true)?;
    checks.equal("outreach: the first event is the desk", "desk", text(&first, "event")?.as_str());
    let contact = json!({
        "pathway": "first_responder_and_officer_referral",
        "person": { "existing": plot.jordan },
        "fields": { "offer": "accepted" },
    });
    let contact = text(&patrol.call("contact_new", &contact)?, "contact")?;
    let asks = json!({ "contact": contact, "to": [OUTREACH], "asks": "A ride to the clinic" });
    let handoff = text(&patrol.call("handoff_offer", &asks)?, "id")?;
    let told = happenings.wait_for(|event| {
        let about = |pointer: &str, what: &str| event.pointer(pointer).and_then(Value::as_str) == Some(what);
        about("/event", "alert") && about("/is/kind", "offer") && about("/is/record", &handoff)
    })?;
    checks.say("patrol offers on its screen; outreach is told by itself", &true, &!told.is_null());
    let waiting = ids(&outreach.call("board", &json!({}))?, "waiting");
    checks.say("outreach: the offer waits on the board", &true, &waiting.contains(&handoff));
    Ok(handoff)
}

/// The ids of one list of an answer.
fn ids(answer: &Value, list: &str) -> Vec<String> {
    let list = answer.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| Some(one.get("id")?.as_str()?.to_owned())).collect()
}

//! The end of a desk.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use app::Stop;
use app::net::{Connect, Net, NetError, NetRequest, NetResponse};
use footbridge_api::{Desk, DeskOptions};
use serde_json::json;
use testkit::field::{Persona, passphrase};

use crate::support::*;

/// A relay that never answers: only a stop ends the wait.
struct Silent(Sender<()>);

impl Connect for Silent {
    fn connect(&self, _url: &str, stop: &Stop) -> Result<Box<dyn Net>, NetError> {
        Ok(Box::new(SilentLine(self.0.clone(), stop.clone())))
    }
}

struct SilentLine(Sender<()>, Stop);

impl Net for SilentLine {
    fn exchange(&mut self, _: &NetRequest) -> Result<NetResponse, NetError> {
        self.0.send(()).unwrap();
        while !self.1.wait(Duration::from_secs(3600)) {}
        Err(NetError::Stopped)
    }
}

fn before_a_silent_relay(persona: &mut Persona) -> (Desk, Receiver<()>) {
    persona.close();
    let (asked, asks) = channel();
    let mut platform = persona.platform();
    platform.connect = Arc::new(Silent(asked));
    let desk = Desk::open(persona.home(), DeskOptions { platform, pace: HASTE }).unwrap();
    (desk, asks)
}

#[test]
fn a_desk_closes_although_the_relay_never_answers() {
    let (field, mut founder) = county(90);
    let (desk, asks) = before_a_silent_relay(&mut founder);
    asks.recv().unwrap();
    let events = desk.events();
    desk.unlock(&passphrase()).unwrap();
    meet(&desk, "Example");
    // an invitation asks the relay while the core waits for it
    let inviting = desk.clone();
    let invite = json!({ "agency": EMS, "role": "ems" });
    let invite = std::thread::spawn(move || call(&inviting, "invite", invite));
    asks.recv().unwrap();
    desk.close();
    assert!(invite.join().unwrap().is_err());
    assert!(events.count() > 0, "events end");
    assert_eq!(code(&desk, "board", json!({})), "desk.closed");
    assert_eq!(code(&desk, "desk_show", json!({})), "desk.closed");
    assert_eq!(desk.events().recv_timeout(Duration::ZERO).err(), Some(RecvTimeoutError::Disconnected));
    desk.close();

    let again = open_desk(&field, &mut founder);
    assert_eq!(contacts(&again), 1);
}

#[test]
fn dropping_the_last_handle_closes() {
    let (_field, mut founder) = county(91);
    let (desk, _asks) = before_a_silent_relay(&mut founder);
    let events = desk.events();
    let other = desk.clone();
    drop(desk);
    other.unlock(&passphrase()).unwrap();
    drop(other);
    assert!(events.last().is_some(), "events end");
    founder.device().unwrap();
}

#[test]
fn a_home_has_one_desk() {
    let (field, mut founder) = county(92);
    let _desk = locked_desk(&field, &mut founder);
    let options = DeskOptions { platform: founder.platform(), pace: HASTE };
    assert_eq!(Desk::open(founder.home(), options).err().unwrap().code, "store.home_in_use");
}

#[test]
fn a_desk_locks_although_an_invitation_waits_for_the_relay() {
    let (_field, mut founder) = county(93);
    let (desk, asks) = before_a_silent_relay(&mut founder);
    asks.recv().unwrap();
    desk.unlock(&passphrase()).unwrap();
    let inviting = desk.clone();
    let invite = json!({ "agency": EMS, "role": "ems" });
    let invite = std::thread::spawn(move || code(&inviting, "invite", invite));
    asks.recv().unwrap();
    assert_eq!(done(&desk, "lock", json!({}))["state"], "locked");
    assert_eq!(invite.join().unwrap(), "net.stopped");
}

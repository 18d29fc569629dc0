//! What every test of the desk uses.

use std::sync::Arc;
use std::time::Duration;

use app::clock::Clock;
use app::{Platform, Stop};
use footbridge_api::views::{DeskEvent, DeskState, DeskView, SyncStateView};
use footbridge_api::{ApiError, Desk, DeskOptions, Events, Pace};
use serde_json::{Value, json};
use testkit::field::{Field, FieldClock, Persona, passphrase};

pub const HEALTH: &str = "Ridge County Health";
pub const EMS: &str = "Ridge County EMS";
pub const OUTREACH: &str = "Bridgeway Outreach";
/// A test that waits so long for an event hangs.
const HANGS: Duration = Duration::from_secs(120);
/// In a hurry, so that nobody waits for what the desk does by itself.
pub const HASTE: Pace = Pace {
    tick: Duration::from_millis(5),
    soon: Duration::from_millis(1),
    regular: Duration::from_millis(100),
    longest: Duration::from_millis(100),
};

/// A field with its founder.
pub fn county(seed: u64) -> (Field, Persona) {
    let mut field = Field::new(seed).unwrap();
    let founder = field.found(HEALTH).unwrap();
    (field, founder)
}

/// The field's clock, which somebody's patience does not move: only the test says when time goes by.
struct Standing(FieldClock);

impl Clock for Standing {
    fn now_ms(&self) -> i64 {
        self.0.now_ms()
    }

    fn zone(&self) -> chrono_tz::Tz {
        self.0.zone()
    }

    fn wait_until(&self, _: i64, stop: &Stop) {
        stop.wait(HASTE.tick);
    }
}

/// The desk of somebody whose device is set up, locked.
pub fn locked_desk(field: &Field, persona: &mut Persona) -> Desk {
    persona.close();
    let clock = Arc::new(Standing(field.clock().clone()));
    let platform = Platform { clock, ..persona.platform() };
    Desk::open(persona.home(), DeskOptions { platform, pace: HASTE }).unwrap()
}

/// As [`locked_desk`], and somebody signs in.
pub fn open_desk(field: &Field, persona: &mut Persona) -> Desk {
    let desk = locked_desk(field, persona);
    desk.unlock(&passphrase()).unwrap();
    desk
}

pub fn call(desk: &Desk, command: &str, args: Value) -> Result<Value, ApiError> {
    let answer = desk.call(&json!({ "command": command, "args": args }).to_string())?;
    Ok(serde_json::from_str(&answer).unwrap())
}

pub fn done(desk: &Desk, command: &str, args: Value) -> Value {
    call(desk, command, args).unwrap()
}

pub fn code(desk: &Desk, command: &str, args: Value) -> String {
    call(desk, command, args).unwrap_err().code
}

/// Records a contact with somebody plainly fictional; its id.
pub fn meet(desk: &Desk, family: &str) -> String {
    let contact = json!({
        "pathway": "naloxone_plus",
        "person": { "new": { "name.given": "Sam", "name.family": family } },
        "fields": { "offer": "offered" },
    });
    let saved = done(desk, "contact_new", contact);
    saved["contact"].as_str().unwrap_or_else(|| panic!("{saved}")).to_owned()
}

pub fn contacts(desk: &Desk) -> usize {
    done(desk, "contact_list", json!({}))["contacts"].as_array().unwrap().len()
}

/// The first event that fits; those before it are heard and gone.
pub fn until<T>(events: &Events, mut fits: impl FnMut(&DeskEvent) -> Option<T>) -> T {
    loop {
        let event = events.recv_timeout(HANGS).unwrap();
        if let Some(found) = fits(&event) {
            return found;
        }
    }
}

/// Waits until the sync stands as told.
pub fn until_sync(desk: &Desk, events: &Events, fits: impl Fn(&SyncStateView) -> bool) {
    if fits(&desk.view().sync) {
        return;
    }
    until(events, |event| match event {
        DeskEvent::Sync(sync) if fits(sync) => Some(()),
        DeskEvent::Desk(view) if fits(&view.sync) => Some(()),
        _ => None,
    });
}

pub fn until_state(events: &Events, state: DeskState) -> DeskView {
    until(events, |event| match event {
        DeskEvent::Desk(view) if view.state == state => Some(view.clone()),
        _ => None,
    })
}

/// Waits until a person's contacts are as many; every change is a reason to look.
pub fn until_contacts(desk: &Desk, events: &Events, many: usize) {
    while contacts(desk) < many {
        until(events, |event| matches!(event, DeskEvent::Changed).then_some(()));
    }
    assert_eq!(contacts(desk), many);
}

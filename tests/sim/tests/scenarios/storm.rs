//! Everybody comes back at the same moment to a relay that can serve a few at a time.

use std::collections::BTreeMap;

use app::{Courier, LockedDevice, Progress};
use footbridge_relay::limits::Limits;
use protocol::auth::Auth;
use protocol::wire::{RefusalCode, RefusalMsg};
use protocol::{DeviceId, Encode};
use sync::Event;
use testkit::field::Persona;
use testkit::{COMPARTMENT, Device, Enrol, Faults, ModelRelay, PortAnswer, PortRequest, RelayPort, World};

use crate::ending::{Book, assert_whole};
use crate::support::{crew, settle};

/// A relay that serves so many requests in a second and tells the others to come back in half a minute.
struct Busy {
    relay: ModelRelay,
    per_second: u32,
    second: i64,
    served: u32,
    /// Every request: when, and whose.
    log: Vec<(i64, DeviceId)>,
}

const RETRY_AFTER_S: u32 = 30;

impl RelayPort for Busy {
    fn handle(&mut self, now_ms: i64, request: &PortRequest) -> PortAnswer {
        if let Some(auth) = request.auth.as_deref().and_then(Auth::from_header) {
            self.log.push((now_ms, auth.device));
        }
        if self.second != now_ms / 1000 {
            (self.second, self.served) = (now_ms / 1000, 0);
        }
        self.served += 1;
        if self.served <= self.per_second {
            return self.relay.handle(now_ms, request);
        }
        let code = RefusalCode::Throttled;
        let msg =
            RefusalMsg { code, head: None, logs: Vec::new(), time_ms: now_ms, retry_after_s: RETRY_AFTER_S };
        PortAnswer { status: code.http_status(), retry_after_s: RETRY_AFTER_S, body: msg.encode() }
    }
}

impl Enrol for Busy {
    fn enrol_device(&mut self, device: &Device) {
        self.relay.enrol_device(device);
    }
}

#[test]
fn forty_devices_that_come_back_together_are_spread_out_and_all_get_through() {
    let relay =
        Busy { relay: ModelRelay::new(14), per_second: u32::MAX, second: 0, served: 0, log: Vec::new() };
    let mut world = World::new(1401, relay);
    let devices: Vec<_> = (0..40).map(|_| world.add_device()).collect();
    world.run_until_quiescent().unwrap();
    for device in &devices {
        world.connect(*device, Faults::OFFLINE);
        world.author(*device, COMPARTMENT, 3).unwrap();
    }
    world.run_for(6 * 3_600_000);
    world.relay.per_second = 5;
    world.relay.log.clear();
    let start_ms = world.now_ms();
    for device in &devices {
        world.connect(*device, Faults::NONE);
        // somebody presses the button on each of them
        world.tell(*device, Event::SyncNow);
    }
    world.run_until_quiescent().unwrap();
    let log = &world.relay.log;
    let mut calls: BTreeMap<DeviceId, usize> = BTreeMap::new();
    let mut seconds: BTreeMap<i64, usize> = BTreeMap::new();
    for (at_ms, device) in log {
        *calls.entry(*device).or_default() += 1;
        *seconds.entry((at_ms - start_ms) / 1000).or_default() += 1;
    }
    let most = calls.values().max().copied().unwrap_or(0);
    assert!(most <= 120, "{most} calls of one device");
    // the first second is everybody's; what was sent away does not come back as one wave
    let wave = seconds.iter().filter(|(second, _)| **second > 1).map(|(_, calls)| *calls).max().unwrap_or(0);
    assert!(wave <= 40, "{wave} calls in one second: {seconds:?}");
    let everything = world.device(devices[0]).unwrap().payloads();
    assert_eq!(everything.len(), 120);
    for device in &devices {
        assert_eq!(world.device(*device).unwrap().payloads(), everything);
    }
}

/// The same with whole devices and the real relay's own limits: each runs when its engine says, on one clock.
#[test]
fn six_whole_devices_that_come_back_together_share_a_throttling_relay() {
    let mut crew = crew(1402);
    let mut book = Book::default();
    let mut others = Vec::new();
    for (role, agency) in [("provider", "Harbor Recovery Center"), ("clinician", "Cedar House")] {
        others.push(crew.field.join(&mut crew.coordinator, role, agency).unwrap());
    }
    let mut all: Vec<&mut Persona> =
        vec![&mut crew.coordinator, &mut crew.patrol, &mut crew.ems, &mut crew.outreach];
    all.extend(others.iter_mut());
    settle(&mut all);
    for persona in &mut all {
        persona.set_offline(true);
        for number in 0..6 {
            book.meet(persona, &format!("{number} {}", persona.name()));
        }
    }
    let limits = Limits { requests_per_minute: 10, requests_burst: 4, ..Limits::default() };
    crew.field.limit_relay(Some(limits)).unwrap();
    let clock = crew.field.clock().clone();
    let start_ms = clock.true_ms();
    let mut running: Vec<(LockedDevice, Courier)> = Vec::new();
    for persona in &mut all {
        persona.clear_line();
        persona.set_offline(false);
        let locked = persona.lock().unwrap();
        let courier = locked.courier().unwrap();
        running.push((locked, courier));
    }
    for _ in 0..2_000 {
        let mut next_ms = i64::MAX;
        for (_, courier) in &mut running {
            let delivery = courier.run(0, &mut Progress::silent()).unwrap();
            next_ms = next_ms.min(delivery.wake_at_ms.unwrap_or(i64::MAX));
        }
        if running.iter().all(|(locked, _)| locked.unsent().unwrap() == 0) {
            break;
        }
        let wait_ms = (next_ms - clock.true_ms()).max(50);
        clock.advance(wait_ms);
    }
    let minutes = (clock.true_ms() - start_ms) / 60_000 + 1;
    for (persona, (locked, courier)) in all.iter_mut().zip(running) {
        assert_eq!(locked.unsent().unwrap(), 0, "{}", persona.name());
        drop(courier);
        persona.unlock(locked).unwrap();
        let calls = i64::try_from(persona.heard().len()).unwrap();
        assert!(calls <= 4 + 3 * 10 * minutes, "{}: {calls} calls in {minutes} minutes", persona.name());
    }
    crew.field.limit_relay(None).unwrap();
    let mut all: Vec<&mut Persona> =
        vec![&mut crew.coordinator, &mut crew.patrol, &mut crew.ems, &mut crew.outreach];
    all.extend(others.iter_mut());
    assert_whole(&mut all, &book, &[]);
}

//! Faults of the program itself: the app goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::{Chance, Random};
use footbridge_api::views::DeskState;
use footbridge_api::{Desk, DeskOptions};
use serde_json::json;
use testkit::field::passphrase;

use crate::support::*;

/// Chance that unwinds when the core asks it, as a fault would.
struct Faulty {
    honest: Chance,
    armed: Arc<AtomicBool>,
}

impl Random for Faulty {
    fn fill(&mut self, out: &mut [u8]) {
        if std::thread::current().name() == Some("desk core") && self.armed.swap(false, Ordering::SeqCst) {
            std::panic::resume_unwind(Box::new("a fault"));
        }
        self.honest.fill(out);
    }
}

#[test]
fn a_fault_in_a_command_locks_the_device_and_loses_nothing() {
    let (_field, mut founder) = county(95);
    founder.close();
    let armed = Arc::new(AtomicBool::new(false));
    let mut platform = founder.platform();
    platform.random = Chance::new(Faulty { honest: platform.random, armed: Arc::clone(&armed) });
    let desk = Desk::open(founder.home(), DeskOptions { platform, pace: HASTE }).unwrap();
    desk.unlock(&passphrase()).unwrap();
    meet(&desk, "Example");
    for _ in 0..2 {
        let events = desk.events();
        armed.store(true, Ordering::SeqCst);
        let contact = json!({ "pathway": "active_outreach" });
        assert_eq!(code(&desk, "contact_new", contact), "desk.panicked");
        assert_eq!(desk.view().state, DeskState::Locked);
        until_state(&events, DeskState::Locked);
        assert_eq!(code(&desk, "board", json!({})), "desk.locked");
        desk.unlock(&passphrase()).unwrap();
        assert_eq!(contacts(&desk), 1, "nothing of it was kept, nothing before it was lost");
    }
    meet(&desk, "Instance");
    let events = desk.events();
    until_sync(&desk, &events, |sync| sync.unsent == 0);
}

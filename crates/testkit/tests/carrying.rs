//! What a reader gives back for an author who is gone, while the relay refuses for a reason of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use footbridge_testkit::{
    COMPARTMENT, Device, DeviceNumber, Enrol, Faults, ModelRelay, PortAnswer, PortRequest, RelayPort, World,
};
use protocol::Encode;
use protocol::wire::{RefusalCode, RefusalMsg};

/// A relay that refuses uploads, and counts what it was asked.
struct Door {
    honest: ModelRelay,
    refuses: Option<RefusalCode>,
    /// Certificates open it.
    wants_certificates: bool,
    uploads: u32,
    certificates: u32,
}

impl RelayPort for Door {
    fn handle(&mut self, now_ms: i64, request: &PortRequest) -> PortAnswer {
        let given_back = request.target.starts_with("/v1/certificates");
        self.certificates += u32::from(given_back);
        if given_back && self.wants_certificates {
            self.refuses = None;
        }
        self.uploads += u32::from(request.target == "/v1/segments");
        match self.refuses.filter(|_| request.target == "/v1/segments") {
            None => self.honest.handle(now_ms, request),
            Some(code) => {
                let msg =
                    RefusalMsg { code, head: None, logs: Vec::new(), time_ms: now_ms, retry_after_s: 0 };
                PortAnswer { status: code.http_status(), retry_after_s: 0, body: msg.encode() }
            }
        }
    }
}

impl Enrol for Door {
    fn enrol_device(&mut self, device: &Device) {
        self.honest.enrol_device(device);
    }
}

/// A relay lost five of seven segments whose author is gone, and refuses what the reader brings.
fn lost_and_refused(code: RefusalCode, wants_certificates: bool) -> (World<Door>, DeviceNumber) {
    let door =
        Door { honest: ModelRelay::new(51), refuses: None, wants_certificates, uploads: 0, certificates: 0 };
    let mut world = World::new(51, door);
    let (author, reader) = (world.add_device(), world.add_device());
    world.author(author, COMPARTMENT, 2).unwrap();
    world.run_until_quiescent().unwrap();
    let backup = world.relay.honest.clone();
    world.author(author, COMPARTMENT, 5).unwrap();
    world.run_until_quiescent().unwrap();
    world.connect(author, Faults::OFFLINE);
    world.relay.honest.restore(&backup);
    world.relay.refuses = Some(code);
    (world.relay.uploads, world.relay.certificates) = (0, 0);
    (world, reader)
}

/// Not now is not never: what the relay had no room or no time for is brought again.
#[test]
fn what_a_relay_has_no_room_for_now_is_given_back_to_it_later() {
    for code in [RefusalCode::Full, RefusalCode::Throttled, RefusalCode::Unavailable, RefusalCode::Internal] {
        let (mut world, _) = lost_and_refused(code, false);
        world.run_for(600_000);
        assert!(world.relay.uploads > 0, "{code:?}");
        assert_eq!(world.relay.honest.len(COMPARTMENT), 2, "{code:?}");
        world.relay.refuses = None;
        world.run_for(3_600_000);
        assert_eq!(world.relay.honest.len(COMPARTMENT), 7, "{code:?}: nobody else has it any more");
    }
}

/// The segment's key is newer than any the relay knows: the certificates that tell of it come first.
#[test]
fn a_relay_that_lacks_the_key_is_given_certificates_and_then_what_it_lost() {
    let (mut world, reader) = lost_and_refused(RefusalCode::LogConflict, true);
    let all = certificates();
    world.relay.honest.append_certificates(LOG, &all);
    world.device_mut(reader).unwrap().mailbox.follow(LOG, all);
    world.run_for(600_000);
    assert_eq!(world.relay.honest.len(COMPARTMENT), 7);
}

/// Certificates are given back for what they can mend, and once: nothing goes round for ever.
#[test]
fn what_certificates_do_not_mend_is_not_brought_over_and_over() {
    for (code, given_back) in [(RefusalCode::LogConflict, true), (RefusalCode::BadSignature, false)] {
        let (mut world, reader) = lost_and_refused(code, false);
        let all = certificates();
        world.relay.honest.append_certificates(LOG, &all);
        world.device_mut(reader).unwrap().mailbox.follow(LOG, all);
        world.run_for(60_000);
        let before = world.relay.certificates;
        world.run_for(3_600_000);
        assert!(world.relay.uploads < 40, "{code:?}: {} uploads", world.relay.uploads);
        assert_eq!(before, world.relay.certificates, "{code:?}");
        // once because the relay is another one now, and once more where they could help
        assert_eq!(world.relay.certificates, 1 + u32::from(given_back), "{code:?}");
    }
}

const LOG: protocol::LogId = protocol::LogId([0x10; 16]);

fn certificates() -> Vec<Vec<u8>> {
    use protocol::certificate::{Certificate, Place, Statement};
    let issuer = footbridge_testkit::Signer::new(&mut footbridge_testkit::SeededRandom::new(1));
    let previous = protocol::Hash::ZERO;
    let place = Place { log: LOG, index: 0, previous, seen: 0, issuer: issuer.public(), issuer_number: 0 };
    let statement = Statement::Unknown { kind: 999, clear: vec![1, 2, 3] };
    vec![Certificate::issue(place, statement, Vec::new(), |bytes| issuer.sign(bytes)).encode()]
}

//! Letters: what somebody sends to a compartment that they are not in.

use footbridge_relay::Relay;
use footbridge_relay::store::MemoryStore;
use protocol::certificate::{InboxOpened, Statement};
use protocol::wire::{DeviceHeadsMsg, RefusalCode};
use protocol::{FLAG_LETTER, Header, LETTER_VERSION, SealingKey, Segment};

use crate::town::{CARE, COLLABORATIVE, Device, Key, SHARED, Town, start, town};

/// A town with a second compartment, which the founder is in and the medic is not.
fn with_care() -> (Town<Relay<MemoryStore>>, Device) {
    let mut town = town();
    let medic = town.enrol("medic");
    let care = town.founding_of(CARE);
    town.post(care);
    (town, medic)
}

fn letter(device: &Device, stream: u8, change: impl Fn(&mut Header)) -> Segment {
    let mut header = device.segment(stream, None, 1).header;
    (header.version, header.flags, header.extension) = (LETTER_VERSION, FLAG_LETTER, vec![8; 80]);
    header.compartment = CARE;
    change(&mut header);
    device.sign_segment(header)
}

#[test]
fn a_letter_is_taken_from_who_is_outside_and_read_by_who_is_inside() {
    let (town, medic) = with_care();
    let sent = letter(&medic, 1, |_| {});
    let at = town.upload(&medic, &sent);
    assert_eq!(town.upload(&medic, &sent), at, "the same again");
    assert_eq!(town.upload(&town.founder, &sent), at, "by whoever carries it");
    let inside = town.sync(&town.founder, start(CARE));
    assert_eq!(inside.compartments[0].segments[0].segment, sent.encode());
    let outside = town.sync(&medic, start(CARE));
    let read: usize = outside.compartments.iter().map(|one| one.segments.len()).sum();
    assert_eq!(read, 0, "who sent it reads nothing there");
}

/// What stands at its place stands: so whoever takes a letter back learns whether it had left.
#[test]
fn a_letter_is_sent_once() {
    let (town, medic) = with_care();
    town.upload(&medic, &letter(&medic, 1, |_| {}));
    let another = letter(&medic, 1, |header| header.key_commitment = [1; 32]);
    assert_eq!(town.try_upload(&medic, &another, Vec::new()).code(), RefusalCode::StreamFork);
    let goes_on = letter(&medic, 1, |header| header.first_seq = 1);
    assert_eq!(town.try_upload(&medic, &goes_on, Vec::new()).code(), RefusalCode::Forbidden);
}

/// [I] Only in its own form, only from a device that belongs, and under a key that was in force.
#[test]
fn what_is_no_letter_does_not_come_in_as_one() {
    let (mut town, medic) = with_care();
    let forms: [fn(&mut Header); 6] = [
        |header| header.flags = 0,
        |header| header.flags = 3,
        |header| header.version = 3,
        |header| header.extension.truncate(79),
        |header| header.previous.0[0] = 1,
        |header| header.first_seq = 1,
    ];
    for form in forms {
        let reply = town.try_upload(&medic, &letter(&medic, 2, form), Vec::new());
        assert_eq!(reply.code(), RefusalCode::Forbidden);
    }
    let stranger = Device::of("stranger");
    let refused = town.try_upload(&medic, &letter(&stranger, 3, |_| {}), Vec::new());
    assert_eq!(refused.code(), RefusalCode::Forbidden);
    let nowhere = letter(&medic, 4, |header| header.compartment.0[0] ^= 1);
    assert_eq!(town.try_upload(&medic, &nowhere, Vec::new()).code(), RefusalCode::Forbidden);
    let before = letter(&medic, 5, |header| header.key_epoch = 0);
    assert_eq!(town.try_upload(&medic, &before, Vec::new()).code(), RefusalCode::OldEpoch);
    let ahead = letter(&medic, 6, |header| header.key_epoch = 9);
    assert_eq!(town.try_upload(&medic, &ahead, Vec::new()).code(), RefusalCode::LogConflict);
    let next = town.epoch(CARE);
    town.post(vec![next]);
    assert_eq!(
        town.upload(&medic, &letter(&medic, 7, |_| {})).position,
        1,
        "who is outside hears of no new key"
    );
    let revoked = town.revocation(medic.id());
    town.post(vec![revoked]);
    assert_eq!(town.try_upload(&medic, &letter(&medic, 8, |_| {}), Vec::new()).code(), RefusalCode::Revoked);
    let carried = town.try_upload(&town.founder, &letter(&medic, 8, |_| {}), Vec::new());
    assert_eq!(carried.code(), RefusalCode::Forbidden, "nor by whoever carries it");
}

/// A revocation says up to where a device's work counts. A letter is whole when it is there.
#[test]
fn letters_do_not_stand_among_the_heads_of_a_device() {
    let (town, medic) = with_care();
    town.upload(&medic, &letter(&medic, 1, |_| {}));
    town.upload(&medic, &medic.segment(2, None, 1));
    let root = Key::of("root");
    let asks = Device { signing: Key::of("root"), transport: root };
    let target = format!("/v1/devices/{}/heads", medic.id());
    let heads: DeviceHeadsMsg = town.call(Some(&asks), "GET", &target, &[]).ok();
    assert_eq!(heads.heads.len(), 1);
    assert_eq!(heads.heads[0].stream, medic.segment(2, None, 1).header.stream);
}

#[test]
fn an_inbox_is_opened_for_the_key_in_force_by_who_is_inside() {
    let (mut town, medic) = with_care();
    let opened = |number| {
        Statement::InboxOpened(InboxOpened { compartment: CARE, number, inbox: SealingKey([5; 32]) })
    };
    let mut apart = town.roster.clone();
    let place = apart.next_place(COLLABORATIVE.into(), medic.signing.public(), 0);
    let outside =
        protocol::Certificate::issue(place, opened(1), Vec::new(), |bytes| medic.signing.sign(bytes));
    assert!(
        apart.apply(&outside, protocol::roster::Arrival::Earlier).is_ok(),
        "nobody but the relay can tell"
    );
    assert_eq!(town.try_post(vec![outside.encode()]).code(), RefusalCode::CertificateInvalid);
    let by_founder = Device::of("founder").signing;
    let inside = town.issue(COLLABORATIVE.into(), &by_founder, opened(1));
    town.post(vec![inside]);
    assert!(town.roster.inbox(&CARE).is_some() && town.roster.inbox(&SHARED).is_none());
}

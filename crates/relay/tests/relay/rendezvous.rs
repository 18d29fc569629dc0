//! Two devices meet under eight digits: each message once, in order, by whose turn it is, for ten minutes.

use protocol::RendezvousCode;
use protocol::rendezvous::{LIFE_MS, MESSAGE_MAX_BYTES};
use protocol::wire::RefusalCode;

use crate::town::{Device, Port, Reply, Town, town};

fn at(message: u8) -> String {
    let code: RendezvousCode = "12345678".parse().unwrap();
    code.path(message)
}

fn put<P: Port>(town: &Town<P>, by: Option<&Device>, message: u8, body: &[u8]) -> Reply {
    town.call(by, "PUT", &at(message), body)
}

fn get<P: Port>(town: &Town<P>, message: u8) -> Reply {
    town.call(None, "GET", &at(message), b"")
}

#[test]
fn the_two_leave_messages_in_turn_and_nobody_changes_one() {
    let mut town = town();
    let medic = town.enrol("medic");
    let founder = Some(&town.founder);
    assert_eq!(get(&town, 0).code(), RefusalCode::NotFound);
    assert_eq!(put(&town, None, 1, b"share").code(), RefusalCode::NotFound);
    assert_eq!(put(&town, None, 0, b"commitment").code(), RefusalCode::Unauthenticated);
    assert_eq!(put(&town, founder, 0, b"commitment").status, 200);
    assert_eq!(put(&town, founder, 0, b"commitment").status, 200);
    assert_eq!(put(&town, founder, 0, b"another").code(), RefusalCode::RendezvousTaken);
    assert_eq!(put(&town, Some(&medic), 0, b"commitment").code(), RefusalCode::RendezvousTaken);
    assert_eq!(get(&town, 0).body, b"commitment");
    assert_eq!(get(&town, 1).body, b"", "not there yet");
    assert_eq!(put(&town, founder, 2, b"reveal").code(), RefusalCode::NotFound, "before the share");
    assert_eq!(put(&town, None, 1, b"share").status, 200);
    // who comes second finds the place taken: a code is for one
    assert_eq!(put(&town, None, 1, b"second").code(), RefusalCode::RendezvousTaken);
    assert_eq!(put(&town, Some(&medic), 2, b"reveal").code(), RefusalCode::Forbidden);
    assert_eq!(put(&town, None, 2, b"reveal").code(), RefusalCode::Unauthenticated);
    assert_eq!(put(&town, founder, 2, b"reveal").status, 200);
    assert_eq!(put(&town, None, 3, b"").code(), RefusalCode::Malformed);
    assert_eq!(put(&town, None, 3, &[0; MESSAGE_MAX_BYTES + 1]).code(), RefusalCode::TooLarge);
    assert_eq!(put(&town, None, 3, &[0; MESSAGE_MAX_BYTES]).status, 200);
    assert_eq!(put(&town, founder, 4, b"sealed").status, 200);
    assert_eq!(get(&town, 4).body, b"sealed");
}

#[test]
fn it_is_over_after_ten_minutes_and_when_who_opened_it_is_revoked() {
    let mut town = town();
    assert_eq!(put(&town, Some(&town.founder), 0, b"commitment").status, 200);
    town.now_ms += LIFE_MS - 1;
    assert_eq!(get(&town, 0).status, 200);
    town.now_ms += 1;
    assert_eq!(get(&town, 0).code(), RefusalCode::NotFound);
    assert_eq!(put(&town, None, 1, b"late").code(), RefusalCode::NotFound);
    let medic = town.enrol("medic");
    assert_eq!(put(&town, Some(&medic), 0, b"by the medic").status, 200);
    assert_eq!(get(&town, 0).body, b"by the medic");
    let revocation = town.revocation(medic.id());
    town.post(vec![revocation]);
    assert_eq!(get(&town, 0).code(), RefusalCode::NotFound);
    assert_eq!(put(&town, Some(&medic), 0, b"again").code(), RefusalCode::Revoked);
}

#[test]
fn codes_cannot_be_tried_out_and_who_opened_one_is_not_held_up_by_that() {
    let mut town = town();
    assert_eq!(put(&town, Some(&town.founder), 0, b"commitment").status, 200);
    let guess = |town: &Town<_>, number: u32| {
        let code: RendezvousCode = format!("{number:08}").parse().unwrap();
        town.call(None, "GET", &code.path(0), b"")
    };
    let found = (0..1_000).take_while(|number| guess(&town, *number).code() == RefusalCode::NotFound).count();
    assert_eq!(found, 240);
    assert_eq!(guess(&town, 0).code(), RefusalCode::Throttled);
    assert_eq!(get(&town, 0).code(), RefusalCode::Throttled, "also the right one");
    let target = at(0);
    assert_eq!(town.call(Some(&town.founder), "GET", &target, b"").status, 200);
    // other calls of strangers go on: an invitation by its code needs none of this
    assert_eq!(town.call(None, "GET", "/v1/relay", b"").status, 200);
    town.now_ms += 1_000;
    assert_eq!((0..10).filter(|_| get(&town, 0).status == 200).count(), 4);
}

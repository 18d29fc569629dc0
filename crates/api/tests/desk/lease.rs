//! A desk whose device is out of contact: every screen is told when the lease ends and when it begins again.

use footbridge_api::views::{DeskEvent, DeskState, LeaseState};
use serde_json::json;
use testkit::field::passphrase;

use crate::support::*;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[test]
fn screens_are_told_when_it_ends_and_when_contact_begins_it_again() {
    let (mut field, mut founder) = county(95);
    let mut ems = field.join(&mut founder, "ems", EMS).unwrap();
    let contact = app::TypedContact { pathway: "naloxone_plus".to_owned(), ..app::TypedContact::default() };
    let fields = [("offer".to_owned(), "offered".to_owned())].into();
    ems.device().unwrap().record_contact(&app::TypedContact { fields, ..contact }).unwrap();
    for _ in 0..2 {
        ems.sync_for(3_600_000).unwrap();
        founder.sync_for(3_600_000).unwrap();
    }
    founder.set_offline(true);
    let desk = open_desk(&field, &mut founder);
    let lease = |desk: &footbridge_api::Desk| desk.view().lease.map(|lease| (lease.state, lease.days_left));
    assert_eq!(lease(&desk), Some((LeaseState::Running, 14)));
    meet(&desk, "Own");
    assert_eq!(contacts(&desk), 2);
    field.clock().advance(14 * DAY_MS - MINUTE_MS);
    let events = desk.events();
    // nobody touched it for so long
    until_state(&events, DeskState::Locked);
    assert_eq!(lease(&desk), None, "a locked desk says nothing of its device");
    desk.unlock(&passphrase()).unwrap();
    assert_eq!(lease(&desk), Some((LeaseState::Ending, 1)));
    assert_eq!(contacts(&desk), 2);
    field.clock().advance(MINUTE_MS);
    let told = |state: LeaseState| {
        until(&events, |event| match event {
            DeskEvent::Desk(view) => view.lease.filter(|lease| lease.state == state),
            _ => None,
        })
    };
    assert_eq!(told(LeaseState::Over).days_left, 0);
    until(&events, |event| matches!(event, DeskEvent::Changed).then_some(()));
    assert_eq!(contacts(&desk), 1);
    assert_eq!(code(&desk, "summary", json!({})), "lease.over");
    meet(&desk, "Meanwhile");
    founder.set_offline(false);
    done(&desk, "sync_now", json!({}));
    assert_eq!(told(LeaseState::Running).days_left, 14);
    until_contacts(&desk, &events, 3);
}

//! What somebody is told although they do not look.

use footbridge_api::views::{AlertKind, AlertView, DeskEvent};
use serde_json::json;
use testkit::field::PASSPHRASE;

use crate::support::*;

fn alert(event: &DeskEvent) -> Option<AlertView> {
    match event {
        DeskEvent::Alert(alert) => Some(alert.clone()),
        _ => None,
    }
}

#[test]
fn an_offer_is_told_once_and_again_after_signing_in() {
    let (mut field, mut founder) = county(60);
    let mut patrol = field.join(&mut founder, "patrol", "Ridge County Sheriff").unwrap();
    let mut outreach = field.join(&mut founder, "outreach", OUTREACH).unwrap();
    let (officer, worker) = (open_desk(&field, &mut patrol), open_desk(&field, &mut outreach));
    let events = worker.events();
    let contact = meet(&officer, "Example");
    let handoff = done(&officer, "handoff_offer", json!({ "contact": contact, "to": [OUTREACH] }));
    let told = until(&events, alert);
    assert_eq!((told.kind, told.record_kind.as_deref()), (AlertKind::Offer, Some("handoff")));
    assert_eq!(json!(told.record), handoff["id"]);

    // more comes in, and time goes by: not told again
    field.clock().advance(31_000);
    meet(&officer, "Instance");
    let mut again = Vec::new();
    until(&events, |event| {
        again.extend(alert(event));
        (contacts(&worker) == 2).then_some(())
    });
    assert_eq!(again, []);

    done(&worker, "lock", json!({}));
    let events = worker.events();
    done(&worker, "unlock", json!({ "passphrase": PASSPHRASE }));
    assert_eq!(until(&events, alert).record, told.record, "still open");
}

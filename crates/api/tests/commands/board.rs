//! The board of each agency.

use serde_json::json;

use crate::{OUTREACH, PATROL, call, each, meet_person, town};

#[test]
fn an_empty_board_is_empty() {
    let mut town = town(431);
    let board = call(&mut town.ems, "board", json!({}));
    for list in ["drafts", "waiting", "mine", "recent", "due"] {
        assert_eq!(board[list], json!([]), "{list}");
    }
    for count in ["due_total", "conflicts", "quarantined", "parked"] {
        assert_eq!(board[count], 0, "{count}");
    }
}

#[test]
fn an_offer_waits_for_who_is_asked_and_then_for_who_asked_in_vain() {
    let mut town = town(432);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let later = meet_person(&mut town.ems, "Birch", json!({}));
    let mut offer = |contact: &serde_json::Value| {
        let offer = json!({ "contact": contact, "to": [OUTREACH] });
        call(&mut town.ems, "handoff_offer", offer)["id"].clone()
    };
    let first = offer(&saved["contact"]);
    town.field.clock().advance(60_000);
    let second = {
        let offer = json!({ "contact": later["contact"], "to": [OUTREACH] });
        call(&mut town.ems, "handoff_offer", offer)["id"].clone()
    };
    town.meet();
    let asked = call(&mut town.outreach, "board", json!({}));
    assert_eq!(each(&asked["waiting"], "id"), [&first, &second], "the one due first leads");
    assert_eq!(asked["mine"], json!([]));
    let sender = call(&mut town.ems, "board", json!({}));
    assert_eq!((&sender["waiting"], each(&sender["mine"], "id")), (&json!([]), vec![&second, &first]));
    let other = call(&mut town.patrol, "board", json!({}));
    assert_eq!((&other["waiting"], &other["mine"]), (&json!([]), &json!([])));
    let decline = json!({ "id": first, "step": "declined", "code": "no_capacity" });
    call(&mut town.outreach, "handoff_step", decline);
    call(&mut town.outreach, "handoff_step", json!({ "id": second, "step": "accepted" }));
    town.meet();
    let sender = call(&mut town.ems, "board", json!({}));
    assert_eq!((each(&sender["waiting"], "id"), &sender["mine"]), (vec![&first], &json!([])));
    let holder = call(&mut town.outreach, "board", json!({}));
    assert_eq!((&holder["waiting"], each(&holder["mine"], "id")), (&json!([]), vec![&second]));
}

#[test]
fn an_offer_that_nobody_answered_in_time_is_the_senders_again() {
    let mut town = town(433);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let id =
        call(&mut town.ems, "handoff_offer", json!({ "contact": saved["contact"], "to": [PATROL] }))["id"]
            .clone();
    assert_eq!(call(&mut town.ems, "board", json!({}))["waiting"], json!([]));
    town.field.clock().advance(31 * 60_000);
    assert_eq!(each(&call(&mut town.ems, "board", json!({}))["waiting"], "id"), [&id]);
}

#[test]
fn follow_ups_due_within_a_day_and_the_agencys_own_contacts_are_on_it() {
    let mut town = town(434);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    meet_person(&mut town.patrol, "Birch", json!({ "pathway": "active_outreach" }));
    town.meet();
    let board = call(&mut town.ems, "board", json!({}));
    assert_eq!(each(&board["recent"], "id"), [&saved["contact"]]);
    assert_eq!((&board["due"], &board["due_total"]), (&json!([]), &json!(0)), "due in 72 hours");
    town.field.clock().advance(49 * 3_600_000);
    let board = call(&mut town.outreach, "board", json!({}));
    assert_eq!((each(&board["due"], "id"), &board["due_total"]), (vec![&saved["follow_up"]], &json!(1)));
    assert_eq!(board["due"][0]["person_name"], "Marisol Alder");
    let met = json!({ "id": saved["follow_up"], "outcome": "reached_by_phone" });
    let met = call(&mut town.outreach, "follow_up_attempt", met);
    assert_eq!(
        (&met["follow_ups"][0]["state"], &met["follow_ups"][0]["attempts"]),
        (&"met".into(), &json!(1))
    );
    assert_eq!(call(&mut town.outreach, "board", json!({}))["due_total"], 0);
}

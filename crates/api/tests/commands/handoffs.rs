//! Handoffs as each side sees them, and who can be asked.

use serde_json::{Value, json};
use testkit::field::Persona;

use crate::{EMS, OUTREACH, PATROL, call, each, meet_person, town, words};

fn step(persona: &mut Persona, id: &Value, step: &str) -> Value {
    call(persona, "handoff_step", json!({ "id": id, "step": step }))
}

fn refused(view: &Value) -> Vec<(&str, &str)> {
    let list = view["may_not"].as_array().unwrap();
    list.iter().map(|one| (one["step"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[test]
fn each_side_sees_who_asked_whom_for_what_and_what_it_may_not_do() {
    let mut town = town(421);
    let fields = json!({ "offer": "offered", "need.housing": "yes" });
    let saved = meet_person(&mut town.ems, "Alder", json!({ "fields": fields }));
    let offer = json!({ "contact": saved["contact"], "to": [PATROL, OUTREACH], "asks": "a bed tonight" });
    let offered = call(&mut town.ems, "handoff_offer", offer);
    let id = &offered["id"];
    assert_eq!((&offered["mark"], &offered["mine"]), (&"ready".into(), &json!(true)));
    town.meet();
    let seen = call(&mut town.outreach, "handoff_show", json!({ "id": id }));
    assert_eq!((&seen["from"], &seen["mine"], &seen["mark"]), (&EMS.into(), &json!(false), &"sent".into()));
    let mut asked = words(&seen["asked"]);
    asked.sort_unstable();
    assert_eq!(asked, [OUTREACH, PATROL]);
    assert_eq!((&seen["asks"], &seen["contact"]), (&"a bed tonight".into(), &saved["contact"]));
    assert_eq!(seen["person_name"], "Marisol Alder");
    let packet: Vec<_> = each(&seen["packet"], "key");
    assert!(
        packet.contains(&&json!("name.family")) && packet.contains(&&json!("need.housing")),
        "{packet:?}"
    );
    assert!(seen["acknowledge_due_ms"].as_i64() > seen["latest_ms"].as_i64());
    let accepted = step(&mut town.outreach, id, "accepted");
    assert_eq!(accepted["mine"], true);
    assert!(refused(&accepted).contains(&("accepted", "handoff.yours_already")), "{accepted}");
    assert!(refused(&accepted).contains(&("declined", "handoff.release_instead")));
    town.meet();
    let late = call(&mut town.patrol, "handoff_show", json!({ "id": id }));
    assert!(refused(&late).contains(&("accepted", "handoff.held_by_another")), "{late}");
    let sender = call(&mut town.ems, "handoff_show", json!({ "id": id }));
    assert!(refused(&sender).contains(&("withdrawn", "handoff.held_by_another")), "{sender}");
    assert!(!refused(&sender).iter().any(|(step, _)| *step == "relieved"), "the app says that by itself");
}

#[test]
fn a_contested_handoff_waits_for_both_holders_and_the_sender() {
    let mut town = town(422);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let offer = json!({ "contact": saved["contact"], "to": [PATROL, OUTREACH] });
    let id = call(&mut town.ems, "handoff_offer", offer)["id"].clone();
    town.meet();
    town.set_offline(true);
    step(&mut town.patrol, &id, "accepted");
    step(&mut town.outreach, &id, "accepted");
    town.set_offline(false);
    town.meet();
    for persona in town.all() {
        let board = call(persona, "board", json!({}));
        assert_eq!(each(&board["waiting"], "id"), [&id], "{}", persona.name());
        assert!(words(&board["waiting"][0]["marks"]).contains(&"contested"));
        assert_eq!(board["mine"], json!([]), "listed once");
    }
    step(&mut town.patrol, &id, "released");
    town.meet();
    let board = call(&mut town.outreach, "board", json!({}));
    assert_eq!((&board["waiting"], each(&board["mine"], "id")), (&json!([]), vec![&id]));
    let list = call(&mut town.patrol, "handoff_list", json!({}));
    assert_eq!(words(&list["handoffs"][0]["accountable"]), [OUTREACH]);
}

#[test]
fn agencies_are_listed_by_name_with_their_roles_and_ones_own() {
    let mut town = town(423);
    let list = call(&mut town.ems, "agencies", json!({}));
    let names: Vec<_> = each(&list["agencies"], "name");
    assert_eq!(names, [OUTREACH, EMS, "Ridge County Health", PATROL]);
    let own: Vec<_> = list["agencies"].as_array().unwrap().iter().filter(|one| one["own"] == true).collect();
    assert_eq!((own.len(), &own[0]["name"], words(&own[0]["roles"])), (1, &EMS.into(), vec!["ems"]));
}

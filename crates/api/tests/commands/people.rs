//! People: found and shown.

use serde_json::json;

use crate::{EMS, OUTREACH, ask, call, each, meet_person, town, words};

#[test]
fn a_person_is_found_with_how_often_and_when_they_were_met() {
    let mut town = town(411);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    town.field.clock().advance(3_600_000);
    let again = json!({ "pathway": "active_outreach", "person": { "existing": saved["person"] } });
    let second = call(&mut town.ems, "contact_new", again);
    let list = call(&mut town.ems, "contact_list", json!({}));
    assert_eq!(list["contacts"][0]["id"], second["contact"]);
    let found = call(&mut town.ems, "person_search", json!({ "text": "mari" }));
    let hit = &found["people"][0];
    assert_eq!((&hit["contacts"], &hit["last_contact_ms"]), (&json!(2), &list["contacts"][0]["started_ms"]));
    assert_eq!(hit["entered_in_error"], false);
}

#[test]
fn a_persons_page_tells_everything_newest_first() {
    let mut town = town(412);
    let more = json!({ "narrative": "Met at the footbridge.", "doses": [{ "mg": "4", "at": "now" }] });
    let saved = meet_person(&mut town.ems, "Alder", more);
    let (contact, person) = (&saved["contact"], &saved["person"]);
    town.field.clock().advance(3_600_000);
    let offer = json!({ "contact": contact, "to": [OUTREACH], "asks": "a visit" });
    let handoff = call(&mut town.ems, "handoff_offer", offer);
    town.field.clock().advance(3_600_000);
    let again = json!({ "pathway": "active_outreach", "person": { "existing": person }, "fields": { "offer": "accepted" } });
    let second = call(&mut town.ems, "contact_new", again);
    town.field.clock().advance(30 * 3_600_000);
    let attempt = json!({ "id": saved["follow_up"], "outcome": "not_found" });
    let attempted = call(&mut town.ems, "follow_up_attempt", attempt);
    assert_eq!(attempted["follow_ups"][0]["last_outcome"], "not_found");
    town.meet();
    let shown = call(&mut town.outreach, "person_show", json!({ "id": person }));
    assert_eq!((&shown["name"], &shown["record"]["kind"]), (&"Marisol Alder".into(), &"person".into()));
    let timeline = &shown["timeline"];
    let kinds: Vec<_> = each(timeline, "kind").into_iter().map(|kind| kind.as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["follow_up", "contact", "handoff"], "{timeline}");
    let mut first = kinds[3..].to_vec();
    first.sort_unstable();
    assert_eq!(first, ["contact", "note"]);
    let times: Vec<i64> = each(timeline, "at_ms").into_iter().map(|at| at.as_i64().unwrap()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    let of = |kind: &str| timeline.as_array().unwrap().iter().rfind(|item| item["kind"] == kind).unwrap();
    assert_eq!((&of("contact")["id"], &timeline[1]["id"]), (contact, &second["contact"]));
    assert_eq!(words(&of("contact")["tags"]), ["offer.offered", "naloxone.given"]);
    assert_eq!((&of("note")["id"], &of("note")["text"]), (contact, &"Met at the footbridge.".into()));
    assert_eq!((&of("note")["agency"], &of("note")["mark"]), (&EMS.into(), &"sent".into()));
    assert_eq!((&of("handoff")["id"], &of("handoff")["code"]), (&handoff["id"], &"offered".into()));
    assert_eq!(words(&of("follow_up")["tags"]), ["follow_up_state.due", "attempt_outcome.not_found"]);
    assert_eq!(
        (shown["handoffs"].as_array().unwrap().len(), shown["follow_ups"].as_array().unwrap().len()),
        (1, 1)
    );
}

#[test]
fn what_is_over_leaves_the_open_lists_and_stays_in_the_timeline() {
    let mut town = town(413);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let offer = json!({ "contact": saved["contact"], "to": [OUTREACH] });
    let handoff = call(&mut town.ems, "handoff_offer", offer);
    call(&mut town.ems, "handoff_step", json!({ "id": handoff["id"], "step": "withdrawn" }));
    let met = json!({ "id": saved["follow_up"], "outcome": "met_in_person" });
    let met = call(&mut town.ems, "follow_up_attempt", met);
    assert_eq!(
        (&met["follow_ups"][0]["state"], &met["follow_ups"][0]["mark"]),
        (&"met_early".into(), &"ready".into())
    );
    let fields = json!({ "entered_in_error": "a test" });
    call(&mut town.ems, "record_edit", json!({ "id": saved["contact"], "fields": fields }));
    let shown = call(&mut town.ems, "person_show", json!({ "id": saved["person"] }));
    assert_eq!((&shown["handoffs"], &shown["follow_ups"]), (&json!([]), &json!([])));
    let timeline = shown["timeline"].as_array().unwrap();
    assert_eq!(timeline.len(), 3);
    let contact = timeline.iter().find(|item| item["kind"] == "contact").unwrap();
    assert!(words(&contact["tags"]).contains(&"record.entered_in_error"));
    let list = call(&mut town.ems, "follow_ups", json!({}));
    assert_eq!(list["follow_ups"], json!([]));
}

#[test]
fn a_person_with_two_names_in_conflict_shows_both() {
    let mut town = town(414);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let person = &saved["person"];
    town.meet();
    town.set_offline(true);
    for (persona, family) in [(&mut town.ems, "Alders"), (&mut town.patrol, "Alderman")] {
        call(persona, "record_edit", json!({ "id": person, "fields": { "name.family": family } }));
    }
    town.set_offline(false);
    town.meet();
    let shown = call(&mut town.outreach, "person_show", json!({ "id": person }));
    let fields = shown["record"]["fields"].as_array().unwrap();
    let family = fields.iter().find(|field| field["key"] == "name.family").unwrap();
    let mut values: Vec<_> = each(&family["conflict"], "value");
    values.sort_by_key(|value| value.to_string());
    assert_eq!(values, ["Alderman", "Alders"]);
    assert_eq!(shown["name"], format!("Marisol {}", family["value"].as_str().unwrap()));
    let found = call(&mut town.outreach, "person_search", json!({ "text": "marisol" }));
    assert_eq!(found["people"][0]["conflicts"], 1);
    assert_eq!(call(&mut town.outreach, "board", json!({}))["conflicts"], 1);
}

#[test]
fn nobody_unknown_and_nothing_but_a_person_is_shown_as_one() {
    let mut town = town(415);
    let saved = meet_person(&mut town.ems, "", json!({ "person": "unknown" }));
    let shown = call(&mut town.ems, "person_show", json!({ "id": saved["person"] }));
    assert_eq!((&shown["name"], shown["timeline"].as_array().unwrap().len()), (&"".into(), 2));
    for id in [saved["contact"].as_str().unwrap(), "01890000-0000-7000-8000-00000000000a"] {
        assert_eq!(
            ask(&mut town.ems, "person_show", json!({ "id": id })),
            Err("record.not_found".to_owned())
        );
    }
}

//! Contacts, their doses and notes, and drafts.

use serde_json::json;

use crate::{EMS, ask, call, each, meet_person, town};

#[test]
fn a_contact_is_shown_with_everything_that_hangs_on_it() {
    let mut town = town(401);
    let doses = json!([{ "mg": "4", "route": "nasal", "at": "now-10" }, { "giver": "family_or_friend", "at": "unknown" }]);
    let saved =
        meet_person(&mut town.ems, "Alder", json!({ "doses": doses, "narrative": "Met at the footbridge." }));
    let id = saved["contact"].clone();
    let shown = call(&mut town.ems, "contact_show", json!({ "id": id }));
    assert_eq!(shown["record"]["id"], id);
    assert_eq!(shown["record"]["mark"], "ready");
    assert_eq!((&shown["incident"]["id"], &shown["person"]["id"]), (&saved["incident"], &saved["person"]));
    assert_eq!(shown["person_name"], "Marisol Alder");
    let given = shown["administrations"].as_array().unwrap();
    assert_eq!(given.len(), 2);
    let ours = given.iter().find(|one| one["giver"] == "ems").unwrap();
    assert_eq!(ours["agency"], EMS);
    assert_eq!((&ours["doses"][0]["mg"], &ours["doses"][0]["route"]), (&"4".into(), &"nasal".into()));
    let theirs = given.iter().find(|one| one["giver"] == "family_or_friend").unwrap();
    assert_eq!((&theirs["doses"][0]["mg"], &theirs["doses"][0]["at"]), (&"".into(), &"".into()));
    assert_eq!(shown["notes"][0]["body"], "Met at the footbridge.");
    assert_eq!((&shown["notes"][0]["agency"], &shown["notes"][0]["mark"]), (&EMS.into(), &"ready".into()));
    assert_eq!(shown["follow_ups"][0]["id"], saved["follow_up"]);
    assert_eq!(shown["follow_ups"][0]["place"], "12 Example Street");
    let offer = json!({ "contact": id, "to": [crate::OUTREACH], "asks": "a bed tonight" });
    let handoff = call(&mut town.ems, "handoff_offer", offer);
    town.meet();
    let amended =
        json!({ "contact": id, "body": "Under the footbridge.", "amends": shown["notes"][0]["id"] });
    call(&mut town.ems, "note_add", amended);
    for (persona, marks) in [(&mut town.ems, ["sent", "ready"]), (&mut town.patrol, ["sent", ""])] {
        let shown = call(persona, "contact_show", json!({ "id": id }));
        assert_eq!(shown["record"]["mark"], "sent", "notes carry their own mark");
        assert_eq!(shown["handoffs"][0]["id"], handoff["id"]);
        let found = each(&shown["notes"], "mark");
        let expect: Vec<&str> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
        assert_eq!(found, expect);
    }
}

#[test]
fn doses_are_added_to_a_finished_contact_by_the_rules_of_recording_one() {
    let mut town = town(402);
    let saved = meet_person(&mut town.ems, "Alder", json!({ "pathway": "active_outreach" }));
    assert_eq!(saved["follow_up"], json!(null));
    let contact = &saved["contact"];
    let mut add = |doses: serde_json::Value| {
        ask(&mut town.ems, "dose_add", json!({ "contact": contact, "doses": doses }))
    };
    assert_eq!(add(json!([])), Err("dose.none".to_owned()));
    assert_eq!(add(json!([{ "route": "up the nose" }])), Err("record.not_ready".to_owned()));
    assert_eq!(add(json!([{ "at": "25:99" }])), Err("record.not_ready".to_owned()));
    let first = add(json!([{ "mg": "4", "at": "now-20" }, { "mg": "2", "at": "now-15" }])).unwrap();
    assert_eq!(first["administrations"][0]["doses"].as_array().unwrap().len(), 2);
    assert_eq!(first["follow_ups"].as_array().unwrap().len(), 1, "an overdose calls for a follow-up");
    let given = |view: &serde_json::Value| {
        let fields = view["record"]["fields"].as_array().unwrap().clone();
        fields.into_iter().find(|field| field["key"] == "naloxone.given").unwrap()["value"].clone()
    };
    assert_eq!(given(&first), "yes");
    let second = add(json!([{ "mg": "4", "at": "now-5" }])).unwrap();
    assert_eq!(second["administrations"].as_array().unwrap().len(), 2);
    assert_eq!(second["follow_ups"].as_array().unwrap().len(), 1, "and for one only");
    let person = json!({ "contact": saved["person"], "doses": [{ "mg": "4" }] });
    assert_eq!(ask(&mut town.ems, "dose_add", person), Err("record.not_found".to_owned()));
}

#[test]
fn a_no_that_stands_is_flagged_and_not_overwritten_by_a_dose() {
    let mut town = town(403);
    let fields = json!({ "offer": "offered", "naloxone.given": "no" });
    let saved = meet_person(&mut town.ems, "Alder", json!({ "fields": fields }));
    let args = json!({ "contact": saved["contact"], "doses": [{ "mg": "4" }] });
    let shown = call(&mut town.ems, "dose_add", args);
    let codes = each(&shown["record"]["issues"], "code");
    assert!(codes.contains(&&json!("naloxone.contradicts_doses")), "{codes:?}");
}

#[test]
fn a_corrected_dose_counts_once_and_an_unknown_person_has_no_name() {
    let mut town = town(404);
    let saved = meet_person(&mut town.ems, "", json!({ "person": "unknown", "doses": [{ "mg": "4" }] }));
    let id = &saved["contact"];
    let before = call(&mut town.ems, "contact_show", json!({ "id": id }));
    assert_eq!(before["person_name"], "");
    let dose = &before["administrations"][0];
    let wrong = dose["doses"][0]["id"].as_str().unwrap();
    let right = "01890000-0000-7000-8000-00000000000a";
    let fact = format!("administration={}&mg=8&supersedes={wrong}", dose["id"].as_str().unwrap());
    let key = format!("dose.{right}");
    call(&mut town.ems, "record_edit", json!({ "id": id, "fields": { key: fact } }));
    let after = call(&mut town.ems, "contact_show", json!({ "id": id }));
    let doses = &after["administrations"][0]["doses"];
    assert_eq!((doses.as_array().unwrap().len(), &doses[0]["mg"]), (1, &"8".into()));
    let missing = json!({ "id": right });
    assert_eq!(ask(&mut town.ems, "contact_show", missing), Err("record.not_found".to_owned()));
    assert_eq!(
        ask(&mut town.ems, "contact_show", json!({ "id": saved["person"] })),
        Err("record.not_found".to_owned())
    );
}

#[test]
fn lists_tell_the_offer_and_what_was_entered_in_error() {
    let mut town = town(405);
    let saved = meet_person(&mut town.ems, "Alder", json!({}));
    let fields = json!({ "entered_in_error": "another person's contact" });
    call(&mut town.ems, "record_edit", json!({ "id": saved["contact"], "fields": fields }));
    meet_person(&mut town.ems, "Birch", json!({}));
    let list = call(&mut town.ems, "contact_list", json!({}));
    let mut rows: Vec<_> = list["contacts"].as_array().unwrap().clone();
    rows.sort_by_key(|row| row["person_name"].to_string());
    assert_eq!((&rows[0]["entered_in_error"], &rows[1]["entered_in_error"]), (&json!(true), &json!(false)));
    assert_eq!((&rows[0]["offer"], &rows[0]["mark"]), (&"offered".into(), &"ready".into()));
    let board = call(&mut town.ems, "board", json!({}));
    assert_eq!(each(&board["recent"], "person_name"), ["Marisol Birch"]);
    let found = call(&mut town.ems, "person_search", json!({ "text": "alder" }));
    assert_eq!(found["people"][0]["contacts"], 0, "it does not count");
}

#[test]
fn a_draft_is_shown_with_what_would_be_said_of_it() {
    let mut town = town(406);
    let contact = json!({
        "pathway": "",
        "person": { "new": { "name.given": "Sam", "name.family": "Example", "birth_date": "not yet a d" } },
        "fields": { "offer": "not_offered" },
    });
    let saved = call(&mut town.ems, "draft_save", json!({ "contact": contact, "focus": "offer.reason" }));
    let shown = call(&mut town.ems, "draft_show", json!({ "id": saved["id"] }));
    assert_eq!(shown, saved);
    assert_eq!(shown["focus"], "offer.reason");
    let fields = each(&shown["issues"], "field");
    assert!(fields.contains(&&json!("offer.reason")) && fields.contains(&&json!("birth_date")), "{fields:?}");
    let board = call(&mut town.ems, "board", json!({}));
    assert_eq!(board["drafts"][0]["person_name"], "Sam Example");
    call(&mut town.ems, "draft_discard", json!({ "id": saved["id"] }));
    assert_eq!(
        ask(&mut town.ems, "draft_show", json!({ "id": saved["id"] })),
        Err("record.not_found".to_owned())
    );
}
